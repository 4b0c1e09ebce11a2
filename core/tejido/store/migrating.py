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


def migrate(
    database: pw.Database, name: str, directory: Path, last: str | None = None
) -> list[str]:
    """Apply what is pending, each script in a transaction of its own; return the names.

    ``last`` names the script to stop after, instead of the newest.

    Raises:
        DatabaseError: the database is newer than the folder, or a script cannot be used.
    """
    runner = _runner(database, name, directory)
    _refuse_newer(runner)
    try:
        return list(runner.up(last))
    except MigrationError as error:
        raise DatabaseError(_("A migration is broken: reinstall Tejido.")) from error


def pending(database: pw.Database, name: str, directory: Path) -> list[str]:
    """Return the names of what would be applied.

    Raises:
        DatabaseError: the database is newer than the folder.
    """
    runner = _runner(database, name, directory)
    _refuse_newer(runner)
    return [migration.name for migration in runner.status() if migration.applied is None]


def applied(database: pw.Database, name: str) -> list[str]:
    """Return the names of what was applied to the tables that ``name`` owns, in their order."""
    return sorted(_runner(database, name, Path()).applied())


def history(name: str) -> str:
    """Return the name of the table that says what was applied for ``name``."""
    return f"{name}_migration"


def check(database: pw.Database, name: str, directory: Path) -> None:
    """Return if the tables are exactly as new as the folder.

    Raises:
        DatabaseError: they are newer or older.
    """
    if pending(database, name, directory):
        raise DatabaseError(_("The database is older than this Tejido: run `tejido upgrade`."))


def _runner(database: pw.Database, name: str, directory: Path) -> Runner:
    return Runner(database, directory=str(directory), table_name=history(name))


def _refuse_newer(runner: Runner) -> None:
    if any(migration.path is None for migration in runner.status()):
        raise DatabaseError(_("The database is newer than this Tejido: upgrade Tejido."))
