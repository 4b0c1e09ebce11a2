"""Vocabularies: open lists of terms with stable ids, labels, origin and outside codes.

* Nobody edits the meaning of an id. Nodes add terms of their own (origin ``node``), each under
  a standard term, and that standard term is what leaves.
* No vocabulary may define one of the four reserved ids.
* A closed vocabulary takes no terms of a node: rules, lifecycles or the consent gate ask for its
  ids by name.
* Files are CSV: ``code,es,en,origin,source,broader``; then, as they are wanted,
  ``definition_<tag>`` and ``label_<tag>`` for what a term means and what it is called in further
  languages, and one column for each outside list that terms map to; an empty mapping says that
  there is no equivalent. A package's files are loaded all or not at all; reading them changes
  nothing, so it is its own dry run.
* A vocabulary that is wrong cannot be made.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from tejido.declare.transforms import RESERVED, Scope
from tejido.errors import DeclarationError

ORIGINS = ("seed", "standard", "tejido", "node")
_COLUMNS = ("code", "es", "en", "origin", "source", "broader")
#: What a column says in one more language, by how its name begins; the rest is the tag.
LABEL, DEFINITION = "label_", "definition_"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NOT_UNDER = "a node's own term stands under a standard term"
#: In these vocabularies ``broader`` is the country above a region, not a standard term.
_HIERARCHIES = ("area",)


@dataclass(frozen=True)
class Term:
    """One term: stable id, labels by language tag, where it comes from, what it maps to.

    ``definitions`` say by language tag what is meant. A ``retired`` term is no longer offered;
    what was written with it stays readable.
    """

    code: str
    labels: Mapping[str, str]
    origin: str
    source: str = ""
    broader: str = ""
    mappings: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    retired: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms; ``id`` is bare in the core and ``<plugin>.<name>`` elsewhere.

    ``label`` is what it is called, if that is said; a ``closed`` one takes no terms of a node.
    """

    id: str
    terms: Mapping[str, Term]
    closed: bool = False
    label: str = ""

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
    def of(cls, vocabulary_id: str, terms: Iterable[Term], *, closed: bool = False) -> "Vocabulary":
        """Return the vocabulary of ``terms``.

        Raises:
            DeclarationError: a code twice, or a term that cannot stand.
        """
        found: dict[str, Term] = {}
        for term in terms:
            if term.code in found:
                raise DeclarationError([vocabulary_id, term.code], "this code stands twice")
            found[term.code] = term
        return cls(vocabulary_id, found, closed)

    def with_terms(self, added: Sequence[Term]) -> "Vocabulary":
        """Return the vocabulary with a node's own terms, each after the term it stands under.

        Raises:
            DeclarationError: the list is closed, a code stands twice, or a term cannot stand.
        """
        if self.closed and added:
            raise DeclarationError([self.id], "this list is closed: no terms can be added")
        known = {*self.terms}
        for term in added:
            if term.code in known:
                raise DeclarationError([self.id, term.code], "this code stands twice")
            if term.broader not in self.terms:
                raise DeclarationError([self.id, term.code], _NOT_UNDER)
            known.add(term.code)
        beneath = {code: [one for one in added if one.broader == code] for code in self.terms}
        ordered = [[term, *beneath[code]] for code, term in self.terms.items()]
        return replace(self, terms={one.code: one for group in ordered for one in group})

    @property
    def offered(self) -> list[Term]:
        """The terms that can be chosen: all that are not retired."""
        return [term for term in self.terms.values() if not term.retired]

    def beneath(self, code: str) -> list[Term]:
        """Return the terms that stand right under one."""
        return [term for term in self.terms.values() if term.broader == code]

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
            return _NOT_UNDER
        if self._above and term.origin != "node" and broader and broader.broader:
            return "an area is a country, or a region right below one"
        return ""


def read_vocabularies(
    package: str, *, closed: Collection[str] = (), names: Mapping[str, str] | None = None
) -> list[Vocabulary]:
    """Return the vocabularies in ``<package>/vocabularies/*.csv``, all or none.

    The file ``crisis.severity.csv`` holds the vocabulary ``crisis.severity``. Those whose id is
    in ``closed`` take no terms of a node; ``names`` says what each is called.

    Raises:
        DeclarationError: a file is not of the form above; names file and code.
    """
    folder = resources.files(package).joinpath("vocabularies")
    if not folder.is_dir():
        raise DeclarationError([package], "it has no folder «vocabularies»")
    files = [file for file in folder.iterdir() if file.name.endswith(".csv")]
    read = [_read(file) for file in sorted(files, key=lambda file: file.name)]
    called = names or {}
    return [replace(one, closed=one.id in closed, label=called.get(one.id, "")) for one in read]


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
    labels = {"es": row["es"], "en": row["en"], **_said(row, LABEL)}
    return Term(
        row["code"],
        labels,
        row["origin"],
        row["source"],
        row["broader"],
        {name: code for name, code in row.items() if code and _is_mapping(name)},
        _said(row, DEFINITION),
    )


def _is_mapping(column: str) -> bool:
    return column not in _COLUMNS and not column.startswith((LABEL, DEFINITION))


def _said(row: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return what the columns of a prefix say, by language tag."""
    return {
        name.removeprefix(prefix): said
        for name, said in row.items()
        if said and name.startswith(prefix)
    }
