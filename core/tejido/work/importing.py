"""Taking in the rows of a file: each whole or not at all, the accepted ones in one transaction.

Rows that came in before are known by keys that lie sealed beside the bodies, so they are known
only to somebody to whom those records are opened: whoever imported them, and their team.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import UsageError
from tejido.importing.mapping import COLUMN, GIVEN, ImportMapping
from tejido.importing.provenance import Provenance, share_key
from tejido.importing.reading import Reading, is_left_out, read_row
from tejido.importing.sheet import Refusal, Sheet, read_sheet
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Writing
from tejido.work import consent, processes, records
from tejido.work.comparing import compared_in
from tejido.work.log import log
from tejido.work.opening import open_all
from tejido.work.records import Entry

_ = words("tejido")

#: Rows of one import: all of them are kept in one transaction, which others wait for.
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Taken:
    """What an import did, or would do.

    Attributes:
        rows: how many came in.
        records: how many records they gave.
        processes: how many processes were begun.
        again: lines of rows that had come in before.
        left_out: lines that the mapping says are no records.
        refused: why other rows did not come in; nothing of them was kept.
    """

    rows: int = 0
    records: int = 0
    processes: int = 0
    again: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    refused: tuple[Refusal, ...] = ()


class _Undo(Exception):  # noqa: N818  # no error: it ends a rehearsal
    """Ends the transaction of a rehearsal with nothing kept."""


def take(
    node: Node,
    who: SignedIn,
    content: bytes,
    mapping: ImportMapping,
    basis: str,
    *,
    process: str | None = None,
    rehearse: bool = False,
) -> Taken:
    """Take in the rows of a CSV file.

    Args:
        node: where.
        who: becomes a member of the team of every process that is begun.
        content: the file, unverified.
        mapping: what somebody decided about it.
        basis: code of ``legal_basis`` under which the records are held, and of every grant.
        process: id of the process that all rows belong to, where the mapping says ``given``.
        rehearse: do everything and keep nothing.

    Raises:
        UsageError: basis, process or file do not fit; nothing was kept.
        NotFoundError: no such process, or no such person for the team.
        NotOpenedError: ``who`` holds no slot of the given process.
        InputError: the given process is of another kind.
    """
    _check(node, mapping, basis, process)
    sheet = read_sheet(content, mapping)
    taken, readings = _sorted(node, sheet, mapping)
    with suppress(_Undo), node.store.write() as tx:
        done = _Import(node, tx, who, mapping, basis).keep(taken, readings, process)
        if rehearse:
            raise _Undo
    return done


def _check(node: Node, mapping: ImportMapping, basis: str, process: str | None) -> None:
    known = node.declarations.vocabularies["legal_basis"].terms
    if basis not in known:
        raise UsageError(
            _("There is no such legal basis; choose one of these: %(choices)s."),
            choices=", ".join(known),
        )
    if (mapping.processes.by == GIVEN) != (process is not None):
        raise UsageError(
            _("A process is named exactly where the mapping says that it is given (by = «given»).")
        )


def _sorted(node: Node, sheet: Sheet, mapping: ImportMapping) -> tuple[Taken, list[Reading]]:
    """Return what is left out or refused, and the rows that can be taken."""
    if len(sheet.rows) > MOST_ROWS:
        raise UsageError(
            _("The file has more than %(most)d rows; import it in parts."), most=MOST_ROWS
        )
    left_out = tuple(row.line for row in sheet.rows if is_left_out(row, mapping))
    skipped = set(left_out)
    read = [
        read_row(row, mapping, node.declarations) for row in sheet.rows if row.line not in skipped
    ]
    refused = [*sheet.refused, *(refusal for one in read for refusal in one.refused)]
    in_order = tuple(sorted(refused, key=lambda refusal: refusal.line))
    return Taken(left_out=left_out, refused=in_order), [one for one in read if one.given]


@dataclass(frozen=True)
class _Import:
    """One import within its transaction."""

    node: Node
    tx: Writing
    who: SignedIn
    mapping: ImportMapping
    basis: str

    def keep(self, taken: Taken, readings: Sequence[Reading], process: str | None) -> Taken:
        """Keep what is new among ``readings``, and return what happened."""
        rows, shared = self._before()
        new = [one for one in readings if one.row.key not in rows]
        again = tuple(one.row.line for one in readings if one.row.key in rows)
        begun = 0
        entries: list[Entry] = []
        for one in new:
            share = share_key(one, self.mapping)
            found = process or shared.get(share)
            if found is None:
                found, begun = self._begun(one), begun + 1
                if self.mapping.processes.by == COLUMN:
                    shared[share] = found
            entries += self._entries(one, found)
        records.keep(self.node, self.tx, self.who, entries)
        done = replace(taken, rows=len(new), records=len(entries), processes=begun, again=again)
        self._log(done)
        return done

    def _before(self) -> tuple[set[str], dict[str, str]]:
        """Return the keys of rows that came in before, and the processes that rows share."""
        rows: set[str] = set()
        shared: dict[str, str] = {}
        for record in open_all(self.node, self.tx, self.who, [self.mapping.type]):
            provenance = Provenance.read(record.source)
            if provenance:
                rows.add(provenance.row)
                if provenance.share:
                    shared[provenance.share] = record.process
        return rows, shared

    def _begun(self, reading: Reading) -> str:
        """Begin the process of a row, with what its legal basis allows."""
        rule, permission = self.mapping.processes, self.mapping.permission
        kind = self.node.declarations.types[self.mapping.type].process
        team = self._team(rule.team)
        process = processes.begin(self.node, self.tx, self.who, kind, reading.name, team)
        if permission.purposes:
            consent.give(
                self.node,
                self.tx,
                self.who,
                process,
                permission.purposes,
                permission.recipients,
                permission.until,
                self.basis,
            )
        return process

    def _team(self, named: Iterable[str]) -> processes.Team:
        """Return whom a mapping names for the team, with the keys whose words stand beside them."""
        split = (one.partition(" ") for one in named)
        return {
            handle: compared_in(self.node, self.tx, handle, said) for handle, _space, said in split
        }

    def _entries(self, reading: Reading, process: str) -> Iterator[Entry]:
        source = str(Provenance.of(reading, self.mapping, self.basis))
        for given in reading.given:
            yield Entry(self.mapping.type, process, given, source=source)

    def _log(self, done: Taken) -> None:
        facts: Mapping[str, str] = {
            "type": self.mapping.type,
            "basis": self.basis,
            "rows": str(done.rows),
            "records": str(done.records),
            "refused": str(len({refusal.line for refusal in done.refused})),
        }
        log(self.node, self.tx, Kind.IMPORT, self.who, **facts)
