"""Building the web face of one node. Nothing happens at import; state is in ``extensions``."""

from flask import Flask, g, request, url_for

from tejido.hookspecs import Pages
from tejido.languages import offered, speak_from
from tejido.node import Node
from tejido.web import (
    account,
    attachments,
    auditing,
    auth,
    consent,
    csrf,
    deposits,
    doors,
    drafts,
    erasing,
    exporting,
    faults,
    fresh,
    guardians,
    handover,
    home,
    hosts,
    leaving,
    matrix,
    not_written,
    own_sessions,
    people,
    plans,
    processes,
    quick,
    records,
    recovery,
    renewing,
    report_templates,
    reports,
    retention,
    roles,
    safekeeping,
    say,
    search,
    second_factor,
    shared,
    tables,
    teams,
    timeline,
    tools,
    uploads,
    vocabularies,
)
from tejido.web.behind_tls import BehindTls
from tejido.web.headers import add_headers
from tejido.web.language import reader_language
from tejido.web.navigation import house, navigation, notice
from tejido.web.sessions import TableSessions, somebody
from tejido.web.state import EXTENSION, State, state
from tejido.work.vocabularies import refresh

#: No page sends more than its longest narratives, no peer more than one message.
LONGEST_REQUEST = 2 * 1024 * 1024
_OWN = (
    auth,
    home,
    processes,
    consent,
    shared,
    records,
    matrix,
    timeline,
    plans,
    tools,
    not_written,
    handover,
    quick,
    leaving,
    tables,
    people,
    roles,
    safekeeping,
    account,
    own_sessions,
    second_factor,
    recovery,
    guardians,
    auditing,
    attachments,
    search,
    exporting,
    reports,
    report_templates,
    teams,
    deposits,
    renewing,
    erasing,
    retention,
    vocabularies,
)


def create_app(node: Node) -> Flask:
    """Return the WSGI application that shows ``node`` to people and lets peers in.

    Raises:
        RuntimeError: a route declares no door; see :mod:`tejido.web.doors`.
    """
    app = Flask("tejido.web")
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LONGEST_REQUEST,
        MAX_FORM_PARTS=2000,
    )
    app.url_map.strict_slashes = False
    app.request_class = uploads.SealingRequest
    app.session_interface = TableSessions()
    app.wsgi_app = BehindTls(app.wsgi_app, node.settings.endpoint)  # type: ignore[method-assign]  # Flask's own way
    pages = tuple(node.plugins.pages(node))
    app.extensions[EXTENSION] = State(node, pages)
    say.install(app)
    # 1. The language, for the refusals too. 2. Whether it was sent to us. 3. Whether its session
    # ended meanwhile. 4. Who may come in. 5. Whether it was our own form. 6. Whether the
    # passphrase is needed anew.
    app.before_request(_choose_language)
    app.before_request(hosts.check)
    app.before_request(drafts.check)
    app.before_request(doors.guard)
    app.before_request(uploads.allow_length)
    app.before_request(csrf.check)
    app.before_request(fresh.check)
    app.after_request(add_headers)
    app.context_processor(_page)
    faults.install(app)
    for module in _OWN:
        app.register_blueprint(module.pages)
    for page in pages:
        _add(app, page)
    doors.open_to(doors.ANYBODY)(app.view_functions["static"])
    missing = doors.undeclared(app)
    if missing:
        raise RuntimeError(f"these routes do not say to whom they are open: {', '.join(missing)}")
    return app


def _add(app: Flask, page: Pages) -> None:
    """Add a plugin's pages; its views are open to whom the plugin said the page is for."""
    known = set(app.view_functions)
    app.register_blueprint(page.blueprint)
    for endpoint in set(app.view_functions) - known:
        view = app.view_functions[endpoint]
        if page.machines or not doors.door_of(app, endpoint):
            doors.open_to(doors.MACHINES if page.machines else doors.SIGNED_IN)(view)


def _choose_language() -> None:
    speak_from(state().node.settings.translations)
    g.language = reader_language()
    if request.endpoint != "static":
        refresh(state().node)


def _page() -> dict[str, object]:
    """Return what every page's template may use."""
    return {
        "who": somebody(),
        "node_name": state().node.settings.name,
        "language": g.language,
        "languages": offered(),
        "navigation": navigation,
        "house": house,
        "notice": notice(),
        "csrf_field": csrf.hidden_field,
        "confirm_field": fresh.confirm_field,
        "here": request.full_path.rstrip("?")
        if request.method == "GET"
        else url_for("home.agenda"),
    }
