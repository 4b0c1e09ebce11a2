"""Retention: rules that an organization sets, what goes by them when, and carrying them out.

Without a rule nothing goes: losing what was written down hurts people too. A rule can only be set
under the ceiling that a type or kind declares, and one that erases sooner than the one before
holds only after a time in which others see it and can ask. What goes by a rule is erased by the
node itself: see :mod:`tejido.work.carrying_out`; when it is due says :mod:`tejido.work.calendar`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.records import LONGEST_KEPT
from tejido.errors import InputError, NotFoundError, NotOpenedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import processes, retention
from tejido.store.database import Reading
from tejido.store.retention import Resting, Rule
from tejido.work.calendar import goes_on
from tejido.work.conversations import CONSENT
from tejido.work.holds import OpenHold, hold_of
from tejido.work.keys import keys_of, newest_in
from tejido.work.log import log
from tejido.work.retention_proofs import checked_rule, proved_rule

_ = words("tejido")

#: What a rule may be about beside kinds and types: who did what, in entries of the log.
LOG = "log"
OPEN, CLOSED = "open", "closed"
ERASE, REVIEW = "erase", "review"
#: How far a preview looks ahead.
AHEAD = timedelta(days=92)
#: How long a rule waits that erases what no rule erased before, or sooner: so long that somebody
#: sees it and places holds, and an administrator alone destroys nothing.
GRACE = timedelta(days=30)
#: Months for which the log is kept at least: who did what must outlive what they did it to.
SHORTEST_LOG = 12


@dataclass(frozen=True)
class Due:
    """A process, or a record of one, that a rule is about, and the UTC day on which it is due."""

    resting: Resting
    action: str
    on_day: date
    is_held: bool


@dataclass(frozen=True)
class Preview:
    """What is due today or soon.

    Attributes:
        mine: of the processes opened to whoever asks, the soonest first.
        others: of all others, how many by ``what``, ``state``, ``action`` and whether held; told
            to administrators.
        unruled: kinds and types that no rule is about in any state: they stay.
    """

    mine: tuple[Due, ...]
    others: Mapping[tuple[str, str, str, bool], int]
    unruled: tuple[str, ...]


@dataclass(frozen=True)
class Keeping:
    """What becomes of one process: closed or not, on hold or not, and when it is due."""

    closed_on: str | None
    hold: OpenHold | None
    due: Due | None


# --- rules ----------------------------------------------------------------------------


def rules(node: Node) -> list[Rule]:
    """Return every rule.

    Raises:
        SealError: one was put in or changed in the database.
    """
    with node.store.read() as tx:
        return rules_in(node, tx)


def count_coming(node: Node) -> int:
    """Return how many rules (unverified) are set and do not hold yet: what to look at, no more."""
    today = node.today().isoformat()
    with node.store.read() as tx:
        return sum(rule.from_on > today for rule in retention.rules(tx))


def choices(node: Node) -> dict[str, tuple[str, ...]]:
    """Return what a rule may be about, each with the states it may name.

    A record type that is called as a kind of process says where that process stands, and goes
    with it: no rule is about such records alone. Nor is one about conversations on consent, which
    are kept as long as what they are about: erased, they take with them all that was agreed.
    """
    declared = node.declarations
    types = {
        one.id: tuple(one.lifecycle.states) if one.lifecycle else ("",)
        for one in declared.types.values()
        if one.id != CONSENT
    }
    return {**types, **dict.fromkeys(declared.kinds, (OPEN, CLOSED)), LOG: ("",)}


def ceiling(node: Node, what: str) -> int:
    """Return the months beyond which no rule may keep what it is about."""
    declared = node.declarations.kinds.get(what) or node.declarations.types.get(what)
    return (declared.keep_at_most if declared else None) or LONGEST_KEPT


def floor(what: str) -> int:
    """Return the months for which every rule keeps what it is about."""
    return SHORTEST_LOG if what == LOG else 1


def set_rule(
    node: Node, who: SignedIn, what: str, state: str, months: int, action: str = ERASE
) -> Rule:
    """Set a rule, in the place of the one for the same thing and state; return it.

    If it is new, shorter, or does something else than the one before, it holds only after
    :data:`GRACE`, and nothing goes by the one before meanwhile.

    Args:
        node: where.
        who: an administrator.
        what: a kind of process, a type of record, or ``log``.
        state: of the kind or type, as :func:`choices` gives them.
        months: whole calendar months, from the :func:`floor` to the :func:`ceiling`.
        action: ``erase``, or ``review``: somebody looks, and nothing goes by itself.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        InputError: there is no such kind, type, state or action, or it is kept for too long, or
            not long enough.
        SealError: a rule was put in or changed in the database.
    """
    _refuse_others(who)
    rule = Rule(what, state, months, action, node.today().isoformat())
    _check(node, rule)
    with node.store.write() as tx:
        before = {(one.what, one.state): one for one in rules_in(node, tx)}.get((what, state))
        rule = proved_rule(node.pepper, _waiting(rule, before, node.today()))
        retention.put_rule(tx, rule)
        facts = {"what": what, "state": state, "months": str(months), "action": action}
        log(node, tx, Kind.RETENTION, who, **facts, from_on=rule.from_on)
    return rule


def remove_rule(node: Node, who: SignedIn, what: str, state: str) -> None:
    """Remove a rule: what it was about stays.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such rule.
    """
    _refuse_others(who)
    with node.store.write() as tx:
        if not retention.remove_rule(tx, what, state):
            raise NotFoundError(_("There is no such rule."))
        log(node, tx, Kind.RETENTION, who, what=what, state=state, months="0")


# --- what is due ----------------------------------------------------------------------


def preview(node: Node, who: SignedIn, today: date, ahead: timedelta = AHEAD) -> Preview:
    """Return what the rules say for today and some time ahead, holds included."""
    with node.store.read() as tx:
        ruled = rules_in(node, tx)
        found = list(falls_due(tx, ruled, today + ahead))
        mine = {process.id for process in processes.of_person(tx, who.person)}
    rest = [one for one in found if one.resting.process not in mine and who.administrator]
    others = Counter((one.resting.what, one.resting.state, one.action, one.is_held) for one in rest)
    opened = sorted(
        (one for one in found if one.resting.process in mine), key=lambda one: one.on_day
    )
    named = {rule.what for rule in ruled}
    return Preview(tuple(opened), others, tuple(one for one in choices(node) if one not in named))


def keeping(node: Node, who: SignedIn, process: str) -> Keeping:
    """Return what becomes of one process, whatever the day on which it is due.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        found, keys = processes.by_id(tx, process), keys_of(node, tx, who, [process])
        newest_in(keys, process)
        of_it = {rule.state: rule for rule in rules_in(node, tx) if rule.what == found.kind}
        held = hold_of(node, tx, keys, process)
        (resting,) = retention.resting_processes(tx, process)
    rule = of_it.get(resting.state)
    due = _due_by(rule, resting, is_held=held is not None) if rule else None
    return Keeping(found.closed_on, held, due)


def falls_due(tx: Reading, ruled: Sequence[Rule], until: date) -> Iterator[Due]:
    """Give what falls due by a day, by these rules, whole processes first."""
    if not ruled:  # most nodes set none, and it is asked with each agenda
        return
    by_place = {(rule.what, rule.state): rule for rule in ruled}
    held, whole = retention.held(tx), retention.resting_processes(tx)
    types = {rule.what for rule in ruled} - {one.what for one in whole}
    for resting in [*whole, *retention.resting_records(tx, types)]:
        rule = by_place.get((resting.what, resting.state))
        if rule is not None:
            due = _due_by(rule, resting, is_held=resting.process in held)
            if due.on_day <= until:
                yield due


def _due_by(rule: Rule, resting: Resting, *, is_held: bool) -> Due:
    on_day = goes_on(date.fromisoformat(resting.since), rule.months)
    on_day = max(on_day, date.fromisoformat(rule.from_on))
    return Due(resting, rule.action, on_day, is_held)


def _refuse_others(who: SignedIn) -> None:
    if not who.administrator:
        message = _("Only who administers this node sets its rules: ask one of them.")
        raise NotOpenedError(message)


def rules_in(node: Node, tx: Reading) -> list[Rule]:
    """Return every rule within a transaction; see :func:`rules`."""
    return [checked_rule(node.pepper, rule) for rule in retention.rules(tx)]


def _waiting(rule: Rule, before: Rule | None, today: date) -> Rule:
    """Return a rule with the day from which it holds, given the one in whose place it is set."""
    gentler = before and before.action == rule.action and before.months <= rule.months
    if before and gentler:
        return replace(rule, from_on=max(today.isoformat(), before.from_on))
    return replace(rule, from_on=(today + GRACE).isoformat())


def _check(node: Node, rule: Rule) -> None:
    states = choices(node).get(rule.what)
    if states is None:
        _refuse("what", _("Choose a kind of process, a type of record, or the log."))
    elif rule.state not in states:
        _refuse("state", _("Choose one of its states."))
    actions = (ERASE,) if rule.what == LOG else (ERASE, REVIEW)
    if rule.action not in actions:
        _refuse("action", _("Choose what happens then."))
    least, most = floor(rule.what), ceiling(node, rule.what)
    if not least <= rule.months <= most:
        message = _("This can be kept for a number of months from %(least)d to %(most)d.")
        wrong = _("Write a number of months under the ceiling.")
        raise InputError(message, {"months": [wrong]}, least=least, most=most)


def _refuse(field: str, message: str) -> None:
    raise InputError(message, {field: [message]})
