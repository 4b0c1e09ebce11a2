"""Progress on stderr, in the language of the person at the terminal."""

from dataclasses import dataclass

import click

from tejido.languages import say


@dataclass(frozen=True)
class Teller:
    """Says what happens now; never a record's content."""

    language: str

    def __call__(self, text: str, **values: object) -> None:
        """Say one line."""
        click.echo(say(text, self.language, **values), err=True)
