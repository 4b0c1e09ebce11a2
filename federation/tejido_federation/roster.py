"""Who is who: the frozen view of descriptors and charters that every check reads.

Nothing in it comes from the message being checked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tejido_federation.charter import Charter
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import ACTIVE, NODE, RETIRED, Descriptor, NodeKey

#: How long a retired key still works after we took in the descriptor that retired it.
GRACE_DAYS = 30


@dataclass(frozen=True)
class Held:
    """The newest descriptor we hold of a node.

    Attributes:
        taken_in: UTC day on which we stored it.
        retired: for each retired keyid, the UTC day on which we stored the first version in
            which it was; a later version does not begin the days anew.
    """

    descriptor: Descriptor
    digest: str
    taken_in: str
    retired: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownKey:
    """A key as one known node lists it; ``ended_on`` counts only where it is retired."""

    node: str
    role: str
    public: bytes
    status: str
    ended_on: str

    def is_usable(self, today: str) -> bool:
        """Whether it works on this UTC day: active, or retired no more than 30 days ago."""
        if self.status == RETIRED:
            return today <= _last_day(self.ended_on)
        return self.status == ACTIVE


@dataclass(frozen=True)
class InForce:
    """The charter in force in one network, and the digests of all its versions held here."""

    charter: Charter
    digests: Mapping[int, str]


@dataclass(frozen=True)
class Roster:
    """All nodes and networks known here.

    Anybody can list anybody's public key, so a key has as many owners as list it: what one node
    says of a key never changes what it is worth for another.
    """

    nodes: Mapping[str, Held]
    networks: Mapping[str, InForce]
    keys: Mapping[str, tuple[KnownKey, ...]] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Held], networks: Mapping[str, InForce]) -> "Roster":
        """Make a roster, with its index of keys."""
        held = {one.descriptor.node: one for one in nodes}
        keys: dict[str, tuple[KnownKey, ...]] = {}
        for one in held.values():
            for key in one.descriptor.keys:
                keys[key.id] = (*keys.get(key.id, ()), _known(one, key))
        return cls(held, networks, keys)

    def signers(self, keyid: str, today: str) -> tuple[KnownKey, ...]:
        """Return ``keyid`` (unverified) as all list it for whom it may sign today; step 7.

        At least one; all have the same public half, whose hash the keyid is.

        Raises:
            RefusedError: ``unknown_key``, ``key_role``, ``key_retired``, ``key_compromised``.
        """
        listed = self.keys.get(keyid, ())
        signing = [key for key in listed if key.role == NODE]
        usable = tuple(key for key in signing if key.is_usable(today))
        if usable:
            return usable
        if not listed:
            raise RefusedError("unknown_key")
        if not signing:
            raise RefusedError("key_role")
        retired = any(key.status == RETIRED for key in signing)
        raise RefusedError("key_retired" if retired else "key_compromised")

    def own_key(
        self, node: str, keyid: str, today: str, held: frozenset[str] = frozenset()
    ) -> KnownKey:
        """Return the key of ours that a message is sealed to; part of step 9.

        Args:
            node: our id; only our own descriptor says which keys are ours.
            keyid: unverified.
            today: UTC day.
            held: keyids of the pairs at hand; a retired key works only as one of them.

        Raises:
            RefusedError: ``recipient_key``.
        """
        for key in self.keys.get(keyid, ()):
            is_ours = key.node == node and key.is_usable(today)
            if is_ours and (key.status == ACTIVE or keyid in held):
                return key
        raise RefusedError("recipient_key")


def _known(held: Held, key: NodeKey) -> KnownKey:
    ended_on = held.retired.get(key.id, held.taken_in)
    return KnownKey(held.descriptor.node, key.role, key.public, key.status, ended_on)


def _last_day(ended_on: str) -> str:
    return (date.fromisoformat(ended_on) + timedelta(days=GRACE_DAYS)).isoformat()


def counts(roster: Roster, network: str, node: str) -> bool:
    """Whether a node counts what it receives in a network: its coordinators do, nobody else."""
    held = roster.networks.get(network)
    return held is not None and node in held.charter.coordinators
