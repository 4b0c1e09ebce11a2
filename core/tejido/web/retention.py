"""For how long things are kept: the rules, what they do when, closing and holding a process."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import say_number, words
from tejido.store.retention import Rule
from tejido.web.doors import ADMINISTRATOR, SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent
from tejido.web.wrong import NOTHING, Wrong, by_field
from tejido.work import holds, processes, retention
from tejido.work.erasing_words import ACTIONS, ends, place_label, what_label
from tejido.work.retention import Due

pages = Blueprint("retention", __name__)
_ = words("tejido")

#: Lines of what is due on one page; the soonest.
SHOWN = 50
#: Between what a rule is about and its state, in the value of one choice.
_BAR = "|"


@dataclass(frozen=True)
class RuleLine:
    """A rule in the reader's language, and the value that names it.

    ``from_on`` is the UTC day from which it holds, None where it holds already.
    """

    place: str
    label: str
    months: int
    action: str
    from_on: str | None


@dataclass(frozen=True)
class DueLine:
    """Something that a rule is about, on the day on which it is due."""

    process: str
    record: str | None
    name: str
    label: str
    on_day: date
    action: str
    is_over: bool


@dataclass(frozen=True)
class Choice:
    """What a rule may be about, for how many months at least and at most."""

    place: str
    label: str
    least: int
    most: int


@pages.get("/retention")
@open_to(SIGNED_IN)
def shown() -> ResponseReturnValue:
    """Show the rules, and what they do in the next three months."""
    return _page()


@pages.post("/retention")
@open_to(ADMINISTRATOR, fresh=True)
def set_rule() -> ResponseReturnValue:
    """Set a rule."""
    what, _bar, in_state = request.form.get("place", "").partition(_BAR)
    typed = request.form.get("months", "").strip()
    months = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    try:
        action = request.form.get("action", "")
        retention.set_rule(state().node, me(), what, in_state, months, action)
    except InputError as error:
        return _page(by_field(error, what="place", state="place"), error.status)
    return redirect(url_for("retention.shown", done="rule_set"))


@pages.post("/retention/remove")
@open_to(ADMINISTRATOR, fresh=True)
def remove_rule() -> ResponseReturnValue:
    """Remove a rule: what it was about stays."""
    what, _bar, in_state = request.form.get("place", "").partition(_BAR)
    retention.remove_rule(state().node, me(), what, in_state)
    return redirect(url_for("retention.shown", done="rule_removed"))


@pages.post("/processes/<process>/close")
@open_to(SIGNED_IN)
def close(process: str) -> ResponseReturnValue:
    """Close a process: retention counts from then on."""
    processes.close(state().node, me(), process)
    return redirect(url_for("processes.shown", process=process, done="closed"))


@pages.post("/processes/<process>/reopen")
@open_to(SIGNED_IN)
def reopen(process: str) -> ResponseReturnValue:
    """Open a closed process again."""
    processes.reopen(state().node, me(), process)
    return redirect(url_for("processes.shown", process=process, done="reopened"))


def _hold_again(typed: Sent, process: str) -> ResponseReturnValue:
    return _hold_page(process, typed.get("reason", ""))


@pages.route("/processes/<process>/hold", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_hold_again)
def hold(process: str) -> ResponseReturnValue:
    """Keep a process whatever the rules say."""
    if request.method == "GET":
        return _hold_page(process)
    reason = request.form.get("reason", "")
    try:
        holds.hold(state().node, me(), process, reason)
    except InputError as error:
        return _hold_page(process, reason, by_field(error)), error.status
    return redirect(url_for("safekeeping.shown", process=process, done="held"))


def _hold_page(process: str, reason: str = "", wrong: Wrong = NOTHING) -> str:
    node = state().node
    name, before = processes.named(node, me(), process), retention.keeping(node, me(), process)
    reason = reason or (before.hold.reason if before.hold else "")
    return render_template(
        "hold.html",
        process=process,
        name=name,
        reason=reason,
        longest=holds.REASON_LENGTH,
        wrong=wrong,
    )


@pages.post("/processes/<process>/release")
@open_to(SIGNED_IN, fresh=True)
def release(process: str) -> ResponseReturnValue:
    """Let the rules hold for a process again."""
    holds.release(state().node, me(), process)
    return redirect(url_for("safekeeping.shown", process=process, done="released"))


def _page(wrong: Wrong = NOTHING, status: int = 200) -> ResponseReturnValue:
    node = state().node
    found = retention.preview(node, me(), node.today())
    names = {card.id: card.name for card in processes.listed(node, me())}
    page = render_template(
        "retention.html",
        rules=[_rule_line(rule) for rule in retention.rules(node)],
        due=[_due_line(due, names) for due in found.mine[:SHOWN]],
        left_out=max(0, len(found.mine) - SHOWN),
        others=[
            (
                say_number(number, language()),
                _label(what, in_state),
                ends(action, language(), is_held=is_held),
            )
            for (what, in_state, action, is_held), number in found.others.items()
        ],
        unruled=[what_label(node.declarations, one, language()) for one in found.unruled],
        choices=_choices(),
        actions=ACTIONS,
        typed=request.form,
        wrong=wrong,
    )
    return page, status


def _choices() -> list[Choice]:
    node = state().node
    return [
        Choice(
            f"{what}{_BAR}{one}",
            _label(what, one),
            retention.floor(what),
            retention.ceiling(node, what),
        )
        for what, states in retention.choices(node).items()
        for one in states
    ]


def _rule_line(rule: Rule) -> RuleLine:
    place = f"{rule.what}{_BAR}{rule.state}"
    return RuleLine(
        place,
        _label(rule.what, rule.state),
        rule.months,
        here(ACTIONS.get(rule.action, "")),
        rule.from_on if rule.from_on > state().node.today().isoformat() else None,
    )


def _due_line(due: Due, names: dict[str, str]) -> DueLine:
    resting = due.resting
    return DueLine(
        resting.process,
        resting.record,
        names.get(resting.process, resting.process),
        _label(resting.what, resting.state),
        due.on_day,
        ends(due.action, language(), is_held=due.is_held),
        due.on_day <= state().node.today(),
    )


def _label(what: str, in_state: str) -> str:
    return place_label(state().node.declarations, what, in_state, language())
