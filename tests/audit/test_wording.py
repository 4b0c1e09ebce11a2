"""The log in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tejido.audit.log import Kind
from tejido.audit.wording import FACTS, KINDS, VALUES

ROOT = Path(__file__).parents[2]


def calls(name: str) -> Iterator[ast.Call]:
    """Give each call of a function, anywhere in the house."""
    for folder in ("core", "federation", "plugins"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    yield node


def named_facts() -> Iterator[ast.keyword]:
    """Give each fact that a call of ``log`` spells out."""
    return (keyword for call in calls("log") for keyword in call.keywords if keyword.arg)


def test_everything_that_can_be_done_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(KINDS.values())) == len(Kind)


def test_every_fact_has_words() -> None:
    named = {str(one.arg) for one in named_facts()} - {"person"}  # who did it stands first
    assert len(named) > 30
    assert named - set(FACTS) == set()


def test_every_code_that_is_spelled_out_has_words() -> None:
    spelled = {
        (str(one.arg), one.value.value)
        for one in named_facts()
        if isinstance(one.value, ast.Constant) and not str(one.value.value).isdecimal()
    }
    assert len(spelled) > 5
    assert {(fact, code) for fact, code in spelled if code not in VALUES.get(fact, {})} == set()
    assert set(VALUES) <= set(FACTS)


def test_every_place_where_one_can_try_has_words() -> None:
    tried = {
        call.args[2].value for call in calls("one_try") if isinstance(call.args[2], ast.Constant)
    }
    assert tried == set(VALUES["at"])
