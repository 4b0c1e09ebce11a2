"""Speaking with the person at the terminal, in their language."""

import os

import click

from tejido.languages import DEFAULT_LANGUAGE, say


def language() -> str:
    """Return the language of the person at the terminal: TEJIDO_LANGUAGE, LANG, or Spanish."""
    found = os.environ.get("TEJIDO_LANGUAGE") or os.environ.get("LANG", "")
    tag = found.partition(".")[0].replace("_", "-")
    return tag if tag not in ("", "C", "POSIX") else DEFAULT_LANGUAGE


def tell(text: str, **values: object) -> None:
    """Say something to the person at the terminal, on stderr."""
    click.echo(say(text, language(), **values), err=True)
