"""Which of several receipts for one message counts; the vectors say which count at all."""

import pytest

from tejido_federation.receipts import Receipt, supersedes

ID, DIGEST = "a" * 26, "0" * 64


@pytest.mark.parametrize(
    ("outcome", "n", "counts"),
    [
        (None, 0, True),
        ("kept", 1, True),
        ("kept", 2, False),
        ("kept", 3, False),
        ("refused", 1, False),
        ("erased", 1, False),
    ],
)
def test_the_highest_number_wins_the_first_of_equals_stays_and_a_final_one_ends_it(
    outcome: str | None, n: int, counts: bool
) -> None:
    arrived = Receipt(ID, ID, ID, DIGEST, 2, "applied")
    assert supersedes(arrived, outcome, n) is counts
