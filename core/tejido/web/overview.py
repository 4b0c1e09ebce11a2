"""One accompaniment at a glance, in words: who, where it stands, the four fields, the State."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for

from tejido.accompaniment.diagnosis import DIAGNOSIS
from tejido.accompaniment.matrix import Dimension, matrix
from tejido.accompaniment.plan import PLAN
from tejido.accompaniment.process import PROCESS
from tejido.accompaniment.readings import READINGS
from tejido.accompaniment.session import SESSION
from tejido.accompaniment.silence import Silence, silence
from tejido.accompaniment.state_response import STATE_RESPONSE
from tejido.accompaniment.subject import SUBJECT
from tejido.declare.glossary import Glossary
from tejido.declare.records import RecordType
from tejido.languages import words
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.year_ago import Echo, echo_in
from tejido.work.opening import OpenRecord
from tejido.work.overview import Overview, overview_of

_ = words("tejido")

#: The pages of one accompaniment, in the order of the work; those that are there are shown.
_PAGES = {
    "matrix.shown": _("Impacts and coping"),
    "timeline.shown": _("Line of time"),
    "plan.board": _("Plan"),
    "consent.conversation": _("Consent"),
    "shared.shown": _("What they know about us"),
    "report.shown": _("Report"),
}
#: The way of working: what is written first is offered first.
_ORDER = (
    "subject", "accompaniment", "consent", "context", "aggression", "diagnosis", "readings",
    "plan", "session", "milestone", "state_response", "tool_use", "evaluation", "principles",
)  # fmt: skip
_READINGS = {
    "violence": _("Sociopolitical violence"),
    "rights_said": _("Human rights"),
    "mental_health": _("Mental health, as what happens between people"),
}


@dataclass(frozen=True)
class Way:
    """A page of the accompaniment."""

    label: str
    address: str


@dataclass(frozen=True)
class Stage:
    """A state of the accompaniment on its ribbon, or as a move."""

    value: str
    label: str
    is_here: bool = False


@dataclass(frozen=True)
class Answer:
    """What was asked of the State, and what came."""

    record: str
    asked_of: str = field(repr=False)
    asked_on: str
    response: str
    silence: Silence


@dataclass(frozen=True)
class Glance:
    """An accompaniment as its page shows it; texts are in the reader's language."""

    subject: OpenRecord | None
    facts: tuple[str, ...]
    demands: tuple[str, ...]
    stages: tuple[Stage, ...]
    moves: tuple[Stage, ...]
    accompaniment: OpenRecord | None
    ways: tuple[Way, ...]
    fields: Mapping[str, str]
    chosen: str
    diagnosis: OpenRecord | None
    dimensions: tuple[Dimension, ...]
    field_said: str = field(repr=False)
    echo: Echo | None
    objectives: tuple[str, ...] = field(repr=False)
    plan: OpenRecord | None
    sessions: tuple[OpenRecord, ...]
    answers: tuple[Answer, ...]
    readings: Mapping[str, str] = field(repr=False)


def glance_at(process: str) -> Glance:
    """Return the accompaniment that a process is, with the field that the address names."""
    found, glossary = overview_of(state().node, me(), process), _glossary()
    fields = {one: glossary.term("field", one) for one in _terms("field")}
    chosen = request.args.get("field", "")
    chosen = chosen if chosen in fields else ""
    subject, accompaniment = found.one(SUBJECT.id), found.one(PROCESS.id)
    diagnosis, plan = found.one(DIAGNOSIS.id), found.one(PLAN.id)
    return Glance(
        subject,
        _facts(subject, glossary),
        _several(subject, "demands", "demand", glossary),
        _stages(accompaniment),
        _moves(accompaniment),
        accompaniment,
        _ways(process),
        fields,
        chosen,
        diagnosis,
        _spoken(matrix(diagnosis.body, chosen)) if diagnosis else (),
        str(diagnosis.body.get(chosen, "")) if diagnosis and chosen else "",
        echo_in(found.of(DIAGNOSIS.id)),
        _objectives(plan, chosen),
        plan,
        _sessions(found, chosen),
        _answers(found, glossary),
        _readings(found.one(READINGS.id)),
    )


def in_order(types: list[RecordType]) -> list[RecordType]:
    """Return record types in the order of the work; what other plugins declare comes last."""
    places = {name: place for place, name in enumerate(_ORDER)}
    return sorted(types, key=lambda one: places.get(one.id, len(places)))


def _facts(subject: OpenRecord | None, glossary: Glossary) -> tuple[str, ...]:
    if subject is None:
        return ()
    schema = state().node.declarations.schema(SUBJECT.id)
    shown = ("subject_type", "unit", "place", "languages", "size")
    said = {name: subject.body[name] for name in shown if name in subject.body}
    return tuple(value for _name, value in glossary.lines(schema, said))


def _several(
    record: OpenRecord | None, name: str, vocabulary: str, glossary: Glossary
) -> tuple[str, ...]:
    codes = record.body.get(name, ()) if record else ()
    codes = [codes] if isinstance(codes, str) else codes
    return tuple(glossary.term(vocabulary, code) for code in codes)


def _stages(record: OpenRecord | None) -> tuple[Stage, ...]:
    """Return the states on the way, and the one it is in where that lies beside the way."""
    cycle = PROCESS.lifecycle
    if cycle is None or record is None:
        return ()
    way = ("contact", "framing", "diagnosis", "plan", "implementation", "evaluation", "closed")
    shown = way if record.state in way else (*way, record.state or "")
    return tuple(Stage(one, here(cycle.states[one]), one == record.state) for one in shown)


def _moves(record: OpenRecord | None) -> tuple[Stage, ...]:
    cycle = PROCESS.lifecycle
    if cycle is None or record is None:
        return ()
    return tuple(Stage(one, here(cycle.states[one])) for one in cycle.next(record.state or ""))


def _ways(process: str) -> tuple[Way, ...]:
    known = current_app.view_functions
    return tuple(
        Way(here(label), url_for(endpoint, process=process))
        for endpoint, label in _PAGES.items()
        if endpoint in known
    )


def _spoken(dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    return tuple(one for one in dimensions if one.impacts or one.copings)


def _objectives(plan: OpenRecord | None, chosen: str) -> tuple[str, ...]:
    items = plan.body.get("objectives", ()) if plan else ()
    return tuple(one["objective"] for one in items if not chosen or one.get("field") == chosen)


def _sessions(found: Overview, chosen: str) -> tuple[OpenRecord, ...]:
    newest_first = sorted(found.of(SESSION.id), key=lambda one: str(one.body["day"]), reverse=True)
    return tuple(one for one in newest_first if not chosen or chosen in one.body.get("fields", ()))


def _answers(found: Overview, glossary: Glossary) -> tuple[Answer, ...]:
    return tuple(_answer(one, glossary) for one in found.of(STATE_RESPONSE.id))


def _answer(one: OpenRecord, glossary: Glossary) -> Answer:
    body: Mapping[str, Any] = one.body
    response = body.get("response", "")
    return Answer(
        one.id,
        body["asked_of"],
        body.get("asked_on", ""),
        glossary.term("state_response", response) if response else "",
        silence(body, state().node.today()),
    )


def _readings(record: OpenRecord | None) -> Mapping[str, str]:
    """Return the three readings, an empty one too: it is to be seen that it is missing."""
    body = record.body if record else {}
    return {here(label): str(body.get(name, "")) for name, label in _READINGS.items()}


def _terms(vocabulary: str) -> list[str]:
    terms = state().node.declarations.vocabularies[vocabulary].terms.values()
    return [one.code for one in terms if not one.retired]


def _glossary() -> Glossary:
    return Glossary(language(), state().node.declarations.vocabularies)
