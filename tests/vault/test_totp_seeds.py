import pytest

from tejido.errors import SealError
from tejido.vault.ciphers import BoxPair, seal_to
from tejido.vault.totp_seeds import draw_seed, open_seed, seal_seed

PAIR = BoxPair.of(bytes(range(32)))
ANA, ROSA = "0a" * 16, "0b" * 16


def test_a_seed_opens_for_its_person() -> None:
    seed = draw_seed()
    assert len(seed) == 20
    assert seed != draw_seed()
    sealed = seal_seed(PAIR, seed, ANA)
    assert seed not in sealed
    assert open_seed(PAIR, sealed, ANA) == seed


def test_nobody_makes_a_seed_for_somebody_elses_key() -> None:
    seed, other = draw_seed(), BoxPair.generate()
    for sealed, person in (
        (seal_seed(PAIR, seed, ANA), ROSA),
        (seal_seed(other, seed, ANA), ANA),
        (seal_to(PAIR.public, seed), ANA),
        (b"", ANA),
    ):
        with pytest.raises(SealError):
            open_seed(PAIR, sealed, person)
