"""What the core advises to look at, as a table of cases: where each rule is open, and where not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.accompaniment.looking import is_resting
from tejido.accompaniment.rules import RULES
from tejido.declare.declarations import Declarations
from tejido.declare.rules import Rule, Situation, Written
from tejido.store.ids import new_id
from tejido.testing.strategies import bodies

TODAY = date(2026, 3, 1)
BY_ID = {rule.id: rule for rule in RULES}
#: What is open is not in one record, but in the process.
PROCESS = (None,)
Opened = tuple[str | None, ...]


def one(
    type_id: str, name: str = "", *, state: str | None = None, on: str = "2026-02-01", **body: Any
) -> Written:
    """Return a record, named like its type unless something else is said."""
    return Written(name or type_id, type_id, state, body, on, on)


def at(stage: str, **body: Any) -> Written:
    return one("accompaniment", state=stage, **body)


def said(principle: str, day: str = "2026-02-20") -> Written:
    return one("principles", day=day, **{principle: "Lo hablamos en el círculo del martes."})


def consented(capacity: str, *purposes: str, **body: Any) -> Written:
    entries = [{"purpose": purpose, "answer": "yes"} for purpose in purposes]
    return one("consent", capacity=capacity, purposes=entries, **body)


FEAR = {"impact": "fear", "dimension": "personal", "field": "psychoemotional"}
BONDS = {"impact": "bond_rupture", "dimension": "community", "field": "relations"}
CARE = {"coping": "mutual_care", "dimension": "personal", "field": "security"}
SEARCH = {"coping": "search", "dimension": "family", "field": "political"}
WHOLE: Mapping[str, Any] = {"impacts": [FEAR, BONDS], "copings": [CARE, SEARCH]}
DANGER = one("session", "danger", day="2026-02-10", risk_signal="yes")
COLLECTIVE = one("subject", unit="group")
MEMBERS = one("subject", unit="group", members=[{"called": "Luz"}])
PLAN = one("plan", state="agreed", review_on="2026-05-01")
ASKED = one("state_response", asked_of="Fiscalía", asked_on="2026-01-10", due_on="2026-02-10")

#: Rule -> sentence -> the records, where it is open, and what was consented to.
CASES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "CO-02": {
        "a plan without a diagnosis": ((PLAN,), PROCESS),
        "the accompaniment goes on without one": ((at("implementation"),), PROCESS),
        "a plan that is only drafted": ((one("plan", state="drafted"),), ()),
        "the diagnosis is there": ((PLAN, one("diagnosis")), ()),
        "the plan rests in an agreed pause": ((PLAN, at("paused")), ()),
    },
    "CO-02a": {
        "a plan follows from what nobody agreed to": ((PLAN, one("diagnosis")), ("diagnosis",)),
        "they said no": ((PLAN, one("diagnosis", agreed="no")), ("diagnosis",)),
        "they agreed": ((PLAN, one("diagnosis", agreed="yes")), ()),
        "there is no plan yet": ((one("diagnosis"),), ()),
        "they left it aside": ((PLAN, one("diagnosis", state="left_aside")), ()),
        "only the latest round counts": (
            (PLAN, one("diagnosis", "a", day="2025-02"), one("diagnosis", "b", day="2025-01")),
            ("a",),
        ),
    },
    "CO-02b": {
        "two fields are empty when it is returned": (
            (one("diagnosis", state="returned", impacts=[FEAR, BONDS]),),
            ("diagnosis",),
        ),
        "every field has an entry": ((one("diagnosis", state="returned", **WHOLE),), ()),
        "the others have a text": (
            (one("diagnosis", state="agreed", impacts=[FEAR, BONDS], security="a", political="b"),),
            (),
        ),
        "the others were left aside": (
            (
                one(
                    "diagnosis",
                    state="agreed",
                    impacts=[FEAR, BONDS],
                    left_aside=["security", "political"],
                ),
            ),
            (),
        ),
        "they would rather not say what was left aside": (
            (one("diagnosis", state="agreed", left_aside="withheld"),),
            (),
        ),
        "it is still being made": ((one("diagnosis", state="gathering"),), ()),
        "it is still being made, and a plan was agreed": (
            (PLAN, one("diagnosis", state="gathering")),
            ("diagnosis",),
        ),
        "the accompaniment works in two fields, and both are seen": (
            (
                at("framing", fields=["psychoemotional", "relations"]),
                one("diagnosis", state="agreed", impacts=[FEAR, BONDS]),
            ),
            (),
        ),
        "the accompaniment is over": ((at("closed"), one("diagnosis", state="agreed")), ()),
    },
    "CO-02c": {
        "impacts without anything of how they face them": (
            (one("diagnosis", impacts=[FEAR]),),
            ("diagnosis",),
        ),
        "impacts beside how they face them": ((one("diagnosis", **WHOLE),), ()),
        "nothing was said of impacts": ((one("diagnosis"),), ()),
        "they would rather not say how": (
            (one("diagnosis", impacts=[FEAR], copings="withheld"),),
            (),
        ),
        "an aggression alone": ((one("aggression"),), ("aggression",)),
        "an aggression, and how they face it": ((one("aggression", coping=["search"]),), ()),
        "an aggression, and what they demand": ((one("aggression", demands=["truth"]),), ()),
        "a session is no harm": ((one("session"),), ()),
        "the accompaniment is suspended": ((at("suspended"), one("aggression")), ()),
    },
    "CO-03": {
        "a plan without a day": ((one("plan", state="agreed"),), ("plan",)),
        "a day after three months": (
            (one("plan", state="under_way", review_on="2026-06-01"),),
            ("plan",),
        ),
        "a day within three months": ((PLAN,), ()),
        "the last day within three months": (
            (one("plan", state="agreed", review_on="2026-05-30"),),
            (),
        ),
        "a month counts to its last day": (
            (one("plan", state="agreed", review_on="2026-05"),),
            ("plan",),
        ),
        "a day that passed is a task, and no advice": (
            (one("plan", state="agreed", review_on="2026-01-01"),),
            (),
        ),
        "the plan is only drafted": ((one("plan", state="drafted"),), ()),
        "the plan is in an agreed pause": ((one("plan", state="paused"),), ()),
        "an older plan without a day": (
            (one("plan", "old", state="agreed", agreed_on="2025-06"), PLAN),
            (),
        ),
    },
    "CO-04": {
        "it closes without an evaluation": ((at("closing"),), ("accompaniment",)),
        "it closed with nothing said": (
            (at("closed", closing_reason="capacity"),),
            ("accompaniment",),
        ),
        "there is an evaluation": ((at("closing"), one("evaluation")), ()),
        "they decided it": ((at("closing", closing_reason="subject_decision"),), ()),
        "somebody was killed": ((at("closed", closing_reason="death"),), ()),
        "meeting is not safe": ((at("closed", closing_reason="security"),), ()),
        "there is no contact": ((at("closed", closing_reason="unreachable"),), ()),
        "it goes on": ((at("implementation"),), ()),
    },
    "CO-04a": {
        "no contact, and nobody wrote where they looked": (
            (at("implementation", closing_reason="unreachable"),),
            ("accompaniment",),
        ),
        "no contact, after a search": (
            (at("closed", closing_reason="unreachable", safety_search="Con su red, tres días."),),
            (),
        ),
        "another reason": ((at("closing", closing_reason="objectives_met"),), ()),
    },
    "CO-06": {
        "a collective is counted, and nobody asked it": ((COLLECTIVE,), PROCESS, "aggregate"),
        "nobody wrote who the subject is": ((), PROCESS, "advocacy_named"),
        "the assembly decided": (
            (COLLECTIVE, consented("assembly", "aggregate")),
            (),
            "aggregate",
        ),
        "who represents them decided": (
            (COLLECTIVE, consented("representative", "aggregate")),
            (),
            "aggregate",
        ),
        "one person said yes for herself": (
            (COLLECTIVE, consented("self", "aggregate")),
            PROCESS,
            "aggregate",
        ),
        "the assembly decided on something else": (
            (COLLECTIVE, consented("assembly", "aggregate")),
            PROCESS,
            "aggregate",
            "advocacy_named",
        ),
        "the assembly took it back": (
            (COLLECTIVE, consented("assembly", "aggregate", withdrawn_on="2026-02")),
            PROCESS,
            "aggregate",
        ),
        "who represents one of them decided for that person": (
            (COLLECTIVE, consented("representative", "aggregate", concerns="member")),
            PROCESS,
            "aggregate",
        ),
        "nothing is told to anybody": ((COLLECTIVE,), (), "service"),
        "the subject is one person": ((one("subject", unit="person"),), (), "aggregate"),
    },
    "CO-06a": {
        "members are named, and none was asked": ((MEMBERS,), PROCESS, "advocacy_named"),
        "one was asked alone": (
            (MEMBERS, consented("self", "aggregate", concerns="member")),
            (),
            "advocacy_named",
        ),
        "nobody is named": ((COLLECTIVE,), (), "advocacy_named"),
        "nothing is told to anybody": ((MEMBERS,), ()),
    },
    "CO-09": {
        "a session tells of danger": ((DANGER,), ("danger",)),
        "a session tells of none": ((one("session", risk_signal="no"),), ()),
        "nobody said": ((one("session"),), ()),
        "an emergency answers it on the same day": (
            (DANGER, one("crisis.emergency", on="2026-02-01")),
            (),
        ),
        "an emergency of before does not": (
            (one("crisis.emergency", on="2026-01-31"), DANGER),
            ("danger",),
        ),
        "a form that answers nothing does not": ((DANGER, one("milestone")), ("danger",)),
        "a later session says that it has passed": (
            (DANGER, one("session", day="2026-02-11", risk_signal="no")),
            (),
        ),
        "a session of the same day does not": (
            (DANGER, one("session", day="2026-02-10", risk_signal="no")),
            ("danger",),
        ),
        "a later session that does not say": (
            (DANGER, one("session", day="2026-02-20")),
            ("danger",),
        ),
        "danger does not rest when all else does": ((at("paused"), DANGER), ("danger",)),
    },
    "P1": {
        "the work is under way, and no demand is written": ((at("framing"),), PROCESS),
        "it is a first contact": ((at("contact"),), ()),
        "the subject's demands are written": (
            (at("framing"), one("subject", demands=["truth"])),
            (),
        ),
        "the demands stand in an aggression": (
            (at("framing"), one("aggression", demands=["truth"])),
            (),
        ),
        "the team said it": ((at("framing"), said("not_neutral")), ()),
        "the team said something else": ((at("framing"), said("feminist")), PROCESS),
        "it does not begin": ((at("declined"),), ()),
    },
    "P2": {
        "a plan without a reading": ((PLAN,), PROCESS),
        "an empty reading": ((PLAN, one("context", read_on="2026-01")), PROCESS),
        "a reading": ((PLAN, one("context", political="Quién decide.")), ()),
        "the team said it": ((PLAN, said("critical_analysis")), ()),
        "no plan yet": ((one("diagnosis"),), ()),
    },
    "P2a": {
        "nobody is held responsible": ((one("aggression"),), ("aggression",)),
        "somebody is": ((one("aggression", attributions=[{"perpetrator": "police"}]),), ()),
        "it is not established": (
            (one("aggression", attributions=[{"responsibility": "none_established"}]),),
            (),
        ),
        "nobody knows": ((one("aggression", attributions="unknown"),), ()),
        "nobody asked": ((one("aggression", attributions="not_asked"),), ("aggression",)),
        "it is over": ((at("closed"), one("aggression")), ()),
    },
    "P3": {
        "a diagnosis, and nobody asked what weighs": ((one("diagnosis"),), PROCESS),
        "the diagnosis says it": ((one("diagnosis", intersections=["age"]),), ()),
        "the subject says it": ((one("diagnosis"), one("subject", intersections=["age"])), ()),
        "they say it in their words": (
            (one("diagnosis"), one("subject", intersections_said="Somos las de abajo.")),
            (),
        ),
        "they would rather not": ((one("diagnosis", intersections="withheld"),), ()),
        "the team said it": ((one("diagnosis"), said("intersectional")), ()),
        "there is no diagnosis": ((one("subject"),), ()),
    },
    "P4": {
        "harm in persons only": ((one("diagnosis", impacts=[FEAR, FEAR]),), ("diagnosis",)),
        "harm in the community too": ((one("diagnosis", impacts=[FEAR, BONDS]),), ()),
        "no harm is written": ((one("diagnosis"),), ()),
        "the team looked at it since": (
            (one("diagnosis", impacts=[FEAR]), said("all_dimensions")),
            (),
        ),
        "the team looked at it before": (
            (one("diagnosis", impacts=[FEAR]), said("all_dimensions", "2026-01-31")),
            ("diagnosis",),
        ),
        "an earlier round": (
            (
                one("diagnosis", "first", day="2025-01", impacts=[FEAR]),
                one("diagnosis", day="2026-01", impacts=[BONDS]),
            ),
            (),
        ),
    },
    "P5": {
        "all that is planned eases harm": (
            (one("plan", activities=[{"what": "Círculo", "activity": "psychoemotional_group"}]),),
            ("plan",),
        ),
        "there is an activity for what they fight for": (
            (one("plan", activities=[{"what": "Taller", "activity": "political_project"}]),),
            (),
        ),
        "there is an objective for it": (
            (one("plan", objectives=[{"objective": "El vivero", "field": "political"}]),),
            (),
        ),
        "nothing is planned yet": ((one("plan"),), ()),
        "the team gave a reason": (
            (one("plan", objectives=[{"objective": "Dormir"}]), said("beyond_therapy")),
            (),
        ),
    },
    "P6": {
        "the day has passed on which it had to answer": ((ASKED,), PROCESS),
        "it answered with silence": ((one("state_response", response="silence"),), PROCESS),
        "it denied": ((one("state_response", response="denied"),), PROCESS),
        "it answered": ((one("state_response", response="answered"),), ()),
        "it answered on some day": (
            (one("state_response", due_on="2026-01", answered_on="2026-02"),),
            (),
        ),
        "it still has time": ((one("state_response", due_on="2026-03"),), ()),
        "nobody knows by when": ((one("state_response"),), ()),
        "the plan names alternatives": ((ASKED, one("plan", alternatives="El museo propio.")), ()),
        "the team named them": ((ASKED, said("alternatives")), ()),
        "it is over": ((ASKED, at("closed")), ()),
    },
    "P7": {
        "only the team made it": ((one("diagnosis", made_by="team"),), ("diagnosis",)),
        "a plugin's form says so": ((one("visits.project", made_by="team"),), ("visits.project",)),
        "they made it together": ((one("diagnosis", made_by="both"),), ()),
        "the next one was made together": (
            (
                one("plan", "old", agreed_on="2025", made_by="team"),
                one("plan", agreed_on="2026", made_by="both"),
            ),
            (),
        ),
        "the team looked at it since": (
            (one("plan", made_by="team"), said("joint_construction")),
            (),
        ),
    },
    "P7a": {
        "an evaluation without their voice": ((one("evaluation"),), ("evaluation",)),
        "an evaluation with it": ((one("evaluation", voice="Ya no tenemos miedo."),), ()),
    },
    "P8": {
        "a diagnosis, and nobody asked who is missing": ((one("diagnosis"),), PROCESS),
        "a reading of the context that does not ask": ((one("context", social="x"),), PROCESS),
        "a reading that asks": ((one("context", feminist="Faltan las que cocinan."),), ()),
        "the team said it": ((one("diagnosis"), said("feminist")), ()),
        "nothing is written yet": ((one("subject"),), ()),
    },
    "P8a": {
        "a text names two genders": (
            (one("session", note="Llegaron hombres y mujeres."),),
            ("session",),
        ),
        "in English": ((one("session", note="Both genders came."),), ("session",)),
        "deep in a plugin's form": (
            (one("visits.day", items=[{"said": "Un taller para mujeres y hombres"}]),),
            ("visits.day",),
        ),
        "people name themselves": ((one("session", note="Compañeras, compañeros y muxes."),), ()),
        "women are named": ((one("session", note="Las mujeres de la cocina."),), ()),
        "the team looked at it since": (
            (one("session", note="Hombres y mujeres."), said("feminist")),
            (),
        ),
        "it was written after the team looked": (
            (one("session", note="Hombres y mujeres."), said("feminist", "2026-01")),
            ("session",),
        ),
    },
    "P8b": {
        "much is written, and nothing of care": (
            (one("diagnosis"), one("plan"), one("session", note="Se habló de la marcha.")),
            PROCESS,
        ),
        "a text says who cooks": (
            (one("diagnosis"), one("plan"), one("session", note="Ellas cocinan para todos.")),
            (),
        ),
        "a code says it": ((one("diagnosis", copings=[CARE]), one("plan"), one("session")), ()),
        "little is written": ((one("diagnosis"), one("session")), ()),
        "there is no diagnosis": ((one("plan"), one("session"), one("subject")), ()),
        "the team said it": ((one("diagnosis"), one("plan"), said("feminist")), ()),
    },
    "P9": {
        "gender alone": ((one("diagnosis", intersections=["gender"]),), PROCESS),
        "gender again in another form": (
            (one("subject", intersections=["gender"]), one("v.x", intersections=["gender"])),
            PROCESS,
        ),
        "age in another form": (
            (one("subject", intersections=["gender"]), one("v.x", intersections=["age"])),
            (),
        ),
        "they say how it crosses": (
            (one("subject", intersections=["gender"], intersections_said="Y somos indígenas."),),
            (),
        ),
        "nobody asked": ((one("diagnosis"),), ()),
        "they would rather not": ((one("subject", intersections="withheld"),), ()),
        "the team said it": (
            (one("subject", intersections=["gender"]), said("intersectional")),
            (),
        ),
    },
}


def cases() -> Iterator[Any]:
    for rule, told in CASES.items():
        for sentence, (records, opened, *purposes) in told.items():
            yield pytest.param(
                BY_ID[rule], records, frozenset(purposes), opened, id=f"{rule}: {sentence}"
            )


@pytest.mark.parametrize(("rule", "records", "purposes", "opened"), list(cases()))
def test_where_it_is_open(
    rule: Rule, records: tuple[Written, ...], purposes: frozenset[str], opened: Opened
) -> None:
    answering = {"CO-09": frozenset({"crisis.emergency"})}
    situation = Situation(TODAY, records, purposes, answering)
    assert tuple(rule.open_in(situation)) == opened


def test_every_rule_has_cases_in_which_it_is_open_and_not() -> None:
    seen = defaultdict(set)
    for rule, told in CASES.items():
        for _records, opened, *_purposes in told.values():
            seen[rule].add(bool(opened))
    assert {rule.id: seen[rule.id] for rule in RULES} == {name: {True, False} for name in BY_ID}


def test_nothing_is_open_in_a_process_that_only_begins() -> None:
    begun = Situation(TODAY, (at("contact"), one("subject", unit="group")))
    assert [rule.id for rule in RULES if any(rule.open_in(begun))] == []


# --- as the core declares them --------------------------------------------------------

#: What is looked at even where an accompaniment rests.
NEVER_AT_REST = {"CO-04", "CO-04a", "CO-06", "CO-06a", "CO-09", "P7a"}


def written(data: st.DataObject, book: Declarations, type_id: str) -> Written:
    cycle = book.types[type_id].lifecycle
    state = data.draw(st.sampled_from([*cycle.states] if cycle else [None]))
    day = data.draw(st.dates(date(2025, 1, 1), TODAY)).isoformat()
    return Written(new_id(), type_id, state, data.draw(bodies(book, type_id)), day, day)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_rules_can_look_at_anything_that_loads(book: Declarations, data: st.DataObject) -> None:
    types = [one.id for one in book.types.values() if one.belongs_to("accompaniment")]
    drawn = data.draw(st.lists(st.sampled_from(types), min_size=1, max_size=4))
    records = tuple(written(data, book, type_id) for type_id in drawn)
    situation = Situation(TODAY, records, frozenset({"aggregate"}))
    ids = {record.id for record in records}
    opened = {rule.id: list(rule.open_in(situation)) for rule in book.rules.values()}
    assert all(set(found) <= {None, *ids} for found in opened.values())
    if is_resting(situation):
        assert {rule for rule, found in opened.items() if found} <= NEVER_AT_REST


def test_a_rule_that_is_about_the_process_can_be_answered_somewhere(book: Declarations) -> None:
    answers = {rule for one in book.types.values() for rule in one.answers}
    about_process = {rule.id for rule in RULES if rule.record_open is None}
    assert about_process <= answers
