"""Writing a consent down, and withdrawing it there and then."""

from datetime import date

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import words
from tejido.web.consent_form import ConsentForm
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.processes import first_message, show
from tejido.web.say import here
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import consent, processes

pages = Blueprint("consent", __name__)
_ = words("tejido")

_CHOOSE_PURPOSE = _("Choose at least one purpose.")
_WRITE_DAY = _("Write the last day as 2027-12-31, or leave it empty.")


@pages.post("/processes/<process>/grants")
@open_to(SIGNED_IN)
def grant(process: str) -> ResponseReturnValue:
    """Write a consent down."""
    form = request.form
    purposes, recipients = form.getlist("purpose"), form.getlist("recipient")
    basis, until = form.get("basis", ""), form.get("until", "").strip()

    def again(wrong: str) -> ResponseReturnValue:
        return show(process, ConsentForm.typed(purposes, recipients, basis, until, wrong), 422)

    if not purposes:
        return again(here(_CHOOSE_PURPOSE))
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        return again(here(_WRITE_DAY))
    try:
        consent.grant(state().node, me(), process, purposes, recipients, last, basis)
    except InputError as error:
        return again(" ".join(first_message(found) for found in error.fields.values()))
    return redirect(url_for("processes.shown", process=process, done="granted"))


@pages.post("/processes/<process>/grants/<grant>/withdraw")
@open_to(SIGNED_IN)
def withdraw(process: str, grant: str) -> ResponseReturnValue:
    """Withdraw a consent, there and then."""
    node = state().node
    if grant not in {one.id for one in processes.shown(node, me(), process).grants}:
        abort(404)
    consent.withdraw(node, me(), grant)
    return redirect(url_for("processes.shown", process=process, done="withdrawn"))
