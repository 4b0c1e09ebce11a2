"""The first run in a browser: one link, three short pages, and the node is there.

An application of its own, served by ``tejido init`` until the recovery kit was put away. Who has
the link may set the node up; it is drawn for one run, stands in no file, and ends with it. What
is shown once stays in this process's memory until the reader says that it is on paper.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from threading import Lock
from typing import cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from tejido.errors import TejidoError
from tejido.languages import DEFAULT_LANGUAGE, offered, say_error, words
from tejido.web import say
from tejido.web.csrf import check_origin
from tejido.web.headers import add_headers
from tejido.web.hosts import own_names
from tejido.work.founding import Founded

_ = words("tejido")

EXTENSION = "tejido-setup"
#: No form here is longer.
_LONGEST = 64 * 1024
_NAMELESS = _("Say what your organization is called.")
_NOT_TWICE = _("The passphrase was not typed twice the same way.")
_READ_KIT = _("Tick that the kit is on paper: it is not shown again.")


@dataclass
class SetUp:
    """One first run: what is asked of whom, and what came of it.

    Attributes:
        token: what the link ends with.
        names: hosts under which the pages answer; empty where any will do.
        found: makes the node from the wizard's answers.
        finished: called once the kit was put away.
        founded: what is on the kit, until then.
        turn: held while the node is made: a form that is sent twice makes it once.
    """

    token: str = field(repr=False)
    names: set[str]
    found: Callable[[Mapping[str, str]], Founded]
    finished: Callable[[], None]
    founded: Founded | None = None
    is_done: bool = False
    turn: Lock = field(default_factory=Lock, repr=False)


def create_setup_app(
    token: str,
    host: str,
    found: Callable[[Mapping[str, str]], Founded],
    finished: Callable[[], None],
) -> Flask:
    """Return the WSGI application of a first run.

    Args:
        token: what the link ends with; drawn for this run.
        host: on which it is served.
        found: makes the node from ``language``, ``name``, ``handle`` and ``passphrase`` (empty:
            one is drawn).
        finished: called when there is nothing left to show.
    """
    app = Flask("tejido.web")
    app.config.update(MAX_CONTENT_LENGTH=_LONGEST, MAX_FORM_MEMORY_SIZE=_LONGEST)
    app.logger.disabled = True
    app.extensions[EXTENSION] = SetUp(token, own_names(host), found, finished)
    say.install(app)
    app.before_request(_check)
    app.after_request(add_headers)
    app.context_processor(lambda: {"language": g.language, "languages": offered()})
    app.register_error_handler(TejidoError, _refused)
    app.add_url_rule("/set-up/<token>", "begin", begin, methods=["GET", "POST"])
    app.add_url_rule("/set-up/<token>/kit", "kit", kit, methods=["GET", "POST"])
    return app


def begin(token: str) -> ResponseReturnValue:
    """Ask for the organization and the first person, and make the node."""
    run = _run()
    if run.founded or run.is_done:
        return redirect(url_for("kit", token=token))
    if request.method == "GET":
        return _asked({})
    given = {name: request.form.get(name, "").strip() for name in ("name", "handle")}
    if not given["name"]:
        return _asked(given, say.here(_NAMELESS))
    own = request.form.get("passphrase", "")
    if own != request.form.get("again", ""):
        return _asked(given, say.here(_NOT_TWICE))
    try:
        with run.turn:
            if not (run.founded or run.is_done):
                run.founded = run.found({**given, "passphrase": own, "language": g.language})
    except TejidoError as error:
        return _asked(given, say_error(error, g.language), error.status)
    return redirect(url_for("kit", token=token, language=g.language))


def kit(token: str) -> ResponseReturnValue:
    """Show the recovery kit until its reader says that it is on paper; then there is an end."""
    run = _run()
    if run.is_done:
        return render_template("setup/done.html")
    if run.founded is None:
        return redirect(url_for("begin", token=token))
    if request.method == "POST" and request.form.get("kept"):
        run.founded, run.is_done = None, True
        page = Response(render_template("setup/done.html"))
        page.call_on_close(run.finished)
        return page
    refused = say.here(_READ_KIT) if request.method == "POST" else ""
    page_text = render_template("setup/kit.html", kit=run.founded, token=token, refused=refused)
    return page_text, 422 if refused else 200


def _run() -> SetUp:
    return cast(SetUp, current_app.extensions[EXTENSION])


def _asked(given: Mapping[str, str], refused: str = "", status: int = 422) -> ResponseReturnValue:
    token = _run().token
    page = render_template("setup/begin.html", given=given, refused=refused, token=token)
    return page, status if refused else 200


def _check() -> None:
    """Let the request pass if it has the link, names this machine and comes from these pages."""
    asked = request.args.get("language", request.form.get("language", ""))
    g.language = asked if asked in offered() else DEFAULT_LANGUAGE
    run = _run()
    if run.names and urlsplit(f"//{request.host}").hostname not in run.names:
        abort(404)
    if request.endpoint == "static":
        return
    token = (request.view_args or {}).get("token", "")
    if not compare_digest(token.encode(), run.token.encode()):
        abort(404)
    if request.method == "POST":
        check_origin()


def _refused(error: TejidoError) -> ResponseReturnValue:
    return render_template("setup/refused.html", message=say_error(error, g.language)), error.status
