"""The log in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tejido.audit.log import Kind
from tejido.audit.wording import FACTS, KINDS

ROOT = Path(__file__).parents[2]


def named_facts() -> Iterator[str]:
    """Give the name of each fact that a call of ``log`` spells out, anywhere in the house."""
    for folder in ("core", "federation", "plugins"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log":
                    yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def test_everything_that_can_be_done_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(KINDS.values())) == len(Kind)


def test_every_fact_has_words() -> None:
    named = set(named_facts()) - {"person"}  # who did it stands first
    assert len(named) > 30
    assert named - set(FACTS) == set()
