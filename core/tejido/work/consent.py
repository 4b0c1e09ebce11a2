"""Consent: granting and withdrawing, and what follows for counting."""

from collections.abc import Iterable, Sequence
from datetime import date

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import InputError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import grants
from tejido.store.database import Writing
from tejido.store.grants import Grant
from tejido.store.ids import new_id
from tejido.vault.identity import is_node_id
from tejido.work.coding import recode
from tejido.work.emissions import take_back
from tejido.work.keys import keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import open_process

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
    newest_in(keys_of(node, tx, who, [process]), process)
    grants.add(tx, given)
    _settle(node, tx, who, process)
    for one in given:
        log(node, tx, Kind.CONSENT, who, process=process, grant=one.id)
    return [one.id for one in given]


def withdraw(node: Node, who: SignedIn, grant_id: str) -> None:
    """Withdraw one grant; what is counted under it goes at once, what was given is given no more.

    Raises:
        NotFoundError: there is no such grant, or it was withdrawn before.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.write() as tx:
        standing = grants.by_id(tx, grant_id)
        process = standing.process
        newest_in(keys_of(node, tx, who, [process]), process)
        if not grants.withdraw(tx, grant_id, node.today().isoformat()):
            raise NotFoundError(_("This consent was withdrawn before."))
        take_back(node, tx, who, standing)
        _settle(node, tx, who, process)
        log(node, tx, Kind.WITHDRAW, who, process=process, grant=grant_id)


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


def _settle(node: Node, tx: Writing, who: SignedIn, process: str) -> None:
    """Let coded rows follow what the process's subject consents to now."""
    recode(node, tx, open_process(node, tx, who, process))
    tx.after(lambda: node.plugins.consent_changed(node, process))
