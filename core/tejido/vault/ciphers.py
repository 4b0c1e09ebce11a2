"""The primitives: the one module of the core that imports libsodium's bindings for sealing.

Every function raises :class:`~tejido.errors.SealError` for anything that does not open, does
not verify, or is not a key; which of these it was is not told. Only :func:`stretch` may also lack
memory.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as FailedError

from tejido.errors import BusyError, SealError
from tejido.languages import words

_ = words("tejido")

KEY_SIZE = 32
SALT_SIZE = bindings.crypto_pwhash_SALTBYTES
SIGNATURE_SIZE = bindings.crypto_sign_BYTES
SEALED_OVERHEAD = bindings.crypto_box_SEALBYTES
STREAM_HEADER_SIZE = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
STREAM_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_NONCE_SIZE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_TAG_SIZE = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
_ROW_OVERHEAD = _NONCE_SIZE + _TAG_SIZE
# One key, one message: the nonce may be constant only because no key is used twice.
_ZERO_NONCE = bytes(bindings.crypto_aead_chacha20poly1305_ietf_NPUBBYTES)
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


@dataclass(frozen=True)
class BoxPair:
    """An X25519 pair: anyone seals to ``public``, only ``private`` opens. 32 bytes each."""

    public: bytes
    private: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "BoxPair":
        """Make a fresh pair."""
        return cls.of(secrets.token_bytes(KEY_SIZE))

    @classmethod
    def of(cls, private: bytes) -> "BoxPair":
        """Derive the pair of a private half (32 bytes).

        Raises:
            SealError: ``private`` is not 32 bytes.
        """
        with _SEALING:
            return cls(bindings.crypto_scalarmult_base(_key(private)), private)


@dataclass(frozen=True)
class SigningPair:
    """An Ed25519 pair, kept as its 32-byte seed."""

    public: bytes
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningPair":
        """Make a fresh pair."""
        return cls.of(secrets.token_bytes(KEY_SIZE))

    @classmethod
    def of(cls, seed: bytes) -> "SigningPair":
        """Derive the pair of a seed (32 bytes).

        Raises:
            SealError: ``seed`` is not 32 bytes.
        """
        with _SEALING:
            return cls(bindings.crypto_sign_seed_keypair(_key(seed))[0], seed)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature over ``message``."""
        with _SEALING:
            return bindings.crypto_sign(message, self.seed + self.public)[:SIGNATURE_SIZE]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if ``signature`` (unverified) is ``public``'s over ``message`` (unverified).

    Raises:
        SealError: it is not.
    """
    if len(signature) != SIGNATURE_SIZE or len(public) != KEY_SIZE:
        raise SealError(_("This signature does not verify."))
    try:
        bindings.crypto_sign_open(signature + message, public)
    except (CryptoError, ValueError) as error:
        raise SealError(_("This signature does not verify.")) from error


def seal_to(public: bytes, plaintext: bytes) -> bytes:
    """Seal to an X25519 public half: 48 bytes longer than ``plaintext``, sender unknown.

    A sealed box has no additional data: what is inside must say where it belongs.

    Raises:
        SealError: ``public`` is no usable key (wrong size or low order).
    """
    with _SEALING:
        return bindings.crypto_box_seal(plaintext, _key(public))


def open_with(pair: BoxPair, sealed: bytes) -> bytes:
    """Open a sealed box (unverified bytes).

    Raises:
        SealError: it was not sealed to this pair, or was damaged.
    """
    _at_least(sealed, SEALED_OVERHEAD)
    with _OPENING:
        return bindings.crypto_box_seal_open(sealed, pair.public, pair.private)


def seal_row(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """XChaCha20-Poly1305: a random nonce of 24 bytes, the ciphertext, a tag of 16.

    ``aad`` says where the row stands; moved elsewhere it does not open.
    """
    nonce = secrets.token_bytes(_NONCE_SIZE)
    with _SEALING:
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plaintext, aad, nonce, _key(key)
        )


def open_row(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Open what :func:`seal_row` sealed under the same key and for the same place.

    Raises:
        SealError: another key, another place, or damaged.
    """
    _at_least(sealed, _ROW_OVERHEAD)
    with _OPENING:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[_NONCE_SIZE:], aad, sealed[:_NONCE_SIZE], key
        )


def seal_part(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """ChaCha20-Poly1305-IETF with a zero nonce: 16 bytes longer than ``plaintext``.

    Only for a key that was made for this one plaintext; a second use would reveal both.
    """
    with _SEALING:
        return bindings.crypto_aead_chacha20poly1305_ietf_encrypt(
            plaintext, aad, _ZERO_NONCE, _key(key)
        )


def open_part(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Open what :func:`seal_part` sealed (unverified bytes).

    Raises:
        SealError: another key, another place, or damaged.
    """
    _at_least(sealed, _TAG_SIZE)
    with _OPENING:
        return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, aad, _ZERO_NONCE, key)


class StreamSealer:
    """Seals one stream under a fresh key, piece by piece: libsodium's secretstream.

    ``key`` (32 bytes) and ``header`` (24 bytes) open it again, in the order it was sealed.
    """

    def __init__(self) -> None:
        """Draw a key that no other stream has."""
        self.key = secrets.token_bytes(KEY_SIZE)
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self.header = bindings.crypto_secretstream_xchacha20poly1305_init_push(
            self._state, self.key
        )

    def seal(self, plaintext: bytes, *, is_last: bool) -> bytes:
        """Seal the next piece: 17 bytes longer; the last one says, sealed, that it is the last."""
        tag = _LAST if is_last else _MORE
        with _SEALING:
            return bindings.crypto_secretstream_xchacha20poly1305_push(
                self._state, plaintext, None, tag
            )


class StreamOpener:
    """Opens what a :class:`StreamSealer` sealed, in the same order."""

    def __init__(self, key: bytes, header: bytes) -> None:
        """Begin at the first piece.

        Raises:
            SealError: these are no key and header.
        """
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        with _SEALING:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key)

    def open(self, sealed: bytes) -> tuple[bytes, bool]:
        """Open the next piece (unverified bytes); say whether it was sealed as the last.

        Raises:
            SealError: it is another stream's, not the next, or damaged.
        """
        _at_least(sealed, STREAM_OVERHEAD)
        with _OPENING:
            plaintext, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                self._state, sealed, None
            )
        return plaintext, tag == _LAST


def keyed_hash(key: bytes, data: bytes, size: int = 32) -> bytes:
    """BLAKE2b of ``data`` under ``key`` (1 to 64 bytes), ``size`` bytes long (1 to 64).

    Raises:
        SealError: there is no key, or it is too long.
    """
    if not 1 <= len(key) <= hashlib.blake2b.MAX_KEY_SIZE:
        raise SealError(_("This is not a key."))
    return hashlib.blake2b(data, key=key, digest_size=size).digest()


def stretch(passphrase: bytes, salt: bytes, opslimit: int, memlimit: int) -> bytes:
    """Argon2id of ``passphrase``: 32 bytes. ``salt`` is 16 bytes, ``memlimit`` in bytes.

    Raises:
        SealError: salt or limits are out of range.
        BusyError: there is not that much memory now.
    """
    argon2id = bindings.crypto_pwhash_ALG_ARGON2ID13
    with _SEALING:
        try:
            return bindings.crypto_pwhash_alg(
                KEY_SIZE, passphrase, salt, opslimit, memlimit, argon2id
            )
        except FailedError as error:  # libsodium: what could not be allocated
            raise BusyError(_("There is too little memory now: try again in a moment.")) from error


def _key(key: bytes) -> bytes:
    """Return ``key`` if it has the size of one."""
    if len(key) != KEY_SIZE:
        raise SealError(_("This is not a key."))
    return key


def _at_least(sealed: bytes, size: int) -> None:
    """Refuse early what is too short to be a ciphertext; the bindings crash on it."""
    if len(sealed) < size:
        raise SealError(_("This does not open: it is damaged."))


class _Refusing:
    """Says what libsodium refuses in our words; a class, as a generator costs as much as a seal."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CryptoError):
            raise SealError(self._message) from error


_SEALING = _Refusing(_("This is not a key."))
_OPENING = _Refusing(_("This does not open: wrong key, another place, or damaged."))
