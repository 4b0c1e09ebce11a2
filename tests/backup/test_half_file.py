"""One half's tables: in memory, or on a disk where nothing can be found by a name."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tejido.backup.half_file import HalfFile
from tejido.errors import DatabaseError

ROWS = [("ñ", 1, b"\0", None), ("o", -2, b"", 7)]
COLUMNS = ("text", "select", 'a "b"', "e")
Make = Callable[..., HalfFile]


@pytest.fixture(params=["memory", "disk"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[HalfFile] = []

    def one(content: bytes | None = None) -> HalfFile:
        if request.param == "memory":
            made.append(HalfFile.in_memory(content or b""))
        else:
            stream = io.BytesIO(content) if content is not None else None
            made.append(HalfFile.without_name(tmp_path, stream))
        return made[-1]

    yield one
    for file in made:
        file.close()


def test_tables_come_back_from_their_content(make: Make) -> None:
    first = make()
    first.make("a table", COLUMNS, ROWS)
    first.make("empty", ("x",), [])
    second = make(first.content().read())
    assert second.tables() == ["a table", "empty"]
    assert second.columns("a table") == list(COLUMNS)
    assert list(second.rows("a table", COLUMNS)) == ROWS
    assert list(second.rows("a table", COLUMNS[::-1])) == [row[::-1] for row in ROWS]
    assert list(second.rows("empty", ("x",))) == []


def test_content_can_be_read_again(make: Make) -> None:
    file = make()
    file.make("a", ("x",), [(n,) for n in range(5000)])
    assert file.content().read() == file.content().read()


def test_nothing_is_found_on_the_disk(make: Make, tmp_path: Path) -> None:
    file = make()
    file.make("a", ("x",), [(b"milpa" * 1000,) for _ in range(2000)])
    assert list(tmp_path.rglob("*")) == []


def test_a_table_with_other_columns_is_refused(make: Make) -> None:
    file = make()
    file.make("a", ("x", "y"), [])
    for columns in (("x",), ("x", "y", "z"), ("x", "z")):
        with pytest.raises(DatabaseError, match="not that of its version"):
            list(file.rows("a", columns))
    with pytest.raises(DatabaseError, match="not that of its version"):
        list(file.rows("b", ("x",)))


def test_what_is_no_sqlite_file_is_refused(make: Make) -> None:
    with pytest.raises(DatabaseError):
        make(b"no database" * 999).tables()


def test_a_schema_that_may_be_anybodys_is_not_trusted(make: Make) -> None:
    theirs = make()
    theirs.make("a", ("x",), [(1,)])
    file = make(theirs.content().read())
    assert file._connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
    assert list(file.rows("a", ("x",))) == [(1,)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no room"):
        HalfFile.without_name(tmp_path / "nowhere")
