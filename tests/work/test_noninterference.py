"""Two nodes whose records differ only in what stays: nobody outside can tell one from the other.

Both begin as copies of one node, ids and the clock included, so that whatever differs afterwards
comes from what stays. Compared is all that leaves and all that is in clear of what leaving keeps.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.minimize.minimized import Emission
from tejido.store import emissions
from tejido.testing.strategies import twins
from tejido.work import leaving, processes, records, tables
from tejido.work.coding import open_coded
from tejido.work.keys import key_at, keys_of
from tejido.work.records import Entry

VISIT = "tela.visit"
Open = Callable[[Path], Any]
#: What of leaving and counting is kept; sealed columns are compared by their size.
KEPT = ("emission", "coded_row", "consent_grant")
#: Hypothesis draws again within one test: each time from a fresh copy.
REPEATED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def twin_offices(open_office: Open, tmp_path: Path) -> Callable[[], Any]:
    """Give the opening of a fresh pair: each with three processes, consent given in all."""
    with open_office(tmp_path / "first") as office:
        for number in range(3):
            office.grant(office.begin(f"Hilo {number}"))

    @contextmanager
    def opened() -> Iterator[list[Any]]:
        with ExitStack() as stack:
            pair = []
            for name in ("one", "other"):
                shutil.rmtree(tmp_path / name, ignore_errors=True)
                shutil.copytree(tmp_path / "first", tmp_path / name)
                pair.append(stack.enter_context(open_office(tmp_path / name)))
                pair[-1].plugin.terms["k_records"] = 2
            yield pair

    return opened


@pytest.fixture
def same_ids(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give the beginning anew of the ids of records: drawn, they would differ by themselves."""

    def begin() -> None:
        numbers = itertools.count(1)
        monkeypatch.setattr("tejido.work.records.new_id", lambda: f"{next(numbers):032x}")

    return begin


def in_clear(office: Any) -> dict[str, list[tuple[object, ...]]]:
    """What the tables of leaving show to whoever reads the disk: values, and sizes of seals."""
    rows = office.dump()
    return {
        table: [
            tuple(len(value) if isinstance(value, bytes) else value for value in row)
            for row in rows[table]
        ]
        for table in KEPT
    }


def without_keys(found: dict[str, list[tuple[object, ...]]]) -> dict[str, Any]:
    """Leave out the ids of the keys of the two runs, which were drawn."""
    rows = [row[:4] + row[5:] for row in found["coded_row"]]
    return {**found, "coded_row": sorted(rows, key=repr)}


def given_to_network(office: Any) -> dict[str, Emission]:
    """The emissions, opened as their team does."""
    with office.node.store.read() as tx:
        keys = keys_of(office.node, tx, office.ana)
        heads = {row[0]: row[1] for row in office.dump()["record"]}
        found = emissions.of_network(tx, "tela", list(heads))
    return {
        record: Emission.from_bytes(
            key_at(keys, heads[record], one.key_version).open_emission(record, "tela", one.sealed)
        )
        for record, one in found.items()
    }


def leave(office: Any) -> tuple[leaving.Leaving, int]:
    """Look, approve what was seen, and say what came to the queue."""
    seen = leaving.preview(office.node, office.ana, "tela")
    done = leaving.approve(office.node, office.ana, "tela", seen.digest)
    assert done == seen
    return done, len(office.plugin.queue)


def observed(office: Any) -> dict[str, object]:
    """All that anybody but the team may come to see, after an approval."""
    left, queued = leave(office)
    with office.node.store.read() as tx:
        coded = sorted(open_coded(office.node, tx, office.ana, VISIT), key=lambda row: row.record)
    return {
        "left": left,
        "sizes": [len(item.content) for item in left.items],
        "queued": queued,
        "rows": without_keys(in_clear(office)),
        "coded": coded,
        "emissions": given_to_network(office),
        "table": tables.table(office.node, office.ana, "tela.visits", 2026),
        "told": office.plugin.told,
    }


def write_all(office: Any, bodies: list[dict[str, Any]], written: list[str]) -> list[str]:
    """Write or edit one visit in each process."""
    cards = sorted(card.id for card in processes.listed(office.node, office.ana))
    entries = [
        Entry(VISIT, process, body, record, office.version(record) if record else None)
        for process, body, record in itertools.zip_longest(cards, bodies, written)
    ]
    return records.write(office.node, office.ana, entries)


@REPEATED
@given(data=st.data())
def test_what_stays_shows_nowhere_outside_now_and_after_further_edits(
    office: Any, twin_offices: Callable[[], Any], same_ids: Callable[[], None], data: st.DataObject
) -> None:
    declared = office.node.declarations
    with twin_offices() as pair:
        written: list[list[str]] = [[], []]
        for _round in range(2):
            drawn = [data.draw(twins(declared, VISIT)) for _process in range(3)]
            for number, one in enumerate(pair):
                same_ids()
                written[number] = write_all(one, [both[number] for both in drawn], written[number])
                one.clock.pass_(days=40)
            assert observed(pair[0]) == observed(pair[1])


def test_editing_only_what_stays_shows_nowhere(
    twin_offices: Callable[[], Any], same_ids: Callable[[], None]
) -> None:
    """One team works on and on; the other never touches its records again."""
    with twin_offices() as pair:
        body = {"aggression": "threat", "day": "2026-02-03", "place": "MX-OAX", "people": 1}
        written = []
        for one in pair:
            same_ids()
            written.append(write_all(one, [body] * 3, []))
            assert len(leave(one)[0].items) == 6
        busy, quiet = pair
        for number in range(5):
            edited = {**body, "said": "palabras " * number, "title": str(number), "day": "2026-03"}
            write_all(busy, [edited] * 3, written[0])
        busy.plugin.told = quiet.plugin.told = []
        assert observed(busy) == observed(quiet)
        for one, ids in zip(pair, written, strict=True):
            write_all(one, [{**body, "aggression": "raid"}] * 3, ids)
        assert observed(busy) == observed(quiet)
        assert {item.version for item in busy.plugin.queue[6:]} == {2}


def test_the_comparison_itself_can_fail(
    twin_offices: Callable[[], Any], same_ids: Callable[[], None]
) -> None:
    with twin_offices() as pair:
        for one, aggression in zip(pair, ("threat", "killing"), strict=True):
            same_ids()
            write_all(one, [{"aggression": aggression}] * 3, [])
        first, second = map(observed, pair)
        assert all(first[name] != second[name] for name in ("left", "coded", "emissions"))


def test_consent_that_only_one_of_two_has_shows_only_in_what_leaves(
    twin_offices: Callable[[], Any], same_ids: Callable[[], None]
) -> None:
    """What a partner gets of consented records does not depend on how many others there are."""
    with twin_offices() as pair:
        for one in pair:
            same_ids()
            write_all(one, [{"aggression": "threat"}] * 3, [])
        busy, quiet = pair
        lone = busy.begin("Sin consentimiento")
        busy.write(lone, said="nada de esto sale")
        left, other = leave(busy)[0], leave(quiet)[0]
        assert left.items == other.items
        assert (left.unconsented, other.unconsented) == (2, 0)
