"""The roles that the reader holds, and opening them to somebody else."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accounts.role_keys import ROLES
from tejido.errors import CallerError, ChangedError, NotFoundError
from tejido.languages import say_error
from tejido.web.auth import own_path
from tejido.web.compared import compared
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.role_words import ROLE_OPENS
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import roles
from tejido.work.roles import ROLE_NAMES

pages = Blueprint("roles", __name__)


@pages.get("/account/roles")
@open_to(SIGNED_IN)
def held() -> ResponseReturnValue:
    """Show the roles that the reader holds."""
    return _page()


@pages.post("/roles/<role>")
@open_to(SIGNED_IN, fresh=True)
def change(role: str) -> ResponseReturnValue:
    """Open a role to somebody, or close it to them."""
    if role not in ROLES:
        abort(404)
    node, handle = state().node, request.form.get("handle", "")
    try:
        match request.form.get("held"):
            case "yes":
                roles.grant(node, me(), role, handle, public=compared(handle))
            case "no":
                roles.revoke(node, me(), role, handle)
            case _:
                abort(400)
    except (NotFoundError, ChangedError) as error:
        return _page(role, handle, error)
    return redirect(_with_done(own_path(request.form.get("back", url_for("roles.held")))))


def _with_done(path: str) -> str:
    """Return a path of this site, its query and fragment kept, that says that it is done."""
    parts = urlsplit(path)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "done"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("done", "changed")])))


def _page(
    role: str = "", handle: str = "", error: CallerError | None = None
) -> ResponseReturnValue:
    page = render_template(
        "roles.html",
        held=[one for one in ROLE_NAMES if one in me().roles],
        names=ROLE_NAMES,
        opens=ROLE_OPENS,
        people=roles.openable(state().node, me()),
        role=role,
        handle=handle,
        refused=say_error(error, language()) if error else "",
    )
    return page, error.status if error else 200
