"""Checkpoints: what the log's tree was at some size, signed by the node. C2SP tlog-checkpoint.

::

    tejido/v1/audit/NODE ID
    SIZE, in decimal
    ROOT, in base64
    (an empty line)
    — tejido/v1/audit/NODE ID BASE64(key id 4 | signature 64)

The first line, the log's *origin*, is also the name under which the node key signs. It comes from
the node id, so it stays when that key is renewed. There are no further lines.
"""

import base64
import re
from dataclasses import dataclass

from tejido.audit import notes
from tejido.audit.tree import HASH_SIZE
from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.identity import NodeIdentity

_ = words("tejido")

#: As long as 2^63 - 1 is; without leading zeros.
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """A verified checkpoint: so many entries, this root (32 bytes); ``note`` is to be kept."""

    size: int
    root: bytes
    note: str


def origin_of(node_id: str) -> str:
    """Return what a node's log is called."""
    return f"tejido/v1/audit/{node_id}"


def signed_checkpoint(identity: NodeIdentity, size: int, root: bytes) -> Checkpoint:
    """Sign what the tree is now, with the node key."""
    origin = origin_of(identity.node_id)
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    return Checkpoint(size, root, notes.sign(text, origin, identity.signing))


def verified_checkpoint(identity: NodeIdentity, note: str) -> Checkpoint:
    """Return what a checkpoint (unverified) of this node says.

    1. It is a note, signed by the node key under the log's name.
    2. It is about this log.
    3. Size and root are written the one way there is, and nothing follows.

    Raises:
        SealError: any of these fails.
    """
    origin = origin_of(identity.node_id)
    text = notes.verified_text(note, origin, identity.signing.public)
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != _LINES or lines[0] != origin or not _SIZE.fullmatch(lines[1]):
        raise SealError(_("This is not a checkpoint of this node's log."))
    root = notes.decoded(lines[2])
    if len(root) != HASH_SIZE:
        raise SealError(_("This is not a checkpoint of this node's log."))
    return Checkpoint(int(lines[1]), root, note)
