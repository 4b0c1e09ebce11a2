"""``export.json``: everything as it is kept, for another program."""

import json
from dataclasses import asdict

from tejido.exporting.dossier import Dossier

FORMAT = "tejido/export/v1"


def as_json(dossier: Dossier) -> bytes:
    """Return the file: UTF-8, indented, members in the order of their names."""
    said = {"format": FORMAT, **asdict(dossier)}
    # Recipients of a consent are a set; a list of them is sorted.
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True, default=sorted)
    return f"{text}\n".encode()
