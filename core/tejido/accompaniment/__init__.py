"""The core's own declarations: what every strategy shares."""
