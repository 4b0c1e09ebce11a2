"""Tables and transactions. Bytes go in and come out; nothing is sealed or opened here.

Invariants:

* no model is bound to a database: a query runs on the transaction it is given to, so that two
  nodes in one process cannot write into each other's file;
* writes take turns, in this process and with others, on SQLite and on PostgreSQL alike;
* ids are 16 random bytes in hex: by itself none tells how many there are, or which came first.
  The file does: SQLite numbers rows as they are written.
"""
