"""Each strategy works with the others absent, whose records stay sealed and whole."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import InputError, NotFoundError
from tejido.testing.networks import NORTE, SUR
from tejido.work import consent, leaving, processes, records, tables, tasks
from tejido.work.records import Entry

STRATEGIES = ("advocacy", "crisis", "organizational", "training")
#: Nothing of the organizational strategy's own record leaves.
LEAVING = {"advocacy", "crisis", "training"}


def write_samples(small: Any) -> dict[str, list[str]]:
    """Write the samples of every strategy that is there, with their consent; ids by type."""
    written: dict[str, list[str]] = {}
    for sample in small.node.plugins.samples(1):
        process = processes.start(small.node, small.ana, sample.kind, sample.name)
        if sample.purposes:
            consent.grant(small.node, small.ana, process, sample.purposes, [NORTE, SUR])
        entries = [Entry(one.type, process, one.given) for one in sample.records]
        ids = records.write(small.node, small.ana, entries)
        for entry, record in zip(entries, ids, strict=True):
            written.setdefault(entry.type, []).append(record)
    return written


@pytest.fixture(scope="module")
def sampled(open_office: Any, tmp_path_factory: Any) -> tuple[Path, dict[str, list[str]]]:
    """Give the folder of a node with every sample, to be copied, and what was written there."""
    folder = tmp_path_factory.mktemp("sampled") / "node"
    with open_office(folder) as office:
        return folder, write_samples(office.small)


@pytest.fixture
def full(open_office: Any, sampled: tuple[Path, Any], tmp_path: Path) -> Iterator[Any]:
    """Give an office that holds every sample."""
    shutil.copytree(sampled[0], tmp_path / "full")
    with open_office(tmp_path / "full") as office:
        yield office


@pytest.fixture
def written(sampled: tuple[Path, dict[str, list[str]]]) -> dict[str, list[str]]:
    """Give the ids of what it holds, by type."""
    return sampled[1]


def strategies_of(types: Any) -> set[str]:
    """Return the strategies to which types belong; what is the core's is always there."""
    return {name.partition(".")[0] for name in types if "." in name}


def types_of(seen: Any) -> set[str]:
    return {json.loads(item.content)["type"] for item in seen.items}


@pytest.mark.parametrize("present", [*STRATEGIES, ""])
def test_one_strategy_alone_or_none_is_written_listed_and_leaves(office: Any, present: str) -> None:
    small = office.small.without(*set(STRATEGIES) - {present})
    written = write_samples(small)
    assert strategies_of(written) == ({present} if present else set())
    for ids in written.values():
        for record in ids:
            assert records.opened(small.node, small.ana, record).id == record
    seen = leaving.preview(small.node, small.ana, "tela")
    assert strategies_of(types_of(seen)) == ({present} & LEAVING)
    leaving.approve(small.node, small.ana, "tela", seen.digest)


@pytest.mark.parametrize("absent", STRATEGIES)
def test_what_an_absent_strategy_wrote_is_listed_and_breaks_nothing(
    full: Any, written: Any, absent: str
) -> None:
    whole = leaving.preview(full.node, full.ana, "tela")
    before = full.dump()
    small = full.small.without(absent)

    (state,) = (one for one in small.node.plugins.states if one.name == absent)
    assert state.state == "off"
    cards = processes.listed(small.node, small.ana)
    views = [processes.shown(small.node, small.ana, card.id) for card in cards]
    listed = {record.id for view in views for record in view.records}
    assert listed == {record for ids in written.values() for record in ids}
    assert len(tasks.due(small.node, small.ana)) == len(tasks.due(full.node, full.ana))

    seen = leaving.preview(small.node, small.ana, "tela")
    there = {item.content for item in seen.items}
    assert there == {
        item.content for item in whole.items if f'"type":"{absent}.'.encode() not in item.content
    }
    for measure in small.node.declarations.measures:
        tables.table(small.node, small.ana, measure, 2026)
    changed = {name for name, rows in full.dump().items() if rows != before[name]}
    assert changed == {"audit_entry"}


@pytest.mark.parametrize("absent", STRATEGIES)
def test_a_record_of_an_absent_strategy_opens_as_it_was_but_nobody_changes_it(
    full: Any, written: Any, absent: str
) -> None:
    type_id = next(name for name in written if name.startswith(f"{absent}."))
    record = written[type_id][0]
    whole = records.opened(full.node, full.ana, record)
    small = full.small.without(absent)
    found = records.opened(small.node, small.ana, record)
    assert found == whole
    entry = Entry(type_id, found.process, found.body, record, found.version)
    with pytest.raises(NotFoundError):
        records.write(small.node, small.ana, [entry])
    with pytest.raises(InputError):
        records.move(small.node, small.ana, record, "closed")


def test_consent_still_decides_about_records_of_an_absent_strategy(full: Any, written: Any) -> None:
    small = full.small.without("organizational")
    record = written["organizational.political_project"][0]
    process = records.opened(small.node, small.ana, record).process

    def is_coded() -> bool:
        return record in {row[1] for row in full.dump()["coded_row"]}

    assert is_coded()
    consent.grant(small.node, small.ana, process, ["research"], [])
    assert is_coded(), "what could not be coded anew must not be lost"
    for grant in processes.shown(small.node, small.ana, process).grants:
        consent.withdraw(small.node, small.ana, grant.id)
    assert not is_coded()


def test_all_strategies_come_back_with_everything_they_had(full: Any) -> None:
    whole = leaving.preview(full.node, full.ana, "tela")
    core_alone = leaving.preview(full.small.without(*STRATEGIES).node, full.ana, "tela")
    assert strategies_of(types_of(core_alone)) == set()
    again = leaving.preview(full.small.without().node, full.ana, "tela")
    assert again.items == whole.items
    assert strategies_of(types_of(whole)) == LEAVING
