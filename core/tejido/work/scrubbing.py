"""Scrubbing the database's files of what was erased, or locked before: now, if it can be."""

from tejido.errors import NodeError
from tejido.node import Node


def scrub(node: Node) -> bool:
    """Leave nothing in the files of what is noted to be gone; return whether it could be done now.

    Where nothing is noted that costs one look. What could not be done stays noted: a node that is
    served tries again within a minute, and so does the next command.
    """
    try:
        if node.store.needs_scrubbing():
            node.store.scrub()
    except NodeError:  # somebody reads for long, or the disk is full
        return False
    return True
