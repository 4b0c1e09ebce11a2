"""Processes: beginning one, listing those opened to somebody, showing one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tejido.accounts.signing_in import SignedIn
from tejido.accounts.slots import stored_slot
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import grants, people, processes, records, slots
from tejido.store.database import Reading, Writing
from tejido.store.grants import Grant
from tejido.store.ids import new_id
from tejido.store.people import Person
from tejido.store.processes import Process
from tejido.store.records import RecordHead
from tejido.vault.process_keys import ProcessKeys
from tejido.work.colleagues import colleague
from tejido.work.comparing import check_compared
from tejido.work.deposit_keys import proved
from tejido.work.keys import Keys, key_at, keys_of, newest_in
from tejido.work.log import log

_ = words("tejido")

#: Characters of a process's name: a pseudonym that its team will recognize.
NAME_LENGTH = 120
#: Handle -> the public half whose words were compared with that person.
Team = Mapping[str, bytes]
NOBODY: Team = {}


@dataclass(frozen=True)
class ProcessCard:
    """A process as a list shows it; ``name`` comes from its sealed card."""

    id: str
    kind: str
    name: str
    opened_on: str
    records: int
    is_closed: bool


@dataclass(frozen=True)
class ProcessView:
    """One process, opened.

    Attributes:
        card: as a list shows it.
        records: from columns in clear, the oldest first.
        grants: all of them, withdrawn ones too.
        team: handles of who holds it.
        is_held_by_one: whether only one of them can open it now.
    """

    card: ProcessCard
    records: tuple[RecordHead, ...]
    grants: tuple[Grant, ...]
    team: tuple[str, ...]
    is_held_by_one: bool


def start(node: Node, who: SignedIn, kind: str, name: str, team: Team = NOBODY) -> str:
    """Begin a process and return its id; its team is ``who`` and whom ``team`` names.

    Raises:
        NotOpenedError: ``who`` does not accompany.
        NotFoundError: no such kind is declared, or no such person is active here and accompanies.
        InputError: the name is missing or too long.
        ChangedError: somebody in the team has another key than the one that was compared.
        SealError: the key of somebody in the team was replaced in the database.
    """
    with node.store.write() as tx:
        return begin(node, tx, who, kind, name, team)


def begin(node: Node, tx: Writing, who: SignedIn, kind: str, name: str, team: Team = NOBODY) -> str:
    """Begin a process within a transaction; see :func:`start`."""
    if not who.accompanier:
        raise NotOpenedError(_("Only who accompanies begins a process: ask an administrator."))
    if kind not in node.declarations.kinds:
        raise NotFoundError(_("No plugin here declares this kind of process."))
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        message = _("Give it a name of up to 120 characters that its team will recognize.")
        raise InputError(message, {"name": [message]})
    keys = ProcessKeys.generate(new_id())
    card = keys.seal_card(exact_bytes({"name": name}))
    today = node.today().isoformat()
    others = [colleague(node, tx, handle) for handle in team]
    for one, public in zip(others, team.values(), strict=True):
        check_compared(one, public)
    publics = {who.person: who.pair.public} | {one.id: one.public for one in others}
    begun = Process(
        keys.process, kind, keys.version, keys.deposit.public, b"", today, None, False, card
    )
    processes.add(tx, proved(node.pepper, begun))
    team_slots = [
        stored_slot(node.pepper, keys.slot(person), public) for person, public in publics.items()
    ]
    slots.add(tx, team_slots)
    log(node, tx, Kind.PROCESS, who, process=keys.process)
    return keys.process


def listed(node: Node, who: SignedIn) -> list[ProcessCard]:
    """Return the processes opened to ``who``, the newest first."""
    with node.store.read() as tx:
        keys, counts = keys_of(node, tx, who), records.counts(tx)
        return [
            card_of(process, keys, counts.get(process.id, 0))
            for process in processes.of_person(tx, who.person)
        ]


def shown(node: Node, who: SignedIn, process: str) -> ProcessView:
    """Return one process; that it was opened is logged.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.write() as tx:
        found, heads = processes.by_id(tx, process), records.heads(tx, process)
        team = _team(tx, process)
        view = ProcessView(
            card_of(found, keys_of(node, tx, who, [process]), len(heads)),
            tuple(heads),
            tuple(grants.of_process(tx, process)),
            tuple(person.handle for person in team),
            sum(person.state == "active" for person in team) < 2,
        )
        log(node, tx, Kind.OPEN, who, process=process)
    return view


def card(node: Node, who: SignedIn, process: str) -> ProcessCard:
    """Return one process as a list shows it.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        found, heads = processes.by_id(tx, process), records.heads(tx, process)
        return card_of(found, keys_of(node, tx, who, [process]), len(heads))


def named(node: Node, who: SignedIn, process: str) -> str:
    """Return what its team calls one process.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        return card_of(processes.by_id(tx, process), keys_of(node, tx, who, [process])).name


def names(node: Node, tx: Reading, who: SignedIn, wanted: Sequence[str]) -> dict[str, str]:
    """Return what their teams call those of these processes that are opened to ``who``, by id."""
    return names_in(tx, keys_of(node, tx, who, wanted))


def names_in(tx: Reading, keys: Keys) -> dict[str, str]:
    """Return what their teams call the processes of ``keys``, by id."""
    found = processes.by_ids(tx, list(keys)).values()
    return {process.id: card_of(process, keys).name for process in found}


def called(node: Node, who: SignedIn, wanted: Iterable[str]) -> dict[str, str]:
    """Return what their teams call those of these processes that are opened to ``who``, by id."""
    with node.store.read() as tx:
        return names(node, tx, who, sorted(set(wanted)))


def has_any(node: Node, who: SignedIn) -> bool:
    """Whether any process is opened to somebody."""
    with node.store.read() as tx:
        return processes.has_any(tx, who.person)


def close(node: Node, who: SignedIn, process: str) -> None:
    """Close a process: retention counts from then on. It can be read, and opened again.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of it.
        ChangedError: it was closed before.
    """
    _close(node, who, process, node.today().isoformat())


def reopen(node: Node, who: SignedIn, process: str) -> None:
    """Open a closed process again.

    Raises:
        NotFoundError, NotOpenedError: as :func:`close`.
        ChangedError: it is open.
    """
    _close(node, who, process, None)


def _close(node: Node, who: SignedIn, process: str, closed_on: str | None) -> None:
    with node.store.write() as tx:
        found = processes.by_id(tx, process)
        newest_in(keys_of(node, tx, who, [process]), process)
        if (found.closed_on is None) == (closed_on is None):
            raise ChangedError(_("Somebody did this before: look at it again."))
        processes.replace(tx, [replace(found, closed_on=closed_on)])
        log(node, tx, Kind.PROCESS, who, process=process, closed=closed_on or "no")


def card_of(process: Process, keys: Keys, count: int = 0) -> ProcessCard:
    """Return a process as a list shows it, with so many records.

    Raises:
        NotOpenedError: its key is not among ``keys``.
    """
    card = key_at(keys, process.id, process.key_version).open_card(process.card)
    name, is_closed = json.loads(card)["name"], process.closed_on is not None
    return ProcessCard(process.id, process.kind, name, process.opened_on, count, is_closed)


def _team(tx: Reading, process: str) -> list[Person]:
    holders = set(slots.holders(tx, "process", process))
    return [person for person in people.listed(tx) if person.id in holders]
