"""Help in the language of the person at the terminal, of the core's commands and of plugins'."""

from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from tejido.cli.helping import help_source, spoken
from tejido.cli.root import tejido
from tejido.languages import Text, is_said

Run = Callable[..., Any]


def commands(group: click.Group, path: str = "tejido") -> Iterator[tuple[str, click.Command]]:
    """Give every command below a group, plugins' as well."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found
        yield f"{path} {name}", found
        if isinstance(found, click.Group):
            yield from commands(found, f"{path} {name}")


def helps() -> Iterator[tuple[str, Text]]:
    """Give each help as it stands in the source, with where it stands."""
    for path, command in [("tejido", tejido), *commands(tejido)]:
        domain = (command.callback.__module__ if command.callback else "tejido").partition(".")[0]
        yield path, Text(help_source(command.help or ""), domain)
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                yield f"{path} {option.name}", Text(help_source(option.help), domain)


def test_every_command_has_help_and_all_of_it_is_said_in_spanish(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEJIDO_LANGUAGE", "en")
    found = list(helps())
    assert len(found) > 150
    own = {"Show this message and exit.", "Show the version and exit."}
    for path, text in found:
        sources = (text, Text(text, "tejido"))  # options of the core stand in plugins' commands
        assert text in own or any(is_said(one, "es") for one in sources), path


def test_help_is_said_in_spanish_down_to_what_click_says_itself(run: Run) -> None:
    found = run("vocabulary", "export", "--help", language="es-MX").out
    assert found.startswith("Uso: tejido vocabulary export [OPCIONES] [VOCABULARY]...")
    for said in ("Opciones:", "[hace falta]", "Muestra este mensaje y termina.", "La carpeta del"):
        assert said in found
    assert "[si no se dice: urn:x-tejido:]" in " ".join(found.split())


def test_a_plugin_s_commands_are_said_from_its_own_words(run: Run) -> None:
    found = run("--help", language="es").out
    assert "Funda redes de organizaciones" in found
    assert "Órdenes:" in found
    assert "Found and join networks" in run("--help", language="en").out


def test_a_command_that_needs_another_shows_its_help(run: Run) -> None:
    done = run("vocabulary", language="es")
    assert done.code == 2
    assert "Órdenes:" in done.err


def test_the_commands_themselves_stay_as_they_are() -> None:
    said = spoken(tejido, "es")
    assert isinstance(said, click.Group)
    assert said.help != tejido.help
    assert said.commands["lock"].help != tejido.commands["lock"].help
    assert said.commands["lock"].callback is tejido.commands["lock"].callback
    assert str(tejido.help).startswith("Psychosocial accompaniment")
