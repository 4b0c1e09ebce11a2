"""Running other commands of ``tejido`` as somebody at a terminal would, plugins' among them.

The core does not know the federation layer; it does know that such commands may be there.
"""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True)
class Commands:
    """The group that holds every command."""

    group: click.Command

    def __call__(self, *words: str | Path) -> str:
        """Run one command and return what it wrote on stdout.

        Raises:
            TejidoError: what the command refuses with.
            click.ClickException: there is no such command or option.
        """
        written = io.StringIO()
        with redirect_stdout(written), redirect_stderr(io.StringIO()):
            self.group.main([str(word) for word in words], "tejido", standalone_mode=False)
        return written.getvalue()
