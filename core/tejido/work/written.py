"""What is written in one process, opened: for the pages that look at all of it."""

from collections.abc import Iterator

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import DatabaseError, NotOpenedError, SealError
from tejido.node import Node
from tejido.store import processes, records
from tejido.store.database import Reading
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record


def opened_in(node: Node, who: SignedIn, process: str) -> list[OpenRecord]:
    """Return the records of one process, the oldest first; that it was opened is logged.

    What does not open is left out: whoever opens that record by itself is told.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.write() as tx:
        processes.by_id(tx, process)
        keys = keys_of(node, tx, who, [process])
        newest_in(keys, process)
        found = list(_opened(node, tx, keys, process))
        log(node, tx, Kind.OPEN, who, process=process)
    return found


def _opened(node: Node, tx: Reading, keys: Keys, process: str) -> Iterator[OpenRecord]:
    for record in records.of_process(tx, process):
        try:
            yield open_record(node, record, keys)
        except (DatabaseError, NotOpenedError, SealError):
            continue
