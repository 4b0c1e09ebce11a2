"""Options that commands share: which node, and who is asking.

Secrets come from a file or a prompt, never as arguments: arguments are visible to everyone on
the machine and stay in the shell's history.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from tejido.accounts.signing_in import SignedIn
from tejido.errors import UsageError
from tejido.languages import DEFAULT_LANGUAGE, say, words
from tejido.node import Node
from tejido.work import nodes, people

_ = words("tejido")
_Command = TypeVar("_Command", bound=Callable[..., Any])


def language() -> str:
    """Return the language of the person at the terminal: TEJIDO_LANGUAGE, LANG, or Spanish."""
    found = os.environ.get("TEJIDO_LANGUAGE") or os.environ.get("LANG", "")
    tag = found.partition(".")[0].replace("_", "-")
    return tag if tag not in ("", "C", "POSIX") else DEFAULT_LANGUAGE


def tell(text: str, **values: object) -> None:
    """Say something to the person at the terminal, on stderr."""
    click.echo(say(text, language(), **values), err=True)


def node_option(command: _Command) -> _Command:
    """Add ``--node DIR``, as ``folder``."""
    return click.option(
        "--node",
        "folder",
        type=click.Path(path_type=Path),
        envvar="TEJIDO_NODE",
        default=Path("node"),
        show_default=True,
        help="The node's folder.",
    )(command)


def who_options(command: _Command) -> _Command:
    """Add ``--node``, ``--as`` and ``--passphrase-file``; pass them to :func:`signed_in`."""
    command = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help="A file whose first line is the passphrase; without it you are asked.",
    )(command)
    command = click.option("--as", "handle", required=True, help="Your handle.")(command)
    return node_option(command)


@contextmanager
def opened(folder: Path, *, safe_mode: bool = False) -> Iterator[Node]:
    """Open a node for one command and close it afterwards."""
    node = nodes.open_node(folder, safe_mode=safe_mode)
    try:
        yield node
    finally:
        node.close()


@contextmanager
def signed_in(
    folder: Path, handle: str, passphrase_file: Path | None
) -> Iterator[tuple[Node, SignedIn]]:
    """Open a node as somebody, for one command."""
    with opened(folder) as node:
        yield node, people.sign_in(node, handle, _passphrase(passphrase_file))


def _passphrase(file: Path | None) -> str:
    if file is None:
        return _asked()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("Cannot read the passphrase file; check its path.")) from error
    if not lines:
        raise UsageError(_("The passphrase file is empty; its first line is the passphrase."))
    return lines[0]


def _asked() -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            _("Nobody is there to be asked for the passphrase: name a file, --passphrase-file.")
        )
    asked: str = click.prompt(say(_("Passphrase"), language()), hide_input=True, err=True)
    return asked
