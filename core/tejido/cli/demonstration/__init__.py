"""The parts of ``tejido demo``: three invented organizations, from founding to a table."""
