"""Consent as pages show it: how it stands with each purpose, and what was talked about when."""

from collections.abc import Iterator
from dataclasses import dataclass

from tejido.consent.conversation import YES, Conversation
from tejido.consent.deciding import OPEN, State
from tejido.languages import words
from tejido.store.grants import Grant
from tejido.web.consent_form import member_names, term_label
from tejido.web.consent_topics import called
from tejido.web.consent_words import PURPOSES, STATES
from tejido.web.say import here
from tejido.web.state import state
from tejido.work.agreements import Agreements

_ = words("tejido")

_WAITING = {State.LATER, State.NEEDS_COLLECTIVE, State.NEEDS_PERSON, State.NEEDS_ASSENT}
_ALONE = _("Decided by one person alone: there was nobody else.")


@dataclass(frozen=True)
class PurposeLine:
    """How it stands with one purpose; days are UTC.

    Attributes:
        state: in words.
        is_open: whether something may be done under it today.
        by: in what capacity it was said; empty where nobody said it in a conversation.
        standing: ids of the grants that can be withdrawn.
    """

    purpose: str
    label: str
    state: str
    is_open: bool
    by: str = ""
    on: str = ""
    until: str = ""
    recipients: tuple[str, ...] = ()
    whom: str = ""
    record: str = ""
    standing: tuple[str, ...] = ()
    is_waiting: bool = False


@dataclass(frozen=True)
class Summary:
    """Consent in short; ``waiting`` are the purposes that somebody has yet to decide about."""

    agreed: tuple[PurposeLine, ...]
    waiting: tuple[str, ...]
    kept_back: tuple[str, ...]
    has_talked: bool
    to_tell: bool


@dataclass(frozen=True)
class Talk:
    """One conversation as its history shows it; ``alone`` says that nobody decided it beside."""

    record: str
    on: str
    who: str
    how: str
    said: tuple[tuple[str, tuple[str, ...]], ...]
    is_personal: bool
    withdrawn_on: str
    can_withdraw: bool
    to_tell_by: str = ""
    why: str = ""
    second: str = ""
    alone: str = ""


def purpose_lines(found: Agreements) -> list[PurposeLine]:
    """Return how it stands with every purpose, what is agreed to first."""
    lines = [_line(found, purpose) for purpose in PURPOSES]
    return sorted(lines, key=lambda line: (not line.is_open, not line.record))


def talks(found: Agreements) -> list[Talk]:
    """Return the conversations, the newest first."""
    return [_talk(one) for one in reversed(found.conversations)]


def summary(found: Agreements) -> Summary:
    """Return consent in short, for the page of its process."""
    lines = purpose_lines(found)
    return Summary(
        tuple(line for line in lines if line.is_open),
        tuple(line.label for line in lines if line.is_waiting),
        tuple(kept_back(found)),
        bool(found.conversations),
        any(talk.to_tell_by for talk in talks(found)),
    )


def kept_back(found: Agreements) -> list[str]:
    """Return what may not leave, in words."""
    paths = sorted({path for one in found.conversations for path in one.withheld})
    return list(called(paths).values())


def _line(found: Agreements, purpose: str) -> PurposeLine:
    today = state().node.today().isoformat()
    standing = [grant for grant in found.standing if grant.purpose == purpose]
    in_force = [one for one in standing if (one.until or today) >= today]
    decision, name = found.decisions.get(purpose), term_label("consent_purpose", purpose)
    ids = tuple(one.id for one in standing)
    if decision is None:
        return _without_talk(purpose, name, in_force, ids)
    kept, answer = decision.conversation, decision.answer
    return PurposeLine(
        purpose,
        name,
        here(STATES[decision.state]),
        bool(in_force) and decision.state in OPEN,
        term_label("consent_capacity", kept.capacity) if kept.capacity else "",
        answer.withdrawn_on or kept.said_on,
        kept.until or "",
        _names(in_force[-1]) if in_force else (),
        _whom(kept, purpose),
        kept.record,
        ids,
        decision.state in _WAITING,
    )


def _without_talk(
    purpose: str, name: str, in_force: list[Grant], ids: tuple[str, ...]
) -> PurposeLine:
    """Return the line of a purpose that was never talked about, whatever else lets it leave."""
    if not in_force:
        return PurposeLine(purpose, name, here(STATES[None]), is_open=False, standing=ids)
    newest = in_force[-1]
    return PurposeLine(
        purpose,
        name,
        term_label("legal_basis", newest.basis),
        is_open=True,
        on=newest.given_on,
        until=newest.until or "",
        recipients=_names(newest),
        standing=ids,
    )


def _talk(one: Conversation) -> Talk:
    body, answers = one.body, one.answers
    capacity = term_label("consent_capacity", one.capacity) if one.capacity else ""
    giver = body.get("member") if one.is_personal else body.get("giver")
    why, second = str(body.get("exception_why", "")), str(body.get("second_person", ""))
    told = "" if body.get("told_on") else str(body.get("tell_by", ""))
    return Talk(
        one.record,
        one.said_on,
        " · ".join(str(part) for part in (giver, capacity) if part),
        term_label("consent_mode", str(body["mode"])) if body.get("mode") else "",
        tuple(_said(one)),
        one.is_personal,
        str(body.get("withdrawn_on", "")),
        any(answer.answer == YES and not answer.withdrawn_on for answer in answers),
        told if why else "",
        why,
        second,
        here(_ALONE) if why and not second else "",
    )


def _said(one: Conversation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each answer in words with the purposes to which it was given."""
    found: dict[str, list[str]] = {}
    for answer in one.answers:
        name = (
            here(STATES[State.WITHDRAWN])
            if answer.withdrawn_on
            else term_label("consent_answer", answer.answer)
        )
        found.setdefault(name, []).append(term_label("consent_purpose", answer.purpose))
    yield from ((name, tuple(purposes)) for name, purposes in found.items())


def _whom(one: Conversation, purpose: str) -> str:
    said = one.body.get("purposes")
    items = said if isinstance(said, list) else []
    return next((str(item.get("whom", "")) for item in items if item["purpose"] == purpose), "")


def _names(grant: Grant) -> tuple[str, ...]:
    names = member_names()
    return tuple(sorted(names.get(node, node) for node in grant.recipients))
