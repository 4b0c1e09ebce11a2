"""The demonstration's surroundings: its folder, its environment, its ports, its commands."""

import json
import os
import socket
from pathlib import Path

import click
import pytest

from tejido.accompaniment.core import core_contribution
from tejido.cli.demonstration.commands import Commands
from tejido.cli.demonstration.place import folder, no_settings
from tejido.cli.demonstration.ports import HOST, Reserved
from tejido.cli.demonstration.scenario import ORGANIZATIONS
from tejido.cli.demonstration.sites import Site
from tejido.cli.demonstration.watching import Standing, look, watch
from tejido.errors import UsageError
from tejido.plugins import load_plugins


def test_a_folder_that_was_not_named_is_gone_afterwards() -> None:
    with folder(None) as made:
        (made / "node").mkdir()
    assert not made.exists()


def test_a_folder_that_was_named_is_made_and_stays(tmp_path: Path) -> None:
    with folder(tmp_path / "here" / "new") as made:
        (made / "node").mkdir()
    assert (tmp_path / "here" / "new" / "node").is_dir()


def test_a_named_folder_may_be_there_if_it_is_empty(tmp_path: Path) -> None:
    with folder(tmp_path) as made:
        assert made == tmp_path.resolve()
    (tmp_path / ".hidden").touch()
    with pytest.raises(UsageError), folder(tmp_path):
        pass


def test_settings_of_somebodys_own_node_are_out_of_the_way_and_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEJIDO_PORT", "8420")
    monkeypatch.setenv("TEJIDO_TRACE", "1")
    with no_settings():
        assert "TEJIDO_PORT" not in os.environ
        assert os.environ["TEJIDO_TRACE"] == "1"
    assert os.environ["TEJIDO_PORT"] == "8420"


def test_reserved_ports_are_nobody_elses_until_they_are_released() -> None:
    with Reserved(3) as reserved:
        assert len(set(reserved.ports)) == 3
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((HOST, reserved.ports[0]))
    with socket.socket() as ours:
        ours.bind((HOST, reserved.ports[0]))


def test_a_command_gives_what_it_wrote_and_its_refusal_is_raised() -> None:
    @click.group()
    def group() -> None:
        """Hold two commands."""

    @group.command()
    @click.argument("word")
    def echo(word: str) -> None:
        """Say a word."""
        click.echo(word)
        click.echo("aside", err=True)

    @group.command()
    def refuse() -> None:
        """Refuse."""
        raise UsageError("no")

    commands = Commands(group)
    assert commands("echo", Path("maíz")) == "maíz\n"
    with pytest.raises(UsageError):
        commands("refuse")


def test_loading_plugins_again_brings_the_same_commands() -> None:
    """A hook is not replaced by a module of its name that was imported meanwhile."""
    first = [command.name for command in load_plugins(core_contribution()).commands()]
    again = [command.name for command in load_plugins(core_contribution()).commands()]
    assert first == again
    assert {"network", "peer"} <= set(again)


# --- watching -------------------------------------------------------------------------


def peer(**changed: object) -> dict[str, object]:
    usual = {"queued": 0, "sent": {"applied": 5}, "messages": 1, "receipts": 1, "received": 5}
    return {**usual, **changed}


def listing(*answers: list[dict[str, object]]) -> Commands:
    """Return commands whose ``peer list`` gives one of ``answers`` after the other."""
    left = list(answers)

    @click.group()
    def group() -> None:
        """Hold ``peer``."""

    @group.group(name="peer")
    def peers() -> None:
        """Hold ``list``."""

    @peers.command(name="list")
    @click.option("--node")
    @click.option("--json", "as_json", is_flag=True)
    def list_(node: str, *, as_json: bool) -> None:
        """Give the next answer; the last one from then on."""
        assert node == "ocote"
        assert as_json
        click.echo(json.dumps(left.pop(0) if len(left) > 1 else left[0]))

    return Commands(group)


@pytest.fixture
def site() -> Site:
    return Site(ORGANIZATIONS[0], Path("ocote"), "a" * 26, f"http://{HOST}:1", {})


def test_a_look_adds_up_what_every_node_says_of_every_peer(site: Site) -> None:
    sent = {"applied": 5, "refused": 2, "kept": 3, "": 4}
    commands = listing([peer(sent=sent, queued=7, messages=4, receipts=2), peer()])
    assert look([site], commands) == Standing(
        waiting=14, sent=15, received=10, refused=2, messages=5, receipts=3
    )


def test_watching_goes_on_until_nothing_waits_and_tells_each_change(site: Site) -> None:
    waiting = [peer(sent={"": 5}, receipts=0, received=0)]
    told: list[Standing] = []
    standing = watch([site], listing(waiting, waiting, [peer()]), lambda: None, told.append)
    assert standing == Standing(0, 5, 5, 0, 1, 1)
    assert [one.waiting for one in told] == [5, 0]


def test_receivers_are_asked_once_more_after_the_last_sender(site: Site) -> None:
    """They are asked one after another: one that was asked early had not received it all."""
    early = [peer(received=3)]
    assert watch([site], listing(early, [peer()]), lambda: None, lambda _: None).received == 5


def test_watching_stops_when_a_server_is_gone(site: Site) -> None:
    def gone() -> None:
        raise UsageError("gone")

    with pytest.raises(UsageError):
        watch([site], listing([peer(queued=1)]), gone, lambda _: None)


def test_watching_gives_up_when_nothing_moves_and_says_what_still_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tejido.cli.demonstration.watching.PATIENCE", 0.1)
    standing = watch([site], listing([peer(queued=3)]), lambda: None, lambda _: None)
    assert standing.waiting == 3
