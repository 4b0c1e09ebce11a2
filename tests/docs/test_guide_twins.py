"""The guides in Spanish and in English: page for page, with the same pictures and commands."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"
PAIRS = {
    "hosting.es.md": "hosting.md",
    "guia/index.md": "guide/index.md",
    "guia/entrar.md": "guide/signing-in.md",
    "guia/el-dia.md": "guide/the-day.md",
    "guia/empezar.md": "guide/beginning.md",
    "guia/consentimiento.md": "guide/consent.md",
    "guia/matriz.md": "guide/matrix.md",
    "guia/sesion.md": "guide/session.md",
    "guia/lo-que-saben.md": "guide/what-they-know.md",
    "guia/cerrar.md": "guide/closing.md",
    "guia/si-algo-pasa.md": "guide/if-something-happens.md",
}
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
BLOCK = re.compile(r"^```\n.*?^```$", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_page_of_a_guide_has_its_twin() -> None:
    for folder, pages in (("guia", PAIRS.keys()), ("guide", PAIRS.values())):
        there = {f"{folder}/{file.name}" for file in (DOCS / folder).glob("*.md")}
        assert there == {name for name in pages if name.startswith(f"{folder}/")}


@pytest.mark.parametrize(("spanish", "english"), PAIRS.items())
def test_twins_have_the_same_headings_pictures_and_commands(spanish: str, english: str) -> None:
    for alike in (r"^#+(?= )", r"\]\((\.\./pictures/[^)]+)\)"):
        found = re.findall(alike, page(spanish), re.MULTILINE)
        assert found == re.findall(alike, page(english), re.MULTILINE)
    assert BLOCK.findall(page(spanish)) == BLOCK.findall(page(english))


@pytest.mark.parametrize("name", [*PAIRS, *PAIRS.values()])
def test_every_picture_is_said_in_words(name: str) -> None:
    for said, file in PICTURE.findall(page(name)):
        assert len(said) > 20
        assert (DOCS / name).parent.joinpath(file).is_file()


def test_every_picture_is_light_and_shown_somewhere() -> None:
    shown = {Path(file).name for name in PAIRS for _said, file in PICTURE.findall(page(name))}
    there = list((DOCS / "pictures").glob("*.png"))
    assert len(there) >= 10
    assert {file.name for file in there} == shown
    assert [file.name for file in there if file.stat().st_size > 120_000] == []
