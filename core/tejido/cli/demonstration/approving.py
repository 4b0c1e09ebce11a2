"""Looking at what would leave, approving exactly that."""

from dataclasses import dataclass, field

from tejido.cli.demonstration.desks import Desk
from tejido.work import leaving


@dataclass(frozen=True)
class Sending:
    """What was seen and approved at one node; pairs are of record and recipient.

    Attributes:
        consented: records that consent lets go to somebody.
        minimized: pairs for which that was worked out, as the preview showed them.
        held: pairs that a gate holds when that is approved.
        contents: the exact bytes of every item that was approved.
    """

    consented: int
    minimized: int
    held: int
    contents: tuple[bytes, ...] = field(repr=False)


def approve_all(desk: Desk, network: str) -> Sending:
    """Look at everything that may leave for a network, and approve it."""
    seen = leaving.preview(desk.node, desk.who, network)
    approved = leaving.approve(desk.node, desk.who, network, seen.digest)
    let_go = {item.record for item in seen.items} | {one.record for one in seen.held}
    return Sending(
        consented=len(let_go),
        minimized=len(seen.items) + len(seen.held),
        held=len(approved.held),
        contents=tuple(item.content for item in approved.items),
    )
