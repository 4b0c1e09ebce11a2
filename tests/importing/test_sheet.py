"""Reading a file into rows: encodings, lines, keys."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import UsageError
from tejido.importing.mapping import ImportMapping
from tejido.importing.sheet import Sheet, read_sheet

Mapped = Callable[..., ImportMapping]
HEAD = "Nr,What,More\n"


def keys(sheet: Sheet) -> list[str]:
    return [row.key for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_with_and_without_its_mark(mapped: Mapped, encoding: str) -> None:
    (row,) = read_sheet(f"{HEAD}1,Desaparición,ñ\n".encode(encoding), mapped()).rows
    assert row.cells == {"Nr": "1", "What": "Desaparición", "More": "ñ"}


def test_another_encoding_is_read_only_where_it_was_declared(mapped: Mapped) -> None:
    content = f"{HEAD}1,Desaparición,“x”\n".encode("cp1252")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_sheet(content, mapped())
    (row,) = read_sheet(content, mapped('[file]\nfallback = "cp1252"')).rows
    assert row.cells["What"] == "Desaparición"
    with pytest.raises(UsageError, match="not UTF-8"):
        read_sheet(b"\x81\xff", mapped('[file]\nfallback = "cp1252"'))


def test_a_row_has_the_line_on_which_it_begins(mapped: Mapped) -> None:
    content = f'{HEAD}1,"a\n\nb",x\n\n2,"c\r\nd",y\n3,e,z'
    sheet = read_sheet(content.encode(), mapped())
    assert [(row.line, row.cells["Nr"]) for row in sheet.rows] == [(2, "1"), (6, "2"), (8, "3")]


def test_a_row_of_another_length_is_refused_by_line(mapped: Mapped) -> None:
    sheet = read_sheet(f"{HEAD}1,a\n2,b,c,d\n3,e,f\n".encode(), mapped())
    assert [(one.line, one.column) for one in sheet.refused] == [(2, ""), (3, "")]
    assert [row.cells["Nr"] for row in sheet.rows] == ["3"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Nr;What\n1;a\n", id="another delimiter"),
        pytest.param(b"Nr,Whatever\n1,a\n", id="column missing"),
        pytest.param(b"Nr,What,What\n1,a,b\n", id="column twice"),
        pytest.param(b'Nr,What\n1,"a\n', id="quotation never ends"),
        pytest.param(b'Nr,What\n1,"a"b\n', id="quotation ends within"),
        pytest.param(b"Nr,What\n1," + b"x" * 200_000 + b"\n", id="endless cell"),
        pytest.param("Nr,What\n1,a\n".encode("utf-16"), id="UTF-16"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_line(
    mapped: Mapped, content: bytes
) -> None:
    with pytest.raises(UsageError) as refused:
        read_sheet(content, mapped())
    assert "\n" not in str(refused.value)


def test_the_declared_delimiter_is_used(mapped: Mapped) -> None:
    (row,) = read_sheet(b"Nr;What\n1;a,b\n", mapped('[file]\ndelimiter = ";"')).rows
    assert row.cells["What"] == "a,b"


# --- keys -----------------------------------------------------------------------------

ROWS = st.lists(st.sampled_from(["1,a,x", "1,a,y", "2,a,x", "2,,"]), max_size=8)


@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_a_sorted_file_has_the_keys_it_had(mapped: Mapped, rows: list[str], order: object) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    before, after = (
        keys(read_sheet((HEAD + "\n".join(found)).encode(), mapped())) for found in (rows, shuffled)
    )
    assert sorted(before) == sorted(after)
    assert len(set(before)) == len(rows)


@given(rows=ROWS, more=ROWS)
def test_further_rows_leave_the_keys_of_the_others(
    mapped: Mapped, rows: list[str], more: list[str]
) -> None:
    before = keys(read_sheet((HEAD + "\n".join(rows)).encode(), mapped()))
    after = keys(read_sheet((HEAD + "\n".join(rows + more)).encode(), mapped()))
    assert set(before) <= set(after)
    assert len(set(after)) == len(rows) + len(more)


def test_spacing_column_order_and_empty_columns_leave_keys_as_they_are(mapped: Mapped) -> None:
    one = keys(read_sheet(b"Nr,What,More\n1,a b,x\n", mapped()))
    assert keys(read_sheet(b"More,What,Nr,New\nx, a  b ,1,\n", mapped())) == one
    assert keys(read_sheet(b"Nr,What,More\n1,a c,x\n", mapped())) != one


def test_a_key_depends_on_the_source_and_not_on_the_rest_of_the_mapping(
    mapped: Mapped, small: str
) -> None:
    content = f"{HEAD}1,a,x\n".encode()
    one = keys(read_sheet(content, mapped()))
    assert keys(read_sheet(content, mapped('[fields.title]\ncolumn = "More"'))) == one
    other = small.replace('"visits"', '"more visits"')
    assert keys(read_sheet(content, mapped(small=other))) != one


def test_columns_that_tell_rows_apart_can_be_named(mapped: Mapped, small: str) -> None:
    mapping = mapped(small=f'key = ["Nr"]\n{small}')
    before = keys(read_sheet(f"{HEAD}1,a,x\n2,a,x\n".encode(), mapping))
    after = keys(read_sheet(f"{HEAD}1,corrected,x\n2,a,x\n".encode(), mapping))
    assert before == after
