"""Real input: rows of somebody's CSV file, read by a mapping into what a person would have typed.

Pure: no database and no clock. What a file holds is unverified, and no message repeats any of it.

* ``strict_toml`` reads TOML so that nothing in it is overlooked;
* ``mapping`` turns it into rules, checked against what the node declares;
* ``matching``, ``cutting`` and ``days`` read one cell;
* ``sheet`` reads the file into rows with keys, ``reading`` turns a row into records.
"""
