"""The conversations about consent of processes, opened: what they say besides their grants."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tejido.consent.conversation import Conversation
from tejido.consent.gate import Said
from tejido.node import Node
from tejido.store import records
from tejido.store.database import Reading
from tejido.work.keys import Keys
from tejido.work.opening import OpenRecord, open_record

#: The record types that consent follows from: what was said, and of whom the process is.
CONSENT, SUBJECT = "consent", "subject"
#: An opened record's fields, by name.
Body = Mapping[str, Any]


def conversations_of(
    node: Node, tx: Reading, keys: Keys, processes: Collection[str]
) -> dict[str, list[Conversation]]:
    """Return what was talked about in each of these processes; an empty list is nothing.

    Raises:
        NotOpenedError: a process is not among ``keys``.
        SealError: a conversation was moved, replaced or damaged. Then nobody can say what was
            kept back, and nothing is coded or leaves.
    """
    found: dict[str, list[Conversation]] = {process: [] for process in processes}
    for stored in records.of_type_in(tx, CONSENT, sorted(found)):
        found[stored.process].append(conversation(open_record(node, stored, keys)))
    return found


def said_in(node: Node, tx: Reading, keys: Keys, processes: Collection[str]) -> Mapping[str, Said]:
    """Return what the conversations of each of these processes say.

    Raises:
        NotOpenedError, SealError: as :func:`conversations_of`.
    """
    today = node.today()
    found = conversations_of(node, tx, keys, processes)
    return {process: Said.of(process, had, today) for process, had in found.items()}


def subjects_of(node: Node, tx: Reading, keys: Keys, process: str) -> list[Body]:
    """Return what is written of a process's subject, each a body of the type ``subject``."""
    found = records.of_type_in(tx, SUBJECT, [process])
    return [open_record(node, stored, keys).body for stored in found]


def unit_in(subjects: Iterable[Body]) -> str:
    """Return of which unit a subject is, a code of ``subject_unit``; empty where nobody said."""
    return str(next((one.get("unit", "") for one in subjects), ""))


def languages_in(subjects: Iterable[Body]) -> tuple[str, ...]:
    """Return the tags of the languages in which a subject wants to speak."""
    said = (one.get("languages") for one in subjects)
    return tuple(tag for some in said if isinstance(some, list) for tag in some)


def conversation(record: OpenRecord) -> Conversation:
    """Return an opened record of the type ``consent`` as a conversation."""
    return Conversation(record.id, record.created_on, record.body)
