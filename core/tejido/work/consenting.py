"""What follows from conversations about consent: grants, in the transaction that saves them.

The conversation is the one source. Saved, it gives and withdraws; so does saving of whom the
process is, since what is told about a collective takes the collective. What leaves follows at
once: coded rows, what waits to be sent, and what peers may still hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.consent import deciding
from tejido.consent.conversation import VITAL, Conversation
from tejido.consent.gate import Said
from tejido.consent.withholding import is_path
from tejido.declare.days import first_day
from tejido.errors import InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store import coding, grants, people, records
from tejido.store.database import Reading, Writing
from tejido.store.grants import Grant
from tejido.store.ids import new_id
from tejido.vault.identity import is_node_id
from tejido.work.coding import recode
from tejido.work.conversations import (
    CONSENT,
    SUBJECT,
    conversation,
    conversations_of,
    subjects_of,
    unit_in,
)
from tejido.work.emissions import take_back, take_back_records
from tejido.work.keys import Keys, keys_to_write
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record

_ = words("tejido")

_FIELDS = ("given_on", "withdrawn_on", "told_on")


def numbered(node: Node, tx: Reading, keys: Keys, made: Sequence[OpenRecord]) -> list[OpenRecord]:
    """Return records about to be kept, each conversation with its number: the newest decides."""
    had = conversations_of(node, tx, keys, {one.process for one in made if one.type == CONSENT})
    rounds = {one.record: one.round for found in had.values() for one in found}
    newest = {
        process: max((one.round for one in found), default=0) for process, found in had.items()
    }
    done = []
    for one in made:
        if one.type == CONSENT:
            if one.id not in rounds:
                newest[one.process] += 1
            body = {**one.body, "round": rounds.get(one.id, newest[one.process])}
            done.append(replace(one, body=body))
        else:
            done.append(one)
    return done


def follow(
    node: Node,
    tx: Writing,
    who: SignedIn,
    keys: Keys,
    made: Iterable[OpenRecord],
    before: Mapping[str, OpenRecord],
) -> None:
    """Let grants follow what was saved.

    Args:
        node: where.
        tx: the transaction in which it was.
        who: who saved it.
        keys: of the processes, to seal under.
        made: the records as they were saved.
        before: those that were edited, as they were, by id.

    Raises:
        InputError: a conversation says what cannot be; nothing is kept.
    """
    saved = [one for one in made if one.type in (CONSENT, SUBJECT)]
    had = conversations_of(node, tx, keys, {one.process for one in saved}) if saved else {}
    for process, now in had.items():
        if now:
            mine = [one for one in saved if one.process == process and one.type == CONSENT]
            _follow(node, tx, who, keys, process, now, {one.id: one for one in mine}, before)


def forget(node: Node, tx: Writing, who: SignedIn | None, ids: Sequence[str]) -> None:
    """Withdraw whatever stands where a conversation about it is erased, before it goes.

    With it goes what was kept back and who had a say, so nothing leaves until somebody asks anew.

    Args:
        node: where.
        tx: the transaction that erases.
        who: who does; None where the rules of retention say so, and nobody's keys are at hand.
        ids: the records that are erased while their process stays.
    """
    found = [head for head in records.heads_by_ids(tx, ids) if head.type == CONSENT]
    processes = sorted({head.process for head in found})
    standing = [
        grant
        for process in processes
        for grant in grants.of_process(tx, process)
        if grant.withdrawn_on is None
    ]
    grants.withdraw_all(tx, processes, node.today().isoformat())
    if coding.remove_of_processes(tx, processes):
        tx.must_scrub()
    keys = keys_to_write(node, tx, who, processes) if who else {}
    for grant in standing:
        log(node, tx, Kind.WITHDRAW, who, process=grant.process, grant=grant.id)
        if grant.process in keys:
            take_back(node, tx, keys, grant)
    for process in processes:
        _tell(node, tx, process)


def settle(node: Node, tx: Writing, keys: Keys, process: str) -> None:
    """Let coded rows follow what a process's subject consents to now, and tell plugins."""
    found = [open_record(node, record, keys) for record in records.of_process(tx, process)]
    recode(node, tx, keys, found)
    _tell(node, tx, process)


def _tell(node: Node, tx: Writing, process: str) -> None:
    """Tell plugins once it is kept."""
    tx.after(lambda: node.plugins.consent_changed(node, process))


def _follow(
    node: Node,
    tx: Writing,
    who: SignedIn,
    keys: Keys,
    process: str,
    now: Sequence[Conversation],
    saved: Mapping[str, OpenRecord],
    before: Mapping[str, OpenRecord],
) -> None:
    """Let the grants of one process follow its conversations as they are ``now``."""
    unit, today = unit_in(subjects_of(node, tx, keys, process)), node.today()
    for one in now:
        if one.record in saved:
            _check(node, tx, who, process, one, [other for other in now if other is not one], unit)
    decided = deciding.decisions(now, unit, today)
    standing = [one for one in grants.of_process(tx, process) if one.withdrawn_on is None]
    changes = deciding.changes(process, decided, standing, set(saved))
    _give(node, tx, who, process, changes.given)
    for grant in changes.withdrawn:
        grants.withdraw(tx, grant.id, today.isoformat())
        log(node, tx, Kind.WITHDRAW, who, process=process, grant=grant.id)
    for grant in changes.withdrawn:
        take_back(node, tx, keys, grant)
    was = [
        _as_it_was(one, before) for one in now if one.record not in saved or one.record in before
    ]
    take_back_records(node, tx, keys, process, _touched(node, tx, process, was, now))
    settle(node, tx, keys, process)


def _give(node: Node, tx: Writing, who: SignedIn, process: str, given: Iterable[Grant]) -> None:
    today = node.today().isoformat()
    kept = [replace(one, id=new_id(), given_on=today) for one in given]
    grants.add(tx, kept)
    for one in kept:
        log(node, tx, Kind.CONSENT, who, process=process, grant=one.id)


def _as_it_was(now: Conversation, before: Mapping[str, OpenRecord]) -> Conversation:
    return conversation(before[now.record]) if now.record in before else now


def _touched(
    node: Node,
    tx: Reading,
    process: str,
    was: Iterable[Conversation],
    now: Iterable[Conversation],
) -> list[str]:
    """Return the records of which something else was said before than now."""
    former, present = (Said.of(process, one, node.today()) for one in (was, now))
    ids = (head.id for head in records.heads(tx, process))
    return [record for record in ids if former.about(record) != present.about(record)]


# --- what cannot be said -------------------------------------------------------------------


def _check(
    node: Node,
    tx: Reading,
    who: SignedIn,
    process: str,
    one: Conversation,
    others: Sequence[Conversation],
    unit: str,
) -> None:
    """Refuse a conversation that names what there is not, or a day to come.

    Raises:
        InputError: ``fields`` says what is wrong.
    """
    today = node.today()
    wrong: dict[str, Any] = {}
    for name in _FIELDS:
        if (day := first_day(one.body.get(name))) is not None and day > today:
            wrong[name] = [_("This day is still to come: write the day on which it happened.")]
    purposes = [answer.purpose for answer in one.answers]
    if not (purposes or one.withheld or one.about):
        wrong["purposes"] = [_("Nothing was answered yet: write down what they said.")]
    if len(purposes) != len(set(purposes)):
        wrong["purposes"] = [_("A purpose was answered twice: leave one of the answers.")]
    if not all(is_node_id(node_id) for answer in one.answers for node_id in answer.recipients):
        wrong["purposes"] = [_("A recipient is named by its node id: 26 letters and digits.")]
    if not all(map(is_path, one.withheld)):
        wrong["withhold"] = [_("Choose what is kept back from the list.")]
    if one.about - {head.id for head in records.heads(tx, process)}:
        wrong["records"] = [_("Choose the records from the list.")]
    wrong |= _wrong_exception(node, tx, who, one, others, unit)
    if wrong:
        raise InputError(_("Some fields need another look."), wrong)


def _wrong_exception(
    node: Node,
    tx: Reading,
    who: SignedIn,
    one: Conversation,
    others: Sequence[Conversation],
    unit: str,
) -> dict[str, Any]:
    """Return what is wrong with doing something for a life without having asked."""
    named = {answer.purpose for answer in one.answers if answer.answer == VITAL}
    if not named:
        return {}
    wrong: dict[str, Any] = {}
    if named - deciding.PROTECTING:
        wrong["purposes"] = [_("For somebody's life it is not needed: wait until you can ask.")]
    if named & deciding.refused_before(others, unit, node.today()):
        wrong["purposes"] = [_("They said no to this while they could be asked. Their no holds.")]
    if not one.body.get("exception_why"):
        wrong["exception_why"] = [_("Say why they could not be asked.")]
    if first_day(one.body.get("tell_by")) is None:
        wrong["tell_by"] = [_("Say by which day you will tell them.")]
    second = one.body.get("second_person")
    active = {person.handle for person in people.listed(tx) if person.state == "active"}
    if second and (second == who.handle or second not in active):
        wrong["second_person"] = [_("Name somebody else who signs in here, or leave it empty.")]
    return wrong
