"""Guardians: choosing one's own, opening for a colleague who asks, and asking oneself."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import CallerError, InputError, SignInError
from tejido.languages import say_error
from tejido.web.account import chosen_passphrase, shown_once
from tejido.web.doors import ANYBODY, SIGNED_IN, open_to
from tejido.web.faults import answered
from tejido.web.say import language
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, by_field
from tejido.work import giving_back, guardians

pages = Blueprint("guardians", __name__)


@pages.route("/account/guardians", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def own() -> ResponseReturnValue:
    """Choose who can give the reader's key back together."""
    if request.method == "GET":
        return _own()
    handles = request.form.getlist("guardian")
    try:
        guardians.choose(state().node, me(), handles, request.form.get("needed", 0, type=int))
    except InputError as error:
        return _own(error)
    return redirect(url_for("guardians.own", done="guardians"))


@pages.get("/guardians")
@open_to(SIGNED_IN)
def asked_of_me() -> ResponseReturnValue:
    """List those who ask the reader, their guardian, for their key."""
    return render_template("guardian_asked.html", asking=giving_back.asked_of(state().node, me()))


@pages.post("/guardians/open")
@open_to(SIGNED_IN, fresh=True)
def open_part() -> ResponseReturnValue:
    """Open the reader's layer of a colleague's key, or turn their wish down."""
    handle, node = request.form.get("handle", ""), state().node
    if request.form.get("answer") == "dismiss":
        giving_back.dismiss(node, me(), handle)
        return redirect(url_for("guardians.asked_of_me", done="dismissed"))
    try:
        public = bytes.fromhex(request.form.get("public", ""))
    except ValueError:
        abort(400)
    giving_back.open_part(node, me(), handle, public)
    return redirect(url_for("guardians.asked_of_me", done="opened"))


@pages.route("/recover/guardians", methods=["GET", "POST"])
@open_to(ANYBODY)
def ask() -> ResponseReturnValue:
    """Ask one's guardians for one's key, under a new passphrase."""
    if request.method == "GET":
        return _asked()
    handle, rehearsal = request.form.get("handle", ""), bool(request.form.get("rehearsal"))
    try:
        new, drawn = chosen_passphrase()
        said = giving_back.ask(state().node, handle, new, rehearsal=rehearsal)
    except (InputError, SignInError) as error:
        return _asked(error)
    return render_template("guardians_asked.html", words=said, passphrase=new if drawn else "")


@pages.route("/recover/guardians/finish", methods=["GET", "POST"])
@open_to(ANYBODY)
def finish() -> ResponseReturnValue:
    """Take back what one's guardians opened."""
    if request.method == "GET":
        return _finish()
    form = request.form
    try:
        words = giving_back.finish(
            state().node, form.get("handle", ""), form.get("passphrase", ""), form.get("code", "")
        )
    except CallerError as error:
        return _finish(error)
    if not words:
        return render_template("guardians_rehearsed.html")
    current().end()
    return shown_once(words=words, back="auth.sign_in")


def _own(error: CallerError | None = None) -> ResponseReturnValue:
    node = state().node
    chosen = guardians.chosen(node, me())
    page = render_template(
        "guardians.html",
        chosen=chosen,
        people=guardians.choosable(node, me()),
        ticked=request.form.getlist("guardian") if error else chosen.handles if chosen else (),
        needed=request.form.get("needed") if error else chosen.threshold if chosen else 2,
        refused=say_error(error, language()) if error else "",
    )
    return answered(page, error)


def _asked(error: CallerError | None = None) -> ResponseReturnValue:
    return _refusable("guardians_ask.html", error)


def _finish(error: CallerError | None = None) -> ResponseReturnValue:
    return _refusable("guardians_finish.html", error)


def _refusable(template: str, error: CallerError | None) -> ResponseReturnValue:
    """Return a form as it was typed, but for passphrases and codes."""
    page = render_template(
        template,
        handle=request.form.get("handle", ""),
        wrong=by_field(error) if error else NOTHING,
    )
    return answered(page, error)
