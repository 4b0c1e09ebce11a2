"""One tool of a shelf, and what people say of its use: opened, and without saying who they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tejido.accompaniment.tools import TOOL, TOOL_USE
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import DatabaseError, NotFoundError, NotOpenedError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import processes, records
from tejido.store.database import Reading
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record

_ = words("tejido")


@dataclass(frozen=True)
class Use:
    """What somebody says of one use. ``change`` is a code of the vocabulary, or empty.

    ``process`` is for the log and for no page: what is said here is said of nobody.
    """

    process: str = field(repr=False)
    change: str
    said: str = field(repr=False)


def used(node: Node, who: SignedIn, shelf: str, tool: str) -> tuple[OpenRecord, list[Use]]:
    """Return one tool, and what was said of it wherever that is opened to ``who``.

    A use is told by its title, as its team wrote it. They stand in the order of their words, which
    says neither when nor with whom. That the shelf and the accompaniments were opened is logged.

    Raises:
        NotFoundError: there is no such process, or no such tool on it.
        NotOpenedError: ``who`` holds no slot of the shelf.
        SealError: the tool was moved, replaced or damaged.
    """
    with node.store.read() as tx:
        processes.by_id(tx, shelf)
        keys = keys_of(node, tx, who)
        newest_in(keys, shelf)
        stored = records.by_id(tx, tool)
        if (stored.process, stored.type) != (shelf, TOOL.id):
            raise NotFoundError(_("There is no such tool on this shelf."))
        found = open_record(node, stored, keys)
        uses = list(_uses(node, tx, keys, _plain(found.body["title"])))
    with node.store.write() as tx:
        for process in dict.fromkeys([shelf, *(one.process for one in uses)]):
            log(node, tx, Kind.OPEN, who, process=process)
    return found, sorted(uses, key=lambda one: (one.said, one.change))


def _uses(node: Node, tx: Reading, keys: Keys, title: str) -> Iterator[Use]:
    for record in records.of_type_in(tx, TOOL_USE.id, list(keys)):
        try:
            body = open_record(node, record, keys).body
        except (DatabaseError, NotOpenedError, SealError):
            continue  # whoever opens it is told
        if _plain(body["tool"]) == title:
            yield Use(record.process, body.get("change", ""), body.get("said", ""))


def _plain(title: object) -> str:
    """Return a title as it is compared: small letters, single spaces."""
    return " ".join(str(title).casefold().split())
