"""A small node's accounts: Ana, who founded it and holds every role, and Rosa, who holds none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.people import NewPerson, add_person, new_person
from tejido.accounts.roles import create_role_keys
from tejido.accounts.signing_in import SignedIn, find, opened, unlocked
from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import NodeIdentity
from tejido.vault.passphrases import Cost

CHEAP = Cost(opslimit=1, memlimit=8192)
WORDS = {"ana": "el maíz crece en la milpa", "rosa": "la lluvia llega por el cerro"}


@dataclass(frozen=True)
class Small:
    """A node without the rest of the house."""

    store: Store
    identity: NodeIdentity
    ana: NewPerson
    rosa: NewPerson
    root: SigningPair
    pepper: bytes = b"p" * 32
    cost: Cost = CHEAP
    words: dict[str, str] = field(default_factory=WORDS.copy)
    noon: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def signed_in(self, handle: str) -> SignedIn:
        """Sign in with the right passphrase."""
        return self.tried(handle, self.words[handle])

    def tried(self, handle: str, words: str, **instead: Any) -> SignedIn:
        """Open a person's keys with what was typed; another pepper or identity may be given."""
        given = {"pepper": self.pepper, "identity": self.identity, **instead}
        with self.store.read() as tx:
            person = find(tx, handle)
            pair = unlocked(given["pepper"], person, words, self.cost)
            assert person is not None
            return opened(tx, given["identity"], given["pepper"], person, pair)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A node of two people."""
    root = SigningPair.generate()
    ana, rosa = (
        new_person(
            b"p" * 32, handle, words, "2026-03-01", cost=CHEAP, administrator=handle == "ana"
        )
        for handle, words in WORDS.items()
    )
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        with store.write() as tx:
            create_role_keys(tx, root, b"p" * 32, add_person(tx, ana), "2026-03-01")
            add_person(tx, rosa)
        yield Small(store, NodeIdentity(root.public, SigningPair.generate()), ana, rosa, root)
