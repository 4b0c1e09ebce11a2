"""What a process's conversations decide, purpose by purpose, and the grants that follow. Pure.

* The newest conversation decides each purpose that was answered in it.
* What is told about a collective takes the collective: an assembly, or who represents it. An
  assembly decides about no single person.
* Where a guardian speaks, whoever they speak for agrees too.
* Vital interest never goes against a no, and reaches only what protects a life.
* Only what is being said now gives anything; whatever else changes can only take away.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tejido.consent.conversation import (
    ASSEMBLY,
    CONSENT,
    REPRESENTATIVE,
    VITAL,
    VITAL_INTEREST,
    YES,
    Answer,
    Conversation,
    in_order,
)
from tejido.store.grants import Grant

#: Purposes under which something is told about all of a collective.
COLLECTIVE = frozenset(
    {
        "aggregate",
        "advocacy_anonymous",
        "advocacy_named",
        "research",
        "training_example",
        "archive_memory",
    }
)
#: What may be done for somebody's life while they cannot be asked.
PROTECTING = frozenset(
    {"service", "team_discussion", "referral", "emergency_contact", "alert_network"}
)
_PERSON = "person"


class State(StrEnum):
    """How it stands with one purpose."""

    AGREED = "agreed"
    VITAL = "vital"
    REFUSED = "no"
    LATER = "later"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    NEEDS_COLLECTIVE = "needs_collective"
    NEEDS_PERSON = "needs_person"
    NEEDS_ASSENT = "needs_assent"


#: What lets something leave.
OPEN = frozenset({State.AGREED, State.VITAL})
#: A yes that does not suffice decides nothing: what was said before stays.
_NOT_ENOUGH = frozenset({State.NEEDS_COLLECTIVE, State.NEEDS_PERSON, State.NEEDS_ASSENT})
_CLOSED = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True)
class Decision:
    """What was said to a purpose, in which conversation, and how it stands today."""

    state: State
    answer: Answer
    conversation: Conversation

    def grant(self, process: str) -> Grant | None:
        """Return what it lets leave, under the id of its conversation; None is nothing."""
        if self.state not in OPEN:
            return None
        return Grant(
            self.conversation.record,
            process,
            self.answer.purpose,
            self.answer.recipients,
            VITAL_INTEREST if self.state is State.VITAL else CONSENT,
            self.conversation.begun_on,
            self.conversation.until,
            record=self.conversation.record,
        )


@dataclass(frozen=True)
class Changes:
    """What becomes of a process's grants: those withdrawn, and what is given.

    What is given has no id of its own yet.
    """

    withdrawn: tuple[Grant, ...] = ()
    given: tuple[Grant, ...] = ()


def state_of(conversation: Conversation, answer: Answer, unit: str, today: date) -> State:
    """Return how an answer stands by itself, whatever was said in other conversations.

    Args:
        conversation: in which it was given.
        answer: one of its answers.
        unit: code of ``subject_unit``; what is not a person is a collective, and so is what
            nobody said.
        today: the UTC day.
    """
    if answer.withdrawn_on:
        return State.WITHDRAWN
    if answer.answer not in (YES, VITAL):
        return State.LATER if answer.answer == State.LATER else State.REFUSED
    if (conversation.until or "9999") < today.isoformat():
        return State.ENDED
    if answer.answer == VITAL:
        return State.VITAL if answer.purpose in PROTECTING else State.REFUSED
    if not conversation.is_assented:
        return State.NEEDS_ASSENT
    return _as_spoken(conversation, answer, unit)


def decisions(conversations: Iterable[Conversation], unit: str, today: date) -> dict[str, Decision]:
    """Return how it stands with each purpose of the whole subject that was ever answered."""
    found: dict[str, Decision] = {}
    for conversation in in_order(one for one in conversations if not one.is_personal):
        for answer in conversation.answers:
            state = state_of(conversation, answer, unit, today)
            before = found.get(answer.purpose)
            if before is None or _decides(state, before.state):
                found[answer.purpose] = Decision(state, answer, conversation)
    return found


def changes(
    process: str,
    decided: Mapping[str, Decision],
    standing: Iterable[Grant],
    saved: Collection[str],
) -> Changes:
    """Return what becomes of the grants of a process.

    Args:
        process: its id.
        decided: what its conversations decide.
        standing: its grants that nobody withdrew.
        saved: the records of the conversations that are being saved now. A grant that belongs to
            no conversation goes only where one of these answers its purpose.
    """
    wanted = {purpose: one.grant(process) for purpose, one in decided.items()}
    withdrawn, kept = [], set[str]()
    for grant in standing:
        decision = decided.get(grant.purpose)
        is_said_now = decision is not None and decision.conversation.record in saved
        if grant.record is None:
            is_over = is_said_now and decision is not None and decision.state not in _NOT_ENOUGH
        else:
            is_over = not _same(grant, wanted.get(grant.purpose))
        if is_over:
            withdrawn.append(grant)
        elif grant.record is not None:
            kept.add(grant.purpose)
    given = [
        one
        for purpose, one in wanted.items()
        if one is not None and one.record in saved and purpose not in kept
    ]
    return Changes(tuple(withdrawn), tuple(given))


def refused_before(conversations: Iterable[Conversation], unit: str, today: date) -> set[str]:
    """Return the purposes to which the subject said no, or took back their yes."""
    found = decisions(conversations, unit, today)
    return {purpose for purpose, decision in found.items() if decision.state in _CLOSED}


def _as_spoken(conversation: Conversation, answer: Answer, unit: str) -> State:
    """Return whether those who said yes can say it."""
    capacity, is_person = conversation.capacity, conversation.is_personal or unit == _PERSON
    if is_person:
        return State.NEEDS_PERSON if capacity in ("", ASSEMBLY) else State.AGREED
    if answer.purpose in COLLECTIVE and capacity not in (ASSEMBLY, REPRESENTATIVE):
        return State.NEEDS_COLLECTIVE
    return State.AGREED if capacity else State.NEEDS_PERSON


def _decides(state: State, before: State) -> bool:
    """Whether a later answer takes the place of one before."""
    if state in _NOT_ENOUGH:
        return before in _NOT_ENOUGH
    return state is not State.VITAL or before not in _CLOSED


def _same(grant: Grant, wanted: Grant | None) -> bool:
    return wanted is not None and (grant.record, grant.recipients, grant.basis, grant.until) == (
        wanted.record,
        wanted.recipients,
        wanted.basis,
        wanted.until,
    )
