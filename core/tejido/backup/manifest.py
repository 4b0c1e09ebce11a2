"""What a half says of itself: of which node, when, by which version, and what is in it.

JSON, so that whoever opens a backup without Tejido can read it. A proof under the node's pepper
stands beside it: whoever can only write to the place where backups are kept cannot make one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tejido.backup.sums import Sum
from tejido.declare.halves import Half
from tejido.errors import DatabaseError, SealError
from tejido.languages import words
from tejido.vault.proofs import check_proof, prove

_ = words("tejido")

FORMAT = 1
_PROOF = "backup"


@dataclass(frozen=True)
class Manifest:
    """One half's description.

    Attributes:
        half: which.
        node: the node's id.
        version: of Tejido.
        moment: of the snapshot, UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
        log: how many entries the node's log had: of two halves of a node, the one with more is
            the newer, whatever a clock said.
        migrations: by layer, the names of those that were applied, in their order.
        tables: what each table held.
        files: SHA-256 (hex) of every other file of the half, by its name.
    """

    half: Half
    node: str
    version: str
    moment: str
    log: int
    migrations: Mapping[str, Sequence[str]]
    tables: Mapping[str, Sum]
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Return it as it is written into the half."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    def proof(self, pepper: bytes) -> bytes:
        """Return the proof that the node with this pepper wrote it."""
        return prove(pepper, _PROOF, self.to_bytes())


def read_manifest(raw: bytes, proof: bytes, pepper: bytes, half: Half) -> Manifest:
    """Return the manifest in ``raw`` (unverified), which is of this half and proved.

    Raises:
        SealError: the node with this pepper did not write it, or it is of the other half.
        DatabaseError: it is of a newer form.
    """
    try:
        check_proof(pepper, proof, _PROOF, raw)
    except SealError as error:
        raise SealError(
            _("These two files are not of one node, or one of them was made by somebody else.")
        ) from error
    try:
        found = _read(json.loads(raw))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise SealError(_("This is an age file, but no backup.")) from error
    if found.half is not half:
        raise SealError(
            _("The file of data and the file of keys stand in each other's place, or are the same.")
        )
    return found


def _read(said: dict[str, Any]) -> Manifest:
    if said.pop("format") != FORMAT:
        raise DatabaseError(_("This backup is newer than this Tejido: upgrade Tejido."))
    half = Half(said.pop("half"))
    tables = {name: Sum(**one) for name, one in said.pop("tables").items()}
    return Manifest(half=half, tables=tables, **said)
