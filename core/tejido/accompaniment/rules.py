"""What the core advises to look at: danger, consent, the way to a plan, saying goodbye.

From: reference rules CO-02 to CO-09, as the words on care correct them: they advise, saving always
works, and small offices exist. The principles have a file of their own.
"""

from datetime import timedelta

from tejido.accompaniment.looking import (
    codes,
    is_latest,
    is_planned,
    is_resting,
    is_said,
    items,
)
from tejido.accompaniment.principle_rules import PRINCIPLE_RULES
from tejido.declare.days import last_day
from tejido.declare.rules import Rule, Situation, Written
from tejido.languages import words

_ = words("tejido")

_FIELDS = frozenset({"psychoemotional", "relations", "security", "political"})
#: A plan is looked at again within three months. From: the case plans of CPIMS+.
_REVIEW_WITHIN = timedelta(days=90)
#: Reasons for closing to which nobody can add an evaluation, or need not.
_WITHOUT_GOODBYE = frozenset({"unreachable", "security", "death", "subject_decision"})
#: Purposes under which what concerns all of a collective is told to others.
_TOLD_TO_OTHERS = frozenset({"aggregate", "advocacy_anonymous", "advocacy_named"})
_COLLECTIVELY = frozenset({"assembly", "representative"})


def risk_unanswered(session: Written, situation: Situation) -> bool:
    """Whether a session tells of danger, and no answer and no later session follows it."""
    if session.body.get("risk_signal") != "yes":
        return False
    answering = situation.answering.get("CO-09", frozenset())
    return not any(
        _has_passed(session, other)
        or (other.type in answering and other.created_on >= session.created_on)
        for other in situation.records
    )


def _has_passed(session: Written, other: Written) -> bool:
    """Whether a session of a later day says that there is no danger."""
    if other.type != session.type or other.body.get("risk_signal") != "no":
        return False
    this, later = last_day(session.body.get("day")), last_day(other.body.get("day"))
    return this is not None and later is not None and later > this


def closed_unsought(record: Written, _situation: Situation) -> bool:
    """Whether it ends without contact, and nobody wrote down where they looked."""
    unreachable = record.body.get("closing_reason") == "unreachable"
    return unreachable and not is_said(record.body.get("safety_search"))


def collective_unasked(situation: Situation) -> bool:
    """Whether something is told of a collective that did not decide on it together."""
    told = situation.purposes & _TOLD_TO_OTHERS
    return bool(told) and _is_collective(situation) and not told <= _decided(situation)


def _decided(situation: Situation) -> set[str]:
    """Return the purposes to which the collective said yes, in its own way."""
    return {
        str(entry.get("purpose"))
        for consent in situation.of("consent")
        if consent.body.get("capacity") in _COLLECTIVELY
        and consent.body.get("concerns") != "member"
        and not is_said(consent.body.get("withdrawn_on"))
        for entry in items(consent.body, "purposes")
        if entry.get("answer") == "yes" and not is_said(entry.get("withdrawn_on"))
    }


def member_unasked(situation: Situation) -> bool:
    """Whether members are named and something is told, and none of them was asked alone."""
    subject = situation.one("subject")
    named = subject is not None and bool(items(subject.body, "members"))
    asked = any(one.body.get("concerns") == "member" for one in situation.of("consent"))
    told = bool(situation.purposes & _TOLD_TO_OTHERS)
    return named and told and _is_collective(situation) and not asked


def _is_collective(situation: Situation) -> bool:
    """Whether the subject is more than one person; collective where nobody said."""
    subject = situation.one("subject")
    return subject is None or subject.body.get("unit") != "person"


def plan_without_diagnosis(situation: Situation) -> bool:
    """Whether a plan was agreed, and no diagnosis is written down."""
    return is_planned(situation) and not situation.of("diagnosis")


def diagnosis_not_agreed(record: Written, situation: Situation) -> bool:
    """Whether a plan follows from a round with which the subject has not agreed."""
    goes_on = record.state not in ("paused", "left_aside")
    return goes_on and is_latest(record, situation) and record.body.get("agreed") != "yes"


def field_unseen(record: Written, situation: Situation) -> bool:
    """Whether a field that matters was neither worked nor left aside in the latest round."""
    if is_resting(situation) or not is_latest(record, situation):
        return False
    if record.state not in ("returned", "agreed") and not is_planned(situation):
        return False
    if record.body.get("left_aside") and not codes(record.body, "left_aside"):
        return False  # they would rather not say
    worked = {
        one.get("field") for name in ("impacts", "copings") for one in items(record.body, name)
    }
    said = {name for name in _FIELDS if is_said(record.body.get(name))}
    return bool(_chosen(situation) - worked - said - codes(record.body, "left_aside"))


def _chosen(situation: Situation) -> frozenset[str]:
    """Return the fields agreed on for the accompaniment; all four where nothing was."""
    found = situation.one("accompaniment")
    return codes(found.body, "fields") & _FIELDS or _FIELDS if found else _FIELDS


def harm_alone(record: Written, situation: Situation) -> bool:
    """Whether harm stands with nothing of how they face it, or of what they demand."""
    if is_resting(situation):
        return False
    if record.type == "aggression":
        return not any(is_said(record.body.get(name)) for name in ("coping", "demands"))
    harmed = record.type == "diagnosis" and bool(items(record.body, "impacts"))
    return harmed and not is_said(record.body.get("copings"))


def review_far(plan: Written, situation: Situation) -> bool:
    """Whether a plan goes on with no day within three months on which to look at it again."""
    if is_resting(situation) or plan.state not in ("agreed", "under_way"):
        return False
    review = last_day(plan.body.get("review_on"))
    is_far = review is None or review > situation.today + _REVIEW_WITHIN
    return is_far and is_latest(plan, situation)


def closed_unspoken(record: Written, situation: Situation) -> bool:
    """Whether it ends without an evaluation, and not for a reason that stands by itself."""
    ends = record.state in ("closing", "closed")
    return (
        ends
        and record.body.get("closing_reason") not in _WITHOUT_GOODBYE
        and not situation.of("evaluation")
    )


RULES = (
    Rule(
        "CO-09",
        _("Somebody may be in danger"),
        _(
            "A session says so, and nothing written here answers it yet. Look at it together "
            "today: who stays near, what is needed now. A later session that says the danger has "
            "passed closes this."
        ),
        type="session",
        record_open=risk_unanswered,
        urgent=True,
    ),
    Rule(
        "CO-04a",
        _("Looking for them before closing without contact"),
        _(
            "Silence may mean danger, even a disappearance. Write whom you asked, in which safe "
            "ways and on which days, and who was told."
        ),
        type="accompaniment",
        record_open=closed_unsought,
        urgent=True,
    ),
    Rule(
        "CO-06",
        _("What the collective decides about sharing"),
        _(
            "What is told is about all of them. Talk it over with the collective, in its assembly "
            "or in its own way, and write down what it decided."
        ),
        collective_unasked,
        type="consent",
    ),
    Rule(
        "CO-06a",
        _("What each person who is named here wants"),
        _(
            "The collective decides for itself. What is about one person alone needs that person "
            "as well, who can say no."
        ),
        member_unasked,
        type="consent",
    ),
    Rule(
        "CO-02",
        _("A diagnosis made together"),
        _(
            "The plan grows from what was seen together: what violence has done, and what they do "
            "in the face of it. If it was talked over and not written down, a short round is "
            "enough."
        ),
        plan_without_diagnosis,
        type="diagnosis",
    ),
    Rule(
        "CO-02a",
        _("Whether they agree with the diagnosis"),
        _(
            "Silence is not agreement. Return it to them, hear what they correct, and write down "
            "that it was agreed."
        ),
        is_planned,
        type="diagnosis",
        record_open=diagnosis_not_agreed,
    ),
    Rule(
        "CO-02b",
        _("A field that nobody has looked at yet"),
        _(
            "Each field has something written in it, or is left aside on purpose. Leaving one "
            "aside is a decision too: mark it."
        ),
        type="diagnosis",
        record_open=field_unseen,
    ),
    Rule(
        "CO-02c",
        _("How they face it, beside the harm"),
        _(
            "Harm never stands alone. What sustains them, even if it seems small, is where an "
            "accompaniment begins."
        ),
        record_open=harm_alone,
    ),
    Rule(
        "CO-03",
        _("A day to look at the plan again"),
        _("Within three months, with them, so that it stays theirs and can still change."),
        type="plan",
        record_open=review_far,
    ),
    Rule(
        "CO-04",
        _("Closing with an evaluation"),
        _(
            "What changed, in their own voice, and whom they can call from now on. If they decided "
            "to stop, or meeting is not safe, writing that as the reason is enough."
        ),
        type="accompaniment",
        record_open=closed_unspoken,
    ),
    *PRINCIPLE_RULES,
)
