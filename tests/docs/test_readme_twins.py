"""The two first pages, in English and in Spanish: the same order, commands and links."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = ("README.md", "README.es.md")
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """Return a page without its blocks of code."""
    return BLOCK.sub("", page(name))


def links(name: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", prose(name))


def in_english(target: str) -> str:
    """Return the English twin of what a link leads to."""
    return target.replace(".es.", ".").replace("docs/guia/", "docs/guide/")


def test_both_have_the_same_headings() -> None:
    english, spanish = (re.findall(r"^#+(?= )", prose(name), re.MULTILINE) for name in PAGES)
    assert english == spanish
    assert len(english) > 5


def test_both_have_the_same_blocks_of_code() -> None:
    english, spanish = (BLOCK.findall(page(name)) for name in PAGES)
    assert english == spanish
    assert len(english) > 3


def test_both_name_the_same_commands() -> None:
    english, spanish = (Counter(re.findall(r"`([^`]+)`", prose(name))) for name in PAGES)
    assert english == spanish


def test_both_make_the_same_points() -> None:
    english, spanish = (
        re.findall(r"^(?:-|\d+\.|>)(?= )", prose(name), re.MULTILINE) for name in PAGES
    )
    assert [one for one in english if one != ">"] == [one for one in spanish if one != ">"]


def test_both_lead_to_the_same_pages_or_their_twins() -> None:
    english, spanish = (Counter(map(in_english, links(name))) for name in PAGES)
    assert english == spanish


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    found = [one.partition("#")[0] for one in links(name) if "://" not in one]
    assert len(found) > 10
    assert [one for one in found if not (ROOT / one).exists()] == []
