"""``python -m bench`` runs and measures what it says; how fast is asserted nowhere."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench.turns import Cost, in_turns

ROOT = Path(__file__).parent.parent.parent
TINY = (
    *("--rounds", "1", "--batches", "1", "--singles", "3", "--entries", "150"),
    *("--accompaniments", "5", "--records", "50"),
)


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Give the lines of one short run."""
    folder = tmp_path_factory.mktemp("bench")
    ran = bench("--json", *TINY, "--folder", str(folder))
    assert ran.returncode == 0, ran.stderr
    assert list(folder.iterdir()) == []
    return ran.stdout.splitlines()


def test_the_last_line_is_one_object_of_named_ratios(measured: list[str]) -> None:
    found = json.loads(measured[-1])
    assert found.keys() >= {
        "ingest_200_over_floor",
        "ingest_1_over_floor",
        "sign_in_over_argon2",
        "open_process_over_aead",
        "search_over_aead",
        "agenda_page_over_no_op",
        "list_page_over_no_op",
        "accompaniment_page_over_no_op",
    }
    assert all(ratio > 0 for ratio in found.values())


def test_readable_lines_come_before(measured: list[str]) -> None:
    told = [line.split(":")[0].strip() for line in measured[:-1]]
    assert told[:5] == [
        "200 records a batch",
        "1 records a batch",
        "signing in",
        "opening 200 records",
        "searching 150 entries of 2.2 KB",
    ]
    assert len(told) == len(json.loads(measured[-1]))


def test_a_run_that_stored_less_than_it_was_given_fails() -> None:
    """The floor's and the node's counts are compared with what was sent, in every round."""
    program = """
import bench.floor
from bench.__main__ import main
bench.floor.Floor.take = lambda self, batch: None
main()
"""
    command = [sys.executable, "-c", program, *TINY]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "the floor holds 0 of 200" in ran.stderr


def test_a_cost_is_the_median_of_its_turns_and_says_what_it_may_be() -> None:
    cost = Cost("some_over_floor", "doing some", [(0.5, 1.0), (0.5, 1.5), (0.5, 10.0)], most=4)
    assert cost.ratio == 3
    assert cost.line() == (
        "doing some: 1,500.0 ms, floor 500.0 ms, ratio 3.00 (2.00 to 20.00), at most 4"
    )


def test_the_first_turn_does_not_count() -> None:
    done: list[str] = []
    turns = in_turns(lambda: done.append("floor"), lambda: done.append("ours"), rounds=2)
    assert done == ["floor", "ours"] * 3
    assert len(turns) == 2


def test_of_several_times_in_a_turn_the_fastest_counts() -> None:
    waits = iter([0.02, 0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0])
    ((floor, _ours),) = in_turns(lambda: time.sleep(next(waits)), lambda: None, 1, times=4)
    assert floor < 0.02
