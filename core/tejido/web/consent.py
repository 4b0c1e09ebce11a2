"""Consent as a conversation: what was said, talking about it, withdrawing there and then."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import ChangedError, InputError
from tejido.languages import offered, say_error, words
from tejido.web import conversation_form
from tejido.web.consent_form import ConsentForm
from tejido.web.consent_lines import kept_back, purpose_lines, talks
from tejido.web.consent_words import GOES_ON
from tejido.web.conversation_form import LIFE, ONE, WHOLE
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.names import VERSION
from tejido.web.paper import code_of, destroy_by
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent
from tejido.web.wrong import first_message
from tejido.work import consent, records, teams
from tejido.work.agreements import Agreements, agreements
from tejido.work.opening import OpenRecord
from tejido.work.records import Entry

pages = Blueprint("consent", __name__)
_ = words("tejido")

_CHOOSE_PURPOSE = _("Choose at least one purpose.")
_CHOOSE_BASIS = _("Choose the basis. What they agree to themselves is talked about above.")
_WRITE_DAY = _("Write the last day as 2027-12-31, or leave it empty.")
_CONSENT = "consent"
#: Where a page was sent from that withdraws, and goes back to.
_BACK = {"shared": "shared.shown"}


@dataclass(frozen=True)
class _Talk:
    """A form on its way: what is in it, what is wrong, and which conversation it changes."""

    sort: str
    body: Mapping[str, Any]
    kept: OpenRecord | None = None
    errors: Mapping[str, object] = field(default_factory=dict)
    message: str = ""
    status: int = 200
    version: str = ""


@pages.get("/processes/<process>/consent")
@open_to(SIGNED_IN)
def conversation(process: str) -> ResponseReturnValue:
    """Show what was said to each purpose, and when it was talked about."""
    return _overview(process, ConsentForm.blank())


def _overview(process: str, other: ConsentForm) -> ResponseReturnValue:
    found = agreements(state().node, me(), process)
    speak()
    page = render_template(
        "consent.html",
        about=found,
        lines=purpose_lines(found),
        talks=talks(found),
        kept_back=kept_back(found),
        other=other,
    )
    return page, 422 if other.wrong else 200


def _shown(typed: Sent, process: str, wrong: str = "") -> ResponseReturnValue:
    """Show what was typed of a grant on another basis, and what is wrong with it."""
    purposes, recipients = typed.getlist("purpose"), typed.getlist("recipient")
    basis, until = typed.get("basis", ""), typed.get("until", "").strip()
    other = ConsentForm.typed(purposes, recipients, basis, until, wrong, is_open=True)
    return _overview(process, other)


@pages.post("/processes/<process>/grants")
@open_to(SIGNED_IN)
@shown_again(_shown)
def grant(process: str) -> ResponseReturnValue:
    """Let something leave on another legal basis than a conversation."""
    form = request.form
    purposes, recipients = form.getlist("purpose"), form.getlist("recipient")
    basis, until = form.get("basis", ""), form.get("until", "").strip()
    if not purposes:
        return _shown(form, process, here(_CHOOSE_PURPOSE))
    if basis in ("", _CONSENT):
        return _shown(form, process, here(_CHOOSE_BASIS))
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        return _shown(form, process, here(_WRITE_DAY))
    try:
        consent.grant(state().node, me(), process, purposes, recipients, last, basis)
    except InputError as error:
        wrong = " ".join(first_message(found) for found in error.fields.values())
        return _shown(form, process, wrong)
    return redirect(url_for("consent.conversation", process=process, done="granted"))


@pages.get("/processes/<process>/consent/sheet")
@open_to(SIGNED_IN)
def sheet(process: str) -> ResponseReturnValue:
    """Show a sheet to print: blank, to talk with, or with what was said so far."""
    found = agreements(state().node, me(), process)
    speak(found.languages)
    return render_template(
        "consent_sheet.html",
        about=found,
        blocks=conversation_form.drawn(found, WHOLE, {}).blocks,
        lines={line.purpose: line for line in purpose_lines(found)},
        kept_back=kept_back(found),
        is_blank="blank" in request.args,
        goes_on=GOES_ON,
        code=code_of(process),
        destroy_by=destroy_by(),
    )


def _talk_again(typed: Sent, process: str, sort: str) -> ResponseReturnValue:
    found = agreements(state().node, me(), process)
    return _page(found, _typed(found, typed, _sort(sort), None))


@pages.route("/processes/<process>/consent/talk/<sort>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_talk_again)
def talk(process: str, sort: str) -> ResponseReturnValue:
    """Talk about consent with the whole subject, with one person, or act for a life in danger."""
    found = agreements(state().node, me(), process)
    if request.method == "POST":
        return _save(found, _typed(found, request.form, _sort(sort), None))
    return _page(found, _Talk(_sort(sort), conversation_form.blank(sort)))


def _said_again(typed: Sent, process: str, conversation: str) -> ResponseReturnValue:
    found, kept = agreements(state().node, me(), process), _opened(process, conversation)
    sort = conversation_form.sort_of(kept.body)
    return _page(found, _typed(found, typed, sort, kept))


@pages.route("/processes/<process>/consent/said/<conversation>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_said_again)
def said(process: str, conversation: str) -> ResponseReturnValue:
    """Show one conversation, or change what is written of it."""
    found, kept = agreements(state().node, me(), process), _opened(process, conversation)
    sort = conversation_form.sort_of(kept.body)
    if request.method == "POST":
        return _save(found, _typed(found, request.form, sort, kept))
    return _page(found, _Talk(sort, kept.body, kept, version=str(kept.version)))


@pages.post("/processes/<process>/consent/said/<conversation>/withdraw")
@open_to(SIGNED_IN)
def withdraw_said(process: str, conversation: str) -> ResponseReturnValue:
    """Withdraw all that was said in one conversation, there and then."""
    consent.withdraw_said(state().node, me(), _opened(process, conversation).id)
    return redirect(url_for("consent.conversation", process=process, done="withdrawn"))


@pages.post("/processes/<process>/consent/said/<conversation>/told")
@open_to(SIGNED_IN)
def told(process: str, conversation: str) -> ResponseReturnValue:
    """Note that they were told what was done without asking them."""
    consent.tell(state().node, me(), _opened(process, conversation).id)
    return redirect(url_for("consent.conversation", process=process, done="told"))


@pages.post("/processes/<process>/grants/<grant>/withdraw")
@open_to(SIGNED_IN)
def withdraw(process: str, grant: str) -> ResponseReturnValue:
    """Withdraw consent to one purpose, there and then."""
    found = agreements(state().node, me(), process)
    if grant not in {one.id for one in found.grants}:
        abort(404)
    consent.withdraw(state().node, me(), grant)
    back = _BACK.get(request.form.get("back", ""), "consent.conversation")
    return redirect(url_for(back, process=process, done="withdrawn"))


def speak(tags: Collection[str] = ()) -> None:
    """Say this page in the language that was asked for, or the first of ``tags`` that can be."""
    asked = request.values.get("in", "")
    wanted = [asked] if asked else [one for tag in tags for one in (tag, tag.partition("-")[0])]
    g.language = next((tag for tag in wanted if tag in offered()), g.language)


def _sort(sort: str) -> str:
    return sort if sort in (WHOLE, ONE, LIFE) else abort(404)


def _opened(process: str, record: str) -> OpenRecord:
    found = records.opened(state().node, me(), record)
    if found.process != process or found.type != _CONSENT:
        abort(404)
    return found


def _typed(found: Agreements, typed: Sent, sort: str, kept: OpenRecord | None) -> _Talk:
    """Return the form as it was typed."""
    speak(found.languages)
    before = kept.body if kept else {}
    body = conversation_form.typed(found, sort, typed, before)
    return _Talk(sort, body, kept, version=typed.get(VERSION, ""))


def _save(found: Agreements, sent: _Talk) -> ResponseReturnValue:
    """Keep what was said; or show it again as it was typed, and what is wrong."""
    record = sent.kept.id if sent.kept else None
    version = int(sent.version) if sent.kept and sent.version.isdecimal() else None
    try:
        entry = Entry(_CONSENT, found.process, sent.body, record, version)
        records.write(state().node, me(), [entry])
    except (InputError, ChangedError) as error:
        errors = error.fields if isinstance(error, InputError) else {}
        message = say_error(error, language())
        wrong = _Talk(sent.sort, sent.body, sent.kept, errors, message, error.status, sent.version)
        return _page(found, wrong)
    return redirect(url_for("consent.conversation", process=found.process, done="granted"))


def _page(found: Agreements, shown: _Talk) -> ResponseReturnValue:
    speak(found.languages)
    team = teams.team(state().node, me(), found.process)
    page = render_template(
        "consent_talk.html",
        about=found,
        talk=conversation_form.drawn(
            found, shown.sort, shown.body, shown.errors, [one.handle for one in team.members]
        ),
        kept=shown.kept,
        version=shown.version,
        message=shown.message,
        goes_on=GOES_ON,
        action=_address(found.process, shown),
    )
    return page, shown.status


def _address(process: str, shown: _Talk) -> str:
    if shown.kept:
        return url_for("consent.said", process=process, conversation=shown.kept.id)
    return url_for("consent.talk", process=process, sort=shown.sort)
