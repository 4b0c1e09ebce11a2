"""Vocabularies: open lists of terms with stable ids, labels, origin and outside codes.

* Nobody edits the meaning of an id. Nodes add terms of their own (origin ``node``), each under
  a standard term, and that standard term is what leaves.
* No vocabulary may define one of the four reserved ids.
* Files are CSV: ``code,es,en,origin,source,broader`` and then one column for each outside list
  that terms map to; an empty mapping says that there is no equivalent. A package's files are
  loaded all or not at all; reading them changes nothing, so it is its own dry run.
* A vocabulary that is wrong cannot be made.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from tejido.declare.transforms import RESERVED, Scope
from tejido.errors import DeclarationError

ORIGINS = ("seed", "standard", "tejido", "node")
_COLUMNS = ("code", "es", "en", "origin", "source", "broader")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: In these vocabularies ``broader`` is the country above a region, not a standard term.
_HIERARCHIES = ("area",)


@dataclass(frozen=True)
class Term:
    """One term: stable id, labels by language tag, where it comes from, what it maps to."""

    code: str
    labels: Mapping[str, str]
    origin: str
    source: str = ""
    broader: str = ""
    mappings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """An open list of terms; ``id`` is bare in the core and ``<plugin>.<name>`` elsewhere."""

    id: str
    terms: Mapping[str, Term]

    def __post_init__(self) -> None:
        """Refuse terms that cannot stand.

        Raises:
            DeclarationError: an id that is none or reserved, a label or origin missing, or a
                broader term that does not exist.
        """
        for code, term in self.terms.items():
            reason = "it stands under another id" if code != term.code else self._wrong(term)
            if reason:
                raise DeclarationError([self.id, code], reason)

    @classmethod
    def of(cls, vocabulary_id: str, terms: Iterable[Term]) -> "Vocabulary":
        """Return the vocabulary of ``terms``.

        Raises:
            DeclarationError: a code twice, or a term that cannot stand.
        """
        found: dict[str, Term] = {}
        for term in terms:
            if term.code in found:
                raise DeclarationError([vocabulary_id, term.code], "this code stands twice")
            found[term.code] = term
        return cls(vocabulary_id, found)

    def with_terms(self, added: Iterable[Term]) -> "Vocabulary":
        """Return the vocabulary with a node's own terms added; see :meth:`of`."""
        return Vocabulary.of(self.id, [*self.terms.values(), *added])

    @cached_property
    def scope(self) -> Scope:
        """What transforms may know of this vocabulary."""
        standard = {code: self._standard(term) for code, term in self.terms.items()}
        broader = {code: t.broader for code, t in self.terms.items() if self._above and t.broader}
        return Scope(standard, broader)

    @property
    def _above(self) -> bool:
        return self.id in _HIERARCHIES

    def _standard(self, term: Term) -> str:
        return term.broader if term.origin == "node" else term.code

    def _wrong(self, term: Term) -> str:
        """Return why a term cannot stand, or nothing."""
        if term.code in RESERVED:
            return "this id is reserved for every field"
        if not _CODE.fullmatch(term.code):
            return "a code is a short word of ASCII letters, digits, points, dashes and underscores"
        if not term.labels.get("es") or not term.labels.get("en"):
            return "the labels in Spanish and English are needed"
        if term.origin not in ORIGINS:
            return f"the origin must be one of {', '.join(ORIGINS)}"
        broader = self.terms.get(term.broader)
        if term.broader and not broader:
            return "its broader term does not exist"
        if term.origin == "node" and (not broader or broader.origin == "node"):
            return "a node's own term stands under a standard term"
        if self._above and term.origin != "node" and broader and broader.broader:
            return "an area is a country, or a region right below one"
        return ""


def read_vocabularies(package: str) -> list[Vocabulary]:
    """Return the vocabularies in ``<package>/vocabularies/*.csv``, all or none.

    The file ``crisis.severity.csv`` holds the vocabulary ``crisis.severity``.

    Raises:
        DeclarationError: a file is not of the form above; names file and code.
    """
    folder = resources.files(package).joinpath("vocabularies")
    if not folder.is_dir():
        raise DeclarationError([package], "it has no folder «vocabularies»")
    files = [file for file in folder.iterdir() if file.name.endswith(".csv")]
    return [_read(file) for file in sorted(files, key=lambda file: file.name)]


def reserved_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the four reserved ids, by id and language."""
    return {
        "unknown": {"es": "Se desconoce", "en": "Unknown"},
        "withheld": {"es": "Se reserva", "en": "Withheld"},
        "not_asked": {"es": "No se preguntó", "en": "Not asked"},
        "not_applicable": {"es": "No aplica", "en": "Not applicable"},
    }


def _read(file: Traversable) -> Vocabulary:
    name = file.name.removesuffix(".csv")
    try:
        text = io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(text, strict=True)
    except (ValueError, csv.Error):  # no header, no UTF-8, or open quotes
        raise DeclarationError([name], "this is not a CSV file in UTF-8") from None
    if tuple(header[: len(_COLUMNS)]) != _COLUMNS:
        raise DeclarationError([name], f"the columns must begin with {','.join(_COLUMNS)}")
    rows = [row for row in rows if row]
    for row in rows:
        if len(row) != len(header):
            raise DeclarationError([name, *row[:1]], "this row has not as many values as columns")
    return Vocabulary.of(name, [_term(dict(zip(header, row, strict=True))) for row in rows])


def _term(row: Mapping[str, str]) -> Term:
    mappings = {name: code for name, code in row.items() if name not in _COLUMNS and code}
    labels = {"es": row["es"], "en": row["en"]}
    return Term(row["code"], labels, row["origin"], row["source"], row["broader"], mappings)
