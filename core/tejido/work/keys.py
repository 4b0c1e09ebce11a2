"""The keys of the processes that somebody holds slots of, and giving processes new ones.

Every one of a team holds every version of their process's key. A key is replaced when somebody
leaves, at once, and when somebody was disabled or lost theirs, by whoever writes next: what is
written from then on is sealed under the newer version, and what is older opens with the older ones.
What somebody has read they have read, and what they kept of an older version opens what was sealed
under it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tejido.accounts.people import verified
from tejido.accounts.signing_in import SignedIn
from tejido.accounts.slots import open_stored, stored_slot
from tejido.audit.log import Kind
from tejido.errors import NotOpenedError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people, processes, retention, slots
from tejido.store.database import Reading, Writing
from tejido.store.processes import Process
from tejido.store.slots import StoredSlot
from tejido.vault.process_keys import ProcessKeys
from tejido.work import wishes
from tejido.work.deposit_keys import proved, verified_deposit_public
from tejido.work.log import log

_ = words("tejido")

#: Process id -> version of its key -> keys.
Keys = Mapping[str, Mapping[int, ProcessKeys]]


def keys_of(node: Node, tx: Reading, who: SignedIn, wanted: Iterable[str] | None = None) -> Keys:
    """Return the keys of every process that ``who`` holds a slot of, or of these.

    Raises:
        SealError: a slot is not what the database says it is.
    """
    owners = None if wanted is None else sorted(set(wanted))
    found: dict[str, dict[int, ProcessKeys]] = {}
    for slot in slots.versions_of_person(tx, "process", who.person, owners):
        opened = ProcessKeys.of(open_stored(node.pepper, slot, who.pair))
        found.setdefault(slot.owner, {})[slot.version] = opened
    return found


def keys_to_write(node: Node, tx: Writing, who: SignedIn, wanted: Iterable[str]) -> Keys:
    """Return the keys of these processes, to seal something new under the newest.

    Whoever seals anything of a process asks here: where somebody who knew its key was disabled,
    it is renewed first. Processes that ``who`` holds no slot of are left out.

    Raises:
        SealError: a slot, a person or a process was changed in the database.
    """
    keys = keys_of(node, tx, who, wanted)
    stored = processes.by_ids(tx, list(keys)).values()
    for process in stored:
        verified_deposit_public(node.pepper, process)
    marked = {process.id: keys[process.id] for process in stored if process.renew}
    return {**keys, **rotate(node, tx, who, marked)}


def key_at(keys: Keys, process: str, version: int) -> ProcessKeys:
    """Return one version of a process's keys.

    Raises:
        NotOpenedError: it is not among ``keys``.
    """
    try:
        return keys[process][version]
    except KeyError:
        message = _("This was not opened to you: only the team it was begun with can open it.")
        raise NotOpenedError(message) from None


def newest_in(keys: Keys, process: str) -> ProcessKeys:
    """Return the newest version of a process's keys; to seal, of :func:`keys_to_write`.

    Raises:
        NotOpenedError: there is none among ``keys``.
    """
    return key_at(keys, process, max(keys.get(process, {0: None})))


def rotate(node: Node, tx: Writing, who: SignedIn, keys: Keys) -> Keys:
    """Give processes a new version of their keys, for everybody active in their teams.

    Of a team is who holds the version of now: an older slot alone, put back by whoever kept it,
    is given nothing. Who is disabled loses their slots: they are noted as wanting them, for when
    they are back.

    Args:
        node: where.
        tx: the transaction.
        who: who does it.
        keys: every version of the keys of each process, as ``who`` holds them.

    Returns:
        The keys with the new versions among them.

    Raises:
        NotOpenedError: a process has a newer version than ``keys``.
        SealError: a person, a slot or a process was changed in the database.
    """
    if not keys:
        return keys
    stored, renewed = processes.by_ids(tx, list(keys)), dict(keys)
    teams = _team_publics(node, tx, stored)
    given: list[StoredSlot] = []
    for process, row in stored.items():
        key = key_at(keys, process, row.key_version).renewed()
        renewed[process] = {**keys[process], key.version: key}
        team = teams[process].items()
        given += [stored_slot(node.pepper, key.slot(one), public) for one, public in team]
    slots.add(tx, given)
    processes.replace(tx, [_resealed(node, row, renewed[row.id]) for row in stored.values()])
    _reseal_holds(tx, renewed)
    log(node, tx, Kind.ROTATE, who, process=" ".join(sorted(stored)))
    return renewed


def _reseal_holds(tx: Writing, keys: Keys) -> None:
    for process in retention.held(tx) & keys.keys():
        hold = retention.hold_of(tx, process)
        if hold is not None:
            newest, reason = newest_in(keys, process), key_at(keys, process, hold.key_version)
            sealed = newest.seal_hold(reason.open_hold(hold.sealed))
            retention.put_hold(tx, replace(hold, key_version=newest.version, sealed=sealed))


def teams_of(tx: Reading, some: Iterable[Process]) -> dict[str, set[str]]:
    """Return the ids of who holds the newest key of each of these processes (unverified).

    Raises:
        SealError: somebody holds a newer one: an older state of a process was put back.
    """
    versions = {process.id: process.key_version for process in some}
    held = slots.newest(tx, "process", list(versions))
    if any(max(team.values()) > versions[process] for process, team in held.items()):
        raise SealError(_("A process is older than its keys: restore the newest backup."))
    return {
        process: {one for one, newest in held.get(process, {}).items() if newest == version}
        for process, version in versions.items()
    }


def _team_publics(
    node: Node, tx: Writing, stored: Mapping[str, Process]
) -> dict[str, dict[str, bytes]]:
    """Return the verified public half of everybody active in each team; the others leave it."""
    owners, teams = list(stored), teams_of(tx, stored.values())
    held = set[str]().union(*teams.values())
    known = [verified(node.pepper, one) for one in people.listed(tx) if one.id in held]
    for one in known:
        if one.state != "active":
            theirs = [owner for owner in owners if one.id in teams[owner]]
            slots.remove_many(tx, "process", theirs, one.id)
            wishes.note(tx, node.pepper, "process", theirs, one.id)
    publics = {one.id: one.public for one in known if one.state == "active"}
    return {owner: {p: publics[p] for p in teams[owner] if p in publics} for owner in owners}


def _resealed(node: Node, process: Process, versions: Mapping[int, ProcessKeys]) -> Process:
    """Return a process under the newest version of its keys."""
    verified_deposit_public(node.pepper, process)
    key = versions[process.key_version + 1]
    return proved(
        node.pepper,
        replace(
            process,
            key_version=key.version,
            deposit_public=key.deposit.public,
            renew=False,
            card=key.seal_card(versions[process.key_version].open_card(process.card)),
        ),
    )
