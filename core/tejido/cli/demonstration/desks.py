"""Somebody at work at a node, beside its server: the node opened once more, by a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.cli.demonstration.sites import Site
from tejido.node import Node
from tejido.work import nodes, people


@dataclass(frozen=True)
class Desk:
    """An accompanier who signed in for a while."""

    site: Site
    node: Node
    who: SignedIn


@contextmanager
def desk_of(site: Site) -> Iterator[Desk]:
    """Give the desk of a site's accompanier, and clear it at the end."""
    handle = site.organization.accompanier
    node = nodes.open_node(site.folder)
    try:
        yield Desk(site, node, people.sign_in(node, handle, site.passphrases[handle]))
    finally:
        node.close()
