"""A node: settings, database, plugins, identity, and the keys that its process holds.

A node boots sealed. ``held`` fills as people sign in and is forgotten with the process: a
seized disk opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tejido.declare.declarations import Declarations
from tejido.declare.wordbook import Wordbook
from tejido.plugins import Plugins
from tejido.settings import Settings
from tejido.store.database import Store
from tejido.vault.ciphers import BoxPair
from tejido.vault.counting_keys import CountingKey
from tejido.vault.identity import NodeIdentity

#: The role whose key the running process keeps once somebody who holds it has signed in: what
#: arrives from peers is opened with it, by day and by night, until restart or lock.
KEPT_ROLE = "network"


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@dataclass
class HeldKeys:
    """Keys in the memory of the running process; never written anywhere."""

    #: The pair of the role ``network``.
    box: BoxPair | None = field(default=None, repr=False)
    #: The key under which this run seals coded rows; stored sealed to the analysts.
    counting: CountingKey | None = field(default=None, repr=False)

    def forget(self) -> None:
        """Seal the node again."""
        self.box = None
        self.counting = None


@dataclass(frozen=True)
class Node:
    """One organization's node, open. Close it when done."""

    settings: Settings
    store: Store
    plugins: Plugins
    identity: NodeIdentity
    pepper: bytes = field(repr=False)
    held: HeldKeys = field(default_factory=HeldKeys, repr=False)
    wordbook: Wordbook = field(default_factory=Wordbook, repr=False)
    clock: Callable[[], datetime] = utc_now

    @property
    def id(self) -> str:
        """The node's id, 26 characters."""
        return self.identity.node_id

    @property
    def declarations(self) -> Declarations:
        """Everything declared here, with the node's own words."""
        return self.wordbook.over(self.plugins.declarations)

    def today(self) -> date:
        """Return the UTC day."""
        return self.clock().date()

    def close(self) -> None:
        """Forget keys and close the database."""
        self.held.forget()
        self.store.close()
