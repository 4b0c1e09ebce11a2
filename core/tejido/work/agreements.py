"""What a process's subject agreed to, as its team and the subject look at it together."""

from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.consent.conversation import Conversation, in_order
from tejido.consent.deciding import Decision, decisions
from tejido.node import Node
from tejido.store import grants, processes, records
from tejido.store.database import Reading
from tejido.store.grants import Grant
from tejido.store.records import RecordHead
from tejido.work.conversations import conversations_of, languages_in, subjects_of, unit_in
from tejido.work.keys import keys_of
from tejido.work.log import log
from tejido.work.processes import card_of


@dataclass(frozen=True)
class Agreements:
    """Consent of one process.

    Attributes:
        name: how its team calls it.
        unit: code of ``subject_unit``, empty where nobody said.
        languages: tags in which the subject wants to speak.
        conversations: the oldest first.
        decisions: how it stands with each purpose that was ever answered for the whole subject.
        grants: all of them, withdrawn ones too, the oldest first.
        records: without their bodies, the oldest first.
    """

    process: str
    name: str
    unit: str
    languages: tuple[str, ...]
    conversations: tuple[Conversation, ...]
    decisions: dict[str, Decision]
    grants: tuple[Grant, ...]
    records: tuple[RecordHead, ...]

    @property
    def standing(self) -> list[Grant]:
        """The grants that nobody withdrew."""
        return [grant for grant in self.grants if grant.withdrawn_on is None]


def agreements(node: Node, who: SignedIn, process: str) -> Agreements:
    """Return what a process's subject agreed to; that it was opened is logged.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.write() as tx:
        found = _agreements(node, tx, who, process)
        log(node, tx, Kind.OPEN, who, process=process)
    return found


def unlogged_agreements(node: Node, who: SignedIn, process: str) -> Agreements:
    """Return the same for the page of the process, whose opening is in the log by then.

    Raises:
        NotFoundError, NotOpenedError: as :func:`agreements`.
    """
    with node.store.read() as tx:
        return _agreements(node, tx, who, process)


def _agreements(node: Node, tx: Reading, who: SignedIn, process: str) -> Agreements:
    stored = processes.by_id(tx, process)
    keys = keys_of(node, tx, who, [process])
    name = card_of(stored, keys).name
    had = in_order(conversations_of(node, tx, keys, [process])[process])
    subjects = subjects_of(node, tx, keys, process)
    unit = unit_in(subjects)
    return Agreements(
        process,
        name,
        unit,
        languages_in(subjects),
        tuple(had),
        decisions(had, unit, node.today()),
        tuple(grants.of_process(tx, process)),
        tuple(records.heads(tx, process)),
    )
