"""Whether a node has what it said it has: each client's ledger against the tables, opened.

What was under way when the server was killed is looked for first: it was done or not, and the
journal is told which. Then tables and ledger have to agree in everything.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.crash.clients import Client, content_of
from bench.crash.journal import DONE, UNDONE, Ask
from bench.crash.ledger import Ledger
from bench.crash.logbook import Logbook
from tejido.accounts.signing_in import SignedIn
from tejido.errors import TejidoError
from tejido.node import Node
from tejido.store import attachments, emissions, grants, processes, records, slots
from tejido.store.database import Reading
from tejido.store.processes import Process
from tejido.store.records import Record
from tejido.vault.sealed_streams import StreamKey, unsealed
from tejido.work.attachments import Attachment, opened_card
from tejido.work.emissions import opened as opened_emission
from tejido.work.keys import Keys, key_at, keys_of
from tejido.work.opening import open_record
from tejido_federation.tables import QueueTable, SentItemTable

#: Older records that are opened besides those written since last time.
SAMPLE = 25


@dataclass(frozen=True)
class Tables:
    """What one person's processes hold, by the tables.

    ``shared`` are the processes of which somebody else holds a slot as well, ``given`` the records
    of which a network was given something.
    """

    node: Node
    tx: Reading
    keys: Keys
    processes: Mapping[str, Process]
    records: Mapping[str, Record]
    consents: Mapping[str, frozenset[str]]
    files: Mapping[str, Attachment]
    shared: frozenset[str]
    given: frozenset[str]
    log: Logbook

    @classmethod
    def of(cls, node: Node, tx: Reading, who: SignedIn, log: Logbook) -> "Tables":
        """Look at the processes of ``who``; every slot is opened.

        Raises:
            SealError: a slot does not open, or is not what it should be.
        """
        mine = {one.id: one for one in processes.of_person(tx, who.person)}
        keys = keys_of(node, tx, who)
        files = [one for process in mine for one in attachments.of_process(tx, process)]
        return cls(
            node,
            tx,
            keys,
            mine,
            {one.id: one for process in mine for one in records.of_process(tx, process)},
            {
                process: frozenset(one.purpose for one in grants.of_process(tx, process))
                for process in mine
            },
            {opened_card(one, keys).name: opened_card(one, keys) for one in files},
            frozenset(one for one in mine if len(slots.holders(tx, "process", one)) > 1),
            frozenset(
                kept.record
                for process in mine
                for kept in emissions.of_process(tx, process)
                if opened_emission(kept, keys, process).given
            ),
            log,
        )

    def name(self, process: str) -> str:
        """Return what a process's card says."""
        found = self.processes[process]
        card = key_at(self.keys, process, found.key_version).open_card(found.card)
        return str(json.loads(card)["name"])

    def marker(self, record: str) -> str:
        """Return the first word of a record's narrative."""
        opened = open_record(self.node, self.records[record], self.keys)
        return str(opened.body["narrative"]).split()[0]

    def content(self, file: str) -> bytes:
        """Return what stands in a file, by name.

        Raises:
            SealError: a piece is missing or damaged.
        """
        stored = attachments.by_id(self.tx, self.files[file].id)
        keys = key_at(self.keys, stored.process, stored.key_version)
        card = json.loads(keys.open_attachment(stored.id, stored.card))
        stream = StreamKey(bytes.fromhex(card["key"]), bytes.fromhex(card["header"]), card["size"])
        pieces = [attachments.piece(self.tx, stored.id, n) or b"" for n in range(stored.parts)]
        return b"".join(unsealed(stream, pieces))


def settle(client: Client, tables: Tables) -> None:
    """Find out what became of what was under way, and tell the client's journal."""
    for ask in list(client.ledger.asked.values()):
        found = _found(ask, client.ledger, tables)
        how = UNDONE if found is None else DONE
        client.journal.end(ask, how, **(found or {}))
        client.ledger.end(ask.number, how, found or {})


def missing(ledger: Ledger, tables: Tables, random: Random, *, whole: bool = False) -> list[str]:
    """Return in what tables and ledger differ.

    Args:
        ledger: with nothing under way.
        tables: of the same person.
        random: chooses which older records are opened.
        whole: open every record.
    """
    return [
        *_differences("process", set(ledger.processes), set(tables.processes)),
        *_differences("record", set(ledger.records), set(tables.records)),
        *_differences("file", set(ledger.files), set(tables.files)),
        *_differences("colleague in", ledger.shared, set(tables.shared)),
        *_changed_processes(ledger, tables),
        *_unsent(tables),
        *_changed_records(ledger, tables),
        *_changed_log(ledger, tables),
        *_unopened(ledger, tables, _chosen(ledger, random, whole=whole)),
        *_unread(ledger, tables, ledger.files if whole else ledger.touched),
    ]


# --- what was under way -----------------------------------------------------------------


def _found(ask: Ask, ledger: Ledger, tables: Tables) -> dict[str, Any] | None:
    """Return what came of something that was asked, None if nothing did."""
    given = ask.given
    match ask.what:
        case "begin":
            new = tables.processes.keys() - ledger.processes.keys()
            return _only({"process": one} for one in new if tables.name(one) == given["name"])
        case "write":
            new = tables.records.keys() - ledger.records.keys()
            return _only({"record": one} for one in new if tables.marker(one) == given["marker"])
        case "edit":
            record = tables.records.get(given["record"])
            before = ledger.records[given["record"]]
            return {} if record and record.version > before.version else None
        case "move":
            record = tables.records.get(given["record"])
            return {} if record and record.state == given["state"] else None
        case "consent":
            return {} if tables.consents.get(given["process"]) else None
        case "attach":
            return {} if given["name"] in tables.files else None
        case "share" | "unshare":
            is_shared = given["process"] in tables.shared
            return {} if is_shared == (ask.what == "share") else None
        case "approve":
            return {} if given["digest"] in tables.log.approved else None
        case "erase":
            return {} if given["process"] not in tables.processes else None
    raise RuntimeError(f"nobody knows how to look for {ask.what}")


def _only(found: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first: of a second one nobody will know, and so it is told as too much."""
    return next(iter(found), None)


# --- ledger against tables --------------------------------------------------------------


def _differences(what: str, owed: set[str], found: set[str]) -> list[str]:
    return [f"{what} {one} was acknowledged and is lost" for one in sorted(owed - found)] + [
        f"{what} {one} is here, and nobody asked for it" for one in sorted(found - owed)
    ]


def _changed_processes(ledger: Ledger, tables: Tables) -> list[str]:
    return [
        f"process {one}: consent is {sorted(tables.consents[one])}, not {sorted(owed)}"
        for one, owed in ledger.consents.items()
        if one in tables.consents and tables.consents[one] != owed
    ]


def _unsent(tables: Tables) -> list[str]:
    """Ask of every record that was given whether it waits or stands in a message."""
    queued = tables.tx.all(QueueTable.select(QueueTable.record).tuples())
    sent = tables.tx.all(SentItemTable.select(SentItemTable.record).tuples())
    there = {record for (record,) in [*queued, *sent]}
    return [
        f"record {one} was approved, and neither waits nor was sent"
        for one in sorted(tables.given - there)
    ]


def _changed_records(ledger: Ledger, tables: Tables) -> list[str]:
    found = []
    for one, owed in ledger.records.items():
        record = tables.records.get(one)
        if record is None:
            continue
        is_so = (record.process, record.version, record.state, tables.log.moves[one])
        if is_so != (owed.process, owed.version, owed.state, owed.moves):
            found.append(f"record {one} is {is_so}, not {owed}")
    return found


def _changed_log(ledger: Ledger, tables: Tables) -> list[str]:
    """Compare with the log: a version that was written has its entry, and no entry stands alone."""
    versions = dict.fromkeys(tables.processes, 0)
    for record in tables.records.values():
        versions[record.process] += record.version
    found = [
        f"process {one}: the log tells of {tables.log.writes[one]} writes, there are {count}"
        for one, count in versions.items()
        if tables.log.writes[one] != count
    ]
    unlogged = ledger.approved - tables.log.approved
    return found + [f"approval {one[:16]} was acknowledged and is lost" for one in sorted(unlogged)]


def _chosen(ledger: Ledger, random: Random, *, whole: bool) -> list[str]:
    if whole:
        return list(ledger.records)
    older = [one for one in ledger.records if one not in ledger.touched]
    touched = ledger.touched & ledger.records.keys()
    return [*touched, *random.sample(older, min(SAMPLE, len(older)))]


def _unopened(ledger: Ledger, tables: Tables, chosen: Iterable[str]) -> list[str]:
    found = []
    for one in chosen:
        if one not in tables.records:
            continue
        try:
            marker = tables.marker(one)
        except (TejidoError, ValueError, LookupError) as error:
            found.append(f"record {one} does not open: {error!r}")
            continue
        if marker != ledger.records[one].marker:
            found.append(f"record {one} holds {marker}, not {ledger.records[one].marker}")
    return found


def _unread(ledger: Ledger, tables: Tables, chosen: Iterable[str]) -> list[str]:
    found = []
    for one in chosen:
        if one not in tables.files:
            continue
        try:
            is_whole = tables.content(one) == content_of(one, ledger.files[one][1])
        except (TejidoError, ValueError, LookupError) as error:
            found.append(f"file {one} does not open: {error!r}")
            continue
        if not is_whole:
            found.append(f"file {one} holds something else")
    return found
