"""Who this node is: its ids, its root as words, and the two files that it holds.

The root key signs on paper and elsewhere: :func:`root_words` shows it once and nothing here
stores it. What stays on the machine is the node key (signs messages and receipts while nobody
is there) and the pepper (without it a stolen database cannot be guessed at).
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tejido.errors import InputError
from tejido.languages import words
from tejido.vault import wordlists
from tejido.vault.ciphers import KEY_SIZE, SigningPair
from tejido.vault.key_files import parse_key_file, read_key_file, write_key_file

_ = words("tejido")

NODE_KEY_FILE = "node.key"
PEPPER_FILE = "pepper"
_ID_SIZE = 16


@dataclass(frozen=True)
class NodeIdentity:
    """What this node is called and what it signs with.

    ``root_public`` is pinned in the key file, outside the database: whoever can write to the
    database cannot put in a root, and so no role keys, of their own.
    """

    root_public: bytes
    signing: SigningPair

    @property
    def node_id(self) -> str:
        """26 characters of base32, the same for as long as the node exists."""
        return node_id(self.root_public)


def node_id(root_public: bytes) -> str:
    """Return the id of the node whose first root this is (32-byte Ed25519 public half)."""
    return base32(hashlib.sha256(b"tejido/v1/root\n" + root_public).digest()[:_ID_SIZE])


def is_node_id(text: str) -> bool:
    """Whether a text (unverified) is written as a node id is: nobody's name, nobody's address."""
    try:
        _id_bytes(text)
    except InputError:
        return False
    return True


def key_id(alg: str, public: bytes) -> str:
    """Return a key's id; ``alg`` is ``ed25519`` or ``x25519``. A hint, never an authority."""
    return base32(hashlib.sha256(f"tejido/v1/{alg}\n".encode() + public).digest()[:_ID_SIZE])


def spoken(node: str, language: str) -> list[str]:
    """Return a node id's twelve words: its fingerprint, to be read aloud by its owners.

    Raises:
        InputError: ``node`` is not a node id.
    """
    return wordlists.to_words(_id_bytes(node), language)


def root_words(seed: bytes, language: str) -> list[str]:
    """Return a root's 32-byte seed as 24 words, to be printed and forgotten."""
    return wordlists.to_words(seed, language)


def root_from_words(words: str) -> SigningPair:
    """Return the root that 24 printed words stand for, in any of the four languages.

    Raises:
        InputError: they are not the 24 words of a key.
    """
    seed = wordlists.from_words(words)
    if len(seed) != KEY_SIZE:
        raise InputError(_("The root key is 24 words; these are 12."), {})
    return SigningPair.of(seed)


def create_identity(keys: Path, root_public: bytes) -> NodeIdentity:
    """Make a node key and the pepper in the folder ``keys``, for the node with this root.

    Raises:
        KeyFileError: there is one already, or the folder cannot be written.
    """
    signing = SigningPair.generate()
    write_key_file(keys / NODE_KEY_FILE, "node-key", root_public + signing.seed)
    write_key_file(keys / PEPPER_FILE, "pepper", secrets.token_bytes(KEY_SIZE))
    return NodeIdentity(root_public, signing)


def load_identity(keys: Path) -> NodeIdentity:
    """Read the node key from the folder ``keys``.

    Raises:
        KeyFileError: missing, readable by others on the machine, or not a key.
    """
    return _identity(read_key_file(keys / NODE_KEY_FILE, "node-key", 2 * KEY_SIZE))


def load_pepper(keys: Path) -> bytes:
    """Read the 32-byte pepper from the folder ``keys``.

    Raises:
        KeyFileError: missing, readable by others on the machine, or not a pepper.
    """
    return read_key_file(keys / PEPPER_FILE, "pepper", KEY_SIZE)


def identity_in(files: Mapping[str, bytes]) -> NodeIdentity:
    """Return the node key in key files (unverified, by name) that never touched a disk.

    Raises:
        KeyFileError: it is missing, or not a key.
    """
    return _identity(_in_memory(files, NODE_KEY_FILE, "node-key", 2 * KEY_SIZE))


def pepper_in(files: Mapping[str, bytes]) -> bytes:
    """Return the pepper in key files (unverified, by name) that never touched a disk.

    Raises:
        KeyFileError: it is missing, or not a pepper.
    """
    return _in_memory(files, PEPPER_FILE, "pepper", KEY_SIZE)


def base32(raw: bytes) -> str:
    """Write bytes the way ids are written: RFC 4648 base32, lower case, no padding."""
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _identity(content: bytes) -> NodeIdentity:
    return NodeIdentity(content[:KEY_SIZE], SigningPair.of(content[KEY_SIZE:]))


def _in_memory(files: Mapping[str, bytes], name: str, kind: str, size: int) -> bytes:
    return parse_key_file(Path("keys") / name, files.get(name, b""), kind, size)


def _id_bytes(node: str) -> bytes:
    """Return a node id's 16 bytes; only the one way to write them is accepted."""
    try:
        raw = base64.b32decode(node.upper() + "=" * (-len(node) % 8))
    except ValueError as error:  # binascii.Error is one; so is a character beyond ASCII
        raise InputError(_("This is not a node's id."), {}) from error
    if len(raw) != _ID_SIZE or base32(raw) != node:
        raise InputError(_("This is not a node's id."), {})
    return raw
