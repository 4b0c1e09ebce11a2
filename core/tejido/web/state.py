"""What the web face keeps of its application: the node and the plugins' pages, nothing else."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from tejido.hookspecs import Pages
from tejido.node import Node

EXTENSION = "tejido"


@dataclass(frozen=True)
class State:
    """The application's own state, in ``app.extensions["tejido"]``."""

    node: Node
    pages: tuple[Pages, ...]


def state() -> State:
    """Return the state of the application that answers this request."""
    return cast(State, current_app.extensions[EXTENSION])
