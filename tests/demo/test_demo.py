"""``tejido demo`` as somebody runs it: once to its end, once serving on, once interrupted."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tejido.declare.fields import Line, Narrative, record_fields
from tejido.minimize.canaries import MARKER
from tejido.work import nodes, people, processes, records

STRATEGIES = ["advocacy", "crisis", "organizational", "training"]
PATIENCE = 240


@dataclass(frozen=True)
class Ended:
    """A demonstration that ended, with what it said and kept."""

    code: int
    out: str
    err: str
    data: Path

    @property
    def shown(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


def start(*options: str | Path, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tejido", "demo", *map(str, options)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        env={**kept, **environment},
        stdout=pipe,
        stderr=pipe,
        text=True,
        start_new_session=True,  # a group of its own, as at a terminal
    )


def finished(running: subprocess.Popen[str], data: Path) -> Ended:
    try:
        out, err = running.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        running.terminate()
        out, err = running.communicate(timeout=PATIENCE)
    return Ended(running.returncode, out, err, data)


def answers(url: str) -> bool:
    with httpx2.Client(trust_env=False) as browser:
        try:
            return browser.get(f"{url}/sign-in").is_success
        except httpx2.TransportError:
            return False


@dataclass(frozen=True)
class Running:
    """A demonstration that serves on, the folder of its temporary files, and what it printed."""

    process: subprocess.Popen[str]
    temporary: Path
    shown: Mapping[str, Any]


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str], Path]]:
    """Start one that ends and one that serves on side by side: both mostly wait."""
    folder = tmp_path_factory.mktemp("demo")
    temporary = folder / "tmp"
    temporary.mkdir()
    # Settings in the environment belong to somebody's own node.
    ends = start("--exit", "--json", "--data", folder / "kept", TEJIDO_PORT="1", TEJIDO_NAME="x")
    serves = start("--json", TMPDIR=str(temporary))
    yield ends, serves, folder
    for process in (ends, serves):
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def ended(both: tuple[subprocess.Popen[str], subprocess.Popen[str], Path]) -> Ended:
    ends, _serves, folder = both
    return finished(ends, folder / "kept")


@pytest.fixture(scope="module")
def running(both: tuple[subprocess.Popen[str], subprocess.Popen[str], Path]) -> Running:
    _ends, serves, folder = both
    assert serves.stdout is not None
    return Running(serves, folder / "tmp", json.loads(serves.stdout.readline()))


# --- to its end -----------------------------------------------------------------------


def test_it_ends_well_and_its_last_line_is_the_object(ended: Ended) -> None:
    assert ended.code == 0, ended.err
    assert set(ended.shown) == {
        "nodes", "strategies", "records", "receipts", "table", "canaries", "seconds",
    }  # fmt: skip
    assert ended.shown["seconds"] > 0


def test_three_organizations_write_over_four_strategies(ended: Ended) -> None:
    assert ended.shown["nodes"] == 3
    assert ended.shown["strategies"] == STRATEGIES
    assert ended.shown["records"]["written"] >= 300


def test_some_do_not_consent_and_some_are_held(ended: Ended) -> None:
    found = ended.shown["records"]
    assert 0 < found["consented"] < found["written"]
    assert 0 < found["held"] < found["minimized"]


def test_every_pair_is_held_or_sent_and_what_was_sent_arrived(ended: Ended) -> None:
    found = ended.shown["records"]
    assert found["minimized"] == found["held"] + found["sent"]
    assert found["sent"] == found["received"] > 0
    assert found["refused"] == 0


def test_every_message_has_its_receipt(ended: Ended) -> None:
    found = ended.shown["receipts"]
    assert found["verified"] == found["expected"] >= 6  # each node to both others


def test_the_coordinators_table_has_figures_to_show(ended: Ended) -> None:
    found = ended.shown["table"]
    assert 0 < found["suppressed"] < found["cells"]


def test_progress_goes_to_stderr_and_names_each_organization(ended: Ended) -> None:
    assert len(ended.out.splitlines()) == 1
    for name in ("Casa Ocote", "Colectiva Hebra", "Taller Raíz"):
        assert name in ended.err


def test_every_canary_is_listed_and_none_was_found(ended: Ended) -> None:
    listed = (ended.data / "canaries.txt").read_text("utf-8").splitlines()
    assert ended.shown["canaries"] == {"planted": len(listed), "found": 0}
    assert len(set(listed)) == len(listed) > 1000
    assert all(canary.startswith(MARKER) for canary in listed)


def test_nothing_that_was_kept_holds_a_canary_in_clear(ended: Ended) -> None:
    """Found by the plainest means, so that it does not rest on the demonstration's own search."""
    holding = {
        path.name
        for path in ended.data.rglob("*")
        if path.is_file() and MARKER.encode() in path.read_bytes()
    }
    assert holding == {"canaries.txt"}


def test_the_canaries_were_written_into_every_text(ended: Ended) -> None:
    listed = set((ended.data / "canaries.txt").read_text("utf-8").split())
    phrase = (ended.data / "passphrases" / "hebra-abril.txt").read_text("utf-8").strip()
    node = nodes.open_node(ended.data / "hebra")
    try:
        who = people.sign_in(node, "abril", phrase)
        cards = processes.listed(node, who)
        opened = [
            records.opened(node, who, head.id)
            for card in cards
            for head in processes.shown(node, who, card.id).records
        ]
        schemas = node.declarations.schemas
    finally:
        node.close()
    assert len(opened) > 100
    assert all(card.name.split()[-1] in listed for card in cards)
    for record in opened:
        for name, field in record_fields(schemas[record.type]).items():
            if isinstance(field, Line | Narrative):
                assert record.body[name].split()[-1] in listed


def test_its_servers_are_gone_and_had_nothing_to_complain_of(ended: Ended) -> None:
    for folder in ("ocote", "hebra", "rocio"):
        settings = tomllib.loads((ended.data / folder / "node.toml").read_text("utf-8"))
        assert not answers(settings["endpoint"])
        said = (ended.data / "logs" / f"{folder}.err").read_text("utf-8")
        assert said.splitlines()[0] == settings["endpoint"]
        assert "Traceback" not in said
        assert "ERROR" not in said


# --- serving on -----------------------------------------------------------------------


def test_while_it_serves_it_names_sites_and_who_may_sign_in(running: Running) -> None:
    sites = running.shown["sites"]
    assert len(sites) == running.shown["nodes"] == 3
    for site in sites:
        assert set(site) == {"name", "url", "people"}
        assert answers(site["url"])
        assert len({person["handle"] for person in site["people"]}) >= 2
        assert all(len(person["passphrase"].split()) == 7 for person in site["people"])


def test_ctrl_c_at_its_terminal_stops_its_servers_and_leaves_nothing(running: Running) -> None:
    assert running.process.poll() is None
    assert list(running.temporary.iterdir()) != []
    os.killpg(running.process.pid, signal.SIGINT)  # a terminal tells the whole group
    assert running.process.wait(PATIENCE) == 0
    assert not any(answers(site["url"]) for site in running.shown["sites"])
    assert list(running.temporary.iterdir()) == []


# --- not at all -----------------------------------------------------------------------


def test_interrupted_midway_it_stops_and_leaves_nothing(tmp_path: Path) -> None:
    interrupted = start("--exit", "--json", TMPDIR=str(tmp_path))
    assert interrupted.stderr is not None
    urls = []
    for line in interrupted.stderr:
        urls += [word for word in line.split() if word.startswith("http://")]
        if urls:
            break
    interrupted.send_signal(signal.SIGTERM)
    out, err = interrupted.communicate(timeout=PATIENCE)
    assert interrupted.returncode == 1
    assert out == ""
    assert "Traceback" not in err
    assert not any(map(answers, urls))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    ended = finished(start("--exit", "--data", tmp_path, LANG="en_US.UTF-8"), tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "not empty" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = finished(start("--exit", "--data", tmp_path / "file"), tmp_path)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
