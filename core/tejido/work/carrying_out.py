"""Carrying the rules of retention out, and whether that goes on failing. None of it needs a key."""

from dataclasses import dataclass
from datetime import date, timedelta

from tejido.accounts.signing_in import SignedIn
from tejido.audit import log as audit
from tejido.audit.log import Kind
from tejido.errors import InputError, TejidoError
from tejido.languages import words
from tejido.node import Node
from tejido.store import audit_entries
from tejido.store.database import Reading
from tejido.store.retention import Rule
from tejido.work.calendar import is_astray, kept_since
from tejido.work.erasing import erase_within
from tejido.work.log import log
from tejido.work.retention import (
    ERASE,
    LOG,
    REVIEW,
    Due,
    ceiling,
    falls_due,
    floor,
    rules_in,
)
from tejido.work.scrubbing import scrub

_ = words("tejido")

#: Processes or records erased in one transaction, so that others can write in between.
_AT_ONCE = 200


@dataclass(frozen=True)
class CarriedOut:
    """What the rules did: whole processes, single records and entries of the log that went.

    ``waited`` says that something is due and nothing was done: the clock may have leapt ahead.
    """

    processes: int = 0
    records: int = 0
    entries: int = 0
    waited: bool = False


def carry_out(node: Node, today: date) -> CarriedOut:
    """Erase what is due, some at a time, each time as it is then; nobody need be signed in.

    On a day on which the clock may have leapt ahead nothing goes: that it waited is logged.

    Raises:
        SealError: a rule, or an entry of the log, was put in or changed in the database.
        InputError: a rule is not one that can be set here any more.
        TejidoError: something cannot be erased; what went before is gone.
    """
    with node.store.write() as tx:
        if not _anything(node, tx, today):
            return CarriedOut()
        if is_astray(tx, today):
            log(node, tx, Kind.RETENTION, None, waited=today.isoformat())
            return CarriedOut(waited=True)
    done = CarriedOut(entries=_erase_entries(node, today))
    while True:
        whole, single = _erase_some(node, today)
        if not whole and not single:
            break
        done = CarriedOut(done.processes + whole, done.records + single, done.entries)
    scrub(node)
    return done


def is_failing(node: Node, who: SignedIn) -> bool:
    """Return whether what the rules erase is still here the day after, or one is not possible.

    It looks at what is there, and not at whether somebody tried: so it is told as well where no
    process does the daily work. Only administrators are told, who can do something about it.
    """
    if not who.administrator:
        return False
    yesterday = node.today() - timedelta(days=1)
    try:
        with node.store.read() as tx:
            return bool(_goes(node, tx, yesterday)) or _old_entries(node, tx, yesterday)
    except TejidoError:  # which rule it is, carrying them out says
        return True


def _old_entries(node: Node, tx: Reading, today: date) -> bool:
    oldest = audit_entries.oldest_day(tx)
    months = [rule.months for rule in _of_the_log(node, tx, today)]
    return any(oldest < kept_since(today, each).isoformat() for each in months) if oldest else False


def _anything(node: Node, tx: Reading, today: date) -> bool:
    return bool(_goes(node, tx, today)) or bool(_of_the_log(node, tx, today))


def _goes(node: Node, tx: Reading, today: date) -> list[Due]:
    """Return what goes today: due, to be erased, and not held."""
    return [one for one in falls_due(tx, _erasing(node, tx, today), today) if not one.is_held]


def _of_the_log(node: Node, tx: Reading, today: date) -> list[Rule]:
    return [rule for rule in _erasing(node, tx, today) if rule.what == LOG]


def _erasing(node: Node, tx: Reading, today: date) -> list[Rule]:
    """Return the rules that erase something today, each one that could be set today."""
    ruled = rules_in(node, tx)
    for rule in ruled:
        _check_stored(node, rule)
    return [rule for rule in ruled if rule.action == ERASE and rule.from_on <= today.isoformat()]


def _erase_some(node: Node, today: date) -> tuple[int, int]:
    """Erase some of what goes today; return how many processes, and records of others."""
    with node.store.write() as tx:
        some = [one.resting for one in _goes(node, tx, today)][:_AT_ONCE]
        whole = {one.process for one in some if one.record is None}
        single = [one.record for one in some if one.record and one.process not in whole]
        if some:
            erase_within(node, tx, None, sorted(whole), single, "retention")
    return len(whole), len(single)


def _erase_entries(node: Node, today: date) -> int:
    with node.store.write() as tx:
        months = [rule.months for rule in _of_the_log(node, tx, today)]
        gone = sum(audit.erase(tx, node.pepper, before=kept_since(today, each)) for each in months)
        if gone:
            log(node, tx, Kind.RETENTION, None, entries=str(gone))
    return gone


def _check_stored(node: Node, rule: Rule) -> None:
    """Return if a rule, which this node was told once, could be set as it is now.

    Of what a plugin declared that is not here now, anything can be kept for as long as anything.
    """
    least, most = floor(rule.what), ceiling(node, rule.what)
    if rule.action not in (ERASE, REVIEW) or not least <= rule.months <= most:
        message = _(
            "The rule for %(what)s %(state)s is not possible any more, so nothing is erased by "
            "rules: set it anew, or remove it."
        )
        raise InputError(message, {}, what=rule.what, state=rule.state)
