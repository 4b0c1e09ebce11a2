"""The advocacy strategy: who did what to whom, beside what the State answered."""

from collections import defaultdict
from collections.abc import Callable
from types import ModuleType

import pytest

from tejido import Aside, Offer, Sample, hookimpl
from tejido.declare.declarations import Declarations
from tejido.declare.lifecycles import Lifecycle
from tejido.declare.policy import project
from tejido.errors import InputError
from tejido.plugins import Plugins

TYPE = "advocacy.act"
ACT = {
    "day": "2025-03-09",
    "place": "MX-OAX",
    "aggression": "threat",
    "subject_type": "collective",
    "attributions": [
        {"perpetrator": "police", "responsibility": "action", "source": "Lo vieron."},
        {"perpetrator": "company", "responsibility": "acquiescence"},
    ],
    "state_response": "silence",
}
Load = Callable[..., Plugins]
Samples = Callable[..., list[Sample]]


@pytest.fixture
def lifecycle(book: Declarations) -> Lifecycle:
    found = book.types[TYPE].lifecycle
    assert found is not None
    return found


def test_one_record_is_one_act(book: Declarations) -> None:
    assert book.types[TYPE].purpose == "advocacy_anonymous"
    with pytest.raises(InputError) as refused:
        book.load(TYPE, {**ACT, "aggression": ["threat", "raid"]})
    assert set(refused.value.fields) == {"aggression"}


def test_attributions_stand_side_by_side_with_the_states_responsibility(
    book: Declarations,
) -> None:
    left = project(book.policies[TYPE], book.load(TYPE, ACT), {})
    assert left["attributions"] == [
        {"perpetrator": "company", "responsibility": "acquiescence"},
        {"perpetrator": "police", "responsibility": "action"},
    ]


@pytest.mark.parametrize(
    "responsibility", ["action", "omission", "acquiescence", "complicity", "none_established"]
)
def test_the_state_may_be_responsible_in_each_of_the_seeds_ways(
    book: Declarations, responsibility: str
) -> None:
    attribution = {"perpetrator": "unknown", "responsibility": responsibility}
    assert book.load(TYPE, {**ACT, "attributions": [attribution]})


def test_when_climbs_before_where(book: Declarations) -> None:
    policy = book.policies[TYPE]
    tuples = [
        (left["day"], left["place"])
        for left in (project(policy, book.load(TYPE, ACT), levels) for levels in policy.climb())
    ]
    assert tuples == [("2025-Q1", "MX-OAX"), ("2025", "MX-OAX"), ("2025", "MX")]


def test_acts_are_never_counted_without_the_states_response(book: Declarations) -> None:
    measure = book.measures["advocacy.acts"]
    assert (measure.rows, measure.columns, measure.beside, measure.time) == (
        "aggression", "place", "state_response", "day",
    )  # fmt: skip


def test_consent_is_spoken_about_before_anything_is_documented(lifecycle: Lifecycle) -> None:
    before = {state for state in lifecycle.states if "consent_checked" in lifecycle.next(state)}
    assert before == {"noted", "blocked_no_consent"}
    assert "documented" not in lifecycle.next("noted")


@pytest.mark.parametrize("state", ["noted", "documented", "corroborated", "ready", "used"])
def test_a_refusal_is_heard_in_every_state(lifecycle: Lifecycle, state: str) -> None:
    assert "blocked_no_consent" in lifecycle.next(state)


def test_what_to_gather_depends_on_the_act(load: Load) -> None:
    plugins = load("advocacy")

    def gathered(aggression: str) -> set[str]:
        return {one.id for one in plugins.offers("dossier_evidence", aggression=aggression)}

    assert gathered("threat") == gathered("unknown") < gathered("disappearance")
    assert "advocacy.search_so_far" in gathered("disappearance")
    assert gathered("torture") == gathered("sexual_torture")


def test_the_state_is_not_the_first_who_can_be_addressed(load: Load) -> None:
    found = [offer.id for offer in load("advocacy").offers("mechanisms")]
    assert found[0] == "advocacy.allies_and_public_word"
    assert found[-1] == "advocacy.authorities"


def test_a_strangers_evidence_stands_where_it_belongs(
    load: Load, beside: Callable[[Plugins, str], list[Aside]], stranger: ModuleType
) -> None:
    theirs = Offer("stranger.prison_register", "Copy of the register", "With its stamp.")

    @hookimpl
    def dossier_evidence(aggression: str) -> list[Offer]:
        return [theirs] if aggression == "torture" else []

    stranger.__dict__["dossier_evidence"] = dossier_evidence
    asides = beside(load("advocacy", stranger=stranger), TYPE)
    assert [theirs in aside.entries for aside in asides] == [False, False, True, False, False]


def test_three_organizations_have_enough_acts_for_a_table(
    samples: Samples, book: Declarations
) -> None:
    subjects = defaultdict[tuple[object, object], set[tuple[int, str]]](set)
    for seed in (1, 2, 3):
        for sample in samples(seed, "advocacy"):
            if {"advocacy_anonymous", "aggregate"} <= set(sample.purposes):
                for record in sample.records:
                    body = book.load(TYPE, record.given)
                    left = project(book.policies[TYPE], body, {"day": 1})
                    if left["day"] == "2025":
                        subjects[left["aggression"], left["place"]].add((seed, sample.name))
    shown = [
        cell
        for cell, found in subjects.items()
        if len(found) >= 5 and len({seed for seed, _name in found}) == 3
    ]
    assert len(shown) >= 10
    assert len(subjects) > len(shown), "and some cells too small to show"
