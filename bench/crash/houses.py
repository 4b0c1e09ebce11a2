"""Two real nodes that found a network: the one that is killed, and the peer it exchanges with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tejido.accounts.signing_in import SignedIn
from tejido.cli.demonstration.ports import HOST, Reserved
from tejido.node import Node
from tejido.testing.nodes import joined
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import root_from_words
from tejido.work import founding, nodes, people
from tejido_federation import founding as networks
from tejido_federation import joining
from tejido_federation.founding import Founding

#: Opens whoever is here; the work of guessing it is kept small.
PASSPHRASE = "la milpa crece aunque se vaya la luz"  # noqa: S105  # it opens nothing that lasts
#: Who writes nothing: processes are opened to her, and closed again.
COLLEAGUE = "dora"
#: Who founded a node, holds every role, approves what leaves, and writes in processes of theirs.
KEEPER = "ana"


@dataclass(frozen=True)
class House:
    """A founded node.

    Attributes:
        name: names its folder and its files.
        node: its id.
        url: where it serves on this machine.
        writers: handles of those who write in processes of their own, the keeper among them.
        backup_secret: what opens its backups.
    """

    name: str
    folder: Path
    node: str
    url: str
    writers: tuple[str, ...]
    backup_secret: str = field(repr=False)

    @contextmanager
    def opened(self) -> Iterator[Node]:
        """Give the node, opened once more beside its server."""
        node = nodes.open_node(self.folder)
        try:
            yield node
        finally:
            node.close()


@dataclass(frozen=True)
class Pair:
    """Two houses, ``killed`` and ``peer``, and the id of their network."""

    killed: House
    peer: House
    network: str

    @property
    def both(self) -> tuple[House, House]:
        """Both of them."""
        return self.killed, self.peer


def found_pair(folder: Path, writers: Sequence[str] = ("beto", "carla")) -> Pair:
    """Found both nodes in ``folder``, with their people, and the network of the two."""
    with Reserved(2) as reserved:
        ports = reserved.ports
    killed, first = _found(folder, "casa", ports[0], writers)
    peer, second = _found(folder, "vecina", ports[1], ())
    return Pair(killed, peer, _found_network([killed, peer], [first, second]))


def sign_in(node: Node, house: House) -> dict[str, SignedIn]:
    """Return everybody who writes in a house, signed in."""
    return {handle: people.sign_in(node, handle, PASSPHRASE) for handle in house.writers}


def _found(folder: Path, name: str, port: int, others: Sequence[str]) -> tuple[House, SigningPair]:
    url = f"http://{HOST}:{port}"
    made = founding.found(
        folder / name,
        name=name,
        handle=KEEPER,
        passphrase=PASSPHRASE,
        host=HOST,
        port=port,
        endpoint=url,
        allow_loopback=True,
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    house = House(name, folder / name, made.node, url, (KEEPER, *others), made.backup_secret)
    with house.opened() as node:
        keeper = people.sign_in(node, KEEPER, PASSPHRASE)
        for handle in (*others, COLLEAGUE):
            joined(node, keeper, handle, passphrase=PASSPHRASE)
    return house, root_from_words(" ".join(made.root_words))


def _found_network(houses: Sequence[House], roots: Sequence[SigningPair]) -> str:
    """Found it so that one record is company enough: what is looked at here is that it arrives."""
    described = []
    for house, root in zip(houses, roots, strict=True):
        with house.opened() as node:
            described.append(networks.signed_also(joining.describe(node), root))
    coordinators = frozenset(house.node for house in houses)
    with houses[0].opened() as node:
        terms = joining.terms_of(node.declarations, "Red", coordinators, k_records=1)
        drafted = networks.draft(terms, described, node.today())
    charter = drafted.charter
    for root in roots:
        charter = networks.signed_also(charter, root)
    file = replace(drafted, charter=charter)
    (network,) = {_joined(house, file) for house in houses}
    return network


def _joined(house: House, file: Founding) -> str:
    with house.opened() as node:
        who = people.sign_in(node, KEEPER, PASSPHRASE)
        return joining.join(node, who, file).charter.network or ""
