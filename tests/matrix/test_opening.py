"""Every sealed value, and everybody: it opens to whoever the policy says, and to nobody else.

What is sealed is taken from the two pages that say so. What somebody opens is found by trying every
key that they have, and every key that those open, on everything.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.matrix.blobs import sealed_columns
from tests.matrix.closure import DEPOSIT, DERIVATIONS, FORMS, Blob, Held, closure
from tests.matrix.opening_policy import POLICY, PRINCIPALS, Principal
from tests.matrix.world import World, used_world

from tejido.vault.ciphers import BoxPair
from tejido.vault.slots import Slot, seal_slot

ROOT = Path(__file__).parents[2]
COLUMNS = sorted(POLICY)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a node that was used for everything."""
    with used_world(tmp_path_factory.mktemp("matrix") / "node") as used:
        yield used


def held_by(principal: Principal, world: World) -> Held:
    """What somebody has in their hands."""
    found = Held()
    for thing in principal.has:
        found |= world.holds[thing]
    return found


@pytest.fixture(scope="module")
def opened(world: World) -> dict[str, set[int]]:
    """What opens to each, worked out once."""
    return {name: closure(world.blobs, held_by(one, world)) for name, one in PRINCIPALS.items()}


# --- the table is whole -------------------------------------------------------------------


def test_every_sealed_column_has_a_rule_and_every_rule_a_column() -> None:
    assert set(POLICY) == sealed_columns()


def test_every_sealed_column_holds_something_here(world: World) -> None:
    assert {blob.column for blob in world.blobs} == sealed_columns()


def test_every_sealed_column_opens_to_somebody_and_stays_closed_to_somebody(
    world: World,
) -> None:
    for column in COLUMNS:
        answers = {
            principal.opens(POLICY[column](blob.about, world))
            for principal in PRINCIPALS.values()
            for blob in world.blobs
            if blob.column == column
        }
        assert answers == {True, False}, column


def test_all_that_is_held_is_in_somebodys_hands(world: World) -> None:
    used = {thing for principal in PRINCIPALS.values() for thing in principal.has}
    assert set(world.holds) == used


# --- the matrix ---------------------------------------------------------------------------


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("name", PRINCIPALS)
def test_it_opens_exactly_to_whom_the_policy_says(
    world: World, opened: dict[str, set[int]], name: str, column: str
) -> None:
    wrong = []
    for number, blob in enumerate(world.blobs):
        if blob.column == column:
            expected = PRINCIPALS[name].opens(POLICY[column](blob.about, world))
            if (number in opened[name]) != expected:
                wrong.append((expected, dict(blob.about)))
    assert not wrong, f"{name} x {column}: {len(wrong)} open otherwise than expected: {wrong[:2]}"


def test_nothing_that_stands_in_clear_is_a_key(world: World) -> None:
    assert len(world.clear) > 50
    assert closure(world.blobs, Held(world.clear)) == set()


# --- who tries, finds -----------------------------------------------------------------------


def test_every_form_of_additional_data_in_the_sources_is_tried() -> None:
    written = {
        found
        for file in sources()
        for found in re.findall(r'f"tejido/([a-z-]+)/v1\|', file.read_text("utf-8"))
    }
    tried = {form.split("/")[1] for form in FORMS}
    assert written <= tried
    pages = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("at-rest.md",))
    assert set(re.findall(r"`tejido/([a-z-]+)/v1\\\|", pages)) <= tried


def test_every_derivation_in_the_sources_is_tried() -> None:
    written = {
        found.encode()
        for file in sources()
        for found in re.findall(r'keyed_hash\([\w.]+, b"(tejido/[^"]+)"\)', file.read_text("utf-8"))
    }
    assert len(written) > 5
    assert written <= {*DERIVATIONS, DEPOSIT}


def test_a_slot_sealed_to_a_stranger_opens_all_that_it_leads_to(world: World) -> None:
    """The control: had an administrator a slot, the matrix would show it."""
    seed = max(world.holds["memory:dani"].secrets)
    slot = Slot("process", world.named["huerta"], world.person["ada"], 1, seed)
    public = _public(world.holds["person:ada"])
    planted = Blob("slot.sealed", {}, seal_slot(slot, public))
    before = closure(world.blobs, world.holds["person:ada"])
    after = closure([*world.blobs, planted], world.holds["person:ada"])
    gained = {world.blobs[number].column for number in after - before if number < len(world.blobs)}
    assert {"record.body", "attachment.card", "attachment_part.sealed"} <= gained


def test_holding_everything_opens_everything(world: World) -> None:
    everything = Held()
    for held in world.holds.values():
        everything |= held
    assert closure(world.blobs, everything) == set(range(len(world.blobs)))


def _public(held: Held) -> bytes:
    (private,) = held.secrets
    return BoxPair.of(private).public


def sources() -> list[Path]:
    return [*(ROOT / "core").rglob("*.py"), *(ROOT / "federation").rglob("*.py")]
