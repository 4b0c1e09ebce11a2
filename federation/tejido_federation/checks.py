"""The receiving checks, in their order: a value that is verified a little more at each step.

Pure. The numbers are those of ``docs/federation.md`` section 5. Each function takes what the
one before it gave back, so the order cannot be got wrong, and raises
:class:`~tejido_federation.codes.RefusedError` with its own codes. What stores and answers is in
:mod:`tejido_federation.inbox`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tejido.declare.records import Exchange
from tejido_federation import envelope as dsse
from tejido_federation import wire
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import Envelope
from tejido_federation.exchanges import FEDERATION, RETRACT
from tejido_federation.header import FORMAT, Header, parse_header
from tejido_federation.parts import Body, split_body
from tejido_federation.roster import InForce, KnownKey, Roster
from tejido_federation.wire import Framed

#: How long after a charter expired messages may still arrive that say they are older.
EXPIRED_DAYS = 30


@dataclass(frozen=True)
class Here:
    """What the checks know of this node: never anything out of the message.

    Attributes:
        node: our id.
        today: UTC day; at least the newest that we ourselves have stored.
        exchanges: the federation's own and those that plugins declare.
        held: keyids of our own pairs that are at hand; none while the node is sealed.
    """

    node: str
    today: str
    roster: Roster
    exchanges: Mapping[str, Exchange]
    held: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Quota:
    """What one peer may send in a UTC day, in one network."""

    messages: int = 20_000
    bytes: int = 1024 * wire.MAX_MESSAGE


@dataclass(frozen=True)
class Used:
    """What a peer has sent today."""

    messages: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Typed:
    """After step 6: an envelope that says it is a message's."""

    envelope: Envelope
    body: bytes


@dataclass(frozen=True)
class Keyed:
    """After step 7: with the key that must have signed it, as each of its owners lists it."""

    envelope: Envelope
    body: bytes
    owners: tuple[KnownKey, ...]


@dataclass(frozen=True)
class Signed:
    """After step 8: a payload that the key of ``owners`` signed."""

    payload: bytes
    envelope: Envelope
    body: bytes
    owners: tuple[KnownKey, ...]


@dataclass(frozen=True)
class Addressed:
    """After step 9: a header from the key's owner to us."""

    header: Header
    envelope: Envelope
    body: bytes


@dataclass(frozen=True)
class Authentic:
    """After step 10: a whole message of its sender; ``envelope`` and ``body`` as received."""

    header: Header
    digest: str
    envelope: Envelope
    body: Body
    size: int


def check_length(announced: int | None) -> None:
    """Step 1, before reading: what ``Content-Length`` announces."""
    if announced is not None and announced > wire.MAX_MESSAGE:
        raise RefusedError("too_large")


def check_encoding(encoding: str | None) -> None:
    """Step 2: no content encoding; nothing is ever decompressed."""
    if encoding and encoding.strip().lower() != "identity":
        raise RefusedError("encoded_content")


def authentic(raw: bytes, here: Here) -> Authentic:
    """Steps 1 and 3 to 10: return the message in ``raw`` (unverified bytes from a peer)."""
    framed = wire.split_message(raw)  # 1
    message = signed(keyed(typed(framed), here))  # 3 to 8
    return whole(addressed(message, here))  # 9, 10


def typed(framed: Framed) -> Typed:
    """Steps 3 to 6: strict UTF-8, strict JSON, the envelope's shape, its payload type."""
    found = dsse.parse_envelope(framed.envelope)
    if found.payload_type != dsse.MESSAGE:
        raise RefusedError("unknown_payload_type")
    return Typed(found, framed.body)


def keyed(message: Typed, here: Here) -> Keyed:
    """Step 7: the keyid names a usable node key; no cryptography before this."""
    owners = here.roster.signers(message.envelope.signatures[0].keyid, here.today)
    return Keyed(message.envelope, message.body, owners)


def signed(message: Keyed) -> Signed:
    """Step 8: the signature over the PAE."""
    payload = dsse.verify(message.envelope, message.owners[0].public)
    return Signed(payload, message.envelope, message.body, message.owners)


def addressed(message: Signed, here: Here) -> Addressed:
    """Step 9: the header; its sender owns the key; it is meant for us, and sealed to us."""
    header = parse_header(message.payload)
    if header.sender not in {key.node for key in message.owners}:
        raise RefusedError("not_the_signer")
    if header.recipient != here.node:
        raise RefusedError("not_for_us")
    if header.network not in here.roster.networks:
        raise RefusedError("unknown_network")
    _check_key(header, here)
    return Addressed(header, message.envelope, message.body)


def _check_key(header: Header, here: Here) -> None:
    """An unknown type may name any key of ours that opens; step 13 refuses it signed."""
    exchange = here.exchanges.get(header.type)
    if exchange is not None and exchange.sealed != header.sealed:
        raise RefusedError("recipient_key")
    if header.key is None:
        return
    role = here.roster.own_key(here.node, header.key, here.today, here.held).role
    if role not in ({exchange.opens} if exchange else {"box", "intake"}):
        raise RefusedError("recipient_key")


def whole(message: Addressed) -> Authentic:
    """Step 10: a part to each item, and the body that was signed."""
    header = message.header
    body = split_body(message.body, sealed=header.sealed, items=len(header.items))
    if body.digest != header.body:
        raise RefusedError("body_digest")
    size = len(message.envelope.payload) + len(message.body)
    return Authentic(header, message.envelope.digest, message.envelope, body, size)


def check_quota(message: Authentic, used: Used, quota: Quota) -> None:
    """Step 12: a peer that is known may still send too much."""
    if used.messages + 1 > quota.messages or used.bytes + message.size > quota.bytes:
        raise RefusedError("over_quota")


def may_wait(header: Header, here: Here) -> bool:
    """Whether a message may wait behind a gap: a member's, or a retraction."""
    members = here.roster.networks[header.network].charter.members
    return header.type == RETRACT or header.sender in members


def check_permitted(header: Header, here: Here) -> None:
    """Step 13: what the charter allows; the last check that a sealed node makes."""
    held = here.roster.networks[header.network]
    if header.type != RETRACT:
        _check_charter(header, held)
        if header.sender not in held.charter.members:
            raise RefusedError("not_a_member")
    exchange = here.exchanges.get(header.type)
    if exchange is None:
        raise RefusedError("unknown_type")
    if exchange.frozen and _is_frozen(header, held, here.today):
        raise RefusedError("charter_expired")
    if not _purpose_fits(header.purpose, exchange, held):
        raise RefusedError("unknown_purpose")
    # A retraction only removes; whoever forgot to renew it still takes back.
    if header.expires < here.today and header.type != RETRACT:
        raise RefusedError("expired")


def _check_charter(header: Header, held: InForce) -> None:
    if header.charter.number < held.charter.floor or held.charter.lowest_format > FORMAT:
        raise RefusedError("charter_floor")
    # A number above ours: the sender is ahead, and is judged by what we hold.
    if held.digests.get(header.charter.number, header.charter.digest) != header.charter.digest:
        raise RefusedError("charter_split")


def _is_frozen(header: Header, held: InForce, today: str) -> bool:
    """Whether the charter had expired by the sender's word, or has long expired by our day."""
    expires = held.charter.expires
    over = date.fromisoformat(expires) + timedelta(days=EXPIRED_DAYS)
    return header.issued > expires or today > over.isoformat()


def _purpose_fits(purpose: str, exchange: Exchange, held: InForce) -> bool:
    if exchange.purpose == FEDERATION:
        return purpose == FEDERATION
    allowed = held.charter.purposes - {FEDERATION}
    return purpose in allowed and exchange.purpose in ("", purpose)
