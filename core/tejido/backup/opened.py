"""Two halves, opened and found to be of one node."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tarfile import TarFile
from typing import IO

from tejido.backup import bundle
from tejido.backup.half_file import HalfFile
from tejido.backup.manifest import Manifest, read_manifest
from tejido.declare.halves import Half
from tejido.errors import DatabaseError, InputError, SealError
from tejido.languages import words
from tejido.vault.age import Identity
from tejido.vault.identity import (
    NODE_KEY_FILE,
    PEPPER_FILE,
    NodeIdentity,
    identity_in,
    pepper_in,
)

_ = words("tejido")

SETTINGS = "node.toml"
KEYS = "keys/"
#: Whoever knows the recipient can make a file with a pepper of their own, whose proofs then hold:
#: what a part is called must never name a place on the disk of who restores it.
_NAMES = {Half.DATA: {SETTINGS}, Half.KEYS: {KEYS + NODE_KEY_FILE, KEYS + PEPPER_FILE}}


@dataclass(frozen=True)
class OpenHalf:
    """One half: what it says of itself, its small files by name, its tables."""

    manifest: Manifest
    files: Mapping[str, bytes] = field(repr=False)
    tables: HalfFile


@dataclass(frozen=True)
class Pair:
    """Both halves of a node, of one moment or of two."""

    data: OpenHalf
    keys: OpenHalf
    identity: NodeIdentity
    pepper: bytes = field(repr=False)

    @property
    def keys_are_older(self) -> bool:
        """Whether the data knows of things that the keys do not know yet."""
        return self.keys.manifest.log < self.data.manifest.log

    @property
    def key_files(self) -> dict[str, bytes]:
        """The key files, by their names in the folder ``keys``."""
        files = self.keys.files.items()
        return {name.removeprefix(KEYS): one for name, one in files if name.startswith(KEYS)}

    @property
    def settings(self) -> bytes:
        """The settings, without any password."""
        return self.data.files[SETTINGS]


@contextmanager
def opened(
    data: Path, keys: Path, identities: Sequence[Identity], folder: Path, node: str = ""
) -> Iterator[Pair]:
    """Open two files (unverified) of one node for as long as the ``with`` lasts.

    Args:
        data: the file of data.
        keys: the file of keys, which is opened in memory.
        identities: one of which opens each.
        folder: on whose disk the data lies meanwhile, without a name.
        node: the id that the node is known to have; empty takes any.

    Raises:
        InputError: a file cannot be read.
        SealError: one does not open, is damaged, forged, or of another node (than ``node``).
        DatabaseError: one is newer than this Tejido, or there is no room.
    """
    with ExitStack() as stack:
        archive = bundle.read_into(stack.enter_context(_file(keys)), identities)
        parts = bundle.small_parts(archive)
        key_files = {name.removeprefix(KEYS): one for name, one in parts.items()}
        identity, pepper = identity_in(key_files), pepper_in(key_files)
        if node and identity.node_id != node:
            raise SealError(
                _("This is a backup of the node %(node)s, not of the one that you named."),
                node=identity.node_id,
            )
        keys_half = _half(archive, parts, pepper, Half.KEYS, None)
        stack.callback(keys_half.tables.close)
        copy = stack.enter_context(bundle.unnamed(folder))
        archive = bundle.read_into(stack.enter_context(_file(data)), identities, copy)
        parts = bundle.small_parts(archive)
        data_half = _half(archive, parts, pepper, Half.DATA, folder)
        stack.callback(data_half.tables.close)
        if {data_half.manifest.node, keys_half.manifest.node} != {identity.node_id}:
            raise SealError(_("These two files are not of one node."))
        yield Pair(data_half, keys_half, identity, pepper)


def _half(
    archive: TarFile, parts: dict[str, bytes], pepper: bytes, half: Half, folder: Path | None
) -> OpenHalf:
    """Return one half, every file of which is the one that its manifest names."""
    try:
        raw, proof = parts.pop(bundle.MANIFEST), bytes.fromhex(parts.pop(bundle.PROOF).decode())
    except (KeyError, ValueError) as error:
        raise SealError(_("This is an age file, but no backup.")) from error
    manifest = read_manifest(raw, proof, pepper, half)
    digests = {name: bundle.sha256(part) for name, part in parts.items()}
    named = dict(manifest.files)
    if parts.keys() != _NAMES[half]:
        raise SealError(_("The backup holds files of other names than a backup has."))
    content = bundle.tables(archive, named.pop(bundle.TABLES, ""))
    if digests != named:
        raise SealError(_("The backup's files are not those that it says it holds."))
    if folder is None:
        return OpenHalf(manifest, parts, HalfFile.in_memory(content.read()))
    return OpenHalf(manifest, parts, HalfFile.without_name(folder, content))


def check_versions(pair: Pair, layers: Mapping[str, Path]) -> None:
    """Return if this code can make the tables of both halves, and bring them up to date.

    Args:
        pair: the halves.
        layers: by name, the folders of migrations of every layer that is here.

    Raises:
        DatabaseError: a half is newer than this code, of a layer that is absent, or the keys are
            of an older version than the data.
    """
    for manifest in (pair.data.manifest, pair.keys.manifest):
        for layer, applied in manifest.migrations.items():
            if layer not in layers:
                raise DatabaseError(
                    _("The backup has tables of the plugin %(layer)s: install it, or turn it on."),
                    layer=layer,
                )
            known = sorted(path.stem for path in layers[layer].glob("[0-9]*.py"))
            if list(applied) != known[: len(applied)]:
                raise DatabaseError(_("This backup is newer than this Tejido: upgrade Tejido."))
    for layer, applied in pair.data.manifest.migrations.items():
        if len(pair.keys.manifest.migrations.get(layer, ())) < len(applied):
            raise DatabaseError(
                _("These keys are of an older version than the data: take newer keys.")
            )


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(_("Cannot read %(file)s; check its path."), {}, file=path.name) from error
    with file:
        yield file
