"""The table of rejection codes is whole, and says nothing of what was sent."""

from tejido.errors import PeerError
from tejido_federation.codes import CODES, SIGNED_STEPS, RefusedError
from tejido_federation.shapes import NAME


def test_every_step_has_a_code_and_codes_stand_in_order() -> None:
    steps = [code.step for code in CODES.values()]
    assert set(steps) == set(range(1, 17))
    assert steps == sorted(steps)


def test_signed_answers_are_200_and_unsigned_ones_are_not() -> None:
    for code in CODES.values():
        assert (code.status == 200) == code.signed == (code.step in SIGNED_STEPS)
        assert code.signed or 400 <= code.status < 500


def test_a_code_travels_as_a_name() -> None:
    assert all(NAME.fullmatch(code) for code in CODES)


def test_a_refusal_is_the_peers_fault_and_names_the_item() -> None:
    error = RefusedError("out_of_domain", 3)
    assert isinstance(error, PeerError)
    assert (error.code.step, error.item, error.status) == (15, 3, 200)
