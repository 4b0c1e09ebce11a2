"""A process's keys: one seed, from which everything of the process is sealed.

Every ciphertext is bound to its place by additional data, ASCII, fields joined by ``|``:

* a record's body: ``tejido/record/v1|record|process|key version|record version``
* a process's card: ``tejido/card/v1|process|key version``
* what was last emitted of a record: ``tejido/emission/v1|record|process|key version|network``

Plaintexts are padded to whole steps first: a length would tell one code from another.
"""

import secrets
from dataclasses import dataclass, field
from functools import cached_property

from tejido.vault.ciphers import (
    KEY_SIZE,
    BoxPair,
    keyed_hash,
    open_row,
    open_with,
    seal_row,
)
from tejido.vault.padding import padded, unpadded
from tejido.vault.slots import Slot

#: Bytes to a multiple of which bodies and cards are padded.
STEP = 256
#: The same of emissions: five recipients fit, so that what is held is as long as what was given.
EMISSION_STEP = 1024


@dataclass(frozen=True)
class ProcessKeys:
    """What whoever holds a slot of the process can do with it.

    ``process`` is its id; ``version`` rises when somebody leaves and the seed is replaced.
    """

    process: str
    version: int
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, process: str) -> "ProcessKeys":
        """Make the keys of a new process."""
        return cls(process, 1, secrets.token_bytes(KEY_SIZE))

    @classmethod
    def of(cls, slot: Slot) -> "ProcessKeys":
        """Take the keys from an opened slot."""
        return cls(slot.owner, slot.version, slot.seed)

    def slot(self, person: str) -> Slot:
        """Return the slot that gives these keys to a person; seal it to their public half."""
        return Slot("process", self.process, person, self.version, self.seed)

    @cached_property
    def deposit(self) -> BoxPair:
        """The pair to whose public half anyone may write what only the team reads."""
        return BoxPair.of(keyed_hash(self.seed, b"tejido/process/deposit/v1"))

    def seal(self, record: str, record_version: int, plaintext: bytes) -> bytes:
        """Seal a version of a record's body."""
        return self._seal(plaintext, self._place("record", record, record_version))

    def open(self, record: str, record_version: int, sealed: bytes) -> bytes:
        """Open a version of a record's body.

        Raises:
            SealError: another process, record or version, or damaged.
        """
        return self._open(sealed, self._place("record", record, record_version))

    def seal_card(self, plaintext: bytes) -> bytes:
        """Seal the process's card: how its team calls it."""
        return self._seal(plaintext, self._card_place)

    def open_card(self, sealed: bytes) -> bytes:
        """Open the process's card.

        Raises:
            SealError: it is another's, or damaged.
        """
        return self._open(sealed, self._card_place)

    def seal_emission(self, record: str, network: str, plaintext: bytes) -> bytes:
        """Seal what was last emitted of a record in a network."""
        return self._seal(plaintext, self._place("emission", record, network), EMISSION_STEP)

    def open_emission(self, record: str, network: str, sealed: bytes) -> bytes:
        """Open what was last emitted of a record in a network.

        Raises:
            SealError: it is another record's or network's, or damaged.
        """
        return self._open(sealed, self._place("emission", record, network), EMISSION_STEP)

    def open_deposit(self, sealed: bytes) -> bytes:
        """Open what was sealed to the deposit pair; it says itself where it belongs.

        Raises:
            SealError: it was sealed to another, or is damaged.
        """
        return open_with(self.deposit, sealed)

    def _seal(self, plaintext: bytes, place: bytes, step: int = STEP) -> bytes:
        return seal_row(self._key, padded(plaintext, step), place)

    def _open(self, sealed: bytes, place: bytes, step: int = STEP) -> bytes:
        return unpadded(open_row(self._key, sealed, place), step)

    @cached_property
    def _key(self) -> bytes:
        return keyed_hash(self.seed, b"tejido/process/body/v1")

    @property
    def _card_place(self) -> bytes:
        return f"tejido/card/v1|{self.process}|{self.version}".encode()

    def _place(self, what: str, record: str, last: object) -> bytes:
        return f"tejido/{what}/v1|{record}|{self.process}|{self.version}|{last}".encode()
