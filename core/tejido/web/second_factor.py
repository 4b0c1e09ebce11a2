"""A second factor of one's own: the picture for the phone, its first code, taking it away.

A seed that is drawn is kept nowhere until a code confirms it. The picture is a page of its own,
for pictures within pages are forbidden; its address carries the seed sealed for this session.
"""

import base64
import binascii

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import CallerError, InputError, SealError, SignInError
from tejido.languages import say_error
from tejido.vault.ciphers import keyed_hash, open_row, seal_row
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.faults import answered
from tejido.web.say import language
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.work import second_factor
from tejido.work.second_factor import Drawn

pages = Blueprint("second_factor", __name__)

_PLACE = b"tejido/web/v1/second-factor"
_GROUP = 4


@pages.get("/account/codes")
@open_to(SIGNED_IN)
def shown() -> ResponseReturnValue:
    """Show the second factor that is set up, or a seed that was just drawn for one."""
    return _page()


@pages.get("/account/codes/<sealed>.png")
@open_to(SIGNED_IN)
def picture(sealed: str) -> ResponseReturnValue:
    """Show a seed (sealed, unverified) as the QR code that a phone reads."""
    try:
        secret = open_row(_key(), base64.urlsafe_b64decode(sealed), _PLACE).decode()
    except (SealError, binascii.Error, ValueError):
        abort(404)
    return Response(_drawn(secret).png, mimetype="image/png")


@pages.post("/account/codes")
@open_to(SIGNED_IN, fresh=True)
def confirm() -> ResponseReturnValue:
    """Keep the seed if the phone has it, and show the spare codes this once."""
    secret, code = request.form.get("secret", ""), request.form.get("code", "")
    try:
        spare = second_factor.confirm(state().node, me(), secret, code)
    except InputError as error:
        return _page(error, "" if "secret" in error.fields else secret)
    return render_template("spare_codes.html", codes=spare)


@pages.post("/account/codes/remove")
@open_to(SIGNED_IN, fresh=True)
def remove() -> ResponseReturnValue:
    """Take the second factor away, with a code of it."""
    try:
        second_factor.remove(state().node, me(), request.form.get("code", ""))
    except SignInError as error:
        return _page(error)
    return redirect(url_for("second_factor.shown", done="removed"))


def _page(error: CallerError | None = None, secret: str = "") -> ResponseReturnValue:
    node, who = state().node, me()
    refused = say_error(error, language()) if error else ""
    if second_factor.is_set(node, who.handle):
        left = second_factor.spare_left(node, who)
        page = render_template("codes_set.html", left=left, refused=refused)
    else:
        page = render_template("codes.html", refused=refused, **_shown(_drawn(secret)))
    return answered(page, error)


def _drawn(secret: str) -> Drawn:
    """Return a seed in the forms in which a phone takes it; a new one where none is given."""
    return second_factor.draw(state().node, me(), secret)


def _shown(drawn: Drawn) -> dict[str, object]:
    secret = drawn.secret
    sealed = seal_row(_key(), secret.encode(), _PLACE)
    return {
        "secret": secret,
        "groups": [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)],
        "sealed": base64.urlsafe_b64encode(sealed).decode(),
    }


def _key() -> bytes:
    """Return the key under which this session's pages carry a seed."""
    session = current()
    of = f"{_PLACE.decode()}|{me().person}|{session.began}"
    return keyed_hash(state().node.identity.signing.seed, of.encode())
