"""docs/at-rest.md promises what stands in clear: the models may hold nothing else."""

import re
from pathlib import Path

from peewee import BlobField

from tejido.settings import _SettingsSchema
from tejido.store.tables import TABLES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "at-rest.md").read_text(encoding="utf-8")
COLUMN = re.compile(r"\| (\w+) \| (\w+) \| (clear|sealed) \|")
PROMISED = {(table, column): kind for table, column, kind in COLUMN.findall(PAGE)}
#: Bytes that may be read by anybody: nothing can be opened or guessed with them.
OPEN_BYTES = {"salt", "public", "signature", "proof", "deposit_public", "leaf"}


def columns() -> dict[tuple[str, str], bool]:
    """Each column, and whether it holds bytes that only a key opens."""
    return {
        (table._meta.table_name, field.column_name): isinstance(field, BlobField)
        and field.column_name not in OPEN_BYTES
        for table in TABLES
        for field in table._meta.sorted_fields
    }


def test_the_page_lists_every_column_and_no_other() -> None:
    assert set(PROMISED) == set(columns())
    assert len(COLUMN.findall(PAGE)) == len(PROMISED)


def test_the_page_says_rightly_what_is_sealed() -> None:
    assert {place for place, kind in PROMISED.items() if kind == "sealed"} == {
        place for place, is_sealed in columns().items() if is_sealed
    }


def test_every_setting_is_documented() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(_SettingsSchema().fields)
