"""What must hold of a node's tables at any moment, whoever was killed when: asked in SQL.

Each rule is a sentence and a query that gives the ids of what breaks it. They are asked of the file
alone, with no code of the product in between; only due tasks and policies are taken from what is
declared.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tejido.declare.declarations import Declarations

#: How many of the ids that break a rule are told.
_TOLD = 5


@dataclass(frozen=True)
class Rule:
    """A sentence, and the query for what breaks it."""

    says: str
    query: str


CORE = (
    Rule(
        "every process has a slot",
        "SELECT id FROM process WHERE id NOT IN (SELECT owner FROM slot WHERE kind = 'process')",
    ),
    Rule(
        "every slot of a process has its process",
        "SELECT owner FROM slot WHERE kind = 'process' AND owner NOT IN (SELECT id FROM process)",
    ),
    Rule(
        "every slot of a role has its key",
        "SELECT owner FROM slot WHERE kind = 'role'"
        " AND (owner, version) NOT IN (SELECT role, version FROM role_key)",
    ),
    Rule(
        "every process has a slot of its newest key",
        "SELECT id FROM process WHERE (id, key_version) NOT IN"
        " (SELECT owner, version FROM slot WHERE kind = 'process')",
    ),
    Rule(
        "every record's key has a slot",
        "SELECT id FROM record WHERE (process_id, key_version) NOT IN"
        " (SELECT owner, version FROM slot WHERE kind = 'process')",
    ),
    Rule(
        "every task is of its record's process",
        "SELECT task.id FROM task JOIN record ON record.id = task.record_id"
        " WHERE task.process_id <> record.process_id",
    ),
    Rule(
        "every coded row of our own is of a record that is here",
        "SELECT record FROM coded_row WHERE origin = '' AND record NOT IN (SELECT id FROM record)",
    ),
    Rule(
        "the log has no gap",
        "SELECT MAX(position) FROM audit_entry HAVING COUNT(*) <> MAX(position) + 1",
    ),
    Rule(
        "every attachment has all its parts",
        "SELECT id FROM attachment WHERE parts <>"
        " (SELECT COUNT(*) FROM attachment_part WHERE attachment_id = id)",
    ),
)

FEDERATION = (
    Rule(
        "every sent item is of a message that is here",
        "SELECT message FROM federation_sent_item"
        " WHERE message NOT IN (SELECT digest FROM federation_outgoing)",
    ),
    Rule(
        "a message has as many sent items as it says",
        "SELECT digest FROM federation_outgoing WHERE type NOT LIKE 'federation.%' AND items <>"
        " (SELECT COUNT(*) FROM federation_sent_item WHERE message = digest)",
    ),
    Rule(
        "sent items are numbered from 0",
        "SELECT message FROM federation_sent_item GROUP BY message"
        " HAVING MIN(number) <> 0 OR MAX(number) <> COUNT(*) - 1",
    ),
    Rule(
        "what is queued for a message waits for one that is not settled",
        "SELECT id FROM federation_queue WHERE message IS NOT NULL AND message NOT IN"
        " (SELECT digest FROM federation_outgoing WHERE outcome IS NULL"
        " OR outcome NOT IN ('applied', 'erased', 'refused'))",
    ),
    Rule(
        "what is queued for a message stands among its sent items",
        "SELECT id FROM federation_queue WHERE message IS NOT NULL"
        " AND (message, record) NOT IN (SELECT message, record FROM federation_sent_item)",
    ),
    Rule(
        "what is queued is of a record that is here",
        "SELECT id FROM federation_queue WHERE record NOT IN (SELECT id FROM record)",
    ),
    Rule(
        "a message rests for ever exactly if it is settled",
        "SELECT digest FROM federation_outgoing WHERE (next_try IS NULL) <>"
        " (outcome IS NOT NULL AND outcome IN ('applied', 'erased', 'refused'))",
    ),
    Rule(
        "our streams count from 1 without gaps",
        "SELECT stream FROM federation_outgoing GROUP BY network, recipient, stream"
        " HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)",
    ),
    Rule(
        "a stream's head is its last message",
        "SELECT head.stream FROM federation_stream_out AS head WHERE digest IS NOT"
        " (SELECT sent.digest FROM federation_outgoing AS sent WHERE sent.network = head.network"
        " AND sent.recipient = head.recipient AND sent.stream = head.stream"
        " ORDER BY sent.seq DESC LIMIT 1)",
    ),
    Rule(
        "no message is packed beyond a stream's head",
        "SELECT sent.digest FROM federation_outgoing AS sent JOIN federation_stream_out AS head"
        " ON head.network = sent.network AND head.recipient = sent.recipient"
        " AND head.stream = sent.stream WHERE sent.seq > head.seq",
    ),
    Rule(
        "a peer's stream stands at the last message that was taken from it",
        "SELECT head.stream FROM federation_stream_in AS head WHERE last > 0 AND digest IS NOT"
        " (SELECT came.digest FROM federation_incoming AS came WHERE came.network = head.network"
        " AND came.sender = head.sender AND came.stream = head.stream AND came.seq = head.last"
        " AND came.state NOT IN ('quarantined', 'second'))",
    ),
    Rule(
        "what was taken counts from 1 without gaps",
        "SELECT stream FROM federation_incoming"
        " WHERE state NOT IN ('quarantined', 'second') GROUP BY network, sender, stream"
        " HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)",
    ),
    Rule(
        "every received item is of a message that was applied",
        "SELECT message FROM federation_received WHERE message NOT IN"
        " (SELECT digest FROM federation_incoming WHERE state = 'applied')",
    ),
    Rule(
        "no received record is here twice",
        "SELECT record FROM federation_received WHERE record IS NOT NULL AND withheld_on IS NULL"
        " GROUP BY network, sender, record HAVING COUNT(*) > 1",
    ),
    Rule(
        "every coded row from a peer is of a record that is in use here",
        "SELECT record FROM coded_row WHERE origin <> '' AND (origin, record) NOT IN"
        " (SELECT sender, record FROM federation_received WHERE record IS NOT NULL"
        " AND withheld_on IS NULL)",
    ),
)


def broken(database: Path, declarations: Declarations) -> list[str]:
    """Return what of a SQLite file is damaged, and which rules it breaks with which ids."""
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True)) as connection:
        found = _damage(connection)
        for rule in (*CORE, *FEDERATION, *_of_types(declarations)):
            ids = [str(row[0]) for row in connection.execute(rule.query).fetchall()]
            if ids:
                found.append(f"{rule.says}: {len(ids)} not: {' '.join(ids[:_TOLD])}")
    return found


def _damage(connection: sqlite3.Connection) -> list[str]:
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall()]
    loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"integrity_check: {one}" for one in said if one != "ok"] + [
        f"foreign_key_check: {one}" for one in loose[:_TOLD]
    ]


def _of_types(declarations: Declarations) -> Iterator[Rule]:
    """Give the rules that follow from what is declared: due tasks, and coded rows."""
    for type_id, declared in declarations.types.items():
        dues = declared.lifecycle.due if declared.lifecycle else {}
        # What falls due on a day of the record depends on what is sealed.
        kinds = ", ".join(f"'{due.kind}'" for due in dues.values()) or "''"
        open_tasks = (
            "SELECT COUNT(*) FROM task WHERE record_id = record.id AND done_on IS NULL"  # noqa: S608
            f" AND kind IN ({kinds})"
        )
        for state in declared.lifecycle.states if declared.lifecycle else ():
            due = dues.get(state)
            kind = due.kind if due else ""
            yield Rule(
                f"a {type_id} that is {state} has {f'the task {kind}' if due else 'no task'}",
                f"SELECT id FROM record WHERE type = '{type_id}' AND state = '{state}'"  # noqa: S608
                f" AND (({open_tasks}) <> {int(bool(due))}"
                f" OR ({open_tasks} AND kind = '{kind}') <> {int(bool(due))})",
            )
        if declarations.policies[type_id].parts:
            yield Rule(
                f"a {type_id} is coded exactly if its process consents to counting",
                f"SELECT id FROM record WHERE type = '{type_id}' AND"  # noqa: S608
                " (id IN (SELECT record FROM coded_row WHERE origin = '')) <>"
                " (process_id IN (SELECT process_id FROM consent_grant"
                " WHERE purpose = 'aggregate' AND withdrawn_on IS NULL))",
            )
