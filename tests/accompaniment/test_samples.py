"""The core's samples: whole histories that a demo can show, and nobody's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tejido import Sample, SampleRecord, fields
from tejido.accompaniment.core import core_contribution
from tejido.accompaniment.samples import histories
from tejido.declare.declarations import Declarations
from tejido.plugins import load_plugins
from tejido.testing.nodes import small_node
from tejido.work import processes, records
from tejido.work.records import Entry

SEEDS = (1, 2, 3)
#: A demo shows three organizations, and stays fast.
MOST = 250


def of_type(samples: list[Sample], type_id: str) -> list[SampleRecord]:
    return [one for sample in samples for one in sample.records if one.type == type_id]


def accompaniments(seed: int) -> list[Sample]:
    return [one for one in histories(seed) if one.kind == "accompaniment"]


def every_text(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from every_text(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from every_text(one)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_typed_in_loads_and_loads_again_unchanged(book: Declarations, seed: int) -> None:
    for sample in histories(seed):
        assert sample.kind in book.kinds
        assert set(sample.purposes) <= set(book.vocabularies["consent_purpose"].terms)
        for record in sample.records:
            body = book.load(record.type, record.given)
            assert book.load(record.type, body) == body
            assert book.types[record.type].process == sample.kind


def test_every_record_moved_as_its_lifecycle_allows(book: Declarations) -> None:
    for record in [one for sample in histories(1) for one in sample.records]:
        lifecycle = book.types[record.type].lifecycle
        state = lifecycle.start if lifecycle else ""
        for following in record.moves:
            assert lifecycle is not None
            assert following in lifecycle.next(state)
            state = following


def test_every_type_of_the_core_is_shown(book: Declarations) -> None:
    shown = {record.type for sample in histories(1) for record in sample.records}
    assert set(book.types) - shown == {"consent"}, "it names organizations that a seed cannot know"


def test_every_text_is_filled_somewhere(book: Declarations) -> None:
    """But for the one that nobody wishes for: where they were looked for in vain."""
    for type_id, schema in book.schemas.items():
        if type_id != "consent":
            told = {name for one in of_type(histories(1), type_id) for name in one.given}
            texts = {name for name, f in schema.fields.items() if isinstance(f, fields.Narrative)}
            assert texts - told <= {"safety_search"}


def test_a_seed_tells_the_same_every_time_and_another_something_else() -> None:
    assert histories(1) == histories(1)
    assert histories(1) != histories(2)
    names = [sample.name for seed in SEEDS for sample in accompaniments(seed)]
    assert len(set(names)) == len(names)


def test_three_organizations_together_stay_small() -> None:
    assert sum(len(sample.records) for seed in SEEDS for sample in histories(seed)) <= MOST


def test_every_accompaniment_begins_with_one_subject() -> None:
    for sample in accompaniments(1):
        assert [one.type for one in sample.records][:2] == ["subject", "accompaniment"]
        assert len(of_type([sample], "subject")) == len(of_type([sample], "accompaniment")) == 1


def test_accompaniments_stand_in_different_states() -> None:
    states = {of_type([sample], "accompaniment")[0].moves[-1] for sample in accompaniments(1)}
    assert states == {"implementation", "closed", "plan", "paused"}


def test_harm_never_stands_without_how_they_face_it() -> None:
    for record in of_type(histories(1), "diagnosis"):
        assert record.given["impacts"]
        assert record.given["copings"]
    assert all(record.given["coping"] for record in of_type(histories(1), "aggression"))


def test_two_rounds_are_told_in_other_words() -> None:
    twice = [
        found for sample in accompaniments(1) if len(found := of_type([sample], "diagnosis")) == 2
    ]
    assert len(twice) == 2
    for first, second in twice:
        assert second.given["change_said"]
        said = {entry["said"] for entry in first.given["impacts"]}
        assert said.isdisjoint(entry["said"] for entry in second.given["impacts"])


def test_the_state_is_silent_answers_late_and_denies() -> None:
    answers = {one.given.get("response") for one in of_type(histories(1), "state_response")}
    assert answers == {"silence", "partial", "denied", None}


def test_nobody_asks_consent_for_the_teams_own_care_and_tools() -> None:
    theirs = [one for one in histories(1) if one.kind in ("team", "library")]
    assert [(one.kind, len(one.records)) for one in theirs] == [("library", 6), ("team", 3)]
    assert all(one.purposes == () for one in theirs)
    care = " ".join(every_text([one.given for one in of_type(histories(1), "team_care")]))
    for sample in accompaniments(1):
        assert sample.name not in care


def test_anniversaries_keep_their_day_in_every_organization() -> None:
    for seed in SEEDS:
        days = {one.given["on_day"] for one in of_type(histories(seed), "milestone")}
        assert "2018-05-10" in days


def test_no_place_is_finer_than_a_state_and_no_word_was_left_to_draw() -> None:
    for seed in SEEDS:
        found = list(
            every_text([one.given for sample in histories(seed) for one in sample.records])
        )
        assert [text for text in found if text.startswith("@")] == []
        assert not any(re.search(r"\bMX-[A-Z]{3}-", text) for text in found)


def test_they_are_kept_moved_and_opened_on_a_real_node(tmp_path: Path) -> None:
    """With keys, database and a person who accompanies; every plugin off."""
    others = [state.name for state in load_plugins(core_contribution()).states]
    with small_node(tmp_path / "node", disabled_plugins=others) as small:
        types = small.node.declarations.types
        for sample in small.node.plugins.samples(1):
            process = processes.start(small.node, small.ana, sample.kind, sample.name)
            entries = [Entry(one.type, process, one.given) for one in sample.records]
            kept = records.write(small.node, small.ana, entries)
            for record, one in zip(kept, sample.records, strict=True):
                for state in one.moves:
                    records.move(small.node, small.ana, record, state)
            shown = processes.shown(small.node, small.ana, process).records
            state_of = {one.id: one.state for one in shown}
            for record, one in zip(kept, sample.records, strict=True):
                lifecycle = types[one.type].lifecycle
                states = (lifecycle.start if lifecycle else None, *one.moves)
                assert state_of[record] == states[-1]
