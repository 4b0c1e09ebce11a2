"""What somebody opens who holds something: every key tried on everything, until nothing new opens.

Pure, and made without the product's ways of finding the right key for a row: each secret is tried
as it is, under every derivation and with every form of additional data, on every blob. What opens
may hold further secrets, which are tried in turn.
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any
from unicodedata import normalize

from nacl import bindings
from nacl.exceptions import CryptoError

KEY, NONCE, HEADER, BOX_OVERHEAD = 32, 24, 24, 48
#: Additional data of sealed rows, by the names of what a row is about.
FORMS = (
    "tejido/person-key/v1|{person}",
    "tejido/person-recovery/v1|{person}",
    "tejido/totp/v1|{person}",
    "tejido/session/v1|{person}|{generation}",
    "tejido/card/v1|{process}|{key_version}",
    "tejido/hold/v1|{process}|{key_version}",
    "tejido/record/v1|{record}|{process}|{key_version}|{version}",
    "tejido/emission/v1|{record}|{process}|{key_version}|{network}",
    "tejido/attachment/v1|{attachment}|{process}|{key_version}",
    "tejido/coded/v1|{key}|{origin}|{record}",
    "tejido/kept-item-key/v1|{message}|{number}",
    "tejido/body/v1|{network}|{type}|{sender}|{recipient}|{stream}|{seq}|{number}",
)
#: What one secret is made into with: a private half, and keys.
DEPOSIT = b"tejido/process/deposit/v1"
DERIVATIONS = (
    b"tejido/process/body/v1",
    b"tejido/session-key/v1",
    b"tejido/recovery-key/v1",
    b"tejido/totp-key/v1",
    b"tejido/kept-item-keys/v1",
)
ITEM_KEY, ITEMS = b"tejido/item-key/v1\0", 8
GUARDIAN = b"tejido/guardian/v1\0"
#: Of a guardian's layer: magic, person, guardian, and how many layers are inside.
_GUARDIAN_HEAD = len(GUARDIAN) + 16 + 16 + 1
#: A plaintext no longer than this may end with a key; what is longer is content.
_SHORT = 160
_HEX_KEY, _HEX_HEADER = re.compile(rb'"([0-9a-f]{64})"'), re.compile(rb'"([0-9a-f]{48})"')


@dataclass(frozen=True)
class Blob:
    """One sealed value: its column (``record.body``), what its row is about, and the bytes."""

    column: str
    about: Mapping[str, Any] = field(hash=False)
    content: bytes = field(repr=False)

    @cached_property
    def places(self) -> list[bytes]:
        """Additional data in every form for which the row says enough."""
        return _places(self.about)


@dataclass(frozen=True)
class Key:
    """32 bytes to try. Those with a public half are tried on boxes as well."""

    value: bytes = field(repr=False)
    public: bytes | None = field(compare=False)

    @classmethod
    def pair(cls, private: bytes) -> "Key":
        """Take 32 bytes as a private half too."""
        return cls(private, bindings.crypto_scalarmult_base(private))


@dataclass(frozen=True)
class Held:
    """What somebody begins with.

    Attributes:
        secrets: keys, private halves, seeds, cookies, codes: of any length.
        passphrases: as typed.
        peppers: tried with each passphrase.
    """

    secrets: frozenset[bytes] = frozenset()
    passphrases: frozenset[str] = frozenset()
    peppers: frozenset[bytes] = frozenset()

    def __or__(self, other: "Held") -> "Held":
        """Return what both hold together."""
        return Held(
            self.secrets | other.secrets,
            self.passphrases | other.passphrases,
            self.peppers | other.peppers,
        )


def closure(blobs: Sequence[Blob], held: Held) -> set[int]:
    """Return the numbers (places in ``blobs``) of everything that opens to whoever holds this."""
    trying = _Trying(blobs)
    locks = {Key(one, None) for one in _stretched(blobs, held)}
    trying.take({key for one in held.secrets | held.peppers for key in _keys_of(one)} | locks)
    return trying.opened


class _Trying:
    """All keys found so far, and all that has not opened to any of them."""

    def __init__(self, blobs: Sequence[Blob]) -> None:
        self.opened: set[int] = set()
        self._closed = dict(enumerate(blobs))
        self._known: set[Key] = set()
        self._headers: set[bytes] = set()

    def take(self, new: set[Key]) -> None:
        """Try keys, and whatever they lead to."""
        while new:
            self._known |= new
            found = [plain for key in new for plain in self._open_with(key)]
            self._open_streams()
            new = {key for plain in found for one in _secrets_in(plain) for key in _keys_of(one)}
            new -= self._known

    def _open_with(self, key: Key) -> Iterator[bytes]:
        for number, blob in list(self._closed.items()):
            plaintext = _plaintext(blob, key)
            if plaintext is None:
                continue
            inside = _next_layer(plaintext)
            while inside is not None:  # for another guardian, or for the same hand once more
                deeper = Blob(blob.column, blob.about, inside)
                again = next(filter(None, (_plaintext(deeper, one) for one in self._known)), None)
                if again is None:
                    self._closed[number] = deeper
                    break
                inside, plaintext = _next_layer(again), again
            else:
                self._open(number)
                yield plaintext
                self._headers |= set(map(bytes.fromhex, _hex(_HEX_HEADER, plaintext)))

    def _open_streams(self) -> None:
        """Try every key with every header on the pieces of every file."""
        files: dict[str, list[int]] = {}
        for number, blob in self._closed.items():
            if "piece" in blob.about:
                files.setdefault(blob.about["attachment"], []).append(number)
        for numbers in files.values():
            pieces = [self._closed[number] for number in numbers]
            if any(_is_stream(pieces, k.value, h) for h in self._headers for k in self._known):
                for number in numbers:
                    self._open(number)

    def _open(self, number: int) -> None:
        self.opened.add(number)
        del self._closed[number]


# --- one key, one blob ------------------------------------------------------------------


def _plaintext(blob: Blob, key: Key) -> bytes | None:
    """Return what is in a blob if this key opens it in any way."""
    for place in blob.places:
        attempt = _part if "item" in blob.about else _row
        found = attempt(blob.content, place, key.value)
        if found is not None:
            return found
    return _box(blob.content, key)


def _places(about: Mapping[str, Any]) -> list[bytes]:
    found = []
    for form in FORMS:
        try:
            found.append(form.format_map(about).encode())
        except KeyError:
            continue
    return found


def _row(content: bytes, place: bytes, key: bytes) -> bytes | None:
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            content[NONCE:], place, content[:NONCE], key
        )
    except (CryptoError, ValueError):
        return None


def _part(content: bytes, place: bytes, key: bytes) -> bytes | None:
    try:
        return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(content, place, bytes(12), key)
    except (CryptoError, ValueError):
        return None


def _box(content: bytes, key: Key) -> bytes | None:
    if key.public is None or len(content) <= BOX_OVERHEAD:
        return None
    try:
        return bindings.crypto_box_seal_open(content, key.public, key.value)
    except CryptoError:
        return None


def _is_stream(pieces: Sequence[Blob], key: bytes, header: bytes) -> bool:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        for piece in sorted(pieces, key=lambda one: int(one.about["piece"])):
            bindings.crypto_secretstream_xchacha20poly1305_pull(state, piece.content)
    except (CryptoError, RuntimeError):
        return False
    return True


# --- from one secret to others ------------------------------------------------------------


def _keys_of(secret: bytes) -> set[Key]:
    """Return a secret as a key, and every key that is made of it."""
    if not 0 < len(secret) <= blake2b.MAX_KEY_SIZE:
        return set()
    contexts = [*DERIVATIONS, *(ITEM_KEY + struct.pack(">I", n) for n in range(ITEMS))]
    made = {Key(_derived(secret, context), None) for context in contexts}
    pairs = {Key.pair(_derived(secret, DEPOSIT))}
    return made | pairs | ({Key.pair(secret)} if len(secret) == KEY else set())


def _derived(secret: bytes, context: bytes) -> bytes:
    return blake2b(context, key=secret, digest_size=KEY).digest()


def _secrets_in(plaintext: bytes) -> Iterator[bytes]:
    """Give what may be a key in something that opened."""
    if KEY <= len(plaintext) <= _SHORT and not _is_document(plaintext):
        yield plaintext[-KEY:]
    yield from map(bytes.fromhex, _hex(_HEX_KEY, plaintext))


def _is_document(plaintext: bytes) -> bool:
    """Whether it is JSON. Of keys, one in 256 ends with a brace; none is ASCII throughout."""
    return plaintext.startswith(b"{") and plaintext.isascii()


def _hex(form: re.Pattern[bytes], plaintext: bytes) -> list[str]:
    return [found.decode() for found in form.findall(plaintext)]


def _next_layer(plaintext: bytes) -> bytes | None:
    """Return the next box, where what opened is a guardian's layer and not the last."""
    if plaintext.startswith(GUARDIAN) and plaintext[_GUARDIAN_HEAD - 1] > 0:
        return plaintext[_GUARDIAN_HEAD:]
    return None


def _stretched(blobs: Sequence[Blob], held: Held) -> Iterator[bytes]:
    """Give the keys that passphrases make with peppers, for each salt that stands somewhere."""
    costs = {
        (bytes(one.about["salt"]), one.about["opslimit"], one.about["memlimit"])
        for one in blobs
        if "salt" in one.about
    }
    for salt, passes, memory in sorted(costs):
        for passphrase in held.passphrases:
            typed = normalize("NFC", passphrase).encode()
            stretched = bindings.crypto_pwhash_alg(
                KEY, typed, salt, passes, memory, bindings.crypto_pwhash_ALG_ARGON2ID13
            )
            for pepper in held.peppers or {b""}:
                yield blake2b(stretched, key=pepper, digest_size=KEY).digest()
