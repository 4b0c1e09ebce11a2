"""Digests of tables: blind to the order of rows and columns, and to nothing else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tejido.backup.sums import Sum, Summing, mark, written
from tejido.store.copying import Row

VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5) | st.binary(max_size=5)
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=6)


def summed(rows: Sequence[Row], columns: tuple[str, ...] = ("a", "b")) -> Sum:
    summing = Summing(columns)
    assert list(summing.passing(rows)) == list(rows)
    return summing.sum


def kinds(rows: Sequence[Row]) -> list[str]:
    """Rows as what tells them apart: 1 and True are one value, 1 and "1" are two."""
    return sorted(repr([(type(v).__name__, v) for v in row]) for row in rows)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(rows: list[Row], dice: object) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = [(b, a) for a, b in shuffled]
    assert summed(rows) == summed(turned, ("b", "a"))


@given(ROWS, ROWS)
def test_other_rows_have_another_digest(one: list[Row], other: list[Row]) -> None:
    assert (summed(one) == summed(other)) == (kinds(one) == kinds(other))


def test_a_boolean_is_a_number_in_both_databases() -> None:
    assert summed([(True, None)]) == summed([(1, None)])


def test_a_column_of_another_name_has_another_digest() -> None:
    assert summed([(1, 2)]) != summed([(1, 2)], ("a", "c"))


def test_an_empty_table_has_a_digest() -> None:
    assert summed([]) == Sum(0, "00" * 32)


def test_the_page_s_form_of_a_value() -> None:
    assert written(None) == b"n\0\0\0\0"
    assert written(-12) == b"i\0\0\0\x03-12"
    assert written("ñ") == b"s\0\0\0\x02\xc3\xb1"
    assert written(b"\xff") == b"b\0\0\0\x01\xff"


@given(VALUES, VALUES)
def test_marks_tell_keys_apart(one: object, other: object) -> None:
    same = mark(one) == mark(other)  # type: ignore[arg-type]
    assert same == (type(one) is type(other) and one == other)
    assert len(mark(one, other)) == 16  # type: ignore[arg-type]
