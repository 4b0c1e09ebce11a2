"""Every kind of row that carries a proof, where its rows are found, and what looks at one.

Whoever proves another kind adds it here; a test compares this with the list in
``docs/at-rest.md``. The log, whose entries carry proofs too, is verified as a whole:
:func:`tejido.work.auditing.verified`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tejido.accounts.guardians import checked, opened_part
from tejido.accounts.people import verified
from tejido.accounts.slots import verified_slot
from tejido.errors import SealError
from tejido.languages import words
from tejido.store import (
    coding,
    deposits,
    guardians,
    own_terms,
    people,
    processes,
    pseudonyms,
    retention,
    slots,
    wanted_slots,
)
from tejido.store.database import Reading
from tejido.store.guardians import OpenedPart
from tejido.work.coding import checked_key
from tejido.work.deposit_keys import verified_deposit_public
from tejido.work.deposits import checked_deposit
from tejido.work.pseudonyms import checked_secret
from tejido.work.retention_proofs import checked_hold, checked_rule
from tejido.work.term_proofs import checked_term
from tejido.work.wishes import checked_wish

_ = words("tejido")


class Proved(NamedTuple):
    """A kind of row: all of them, and what raises SealError of one that is not this node's."""

    rows: Callable[[Reading], Sequence[Any]]
    #: Given the node's pepper and a row.
    check: Callable[[bytes, Any], object]


def _checked_part(pepper: bytes, part: OpenedPart) -> None:
    made = opened_part(pepper, part.person, part.guardians, part.opened, part.sealed)
    if made.proof != part.proof:
        raise SealError(_("This row was not written by this node: restore the newest backup."))


#: By what it is proved as.
PROVED: Mapping[str, Proved] = {
    "person": Proved(people.listed, verified),
    "slot": Proved(slots.listed, verified_slot),
    "process": Proved(processes.listed, verified_deposit_public),
    "deposit": Proved(deposits.listed, checked_deposit),
    "wanted": Proved(wanted_slots.listed, checked_wish),
    "recovery_request": Proved(guardians.requests, checked),
    "recovery_part": Proved(guardians.every_opened_part, _checked_part),
    "counting_key": Proved(coding.every_key, checked_key),
    "pseudonym_key": Proved(pseudonyms.listed, checked_secret),
    "retention_rule": Proved(retention.rules, checked_rule),
    "retention_hold": Proved(retention.holds, checked_hold),
    "own_term": Proved(own_terms.listed, checked_term),
}

#: What is proved and cannot be looked at by itself, and why.
ELSEWHERE: Mapping[str, str] = {
    "audit_entry": "with the log",
    "audit_erased": "with the log",
    "backup": "as it is opened",
    "draft": "as it is opened, and in no table",
    "spare_code": "only who has the code can say it",
    "guardian_part": "does not hold once a guardian has another key, and is then never used",
}


def check_all(tx: Reading, pepper: bytes) -> None:
    """Return if every row that carries a proof carries this node's.

    Raises:
        SealError: one does not.
    """
    for kind in PROVED.values():
        for row in kind.rows(tx):
            kind.check(pepper, row)
