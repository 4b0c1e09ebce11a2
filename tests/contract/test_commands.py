"""Commands that plugins add: looked up without a node, and not from what is switched off."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tejido.cli.root import tejido
from tejido.settings import write_settings

Install = Callable[..., None]

WITH_A_COMMAND = """
    import click
    from tejido import hookimpl

    @hookimpl
    def commands():
        return [click.Command("greet", callback=lambda: click.echo("here"))]
"""


@pytest.fixture(autouse=True)
def greeting(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("greeting", WITH_A_COMMAND)
    for name in ("TEJIDO_NODE", "TEJIDO_DISABLED_PLUGINS", "TEJIDO_SAFE_MODE"):
        monkeypatch.delenv(name, raising=False)


def help_shown(**environment: str) -> str:
    done = CliRunner().invoke(tejido, ["--help"], env=environment, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_a_plugin_adds_a_command() -> None:
    assert "greet" in help_shown()
    assert CliRunner().invoke(tejido, ["greet"]).stdout == "here\n"


@pytest.mark.parametrize(
    "environment", [{"TEJIDO_DISABLED_PLUGINS": "greeting"}, {"TEJIDO_SAFE_MODE": "true"}]
)
def test_what_the_environment_switches_off_is_not_imported(environment: dict[str, str]) -> None:
    assert "greet" not in help_shown(**environment)
    assert "outside_greeting" not in sys.modules


def test_what_the_node_at_hand_switches_off_is_not_imported(tmp_path: Path) -> None:
    write_settings(tmp_path, name="Luz", disabled_plugins=["greeting"])
    assert "greet" not in help_shown(TEJIDO_NODE=str(tmp_path))
    assert "outside_greeting" not in sys.modules


def test_a_node_whose_settings_cannot_be_read_gets_help_and_no_plugin(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_bytes(b"\xff = what\n")
    shown = help_shown(TEJIDO_NODE=str(tmp_path))
    assert "init" in shown
    assert "greet" not in shown


def test_a_folder_that_is_no_node_yet_switches_nothing_off(tmp_path: Path) -> None:
    assert "greet" in help_shown(TEJIDO_NODE=str(tmp_path / "absent"))
