"""The line of time of an accompaniment: what was done to them, what they did, the State too."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tejido.accompaniment.silence import Silence, silence
from tejido.accompaniment.timeline import KINDS, Moment, by_year, moments
from tejido.declare.glossary import Glossary
from tejido.languages import words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.processes import named
from tejido.work.written import opened_in

pages = Blueprint("timeline", __name__)
_ = words("tejido")

#: What each kind of moment is called.
_CALLED = {
    "accompaniment": _("Accompaniment"),
    "milestone": _("Their days"),
    "aggression": _("Aggression"),
    "diagnosis": _("Round of the diagnosis"),
    "plan": _("Plan"),
    "session": _("Session"),
    "asked": _("Asked of the State"),
    "answered": _("What the State answered"),
    "evaluation": _("Evaluation"),
}
#: What of a body is said in codes: kind of moment -> (field, vocabulary).
_SAID = {
    "milestone": (("kind", "milestone_kind"),),
    "aggression": (("aggressions", "aggression"),),
    "session": (("activity", "activity_type"),),
    "answered": (("response", "state_response"),),
}


@dataclass(frozen=True)
class Mark:
    """One moment in words; ``beside`` is what stands beside harm; ``silence`` is the State's."""

    moment: Moment
    called: str
    said: str
    beside: str
    silence: Silence | None
    asked_of: str = field(repr=False)


@pages.get("/processes/<process>/timeline")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show what was written down, on the days on which it was."""
    node = state().node
    only = request.args.get("kind", "")
    only = only if only in KINDS else ""
    written = opened_in(node, me(), process)
    line = moments(((one.id, one.type, one.body) for one in written), only)
    return render_template(
        "timeline.html",
        process=process,
        name=named(node, me(), process),
        years={year: list(_marks(found)) for year, found in by_year(line).items()},
        kinds={one: here(_CALLED[one]) for one in KINDS},
        only=only,
    )


def _marks(line: list[Moment]) -> Iterator[Mark]:
    node = state().node
    glossary = Glossary(language(), node.declarations.vocabularies)
    for one in line:
        body = one.body
        said = [_term(glossary, body.get(name), terms) for name, terms in _SAID.get(one.kind, ())]
        yield Mark(
            one,
            here(_CALLED[one.kind]),
            ", ".join(text for text in said if text),
            _term(glossary, body.get("coping"), "coping") if one.kind == "aggression" else "",
            silence(body, node.today()) if one.kind == "asked" else None,
            str(body.get("asked_of", "")) if one.kind in ("asked", "answered") else "",
        )


def _term(glossary: Glossary, codes: object, vocabulary: str) -> str:
    several = codes if isinstance(codes, list) else [codes] if codes else []
    return ", ".join(glossary.term(vocabulary, str(code)) for code in several)
