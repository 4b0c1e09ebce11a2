"""Harm and coping beside each other: nothing that was said is lost, and nothing is added up."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.matrix import DIMENSIONS, Entry, matrix, two_rounds

_PLACES = st.sampled_from([*DIMENSIONS, "unknown", "withheld"])
_FIELDS = st.sampled_from(["psychoemotional", "relations", "security", "political"])


def _items(code: str, codes: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    needed = {code: st.sampled_from(codes), "dimension": _PLACES}
    free: dict[str, Any] = {"field": _FIELDS, "said": st.text(max_size=8)}
    if code == "impact":
        free["expressions"] = st.one_of(
            st.just("unknown"), st.lists(st.sampled_from(["body", "work"]), unique=True)
        )
    return st.lists(st.fixed_dictionaries(needed, optional=free), max_size=8)


BODIES = st.fixed_dictionaries(
    {},
    optional={
        "impacts": _items("impact", ("fear", "fatigue", "guilt")),
        "copings": _items("coping", ("mutual_care", "search")),
    },
)


def _said(entries: tuple[Entry, ...]) -> list[tuple[str, str, str]]:
    return [(one.code, one.field, one.words) for one in entries]


def _kept(body: dict[str, Any], group: str, code: str) -> list[tuple[str, str, str]]:
    return sorted(
        (one[code], one.get("field", ""), one.get("said", "")) for one in body.get(group, [])
    )


@given(body=BODIES)
def test_everything_that_was_said_stands_in_the_matrix_once(body: dict[str, Any]) -> None:
    found = matrix(body)
    assert [one.code for one in found[:5]] == list(DIMENSIONS)
    assert len({one.code for one in found}) == len(found)
    impacts = sorted(said for one in found for said in _said(one.impacts))
    copings = sorted(said for one in found for said in _said(one.copings))
    assert impacts == _kept(body, "impacts", "impact")
    assert copings == _kept(body, "copings", "coping")


@given(body=BODIES, only=_FIELDS)
def test_of_one_field_it_shows_what_was_said_of_that_field(body: dict[str, Any], only: str) -> None:
    shown = [one for each in matrix(body, only) for one in (*each.impacts, *each.copings)]
    whole = [one for each in matrix(body) for one in (*each.impacts, *each.copings)]
    assert sorted(shown, key=repr) == sorted((o for o in whole if o.field == only), key=repr)


@given(before=BODIES, now=BODIES)
def test_two_rounds_side_by_side_lose_nothing_of_either(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    found = two_rounds(before, now)
    for body, side in ((before, "before"), (now, "now")):
        for whole in matrix(body):
            beside = next((one for one in found if one.code == whole.code), None)
            assert beside is not None
            for group in ("impacts", "copings"):
                voices = getattr(beside, group)
                said = [one for voice in voices for one in getattr(voice, side)]
                assert sorted(said, key=repr) == sorted(getattr(whole, group), key=repr)
                assert len({voice.code for voice in voices}) == len(voices)


def test_an_answer_that_stands_for_how_it_shows_is_one_of_them() -> None:
    (personal, *_others) = matrix(
        {"impacts": [{"impact": "fear", "dimension": "personal", "expressions": "withheld"}]}
    )
    assert personal.impacts[0].expressions == ("withheld",)
