"""People, for those who look after them: who is here, adding somebody, rights, and leaving."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accounts.role_keys import ROLES
from tejido.errors import InputError
from tejido.web.auth import forgotten
from tejido.web.doors import ADMINISTRATOR, open_to
from tejido.web.role_words import RIGHT_ALLOWS, RIGHT_NAMES, ROLE_OPENS, lonely, of
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, Wrong, by_field
from tejido.work import people, roles, sealing
from tejido.work.people import PersonCard
from tejido.work.roles import ROLE_NAMES

pages = Blueprint("people", __name__)


@pages.get("/people")
@open_to(ADMINISTRATOR)
def listed() -> ResponseReturnValue:
    """List everybody, and what too few can do."""
    node = state().node
    return render_template(
        "people.html",
        people=[(card, of(card, card.roles)) for card in people.listed(node, me())],
        lonely=lonely(),
    )


@pages.route("/people/new", methods=["GET", "POST"])
@open_to(ADMINISTRATOR, fresh=True)
def new() -> ResponseReturnValue:
    """Add somebody, and show what opens their key this once."""
    handle, chosen = request.form.get("handle", ""), request.form.getlist("role")
    if request.method == "GET":
        return _form("", ["accompanier"], NOTHING)
    try:
        added = people.add(state().node, me(), handle, _known(chosen))
    except InputError as error:
        return _form(handle, chosen, by_field(error))
    return render_template("person_added.html", handle=handle.strip().casefold(), added=added)


@pages.get("/people/<person>")
@open_to(ADMINISTRATOR)
def shown(person: str) -> ResponseReturnValue:
    """Show what one person may do, and what of it the reader can change."""
    card = _card(person)
    found = (one for one in roles.openable(state().node, me()) if one.handle == card.handle)
    return render_template(
        "person.html",
        person=card,
        member=next(found, None),
        to_renew=[role for role in card.taken if roles.can_be_renewed(role)],
        **_offers(),
    )


@pages.post("/people/<person>/state")
@open_to(ADMINISTRATOR, fresh=True)
def change_state(person: str) -> ResponseReturnValue:
    """Let somebody sign in no more, which ends their sessions; or let them again."""
    handle, becomes = _card(person).handle, request.form.get("state", "")
    change = {"disabled": people.disable, "enabled": people.enable}.get(becomes) or abort(400)
    change(state().node, me(), handle)
    return _done(person, becomes)


@pages.post("/people/<person>/rights")
@open_to(ADMINISTRATOR, fresh=True)
def change_rights(person: str) -> ResponseReturnValue:
    """Give rights, or take them, if they are still those that were shown."""
    given = {right: right in request.form.getlist("right") for right in RIGHT_NAMES}
    stood = request.form.getlist("stood")
    people.set_rights(state().node, me(), _card(person).handle, stood=stood, **given)
    return _done(person, "changed")


@pages.post("/people/seal")
@open_to(ADMINISTRATOR)
def seal() -> ResponseReturnValue:
    """Seal the node at once: one press, for the moment when there is no time for more."""
    sealing.seal(state().node, me())
    current().end()
    return forgotten("sealed")


def _card(person: str) -> PersonCard:
    """Return somebody by their id (unverified).

    Raises:
        HTTPException: 404 where there is nobody.
    """
    found = (card for card in people.listed(state().node, me()) if card.id == person)
    return next(found, None) or abort(404)


def _known(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(chosen) if one in (*RIGHT_NAMES, *ROLES))


def _offers() -> dict[str, object]:
    """Return the words of rights and roles."""
    return {
        "role_names": ROLE_NAMES,
        "role_opens": ROLE_OPENS,
        "right_names": RIGHT_NAMES,
        "right_allows": RIGHT_ALLOWS,
    }


def _form(handle: str, chosen: Sequence[str], wrong: Wrong) -> ResponseReturnValue:
    page = render_template(
        "person_new.html", handle=handle, chosen=chosen, wrong=wrong, **_offers()
    )
    return page, 422 if wrong else 200


def _done(person: str, word: str) -> ResponseReturnValue:
    return redirect(url_for("people.shown", person=person, done=word))
