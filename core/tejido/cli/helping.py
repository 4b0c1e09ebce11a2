"""The help of commands, in the language of the person at the terminal.

Commands say their help in English, in docstrings and ``help=``; ``make words`` finds it there.
What is shown is a copy of the command, said in one language; the command itself stays as it is.
"""

import copy
import inspect
import re
from collections.abc import Iterable

import click

from tejido.languages import Text, say, words

_ = words("tejido")

#: What click itself says in its help.
_OWN = {
    "Commands": _("Commands"),
    "Options": _("Options"),
    "Positional arguments": _("Positional arguments"),
    "Show the version and exit.": _("Show the version and exit."),
    "Show this message and exit.": _("Show this message and exit."),
    "[OPTIONS]": _("[OPTIONS]"),
    "COMMAND [ARGS]...": _("COMMAND [ARGS]..."),
}
_USAGE = _("Usage: ")
_REQUIRED, _DEFAULT = _("required"), _("default: %(value)s")
#: What click puts behind an option's help: ``[default: 8420; required]``.
_EXTRA = re.compile(r"\[(?P<items>[^\[\]]*)\]\Z")


def spoken(command: click.Command, language: str) -> click.Command:
    """Return a copy of a command, and of those below it, with its help in ``language``."""
    said = copy.copy(command)
    said.context_class = _context_in(language)
    domain = _domain(command)
    said.help = _said(command.help, domain, language)
    said.short_help = _said(command.short_help, domain, language)
    said.options_metavar = say(_OWN["[OPTIONS]"], language) if command.options_metavar else None
    said.params = [_spoken_option(param, domain, language) for param in command.params]
    if isinstance(said, click.Group):
        said.subcommand_metavar = say(_OWN["COMMAND [ARGS]..."], language)
        below = said.commands.items()
        said.commands = {name: spoken(one, language) for name, one in below}
    return said


def help_source(text: str) -> str:
    """Return a help text as catalogues have it: a paragraph to a line, however it is broken."""
    shown = inspect.cleandoc(text).partition("\f")[0]
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in shown.split("\n\n"))


def _spoken_option(param: click.Parameter, domain: str, language: str) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    said = copy.copy(param)
    said.help = _said(param.help, domain, language)
    return said


def _said(text: str | None, domain: str, language: str) -> str | None:
    if not text:
        return text
    source = help_source(text)
    for text in (Text(source, domain), Text(source, "tejido")):  # options of ours stand in others'
        said = say(text, language)
        if said != source:
            return said
    return source


def _domain(command: click.Command) -> str:
    """Return the package that a command is of, which has its words."""
    module = getattr(command.callback, "__module__", "") or ""
    return module.partition(".")[0] or "tejido"


def _context_in(language: str) -> type[click.Context]:
    class Formatter(click.HelpFormatter):
        """Writes what click says by itself in the reader's language."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, say(_USAGE, language) if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            super().write_heading(say(_OWN.get(heading, heading), language))

        def write_dl(
            self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
        ) -> None:
            said = [(term, _definition(text, language)) for term, text in rows]
            super().write_dl(said, col_max, col_spacing)

    class Context(click.Context):
        formatter_class = Formatter

    return Context


def _definition(text: str, language: str) -> str:
    """Return what a row of help says, with click's own words in the reader's language."""
    if text in _OWN:
        return say(_OWN[text], language)
    found = _EXTRA.search(text)
    if found is None:
        return text
    items = (_item(one, language) for one in found["items"].split("; "))
    return f"{text[: found.start()]}[{'; '.join(items)}]"


def _item(item: str, language: str) -> str:
    name, colon, value = item.partition(": ")
    if (name, bool(colon)) == ("default", True):
        return say(_DEFAULT, language, value=value)
    return say(_REQUIRED, language) if item == "required" else item
