"""Consent: granting and withdrawing, and what follows for counting."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tejido.accounts.signing_in import SignedIn
from tejido.consent.gate import Grant
from tejido.consent.grants import grant_row, grants_of
from tejido.errors import InputError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Writing
from tejido.store.ids import new_id
from tejido.store.tables import GrantTable
from tejido.work.keys import newest
from tejido.work.log import log
from tejido.work.records import opened_all, recode

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
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        InputError: a purpose or basis is not in its vocabulary, or ``until`` is past.
    """
    today = node.today()
    grants = [
        Grant(new_id(), process, purpose, frozenset(recipients), basis, today, until)
        for purpose in purposes
    ]
    _check(node, grants, today)
    with node.store.write() as tx:
        newest(tx, who, process)
        tx.insert(GrantTable, [grant_row(one) for one in grants])
        _settle(node, tx, who, process)
        log(node, tx, "consent", who, process=process, grants=" ".join(one.id for one in grants))
    return [one.id for one in grants]


def withdraw(node: Node, who: SignedIn, process: str, grant_id: str) -> None:
    """Withdraw one grant of a process; what is counted under it goes at once.

    Raises:
        NotFoundError: there is no such process or grant.
        NotOpenedError: ``who`` holds no slot of the process.
    """
    with node.store.write() as tx:
        newest(tx, who, process)
        found = [one for one in grants_of(tx, [process])[process] if one.id == grant_id]
        if not found:
            raise NotFoundError(_("There is no such grant; it may be another process's."))
        withdrawn = replace(found[0], withdrawn_on=found[0].withdrawn_on or node.today())
        tx.put(GrantTable, [grant_row(withdrawn)])
        _settle(node, tx, who, process)
        log(node, tx, "consent", who, process=process, withdrawn=grant_id)


def _check(node: Node, grants: Iterable[Grant], today: date) -> None:
    vocabularies = node.declarations.vocabularies
    for one in grants:
        if one.purpose not in vocabularies["consent_purpose"].terms:
            message = _("Choose the purposes from the list.")
            raise InputError(message, {"purposes": [message]})
        if one.basis not in vocabularies["legal_basis"].terms:
            message = _("Choose the basis from the list.")
            raise InputError(message, {"basis": [message]})
        if one.until is not None and one.until < today:
            message = _("The last day of consent has passed; choose a later one.")
            raise InputError(message, {"until": [message]})


def _settle(node: Node, tx: Writing, who: SignedIn, process: str) -> None:
    """Let coded rows follow what the process's subject consents to now."""
    records = opened_all(node, tx, who, node.declarations.policies, processes=[process])
    recode(node, tx, records)
    tx.after(lambda: node.plugins.consent_changed(node, process))
