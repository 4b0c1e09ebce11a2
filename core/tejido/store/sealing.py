"""How often the node was sealed: one row, which every process of the node looks at."""

from tejido.store.database import Reading, Writing
from tejido.store.tables import SealingTable

_ROW = 1


def generation(tx: Reading) -> int:
    """Return how often the node was sealed."""
    found: int | None = tx.scalar(SealingTable.select(SealingTable.generation))
    return found or 0


def raise_generation(tx: Writing) -> None:
    """Note that the node is sealed once more."""
    tx.put(SealingTable, [{"id": _ROW, "generation": generation(tx) + 1}])
