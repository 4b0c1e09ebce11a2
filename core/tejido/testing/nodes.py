"""A throw-away node: real settings, keys and database, with passphrases that are cheap to try."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from tejido.accompaniment.core import core_contribution
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node, utc_now
from tejido.plugins import QUARANTINED, load_plugins
from tejido.work import founding, nodes, people

#: Opens whoever is on such a node.
PASSPHRASE = "el maíz crece en la milpa"  # noqa: S105  # it opens nothing that lasts


@dataclass(frozen=True)
class SmallNode:
    """A node, and Ana, who founded it and holds every role."""

    node: Node
    ana: SignedIn
    extra: Mapping[str, ModuleType]

    def joined_by(self, handle: str, *roles: str) -> SignedIn:
        """Return somebody more, signed in: an accompanier with these roles, and no process."""
        return joined(self.node, self.ana, handle, ("accompanier", *roles))

    def without(self, *plugins: str) -> "SmallNode":
        """Return the same node with more plugins switched off."""
        off = {*self.node.settings.disabled_plugins, *plugins}
        loaded = load_plugins(core_contribution(), off=off, extra=self.extra)
        return replace(self, node=replace(self.node, plugins=loaded))


def joined(
    node: Node,
    who: SignedIn,
    handle: str,
    roles: Collection[str] = ("accompanier",),
    passphrase: str = PASSPHRASE,
) -> SignedIn:
    """Return somebody signed in whom ``who`` adds, and who begins with a passphrase of theirs."""
    begun(node, handle, people.add(node, who, handle, roles).passphrase, passphrase)
    return people.sign_in(node, handle, passphrase)


def begun(node: Node, handle: str, handed: str, passphrase: str = PASSPHRASE) -> Sequence[str]:
    """Begin as somebody who was handed a passphrase; return their twelve words."""
    return people.begin(node, people.sign_in(node, handle, handed, invited=True), passphrase)


@contextmanager
def small_node(
    folder: Path,
    *,
    extra: Mapping[str, ModuleType] | None = None,
    clock: Callable[[], datetime] = utc_now,
    **settings: Any,
) -> Iterator[SmallNode]:
    """Found a node in ``folder`` and open it for as long as the ``with`` lasts.

    Args:
        folder: must not hold a node.
        extra: further plugins, by name, as modules.
        clock: the moment, in UTC.
        settings: any other setting of ``node.toml``: ``disabled_plugins=["crisis"]``.
    """
    found_small_node(folder, clock=clock, **settings)
    with open_small_node(folder, extra=extra, clock=clock) as small:
        yield small


def found_small_node(
    folder: Path, *, clock: Callable[[], datetime] = utc_now, **settings: Any
) -> None:
    """Found such a node and close it; see :func:`small_node`. Its folder may be copied."""
    founding.found(
        folder,
        name="Casa de prueba",
        handle="ana",
        passphrase=PASSPHRASE,
        clock=clock,
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
        **settings,
    )


@contextmanager
def open_small_node(
    folder: Path,
    *,
    extra: Mapping[str, ModuleType] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[SmallNode]:
    """Open such a node again; see :func:`small_node`."""
    # Plugins are loaded once, with those that come from nowhere else.
    opened = nodes.open_node(folder, safe_mode=True, clock=clock)
    try:
        plugins = load_plugins(
            core_contribution(), off=opened.settings.disabled_plugins, extra=extra
        )
        wrong = [one.reason for one in plugins.states if one.state == QUARANTINED]
        assert not wrong, wrong
        node = replace(opened, plugins=plugins)
        yield SmallNode(node, people.sign_in(node, "ana", PASSPHRASE), extra or {})
    finally:
        opened.close()
