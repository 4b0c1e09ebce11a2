"""Coded rows in and out of the store: each sealed alone, under the counting key of its run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tejido.accounts.role_keys import role_key
from tejido.accounts.signing_in import SignedIn
from tejido.consent.gate import AGGREGATE, ask
from tejido.declare.coding import CodedRow, code
from tejido.errors import ConsentError
from tejido.node import Node
from tejido.store import coding, grants
from tejido.store.database import Reading, Writing
from tejido.store.grants import Grant
from tejido.vault.ciphers import BoxPair
from tejido.vault.counting_keys import CountingKey
from tejido.vault.proofs import check_proof, prove
from tejido.work.calendar import is_astray
from tejido.work.conversations import said_in
from tejido.work.keys import Keys
from tejido.work.opening import OpenRecord

ANALYST = "analyst"
_COUNTING_KEY = "counting_key"


def keep_coded(
    node: Node, tx: Writing, rows: Sequence[CodedRow], processes: Sequence[str | None]
) -> None:
    """Seal and keep coded rows, replacing those of the same records. Nobody need be signed in.

    Args:
        node: where they are kept.
        tx: the transaction of what they were coded from.
        rows: of own records, or of records that arrived and were checked.
        processes: the process of each own record, ``None`` for what arrived.
    """
    if not rows:
        return
    key = _counting_key(node, tx)
    today = node.today().isoformat()
    coding.put_rows(
        tx,
        [
            coding.CodedRow(
                row.origin,
                row.record,
                process,
                row.type,
                key.id,
                key.seal(row.record, row.to_bytes(), row.origin),
                today,
            )
            for row, process in zip(rows, processes, strict=True)
        ],
    )


def recode(node: Node, tx: Writing, keys: Keys, records: Sequence[OpenRecord]) -> None:
    """Keep coded rows where consent covers counting today, and none where it does not.

    Rows of a type whose plugin is absent stay while consent does: nobody can code them anew.

    Args:
        node: where.
        tx: the transaction in which records or consent changed.
        keys: of the records' processes.
        records: opened.
    """
    policies, processes = node.declarations.policies, {record.process for record in records}
    standing = {process: grants.of_process(tx, process) for process in processes}
    said = said_in(node, tx, keys, processes)
    counted: list[tuple[OpenRecord, CodedRow]] = []
    lapsed: list[str] = []
    for one in records:
        about = said[one.process].about(one.id)
        try:
            grant = ask(standing[one.process], AGGREGATE, None, node.today(), about)
        except ConsentError:
            lapsed.append(one.id)
            continue
        if one.type in policies:
            body = about.reserved(policies[one.type], one.body)
            row = code(policies[one.type], one.id, one.process, body)
            # What the process consents to stands in clear; what one person does only here.
            counted.append((one, replace(row, until=grant.until or "") if about.persons else row))
    if coding.remove_rows(tx, lapsed):
        tx.must_scrub()
    keep_coded(node, tx, [row for _one, row in counted], [one.process for one, _row in counted])


def erase_lapsed(node: Node, today: date) -> int:
    """Erase own rows whose consent has run out by its date; return how many.

    Nothing is erased on a day on which the clock may have leapt ahead.
    """
    with node.store.write() as tx:
        if is_astray(tx, today):
            return 0
        standing = grants.by_process(tx)
        lapsed = [
            process
            for process in coding.processes(tx)
            if not _is_counted(node, standing.get(process, ()))
        ]
        erased = coding.remove_of_processes(tx, lapsed)
        if erased:
            tx.must_scrub()
    return erased


def open_coded(
    node: Node, tx: Reading, who: SignedIn, type_id: str, *, own_only: bool = False
) -> list[CodedRow]:
    """Return the coded rows of a type: this node's own and, unless ``own_only``, what arrived.

    Own rows whose consent has run out since they were written are left out.

    Raises:
        NotOpenedError: ``who`` does not hold the role ``analyst``.
        SealError: a row or a counting key was put in, moved or damaged.
    """
    pair = who.role(ANALYST)
    stored = coding.own_rows(tx, type_id) if own_only else coding.rows(tx, type_id)
    keys = {key.id: _opened_key(node, pair, key) for key in coding.keys(tx)}
    standing = grants.by_process(tx)
    consenting = {process for process, given in standing.items() if _is_counted(node, given)}
    found = (
        CodedRow.from_bytes(
            row.record, keys[row.key].open_codes(row.record, row.sealed, row.origin)
        )
        for row in stored
        if row.origin or row.process in consenting
    )
    today = node.today().isoformat()
    return [row for row in found if not row.until or today <= row.until]


def reseal_keys(node: Node, tx: Writing, old: BoxPair, new: BoxPair) -> None:
    """Seal the counting key of every run to another key of the role ``analyst``.

    Raises:
        SealError: a counting key was put in, moved or damaged.
    """
    coding.put_keys(
        tx,
        [
            _sealed_key(node, _opened_key(node, old, stored), new.public, stored.created_on)
            for stored in coding.every_key(tx)
        ],
    )


def _sealed_key(
    node: Node, key: CountingKey, analysts: bytes, created_on: str
) -> coding.StoredCountingKey:
    sealed = key.sealed_to(analysts)
    proof = prove(node.pepper, _COUNTING_KEY, key.id, sealed)
    return coding.StoredCountingKey(key.id, sealed, proof, created_on)


def _opened_key(node: Node, pair: BoxPair, stored: coding.StoredCountingKey) -> CountingKey:
    checked_key(node.pepper, stored)
    return CountingKey.open(pair, stored.id, stored.sealed)


def checked_key(pepper: bytes, stored: coding.StoredCountingKey) -> coding.StoredCountingKey:
    """Return a stored counting key (unverified) if a run of this node made it.

    Raises:
        SealError: it was put in, moved or damaged.
    """
    check_proof(pepper, stored.proof, _COUNTING_KEY, stored.id, stored.sealed)
    return stored


def _is_counted(node: Node, standing: Sequence[Grant]) -> bool:
    try:
        ask(standing, AGGREGATE, None, node.today())
    except ConsentError:
        return False
    return True


def _counting_key(node: Node, tx: Writing) -> CountingKey:
    """Return this run's key; the first that is needed is made and stored with its transaction."""
    if node.held.counting is not None:
        return node.held.counting
    key = CountingKey.generate()
    analysts = role_key(tx, node.identity.root_public, ANALYST).public
    coding.add_key(tx, _sealed_key(node, key, analysts, node.today().isoformat()))
    # Only once it is stored may later transactions rely on it.
    tx.after(lambda: setattr(node.held, "counting", key))
    return key
