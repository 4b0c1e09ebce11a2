"""Vocabularies: open lists of terms with stable ids, labels, origin and outside codes.

* Nobody edits the meaning of an id. Nodes add terms of their own (origin ``node``), each under
  a standard term, and that standard term is what leaves.
* No vocabulary may define one of the four reserved ids.
* Files are CSV: ``code,es,en,origin,source,broader`` and then one column for each outside list
  that terms map to; an empty mapping says that there is no equivalent. A package's files are
  loaded all or not at all.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from tejido.declare.transforms import RESERVED, Scope
from tejido.errors import DeclarationError

ORIGINS = ("seed", "standard", "tejido", "node")
_COLUMNS = ("code", "es", "en", "origin", "source", "broader")
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

    @classmethod
    def of(cls, vocabulary_id: str, terms: Iterable[Term]) -> "Vocabulary":
        """Return the vocabulary of ``terms``.

        Raises:
            DeclarationError: a code twice or reserved, a label or origin missing, or a broader
                term that does not exist.
        """
        listed = list(terms)
        found = {term.code: term for term in listed}
        if len(found) != len(listed):
            raise DeclarationError([vocabulary_id], "a code stands twice")
        for term in listed:
            reason = _wrong(term, found)
            if reason:
                raise DeclarationError([vocabulary_id, term.code], reason)
        return cls(vocabulary_id, found)

    def with_terms(self, added: Iterable[Term]) -> "Vocabulary":
        """Return the vocabulary with a node's own terms added; see :meth:`of`."""
        return Vocabulary.of(self.id, [*self.terms.values(), *added])

    @cached_property
    def scope(self) -> Scope:
        """What transforms may know of this vocabulary."""
        standard = {code: self._standard(term) for code, term in self.terms.items()}
        above = self.id in _HIERARCHIES
        broader = {code: t.broader for code, t in self.terms.items() if above and t.broader}
        return Scope(standard, broader)

    def _standard(self, term: Term) -> str:
        return term.broader if term.origin == "node" else term.code


def read_vocabularies(package: str) -> list[Vocabulary]:
    """Return the vocabularies in ``<package>/vocabularies/*.csv``, all or none.

    Raises:
        DeclarationError: a file is not of the form above; names file and code.
    """
    folder = resources.files(package).joinpath("vocabularies")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".csv")), key=str)
    return [_read(file) for file in files]


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
    reader = csv.DictReader(file.read_text("utf-8").splitlines(), strict=True)
    if tuple(reader.fieldnames or ())[: len(_COLUMNS)] != _COLUMNS:
        raise DeclarationError([name], f"the columns must begin with {','.join(_COLUMNS)}")
    return Vocabulary.of(name, [_term(row) for row in reader])


def _term(row: Mapping[str, str]) -> Term:
    mappings = {name: code for name, code in row.items() if name not in _COLUMNS and code}
    labels = {"es": row["es"], "en": row["en"]}
    return Term(row["code"], labels, row["origin"], row["source"], row["broader"], mappings)


def _wrong(term: Term, terms: Mapping[str, Term]) -> str:
    """Return why a term cannot stand, or nothing."""
    if term.code in RESERVED:
        return "this id is reserved for every field"
    if not term.code or not term.code.replace("_", "a").replace("-", "a").isascii():
        return "a code is a short ASCII word"
    if not term.labels.get("es") or not term.labels.get("en"):
        return "the labels in Spanish and English are needed"
    if term.origin not in ORIGINS:
        return f"the origin must be one of {', '.join(ORIGINS)}"
    if term.broader and term.broader not in terms:
        return "its broader term does not exist"
    if term.origin == "node" and (not term.broader or terms[term.broader].origin == "node"):
        return "a node's own term stands under a standard term"
    return ""
