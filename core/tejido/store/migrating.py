"""Migrations: numbered scripts in a folder, each applied once; see ``playhouse.migrations``.

The core has its folder, the federation layer its own; each has a history table of its own, so
that neither needs to know the other's numbers.
"""

from pathlib import Path

import peewee as pw
from playhouse.migrations import MigrationError, Runner

from tejido.errors import DatabaseError
from tejido.languages import words

_ = words("tejido")

#: The core's own migrations, under the name ``tejido``.
CORE = "tejido"
CORE_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: pw.Database, name: str, directory: Path) -> list[str]:
    """Apply what is pending, each script in a transaction of its own; return the names.

    Raises:
        DatabaseError: the database is newer than the folder, or a script cannot be used.
    """
    runner = _runner(database, name, directory)
    _refuse_newer(runner)
    try:
        return list(runner.up())
    except MigrationError as error:
        raise DatabaseError(_("A migration is broken: reinstall Tejido.")) from error


def check(database: pw.Database, name: str, directory: Path) -> None:
    """Return if the tables are exactly as new as the folder.

    Raises:
        DatabaseError: they are newer or older.
    """
    runner = _runner(database, name, directory)
    _refuse_newer(runner)
    if any(migration.applied is None for migration in runner.status()):
        raise DatabaseError(_("The database is older than this Tejido: run `tejido upgrade`."))


def _runner(database: pw.Database, name: str, directory: Path) -> Runner:
    return Runner(database, directory=str(directory), table_name=f"{name}_migration")


def _refuse_newer(runner: Runner) -> None:
    if any(migration.path is None for migration in runner.status()):
        raise DatabaseError(_("The database is newer than this Tejido: upgrade Tejido."))
