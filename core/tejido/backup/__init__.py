"""Backups: one snapshot of the database as two age files, and the way back.

Invariants:

* neither half opens a record without the other, and neither opens without the recipient's
  identity, which is on no machine that makes backups;
* nothing of the keys' half touches a disk in clear: it is put together and taken apart in memory;
* a table that no half is declared for is refused, never forgotten;
* a newer file of keys with an older one of data brings nothing back that was erased in between.
"""
