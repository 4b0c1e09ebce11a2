"""A node that was used for everything, everybody on it, and all that its database keeps sealed."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
from tests.matrix.blobs import gathered
from tests.matrix.closure import Blob, Held

from tejido.accounts.sessions import open_session
from tejido.accounts.signing_in import SignedIn
from tejido.declare.policy import project
from tejido.node import Node
from tejido.testing.keys import key_of, publics_of
from tejido.testing.nodes import begun
from tejido.vault.identity import root_from_words
from tejido.vault.recovery_words import code_from_words
from tejido.vault.sealed_streams import CHUNK, SealedSpool
from tejido.work import (
    attachments,
    consent,
    deposits,
    founding,
    giving_back,
    guardians,
    holds,
    leaving,
    nodes,
    people,
    processes,
    records,
    roles,
    second_factor,
    teams,
)
from tejido.work.keys import keys_of
from tejido.work.records import Entry
from tejido_federation import founding as networks
from tejido_federation import joining
from tejido_federation.charter import Pinned
from tejido_federation.directory import Directory
from tejido_federation.founding import Founded
from tejido_federation.inbox import Inbox
from tejido_federation.packing import Packer
from tejido_federation.simulator import FOUNDED_ON, PeerSimulator, sample_record

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TYPE = "crisis.emergency"
GIVEN = {"received_on": "2026-05", "severity": "red", "narrative": "Lo contaron junto al río"}
#: Who holds which role, beside Ana, who founded the node and holds all of them.
ROLE_OF = {"nora": "network", "ines": "intake", "alia": "analyst", "aura": "auditor"}
GUARDIANS = ("gabi", "gala", "gloria")


@dataclass(frozen=True)
class World:
    """What was used, and what each of those in it has by themselves.

    Attributes:
        blobs: every sealed value of every row.
        clear: what stands in clear and is as long as a key: a few values of each column.
        person: ids by handle.
        named: ids of processes by what they are called here, and of whoever else is asked for.
        holds: what each has: ``person:beto`` a private half, ``passphrase:beto`` the words, ...
    """

    blobs: tuple[Blob, ...]
    clear: frozenset[bytes]
    person: Mapping[str, str]
    named: Mapping[str, str]
    holds: Mapping[str, Held]


@contextmanager
def used_world(folder: Path) -> Iterator[World]:
    """Use a node for everything that seals, and give what it keeps."""
    made = founding.found(
        folder,
        name="Casa de prueba",
        handle="ana",
        passphrase=_passphrase("ana"),
        clock=lambda: NOW,
        endpoint="http://casa.onion",
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    node = nodes.open_node(folder, clock=lambda: NOW)
    try:
        using = _Using(node, root_from_words(" ".join(made.root_words)))
        using.keep_words("ana", made.recovery)
        using.everything()
        yield using.world()
    finally:
        node.close()


def _passphrase(handle: str) -> str:
    return f"la milpa crece para {handle}"


@dataclass
class _Using:
    """A node in use, step by step; each step leaves something sealed."""

    node: Node
    root: Any
    who: dict[str, SignedIn] = field(default_factory=dict)
    holds: dict[str, Held] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def everything(self) -> None:
        self._people()
        self._network()
        self._processes()
        self._leave_the_house()
        self._arrive()
        self._leave_the_team()
        self._second_factor_and_sessions()
        self._guardians()
        self._renew_a_role()
        self._remember_the_node()

    def world(self) -> World:
        blobs, clear = gathered(self.node)
        ids = {handle: one.person for handle, one in self.who.items()}
        return World(tuple(blobs), frozenset(clear), ids, self.named, self.holds)

    # --- people ------------------------------------------------------------------------

    def _people(self) -> None:
        self._signed_in("ana")
        for handle, role in ROLE_OF.items():
            self._add(handle, role)
        for handle in ("beto", "carla", "dani", "tomas", "elena", "olga", "rolando", *GUARDIANS):
            self._add(handle, "accompanier")
        self._add("ada", "administrator")
        self._invite("ivo")
        self._name_guardians()
        roles.grant(
            self.node, self.who["ana"], "analyst", "rolando", public=key_of(self.node, "rolando")
        )

    def _name_guardians(self) -> None:
        """Call them here by the order of their ids, in which they open; it is drawn each time."""
        renamed: dict[str, Held] = {}
        ordered = sorted((self.who[one] for one in GUARDIANS), key=lambda one: one.person)
        for handle, who in zip(GUARDIANS, ordered, strict=True):
            self.who[handle] = who
            self.holds[f"person:{handle}"] = Held(frozenset({who.pair.private}))
            for what in ("passphrase", "words"):
                renamed[f"{what}:{handle}"] = self.holds[f"{what}:{who.handle}"]
        self.holds |= renamed

    def _add(self, handle: str, *rights: str) -> None:
        handed = people.add(self.node, self.who["ana"], handle, rights).passphrase
        printed = begun(self.node, handle, handed, _passphrase(handle))
        self._signed_in(handle)
        self.keep_words(handle, printed)

    def _invite(self, handle: str) -> None:
        """Add somebody who has not come in yet, and so has no words."""
        handed = people.add(self.node, self.who["ana"], handle).passphrase
        self._keep(people.sign_in(self.node, handle, handed, invited=True), handed)

    def keep_words(self, handle: str, printed: Sequence[str]) -> None:
        """Keep somebody's paper with twelve words."""
        code = code_from_words(" ".join(printed))
        self.holds[f"words:{handle}"] = Held(frozenset({code}))

    def _signed_in(self, handle: str) -> None:
        words = _passphrase(handle)
        self._keep(people.sign_in(self.node, handle, words), words)

    def _keep(self, who: SignedIn, passphrase: str) -> None:
        self.who[who.handle] = who
        self.holds[f"person:{who.handle}"] = Held(frozenset({who.pair.private}))
        self.holds[f"passphrase:{who.handle}"] = Held(passphrases=frozenset({passphrase}))

    # --- processes ---------------------------------------------------------------------

    def _processes(self) -> None:
        self.named["huerta"] = self._begun("ana", "huerta", "beto", "dani", "tomas")
        self.named["rio"] = self._begun("carla", "rio")
        self.named["loma"] = self._begun("dani", "loma")
        for name, handle in (("huerta", "ana"), ("rio", "carla"), ("loma", "dani")):
            self._filled(name, handle)
        holds.hold(self.node, self.who["ana"], self.named["huerta"], "Lo pide un juzgado")

    def _begun(self, handle: str, name: str, *team: str) -> str:
        process = processes.start(
            self.node, self.who[handle], "accompaniment", name, publics_of(self.node, team)
        )
        purposes = ("aggregate", "alert_network")
        consent.grant(self.node, self.who[handle], process, purposes, [self.named["peer"]])
        return process

    def _filled(self, name: str, handle: str) -> None:
        """Write, attach, and leave something, under the newest key of a process."""
        who, process = self.who[handle], self.named[name]
        records.write(self.node, who, [Entry(TYPE, process, GIVEN) for _record in range(2)])
        with SealedSpool(self.node.settings.folder) as spool:
            spool.write(b"x" * (CHUNK + 1))
            attachments.attach(self.node, who, process, "acta.txt", "text/plain", spool)
        deposits.leave(self.node, self.who["ines"], process, TYPE, GIVEN)

    def _leave_the_team(self) -> None:
        """Take one out, disable another; each remembers the key that they knew."""
        self._remember("tomas", "huerta")
        teams.close_to(self.node, self.who["ana"], self.named["huerta"], "tomas")
        self._filled("huerta", "ana")
        self._remember("dani", "huerta")
        people.disable(self.node, self.who["ana"], "dani")
        self._filled("huerta", "beto")

    def _remember(self, handle: str, name: str) -> None:
        with self.node.store.read() as tx:
            keys = keys_of(self.node, tx, self.who[handle], [self.named[name]])
        seeds = frozenset(key.seed for key in keys[self.named[name]].values())
        self.holds[f"memory:{handle}"] = Held(seeds)

    # --- the network ---------------------------------------------------------------------

    def _network(self) -> None:
        self.peer = PeerSimulator("brisa", "http://brisa.onion/")
        self.named["peer"] = self.peer.id
        self.holds["peer"] = Held(frozenset({self.peer.keys.box.private}))
        ours = networks.signed_also(joining.describe(self.node), self.root)
        terms = joining.terms_of(
            self.node.declarations, "Red", frozenset({self.node.id, self.peer.id}), k_records=1
        )
        drafted = networks.draft(terms, [ours, self.peer.envelope], FOUNDED_ON)
        charter = drafted.charter
        for root in (self.root, self.peer.keys.root):
            charter = networks.signed_also(charter, root)
        self.founded: Founded = joining.join(
            self.node, self.who["ana"], replace(drafted, charter=charter)
        )

    def _leave_the_house(self) -> None:
        """Approve; pack what Ana approved, and let what Carla's process approves wait."""
        self._approve()
        Packer(self.node, Directory()).pack()
        records.write(self.node, self.who["ana"], [Entry(TYPE, self.named["huerta"], GIVEN)])
        self._approve()

    def _approve(self) -> None:
        network = self.founded.charter.network or ""
        seen = leaving.preview(self.node, self.who["ana"], network)
        leaving.approve(self.node, self.who["ana"], network, seen.digest)

    def _arrive(self) -> None:
        """Receive one message that is opened at once, and one while the node is sealed."""
        inbox = Inbox(self.node)
        assert inbox.take(self._message(0, 1)).status == 200
        box, self.node.held.box = self.node.held.box, None
        assert inbox.take(self._message(2, 3)).status == 200
        self.node.held.box = box

    def _message(self, *numbers: int) -> bytes:
        policy = self.node.declarations.policies[TYPE]
        said = {
            "type": policy.type,
            "schema": policy.schema,
            "policy": policy.digest,
            "fields": project(policy, {}, {}),
        }
        items = [sample_record(number, **said) for number in numbers]
        own: Pinned = self.founded.members[self.node.id]
        return self.peer.message(own.descriptor, self.founded, items, purpose="aggregate")

    # --- ways in, and back in -------------------------------------------------------------

    def _second_factor_and_sessions(self) -> None:
        secret = second_factor.draw(self.node, self.who["beto"]).secret
        second_factor.confirm(self.node, self.who["beto"], secret, pyotp.TOTP(secret).at(NOW))
        self.holds["seed:beto"] = Held(frozenset({base64.b32decode(secret)}))
        for handle in ("ana", "beto"):
            with self.node.store.write() as tx:
                cookie = open_session(tx, self.who[handle], NOW)
            self.holds[f"cookie:{handle}"] = Held(frozenset({cookie}))

    def _guardians(self) -> None:
        """Elena and Olga choose two of three. Elena's request is half opened, Olga's wholly."""
        for handle in ("elena", "olga"):
            guardians.choose(self.node, self.who[handle], GUARDIANS, 2)
            new = f"{_passphrase(handle)} otra vez"
            giving_back.ask(self.node, handle, new)
            self.holds[f"new passphrase:{handle}"] = Held(passphrases=frozenset({new}))
        self._open_layer("elena", "gabi")
        for guardian in GUARDIANS[:2]:
            self._open_layer("olga", guardian)

    def _open_layer(self, handle: str, guardian: str) -> None:
        who = self.who[guardian]
        (wish,) = [one for one in giving_back.asked_of(self.node, who) if one.handle == handle]
        giving_back.open_part(self.node, who, handle, wish.public)

    def _renew_a_role(self) -> None:
        """Take a role from somebody who keeps its key, and renew it."""
        old = self.who["rolando"] = people.sign_in(self.node, "rolando", _passphrase("rolando"))
        self.holds["memory:rolando"] = Held(frozenset({old.role("analyst").private}))
        roles.revoke(self.node, self.who["ana"], "analyst", "rolando")
        ana = people.sign_in(self.node, "ana", _passphrase("ana"))
        roles.rotate(self.node, ana, "analyst", self.root)

    def _remember_the_node(self) -> None:
        held = self.node.held
        assert held.box is not None
        assert held.counting is not None
        self.holds["pepper"] = Held(peppers=frozenset({self.node.pepper}))
        self.holds["node key"] = Held(frozenset({self.node.identity.signing.seed}))
        self.holds["box"] = Held(frozenset({held.box.private}))
        self.holds["counting"] = Held(frozenset({held.counting.key}))
        self.named["counting"] = held.counting.id
