"""Descriptors and charters in the store: taken in one version at a time, verified when loaded.

What is loaded is verified again from the node ids up, so that whoever can write to the database
cannot put a key of their own in a peer's place.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from weakref import WeakKeyDictionary

import peewee as pw

from tejido.errors import DatabaseError
from tejido.languages import words
from tejido.store.database import Reading, Store, Writing
from tejido_federation import charter as charters
from tejido_federation import descriptor as descriptors
from tejido_federation.charter import Charter, Pinned
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import RETIRED, Descriptor
from tejido_federation.envelope import MAX_SIGNATURES, Envelope, parse_envelope
from tejido_federation.roster import Held, InForce, Roster
from tejido_federation.tables import CharterTable, DescriptorTable, QuotaTable

_ = words("tejido_federation")

#: How far the newest stored day may stand above the clock and still be believed.
MOST_DAYS_AHEAD = 2
#: Most versions of one node's descriptor that are taken from peers in a UTC day.
MOST_VERSIONS = 16

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


_DIRECTORIES: "WeakKeyDictionary[Store, Directory]" = WeakKeyDictionary()


def directory_of(store: Store) -> Directory:
    """Return the one directory of a store, for callers that keep none themselves."""
    return _DIRECTORIES.setdefault(store, Directory())


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


def next_descriptors(
    tx: Reading, envelopes: Sequence[Envelope], today: str, sender: str | None = None
) -> list[Descriptor]:
    """Return the descriptors in ``envelopes`` (unverified), each verified to be the next one.

    Args:
        tx: where what is held is read.
        envelopes: in the order in which they follow each other.
        today: UTC day.
        sender: the peer they came from, which may bring its own and members'; ``None`` for a
            file that a person imports.

    Raises:
        RefusedError: one of them is not; ``item`` says which.
    """
    pinned, held = _descriptors(tx)
    newest = {node: one.descriptor for node, one in held.items()}
    networks = _charters(tx, pinned)
    pins = _pins(networks)
    members = {node for one in networks.values() for node in one.charter.members}
    taken = _taken_on(tx, today)
    found = []
    for number, envelope in enumerate(envelopes):
        with _refused_at(number):
            node = descriptors.parse_descriptor(envelope).node
            if sender is not None and node not in {sender, *members}:
                raise RefusedError("document_identity")
            arrived = descriptors.follow(envelope, newest.get(node))
            if pins.get((node, arrived.version), envelope.digest) != envelope.digest:
                raise RefusedError("document_pin")
            taken[node] += 1
            if sender is not None and taken[node] > MOST_VERSIONS:
                raise RefusedError("document_version")
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

    Only days that this node stored itself raise it; a peer's never do. A stored day that stands
    further above the clock than :data:`MOST_DAYS_AHEAD` came from a clock that was wrong: then
    the clock wins.
    """
    stored: str | None = tx.scalar(QuotaTable.select(pw.fn.MAX(QuotaTable.on_day)))
    if stored is None or stored > latest_day(clock_day):
        return clock_day
    return max(clock_day, stored)


def latest_day(clock_day: str) -> str:
    """Return the last day above the clock that is believed."""
    latest = date.fromisoformat(clock_day) + timedelta(days=MOST_DAYS_AHEAD)
    return latest.isoformat()


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


def _taken_on(tx: Reading, day: str) -> Counter[str]:
    """Count the versions of each node's descriptor that were stored on a day."""
    query = DescriptorTable.select(DescriptorTable.node).where(DescriptorTable.taken_in == day)
    return Counter(node for (node,) in tx.all(query.tuples()))


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
