"""``tejido vocabulary``: words out, words in, on a real node."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
HEADER = "vocabulary,code,es,en,broader"
MOTO = "aggression,,Amenaza desde una moto,Threat from a motorcycle,threat"
WHO = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")


@pytest.fixture
def bring(run: Run, node: Path, tmp_path: Path) -> Run:
    """Give the import of some rows as Ana."""

    def call(*rows: str, options: tuple[str, ...] = ("--yes",), header: str = HEADER) -> Any:
        (tmp_path / "words.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return run("vocabulary", "import", "words.csv", *WHO, *options)

    return call


def exported(run: Run, *names: str) -> str:
    done = run("vocabulary", "export", *names, "--form", "csv", "--node", "node")
    assert (done.code, done.err) == (0, "")
    return str(done.out)


def test_the_lists_and_their_terms_are_listed_without_a_passphrase(run: Run, node: Path) -> None:
    found = run("vocabulary", "list", "--node", node)
    assert "impact\tImpacts\t25\t0" in found.out.splitlines()
    terms = run("vocabulary", "list", "impact", "--node", node, language="es")
    assert "fear\tMiedo\tseed\t\t" in terms.out.splitlines()
    assert "no vocabulary weather" in run("vocabulary", "list", "weather", "--node", node).line


def test_a_dry_run_says_what_would_change_and_keeps_nothing(run: Run, bring: Run) -> None:
    done = bring(MOTO, options=("--dry-run",))
    assert done.out == "new: aggression/own.amenaza_desde_una_moto Threat from a motorcycle\n"
    assert "Nothing was kept" in done.err
    assert "own." not in exported(run, "aggression")


def test_words_come_in_once_and_are_there_for_every_command(run: Run, bring: Run) -> None:
    done = bring(MOTO, "impact,own.susto,Susto,Fright,fear")
    assert (done.code, done.line) == (0, "Kept: 2 terms.")
    listed = run("vocabulary", "list", "aggression", "--node", "node").out
    assert "own.amenaza_desde_una_moto\tThreat from a motorcycle\tnode\tthreat\t" in listed
    again = bring("impact,own.susto,Susto,Fright,fear")
    assert (again.out, again.line) == ("", "Nothing is new in this file.")


def test_what_was_taken_out_comes_in_again_without_a_change(
    run: Run, bring: Run, tmp_path: Path
) -> None:
    bring(
        "impact,own.susto,Susto,Fright,fear,(inventado) xi'el,yes",
        header=f"{HEADER},label_tzo,retired",
    )
    out = exported(run)
    assert "label_tzo" in out.splitlines()[0]
    (tmp_path / "all.csv").write_text(out, "utf-8")
    done = run("vocabulary", "import", "all.csv", *WHO, "--yes")
    assert (done.code, done.line) == (0, "Nothing is new in this file.")
    assert exported(run) == out


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["impact,fear,Terror,Fear,"], "Line 2, es: An id keeps its meaning"),
        ([MOTO, "impact,own.x,Uno,One,gone"], "Line 3, broader: Choose the standard term"),
        ([MOTO, MOTO], "Line 3, es: Another term of this list is called so already."),
        (["field,own.x,Uno,One,security"], "Line 2, vocabulary: This list is closed"),
        (["weather,own.x,Uno,One,rain"], "Line 2, vocabulary: There is no list"),
        (["impact,fear"], "Line 2 does not have as many cells"),
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_nothing_is_kept(
    run: Run, bring: Run, rows: list[str], says: str
) -> None:
    done = bring(*rows)
    assert done.code == 2
    assert says in done.line
    assert "own." not in exported(run)


def test_nothing_is_kept_without_somebody_who_says_yes(run: Run, bring: Run) -> None:
    done = bring(MOTO, options=())
    assert done.code == 2
    assert "--yes" in done.err
    assert "own." not in exported(run)


def test_only_who_administers_brings_words_in(run: Run, node: Path, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(f"{HEADER}\n{MOTO}\n", "utf-8")
    run("user", "rights", "ana", "--no-administrator", *WHO)
    missing = run("vocabulary", "import", "gone.csv", *WHO, "--yes")
    assert "gone.csv" in missing.line


def test_skos_is_written_for_some_lists_under_an_address_of_one_s_own(run: Run, node: Path) -> None:
    done = run("vocabulary", "export", "field", "--form", "skos", "--node", node)
    assert done.out.startswith("@prefix dct:")
    assert "<urn:x-tejido:field/security>" in done.out
    base = "https://ejemplo.example/v#"
    own = run("vocabulary", "export", "field", "--form", "skos", "--base", base, "--node", node)
    assert f"<{base}field/security>" in own.out
    wrong = run("vocabulary", "export", "--form", "skos", "--base", "a b", "--node", node)
    assert (wrong.code, "--base" in wrong.line) == (2, True)
