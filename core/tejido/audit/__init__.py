"""The log of what was done here: append-only, readable to auditors, never of content.

An entry says who did what to which process or record, as ids and codes. It is sealed to the
role ``auditor``; the database keeps a salted hash of it beside, and a proof that this node wrote
it, so that an entry can be erased and the log still be verified. Over the hashes stands a tree,
whose root the node signs: a checkpoint that is kept elsewhere holds everybody to what was.
"""

from tejido.audit.log import Entry, Kind, append, read

__all__ = ["Entry", "Kind", "append", "read"]
