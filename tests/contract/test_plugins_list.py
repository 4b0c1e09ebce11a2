"""``tejido plugins list``: what became of each plugin, without opening anything."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tejido.cli.plugins import plugins
from tejido.errors import SettingsError
from tejido.settings import write_settings

Install = Callable[..., None]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plugins, ["list", *arguments], catch_exceptions=False)


def listed(*arguments: str) -> dict[str, dict[str, object]]:
    states = json.loads(run("--json", *arguments).stdout)
    return {state["name"]: state for state in states}


def test_json_has_name_version_state_hooks_and_reason(install: Install) -> None:
    install("bad", "1 / 0")
    states = listed()
    assert states["bad"] == {
        "name": "bad", "version": "1.2", "state": "quarantined", "hooks": [],
        "reason": "ZeroDivisionError: division by zero",
    }  # fmt: skip
    assert states["crisis"]["state"] == "loaded"
    assert "risk_instruments" in states["crisis"]["hooks"]  # type: ignore[operator]  # a list
    assert states["crisis"]["reason"] == ""


def test_without_json_it_is_a_line_for_each_plugin(install: Install) -> None:
    install("bad", "1 / 0")
    header, *lines = run().stdout.splitlines()
    assert header.split() == ["name", "version", "state", "hooks", "reason"]
    assert [line.split()[0] for line in lines] == sorted(listed())
    (bad,) = [line for line in lines if line.startswith("bad ")]
    assert bad.split(maxsplit=3) == [
        "bad", "1.2", "quarantined", "ZeroDivisionError: division by zero",
    ]  # fmt: skip


def test_safe_mode_shows_all_off() -> None:
    assert {state["state"] for state in listed("--safe-mode").values()} == {"off"}


def test_a_node_s_settings_say_what_is_off(tmp_path: Path) -> None:
    write_settings(tmp_path, name="Luz", disabled_plugins=["training", "crisys"])
    states = listed("--node", str(tmp_path))
    assert states["training"]["reason"] == "switched off in node.toml"
    assert states["crisys"]["reason"] == "switched off in node.toml; it is not installed"
    assert states["crisis"]["state"] == "loaded"
    assert [path.name for path in tmp_path.iterdir()] == ["node.toml"]


def test_a_node_in_safe_mode_is_shown_so(tmp_path: Path) -> None:
    write_settings(tmp_path, name="Luz", safe_mode=True)
    assert {one["state"] for one in listed("--node", str(tmp_path)).values()} == {"off"}


def test_a_folder_that_is_no_node_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        run("--node", str(tmp_path))
