from datetime import timedelta
from typing import Any

import pytest

from tejido.accounts.people import change_person
from tejido.accounts.sessions import (
    began,
    close_all,
    close_one,
    close_session,
    id_hash,
    is_fresh,
    listed,
    open_session,
    renewed,
    resume,
    sweep,
)
from tejido.errors import SignInError
from tejido.store.tables import SessionTable

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def begin(small: Any, handle: str = "ana") -> bytes:
    who = small.signed_in(handle)
    with small.store.write() as tx:
        return open_session(tx, who, small.noon)


def rows(small: Any) -> list[Any]:
    with small.store.read() as tx:
        found: list[Any] = tx.all(SessionTable.select())
    return found


def test_a_cookie_opens_everything_again(small: Any) -> None:
    cookie = begin(small)
    assert len(cookie) == 32
    assert resume(small.store, small.identity, small.pepper, cookie, small.noon) == small.signed_in(
        "ana"
    )


def test_a_session_says_when_it_began_until_it_is_over(small: Any) -> None:
    first, second = begin(small), begin(small)
    with small.store.write() as tx:
        assert began(tx, first, small.noon + MINUTE) == small.noon
        assert began(tx, first, small.noon + 8 * HOUR) is None
        close_session(tx, first)
        assert began(tx, first, small.noon) is None
        assert began(tx, second, small.noon) == small.noon


def test_the_table_alone_opens_nothing(small: Any) -> None:
    cookie = begin(small)
    (row,) = rows(small)
    kept = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for value in row.__data__.values()
    )
    assert cookie not in kept
    assert cookie.hex().encode() not in kept
    assert small.ana.pair.private not in kept
    for guess in (bytes.fromhex(row.id_hash), row.id_hash.encode(), b"", bytes(32)):
        with pytest.raises(SignInError):
            resume(small.store, small.identity, small.pepper, guess, small.noon)


@pytest.mark.parametrize("after", [-MINUTE, 15 * MINUTE, 8 * HOUR])
def test_a_session_ends_by_itself(small: Any, after: timedelta) -> None:
    cookie = begin(small)
    with pytest.raises(SignInError, match="ended"):
        resume(small.store, small.identity, small.pepper, cookie, small.noon + after)


def test_using_a_session_keeps_it_for_eight_hours_at_most(small: Any) -> None:
    cookie = begin(small)
    now = small.noon
    while now < small.noon + 8 * HOUR - 10 * MINUTE:
        now += 10 * MINUTE
        resume(small.store, small.identity, small.pepper, cookie, now)
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, cookie, small.noon + 8 * HOUR)


def test_looking_twice_in_a_minute_writes_nothing(small: Any) -> None:
    cookie = begin(small)
    resume(small.store, small.identity, small.pepper, cookie, small.noon + MINUTE / 2)
    assert rows(small)[0].seen_at == "2026-03-01T12:00:00Z"
    resume(small.store, small.identity, small.pepper, cookie, small.noon + MINUTE)
    assert rows(small)[0].seen_at == "2026-03-01T12:01:00Z"


def test_a_closed_session_is_closed(small: Any) -> None:
    here, elsewhere, rosas = begin(small), begin(small), begin(small, "rosa")
    with small.store.write() as tx:
        close_session(tx, here)
        close_session(tx, here)
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, here, small.noon)
    resume(small.store, small.identity, small.pepper, elsewhere, small.noon)
    with small.store.write() as tx:
        close_all(tx, small.ana.person.id)
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, elsewhere, small.noon)
    resume(small.store, small.identity, small.pepper, rosas, small.noon)


def test_a_disabled_persons_sessions_end(small: Any) -> None:
    cookie = begin(small, "rosa")
    with small.store.write() as tx:
        change_person(tx, small.pepper, small.rosa.person.id, state="disabled")
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, cookie, small.noon)


# --- a passphrase typed anew ----------------------------------------------------------


def renew(small: Any, cookie: bytes, handle: str = "ana", after: timedelta = MINUTE) -> bytes:
    who = small.signed_in(handle)
    with small.store.write() as tx:
        return renewed(tx, cookie, who, small.noon + after)


def fresh(small: Any, cookie: bytes, after: timedelta) -> bool:
    with small.store.read() as tx:
        return is_fresh(tx, cookie, small.noon + after)


def test_a_passphrase_counts_as_just_typed_for_five_minutes(small: Any) -> None:
    cookie = begin(small)
    assert fresh(small, cookie, timedelta())
    assert not fresh(small, cookie, 5 * MINUTE)
    assert not fresh(small, cookie, -MINUTE)
    assert not fresh(small, bytes(32), timedelta())
    again = renew(small, cookie, after=10 * MINUTE)
    assert fresh(small, again, 14 * MINUTE)
    assert not fresh(small, again, 26 * MINUTE), "the session is over"


def test_a_renewed_session_has_another_cookie_and_the_same_end(small: Any) -> None:
    cookie = begin(small)
    now = timedelta()
    for _time in range(47):
        now += 10 * MINUTE
        old, cookie = cookie, renew(small, cookie, after=now)
        with pytest.raises(SignInError):
            resume(small.store, small.identity, small.pepper, old, small.noon + now)
        resume(small.store, small.identity, small.pepper, cookie, small.noon + now)
    assert len(rows(small)) == 1
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, cookie, small.noon + 8 * HOUR)


@pytest.mark.parametrize("after", [-MINUTE, 15 * MINUTE])
def test_a_session_that_ended_is_not_renewed(small: Any, after: timedelta) -> None:
    cookie = begin(small)
    with pytest.raises(SignInError):
        renew(small, cookie, after=after)


def test_nobody_renews_anothers_session(small: Any) -> None:
    cookie = begin(small)
    for wrong in (cookie, bytes(32)):
        with pytest.raises(SignInError):
            renew(small, wrong, "rosa")
    resume(small.store, small.identity, small.pepper, cookie, small.noon)


# --- one's sessions -------------------------------------------------------------------


def test_ones_own_sessions_are_listed_and_ended(small: Any) -> None:
    here, elsewhere, rosas = begin(small), begin(small), begin(small, "rosa")
    ana = small.ana.person.id
    with small.store.write() as tx:
        assert {one.id_hash for one in listed(tx, ana)} == {id_hash(here), id_hash(elsewhere)}
        assert {one.created_at for one in listed(tx, ana)} == {small.noon}
        close_one(tx, ana, id_hash(elsewhere))
        close_one(tx, ana, id_hash(elsewhere))
        close_one(tx, ana, id_hash(rosas))
        assert [one.id_hash for one in listed(tx, ana)] == [id_hash(here)]
        assert len(listed(tx, small.rosa.person.id)) == 1


def test_sessions_that_are_over_can_be_left_out(small: Any) -> None:
    begin(small)
    with small.store.read() as tx:
        ana = small.ana.person.id
        assert len(listed(tx, ana, small.noon + MINUTE)) == 1
        assert listed(tx, ana, small.noon + HOUR) == []
        assert len(listed(tx, ana)) == 1


def test_all_but_one_can_be_ended(small: Any) -> None:
    here, elsewhere = begin(small), begin(small)
    with small.store.write() as tx:
        close_all(tx, small.ana.person.id, but=here)
    resume(small.store, small.identity, small.pepper, here, small.noon)
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, elsewhere, small.noon)


def test_sessions_that_ended_are_swept(small: Any) -> None:
    begin(small)
    with small.store.write() as tx:
        sweep(tx, small.noon + 15 * MINUTE)
    assert len(rows(small)) == 1
    with small.store.write() as tx:
        sweep(tx, small.noon + 16 * MINUTE)
    assert rows(small) == []


def test_a_session_put_under_another_person_does_not_open(small: Any) -> None:
    cookie = begin(small, "rosa")
    with small.store.write() as tx:
        tx.run(SessionTable.update(person=small.ana.person.id))
    with pytest.raises(SignInError):
        resume(small.store, small.identity, small.pepper, cookie, small.noon)
