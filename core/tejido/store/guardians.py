"""What guardians hold of people's keys, and the requests to give it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tejido.store.database import Reading, Writing
from tejido.store.tables import GuardianPartTable, RecoveryPartTable, RecoveryRequestTable


@dataclass(frozen=True)
class Part:
    """A key as these guardians hold it together; ``guardians`` are ids with spaces between.

    ``proof`` is not checked yet.
    """

    person: str
    guardians: str
    sealed: bytes = field(repr=False)
    proof: bytes


@dataclass(frozen=True)
class Request:
    """Somebody's request: a new pair under their new passphrase. ``proof`` is not checked yet.

    ``rehearsal`` says that it is only tried: what is given back is no key.
    """

    person: str
    rehearsal: bool
    public: bytes
    salt: bytes
    opslimit: int
    memlimit: int
    sealed_private: bytes = field(repr=False)
    asked_on: str
    proof: bytes


@dataclass(frozen=True)
class OpenedPart:
    """How far some guardians have opened their part of a request; ``opened`` counts them."""

    person: str
    guardians: str
    opened: int
    sealed: bytes = field(repr=False)
    proof: bytes


_PARTS = GuardianPartTable.select().order_by(GuardianPartTable.guardians).objects(Part)
_REQUESTS = RecoveryRequestTable.select().order_by(RecoveryRequestTable.asked_on).objects(Request)
_OPENED = RecoveryPartTable.select().order_by(RecoveryPartTable.guardians).objects(OpenedPart)


def replace_parts(tx: Writing, person: str, parts: Sequence[Part]) -> None:
    """Keep these parts of a person's key, and no others."""
    if tx.run(GuardianPartTable.delete().where(GuardianPartTable.person == person)):
        tx.must_scrub()
    tx.insert(GuardianPartTable, [vars(part) for part in parts])


def parts_of(tx: Reading, person: str) -> list[Part]:
    """Return the parts of a person's key."""
    return tx.all(_PARTS.where(GuardianPartTable.person == person))


def ask(tx: Writing, request: Request, parts: Sequence[OpenedPart]) -> None:
    """Keep a request, in place of an earlier one of the same person."""
    forget(tx, request.person)
    tx.insert(RecoveryRequestTable, [vars(request)])
    tx.insert(RecoveryPartTable, [vars(part) for part in parts])


def forget(tx: Writing, person: str) -> None:
    """Remove a person's request, if there is one."""
    tx.run(RecoveryPartTable.delete().where(RecoveryPartTable.person == person))
    if tx.run(RecoveryRequestTable.delete().where(RecoveryRequestTable.person == person)):
        tx.must_scrub()


def forget_old(tx: Writing, asked_before: str) -> int:
    """Remove the requests made before a UTC day; return how many there were."""
    old = [one.person for one in requests(tx) if one.asked_on < asked_before]
    for person in old:
        forget(tx, person)
    return len(old)


def request_of(tx: Reading, person: str) -> Request | None:
    """Return a person's request, None where there is none."""
    return tx.first(_REQUESTS.where(RecoveryRequestTable.person == person))


def requests(tx: Reading) -> list[Request]:
    """Return all requests, the oldest first."""
    return tx.all(_REQUESTS)


def opened_parts(tx: Reading, person: str) -> list[OpenedPart]:
    """Return the parts of a person's request."""
    return tx.all(_OPENED.where(RecoveryPartTable.person == person))


def every_opened_part(tx: Reading) -> list[OpenedPart]:
    """Return the parts of all requests."""
    return tx.all(_OPENED)


def put_opened(tx: Writing, parts: Sequence[OpenedPart]) -> None:
    """Keep parts as guardians have now opened them; what they were before is to be scrubbed."""
    tx.must_scrub()
    tx.put(RecoveryPartTable, [vars(part) for part in parts])
