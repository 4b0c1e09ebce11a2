"""Vocabularies out of the house and in again: CSV comes back whole, SKOS is read."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.vocabularies import Term
from tejido.declare.wordbook import OwnWords, Wordbook
from tejido.errors import UsageError
from tejido.exporting.vocabulary_csv import outside_columns, to_csv
from tejido.exporting.vocabulary_skos import to_turtle
from tejido.plugins import load_plugins
from tejido.work.term_rows import read_terms
from tejido.work.wanted_terms import settled, term_of

HEADER = "vocabulary,code,es,en,broader"


@cache
def declared() -> Declarations:
    return load_plugins(core_contribution()).declarations


def line(longest: int = 80) -> st.SearchStrategy[str]:
    """Texts as a line of a form keeps them: composed, no controls, single spaces."""
    letters = st.sampled_from("aáñü ¿?«»\"'\\,;=+@<>&%\t{}#中😀xyz0")
    typed = st.text(letters, min_size=1, max_size=longest)
    return typed.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def own_words(draw: st.DrawFn) -> OwnWords:
    found: dict[str, list[Term]] = {}
    open_ones = sorted(name for name, one in declared().vocabularies.items() if not one.closed)
    for number in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(open_ones))
        labels = {tag: f"{draw(line(60))} {number}" for tag in ("es", "en")}
        more = draw(st.dictionaries(st.sampled_from(["tzo", "nah-MX", "yua"]), line(60)))
        meant = draw(st.dictionaries(st.sampled_from(["es", "en", "tzo"]), line()))
        above = draw(st.sampled_from(sorted(declared().vocabularies[name].terms)))
        said = {**labels, **more}
        retired = draw(st.booleans())
        term = Term(f"own.{number}", said, "node", "", above, {}, meant, retired)
        found.setdefault(name, []).append(term)
    return OwnWords(1, found)


def grown(mine: OwnWords) -> Declarations:
    book = Wordbook()
    book.learn(mine)
    return book.over(declared())


def outside() -> list[str]:
    return outside_columns(
        term for one in declared().vocabularies.values() for term in one.terms.values()
    )


# --- CSV ------------------------------------------------------------------------------


@given(own_words())
def test_what_was_taken_out_comes_in_again_as_it_was(mine: OwnWords) -> None:
    """On a node without these terms, every one of them; of the others nothing changes."""
    written = to_csv(list(grown(mine).vocabularies.values()))
    found: dict[str, list[Term]] = defaultdict(list)
    for row in read_terms(written.encode(), outside()):
        term = settled(row.wanted, {}, declared().vocabularies, "2026-03-01")
        if term is not None:
            found[term.vocabulary].append(term_of(term))
    assert {name: by_code(terms) for name, terms in found.items()} == {
        name: by_code(terms) for name, terms in mine.terms.items()
    }


def by_code(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: term.code)


@given(own_words())
def test_every_row_stands_on_the_line_that_is_named(mine: OwnWords) -> None:
    written = to_csv(list(grown(mine).vocabularies.values()))
    lines = written.splitlines()
    for row in read_terms(written.encode(), outside()):
        assert lines[row.line - 1].startswith(f"{row.wanted.vocabulary},{row.wanted.code},")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column «vocabulary»"),
        (b"\xff", "not UTF-8"),
        (b"vocabulary,code,es,en\n", "no column «broader»"),
        (f"{HEADER},es\n".encode(), "several columns «es»"),
        (f"{HEADER},lable_tzo\n".encode(), "Nobody knows a column «lable_tzo»"),
        (f"{HEADER},label_¿\n".encode(), "Nobody knows a column"),
        (f'{HEADER}\nx,y,"z\n'.encode(), "from line 2 on"),
        (f"{HEADER}\n\nx,y,z\n".encode(), "Line 3 does not have as many cells"),
    ],
)
def test_a_file_that_is_not_of_the_form_says_where(content: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        read_terms(content, outside())


def test_a_small_file_that_somebody_typed_is_enough() -> None:
    content = f"\ufeff{HEADER},definition_es\r\nimpact, ,Susto , Fright,fear,Perder el aliento.\r\n"
    (row,) = read_terms(content.encode(), ())
    assert row.line == 2
    term = settled(row.wanted, {}, declared().vocabularies, "2026-03-01")
    assert term is not None
    assert (term.code, term.broader, term.retired_on) == ("own.susto", "fear", None)
    assert term_of(term).definitions == {"es": "Perder el aliento."}


@pytest.mark.parametrize("change", ["Otro nombre", "Miedo"])
def test_a_file_that_renames_a_standard_term_is_refused(change: str) -> None:
    content = f"{HEADER}\nimpact,fear,{change},Fear,\n".encode()
    ((row,), known) = read_terms(content, ()), declared().vocabularies
    if change == "Miedo":
        assert settled(row.wanted, {}, known, "2026-03-01") is None
        return
    with pytest.raises(Exception, match="cannot be kept"):
        settled(row.wanted, {}, known, "2026-03-01")


# --- SKOS -----------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""<(?P<iri>[^<>"{}|\\^`\x00-\x20]*)>
    |"(?P<text>(?:[^"\\\n\r]|\\[tnr"\\])*)"(?:@(?P<tag>[a-zA-Z]+(?:-[a-zA-Z0-9]+)*))?
    |(?P<name>[a-z]+:[A-Za-z]+|a\b|true\b)|(?P<mark>[;.])|(?P<space>\s+)""",
    re.VERBOSE,
)
_UNESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n", "\\r": "\r", "\\t": "\t"}


def triples(turtle: str) -> set[tuple[str, str, Any]]:
    """Read Turtle as strictly as its grammar has it, as far as we write it."""
    body = "\n".join(one for one in turtle.splitlines() if not one.startswith("@prefix"))
    found: set[tuple[str, str, Any]] = set()
    parts: list[Any] = []
    subject, at = "", 0
    while at < len(body):
        token = _TOKEN.match(body, at)
        assert token, body[at : at + 60]
        at = token.end()
        if token["space"]:
            continue
        if token["mark"] is None:
            text = re.sub(r"\\.", lambda one: _UNESCAPED[one[0]], token["text"] or "")
            is_text = token["text"] is not None
            parts.append((text, token["tag"]) if is_text else token["iri"] or token["name"])
            continue
        subject = subject or parts.pop(0)
        predicate, what = parts
        found.add((subject, predicate, what))
        parts, subject = [], "" if token["mark"] == "." else subject
    assert not parts
    return found


@given(own_words())
def test_as_skos_every_term_keeps_its_words_and_its_place(mine: OwnWords) -> None:
    book = grown(mine)
    names = sorted(mine.terms)
    found = triples(to_turtle(book, names, "https://ejemplo.example/v#"))
    for name in names:
        scheme = f"https://ejemplo.example/v#{name}"
        assert (scheme, "a", "skos:ConceptScheme") in found
        for term in book.vocabularies[name].terms.values():
            concept = f"{scheme}/{term.code}"
            labels = {(tag, text) for text, tag in said(found, concept, "skos:prefLabel")}
            assert labels == set(term.labels.items())
            above = said(found, concept, "skos:broader")
            assert above == ({f"{scheme}/{term.broader}"} if term.broader else set())
            assert ((concept, "owl:deprecated", "true") in found) is term.retired


def said(found: set[tuple[str, str, Any]], concept: str, predicate: str) -> set[Any]:
    return {what for one, how, what in found if (one, how) == (concept, predicate)}


def test_what_a_term_is_called_outside_is_a_match_of_the_right_kind() -> None:
    found = triples(to_turtle(declared(), ["aggression"]))
    base = "urn:x-tejido:"
    kidnapping, torture = f"{base}aggression/kidnapping", f"{base}aggression/torture"
    huridocs = f"{base}outside/huridocs/03010400000004"
    assert (kidnapping, "skos:closeMatch", huridocs) in found
    assert (torture, "skos:broadMatch", f"{base}outside/sdg_16_10_1/torture") in found
    assert (huridocs, "skos:notation", ("03010400000004", None)) in found
    assert (f"{base}outside/huridocs", "dct:title", ("HURIDOCS", None)) in found
    assert (kidnapping, "skos:closeMatch", f"{base}outside/sivel/B41") in found
    assert (f"{base}aggression", "dct:title", ("Agresiones", "es")) in found
    definition = "Llevarse o retener a alguien por la fuerza o con engaños."
    assert (kidnapping, "skos:definition", (definition, "es")) in found
    matched = {what for _one, how, what in found if how in ("skos:closeMatch", "skos:broadMatch")}
    assert matched <= {one for one, how, what in found if (how, what) == ("a", "skos:Concept")}


def test_every_vocabulary_that_ships_can_be_written_and_read() -> None:
    found = triples(to_turtle(declared(), sorted(declared().vocabularies)))
    concepts = sum(len(one.terms) for one in declared().vocabularies.values())
    placed = [one for one, how, _what in found if how == "skos:inScheme" and "outside" not in one]
    assert len(placed) == concepts
