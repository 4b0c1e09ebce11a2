"""Trap 9: killing a process cannot test durability: what it wrote is safe in the system's memory.

So a campaign that only kills would pass a node that syncs nothing. The power is cut by a recorder
of writes and syncs (``bench/crash``), which gives what a disk may hold at any moment.
"""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bench.crash.power import Report, run

#: Writes without ever syncing, and acknowledges each commit on a line.
CARELESS = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode = wal")
database.execute("PRAGMA synchronous = off")
database.execute("CREATE TABLE kept (number INTEGER)")
number = 0
while True:
    database.execute("INSERT INTO kept VALUES (?)", (number,))
    print(number, flush=True)
    number += 1
"""
IMAGES, STEPS = 40, 40


def cut(folder: Path, synchronous: str) -> Report:
    folder.mkdir()
    return run(folder, "trap 9", IMAGES, synchronous, STEPS)


def test_trap_9_killing_a_process_that_syncs_nothing_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "careless.db"
    with subprocess.Popen(
        [sys.executable, "-c", CARELESS, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _commit in range(200)]
        process.send_signal(signal.SIGKILL)
    with closing(sqlite3.connect(file)) as database:
        (kept,) = database.execute("SELECT count(*) FROM kept").fetchone()
    assert kept >= len(acknowledged), "as if it had been done well"


def test_trap_9_cutting_its_power_loses_what_it_acknowledged(tmp_path: Path) -> None:
    report = cut(tmp_path / "off", "off")
    assert report.lost > 0
    assert not report.is_well


def test_trap_9_cutting_the_power_of_a_node_loses_nothing(tmp_path: Path) -> None:
    report = cut(tmp_path / "own", "")
    assert report.synchronous == "full", "the product's own setting"
    assert report.commits > STEPS
    assert report.is_well, report.first
