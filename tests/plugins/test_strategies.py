"""What holds for each of the four strategies: it stands alone, with or without the others."""

from collections.abc import Callable
from itertools import combinations

import pytest

from tejido import Aside, RecordType
from tejido.declare.declarations import Declarations
from tejido.plugins import LOADED, OFF, Plugins

STRATEGIES = ("advocacy", "crisis", "organizational", "training")
#: A strategy beside a form of the core: there its tools are wanted.
LAID_BESIDE = {("organizational", "diagnosis")}
Load = Callable[..., Plugins]
Beside = Callable[[Plugins, str], list[Aside]]


@pytest.mark.parametrize(
    "chosen",
    [some for size in range(len(STRATEGIES) + 1) for some in combinations(STRATEGIES, size)],
    ids=lambda chosen: "+".join(chosen) or "none",
)
def test_any_of_them_may_be_absent(load: Load, beside: Beside, chosen: tuple[str, ...]) -> None:
    plugins = load(*chosen)
    states = {state.name: state.state for state in plugins.states}
    assert {name: states[name] for name in STRATEGIES} == {
        name: LOADED if name in chosen else OFF for name in STRATEGIES
    }
    strategic = {name.partition(".")[0] for name in plugins.declarations.types if "." in name}
    assert strategic == set(chosen)
    for sample in plugins.samples(1):
        assert sample.kind in plugins.declarations.kinds
        for record in sample.records:
            plugins.declarations.load(record.type, record.given)
    for type_id in plugins.declarations.types:
        assert all(aside.entries for aside in beside(plugins, type_id))


def test_a_strategy_says_nothing_beside_the_forms_of_others(
    load: Load, strategy: str, book: Declarations, beside: Beside
) -> None:
    alone = load(strategy)
    for type_id in (*book.types, "no.such_type"):
        belongs = type_id.startswith(f"{strategy}.") or (strategy, type_id) in LAID_BESIDE
        assert bool(beside(alone, type_id)) == belongs


def test_nothing_falls_due_where_a_record_rests(declared: RecordType) -> None:
    lifecycle = declared.lifecycle
    assert lifecycle is not None
    assert set(lifecycle.due) <= set(lifecycle.moves)
    assert set(lifecycle.due).isdisjoint({"closed", "archived", "paused", "left_aside"})


def test_no_state_moves_to_itself(declared: RecordType) -> None:
    lifecycle = declared.lifecycle
    assert lifecycle is not None
    assert [state for state in lifecycle.states if state in lifecycle.next(state)] == []
