"""The log of what was done here: append-only, readable to auditors, never of content.

An entry says who did what to which process or record, as ids and codes. It is sealed to the
role ``auditor``; the database keeps a salted hash of it beside, so that an entry can be erased
and the log still be checked. The tree over these leaves comes later and changes nothing here.
"""

from tejido.audit.log import Entry, Kind, append, read

__all__ = ["Entry", "Kind", "append", "read"]
