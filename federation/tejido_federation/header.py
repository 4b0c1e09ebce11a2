"""The signed header of a message: a frozen value, read strictly and written in one way."""

from dataclasses import dataclass

from tejido_federation import shapes, strict_json
from tejido_federation.wire import MAX_ITEMS

FORMAT = 1
#: ``prev`` of the first message of a stream.
NOTHING_BEFORE = "0" * 64

_REQUIRED = "v network charter from to stream seq prev type purpose issued expires body items"
_OPTIONAL = "key old"


@dataclass(frozen=True)
class CharterSeen:
    """The newest charter that the sender held: number and digest (hex)."""

    number: int
    digest: str


@dataclass(frozen=True)
class Head:
    """The newest message of a stream: its number and digest (hex)."""

    stream: str
    seq: int
    digest: str


@dataclass(frozen=True)
class Header:
    """What a message says about itself; the format page explains each field.

    Attributes:
        key: keyid that the body is sealed to; ``None`` where the body is open.
        items: one commitment (hex) to each item.
        issued: UTC day, as is ``expires``; nothing is ordered by them.
    """

    network: str
    charter: CharterSeen
    sender: str
    recipient: str
    key: str | None
    stream: str
    seq: int
    prev: str
    type: str
    purpose: str
    issued: str
    expires: str
    body: str
    items: tuple[str, ...]
    old: Head | None = None

    @property
    def sealed(self) -> bool:
        """Whether the body is sealed."""
        return self.key is not None

    def payload(self) -> bytes:
        """Return the bytes to sign."""
        value: dict[str, object] = {
            "v": FORMAT,
            "network": self.network,
            "charter": {"n": self.charter.number, "d": self.charter.digest},
            "from": self.sender,
            "to": self.recipient,
            "stream": self.stream,
            "seq": self.seq,
            "prev": self.prev,
            "type": self.type,
            "purpose": self.purpose,
            "issued": self.issued,
            "expires": self.expires,
            "body": self.body,
            "items": list(self.items),
        }
        if self.key is not None:
            value["key"] = self.key
        if self.old is not None:
            value["old"] = {
                "stream": self.old.stream,
                "seq": self.old.seq,
                "digest": self.old.digest,
            }
        return strict_json.emit(value)


def parse_header(payload: bytes) -> Header:
    """Return the header in ``payload``, whose signature is verified but not its meaning.

    Raises:
        RefusedError: ``bad_header``.
    """
    with shapes.refusing("bad_header"):
        return _read(strict_json.parse(payload))


def _read(value: object) -> Header:
    found = shapes.fields(value, _REQUIRED, _OPTIONAL)
    shapes.exactly(found["v"], FORMAT)
    header = Header(
        network=shapes.identity(found["network"]),
        charter=_read_charter(found["charter"]),
        sender=shapes.identity(found["from"]),
        recipient=shapes.identity(found["to"]),
        key=shapes.identity(found["key"]) if "key" in found else None,
        stream=shapes.text(found["stream"], shapes.STREAM),
        seq=shapes.whole(found["seq"], least=1),
        prev=shapes.text(found["prev"], shapes.DIGEST),
        type=shapes.text(found["type"], shapes.NAME),
        purpose=shapes.text(found["purpose"], shapes.NAME),
        issued=shapes.day(found["issued"]),
        expires=shapes.day(found["expires"]),
        body=shapes.text(found["body"], shapes.DIGEST),
        items=shapes.listed(found["items"], _read_digest, least=1, most=MAX_ITEMS),
        old=_read_head(found["old"]) if "old" in found else None,
    )
    _check_whole(header)
    return header


def _check_whole(header: Header) -> None:
    """Check what concerns more than one field."""
    first = header.seq == 1
    if first != (header.prev == NOTHING_BEFORE) or (header.old is not None and not first):
        raise shapes.ShapeError
    if header.expires < header.issued or header.sender == header.recipient:
        raise shapes.ShapeError


def _read_charter(value: object) -> CharterSeen:
    found = shapes.fields(value, "n d")
    return CharterSeen(shapes.whole(found["n"], least=1), _read_digest(found["d"]))


def _read_head(value: object) -> Head:
    found = shapes.fields(value, "stream seq digest")
    return Head(
        shapes.text(found["stream"], shapes.STREAM),
        shapes.whole(found["seq"], least=1),
        _read_digest(found["digest"]),
    )


def _read_digest(value: object) -> str:
    return shapes.text(value, shapes.DIGEST)
