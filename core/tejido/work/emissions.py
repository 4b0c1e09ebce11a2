"""What networks were given of records, opened and sealed: under the key of each record's process.

A row is kept for every record that was looked at in an approval, whatever became of it, so that
no row tells that a record left, or was held.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from tejido.audit.log import Kind
from tejido.consent.gate import AGGREGATE, ask
from tejido.errors import ConsentError
from tejido.minimize.minimized import Emission
from tejido.node import Node
from tejido.store import audit_entries, emissions, grants, records
from tejido.store.database import Reading, Writing
from tejido.store.grants import Grant
from tejido.vault.process_keys import ProcessKeys
from tejido.work.keys import Keys, key_at, newest_in

#: A day before any node, and by how many bits versions jump with every day since.
_BEFORE_ALL, _JUMP = date(2026, 1, 1), 16


def least_version(tx: Reading) -> int:
    """Return the lowest version that a record may be given as, if it is given anew.

    A restored node has forgotten what it gave since the backup, and peers ignore what is not
    newer than what they hold. So versions jump ahead with the day of a restore, by 2^16 each day:
    more than anybody emits of one record.
    """
    restored_on = audit_entries.newest_day(tx, Kind.RESTORE)
    if restored_on is None:
        return 1
    return max(1, (date.fromisoformat(restored_on) - _BEFORE_ALL).days << _JUMP)


def opened(kept: emissions.Emission, keys: Keys, process: str) -> Emission:
    """Open what a network was given of a record.

    Raises:
        NotOpenedError: the process is not among ``keys``.
        SealError: it was moved, replaced or damaged.
    """
    key = key_at(keys, process, kept.key_version)
    return Emission.from_bytes(key.open_emission(kept.record, kept.network, kept.sealed))


def keep(tx: Writing, network: str, made: Mapping[str, tuple[Emission, ProcessKeys]]) -> None:
    """Seal and keep, by record, what a network was given and what is held from it."""
    emissions.put(
        tx,
        [
            emissions.Emission(
                record,
                network,
                keys.version,
                keys.seal_emission(record, network, emission.to_bytes()),
            )
            for record, (emission, keys) in made.items()
        ],
    )


def take_back(node: Node, tx: Writing, keys: Keys, withdrawn: Grant) -> None:
    """Note that recipients no longer hold what a grant let them have.

    What was queued for them is dropped or retracted. If there is consent again they get a new
    version, even of the same values. ``keys`` are to seal under.
    """
    process = withdrawn.process
    gone = {
        recipient for recipient in withdrawn.recipients if _is_over(node, tx, withdrawn, recipient)
    }
    if not gone:
        return
    types = {head.id: head.type for head in records.heads(tx, process)}
    for kept in emissions.of_process(tx, process):
        declared = node.declarations.types.get(types[kept.record])
        if declared is None or withdrawn.purpose in (declared.purpose, AGGREGATE):
            emission = opened(kept, keys, process).taken_from(gone)
            keep(tx, kept.network, {kept.record: (emission, newest_in(keys, process))})


def take_back_records(
    node: Node, tx: Writing, keys: Keys, process: str, ids: Sequence[str]
) -> None:
    """Note that nobody may hold what they were given of these records of a process as it was.

    What waits to be sent of them is dropped; as they may leave now, they are approved anew.
    """
    if not ids:
        return
    for kept in emissions.of_records(tx, ids):
        emission = opened(kept, keys, process)
        taken = emission.taken_from(emission.given)
        keep(tx, kept.network, {kept.record: (taken, newest_in(keys, process))})
    node.plugins.taken_back(node, tx, ids)


def _is_over(node: Node, tx: Reading, withdrawn: Grant, recipient: str) -> bool:
    try:
        ask(grants.of_process(tx, withdrawn.process), withdrawn.purpose, recipient, node.today())
    except ConsentError:
        return True
    return False
