"""What terms are called in further languages, from files in the folder of a node.

``translations/<tag>/vocabularies/<vocabulary>.csv`` has the columns ``code,label`` and, if
wanted, ``definition``. A file that cannot be used costs its words and nothing else; codes that
the vocabulary lacks are passed over.
"""

import csv
import io
import logging
from collections.abc import Mapping
from pathlib import Path

from tejido.declare.wordbook import Speech
from tejido.languages import tags_in

_log = logging.getLogger(__name__)

_FOLDER = "vocabularies"
_COLUMNS = ("code", "label", "definition")


def read_speech(folder: Path) -> Speech:
    """Return what a folder of further languages says of the vocabularies' terms."""
    return {tag: _of_language(folder / tag / _FOLDER) for tag in tags_in(folder)}


def _of_language(folder: Path) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    return {file.stem: _read(file) for file in sorted(folder.glob("*.csv"))}


def _read(file: Path) -> Mapping[str, tuple[str, str]]:
    """Return label and definition by code; nothing where the file is not of the form above."""
    try:
        text = io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(text, strict=True)
    except (OSError, ValueError, csv.Error):  # no header, no UTF-8, or open quotes
        header, rows = [], []
    if tuple(header) not in (_COLUMNS, _COLUMNS[:-1]):
        _log.error("words cannot be read: %s/%s/%s", file.parts[-3], _FOLDER, file.name)
        return {}
    return {row[0]: (row[1], "".join(row[2:])) for row in rows if len(row) == len(header)}
