"""Vocabularies as SKOS, written in Turtle: for thesauri, catalogues and other systems.

A vocabulary is a concept scheme, a term a concept with labels and definitions in each language.
What a term maps to outside is a concept of that list's scheme: a close match where only this
term stands for it, a broader one where several do. A retired term is deprecated.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from tejido.declare.declarations import Declarations
from tejido.declare.sources import list_name, outside_codes, said_sources
from tejido.declare.vocabularies import Term, Vocabulary
from tejido.languages import COMPLETE_LANGUAGES, say

#: What addresses of terms begin with where nobody says otherwise: nothing answers there.
BASE = "urn:x-tejido:"

_PREFIXES = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

#: A predicate and its object, both in Turtle.
_Said = tuple[str, str]


def to_turtle(declarations: Declarations, ids: Sequence[str], base: str = BASE) -> str:
    """Return some vocabularies, each after its scheme; addresses begin with ``base``."""
    vocabularies = [declarations.vocabularies[one] for one in ids]
    blocks = [_PREFIXES]
    for one in vocabularies:
        label = declarations.vocabulary_label(one.id)
        blocks.append(_block(f"{base}{one.id}", _scheme(one, label, base)))
        matches = _Matches(one, base)
        blocks += [
            _block(f"{base}{one.id}/{term.code}", _concept(one, term, matches, base))
            for term in one.terms.values()
        ]
    return "\n".join([*blocks, *_outside(vocabularies, base)])


class _Matches:
    """How the terms of one vocabulary match the codes of outside lists."""

    def __init__(self, vocabulary: Vocabulary, base: str) -> None:
        self._base = base
        terms = vocabulary.terms.values()
        self._used = Counter(place for term in terms for place in _places(term))

    def of(self, term: Term) -> Iterator[_Said]:
        for place in _places(term):
            how = "closeMatch" if self._used[place] == 1 else "broadMatch"
            yield f"skos:{how}", _iri(_outside_address(place, self._base))


def _scheme(vocabulary: Vocabulary, label: str, base: str) -> Iterator[_Said]:
    yield "a", "skos:ConceptScheme"
    yield from _texts("dct:title", {tag: say(label, tag) for tag in COMPLETE_LANGUAGES})
    for term in vocabulary.terms.values():
        if not term.broader:
            yield "skos:hasTopConcept", _iri(f"{base}{vocabulary.id}/{term.code}")


def _concept(vocabulary: Vocabulary, term: Term, matches: _Matches, base: str) -> Iterator[_Said]:
    yield "a", "skos:Concept"
    yield "skos:inScheme", _iri(base + vocabulary.id)
    if term.broader:
        yield "skos:broader", _iri(f"{base}{vocabulary.id}/{term.broader}")
    else:
        yield "skos:topConceptOf", _iri(base + vocabulary.id)
    yield "skos:notation", _quoted(term.code)
    yield from _texts("skos:prefLabel", term.labels)
    yield from _texts("skos:definition", term.definitions)
    yield "skos:editorialNote", _quoted(f"origin: {term.origin}")
    for source in said_sources(term.source, "en"):
        yield "dct:source", _quoted(source)
    yield from matches.of(term)
    if term.retired:
        yield "owl:deprecated", "true"


def _outside(vocabularies: Iterable[Vocabulary], base: str) -> Iterator[str]:
    """Give the outside lists to which terms map, and the codes that are named of each."""
    terms = (term for one in vocabularies for term in one.terms.values())
    places = sorted({place for term in terms for place in _places(term)})
    for name in sorted({name for name, _code in places}):
        title = _quoted(list_name(name, "en"))
        yield _block(f"{base}outside/{name}", [("a", "skos:ConceptScheme"), ("dct:title", title)])
    for place in places:
        scheme = _iri(f"{base}outside/{place[0]}")
        said = [
            ("a", "skos:Concept"),
            ("skos:inScheme", scheme),
            ("skos:notation", _quoted(place[1])),
        ]
        yield _block(_outside_address(place, base), said)


def _places(term: Term) -> list[tuple[str, str]]:
    """Return where a term maps to: lists and codes."""
    return [(name, code) for name, cell in term.mappings.items() for code in outside_codes(cell)]


def _outside_address(place: tuple[str, str], base: str) -> str:
    name, code = place
    return f"{base}outside/{name}/{quote(code, safe='')}"


def _texts(predicate: str, said: Mapping[str, str]) -> Iterator[_Said]:
    for tag in sorted(said):
        yield predicate, f"{_quoted(said[tag])}@{tag}"


def _block(address: str, said: Iterable[_Said]) -> str:
    lines = " ;\n".join(f"    {predicate} {what}" for predicate, what in said)
    return f"{_iri(address)}\n{lines} .\n"


def _iri(address: str) -> str:
    return f"<{address}>"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(one, one) for one in text) + '"'
