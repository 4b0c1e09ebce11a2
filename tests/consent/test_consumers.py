"""Every consumer asks the one gate: whoever reads grants, codes a record or projects one.

Read from the source of core, plugins and federation, so that a new consumer fails here until it
asks, or somebody writes down why it need not.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GATE = "tejido.consent.gate"

#: Who reads or writes grants without asking whether they cover, and why.
WITHOUT: Mapping[str, str] = {
    "tejido.consent.deciding": "says what becomes of grants; nothing leaves by it",
    "tejido.exporting.dossier": "tells a subject of their own grants",
    "tejido.work.consent": "gives and withdraws",
    "tejido.work.consenting": "lets grants follow conversations",
    "tejido.work.processes": "shows a process to its team",
    "tejido.work.exporting": "tells a subject of their own grants",
    "tejido.web.consent_lines": "shows a process's consent to its team",
    "tejido.web.shared": "shows a subject under what something left",
    "tejido.work.agreements": "shows a process's consent to its team",
}
#: Who turns a body into what others may see, and may do nothing else with it.
MAKERS: Mapping[str, frozenset[str]] = {
    "tejido.declare.policy.project": frozenset(
        {"tejido.minimize.minimized", "tejido.minimize.deciding", "tejido.testing.conformance"}
    ),
    "tejido.declare.coding.code": frozenset({"tejido.minimize.deciding", "tejido.work.coding"}),
    "tejido.minimize.minimized.minimized": frozenset({"tejido.minimize.deciding"}),
    "tejido.minimize.deciding.decide": frozenset({"tejido.work.leaving"}),
}


def imports(path: Path) -> Iterator[str]:
    """Give the dotted name of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> dict[str, set[str]]:
    """Return what each module of ours imports, by its name."""
    found = {}
    for folder in (ROOT / "core", ROOT / "federation", *(ROOT / "plugins").glob("*")):
        for path in folder.rglob("*.py"):
            name = ".".join(path.relative_to(folder).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = set(imports(path))
    return found


MODULES = modules()
READERS = sorted(
    name
    for name, found in MODULES.items()
    if not name.startswith("tejido.store.")
    and any(one == "tejido.store.grants" or one.startswith("tejido.store.grants.") for one in found)
)


def asks(name: str) -> bool:
    return any(one == GATE or one.startswith(f"{GATE}.ask") for one in MODULES[name])


def test_the_consumers_were_found() -> None:
    assert {"tejido.work.coding", "tejido.work.leaving", "tejido.minimize.deciding"} <= set(READERS)
    assert "tejido_federation.withdrawing" in READERS


@pytest.mark.parametrize("name", READERS)
def test_whoever_reads_grants_asks_the_gate_or_says_why_not(name: str) -> None:
    if name == GATE or name == "tejido.work.leaving":  # decides only by ``minimize.deciding``
        return
    assert asks(name) != (name in WITHOUT), WITHOUT.get(name, "it asks nobody")


def test_no_reason_is_left_of_what_is_gone() -> None:
    assert WITHOUT.keys() <= set(READERS)


@pytest.mark.parametrize("made", MAKERS)
def test_what_others_may_see_is_made_only_behind_the_gate(made: str) -> None:
    users = {name for name, found in MODULES.items() if made in found}
    assert users == {name for name in MAKERS[made] if made in MODULES[name]}
    assert users <= MAKERS[made]
    for name in users & {"tejido.minimize.deciding", "tejido.work.coding"}:
        assert asks(name)


def test_whoever_codes_or_decides_opens_what_was_kept_back() -> None:
    for name in ("tejido.work.coding", "tejido.work.leaving"):
        assert "tejido.work.conversations.said_in" in MODULES[name]
