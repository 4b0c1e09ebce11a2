"""Consent: granting and withdrawing.

A grant follows from a conversation (``work.consenting``); one given here belongs to none, as
where rows of a file come in under another legal basis.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import InputError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import grants, records
from tejido.store.database import Writing
from tejido.store.grants import Grant
from tejido.store.ids import new_id
from tejido.vault.identity import is_node_id
from tejido.work.consenting import settle
from tejido.work.conversations import CONSENT
from tejido.work.emissions import take_back
from tejido.work.keys import keys_of, keys_to_write, newest_in
from tejido.work.log import log
from tejido.work.opening import open_record
from tejido.work.records import Entry, keep

_ = words("tejido")


def grant(
    node: Node,
    who: SignedIn,
    process: str,
    purposes: Iterable[str],
    recipients: Iterable[str] = (),
    until: date | None = None,
    basis: str = "consent",
) -> list[str]:
    """Keep a process's consent, one grant for each purpose, and return their ids.

    Args:
        node: where.
        who: somebody who holds a slot of the process.
        process: its id.
        purposes: codes of ``consent_purpose``.
        recipients: node ids that may receive under these purposes; none is nobody.
        until: the last UTC day, or open.
        basis: code of ``legal_basis``.

    Raises:
        NotOpenedError: ``who`` holds no slot of such a process.
        InputError: no purpose is named, one or the basis is not in its vocabulary, a recipient
            is no node id, or ``until`` is past.
    """
    with node.store.write() as tx:
        return give(node, tx, who, process, purposes, recipients, until, basis)


def give(
    node: Node,
    tx: Writing,
    who: SignedIn,
    process: str,
    purposes: Iterable[str],
    recipients: Iterable[str] = (),
    until: date | None = None,
    basis: str = "consent",
) -> list[str]:
    """Keep a process's consent within a transaction; see :func:`grant`."""
    given_on, last = node.today().isoformat(), until.isoformat() if until else None
    given = [
        Grant(new_id(), process, purpose, frozenset(recipients), basis, given_on, last)
        for purpose in purposes
    ]
    _check(node, given)
    keys = keys_to_write(node, tx, who, [process])
    newest_in(keys, process)
    grants.add(tx, given)
    settle(node, tx, keys, process)
    for one in given:
        log(node, tx, Kind.CONSENT, who, process=process, grant=one.id)
    return [one.id for one in given]


def withdraw(node: Node, who: SignedIn, grant_id: str) -> None:
    """Withdraw one grant; what is counted under it goes at once, what was given is given no more.

    Where it follows from a conversation, that says so from now on.

    Raises:
        NotFoundError: there is no such grant, or it was withdrawn before.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.write() as tx:
        standing = grants.by_id(tx, grant_id)
        if standing.withdrawn_on is not None:
            raise NotFoundError(_("This consent was withdrawn before."))
        keys = keys_to_write(node, tx, who, [standing.process])
        newest_in(keys, standing.process)
        if standing.record is not None:
            _take_word_back(node, tx, who, standing.record, standing.purpose)
            return
        grants.withdraw(tx, grant_id, node.today().isoformat())
        log(node, tx, Kind.WITHDRAW, who, process=standing.process, grant=grant_id)
        take_back(node, tx, keys, standing)
        settle(node, tx, keys, standing.process)


def withdraw_said(node: Node, who: SignedIn, record: str, purpose: str = "") -> None:
    """Withdraw what was said in a conversation: to one purpose, or all of it.

    Raises:
        NotFoundError: there is no such conversation, or nothing in it to withdraw.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.write() as tx:
        _take_word_back(node, tx, who, record, purpose)


def tell(node: Node, who: SignedIn, record: str) -> None:
    """Note that they were told today what was done for their life without asking them.

    Raises:
        NotFoundError: there is no such conversation.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.write() as tx:
        stored = records.by_id(tx, record)
        if stored.type != CONSENT:
            raise NotFoundError(_("There is no such conversation."))
        found = open_record(node, stored, keys_of(node, tx, who, [stored.process]))
        body = {**found.body, "told_on": node.today().isoformat()}
        keep(node, tx, who, [Entry(CONSENT, found.process, body, record, found.version)])


def _take_word_back(node: Node, tx: Writing, who: SignedIn, record: str, purpose: str) -> None:
    """Write into a conversation that something said in it is withdrawn; its grants follow."""
    stored = records.by_id(tx, record)
    found = open_record(node, stored, keys_of(node, tx, who, [stored.process]))
    today = node.today().isoformat()
    body = _taken_back(found.body, purpose, today) if stored.type == CONSENT else found.body
    if body == found.body:
        raise NotFoundError(_("This consent was withdrawn before."))
    keep(node, tx, who, [Entry(CONSENT, found.process, body, record, found.version)])


def _taken_back(body: Mapping[str, Any], purpose: str, today: str) -> Mapping[str, Any]:
    if not purpose:
        return body if body.get("withdrawn_on") else {**body, "withdrawn_on": today}
    said = body.get("purposes")
    return {
        **body,
        "purposes": [
            {**one, "withdrawn_on": today}
            if one["purpose"] == purpose and not one.get("withdrawn_on")
            else one
            for one in (said if isinstance(said, list) else [])
        ],
    }


def _check(node: Node, given: Sequence[Grant]) -> None:
    vocabularies = node.declarations.vocabularies
    purposes = {one.purpose for one in given}
    if not purposes or purposes - vocabularies["consent_purpose"].terms.keys():
        message = _("Choose the purposes from the list.")
        raise InputError(message, {"purposes": [message]})
    if not all(map(is_node_id, given[0].recipients)):
        message = _("A recipient is named by its node id: 26 letters and digits.")
        raise InputError(message, {"recipients": [message]})
    for one in given:
        if one.basis not in vocabularies["legal_basis"].terms:
            message = _("Choose the basis from the list.")
            raise InputError(message, {"basis": [message]})
        if one.until is not None and one.until < one.given_on:
            message = _("The last day of consent has passed; choose a later one.")
            raise InputError(message, {"until": [message]})
