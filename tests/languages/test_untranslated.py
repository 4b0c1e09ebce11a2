"""Everything that is declared or written for people can be said in Spanish, and was in English."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from marshmallow import Schema

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, record_fields
from tejido.languages import is_said
from tejido.plugins import load_plugins

ROOT = Path(__file__).parents[2]
#: Words with accents that an English text may hold: names.
NAMES = re.compile(r"Aluna Acompañamiento Psicosocial|Náhuatl|Ciudad de México")
SPANISH = re.compile(r"[áéíóúüñ¿¡]", re.IGNORECASE)


@cache
def declared() -> Declarations:
    return load_plugins(core_contribution()).declarations


def texts() -> Iterator[tuple[str, str]]:
    """Give every text that core and plugins declare for people, with where it stands."""
    book = declared()
    for kind in book.kinds.values():
        yield from ((kind.id, text) for text in (kind.label, kind.about))
    yield from ((one.id, one.label) for one in book.measures.values())
    yield from ((one.id, one.label) for one in book.exchanges.values())
    for vocabulary in book.vocabularies:
        yield vocabulary, book.vocabulary_label(vocabulary)
    for rule in book.rules.values():
        yield from ((rule.id, text) for text in (rule.label, rule.why))
    for declared_type in book.types.values():
        found = [declared_type.label, declared_type.about, *_of_form(declared_type.schema())]
        if declared_type.lifecycle:
            found += declared_type.lifecycle.states.values()
            found += (due.label for due in declared_type.lifecycle.due.values())
        found += (due.label for due in declared_type.dates.values())
        yield from ((declared_type.id, text) for text in found)


def _of_form(schema: Schema) -> Iterator[str]:
    for field in record_fields(schema).values():
        yield from (field.label, field.help)
        if isinstance(field, Group):
            yield field.note
            yield from _of_form(field.item)


def test_every_label_that_is_declared_is_said_in_spanish() -> None:
    found = [(place, text) for place, text in texts() if text]
    assert len(found) > 300
    assert [place for place in found if not is_said(place[1], "es")] == []


def catalogues() -> list[Path]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return [path for one in packages for path in (ROOT / one / "translations").glob("es.po")]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parts[-3])
def test_every_text_is_written_in_english_and_said_in_spanish(path: Path) -> None:
    with path.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    assert messages
    assert [one.id for one in messages if one.fuzzy or not one.string] == []
    assert [one.id for one in messages if SPANISH.search(NAMES.sub("", str(one.id)))] == []


def test_every_term_is_said_in_both_languages_and_not_twice_in_the_same() -> None:
    for vocabulary in declared().vocabularies.values():
        for term in vocabulary.terms.values():
            place = f"{vocabulary.id}/{term.code}"
            assert term.labels["es"].strip() == term.labels["es"] != "", place
            assert term.labels["en"].strip() == term.labels["en"] != "", place
            if vocabulary.id not in ("area", "language"):
                assert not SPANISH.search(term.labels["en"]), place
