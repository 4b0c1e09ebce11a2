r"""A process's keys: one seed, from which everything of the process is sealed.

Every ciphertext is bound to its place by additional data, ASCII, fields joined by ``|``:

* a record's body: ``tejido/record/v1|record|process|key version|record version``
* a process's card: ``tejido/card/v1|process|key version``
* what was last emitted of a record: ``tejido/emission/v1|record|process|key version|network``
* an attachment's card: ``tejido/attachment/v1|attachment|process|key version``
* why a process is kept: ``tejido/hold/v1|process|key version``

Plaintexts are padded to whole steps first: a length would tell one code from another.

What somebody leaves for a process whose keys they lack is in a sealed box, which has no
additional data; so it says itself where it belongs::

    "tejido/deposit/v1\0" | process 16 | deposit 16 | padded content
"""

import secrets
from dataclasses import dataclass, field
from functools import cached_property

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import (
    KEY_SIZE,
    BoxPair,
    keyed_hash,
    open_row,
    open_with,
    seal_row,
    seal_to,
)
from tejido.vault.padding import padded, unpadded
from tejido.vault.slots import Slot

_ = words("tejido")

#: Bytes to a multiple of which bodies, cards, holds and deposits are padded.
STEP = 256
#: The same of emissions: five recipients fit, so that what is held is as long as what was given.
EMISSION_STEP = 2048
#: And of attachments' cards: nearly every name fits into one step.
ATTACHMENT_STEP = 1024
_DEPOSIT = b"tejido/deposit/v1\0"


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

    def renewed(self) -> "ProcessKeys":
        """Return keys of the next version, which nothing of these tells."""
        return ProcessKeys(self.process, self.version + 1, secrets.token_bytes(KEY_SIZE))

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
        return self._seal(plaintext, self._own_place("card"))

    def open_card(self, sealed: bytes) -> bytes:
        """Open the process's card.

        Raises:
            SealError: it is another's, or damaged.
        """
        return self._open(sealed, self._own_place("card"))

    def seal_hold(self, plaintext: bytes) -> bytes:
        """Seal why the process is kept whatever the rules say."""
        return self._seal(plaintext, self._own_place("hold"))

    def open_hold(self, sealed: bytes) -> bytes:
        """Open why the process is kept.

        Raises:
            SealError: it is another's, or damaged.
        """
        return self._open(sealed, self._own_place("hold"))

    def seal_emission(self, record: str, network: str, plaintext: bytes) -> bytes:
        """Seal what was last emitted of a record in a network."""
        return self._seal(plaintext, self._place("emission", record, network), EMISSION_STEP)

    def open_emission(self, record: str, network: str, sealed: bytes) -> bytes:
        """Open what was last emitted of a record in a network.

        Raises:
            SealError: it is another record's or network's, or damaged.
        """
        return self._open(sealed, self._place("emission", record, network), EMISSION_STEP)

    def seal_attachment(self, attachment: str, plaintext: bytes) -> bytes:
        """Seal an attachment's card: name, kind and size of the file, and the key of its parts."""
        return self._seal(plaintext, self._attachment_place(attachment), ATTACHMENT_STEP)

    def open_attachment(self, attachment: str, sealed: bytes) -> bytes:
        """Open an attachment's card.

        Raises:
            SealError: it is another attachment's, or damaged.
        """
        return self._open(sealed, self._attachment_place(attachment), ATTACHMENT_STEP)

    def open_deposit(self, deposit: str, sealed: bytes) -> bytes:
        """Open what :func:`seal_deposit` sealed for this process.

        Raises:
            SealError: it is another deposit, or another process's, or damaged.
        """
        begins = _deposit_begins(self.process, deposit)
        plaintext = open_with(self.deposit, sealed)
        if not plaintext.startswith(begins):
            raise SealError(_("What was left here belongs elsewhere: restore the newest backup."))
        return unpadded(plaintext[len(begins) :], STEP)

    def _seal(self, plaintext: bytes, place: bytes, step: int = STEP) -> bytes:
        return seal_row(self._key, padded(plaintext, step), place)

    def _open(self, sealed: bytes, place: bytes, step: int = STEP) -> bytes:
        return unpadded(open_row(self._key, sealed, place), step)

    @cached_property
    def _key(self) -> bytes:
        return keyed_hash(self.seed, b"tejido/process/body/v1")

    def _own_place(self, what: str) -> bytes:
        return f"tejido/{what}/v1|{self.process}|{self.version}".encode()

    def _attachment_place(self, attachment: str) -> bytes:
        return f"tejido/attachment/v1|{attachment}|{self.process}|{self.version}".encode()

    def _place(self, what: str, record: str, last: object) -> bytes:
        return f"tejido/{what}/v1|{record}|{self.process}|{self.version}|{last}".encode()


def seal_deposit(public: bytes, process: str, deposit: str, content: bytes) -> bytes:
    """Seal what somebody leaves for a process: who seals it cannot open it again.

    Args:
        public: the verified public half of the process's deposit pair.
        process: its id.
        deposit: the id under which it will lie.
        content: what is left.

    Raises:
        SealError: ``public`` is no key.
    """
    return seal_to(public, _deposit_begins(process, deposit) + padded(content, STEP))


def _deposit_begins(process: str, deposit: str) -> bytes:
    return _DEPOSIT + bytes.fromhex(process) + bytes.fromhex(deposit)
