"""The plan of one process: opened, and its activities and agreements moved on, one at a time."""

from typing import NamedTuple

from tejido.accompaniment.plan import PLAN, agreed_or_written
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import ChangedError, InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store import processes, records
from tejido.work.keys import keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record
from tejido.work.records import Entry, write

_ = words("tejido")

#: What moves on a board, and the field that says where each item of it stands.
STANDS = {"activities": "state", "agreements": "kept"}


class Seen(NamedTuple):
    """A plan as a board showed it: its record, and the version of that."""

    plan: str
    version: int


def plans_of(node: Node, who: SignedIn, process: str) -> list[OpenRecord]:
    """Return the plans of one process, the newest first; that it was opened is logged.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: a plan was moved, replaced or damaged.
    """
    with node.store.write() as tx:
        processes.by_id(tx, process)
        keys = keys_of(node, tx, who, [process])
        newest_in(keys, process)
        heads = [one.id for one in records.heads(tx, process) if one.type == PLAN.id]
        found = [open_record(node, one, keys) for one in records.by_ids(tx, heads).values()]
        log(node, tx, Kind.OPEN, who, process=process)
    return sorted(found, key=_agreed, reverse=True)


def move_on(
    node: Node, who: SignedIn, process: str, seen: Seen, group: str, number: int, code: str
) -> None:
    """Say where one activity or agreement of the newest plan stands now.

    Args:
        node: where.
        who: somebody who holds a slot of the process.
        process: its id.
        seen: the plan that the board showed (unverified).
        group: ``activities`` or ``agreements`` (unverified).
        number: which of them, from 0 (unverified).
        code: where it stands (unverified).

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        InputError: no such item, or it cannot stand there.
        ChangedError: that is the newest plan no more, or somebody saved it meanwhile.
    """
    plan = next(iter(plans_of(node, who, process)), None)
    if plan is None or plan.id != seen.plan:
        raise ChangedError(_("This is not their newest plan any more: look at it again."))
    items = plan.body.get(group, ()) if group in STANDS else ()
    if not 0 <= number < len(items):
        message = _("That is not on the board: look at it again.")
        raise InputError(message, {"number": [message]})
    moved = {**items[number], STANDS[group]: code}
    body = {**plan.body, group: [*items[:number], moved, *items[number + 1 :]]}
    write(node, who, [Entry(PLAN.id, process, body, plan.id, seen.version)])


def _agreed(plan: OpenRecord) -> tuple[str, str, str]:
    return (agreed_or_written(plan.body, plan.created_on), plan.created_on, plan.id)
