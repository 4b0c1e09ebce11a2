"""Whatever is wrong is one clear line that says what to do; exit code 1 or 2, nothing changed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS

AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")
SERVE = ("serve", "--node", "node", "--port", "0")
COUNT = ("measures", "count", *AS_ANA, "advocacy.acts", "--year", "2026")
IMPORT = ("records", "import", *AS_ANA, "--type", "advocacy.act", "--basis", "consent")
INIT = (
    "init",
    "--node",
    "new",
    "--name",
    "Casa",
    "--handle",
    "luz",
    "--passphrase-file",
    "new.txt",
)


def as_they_are(tmp_path: Path) -> None:
    """Spoil nothing: the command itself is wrong."""


def newer_database(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    shutil.copytree(CORE_MIGRATIONS, folder)
    (folder / "0999_later.py").write_text("def up(migrator, db):\n    pass\n")
    with Store.open(tmp_path / "node" / "node.db") as store:
        store.migrate(CORE, folder)


def written(name: str, text: str | bytes) -> Callable[[Path], None]:
    def write(tmp_path: Path) -> None:
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / name).write_bytes(content)

    return write


def removed(name: str) -> Callable[[Path], None]:
    def remove(tmp_path: Path) -> None:
        path = tmp_path / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return remove


@dataclass(frozen=True)
class Case:
    """One thing that is wrong: how it is spoilt, what is run, what is said."""

    command: tuple[str, ...]
    code: int
    says: str
    spoil: Callable[[Path], None] = as_they_are


CASES = {
    # --- the node is not in order
    "no folder": Case(SERVE, 2, "tejido init", removed("node")),
    "no node.toml": Case(SERVE, 2, "There is no node.toml", removed("node/node.toml")),
    "node.toml is no TOML": Case(SERVE, 2, "is not TOML", written("node/node.toml", "name = «x»")),
    "node.toml is not text": Case(SERVE, 2, "is not TOML", written("node/node.toml", b"\xff\xfe")),
    "node.toml without a name": Case(
        SERVE, 2, "name is missing", written("node/node.toml", "port = 1")
    ),
    "a setting that is none": Case(
        SERVE, 2, "there is no setting colour", written("node/node.toml", 'name="x"\ncolour="red"')
    ),
    "a port that is none": Case(
        SERVE, 2, "port is missing or not possible", written("node/node.toml", 'name="x"\nport="a"')
    ),
    "a host that is none": Case(
        ("serve", "--node", "node"),
        1,
        "no address of this machine",
        written("node/node.toml", 'name="x"\nhost="no.such.host.invalid"'),
    ),
    "no key file": Case(
        SERVE, 1, "Cannot read the key file keys/node.key", removed("node/keys/node.key")
    ),
    "no pepper": Case(
        COUNT, 1, "Cannot read the key file keys/pepper", removed("node/keys/pepper")
    ),
    "a key file that others can read": Case(
        SERVE, 1, "chmod 600", lambda tmp: (tmp / "node/keys/node.key").chmod(0o644)
    ),
    "a key file that holds none": Case(
        SERVE, 1, "does not hold such a key", written("node/keys/node.key", "x")
    ),
    "no database": Case(SERVE, 1, "There is no database node.db", removed("node/node.db")),
    "a database that is none": Case(
        SERVE, 1, "restore the newest backup", written("node/node.db", b"x" * 4096)
    ),
    "a newer database": Case(SERVE, 1, "newer than this Tejido: upgrade", newer_database),
    "a newer database, upgraded": Case(
        ("upgrade", "--node", "node"), 1, "newer than this Tejido: upgrade", newer_database
    ),
    "an older database": Case(COUNT, 1, "tejido upgrade", written("node/node.db", b"")),
    "a server that is not there": Case(
        SERVE,
        1,
        "cannot be reached",
        written("node/node.toml", 'name="x"\ndatabase="postgresql://x@127.0.0.1:1/x"'),
    ),
    # --- signing in
    "a wrong passphrase": Case(
        COUNT, 1, "do not open anything", written("ana.txt", "otra frase que no es la suya")
    ),
    "an unknown handle": Case(
        (
            "measures",
            "count",
            "--node",
            "node",
            "--as",
            "nadie",
            "--passphrase-file",
            "ana.txt",
            "advocacy.acts",
            "--year",
            "2026",
        ),
        1,
        "do not open anything",
    ),
    "no passphrase file": Case(COUNT, 2, "Cannot read the passphrase file", removed("ana.txt")),
    "an empty passphrase file": Case(COUNT, 2, "is empty", written("ana.txt", "")),
    "a passphrase file that is not text": Case(
        COUNT, 2, "Cannot read the passphrase file", written("ana.txt", b"\xff\xff")
    ),
    "nobody to ask": Case(
        ("measures", "count", "--node", "node", "--as", "ana", "advocacy.acts", "--year", "2026"),
        2,
        "--passphrase-file",
    ),
    # --- what is asked for
    "an unknown measure": Case(
        ("measures", "count", *AS_ANA, "advocacy.moods", "--year", "2026"),
        1,
        "advocacy.acts",
    ),
    "a node in no network": Case(COUNT, 1, "in no network yet"),
    "a year that is none": Case(
        ("measures", "count", *AS_ANA, "advocacy.acts", "--year", "last"),
        2,
        "--year cannot be this",
    ),
    "no year": Case(("measures", "count", *AS_ANA, "advocacy.acts"), 2, "--year is missing"),
    "no measure": Case(("measures", "count", *AS_ANA, "--year", "2026"), 2, "MEASURE is missing"),
    "no such option": Case(("serve", "--colour"), 2, "There is no option --colour"),
    "no such command": Case(("weave",), 2, "There is no command weave"),
    "no such verb": Case(("user", "praise"), 2, "There is no command praise"),
    "one argument too many": Case(("upgrade", "now"), 2, "See «tejido upgrade --help»"),
    "a port out of range": Case(("serve", "--port", "99999"), 2, "--port cannot be this"),
    "a file that is not there": Case(
        (*IMPORT, "--mapping", "m.toml", "no.csv"), 2, "Cannot read no.csv; check its path"
    ),
    "a mapping that names no such field": Case(
        (*IMPORT, "--mapping", "m.toml", "ana.txt"),
        2,
        "mood",
        written(
            "m.toml",
            'source = "x"\n[process]\nby = "row"\nname = "x"\n[fields.mood]\ncolumn = "x"\n',
        ),
    ),
    # --- people
    "a handle that is taken": Case(("user", "add", *AS_ANA, "ana"), 1, "choose another"),
    "a handle that is none": Case(("user", "add", *AS_ANA, "Ana Luz"), 1, "2 to 32 letters"),
    "a role that is none": Case(("user", "add", *AS_ANA, "luz", "--role", "queen"), 2, "--role"),
    "a file for the new passphrase that is there": Case(
        ("user", "add", *AS_ANA, "luz", "--new-passphrase-file", "ana.txt"),
        2,
        "ana.txt exists already",
    ),
    # --- a first run
    "a folder that holds a node": Case(
        ("init", "--node", "node", *INIT[3:]), 2, "Cannot write node.toml: it exists"
    ),
    "a file in the place of the folder": Case(
        ("init", "--node", "ana.txt", *INIT[3:]), 2, "Cannot make the folder"
    ),
    "a handle that nobody can have": Case(
        (*INIT[:5], "--handle", "?", *INIT[7:]), 1, "2 to 32 letters"
    ),
    "a passphrase file that is there": Case((*INIT[:-1], "ana.txt"), 2, "ana.txt exists already"),
    "a passphrase file without its folder": Case(
        (*INIT[:-1], "no/such.txt"), 2, "Cannot write such.txt"
    ),
    "one file for both secrets": Case(
        (*INIT, "--root-words-file", "new.txt"), 2, "new.txt exists already"
    ),
    "a language that is none": Case((*INIT, "--language", "!"), 2, "language is missing or not"),
    "a database that is not there": Case(
        (*INIT, "--database", "postgresql://x@127.0.0.1:1/x"), 1, "cannot be reached"
    ),
    "no name": Case(
        ("init", "--handle", "ana", "--passphrase-file", "x"), 2, "--name and --handle"
    ),
}


def files(tmp_path: Path) -> dict[str, bytes]:
    """Every file but the database's."""
    return {
        str(path.relative_to(tmp_path)): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and not path.name.startswith("node.db")
    }


def rows(tmp_path: Path) -> object:
    """Every row of the database but those that say who signed in or tried to."""
    try:
        database = sqlite3.connect(f"file:{tmp_path / 'node' / 'node.db'}?mode=ro", uri=True)
        with closing(database):
            left_out = "('audit_entry', 'sign_in_throttle')"
            named = f"SELECT name FROM sqlite_master WHERE name NOT IN {left_out}"  # noqa: S608
            tables = [name for (name,) in database.execute(f"{named} AND type = 'table'")]
            return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
    except sqlite3.Error:
        return None


@pytest.mark.parametrize("name", CASES)
def test_it_is_said_in_one_line_and_nothing_changes(
    run: Any, node: Path, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    case.spoil(tmp_path)
    before = files(tmp_path), rows(tmp_path)
    done = run(*case.command)
    assert (done.code, done.out) == (case.code, ""), done.err
    assert done.line.startswith("tejido: ")
    assert case.says in done.line
    assert (files(tmp_path), rows(tmp_path)) == before


def test_a_port_in_use_is_said(run: Any, node: Path, taken_port: int) -> None:
    done = run("serve", "--node", node, "--port", str(taken_port))
    assert done.code == 1
    assert done.line == (
        f"tejido: Port {taken_port} on 127.0.0.1 cannot be used; "
        "stop what uses it or choose another."
    )


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("serve", "--node", "nada"), "tejido: No hay node.toml en esta carpeta"),
        (("weave",), "tejido: No existe la orden weave"),
        (("serve", "--colour"), "tejido: No existe la opción --colour"),
        (("measures", "count", "--as", "ana"), "tejido: Falta MEASURE"),
        (("serve", "--port", "99999"), "tejido: --port no puede ser eso"),
    ],
)
def test_it_is_said_in_spanish_unless_another_language_is_asked_for(
    run: Any, command: tuple[str, ...], says: str
) -> None:
    assert run(*command, language="").line.startswith(says)
    assert run(*command, language="es-MX").line.startswith(says)
    assert run(*command, language="nah").line.startswith(says)
    assert not run(*command, language="en").line.startswith(says)


def test_a_trace_is_shown_to_who_asks_for_one(
    run: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["TEJIDO_TRACE"] = "1"
    done = run("serve", "--node", "nowhere")
    assert done.code == 1
    assert "Traceback" in done.err


def test_without_a_command_the_help_is_shown(run: Any) -> None:
    done = run()
    assert done.code == 2
    assert "Usage: tejido" in done.err
    for noun in ("init", "serve", "upgrade", "user", "records", "measures", "plugins", "demo"):
        assert noun in done.err


def test_help_is_no_mistake(run: Any) -> None:
    done = run("measures", "count", "--help")
    assert (done.code, done.err) == (0, "")
    assert "MEASURE" in done.out
