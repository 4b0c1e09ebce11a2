"""The search of the demonstration finds a planted leak wherever it lies and however it is coded."""

import base64
import gzip
import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tejido.cli.demonstration.searching import LIST, search_folder, search_items
from tejido.minimize.canaries import new_canary

CODINGS: dict[str, Callable[[str], bytes]] = {
    "raw": str.encode,
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 at 1": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 at 2": lambda text: base64.b64encode(b"xx" + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
}


@pytest.fixture(params=CODINGS)
def leak(request: pytest.FixtureRequest) -> bytes:
    """Give a canary in one of the forms in which it might leave."""
    return CODINGS[request.param](new_canary())


def test_a_clean_folder_is_clean(tmp_path: Path) -> None:
    (tmp_path / "node.log").write_bytes(b"GET /sign-in 200\n" * 1000)
    assert search_folder(tmp_path) == []


def test_a_leak_into_a_file_shows_with_its_place(tmp_path: Path, leak: bytes) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "ocote.err").write_bytes(b"before " + leak + b" after")
    found = search_folder(tmp_path)
    assert found
    assert all(where.startswith("logs/ocote.err: ") for where in found)


def test_a_leak_into_an_item_shows_with_its_number(leak: bytes) -> None:
    found = search_items([b'{"fields":{}}', b'{"fields":{"x":"' + leak + b'"}}'])
    assert found
    assert all(where.startswith("item 1: ") for where in found)


def test_a_leak_into_the_name_of_a_file_shows(tmp_path: Path) -> None:
    (tmp_path / new_canary()).mkdir()
    assert search_folder(tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    """Give a database that somebody else keeps open, with a journal."""
    opened = sqlite3.connect(tmp_path / "node.db", isolation_level=None)
    opened.execute("PRAGMA journal_mode=wal")
    opened.execute("CREATE TABLE outgoing (id INTEGER PRIMARY KEY, message BLOB, note TEXT)")
    return opened


def test_a_leak_into_a_value_that_was_cut_into_pages_shows(
    tmp_path: Path, database: sqlite3.Connection, leak: bytes
) -> None:
    """Shifted byte by byte, so that somewhere a page ends in the middle of it."""
    before = 4096 - len(leak)
    rows = [(b"." * (before + shift) + leak + b"." * 4096, "") for shift in range(len(leak))]
    database.executemany("INSERT INTO outgoing (message, note) VALUES (?, ?)", rows)
    database.close()  # the journal goes into the file, page by page
    shown = [where for where in search_folder(tmp_path) if "table outgoing" in where]
    assert len(shown) >= len(leak)


def test_a_leak_into_a_text_that_is_still_in_the_journal_shows(
    tmp_path: Path, database: sqlite3.Connection
) -> None:
    database.execute("INSERT INTO outgoing (note) VALUES (?)", [new_canary()])
    found = search_folder(tmp_path)
    database.close()
    assert {where.partition(":")[0] for where in found} == {
        "node.db-wal", "node.db, table outgoing",
    }  # fmt: skip


def test_only_the_list_itself_may_hold_canaries(tmp_path: Path) -> None:
    (tmp_path / LIST).write_text(new_canary(), "utf-8")
    assert search_folder(tmp_path) == []
    (tmp_path / "ocote").mkdir()
    (tmp_path / "ocote" / LIST).write_text(new_canary(), "utf-8")
    assert search_folder(tmp_path)
