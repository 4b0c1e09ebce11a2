"""Options that commands share: which node, and who is asking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from tejido.accounts.signing_in import SignedIn
from tejido.cli import asking
from tejido.cli.terminal import language as language
from tejido.cli.terminal import tell as tell
from tejido.languages import speak_from
from tejido.node import Node
from tejido.work import nodes, people, second_factor
from tejido.work.scrubbing import scrub

_Command = TypeVar("_Command", bound=Callable[..., Any])
#: Under which a command's context keeps the code that was given to it.
_CODE = "tejido.cli.code"


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
    """Add ``--node``, ``--as``, ``--passphrase-file`` and ``--code``; see :func:`signed_in`."""
    command = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help="A file whose first line is the passphrase; without it you are asked.",
    )(code_option(command))
    command = click.option("--as", "handle", required=True, help="Your handle.")(command)
    return node_option(command)


def code_option(command: _Command) -> _Command:
    """Add ``--code``, which is kept for :func:`signed_in` and not handed to the command."""
    return click.option(
        "--code",
        expose_value=False,
        callback=_keep_code,
        help="Code from your phone, or a spare one; without it you are asked if you need one.",
    )(command)


@contextmanager
def opened(folder: Path, *, safe_mode: bool = False) -> Iterator[Node]:
    """Open a node for one command and close it afterwards, scrubbed of what that erased."""
    node = nodes.open_node(folder, safe_mode=safe_mode)
    speak_from(node.settings.translations)
    try:
        yield node
    finally:
        scrub(node)
        node.close()


@contextmanager
def signed_in(
    folder: Path, handle: str, passphrase_file: Path | None
) -> Iterator[tuple[Node, SignedIn]]:
    """Open a node as somebody, for one command."""
    with opened(folder) as node:
        passphrase = asking.passphrase(passphrase_file)
        yield node, people.sign_in(node, handle, passphrase, code_of(node, handle))


def code_of(node: Node, handle: str) -> str:
    """Return the code that was given, or is asked for because this handle has a second factor.

    Whoever runs a command reads the node's files, and could see there that it has one.
    """
    given: str | None = click.get_current_context().meta.get(_CODE)
    if given is not None:
        return given
    return asking.code() if second_factor.is_set(node, handle) else ""


def _keep_code(ctx: click.Context, _param: click.Parameter, code: str | None) -> None:
    ctx.meta[_CODE] = code
