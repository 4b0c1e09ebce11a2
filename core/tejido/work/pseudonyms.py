"""The key of organization, network and year, under which subjects get their pseudonyms.

Drawn at random once, when the year's first record is approved, and kept sealed to the analysts.
Derived from their role key instead, it would change with it, and one subject counted twice can
lift a cell over its threshold (docs/adr/0004).
"""
