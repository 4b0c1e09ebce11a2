"""Keys and what they seal. Knows no database and no web face.

Invariants:

* every ciphertext is bound to its place: by additional data, or by what is written inside a
  sealed box and checked after opening;
* nothing here returns a boolean for "does it verify": it returns what was opened, or raises;
* private halves and seeds never appear in a ``repr``.
"""
