"""How often somebody may try: the rule by itself, and what of it two transactions keep."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.accounts.throttle import (
    BY_ALL,
    BY_HANDLE,
    Pace,
    Tries,
    Way,
    decided,
    forget,
    give_back,
    reserve,
    sweep,
)
from tejido.store.tables import ThrottleTable

PACES = st.sampled_from([BY_HANDLE, BY_ALL])
NOON = 1_772_366_400
#: Seconds between two tries, mostly few.
PAUSES = st.one_of(st.integers(0, 3), st.integers(0, 90), st.integers(0, 5000))


def taken(pace: Pace, pauses: list[int]) -> list[int]:
    """Let somebody try after each of these pauses; return when a try was taken."""
    known, now, moments = None, NOON, []
    for pause in pauses:
        now += pause
        known, wait = decided(pace, known, now)
        if not wait:
            moments.append(now)
    return moments


# --- the rule -------------------------------------------------------------------------


@given(pace=PACES, pauses=st.lists(PAUSES, max_size=200))
def test_in_no_minute_are_more_tries_taken_than_allowed(pace: Pace, pauses: list[int]) -> None:
    moments = taken(pace, pauses)
    for first in range(len(moments)):
        within = [moment for moment in moments[first:] if moment < moments[first] + 60]
        assert len(within) <= pace.free


@given(pauses=st.lists(PAUSES, max_size=300))
def test_in_no_hour_are_more_than_eleven_guesses_made_at_a_handle(pauses: list[int]) -> None:
    moments = taken(BY_HANDLE, pauses)
    for first in range(len(moments)):
        assert len([one for one in moments[first:] if one < moments[first] + 3600]) <= 11


@pytest.mark.parametrize("at_once", range(1, 30))
def test_no_patience_makes_more_than_110_guesses_a_day(at_once: int) -> None:
    """Try so many times as soon as may be, then be quiet until all is forgotten; and so on."""
    known, now, made = None, NOON, 0
    while now < NOON + 86_400:
        known, wait = decided(BY_HANDLE, known, now)
        made += not wait
        forgotten = BY_HANDLE.quiet if not wait and made % at_once == 0 else 0
        now += wait or forgotten
    assert made <= 110


@given(pace=PACES, pauses=st.lists(PAUSES, max_size=60))
def test_who_waits_as_long_as_was_said_is_let_try(pace: Pace, pauses: list[int]) -> None:
    known, now = None, NOON
    for pause in pauses:
        now += pause
        known, wait = decided(pace, known, now)
        assert 0 <= wait <= pace.longest
        if wait:
            assert decided(pace, known, now + wait - 1)[1] == 1
            assert decided(pace, known, now + wait)[1] == 0


@given(
    pace=PACES,
    tries=st.integers(0, 10_000),
    ahead=st.integers(-(10**9), 10**9),
    until=st.one_of(st.none(), st.integers(-(10**9), 10**9)),
)
def test_whatever_the_clock_did_nobody_waits_longer_than_the_longest(
    pace: Pace, tries: int, ahead: int, until: int | None
) -> None:
    known = Tries(tries, NOON + ahead, None if until is None else NOON + until)
    known, wait = decided(pace, known, NOON)
    assert wait <= pace.longest
    if wait and ahead > 0:
        assert decided(pace, known, NOON + wait)[1] == 0


def test_a_clock_set_back_opens_no_further_tries() -> None:
    known = None
    for _try in range(BY_HANDLE.free):
        known, wait = decided(BY_HANDLE, known, NOON)
        assert wait == 0
    for back in (1, 60, 86_400):
        assert decided(BY_HANDLE, known, NOON - back)[1] > 0


def test_the_waits_double_up_to_a_quarter_of_an_hour() -> None:
    known, now, waits = None, NOON, []
    for _try in range(12):
        known, _wait = decided(BY_HANDLE, known, now)
        waits.append(known.until - now if known.until else 0)
        now += waits[-1]
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900, 900]


@pytest.mark.parametrize("pace", [BY_HANDLE, BY_ALL])
def test_hours_or_a_minute_of_quiet_forget_all(pace: Pace) -> None:
    known = Tries(99, NOON, NOON + pace.longest)
    assert decided(pace, known, NOON + pace.quiet) == (Tries(1, NOON + pace.quiet), 0)


# --- the table ------------------------------------------------------------------------


def attempt(small: Any, handle: str, after: float = 0, way: Way = Way.OUTSIDE) -> int:
    with small.store.write() as tx:
        return reserve(tx, small.pepper, handle, small.noon + timedelta(seconds=after), way)


def rows(small: Any) -> dict[str, tuple[Any, ...]]:
    with small.store.read() as tx:
        found = tx.all(ThrottleTable.select().tuples())
    return {key: rest for key, *rest in found}


def test_a_handle_that_nobody_has_is_counted_alike(small: Any) -> None:
    for handle in ("ana", "nadie"):
        assert [attempt(small, handle) for _try in range(7)] == [0, 0, 0, 0, 0, 60, 60]
    assert attempt(small, " ANA ") == 60, "however it is typed"
    assert attempt(small, "ana", after=60) == 0
    assert attempt(small, "ana", after=60) == 120


def test_whatever_is_typed_for_a_handle_is_counted(small: Any) -> None:
    for typed in ("", "\0", "\ud800", "ñ" * 100_000):
        assert attempt(small, typed) == 0


def test_everybody_together_has_thirty_tries_a_minute(small: Any) -> None:
    waits = [attempt(small, f"nadie{number}", after=number) for number in range(40)]
    assert waits == [0] * 30 + list(range(59, 49, -1))
    assert attempt(small, "ana", after=89) == 0
    assert "ana" not in str(rows(small))


def test_what_is_refused_for_one_reason_is_not_counted_for_the_other(small: Any) -> None:
    for _try in range(6):
        attempt(small, "ana")
    assert rows(small)["all"][0] == 5


def test_the_right_passphrase_forgets_the_tries_and_counts_for_nobody(small: Any) -> None:
    for handle in ("rosa", "ana", "ana", "ana"):
        attempt(small, handle)
    with small.store.write() as tx:
        forget(tx, small.pepper, "Ana", small.noon)
    assert sorted(tries for tries, _since, _until in rows(small).values()) == [1, 3]
    assert [attempt(small, "ana") for _try in range(6)] == [0, 0, 0, 0, 0, 60]


@pytest.mark.parametrize("way", [Way.INSIDE, Way.WORDS])
def test_each_way_is_counted_by_itself_at_the_same_pace(small: Any, way: Way) -> None:
    waits = [attempt(small, "ana", way=way) for _try in range(7)]
    assert waits == [0, 0, 0, 0, 0, 60, 60]
    assert set(rows(small)) & {"all"} == set(), "it keeps nobody else waiting"
    for other in set(Way) - {way}:
        assert attempt(small, "ana", way=other) == 0
    assert attempt(small, f"{way}\0ana") == 0, "whatever is typed names no other way"
    assert attempt(small, "rosa", way=way) == 0


@pytest.mark.parametrize("way", [Way.INSIDE, Way.WORDS])
def test_strangers_who_try_without_end_keep_nobody_waiting_elsewhere(small: Any, way: Way) -> None:
    for number in range(40):
        attempt(small, f"nadie{number}")
        attempt(small, "ana")
    assert attempt(small, "ana") > 0
    assert attempt(small, "ana", way=way) == 0
    with small.store.write() as tx:
        give_back(tx, small.pepper, "ana", way)
    before = rows(small)["all"]
    with small.store.write() as tx:
        forget(tx, small.pepper, "ana", small.noon, way)
    assert rows(small)["all"] == before, "nothing is given back that was not taken"


def test_after_the_twelve_words_the_new_passphrase_need_not_wait(small: Any) -> None:
    for _try in range(6):
        attempt(small, "ana")
    with small.store.write() as tx:
        forget(tx, small.pepper, "ana", small.noon, Way.INSIDE)
    assert attempt(small, "ana") > 0
    with small.store.write() as tx:
        forget(tx, small.pepper, "ana", small.noon, Way.WORDS)
    assert attempt(small, "ana") == 0


def test_a_try_that_was_none_is_given_back(small: Any) -> None:
    for _try in range(5):
        attempt(small, "ana")
    for _time in range(2):
        with small.store.write() as tx:
            give_back(tx, small.pepper, "ana")
    assert [attempt(small, "ana") for _try in range(3)] == [0, 0, 60]
    for _time in range(9):
        with small.store.write() as tx:
            give_back(tx, small.pepper, "ana")
    assert rows(small) == {}


def test_a_clock_set_back_is_written_down_and_waited_for_once(small: Any) -> None:
    year = 365 * 86_400
    for _try in range(9):
        attempt(small, "ana", after=year)
    assert attempt(small, "ana") == 60
    assert attempt(small, "ana", after=59) == 1
    assert attempt(small, "ana", after=60) == 0


def test_what_is_long_over_is_swept(small: Any) -> None:
    attempt(small, "nadie")
    attempt(small, "rosa", after=1800)
    with small.store.write() as tx:
        assert sweep(tx, small.noon + timedelta(hours=2, seconds=1)) == 1
    assert len(rows(small)) == 2, "rosa, and everybody"
