"""What is open in a process is shown to its team: from records as they are, whatever happens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tejido.declare import fields
from tejido.declare.records import ANY_KIND, RecordType
from tejido.declare.rules import Rule, Situation, Written
from tejido.declare.schemas import RecordSchema
from tejido.errors import NotFoundError, NotOpenedError
from tejido.hookspecs import hookimpl
from tejido.store.tables import RecordTable
from tejido.testing.networks import PaperNetwork
from tejido.testing.nodes import SmallNode, open_small_node
from tejido.work import advice, consent, processes, records
from tejido.work.records import Entry

NOTE = "mirada.note"


class Note(RecordSchema):
    """Something said."""

    said = fields.Line("Said")


def _is_short(record: Written, _situation: Situation) -> bool:
    return len(record.body.get("said", "")) < 3


def _without_service(situation: Situation) -> bool:
    return "service" not in situation.purposes


def _fails(situation: Situation) -> bool:
    raise KeyError(str(situation.today))


class Mirada(PaperNetwork):
    """A plugin that looks at notes, and at what was consented to."""

    @hookimpl
    def record_types(self) -> list[RecordType]:
        return [RecordType(NOTE, "Note", Note, answers=frozenset({"MI-02"}))]

    @hookimpl
    def rules(self) -> list[Rule]:
        return [
            Rule("MI-00", "Fails", "It is wrong", _fails),
            Rule("MI-01", "Short", "Say more", type=NOTE, record_open=_is_short),
            Rule("MI-02", "Not asked", "Ask them", _without_service),
            Rule("MI-03", "Empty", "Begin", lambda one: not one.records, process=ANY_KIND),
        ]


@pytest.fixture
def small(founded: Path, tmp_path: Path) -> Iterator[SmallNode]:
    """Give a small node with that plugin."""
    shutil.copytree(founded, tmp_path / "node")
    with open_small_node(tmp_path / "node", extra={"mirada": Mirada("mirada")}) as small:
        yield small


@pytest.fixture
def process(small: SmallNode) -> str:
    """Give an accompaniment of Ana's."""
    return processes.start(small.node, small.ana, "accompaniment", "Hilo")


def write(small: SmallNode, process: str, said: str) -> str:
    return records.write(small.node, small.ana, [Entry(NOTE, process, {"said": said})])[0]


def opened(small: SmallNode, process: str) -> list[tuple[str, str | None]]:
    """Return what is open of the plugin's rules, and in which record."""
    found = advice.open_rules(small.node, small.ana, process)
    return [(one.rule, one.record) for one in found if one.rule.startswith("MI-")]


def test_advice_follows_what_is_written_and_consented_to(small: SmallNode, process: str) -> None:
    short, _long = write(small, process, "no"), write(small, process, "no todavía")
    assert opened(small, process) == [("MI-01", short), ("MI-02", None)]
    edited = Entry(NOTE, process, {"said": "ahora sí"}, short, 1)
    records.write(small.node, small.ana, [edited])
    consent.grant(small.node, small.ana, process, ["service"])
    assert opened(small, process) == []


def test_advice_says_why_and_where_it_is_answered(small: SmallNode, process: str) -> None:
    found = {one.rule: one for one in advice.open_rules(small.node, small.ana, process)}
    asked = found["MI-02"]
    assert (asked.label, asked.why, asked.answers) == ("Not asked", "Ask them", (NOTE,))


def test_a_rule_that_fails_takes_no_other_with_it(
    small: SmallNode, process: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert opened(small, process) == [("MI-02", None), ("MI-03", None)]
    assert "rule MI-00 failed: KeyError" in caplog.text


def test_a_record_that_does_not_open_is_left_out(small: SmallNode, process: str) -> None:
    damaged, other = write(small, process, "no"), write(small, process, "no")
    with small.node.store.write() as tx:
        tx.run(RecordTable.update(body=b"damaged").where(RecordTable.id == damaged))
    assert ("MI-01", other) in opened(small, process)
    assert ("MI-01", damaged) not in opened(small, process)


def test_nobody_else_is_told(small: SmallNode, process: str) -> None:
    rosa = small.joined_by("rosa")
    with pytest.raises(NotOpenedError):
        advice.open_rules(small.node, rosa, process)
    with pytest.raises(NotFoundError):
        advice.open_rules(small.node, small.ana, "0" * 32)


def test_other_kinds_of_process_have_only_the_rules_of_any_kind(small: SmallNode) -> None:
    cohort = processes.start(small.node, small.ana, "training.cohort", "Generación 1")
    assert opened(small, cohort) == [("MI-03", None)]
