"""Who can open what: a process's team, handing over, and giving again what somebody lost."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import ChangedError, InputError, NotFoundError
from tejido.languages import say_error, words
from tejido.web.compared import compared
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import alone, giving_again, teams
from tejido.work.roles import ROLE_NAMES

pages = Blueprint("teams", __name__)
_ = words("tejido")

_CHOOSE = _("Choose a colleague first.")
#: Processes named before the others are folded away.
SHOWN = 8


@pages.post("/processes/<process>/team/open")
@open_to(SIGNED_IN, fresh=True)
def open_process(process: str) -> ResponseReturnValue:
    """Open a process to a colleague."""
    handle = request.form.get("handle", "")
    teams.open_to(state().node, me(), process, handle, public=compared(handle))
    return redirect(url_for("safekeeping.shown", process=process, done="opened_to") + "#team")


@pages.post("/processes/<process>/team/close")
@open_to(SIGNED_IN, fresh=True)
def close_process(process: str) -> ResponseReturnValue:
    """Take somebody out of a process's team; they may be oneself."""
    handle = request.form.get("handle", "")
    teams.close_to(state().node, me(), process, handle)
    if handle == me().handle:
        return redirect(url_for("processes.listed", done="left_team"))
    return redirect(url_for("safekeeping.shown", process=process, done="closed_to") + "#team")


@pages.get("/teams")
@open_to(SIGNED_IN)
def report() -> ResponseReturnValue:
    """Show what only one person can open, what colleagues want again, and handing over."""
    return _page()


@pages.post("/teams/hand-over")
@open_to(SIGNED_IN, fresh=True)
def hand_over() -> ResponseReturnValue:
    """Open everything that the reader holds to a colleague."""
    handle, leaving = request.form.get("handle", ""), request.form.get("leaving") == "yes"
    if not handle:
        return _page(here(_CHOOSE), 422, leaving=leaving)
    try:
        teams.hand_over(state().node, me(), handle, public=compared(handle), leaving=leaving)
    except (ChangedError, InputError, NotFoundError) as error:
        return _page(say_error(error, language()), error.status, handle, leaving=leaving)
    return redirect(url_for("teams.report", done="handed_over"))


@pages.post("/teams/give-again")
@open_to(SIGNED_IN, fresh=True)
def give_again() -> ResponseReturnValue:
    """Give a colleague again what they held: all of it, or one process or role."""
    handle, owner = request.form.get("handle", ""), request.form.get("owner", "")
    try:
        giving_again.give_again(state().node, me(), handle, owner, public=compared(handle))
    except (ChangedError, NotFoundError) as error:
        return _page(say_error(error, language()), error.status)
    return redirect(url_for("teams.report", done="given_again"))


@pages.post("/teams/let-go")
@open_to(SIGNED_IN)
def let_go() -> ResponseReturnValue:
    """Note that a colleague needs a process or role no longer."""
    handle, owner = request.form.get("handle", ""), request.form.get("owner", "")
    try:
        giving_again.let_go(state().node, me(), handle, owner)
    except (ChangedError, NotFoundError) as error:
        return _page(say_error(error, language()), error.status)
    return redirect(url_for("teams.report", done="let_go"))


def _page(
    refused: str = "", status: int = 200, handle: str = "", *, leaving: bool = False
) -> ResponseReturnValue:
    node = state().node
    page = render_template(
        "teams.html",
        alone=alone.alone(node, me()),
        wishes=giving_again.wanted(node, me()),
        words=teams.own_words(node, me()),
        others=teams.others(node, me()),
        held=teams.count_held(node, me()),
        role_names=ROLE_NAMES,
        refused=refused,
        handle=handle,
        leaving=leaving,
        shown=SHOWN,
    )
    return page, status
