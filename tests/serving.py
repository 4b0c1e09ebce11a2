"""Serving a face on a port of this machine, as ``tejido serve`` does, while a test lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tejido.cli.listening import listening


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """Give the address at which an app answers; afterwards whoever is inside is answered still."""
    told = threading.Event()
    with listening(app, "127.0.0.1", port) as server:
        thread = threading.Thread(target=server.run, args=[told], daemon=True)
        thread.start()
        yield next(server.addresses)
        told.set()
        thread.join()
