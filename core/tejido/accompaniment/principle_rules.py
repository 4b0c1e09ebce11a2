"""The seven principles, and the feminist and intersectional looks, as things to talk over.

From: the seed, pages 5 to 9. A principle is answered by what is written in the work itself, or by
what the team says when it looks at its principles. The two looks go over every form, those of
plugins too: they read whatever texts and fields a record has.
"""

import re
from itertools import chain

from tejido.accompaniment.looking import (
    answered,
    anywhere,
    codes,
    is_latest,
    is_planned,
    is_resting,
    is_said,
    items,
    stage,
    texts,
)
from tejido.declare.days import last_day
from tejido.declare.records import ANY_KIND
from tejido.declare.rules import Rule, Situation, Written
from tejido.languages import words

_ = words("tejido")

#: Activities that strengthen what they fight for. From: the advocacy and project activities.
_POLITICAL = frozenset(
    {"political_project", "memory_ritual", "documentation", "public_campaign",
     "institutional_advocacy"}
)  # fmt: skip
#: What of a reading of the context says something about it.
_READ = ("economic", "political", "social", "factors", "consequences")
#: Answers of the State that answer nothing.
_NO_ANSWER = frozenset({"silence", "denied", "worsened"})
#: As if there were two genders and nobody else, in the languages that people write here.
_BINARY = re.compile(
    r"\b(?:(?:hombres?|varones|mujer(?:es)?) [yo] (?:hombres?|varones|mujer(?:es)?)"
    r"|(?:ambos|los dos) (?:sexos|géneros)|sexo opuesto|m[ae]n (?:and|or) wom[ae]n"
    r"|wom[ae]n (?:and|or) m[ae]n|(?:both|the two) (?:sexes|genders)|opposite sex)\b",
    re.IGNORECASE,
)
#: Words of the work that sustains everybody else's, in the same languages.
_CARE = re.compile(
    r"cuid|cocin|limpi|crianza|criar|comida|\bhij[aeo]s?\b|\bcare\b|_care\b|caring|cook|clean"
    r"|child|meals?\b",
    re.IGNORECASE,
)
#: So much has to be written before what is missing from all of it says anything.
_ENOUGH = 3


def demands_unsaid(situation: Situation) -> bool:
    """Whether the work is under way, and nobody wrote whose demands it stands with."""
    begun = stage(situation) not in ("", "contact") and not is_resting(situation)
    said = any(anywhere(situation, "demands"))
    return begun and not said and not answered(situation, "not_neutral")


def context_unread(situation: Situation) -> bool:
    """Whether a plan was agreed with no reading of the context."""
    read = any(is_said(one.body.get(name)) for one in situation.of("context") for name in _READ)
    return is_planned(situation) and not read and not answered(situation, "critical_analysis")


def unattributed(aggression: Written, situation: Situation) -> bool:
    """Whether nobody is held responsible; that it is not established is an answer."""
    return not is_resting(situation) and not is_said(aggression.body.get("attributions"))


def axes_unseen(situation: Situation) -> bool:
    """Whether nobody asked what else weighs on them, nor wrote that they would rather not say."""
    if is_resting(situation) or not situation.of("diagnosis"):
        return False
    seen = chain(anywhere(situation, "intersections"), anywhere(situation, "intersections_said"))
    return not any(seen) and not answered(situation, "intersectional")


def only_personal(diagnosis: Written, situation: Situation) -> bool:
    """Whether the latest round sees harm in persons only."""
    seen = {one.get("dimension") for one in items(diagnosis.body, "impacts")}
    return (
        seen == {"personal"}
        and not is_resting(situation)
        and is_latest(diagnosis, situation)
        and not answered(situation, "all_dimensions", diagnosis.updated_on)
    )


def only_easing(plan: Written, situation: Situation) -> bool:
    """Whether nothing that is planned strengthens what they fight for."""
    activities, objectives = items(plan.body, "activities"), items(plan.body, "objectives")
    political = any(one.get("activity") in _POLITICAL for one in activities) or any(
        one.get("field") == "political" for one in objectives
    )
    return (
        bool(activities or objectives)
        and not political
        and not is_resting(situation)
        and is_latest(plan, situation)
        and not answered(situation, "beyond_therapy", plan.updated_on)
    )


def no_alternatives(situation: Situation) -> bool:
    """Whether the State does not answer, and nobody wrote what else is possible."""
    silent = any(_is_silent(one, situation) for one in situation.of("state_response"))
    said = any(anywhere(situation, "alternatives"))
    waiting = silent and not is_resting(situation)
    return waiting and not said and not answered(situation, "alternatives")


def _is_silent(asked: Written, situation: Situation) -> bool:
    """Whether the State answered nothing, or not by the day on which it had to."""
    if asked.body.get("response"):
        return asked.body["response"] in _NO_ANSWER
    due = last_day(asked.body.get("due_on"))
    return due is not None and due < situation.today and not is_said(asked.body.get("answered_on"))


def made_by_team(record: Written, situation: Situation) -> bool:
    """Whether the latest record of any type says that only the team made it."""
    return (
        record.body.get("made_by") == "team"
        and not is_resting(situation)
        and is_latest(record, situation)
        and not answered(situation, "joint_construction", record.updated_on)
    )


def voiceless(evaluation: Written, situation: Situation) -> bool:
    """Whether the latest evaluation is without the voice of its subject."""
    return is_latest(evaluation, situation) and not is_said(evaluation.body.get("voice"))


def nobody_missed(situation: Situation) -> bool:
    """Whether nobody asked who is missing from what was read and diagnosed."""
    read = bool(situation.of("context") or situation.of("diagnosis"))
    asked = any(is_said(one.body.get("feminist")) for one in situation.of("context"))
    return read and not is_resting(situation) and not asked and not answered(situation, "feminist")


def two_genders(record: Written, situation: Situation) -> bool:
    """Whether a text of any form names two genders, as if there were no other."""
    named = any(_BINARY.search(text) for text in texts(record.body))
    return (
        named
        and not is_resting(situation)
        and not answered(situation, "feminist", record.updated_on)
    )


def care_unseen(situation: Situation) -> bool:
    """Whether much is written, and nothing of it sees the work of care."""
    if is_resting(situation) or len(situation.records) < _ENOUGH or not situation.of("diagnosis"):
        return False
    written = chain.from_iterable(texts(record.body) for record in situation.records)
    seen = any(_CARE.search(text) for text in written)
    return not seen and not answered(situation, "feminist")


def one_axis(situation: Situation) -> bool:
    """Whether one axis alone is named in all forms, and nobody told how it crosses others."""
    named = {axis for one in situation.records for axis in codes(one.body, "intersections")}
    told = any(anywhere(situation, "intersections_said"))
    alone = len(named) == 1 and not told and not is_resting(situation)
    return alone and not answered(situation, "intersectional")


PRINCIPLE_RULES = (
    Rule(
        "P1",
        _("Whose demands this work stands with"),
        _("We are not neutral. Write what they demand, or say it when you look at our principles."),
        demands_unsaid,
        type="subject",
    ),
    Rule(
        "P2",
        _("A reading of the context"),
        _(
            "What the violence seeks, and what the State did, let happen or consented to. A plan "
            "that begins there does not take effects for causes."
        ),
        context_unread,
        type="context",
    ),
    Rule(
        "P2a",
        _("Who is responsible for this aggression"),
        _(
            "Whoever acted, the State has a duty. That it is not established is an answer too: "
            "choose it."
        ),
        type="aggression",
        record_open=unattributed,
    ),
    Rule(
        "P3",
        _("What else weighs on them"),
        _(
            "Gender, ethnic identity, age, sexual preference, family roles, class. Only what they "
            "want to tell; that they would rather not is an answer."
        ),
        axes_unseen,
        type="subject",
    ),
    Rule(
        "P4",
        _("Harm beyond each person"),
        _(
            "Only the personal dimension is filled in. What happened in the family, the "
            "organization, the community, in society?"
        ),
        type="diagnosis",
        record_open=only_personal,
    ),
    Rule(
        "P5",
        _("Something for what they fight for"),
        _(
            "What is planned eases harm. What strengthens their political project? If this is not "
            "its time, say why when you look at our principles."
        ),
        type="plan",
        record_open=only_easing,
    ),
    Rule(
        "P6",
        _("What else is possible while the State does not answer"),
        _("Alternatives that are named, small ones too, hold against frustration."),
        no_alternatives,
        type="plan",
    ),
    Rule(
        "P7",
        _("What they made of this, and what we made"),
        _(
            "It says that only the team made it. Go through it with them, or write where they "
            "could correct it and say no."
        ),
        record_open=made_by_team,
    ),
    Rule(
        "P7a",
        _("Their own voice"),
        _("How they see this accompaniment comes first, also what did not help."),
        type="evaluation",
        record_open=voiceless,
    ),
    Rule(
        "P8",
        _("Who is missing"),
        _(
            "Whose voice is not in what is written, whose work is not seen, what we take for "
            "granted."
        ),
        nobody_missed,
        type="context",
    ),
    Rule(
        "P8a",
        _("More than two genders"),
        _(
            "The text names women and men only. If that is how they say it, leave it so; if not, "
            "ask how each one names themselves."
        ),
        process=ANY_KIND,
        record_open=two_genders,
    ),
    Rule(
        "P8b",
        _("The work of care"),
        _(
            "Nobody has written who cooks, cleans, looks after children, calms and accompanies. "
            "Every struggle rests on that work, and somebody does it."
        ),
        care_unseen,
        type="diagnosis",
    ),
    Rule(
        "P9",
        _("How it crosses with what else they live"),
        _(
            "One thing alone is named as weighing on them. How does it cross with others? Ask, if "
            "they want to tell."
        ),
        one_axis,
        type="subject",
    ),
)
