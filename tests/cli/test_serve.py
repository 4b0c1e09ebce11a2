"""``tejido serve``: answers, ticks, goes on when a service fails, and stops cleanly."""

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tejido.cli.background import Background

#: A plugin that is slow, and whose service fails at first.
LOOM = """
    import os, time
    from pathlib import Path
    from threading import Event
    import flask
    from tejido import hookimpl
    from tejido.hookspecs import Pages

    NOTES = Path(os.environ["HOME"])

    class Loom:
        wake = Event()
        ticks = 0

        def tick(self):
            self.ticks += 1
            (NOTES / "ticks.txt").write_text(str(self.ticks))
            if self.ticks < 3:
                raise RuntimeError("a thread broke")

    @hookimpl
    def services(node):
        return [Loom()]

    @hookimpl
    def pages(node):
        loom = flask.Blueprint("loom", "outside_loom")

        def slow():
            (NOTES / "begun.txt").touch()
            time.sleep(float(flask.request.args["seconds"]))
            return "woven"

        loom.add_url_rule("/loom", "slow", slow)
        return [Pages(loom, machines=True)]
"""
Start = Callable[..., "subprocess.Popen[str]"]
Install = Callable[[str, str], None]


def address(process: "subprocess.Popen[str]") -> str:
    """The address that a server prints when it listens."""
    assert process.stderr is not None
    line = process.stderr.readline().strip()
    assert line.startswith("http://127.0.0.1:"), line
    return line


def wait_for(is_so: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_cleanly_when_told_to(
    start: Start, node: Path, number: signal.Signals
) -> None:
    process = start("serve", "--node", node, "--port", "0")
    url = address(process)
    answer = httpx2.get(f"{url}/sign-in")
    assert answer.status_code == 200
    assert "server" not in answer.headers, "no banner"
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


def test_the_request_under_way_is_finished_before_it_stops(
    start: Start, node: Path, tmp_path: Path, install: Install
) -> None:
    install("loom", LOOM)
    process = start("serve", "--node", node, "--port", "0")
    url = address(process)
    answers: list[httpx2.Response] = []

    def ask() -> None:
        answers.append(httpx2.get(f"{url}/loom?seconds=7", timeout=30))

    asking = threading.Thread(target=ask)
    asking.start()
    wait_for((tmp_path / "begun.txt").exists)
    process.send_signal(signal.SIGTERM)
    asking.join(25)
    assert [answer.text for answer in answers] == ["woven"]
    assert process.wait(20) == 0


def test_services_tick_about_each_second_and_survive_what_they_raise(
    start: Start, node: Path, tmp_path: Path, install: Install
) -> None:
    install("loom", LOOM)
    process = start("serve", "--node", node, "--port", "0")
    address(process)
    ticks = tmp_path / "ticks.txt"
    wait_for(lambda: ticks.exists() and int(ticks.read_text() or 0) >= 4)
    process.terminate()
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    (line,) = err.splitlines()
    assert line.endswith("Loom failed: RuntimeError; it goes on"), "said once, and without its text"


def test_the_database_is_closed_and_whole_afterwards(start: Start, node: Path) -> None:
    process = start("serve", "--node", node, "--port", "0")
    httpx2.get(f"{address(process)}/sign-in")
    process.terminate()
    assert process.wait(20) == 0
    assert not (node / "node.db-wal").exists(), "who closes last empties the journal"
    with closing(sqlite3.connect(node / "node.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_told_to_stop_while_it_starts_it_stops(start: Start, node: Path) -> None:
    process = start("serve", "--node", node, "--port", "0")
    address(process)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_the_port_of_node_toml_is_used_and_safe_mode_leaves_plugins_out(
    start: Start, node: Path, tmp_path: Path, install: Install
) -> None:
    install("loom", LOOM)
    file = node / "node.toml"
    file.write_text(file.read_text("utf-8").replace("port = 8420", "port = 0"), "utf-8")
    process = start("serve", "--node", node, "--safe-mode")
    url = address(process)
    assert not url.endswith(":0")
    assert httpx2.get(f"{url}/loom?seconds=0").text != "woven"
    process.terminate()
    assert process.wait(20) == 0
    assert not (tmp_path / "ticks.txt").exists()


# --- the background alone -------------------------------------------------------------


class Counting:
    """A service that counts its ticks, and fails as it is told to."""

    def __init__(self) -> None:
        self.wake = threading.Event()
        self.ticked = threading.Semaphore(0)
        self.fails: Exception | None = None

    def tick(self) -> None:
        self.ticked.release()
        if self.fails:
            raise self.fails


def test_who_wakes_one_service_wakes_all_at_once() -> None:
    one, other = Counting(), Counting()
    with Background([one, other]):
        assert other.ticked.acquire(timeout=5)
        began = time.monotonic()
        for _number in range(5):
            one.wake.set()
            assert other.ticked.acquire(timeout=5)
        assert time.monotonic() - began < 1, "no poll was waited for"


def test_after_stopping_nothing_ticks() -> None:
    service = Counting()
    with Background([service]):
        assert service.ticked.acquire(timeout=5)
    while service.ticked.acquire(blocking=False):
        pass
    service.wake.set()
    assert not service.ticked.acquire(timeout=1.2)


def test_a_failure_is_logged_when_it_begins_and_when_it_changes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Counting()
    background = Background([service])
    for failure in (RuntimeError("x"), RuntimeError("y"), ValueError("x"), None, ValueError("x")):
        service.fails = failure
        background._tick(service)
    assert [record.getMessage() for record in caplog.records] == [
        "Counting failed: RuntimeError; it goes on",
        "Counting failed: ValueError; it goes on",
        "Counting failed: ValueError; it goes on",
    ]
