"""``tejido records import``, from the command line to the exit code."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tejido.cli.records import records, report
from tejido.errors import TejidoError, UsageError
from tejido.importing.sheet import Refusal
from tejido.work.opening import open_all

EXAMPLES = Path(__file__).parents[2] / "examples" / "importing"
ACT = "advocacy.act"
CANARY = "Zopilote-7f3a"

Run = Callable[..., Result]


@pytest.fixture
def run(office: Any) -> Run:
    """Run the command as Lucía; other arguments are added, ``None`` leaves one out."""

    def call(file: Path, *more: str, mapping: Path = EXAMPLES / "mapping.toml") -> Result:
        return CliRunner().invoke(
            records, ["import", str(file), *_arguments(office, mapping), *more]
        )

    return call


def _arguments(office: Any, mapping: Path) -> list[str]:
    given = {
        "--type": ACT,
        "--basis": "public_interest",
        "--mapping": mapping,
        "--node": office.folder,
        "--as": "lucia",
        "--passphrase-file": office.passphrase_file,
    }
    return [str(part) for pair in given.items() for part in pair]


def kept(office: Any) -> int:
    with office.node.store.read() as tx:
        return len(open_all(office.node, tx, office.lucia, [ACT]))


# --- the tutorial ---------------------------------------------------------------------


def test_the_tutorial_goes_as_written(office: Any, run: Run, tmp_path: Path) -> None:
    file, mapping = EXAMPLES / "agresiones.csv", EXAMPLES / "mapping.toml"
    rehearsed = run(file, "--dry-run")
    assert rehearsed.exit_code == 1
    assert kept(office) == 0

    better = tmp_path / "mapping.toml"
    terms = '[terms.aggression]\n"Quema de parcelas" = "property_attack"\n'
    better.write_text(mapping.read_text("utf-8").replace("[terms.aggression]\n", terms), "utf-8")
    assert run(file, mapping=better).exit_code == 1
    assert kept(office) == 9

    corrected = tmp_path / "agresiones.csv"
    corrected.write_text(file.read_text("utf-8").replace("31 de abril", "30 de abril"), "utf-8")
    last = run(corrected, mapping=better)
    assert last.exit_code == 0
    assert kept(office) == 10
    assert run(corrected, mapping=better).exit_code == 0
    assert kept(office) == 10


def test_the_tutorial_shows_what_the_command_says(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEJIDO_LANGUAGE", "en")
    page = (EXAMPLES.parents[1] / "docs" / "importing.md").read_text("utf-8")
    shown = next(block for block in page.split("```") if block.strip().startswith("Line "))
    said = run(EXAMPLES / "agresiones.csv", "--dry-run").stdout
    assert said.strip() == shown.strip()


def test_a_real_process_does_the_same(office: Any) -> None:
    command = [str(Path(sys.executable).parent / "tejido"), "records", "import"]
    done = subprocess.run(  # our own command
        [
            *command,
            str(EXAMPLES / "agresiones.csv"),
            *_arguments(office, EXAMPLES / "mapping.toml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "8" in done.stdout
    assert kept(office) == 8


# --- refusals -------------------------------------------------------------------------


def test_the_report_names_line_column_and_reason_and_no_content(
    office: Any, run: Run, tmp_path: Path
) -> None:
    file, out = tmp_path / "register.csv", tmp_path / "refused.csv"
    written = (EXAMPLES / "agresiones.csv").read_text("utf-8")
    file.write_text(written.replace("Quema de parcelas", CANARY), "utf-8")
    said = run(file, "--report", str(out))
    assert said.exit_code == 1
    with out.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["line"], row["column"]) for row in rows] == [("8", "Fecha"), ("9", "Qué pasó")]
    assert all(row["reason"] for row in rows)
    assert CANARY not in said.output + out.read_text("utf-8")


def test_a_report_holds_no_formula() -> None:
    risky = ["=1+1", "+1", "-1", "@x", "\tx", "\rx"]
    written = report([Refusal(2, column, "why") for column in risky], "en")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [row["column"] for row in rows] == [f"'{column}" for column in risky]


def test_everything_came_in_is_exit_0_and_an_empty_report(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "register.csv", tmp_path / "refused.csv"
    lines = (EXAMPLES / "agresiones.csv").read_text("utf-8").splitlines()
    file.write_text("\n".join(lines[:2]), "utf-8")
    assert run(file, "--report", str(out)).exit_code == 0
    assert out.read_text("utf-8") == '"line","column","reason"\n'


# --- bad input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("[fields.day]", "[fields.dya]"),
        ('"threat"', '"thraet"'),
        ('by = "row"', 'by = "rows"'),
        ('column = "Fecha"', 'column = "Fehca"'),
        ("[process]", "[process"),
    ],
)
def test_a_wrong_mapping_is_one_clear_line_and_exit_2(
    office: Any, run: Run, tmp_path: Path, find: str, put: str
) -> None:
    mapping = tmp_path / "mapping.toml"
    text = (EXAMPLES / "mapping.toml").read_text("utf-8")
    mapping.write_text(text.replace(find, put), "utf-8")
    error = run(EXAMPLES / "agresiones.csv", mapping=mapping).exception
    assert isinstance(error, TejidoError)
    assert error.exit_code == 2
    assert "\n" not in str(error)
    assert kept(office) == 0


def test_files_that_cannot_be_read_or_written_are_one_clear_line(
    office: Any, run: Run, tmp_path: Path
) -> None:
    file = EXAMPLES / "agresiones.csv"
    mine, binary = tmp_path / "register.csv", tmp_path / "binary"
    mine.write_bytes(file.read_bytes())
    binary.write_bytes(b"\xff\xfe\x00")
    tried = [
        run(tmp_path / "missing.csv"),
        run(tmp_path),
        run(file, mapping=tmp_path / "missing.toml"),
        run(file, mapping=binary),
        run(mine, "--report", str(mine)),
        run(file, "--report", str(tmp_path / "no" / "folder.csv")),
        run(file, "--basis", "curiosity"),
    ]
    for result in tried:
        assert isinstance(result.exception, UsageError)
        assert "\n" not in str(result.exception)
    assert mine.read_bytes() == file.read_bytes()
    assert kept(office) == 0


def test_a_type_that_is_not_declared_is_refused(run: Run) -> None:
    error = run(EXAMPLES / "agresiones.csv", "--type", "advocacy.nothing").exception
    assert isinstance(error, TejidoError)
    assert "plugins list" in str(error)
