"""Where a record came from: kept sealed with its body, so that no row is taken twice."""

import hashlib
import json
from dataclasses import asdict, dataclass

from tejido.importing.mapping import ImportMapping
from tejido.importing.reading import Reading


@dataclass(frozen=True)
class Provenance:
    """The key of the row, of the text by which rows share a process, and the legal basis."""

    row: str
    share: str
    basis: str

    @classmethod
    def of(cls, reading: Reading, mapping: ImportMapping, basis: str) -> "Provenance":
        """Return where the records of a row come from."""
        return cls(reading.row.key, share_key(reading, mapping), basis)

    @classmethod
    def read(cls, text: str) -> "Provenance | None":
        """Return what :meth:`__str__` wrote; ``None`` for records that came in otherwise."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return None

    def __str__(self) -> str:
        """Return the text that is sealed with the body."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))


def share_key(reading: Reading, mapping: ImportMapping) -> str:
    """Return the hex hash of what a row shares its process by; empty where it shares none."""
    if not reading.share:
        return ""
    shared = json.dumps([mapping.source, mapping.processes.column, reading.share])
    return hashlib.sha256(shared.encode("ascii")).hexdigest()
