"""Secrets that a command needs: from a file, or from the person at the terminal.

Never as arguments: arguments are visible to everyone on the machine and stay in the shell's
history. A one-time code alone may be one; it is over before anybody could use it.
"""

import sys
from pathlib import Path

import click

from tejido.cli.terminal import language
from tejido.errors import UsageError
from tejido.languages import say, words

_ = words("tejido")


def passphrase(file: Path | None) -> str:
    """Return a passphrase: the first line of a file, or what is typed.

    Raises:
        UsageError: the file cannot be read or is empty, or nobody is there to be asked.
    """
    if file is None:
        nobody = _(
            "Nobody is there to be asked for the passphrase: name a file, --passphrase-file."
        )
        return _asked(_("Passphrase"), nobody)
    lines = _read(file, _("Cannot read the passphrase file; check its path.")).splitlines()
    if not lines:
        raise UsageError(_("The passphrase file is empty; its first line is the passphrase."))
    return lines[0]


def chosen_passphrase() -> str:
    """Return a new passphrase that somebody types twice.

    Raises:
        UsageError: nobody is there to be asked.
    """
    nobody = _("Nobody is there to choose a passphrase: leave out --choose, and one is drawn.")
    return _asked(_("New passphrase"), nobody, twice=True)


def printed_words(file: Path | None, option: str) -> str:
    """Return words that were printed: all that a file holds, or what is typed.

    Args:
        file: a file, if one was named.
        option: the option that names it, to be said.

    Raises:
        UsageError: the file cannot be read, or nobody is there to be asked.
    """
    if file is not None:
        return _read(file, _("Cannot read the file of the words; check its path."))
    return _asked(
        _("Words"),
        _("Nobody is there to be asked for the words: name a file, %(option)s."),
        option=option,
    )


def code() -> str:
    """Return a code of the second factor, as it is typed.

    Raises:
        UsageError: nobody is there to be asked.
    """
    return _asked(
        _("Code from your phone, or a spare one"),
        _("Nobody is there to be asked for the code: give it with --code."),
    )


def _asked(prompt: str, nobody: str, *, twice: bool = False, **values: object) -> str:
    if not sys.stdin.isatty():
        raise UsageError(nobody, **values)
    asked: str = click.prompt(
        say(prompt, language()),
        hide_input=True,
        confirmation_prompt=say(_("The same once more"), language()) if twice else False,
        err=True,
    )
    return asked


def _read(file: Path, refusal: str) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(refusal) from error
