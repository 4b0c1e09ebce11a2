"""Who is who: the frozen view of descriptors and charters that every check reads.

Nothing in it comes from the message being checked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tejido_federation.charter import Charter
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import ACTIVE, COMPROMISED, NODE, RETIRED, Descriptor

#: How long a retired key still works after we took in the descriptor that retired it.
GRACE_DAYS = 30


@dataclass(frozen=True)
class Held:
    """The newest descriptor we hold of a node; ``taken_in`` is the UTC day we stored it."""

    descriptor: Descriptor
    digest: str
    taken_in: str


@dataclass(frozen=True)
class KnownKey:
    """A key of a known node."""

    node: str
    role: str
    public: bytes
    status: str
    taken_in: str


@dataclass(frozen=True)
class InForce:
    """The charter in force in one network, and the digests of all its versions held here."""

    charter: Charter
    digests: Mapping[int, str]


@dataclass(frozen=True)
class Roster:
    """All nodes and networks known here."""

    nodes: Mapping[str, Held]
    networks: Mapping[str, InForce]
    keys: Mapping[str, KnownKey] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Held], networks: Mapping[str, InForce]) -> "Roster":
        """Make a roster, with its index of keys."""
        held = {one.descriptor.node: one for one in nodes}
        keys = {
            key.id: KnownKey(node, key.role, key.public, key.status, one.taken_in)
            for node, one in held.items()
            for key in one.descriptor.keys
        }
        return cls(held, networks, keys)

    def signer(self, keyid: str, today: str) -> KnownKey:
        """Return the node key that ``keyid`` (unverified) names, if it may sign today; step 7.

        Raises:
            RefusedError: ``unknown_key``, ``key_role``, ``key_retired``, ``key_compromised``.
        """
        key = self.keys.get(keyid)
        if key is None:
            raise RefusedError("unknown_key")
        if key.role != NODE:
            raise RefusedError("key_role")
        if key.status == COMPROMISED:
            raise RefusedError("key_compromised")
        if key.status == RETIRED and today > _last_day(key.taken_in):
            raise RefusedError("key_retired")
        return key

    def own_key(self, node: str, keyid: str) -> KnownKey:
        """Return the active key of ours that a message is sealed to; part of step 9.

        Raises:
            RefusedError: ``recipient_key``.
        """
        key = self.keys.get(keyid)
        if key is None or key.node != node or key.status != ACTIVE:
            raise RefusedError("recipient_key")
        return key


def _last_day(taken_in: str) -> str:
    return (date.fromisoformat(taken_in) + timedelta(days=GRACE_DAYS)).isoformat()


def counts(roster: Roster, network: str, node: str) -> bool:
    """Whether a node counts what it receives in a network: its coordinators do, nobody else."""
    held = roster.networks.get(network)
    return held is not None and node in held.charter.coordinators
