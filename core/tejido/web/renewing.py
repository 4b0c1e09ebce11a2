"""A new key for somebody who lost everything: what is lost by it, and then the key."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from tejido.errors import ChangedError
from tejido.languages import say_error
from tejido.web.doors import ADMINISTRATOR, open_to
from tejido.web.processes import kind_label
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import people, renewing
from tejido.work.roles import ROLE_NAMES

pages = Blueprint("renewing", __name__)


@pages.route("/people/<person>/renew", methods=["GET", "POST"])
@open_to(ADMINISTRATOR, fresh=True)
def renew(person: str) -> ResponseReturnValue:
    """Show what somebody loses by a new key, and give them one."""
    node = state().node
    handle = next((one.handle for one in people.listed(node, me()) if one.id == person), "")
    if not handle:
        abort(404)
    if request.method == "GET":
        return _page(person, handle)
    try:
        added = renewing.renew(node, me(), handle, request.form.get("digest", ""))
    except ChangedError as error:
        return _page(person, handle, say_error(error, language()), error.status)
    return render_template("person_added.html", handle=handle, added=added)


def _page(person: str, handle: str, refused: str = "", status: int = 200) -> ResponseReturnValue:
    stakes = renewing.stakes(state().node, me(), handle)
    page = render_template(
        "renew.html",
        person=person,
        stakes=stakes,
        lost=[(one, kind_label(one.kind)) for one in stakes.lost],
        role_names=ROLE_NAMES,
        refused=refused,
    )
    return page, status
