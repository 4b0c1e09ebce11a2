"""The first run in a browser: a link that works once, until the recovery kit is on paper."""

import secrets
from collections.abc import Callable, Mapping
from threading import Event

import click

from tejido.cli.listening import listening
from tejido.cli.options import tell
from tejido.cli.stopping import told_to_stop
from tejido.languages import words
from tejido.web.setup import create_setup_app
from tejido.work.founding import Founded

_ = words("tejido")

_TOKEN_SIZE = 24


def first_run(host: str, port: int, found: Callable[[Mapping[str, str]], Founded]) -> bool:
    """Serve the set-up until it is finished or told to stop; return whether it was finished.

    Args:
        host: where to listen.
        port: where to listen; 0 is any.
        found: makes the node from the wizard's answers.

    Raises:
        PortError: somebody else listens there.
    """
    token, finished = secrets.token_urlsafe(_TOKEN_SIZE), Event()
    with told_to_stop() as told:

        def finish() -> None:
            finished.set()
            told.set()

        with listening(create_setup_app(token, host, found, finish), host, port) as server:
            tell(_("Open this link in a browser on this machine. It works until the kit is kept:"))
            for address in server.addresses:
                click.echo(f"{address}/set-up/{token}")
            server.run(told)
    return finished.is_set()
