"""Rules advise: what they see of a process, where they are open, and what is no rule."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tejido import RecordSchema, RecordType, Rule, Situation, Written, fields, words
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.records import ANY_KIND, ProcessKind
from tejido.errors import DeclarationError

_ = words("tejido")
TODAY = date(2026, 3, 1)
VISIT, CALL = "visits.visit", "visits.call"


def written(name: str, type_id: str = VISIT, **body: str) -> Written:
    return Written(name, type_id, None, body, "2026-01-01", "2026-01-01")


def is_long(record: Written, _situation: Situation) -> bool:
    return record.body.get("said") == "long"


def has_calls(situation: Situation) -> bool:
    return bool(situation.of(CALL))


ONE, TWO, THREE = written("1"), written("2", said="long"), written("3", CALL, said="long")
RULE = Rule("VI-01", _("Label"), _("Why"), has_calls, type=VISIT)


def test_a_situation_tells_records_of_a_type_and_the_newest() -> None:
    situation = Situation(TODAY, (ONE, THREE, TWO))
    assert situation.of(VISIT) == (ONE, TWO)
    assert situation.one(VISIT) is TWO
    assert situation.one("visits.absent") is None


@pytest.mark.parametrize(
    ("rule", "records", "opened"),
    [
        pytest.param(RULE, (ONE, THREE), [None], id="it is open in the whole process"),
        pytest.param(RULE, (ONE, TWO), [], id="it is not open"),
        pytest.param(
            Rule("VI-02", "L", "W", type=VISIT, record_open=is_long),
            (ONE, TWO, THREE),
            ["2"],
            id="it is open in one record of its type",
        ),
        pytest.param(
            Rule("VI-02", "L", "W", record_open=is_long),
            (ONE, TWO, THREE),
            ["2", "3"],
            id="it looks at records of every type",
        ),
        pytest.param(
            Rule("VI-02", "L", "W", has_calls, record_open=is_long),
            (ONE, TWO),
            [],
            id="it is asked about records only where the process is such",
        ),
    ],
)
def test_where_a_rule_is_open(
    rule: Rule, records: tuple[Written, ...], opened: list[str | None]
) -> None:
    assert list(rule.open_in(Situation(TODAY, records))) == opened


# --- what can be declared -------------------------------------------------------------


class Visit(RecordSchema):
    """Something said."""

    said = fields.Line(_("Said"))


TYPE = RecordType(VISIT, _("Visit"), Visit, answers=frozenset({"VI-01"}))
ROUND = ProcessKind("visits.round", _("Round"))
SOUND = Contribution("visits", types=(TYPE,), rules=(RULE,))


def test_a_sound_rule_is_added(book: Declarations) -> None:
    assert book.adding(SOUND).rules == {"VI-01": RULE}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": "CO-15"}, "not like the core's"),
        ({"id": "P8"}, "not like the core's"),
        ({"id": "vi-01"}, "is like CR-05"),
        ({"id": "VI-1"}, "is like CR-05"),
        ({"id": 1}, "is like CR-05"),
        ({"label": ""}, "says why"),
        ({"why": ""}, "says why"),
        ({"process": "visits.absent"}, "no kind of process"),
        ({"process": "visits.round"}, "no record type «visits.visit»"),
        ({"process": ANY_KIND}, "no record type «visits.visit»"),
        ({"type": "other.visit"}, "no record type «other.visit»"),
        ({"is_open": "yes"}, "are functions"),
        ({"record_open": "yes"}, "are functions"),
        ({"is_open": Rule.is_open}, "say when"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    book: Declarations, changed: Mapping[str, Any], reason: str
) -> None:
    other = book.adding(Contribution("other", types=(RecordType("other.visit", _("V"), Visit),)))
    wrong = replace(SOUND, kinds=(ROUND,), rules=(replace(RULE, **changed),))
    with pytest.raises(DeclarationError, match=reason):
        other.adding(replace(wrong, types=(replace(TYPE, answers=frozenset()),)))


def test_a_rule_is_declared_once_and_is_one(book: Declarations) -> None:
    with pytest.raises(DeclarationError, match="already"):
        book.adding(replace(SOUND, rules=(RULE, RULE)))
    wrong: Any = "VI-01"
    with pytest.raises(DeclarationError, match="no Rule"):
        book.adding(replace(SOUND, rules=(wrong,)))


def test_a_rule_may_look_at_any_kind_of_process_and_be_answered_in_one(
    book: Declarations,
) -> None:
    rule = replace(RULE, process=ANY_KIND, type="")
    more = book.adding(Contribution("visits", types=(TYPE,), rules=(rule,)))
    assert more.rules["VI-01"].looks_at("visits.round")
    assert not RULE.looks_at("visits.round")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"answers": frozenset({"VI-02"})}, "no rule «VI-02»"),
        ({"answers": frozenset({"VI-01"}), "process": "visits.round"}, "no rule «VI-01»"),
        ({"answers": {"VI-01"}}, "is a frozenset"),
    ],
)
def test_a_type_answers_only_rules_that_there_are(
    book: Declarations, changed: Mapping[str, Any], reason: str
) -> None:
    rule = replace(RULE, type="")
    types = (replace(TYPE, **changed),)
    with pytest.raises(DeclarationError, match=reason):
        book.adding(Contribution("visits", (ROUND,), types, rules=(rule,)))


def test_a_plugin_may_answer_the_core_s_rules_and_look_at_its_records(
    core: Contribution,
) -> None:
    risk = replace(RULE, id="CO-09", type="everything")
    book = Declarations().adding(replace(core, rules=(risk,)))
    answer = replace(TYPE, answers=frozenset({"CO-09"}))
    look = replace(RULE, type="everything")
    more = book.adding(Contribution("visits", types=(answer,), rules=(look,)))
    assert list(more.rules) == ["CO-09", "VI-01"]


@pytest.mark.parametrize("name", ["VI-01", "CO-1", "P", "CO"])
def test_the_core_s_rules_have_the_core_s_ids(core: Contribution, name: str) -> None:
    assert core.plugin == CORE
    with pytest.raises(DeclarationError, match="the id of a rule"):
        Declarations().adding(replace(core, rules=(replace(RULE, id=name, type=""),)))
