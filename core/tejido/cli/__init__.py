"""The command line: thin commands over ``work``. Nouns, then verbs.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 refused, 2 wrong usage. Whatever goes
wrong is one clear line; a trace is shown only where ``TEJIDO_TRACE`` asks for it.
"""

import os
import sys
from collections.abc import Sequence

import click

from tejido.cli.options import language
from tejido.cli.root import tejido
from tejido.errors import TejidoError
from tejido.languages import say, say_error, words

_ = words("tejido")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Return the exit code of one command; the only place where errors become lines."""
    try:
        code = tejido.main(arguments, prog_name="tejido", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _complain(say(_("Stopped; nothing more was done."), language()), 1)
    except TejidoError as error:
        return _complain(say_error(error, language()), error.exit_code)
    except Exception as error:
        if os.environ.get("TEJIDO_TRACE"):
            raise
        message = say(
            _("Something unexpected happened (%(kind)s). Set TEJIDO_TRACE=1 to see where."),
            language(),
            kind=type(error).__name__,
        )
        return _complain(message, 1)
    return code if isinstance(code, int) else 0


def _complain(message: str, code: int) -> int:
    click.echo(f"tejido: {message}", err=True)
    return code
