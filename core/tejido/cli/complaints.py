"""Whatever ends a command, as one line that says what to do and an exit code."""

import click

from tejido.errors import TejidoError
from tejido.languages import say, say_error, words

_ = words("tejido")


def complaint(error: BaseException, language: str) -> tuple[str, int]:
    """Return the line for a person in ``language``, and the exit code."""
    if isinstance(error, TejidoError):
        return say_error(error, language), error.exit_code
    if isinstance(error, click.UsageError):
        return _about_usage(error, language), error.exit_code
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return say(_("Stopped; nothing more was done."), language), 1
    message = _("Something unexpected happened (%(kind)s). Set TEJIDO_TRACE=1 to see where.")
    return say(message, language, kind=type(error).__name__), 1


def _about_usage(error: click.UsageError, language: str) -> str:
    """Say click's own errors in the reader's language; the help says what is possible."""
    command = error.ctx.command_path if error.ctx else "tejido"
    if isinstance(error, click.NoSuchOption):
        message, what = (
            _("There is no option %(what)s: see «%(command)s --help»."),
            error.option_name,
        )
    elif isinstance(error, click.exceptions.NoSuchCommand):
        message, what = (
            _("There is no command %(what)s: see «%(command)s --help»."),
            error.command_name,
        )
    elif isinstance(error, click.MissingParameter):
        message, what = _("%(what)s is missing: see «%(command)s --help»."), _named(error)
    elif isinstance(error, click.BadParameter):
        message, what = _("%(what)s cannot be this: see «%(command)s --help»."), _named(error)
    else:
        message, what = _("%(what)s See «%(command)s --help»."), error.format_message()
    return say(message, language, what=what, command=command)


def _named(error: click.BadParameter) -> str:
    """Return what a parameter is called on the command line: ``--port``, ``FILE``."""
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name if error.param else str(error.param_hint)
