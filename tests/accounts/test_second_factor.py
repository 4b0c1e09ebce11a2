"""Codes of half a minute, spare ones, and what a rewritten database makes of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.accounts import second_factor, spare_codes
from tejido.accounts.people import change_person, proved
from tejido.accounts.second_factor import generator, step_of
from tejido.errors import SealError, SignInError
from tejido.store import people
from tejido.store.people import Person
from tejido.store.tables import PersonTable, SpareCodeTable
from tejido.vault.totp_seeds import seal_seed

SEED = b"12345678901234567890"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HALF_A_MINUTE = timedelta(seconds=30)

# From: RFC 6238, appendix B (SHA1), the last six of its eight digits
RFC_6238 = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize("seconds", RFC_6238)
def test_codes_are_those_of_the_standard(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert step_of(SEED, RFC_6238[seconds], moment) == seconds // 30


@given(at=st.integers(0, 2**33), off=st.integers(-5, 5))
def test_a_code_may_be_half_a_minute_late_and_never_early(at: int, off: int) -> None:
    code = generator(SEED).generate_otp(max(at // 30 + off, 0))
    found = step_of(SEED, code, datetime.fromtimestamp(at, UTC))
    codes = {generator(SEED).generate_otp(at // 30 - late) for late in (0, 1) if at // 30 >= late}
    assert (found is not None) == (code in codes)


@given(typed=st.text(max_size=12))
def test_nothing_else_is_a_code(typed: str) -> None:
    fitting = {generator(SEED).at(NOON), generator(SEED).at(NOON - HALF_A_MINUTE)}
    assert (step_of(SEED, typed, NOON) is not None) == ("".join(typed.split()) in fitting)


def test_a_code_is_taken_as_phones_show_it() -> None:
    code = generator(SEED).at(NOON)
    assert step_of(SEED, f" {code[:3]} {code[3:]} ", NOON) is not None


# --- somebody who has one -------------------------------------------------------------


@pytest.fixture
def codes(small: Any) -> list[str]:
    """Set a second factor up for Rosa at noon; give her spare codes."""
    rosa = small.rosa
    with small.store.write() as tx:
        step = step_of(SEED, generator(SEED).at(small.noon), small.noon)
        assert step is not None
        return second_factor.set_up(tx, small.pepper, rosa.person.id, rosa.pair, SEED, step)


def admitted(small: Any, typed: str, after: timedelta = timedelta()) -> str:
    """Let Rosa in with a code, some time after noon."""
    with small.store.write() as tx:
        person = people.by_id(tx, small.rosa.person.id)
        now = small.noon + after
        return second_factor.admit(tx, small.pepper, person, small.rosa.pair, typed, now)


def refused(small: Any, typed: str, after: timedelta = timedelta()) -> None:
    with pytest.raises(SignInError) as error:
        admitted(small, typed, after)
    assert str(error.value) == "This handle and passphrase do not open anything."


def code_at(small: Any, after: timedelta) -> str:
    return generator(SEED).at(small.noon + after)


def test_without_a_second_factor_none_is_asked_for(small: Any) -> None:
    assert (admitted(small, ""), admitted(small, "000000")) == ("", "")


def test_each_code_is_good_once(small: Any, codes: list[str]) -> None:
    refused(small, code_at(small, timedelta()))  # the one with which it was set up
    code = code_at(small, HALF_A_MINUTE)
    assert admitted(small, code, HALF_A_MINUTE) == "code"
    refused(small, code, HALF_A_MINUTE)
    refused(small, code, 2 * HALF_A_MINUTE)


def test_a_code_before_one_that_was_used_is_good_no_more(small: Any, codes: list[str]) -> None:
    earlier, later = code_at(small, HALF_A_MINUTE), code_at(small, 2 * HALF_A_MINUTE)
    assert admitted(small, later, 2 * HALF_A_MINUTE) == "code"
    refused(small, earlier, 2 * HALF_A_MINUTE)


def test_each_spare_code_is_good_once_however_it_is_written(small: Any, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 112 for code in codes)
    assert admitted(small, codes[0]) == "spare"
    refused(small, codes[0])
    written = codes[1].upper().replace("0", "O").replace("1", "l").replace("-", " ")
    assert admitted(small, written) == "spare"
    refused(small, codes[1])
    refused(small, codes[2][:-1])
    refused(small, "")


def test_only_proofs_of_spare_codes_are_kept(small: Any, codes: list[str]) -> None:
    with small.store.read() as tx:
        kept = [row.proof for row in tx.all(SpareCodeTable.select())]
    assert {len(proof) for proof in kept} == {32}
    assert not {codes[0].encode(), codes[0].replace("-", "").encode()} & set(kept)


def test_anothers_spare_code_opens_nothing(small: Any, codes: list[str]) -> None:
    with small.store.write() as tx:
        assert not spare_codes.use(tx, small.pepper, small.ana.person.id, codes[0])
        assert not spare_codes.use(tx, b"q" * 32, small.rosa.person.id, codes[0])
        assert spare_codes.use(tx, small.pepper, small.rosa.person.id, codes[0])


def test_what_was_taken_away_is_asked_for_no_more(small: Any, codes: list[str]) -> None:
    with small.store.write() as tx:
        second_factor.take_away(tx, small.pepper, small.rosa.person.id)
    assert admitted(small, "") == ""
    with small.store.write() as tx:
        step = step_of(SEED, code_at(small, timedelta()), small.noon)
        rosa = small.rosa
        second_factor.set_up(tx, small.pepper, rosa.person.id, rosa.pair, SEED, step or 0)
    refused(small, codes[0])


# --- whoever can write to the database ------------------------------------------------


def test_a_second_factor_taken_out_of_the_database_is_missed(small: Any, codes: list[str]) -> None:
    rosa = PersonTable.handle == "rosa"
    with small.store.write() as tx:
        tx.run(PersonTable.update(sealed_totp=None, totp_step=None).where(rosa))
    with pytest.raises(SealError):
        small.signed_in("rosa")


def test_a_seed_of_ones_own_in_anothers_row_does_not_open(small: Any, codes: list[str]) -> None:
    """Ana, who may write to the database, puts in a seed that she knows."""
    own = seal_seed(small.ana.pair, SEED, small.rosa.person.id)
    with small.store.write() as tx:
        tx.run(PersonTable.update(sealed_totp=own).where(PersonTable.handle == "rosa"))
    with pytest.raises(SealError):
        small.signed_in("rosa")
    with small.store.read() as tx:
        person: Person = replace(people.by_id(tx, small.rosa.person.id), sealed_totp=own)
    forged = proved(small.pepper, person)  # and even with the pepper
    with pytest.raises(SealError), small.store.write() as tx:
        second_factor.admit(tx, small.pepper, forged, small.rosa.pair, "", small.noon)


def test_a_seed_moved_to_another_person_does_not_open(small: Any, codes: list[str]) -> None:
    with small.store.write() as tx:
        sealed = people.by_id(tx, small.rosa.person.id).sealed_totp
        moved = change_person(tx, small.pepper, small.ana.person.id, sealed_totp=sealed)
        with pytest.raises(SealError):
            second_factor.admit(tx, small.pepper, moved, small.rosa.pair, "", small.noon)
