"""Descriptors and charters in the store: taken in one version at a time, verified when loaded.

What is loaded is verified again from the node ids up, so that whoever can write to the database
cannot put a key of their own in a peer's place.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import peewee as pw

from tejido.errors import DatabaseError
from tejido.languages import words
from tejido.store.database import Reading, Writing
from tejido_federation import charter as charters
from tejido_federation import descriptor as descriptors
from tejido_federation.charter import Charter, Pinned
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import RETIRED, Descriptor
from tejido_federation.envelope import MAX_SIGNATURES, Envelope, parse_envelope
from tejido_federation.roster import Held, InForce, Roster
from tejido_federation.tables import CharterTable, DescriptorTable, QuotaTable

_ = words("tejido_federation")

_STAMP = pw.Select(
    columns=[
        DescriptorTable.select(pw.fn.COUNT(DescriptorTable.version)),
        CharterTable.select(pw.fn.COUNT(CharterTable.version)),
    ]
).tuples()


class Directory:
    """The roster of a store, kept in memory as long as nothing was taken in."""

    def __init__(self) -> None:
        """Know nothing yet."""
        # One value, so that threads never see the roster of one stamp under another.
        self._known = ((-1, -1), Roster({}, {}))

    def roster(self, tx: Reading) -> Roster:
        """Return who is who, as this transaction sees it."""
        # Documents are only ever added, so their number tells whether there is anything new.
        stamp: tuple[int, int] = tx.one(_STAMP)
        known, roster = self._known
        if stamp != known:
            roster = load_roster(tx)
            self._known = (stamp, roster)
        return roster


def load_roster(tx: Reading) -> Roster:
    """Return who is who, verified from the stored documents.

    Raises:
        DatabaseError: a stored document does not verify.
    """
    try:
        pinned, newest = _descriptors(tx)
        return Roster.of(newest.values(), _charters(tx, pinned))
    except RefusedError as error:
        raise DatabaseError(
            _("A stored descriptor or charter does not verify: restore the newest backup.")
        ) from error


def next_descriptors(tx: Reading, envelopes: Sequence[Envelope]) -> list[Descriptor]:
    """Return the descriptors in ``envelopes`` (unverified), each verified to be the next one.

    Raises:
        RefusedError: one of them is not; ``item`` says which.
    """
    pinned, held = _descriptors(tx)
    newest = {node: one.descriptor for node, one in held.items()}
    pins = _pins(_charters(tx, pinned))
    found = []
    for number, envelope in enumerate(envelopes):
        with _refused_at(number):
            node = descriptors.parse_descriptor(envelope).node
            arrived = descriptors.follow(envelope, newest.get(node))
            if pins.get((node, arrived.version), envelope.digest) != envelope.digest:
                raise RefusedError("document_pin")
        newest[node] = arrived
        found.append(arrived)
    return found


def next_charters(tx: Reading, network: str, envelopes: Sequence[Envelope]) -> list[Charter]:
    """Return the charters in ``envelopes`` (unverified), each verified to be the next one.

    Raises:
        RefusedError: one of them is not; ``item`` says which.
    """
    pinned, _newest = _descriptors(tx)
    in_force = _charters(tx, pinned).get(network)
    held = in_force.charter if in_force else None
    found = []
    for number, envelope in enumerate(envelopes):
        with _refused_at(number):
            held = charters.follow(envelope, held, pinned)
        found.append(held)
    return found


def add_descriptor(tx: Writing, descriptor: Descriptor, envelope: Envelope, today: str) -> None:
    """Store a verified descriptor; from the end of this transaction on it is used."""
    row = {
        "node": descriptor.node,
        "version": descriptor.version,
        "digest": envelope.digest,
        "envelope": envelope.to_json(),
        "taken_in": today,
    }
    tx.insert(DescriptorTable, [row])


def add_charter(tx: Writing, charter: Charter, envelope: Envelope, today: str) -> None:
    """Store a verified charter; from the end of this transaction on it is in force."""
    row = {
        "network": charter.network,
        "version": charter.version,
        "digest": envelope.digest,
        "envelope": envelope.to_json(),
        "taken_in": today,
    }
    tx.insert(CharterTable, [row])


def digest_of(tx: Reading, node: str, version: int) -> str | None:
    """Return the digest of a descriptor held here, or nothing."""
    query = DescriptorTable.select(DescriptorTable.digest).where(
        DescriptorTable.node == node, DescriptorTable.version == version
    )
    found: str | None = tx.scalar(query)
    return found


def is_known(tx: Reading, network: str) -> bool:
    """Whether a charter of this network is held here."""
    query = CharterTable.select(CharterTable.version).where(CharterTable.network == network)
    return tx.first(query) is not None


def today_here(tx: Reading, clock_day: str) -> str:
    """Return the day to judge expiry by: a clock set back does not bring anything to life.

    Only days that this node stored itself raise it; a peer's never do.
    """
    stored: str | None = tx.scalar(QuotaTable.select(pw.fn.MAX(QuotaTable.on_day)))
    return max(clock_day, stored or "")


def _descriptors(
    tx: Reading,
) -> tuple[dict[tuple[str, int], Pinned], dict[str, Held]]:
    """Return every version, and of each node the newest, each following the one before."""
    pinned: dict[tuple[str, int], Pinned] = {}
    newest: dict[str, Held] = {}
    query = DescriptorTable.select().order_by(DescriptorTable.node, DescriptorTable.version)
    for row in tx.all(query):
        envelope = parse_envelope(bytes(row.envelope), most=MAX_SIGNATURES)
        before = newest.get(row.node)
        found = descriptors.follow(envelope, before.descriptor if before else None)
        pinned[(found.node, found.version)] = Pinned(found, envelope.digest)
        newest[found.node] = _followed(before, found, envelope.digest, row.taken_in)
    return pinned, newest


def _followed(before: Held | None, found: Descriptor, digest: str, taken_in: str) -> Held:
    """Return a node as it is held with its next descriptor."""
    known = before.retired if before else {}
    retired = {key.id: known.get(key.id, taken_in) for key in found.keys if key.status == RETIRED}
    return Held(found, digest, taken_in, retired)


def _charters(tx: Reading, pinned: Mapping[tuple[str, int], Pinned]) -> dict[str, InForce]:
    found: dict[str, InForce] = {}
    query = CharterTable.select().order_by(CharterTable.network, CharterTable.version)
    for row in tx.all(query):
        envelope = parse_envelope(bytes(row.envelope), most=MAX_SIGNATURES)
        before = found.get(row.network)
        charter = charters.follow(envelope, before.charter if before else None, pinned)
        digests = {**(before.digests if before else {}), charter.version: envelope.digest}
        found[charter.network or ""] = InForce(charter, digests)
    return found


def _pins(networks: Mapping[str, InForce]) -> dict[tuple[str, int], str]:
    return {
        (node, pin.version): pin.digest
        for one in networks.values()
        for node, pin in one.charter.members.items()
    }


@contextmanager
def _refused_at(number: int) -> Iterator[None]:
    """Say which item a refused document stood in."""
    try:
        yield
    except RefusedError as error:
        raise RefusedError(error.code.id, number) from None
