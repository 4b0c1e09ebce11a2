"""The plan as a board: what they want to reach, what is done for it, what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accompaniment.plan import PLAN
from tejido.declare.glossary import Glossary
from tejido.errors import InputError
from tejido.languages import say_error
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.opening import OpenRecord
from tejido.work.plans import Seen, move_on, plans_of
from tejido.work.processes import named

pages = Blueprint("plan", __name__)

#: The columns of the board; what was put off or left aside stands folded below them.
COLUMNS = ("planned", "under_way", "done")


@dataclass(frozen=True)
class Card:
    """One item of a plan, and where in the plan it stands."""

    number: int
    said: Mapping[str, Any] = field(repr=False)


@pages.get("/processes/<process>/plan")
@open_to(SIGNED_IN)
def board(process: str) -> ResponseReturnValue:
    """Show the newest plan."""
    return _board(process)


@pages.post("/processes/<process>/plan")
@open_to(SIGNED_IN)
def move(process: str) -> ResponseReturnValue:
    """Move one activity or agreement to where it stands now: ``activities.3.done``."""
    group, _dot, rest = request.form.get("move", "").partition(".")
    number, _dot, code = rest.partition(".")
    try:
        move_on(
            state().node,
            me(),
            process,
            Seen(request.form.get("plan", ""), _number(request.form.get("version", ""))),
            group,
            _number(number),
            code,
        )
    except InputError as error:
        return _board(process, say_error(error, language())), error.status
    return redirect(url_for("plan.board", process=process, done="saved") + f"#{group}")


def _board(process: str, message: str = "") -> str:
    node = state().node
    plans = plans_of(node, me(), process)
    plan = plans[0] if plans else None
    glossary = Glossary(language(), node.declarations.vocabularies)
    return render_template(
        "plan.html",
        process=process,
        name=named(node, me(), process),
        plan=plan,
        stage=_stage(plan),
        earlier=plans[1:],
        message=message,
        objectives=_by_field(plan, list(_codes("field"))),
        columns=_by_state(plan),
        rest=COLUMNS,
        states=_codes("activity_state"),
        agreements=_cards(plan, "agreements"),
        kept=_codes("agreement_state"),
        term=glossary.term,
    )


def _stage(plan: OpenRecord | None) -> str:
    cycle = PLAN.lifecycle
    return here(cycle.states[plan.state]) if plan and plan.state and cycle else ""


def _cards(plan: OpenRecord | None, group: str) -> list[Card]:
    items = plan.body.get(group, ()) if plan else ()
    return [Card(number, one) for number, one in enumerate(items)]


def _by_state(plan: OpenRecord | None) -> Mapping[str, list[Card]]:
    """Return the activities by where they stand; one of which nothing is said is still to do."""
    found: dict[str, list[Card]] = {one: [] for one in COLUMNS}
    for card in _cards(plan, "activities"):
        found.setdefault(card.said.get("state", COLUMNS[0]), []).append(card)
    return found


def _by_field(plan: OpenRecord | None, fields: Sequence[str]) -> Mapping[str, list[Card]]:
    """Return what they want to reach, by field; «» for what belongs to all of them."""
    found: dict[str, list[Card]] = {one: [] for one in fields}
    for card in _cards(plan, "objectives"):
        found.setdefault(card.said.get("field", ""), []).append(card)
    return found


def _codes(vocabulary: str) -> list[str]:
    terms = state().node.declarations.vocabularies[vocabulary].terms.values()
    return [one.code for one in terms if not one.retired]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000") else -1
