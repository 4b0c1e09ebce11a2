"""A plugin from outside, installed for real, adds to strategies that it does not know."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare.policy import project
from tejido.errors import InputError
from tejido.languages import say
from tejido.plugins import LOADED, Plugins, PluginState, load_plugins

StateOf = Callable[[Plugins, str], PluginState]
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tejido-busqueda"
DAY = {
    "day": "2025-03-09",
    "place": "MX-VER",
    "ground": "hills",
    "people": 12,
    "state": "silence",
    "signs": True,
    "lead": "lucia",
    "narrative": "Salimos antes de que amaneciera.",
}


class Node:
    """A node as far as a strategy may know it."""

    id = "node"

    def __init__(self, plugins: Plugins) -> None:
        self.plugins = plugins
        self.declarations = plugins.declarations


@pytest.fixture
def plugins(example: Path) -> Plugins:
    """Everything that is installed, the example with it."""
    return load_plugins(core_contribution())


def test_it_is_loaded_beside_the_built_in_plugins(plugins: Plugins, state_of: StateOf) -> None:
    state = state_of(plugins, "busqueda")
    assert (state.version, state.state, state.reason) == ("0.1.0", LOADED, "")
    assert {"record_types", "risk_instruments", "tools", "vocabularies"} <= set(state.hooks)


def test_its_record_is_checked_and_leaves_by_its_own_declaration(plugins: Plugins) -> None:
    book = plugins.declarations
    body = book.load("busqueda.search_day", DAY)
    assert body["signs"] == "yes"
    policy = book.policies["busqueda.search_day"]
    left = {"ground": "hills", "people": "6-15", "state": "silence"}
    assert project(policy, body, {}) == {"day": "2025-Q1", "place": "MX-VER", **left}
    coarsest = project(policy, body, {"day": 1, "place": 1})
    assert coarsest == {"day": "2025", "place": "MX", **left}
    with pytest.raises(InputError):
        book.load("busqueda.search_day", {**DAY, "ground": "threat"})


def test_the_crisis_strategy_shows_its_instrument_and_neither_knows_the_other(
    plugins: Plugins,
) -> None:
    asides = plugins.beside(Node(plugins), "crisis.emergency")
    shown = {entry.id: entry for aside in asides for entry in aside.entries}
    assert "crisis.reading_a_threat" in shown
    assert say(shown["busqueda.reading_the_ground"].label, "es") == "Leer el terreno"


def test_the_organizational_strategy_shows_its_tool_on_one_shelf(plugins: Plugins) -> None:
    asides = plugins.beside(Node(plugins), "diagnosis")
    shelves = [
        say(aside.title, "en")
        for aside in asides
        if "busqueda.circle" in [entry.id for entry in aside.entries]
    ]
    assert shelves == ["Tools for the psycho-emotional field"]


@pytest.mark.parametrize("absent", ["crisis", "organizational", "federation"])
def test_it_works_with_others_absent(example: Path, state_of: StateOf, absent: str) -> None:
    plugins = load_plugins(core_contribution(), off=[absent])
    assert state_of(plugins, "busqueda").state == LOADED
    assert plugins.offers("risk_instruments")
    assert plugins.offers("tools", field="psychoemotional")


def test_its_own_tests_pass_where_it_is_installed(example_site: Path, tmp_path: Path) -> None:
    """As its author runs them: with the installed core, from the plugin's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        cwd=EXAMPLE,
        env={**os.environ, "PYTHONPATH": str(example_site), "PYTHONDONTWRITEBYTECODE": "1",
             "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
