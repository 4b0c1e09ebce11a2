"""The command line: thin commands over ``work``. Nouns, then verbs.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 refused, 2 wrong usage. Whatever goes
wrong is one clear line; a trace is shown only where ``TEJIDO_TRACE`` asks for it.
"""

import os
import sys
from collections.abc import Sequence

import click

from tejido.cli.complaints import complaint
from tejido.cli.helping import spoken
from tejido.cli.options import language
from tejido.cli.root import tejido


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Return the exit code of one command; the only place where errors become lines."""
    try:
        command = spoken(tejido, language())
        code = command.main(arguments, prog_name="tejido", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("TEJIDO_TRACE"):
            raise
        line, code = complaint(error, language())
        click.echo(f"tejido: {line}", err=True)
        return code
    return code if isinstance(code, int) else 0
