"""A network on paper: everything of a network but the sending, to see what would leave."""

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from tejido.declare.records import Approved, Member, Network
from tejido.hookspecs import AnyNode, hookimpl

#: Two partners that exist on paper only.
NORTE, SUR = "b" * 25 + "a", "c" * 25 + "a"


class PaperNetwork(ModuleType):
    """A plugin that gives one network and keeps what is approved in a list.

    The charter allows every policy and purpose that is declared on the node and asks for no
    company; ``terms`` replaces any attribute of the :class:`~tejido.declare.records.Network`.
    A subclass may add hooks as methods.

    Attributes:
        queue: what was approved, in its order.
        terms: what this charter says otherwise.
        fails: raised when something is approved, if set.
    """

    def __init__(self, network: str = "tela", **terms: Any) -> None:
        """Make the plugin of one network."""
        super().__init__(network)
        self.network = network
        self.terms = terms
        self.queue: list[Approved] = []
        self.fails: Exception | None = None
        # Hooks are looked for in the module itself, not in its class.
        for name in dir(type(self)):
            method = getattr(self, name)
            if hasattr(method, "tejido_impl"):
                vars(self)[name] = method

    @hookimpl
    def networks(self, node: AnyNode) -> list[Network]:
        """Return the network."""
        declared = node.declarations
        usual = Network(
            id=self.network,
            name="Red en papel",
            node=node.id,
            members=(Member(node.id, "Nosotras"), Member(NORTE, "Norte"), Member(SUR, "Sur")),
            coordinators=frozenset({SUR}),
            purposes=frozenset(declared.vocabularies["consent_purpose"].terms),
            policies={name: frozenset({one.digest}) for name, one in declared.policies.items()},
            k=2,
            k_records=1,
            organizations=1,
            retention_days=1095,
            until="2049-12-31",
            charter=(1, "c" * 64),
        )
        return [replace(usual, **self.terms)]

    @hookimpl
    def approved(self, items: Sequence[Approved]) -> None:
        """Keep what was approved."""
        self.queue.extend(items)
        if self.fails:
            raise self.fails
