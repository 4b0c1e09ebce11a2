"""What waits, told to a schedule: numbers and random ids, with nobody signed in."""

import email
import json
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tejido.store.tables import TaskTable
from tejido.testing.nodes import PASSPHRASE
from tejido.work import nodes, people, processes, records
from tejido.work.records import Entry

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "Colectivo Zopilote"
LATE, LATER = "2020-01-01T09:00Z", "2049-01-01T09:00Z"


@pytest.fixture
def begun(node: Path) -> list[str]:
    """Give two emergencies, due since long ago and not for long."""
    opened = nodes.open_node(node)
    ana = people.sign_in(opened, "ana", PASSPHRASE)
    process = processes.start(opened, ana, "accompaniment", NAME)
    given = {"received_on": "2026-03-01", "severity": "red", "narrative": NAME}
    entry = Entry("crisis.emergency", process, given)
    written = records.write(opened, ana, [entry, entry])
    with opened.store.write() as tx:
        for record, due_at in zip(written, (LATE, LATER), strict=True):
            tx.run(TaskTable.update(due_at=due_at).where(TaskTable.record == record))
    opened.close()
    return written


@pytest.fixture
def remind(run: Any) -> Callable[..., Any]:
    """Give the running of ``tejido tasks remind``."""

    def call(*words: str, **options: Any) -> Any:
        return run("tasks", "remind", "--node", "node", *words, **options)

    return call


def test_the_ids_are_listed_and_the_end_says_that_something_waits(
    run: Any, begun: list[str]
) -> None:
    done = run("tasks", "due", "--node", "node")
    assert (done.code, done.out) == (3, f"{begun[0]}\n")
    assert done.err == "Waiting since before: 1. Due within 7 days: 0.\n"


def test_a_script_reads_the_same(run: Any, begun: list[str]) -> None:
    done = run("tasks", "due", "--node", "node", "--json")
    assert (done.code, done.err) == (3, "")
    assert json.loads(done.out) == {"overdue": 1, "soon": 0, "records": begun[:1]}


def test_it_ends_well_where_nothing_waits(run: Any, node: Path) -> None:
    assert node.is_dir()
    done = run("tasks", "due", "--node", "node", "--json")
    assert (done.code, json.loads(done.out)["records"]) == (0, [])


def test_only_what_waits_for_somebody(run: Any, begun: list[str]) -> None:
    assert run("tasks", "due", "--node", "node", "--of", "ana").out == f"{begun[0]}\n"
    nobody = run("tasks", "due", "--node", "node", "--of", "nadie")
    assert (nobody.code, nobody.out) == (1, "")
    assert nobody.line


def test_the_mail_names_nobody_and_nothing(remind: Any, begun: list[str]) -> None:
    done = remind("--to", "equipo@example.org", language="es")
    assert done.code == 0
    mail = email.message_from_string(done.out, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("equipo@example.org", "Pendientes: 1")
    assert mail["From"] is None
    body = mail.get_content()
    assert body.splitlines()[:3] == ["Esperan desde antes: 1", "", begun[0]]
    for said in (NAME, "Zopilote", "Tejido", "ana", "http", "Casa"):
        assert said not in done.out


def test_no_mail_is_written_where_nothing_waits(remind: Any, node: Path) -> None:
    assert node.is_dir()
    done = remind("--to", "equipo@example.org")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_the_feed_has_an_entry_for_each_record(remind: Any, begun: list[str]) -> None:
    done = remind("--feed")
    feed = ET.fromstring(done.out)  # noqa: S314  # our own
    assert feed.findtext(f"{ATOM}title") == "Pending: 1"
    assert [one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")] == begun[:1]
    assert NAME not in done.out


def test_the_feed_is_there_where_nothing_waits(remind: Any, node: Path) -> None:
    assert node.is_dir()
    feed = ET.fromstring(remind("--feed").out)  # noqa: S314  # our own
    assert feed.findtext(f"{ATOM}title") == "Pending: 0"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((), id="neither mail nor feed"),
        pytest.param(("--feed", "--to", "a@b.org"), id="both"),
        pytest.param(("--to", "a@b.org\nBcc: c@d.org"), id="another header"),
        pytest.param(("--to", "a@b.org, c@d.org"), id="two addresses"),
        pytest.param(("--to", "Ana <a@b.org>"), id="a name"),
    ],
)
def test_what_cannot_be_written_is_refused(remind: Any, node: Path, words: Any) -> None:
    assert node.is_dir()
    done = remind(*words)
    assert (done.code, done.out) == (2, "")
    assert done.line
