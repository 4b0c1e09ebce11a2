"""What they said a year ago: their own words side by side, harm never alone, nothing concluded."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.year_ago import NEARLY, year_ago

TODAY = date(2026, 3, 1)
CODES = {"copings": ("coping", ("mutual_care", "search")), "impacts": ("impact", ("fear", "guilt"))}


def one_round(day: str, **said: str) -> dict[str, Any]:
    body: dict[str, Any] = {"day": day, "impacts": [], "copings": []}
    for code, words in said.items():
        side = "copings" if code in CODES["copings"][1] else "impacts"
        body[side].append({CODES[side][0]: code, "dimension": "personal", "said": words})
    return body


def entries(side: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    name, codes = CODES[side]
    needed = {name: st.sampled_from(codes), "dimension": st.sampled_from(["personal", "unknown"])}
    return st.lists(st.fixed_dictionaries(needed, optional={"said": st.text(max_size=5)}))


DAYS = st.dates(date(2023, 1, 1), TODAY).map(str) | st.sampled_from(["2024", "2025-06", "unknown"])
BODIES = st.fixed_dictionaries(
    {"day": DAYS}, optional={side: entries(side) | st.just("not_asked") for side in CODES}
)


@given(rounds=st.lists(BODIES, max_size=4))
def test_all_that_is_said_was_said_in_those_rounds_and_harm_stands_beside_what_they_do(
    rounds: list[dict[str, Any]],
) -> None:
    found = year_ago(rounds, TODAY)
    if found is None:
        return
    assert found.said[0].vocabulary == "coping"
    assert len(found.said) in (1, 2)
    assert (found.now is None) == (found.then == 0)
    for one in found.said:
        assert one.then in words(rounds[found.then], one.vocabulary, one.code)
        assert not one.now or one.now in words(rounds[found.now or 0], one.vocabulary, one.code)


def words(body: dict[str, Any], vocabulary: str, code: str) -> list[str]:
    items = body.get(f"{vocabulary}s", [])
    return [one.get("said", "") for one in items if one[vocabulary] == code]


@pytest.mark.parametrize(("days", "is_told"), [(NEARLY.days, True), (NEARLY.days - 1, False)])
def test_one_round_is_told_once_it_is_nearly_a_year_old(days: int, is_told: bool) -> None:
    only = one_round(str(TODAY - timedelta(days=days)), search="Salimos juntas.")
    found = year_ago([only], TODAY)
    assert (found is not None) == is_told
    assert found is None or (found.now, found.said[0].now) == (None, "")


def test_the_round_of_a_year_ago_is_chosen_rather_than_the_one_before_the_last() -> None:
    rounds = [
        one_round("2026-02-01", search="Ya somos muchas."),
        one_round("2025-11-01", search="Seguimos."),
        one_round("2025-02-01", search="Vamos solas."),
        one_round("2023-02-01", search="No sabemos."),
    ]
    found = year_ago(rounds, TODAY)
    assert found is not None
    assert (found.said[0].then, found.said[0].now) == ("Vamos solas.", "Ya somos muchas.")
    recent = year_ago(rounds[:2], TODAY)
    assert recent is not None
    assert recent.said[0].then == "Seguimos."


def test_what_both_rounds_have_words_for_is_chosen_first() -> None:
    rounds = [
        one_round("2026-02-01", search="Salimos juntas.", fear="Menos de noche."),
        one_round("2025-02-01", mutual_care="Turnos.", search="Sola.", fear="No dormimos."),
    ]
    found = year_ago(rounds, TODAY)
    assert found is not None
    assert [one.code for one in found.said] == ["search", "fear"]


def test_harm_alone_is_not_read_aloud() -> None:
    rounds = [one_round("2026-02-01", fear="Menos."), one_round("2025-02-01", fear="Mucho.")]
    assert year_ago(rounds, TODAY) is None


def test_a_year_of_which_only_the_number_is_known_counts_to_its_end() -> None:
    assert year_ago([one_round("2025", search="Juntas.")], TODAY) is None
    assert year_ago([one_round("2024", search="Juntas.")], TODAY) is not None
