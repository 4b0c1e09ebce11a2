"""Every word of the seed can be pointed at: each pointer of the page is followed on a node."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from tejido import hookspecs
from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group
from tejido.plugins import load_plugins
from tejido.testing.nodes import small_node
from tejido.web.app import create_app

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "seed.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!the seed |a pointer |---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
#: Rows of each section. None may be dropped in silence.
ROWS = {
    "Ground rules": 6,
    "Strategies": 5,
    "The four fields": 5,
    "Subjects, context, violence": 11,
    "Harm, impacts, coping": 9,
    "Pillars, perspectives, method": 13,
    "The seven principles": 7,
    "Tools": 1,
    "What it is for": 5,
    "What it takes to be safe": 6,
}

BOOK = load_plugins(core_contribution()).declarations


def sections() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Give the title of each section, and its rows: the seed's words, pointers, how."""
    for part in PAGE.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        yield title, ROW.findall(body)


def pointers() -> list[tuple[str, str]]:
    """Return every pointer as kind and name, once, with lists of terms taken apart."""
    found = []
    for _title, rows in sections():
        for _said, where, _how in rows:
            for kind, name in re.findall(r"`(\w+) ([^`]+)`", where):
                head, colon, tail = name.partition(":")
                found += [(kind, f"{head}{colon}{one}") for one in tail.split(",")]
    return sorted(set(found))


def has_field(book: Declarations, name: str) -> bool:
    """Say whether a type of record has a field, or its entries have it."""
    for type_id, schema in book.schemas.items():
        if name.startswith(f"{type_id}."):
            first, _, second = name.removeprefix(f"{type_id}.").partition(".")
            field = schema.fields.get(first)
            if field and (not second or (isinstance(field, Group) and second in field.item.fields)):
                return True
    return False


def has_state(book: Declarations, name: str) -> bool:
    type_id, _, state = name.partition(":")
    lifecycle = book.types[type_id].lifecycle
    return lifecycle is not None and state in lifecycle.states


def has_term(book: Declarations, name: str) -> bool:
    vocabulary, _, code = name.partition(":")
    return code in book.vocabularies[vocabulary].terms


IN_THE_BOOK: Mapping[str, Callable[[str], bool]] = {
    "kind": lambda name: name in BOOK.kinds,
    "type": lambda name: name in BOOK.types,
    "field": lambda name: has_field(BOOK, name),
    "state": lambda name: has_state(BOOK, name),
    "vocabulary": lambda name: name in BOOK.vocabularies,
    "term": lambda name: has_term(BOOK, name),
    "rule": lambda name: name in BOOK.rules,
    "measure": lambda name: name in BOOK.measures,
    "hook": lambda name: callable(getattr(hookspecs, name, None)),
    "adr": lambda name: any((ROOT / "docs" / "adr").glob(f"{name}-*.md")),
    "file": lambda name: (ROOT / name).is_file(),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with small_node(tmp_path_factory.mktemp("node") / "n") as small:
        yield create_app(small.node)


def test_no_section_lost_a_word_of_the_seed() -> None:
    assert {title: len(rows) for title, rows in sections()} == ROWS


def test_every_row_points_somewhere_and_nowhere_else() -> None:
    for _title, rows in sections():
        for said, where, _how in rows:
            assert re.fullmatch(r"`\w+ [^`]+`( `\w+ [^`]+`)*", where), said


@pytest.mark.parametrize(("kind", "name"), [one for one in pointers() if one[0] != "page"])
def test_a_pointer_leads_to_what_is_declared(kind: str, name: str) -> None:
    assert IN_THE_BOOK[kind](name)


def test_a_pointer_to_a_page_leads_to_an_endpoint(app: Flask) -> None:
    named = {name for kind, name in pointers() if kind == "page"}
    assert len(named) > 10
    assert named - set(app.view_functions) == set()


def test_every_term_that_comes_from_the_seed_is_in_a_vocabulary_that_is_pointed_at() -> None:
    pointed = {
        name.partition(":")[0] for kind, name in pointers() if kind in ("vocabulary", "term")
    }
    from_the_seed = {
        vocabulary.id
        for vocabulary in BOOK.vocabularies.values()
        if any(term.origin == "seed" for term in vocabulary.terms.values())
    }
    assert from_the_seed - pointed == set()
