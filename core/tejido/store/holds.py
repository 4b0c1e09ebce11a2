"""Why records did not leave, looked at again at each approval."""

from collections.abc import Sequence
from dataclasses import dataclass

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import HoldTable


@dataclass(frozen=True)
class Hold:
    """A record that did not leave for a recipient; ``reason`` is a code, ``since`` a day."""

    record: str
    network: str
    recipient: str
    reason: str
    since: str


_HOLDS = HoldTable.select().objects(Hold)


def replace(tx: Writing, network: str, records: Sequence[str], holds: Sequence[Hold]) -> None:
    """Put these holds in the place of those that the records had in a network."""
    for part in parts(records):
        tx.run(
            HoldTable.delete().where((HoldTable.network == network) & HoldTable.record.in_(part))
        )
    tx.insert(HoldTable, [vars(hold) for hold in holds])


def of_network(tx: Reading, network: str) -> list[Hold]:
    """Return what is held in a network, the longest held first."""
    query = _HOLDS.where(HoldTable.network == network)
    return tx.all(query.order_by(HoldTable.since, HoldTable.record, HoldTable.recipient))
