"""The sections of the face for whoever is signed in, and the notice after something was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app, g, request, url_for

from tejido.languages import words
from tejido.web.doors import door_of, lets_in
from tejido.web.say import here
from tejido.web.sessions import me
from tejido.web.state import state

_ = words("tejido")

#: Said once on the page that follows; the address carries only the word.
NOTICES: Mapping[str, str] = {
    "begun": _("It has begun. Everything you write in it is sealed for its team."),
    "saved": _("Saved, sealed for the team."),
    "moved": _("Moved on."),
    "task_done": _("Done. It stands on the agenda no more."),
    "granted": _("Kept. What leaves and what is counted follows it from now on."),
    "withdrawn": _("Taken back. Nothing more leaves under it."),
    "told": _("Noted. From now on they decide."),
    "approved": _("Approved. What you saw is queued for its recipients."),
    "passphrase": _("Your passphrase is the new one from now on. Your other sessions have ended."),
    "ended": _("Ended there."),
    "changed": _("Changed."),
    "disabled": _("They were signed out, and sign in no more."),
    "enabled": _("They can sign in again."),
    "removed": _("Taken away. You sign in with your passphrase alone from now on."),
    "sealed": _("The node is sealed. Nobody is signed in, and nothing is open."),
    "attached": _("Attached, sealed for the team."),
    "file_removed": _("The file is erased."),
    "guardians": _("Your choice is kept."),
    "opened": _("Opened. Whoever asked is told by you, not by this page."),
    "dismissed": _("Turned down. Nothing was opened."),
    "opened_to": _("Opened. They read all of it, and write in it."),
    "closed_to": _("Taken out. What is written from now on is under a new key."),
    "left_team": _("You are out of it. What is written from now on is under a new key."),
    "handed_over": _("Handed over."),
    "given_again": _("Given again."),
    "let_go": _("Let go. It can still be opened to them anew."),
    "left": _("Left, sealed for its team. You cannot read it again."),
    "taken_in": _("Taken in as a record, sealed for the team."),
    "discarded": _("Discarded. No record was made."),
    "closed": _("Closed. It can be read, and opened again."),
    "reopened": _("Open again."),
    "held": _("On hold. No rule erases it until it is released."),
    "released": _("Released. The rules hold for it again."),
    "rule_set": _("The rule is set."),
    "rule_removed": _("Removed. Nothing goes by that rule any more."),
    "erased": _("Erased. It cannot be brought back."),
    "erased_later": _(
        "Erased. Remnants in the database's files go within a day, while the node serves."
    ),
    "kept": _("What you wrote is not lost. Your session had ended: look it over, and save it."),
    "not_yours": _(
        "What stood here was written by somebody else. It was not shown to you, and is not kept."
    ),
    "template_kept": _("Kept. Reports in Word are made with it from now on."),
    "template_gone": _("Reports in Word are made with Tejido's own template again."),
    "locked": _("Locked. Your key is no longer open here."),
    "word_added": _("Added. Forms offer it from now on."),
    "word_said": _("Kept."),
    "word_retired": _("Retired. Forms offer it no more; what was written with it stays."),
    "word_taken_up": _("Taken up again. Forms offer it."),
}


_WORK = (
    ("home.agenda", _("Agenda")),
    ("processes.listed", _("Processes")),
    ("search.everything", _("Search")),
    ("deposits.choose", _("Leave for a team")),
    ("leaving.networks", _("What would leave")),
    ("tables.measures", _("Tables")),
)
_HOUSE = (
    ("teams.report", _("Who can open what")),
    ("retention.shown", _("For how long")),
    ("people.listed", _("People")),
    ("vocabularies.listed", _("Vocabulary")),
    ("templates.shown", _("Report templates")),
    ("auditing.log", _("The log")),
)
#: Blueprints, and single pages, that stand within the section of another.
_WITHIN: Mapping[str, str] = {
    "records": "processes",
    "consent": "processes",
    "shared": "processes",
    "attachments": "processes",
    "exporting": "processes",
    "report": "processes",
    "tools": "processes",
    "handover": "processes",
    "matrix": "processes",
    "plan": "processes",
    "timeline": "processes",
    "quick": "processes",
    "safekeeping": "processes",
    "not_written": "processes",
    "erasing": "processes",
    "deposits.shown": "processes",
    "deposits.take_in": "processes",
    "renewing": "people",
}


@dataclass(frozen=True)
class Link:
    """One section of the navigation."""

    label: str
    url: str
    is_here: bool


def navigation() -> list[Link]:
    """Return the sections of everyday work that are open to the reader, plugins' last."""
    added = [(page.endpoint, page.label) for page in state().pages if page.endpoint]
    return _links([*_WORK, *added])


def house() -> list[Link]:
    """Return the sections about people and the node itself, which are needed now and then."""
    return _links(_HOUSE)


def _links(sections: Iterable[tuple[str, str]]) -> list[Link]:
    return [
        Link(here(label), url_for(endpoint), _section(endpoint) == _section(request.endpoint))
        for endpoint, label in sections
        if _is_open(endpoint)
    ]


def notice() -> str:
    """Return what to say was done, from the address; an unknown word says nothing."""
    found = NOTICES.get(g.get("done") or request.args.get("done", ""), "")
    return here(found) if found else ""


def _is_open(endpoint: str) -> bool:
    return lets_in(door_of(current_app, endpoint), me())


def _section(endpoint: str | None) -> str:
    """Return the blueprint whose section an endpoint belongs to: its own, or another's."""
    name = (endpoint or "").partition(".")[0]
    return _WITHIN.get(endpoint or "") or _WITHIN.get(name, name)
