"""What rules look at: the records of one process, opened, and what its subject consents to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tejido.accounts.signing_in import SignedIn
from tejido.consent import gate
from tejido.declare.records import RecordType
from tejido.declare.rules import Situation, Written
from tejido.errors import ConsentError, DatabaseError, NotOpenedError, SealError
from tejido.node import Node
from tejido.store import grants, records
from tejido.store.database import Reading
from tejido.store.grants import Grant
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.opening import open_record


def situation_of(node: Node, tx: Reading, who: SignedIn, process: str) -> Situation:
    """Return the situation of a process today; a record that does not open is left out.

    Raises:
        NotOpenedError: ``who`` holds no slot of it.
    """
    keys, today = keys_of(node, tx, who, [process]), node.today()
    newest_in(keys, process)
    return Situation(
        today,
        tuple(_written(node, tx, keys, process)),
        _purposes(grants.of_process(tx, process), today),
        _answering(node.declarations.types.values()),
    )


def _written(node: Node, tx: Reading, keys: Keys, process: str) -> Iterator[Written]:
    for record in records.of_process(tx, process):
        try:
            one = open_record(node, record, keys)
        except (DatabaseError, NotOpenedError, SealError):
            continue  # whoever opens it is told; advice on the rest is worth having
        yield Written(one.id, one.type, one.state, one.body, one.created_on, one.updated_on)


def _purposes(given: list[Grant], today: date) -> frozenset[str]:
    return frozenset(one.purpose for one in given if _is_covered(given, one.purpose, today))


def _is_covered(given: list[Grant], purpose: str, today: date) -> bool:
    try:
        gate.ask(given, purpose, None, today)
    except ConsentError:
        return False
    return True


def _answering(types: Iterable[RecordType]) -> Mapping[str, frozenset[str]]:
    """Return the record types that answer each rule."""
    found: dict[str, frozenset[str]] = {}
    for declared in types:
        for rule in declared.answers:
            found[rule] = found.get(rule, frozenset()) | {declared.id}
    return found
