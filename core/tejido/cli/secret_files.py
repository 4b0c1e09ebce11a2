"""New files for secrets that are shown once: only their owner can read them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from tejido.cli.terminal import tell
from tejido.errors import UsageError
from tejido.languages import words

_ = words("tejido")


@contextmanager
def reserved(files: Sequence[Path]) -> Iterator[None]:
    """Make empty files before there is a secret to lose; if what follows fails, unmake them.

    Raises:
        UsageError: one is there already, or cannot be written.
    """
    with ExitStack() as made:
        for file in files:
            _make(file)
            made.callback(file.unlink, missing_ok=True)
        yield
        made.pop_all()


def write_secret(file: Path, secret: str) -> None:
    """Write a line into a file that was :func:`reserved`."""
    file.write_text(f"{secret}\n", "utf-8")


def hand_over(secret: str, file: Path | None, *, shown: str, written: str) -> None:
    """Write a secret into its file, or show it on stdout; say which on stderr.

    Args:
        secret: one line.
        file: a file that was :func:`reserved`, if one was named.
        shown: what to say before it is shown.
        written: what to say once it is written, with ``%(file)s``.
    """
    if file is None:
        tell(shown)
        click.echo(secret)
    else:
        write_secret(file, secret)
        tell(written, file=file)


def hand_over_once(passphrase: str, file: Path | None) -> None:
    """Give the passphrase of somebody invited, to be handed to them."""
    hand_over(
        passphrase,
        file,
        shown=_("The passphrase to hand to them. It works once, to choose their own:"),
        written=_("In %(file)s is the passphrase to hand to them. It works once."),
    )


def _make(file: Path) -> None:
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise UsageError(_("%(file)s exists already; name a new file."), file=file.name) from error
    except OSError as error:
        raise UsageError(
            _("Cannot write %(file)s; name a file in a folder that is there."), file=file.name
        ) from error
