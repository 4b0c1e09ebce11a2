"""The tutorial shows the plugin as it is, and what it says happens."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tejido import fields
from tejido.declare.fields import RecordField
from tejido.declare.transforms import RESERVED
from tejido.declare.vocabularies import ORIGINS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "declaring.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "tejido-busqueda"
SHOWN = dict(re.findall(r"^`(examples/\S+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.M | re.S))


@pytest.mark.parametrize("path", SHOWN)
def test_a_file_is_shown_whole_as_it_is(path: str) -> None:
    assert SHOWN[path] == (ROOT / path).read_text(encoding="utf-8")


def test_every_source_of_the_plugin_is_shown() -> None:
    sources = [
        path.relative_to(ROOT).as_posix()
        for pattern in ("pyproject.toml", "tejido_busqueda/*.py", "**/*.csv", "tests/*.py")
        for path in EXAMPLE.glob(pattern)
    ]
    assert sorted(SHOWN) == sorted(sources)


def test_what_is_said_to_leave_leaves(example: Path) -> None:
    code, said = re.search(r"```python\n(from .*?)```\n\n```json\n(.*?)```", PAGE, re.S).groups()  # type: ignore[union-attr]  # it is there
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the page's own example
    assert names["left"] == json.loads(said)


def test_every_kind_of_field_is_explained() -> None:
    kinds = {
        name
        for name, kind in vars(fields).items()
        if isinstance(kind, type) and issubclass(kind, RecordField) and kind is not RecordField
    }
    table = PAGE[PAGE.index("| field |") :]
    assert kinds == set(re.findall(r"`([A-Z]\w+)`", table[: table.index("\n\n")]))


@pytest.mark.parametrize("word", [*RESERVED, *ORIGINS])
def test_words_with_a_fixed_meaning_are_named(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize(
    ("module", "old", "new", "reason"),
    [
        (
            "records.py",
            'fields.Narrative(_("How the day was"))',
            'fields.Narrative(_("How the day was"), leaves=transforms.as_is)',
            "busqueda / busqueda.search_day / narrative: this kind of field cannot leave",
        ),
        (
            "records.py",
            '"closed": _("Closed in a circle"),',
            '"closed": _("Closed in a circle"), "lost": _("Lost"),',
            "busqueda / busqueda.search_day / lost: no move leads to this state",
        ),
        (
            "vocabularies/busqueda.ground.csv",
            "hills,",
            "unknown,",
            "busqueda / busqueda.ground / unknown: this id is reserved for every field",
        ),
    ],
)
def test_a_mistake_is_told_as_the_page_says(
    example_copy: Any, module: str, old: str, new: str, reason: str
) -> None:
    assert reason in PAGE.splitlines()
    assert example_copy(module, old, new) == reason
