"""What would leave, byte by byte; and a person's approval of exactly that.

``minimize.deciding`` says what may leave; here it is opened, shown, and, in the transaction in
which a person approves, decided again: if the digest is still the one that was seen, the bytes
are queued in that same transaction. What was seen is what leaves, or nothing does. Looking
changes nothing. Both need the role ``analyst`` and slots of the records' processes.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.records import Approved, Network
from tejido.errors import (
    ChangedError,
    ConsentError,
    HeldError,
    NotFoundError,
    NotOpenedError,
)
from tejido.languages import words
from tejido.minimize.deciding import Candidate, Decision, decide
from tejido.minimize.group_gate import Company
from tejido.minimize.minimized import Emission, item_id, pseudonym
from tejido.node import Node
from tejido.store import emissions, grants
from tejido.store.database import Reading, Writing
from tejido.vault.process_keys import ProcessKeys
from tejido.work.coding import ANALYST, open_coded
from tejido.work.conversations import said_in
from tejido.work.emissions import keep, least_version, opened
from tejido.work.keys import keys_of, keys_to_write, newest_in
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_all
from tejido.work.pseudonyms import pseudonym_key

_ = words("tejido")

#: The exchange by which minimized records travel.
RECORDS = "records"


@dataclass(frozen=True)
class Held:
    """A record that stays, for one recipient, and the code of the reason."""

    record: str
    type: str
    process: str
    recipient: str
    reason: str


@dataclass(frozen=True)
class Leaving:
    """What would leave for a network now.

    Attributes:
        items: exact bytes for each record and recipient, in the order of the digest.
        held: pairs of record and recipient that consent covers and a gate holds.
        unchanged: pairs whose recipient already has these very bytes.
        unconsented: pairs that no consent covers; nothing was projected for them.
        digest: SHA-256, hex, of everything in ``items``: what a person approves.
    """

    network: Network
    items: tuple[Approved, ...]
    held: tuple[Held, ...]
    unchanged: int
    unconsented: int
    digest: str


def preview(
    node: Node, who: SignedIn, network: str, records: Collection[str] | None = None
) -> Leaving:
    """Return what would leave for a network: of all records opened to ``who``, or of some.

    Raises:
        NotFoundError: this node is not in such a network.
        NotOpenedError: ``who`` does not hold the role ``analyst``, or a record was named that
            is not opened to them.
    """
    with node.store.read() as tx:
        return _decided(node, tx, who, network, records).leaving()


def approve(
    node: Node, who: SignedIn, network: str, digest: str, records: Collection[str] | None = None
) -> Leaving:
    """Queue what was seen, and keep, sealed, what is held with its reasons.

    Raises:
        ChangedError: ``digest`` is not of what would leave now; look again.
        NotFoundError, NotOpenedError: as in :func:`preview`.
    """
    with node.store.write() as tx:
        decided = _decided(node, tx, who, network, records)
        leaving = decided.leaving()
        if leaving.digest != digest:
            raise ChangedError(_("What would leave has changed since you looked; look again."))
        keep(tx, decided.network.id, _under_newest(node, tx, who, decided))
        node.plugins.approved(node, tx, leaving.items)
        log(node, tx, Kind.APPROVE, who, network=decided.network.id, digest=digest)
    return leaving


def network_named(node: Node, network: str) -> Network:
    """Return one of the networks this node belongs to, or raise :class:`NotFoundError`."""
    for one in node.plugins.networks(node):
        if one.id == network:
            return one
    raise NotFoundError(_("This node does not belong to such a network."))


@dataclass
class _Decided:
    """What was decided for each pair of record and recipient."""

    network: Network
    items: list[Approved] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    #: By the id of every record that was looked at: what the network has been given, and what is
    #: held from it, once these items are approved.
    emissions: dict[str, tuple[Emission, ProcessKeys]] = field(default_factory=dict)
    unchanged: int = 0
    unconsented: int = 0

    def leaving(self) -> Leaving:
        """Return it as a person sees it."""
        return Leaving(
            self.network,
            tuple(self.items),
            tuple(self.held),
            self.unchanged,
            self.unconsented,
            _digest(self.network, self.items),
        )

    def add(self, candidate: Candidate, recipient: str, made: Decision) -> None:
        """Take one item."""
        self.items.append(
            Approved(
                candidate.record,
                candidate.process,
                self.network.id,
                recipient,
                RECORDS,
                candidate.purpose,
                made.emission.item,
                made.version,
                made.content,
            )
        )


def _under_newest(
    node: Node, tx: Writing, who: SignedIn, decided: _Decided
) -> dict[str, tuple[Emission, ProcessKeys]]:
    """Return what to keep with the keys to seal it under, which may be newer than those seen."""
    keys = keys_to_write(node, tx, who, {one.process for _, one in decided.emissions.values()})
    return {
        record: (emission, newest_in(keys, seen.process))
        for record, (emission, seen) in decided.emissions.items()
    }


def _decided(
    node: Node, tx: Reading, who: SignedIn, network: str, records: Collection[str] | None
) -> _Decided:
    """Decide about every record opened to ``who``, for every other member."""
    who.role(ANALYST)
    charter = network_named(node, network)
    found = _opened_records(node, tx, who, records)
    decided = _Decided(charter)
    company = {
        type_id: Company(
            node.declarations.policies[type_id],
            open_coded(node, tx, who, type_id, own_only=True),
        )
        for type_id in {record.type for record in found}
    }
    recipients = sorted({member.node for member in charter.members} - {node.id})
    for candidate, keys in _candidates(node, tx, who, charter, found):
        given, before = candidate, len(decided.held)
        for recipient in recipients:
            given = _offer(decided, given, recipient, company[given.policy.type], node.today())
        reasons = {one.recipient: one.reason for one in decided.held[before:]}
        emission = given.emission.holding(reasons, node.today().isoformat())
        decided.emissions[given.record] = (emission, keys)
    return decided


def _opened_records(
    node: Node, tx: Reading, who: SignedIn, named: Collection[str] | None
) -> list[OpenRecord]:
    """Return the records of which anything may leave: all that are opened, or those named."""
    types = [name for name, policy in node.declarations.policies.items() if policy.parts]
    found = open_all(node, tx, who, types)
    if named is None:
        return found
    chosen = [record for record in found if record.id in named]
    if len(chosen) != len(set(named)):
        raise NotOpenedError(_("One of these records was not opened to you, or stays here."))
    return chosen


def _candidates(
    node: Node, tx: Reading, who: SignedIn, network: Network, records: Sequence[OpenRecord]
) -> Iterator[tuple[Candidate, ProcessKeys]]:
    """Give each record with all that deciding about it takes, and the keys of its process."""
    keys, standing, least = keys_of(node, tx, who), grants.by_process(tx), least_version(tx)
    pseudonyms = pseudonym_key(node, tx, who, network.id, node.today().year)
    given = emissions.of_network(tx, network.id, [record.id for record in records])
    said = said_in(node, tx, keys, {record.process for record in records})
    for record in records:
        newest = newest_in(keys, record.process)
        item = item_id(newest.seed, network.id, record.id)
        emission = Emission(item, pseudonym(pseudonyms, record.process), levels=None)
        if record.id in given:
            kept = opened(given[record.id], keys, record.process)
            # Until something leaves, this year's pseudonym is the one that counts.
            emission = kept if kept.given else replace(emission, held=kept.held)
        candidate = Candidate(
            record.id,
            record.process,
            node.declarations.types[record.type].purpose,
            node.declarations.policies[record.type],
            record.body,
            standing.get(record.process, []),
            emission,
            least,
            said[record.process].about(record.id),
        )
        yield candidate, newest


def _offer(
    decided: _Decided,
    candidate: Candidate,
    recipient: str,
    company: Company,
    today: date,
) -> Candidate:
    """Decide about one pair; return the candidate as it is once that is approved."""
    try:
        made = decide(candidate, recipient, decided.network, company, today)
    except ConsentError:
        decided.unconsented += 1
        return candidate
    except HeldError as error:
        decided.held.append(
            Held(
                candidate.record, candidate.policy.type, candidate.process, recipient, error.reason
            )
        )
        return candidate
    if made.is_new:
        decided.add(candidate, recipient, made)
    else:
        decided.unchanged += 1
    return replace(candidate, emission=made.emission)


def _digest(network: Network, items: Sequence[Approved]) -> str:
    """Return the digest of exactly what would leave, and to whom."""
    whole = hashlib.sha256(f"tejido/v1/leaving\n{network.id}\n{network.charter[1]}\n".encode())
    for item in items:
        whole.update(f"{item.recipient}\n{item.record}\n".encode())
        whole.update(hashlib.sha256(item.content).digest())
    return whole.hexdigest()
