"""What each network was last given of each record looked at, and what is held from it: sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import EmissionTable, RecordTable


@dataclass(frozen=True)
class Emission:
    """What was last emitted of a record in a network, sealed under its process's key.

    ``key_version`` is the version of that key.
    """

    record: str
    network: str
    key_version: int
    sealed: bytes = field(repr=False)


_EMISSIONS = EmissionTable.select().objects(Emission)


def put(tx: Writing, emissions: Sequence[Emission]) -> None:
    """Keep what was emitted now, in the place of what was emitted before."""
    tx.put(EmissionTable, [vars(emission) for emission in emissions])


def of_network(tx: Reading, network: str, records: Sequence[str]) -> dict[str, Emission]:
    """Return what was emitted of these records in a network, by record."""
    of_it = _EMISSIONS.where(EmissionTable.network == network)
    found = (tx.all(of_it.where(EmissionTable.record.in_(part))) for part in parts(records))
    return {emission.record: emission for emissions in found for emission in emissions}


def of_process(tx: Reading, process: str) -> list[Emission]:
    """Return what was emitted of a process's records, in every network."""
    records = RecordTable.select(RecordTable.id).where(RecordTable.process == process)
    return tx.all(_EMISSIONS.where(EmissionTable.record.in_(records)))


def of_records(tx: Reading, records: Sequence[str]) -> list[Emission]:
    """Return what was emitted of these records, in every network."""
    found = (tx.all(_EMISSIONS.where(EmissionTable.record.in_(part))) for part in parts(records))
    return [emission for emissions in found for emission in emissions]
