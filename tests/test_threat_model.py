"""The two pages on what someone gets who gets what: alike, held by tests there are, complete."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = ("threat-model.md", "threat-model.es.md")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[^`]+)`")
TABLES = re.compile(r"^\| [^|]+ \| ((?:`\w+` ?)+)\| ", re.MULTILINE)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str) -> list[tuple[int, list[str], int]]:
    """Return of each section its depth, the tests it names, and how many points it makes."""
    parts = HEADING.split(text)[1:]
    return [
        (len(marks), TEST.findall(body), len(re.findall(r"^- ", body, re.MULTILINE)))
        for marks, _title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def tables(text: str) -> list[str]:
    """Return the tables that a page says something of."""
    return [name for row in TABLES.findall(text) for name in re.findall(r"\w+", row)]


def slug(title: str) -> str:
    """Return what a heading is called in an address."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_both_pages_have_the_same_sections_points_and_tests() -> None:
    english, spanish = (sections(page(name)) for name in PAGES)
    assert len(english) > 20
    assert english == spanish


@pytest.mark.parametrize("name", PAGES)
def test_every_test_that_holds_a_sentence_is_there(name: str) -> None:
    named = TEST.findall(page(name))
    assert len(named) > 40
    missing = [one for one in named if not (ROOT / one).is_file()]
    assert missing == []
    assert all("def test_" in (ROOT / one).read_text(encoding="utf-8") for one in named)


@pytest.mark.parametrize("name", PAGES)
def test_every_table_is_listed_once(name: str) -> None:
    at_rest = re.findall(r"^\| (\w+) \| \w+ \| (?:clear|sealed) \|", page("at-rest.md"), re.M)
    listed = tables(page(name))
    assert len(listed) == len(set(listed))
    assert set(listed) == set(at_rest)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    titles = {slug(title) for _marks, title in HEADING.findall(page(name))}
    for target in re.findall(r"\]\(([^)]+)\)", page(name)):
        file, _, place = target.partition("#")
        assert not file or (DOCS / file).is_file(), target
        assert not place or place in titles, target


def test_each_kind_of_taking_has_its_section() -> None:
    """None may be dropped in silence; that the Spanish page has as many is asked above."""
    titles = [title for marks, title in HEADING.findall(page(PAGES[0])) if marks == "###"]
    kinds = [
        "disk, or the server switched off",
        "database file alone",
        "backup",
        "people work",
        "nobody has signed in",
        "snapshots",
        "accompanies",
        "with a role",
        "administrator",
        "phone or computer",
        "sign-in page",
        "coercion",
        "recovery kit",
        "guardian",
        "traffic",
        "partner organization",
        "published finding",
        "lost",
        "accident",
        "program itself",
    ]
    assert len(titles) == len(kinds)
    for kind, title in zip(kinds, titles, strict=True):
        assert kind in title
