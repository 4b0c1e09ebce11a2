"""The keys of the processes that somebody holds slots of."""

from collections.abc import Iterable, Mapping

from tejido.accounts.signing_in import SignedIn
from tejido.accounts.slots import open_stored
from tejido.errors import NotOpenedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import slots
from tejido.store.database import Reading
from tejido.vault.process_keys import ProcessKeys

_ = words("tejido")

#: Process id -> version of its key -> keys.
Keys = Mapping[str, Mapping[int, ProcessKeys]]


def keys_of(node: Node, tx: Reading, who: SignedIn, processes: Iterable[str] | None = None) -> Keys:
    """Return the keys of every process that ``who`` holds a slot of, or of these.

    Raises:
        SealError: a slot is not what the database says it is.
    """
    wanted = None if processes is None else sorted(set(processes))
    found: dict[str, dict[int, ProcessKeys]] = {}
    for slot in slots.versions_of_person(tx, "process", who.person, wanted):
        opened = ProcessKeys.of(open_stored(node.pepper, slot, who.pair))
        found.setdefault(slot.owner, {})[slot.version] = opened
    return found


def key_at(keys: Keys, process: str, version: int) -> ProcessKeys:
    """Return one version of a process's keys.

    Raises:
        NotOpenedError: it is not among ``keys``.
    """
    try:
        return keys[process][version]
    except KeyError:
        message = _("This was not opened to you: only the team it was begun with can open it.")
        raise NotOpenedError(message) from None


def newest_in(keys: Keys, process: str) -> ProcessKeys:
    """Return the newest version of a process's keys, to seal under.

    Raises:
        NotOpenedError: there is none among ``keys``.
    """
    return key_at(keys, process, max(keys.get(process, {0: None})))
