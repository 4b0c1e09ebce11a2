"""What is not written here, and why: a page for whoever has a form before them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.languages import words
from tejido.web.doors import SIGNED_IN, open_to

pages = Blueprint("not_written", __name__)
_ = words("tejido")

#: What stays out of every record, and what is written in its place.
INSTEAD = (
    (
        _("Names of other people: relatives, neighbours, witnesses, whoever came along"),
        _("Who they are to each other: «her sister», «two of the commission». Or a key of yours."),
    ),
    (
        _("Where somebody sleeps, hides or works, and where the children go to school"),
        _("The region, and that there is a safe place. The team knows which; nobody reads it."),
    ),
    (
        _("What somebody told you in confidence, and who told it to whom"),
        _("What they decided to share, and what was agreed from there on."),
    ),
    (
        _("Diagnoses and clinical labels; what somebody takes; who has thought of dying"),
        _("How they say it themselves, who is near, and who stays tonight."),
    ),
    (
        _("Routes, schedules, vehicles, who goes out alone and on which days"),
        _("That the way out was planned together, and when it is looked at again."),
    ),
    (
        _("Who carries the keys, the money, the telephone on duty or the passwords"),
        _("That it was agreed who sees to it, and that two people know."),
    ),
    (
        _("Quarrels, with the names of those who quarrel; who is with whom"),
        _("What happens between them as a group, and what they want to do about it."),
    ),
    (
        _("Whom you suspect of passing information on"),
        _("Speak of it within the team, in person. What was decided for care is enough here."),
    ),
    (
        _("What somebody did that a law punishes, or that could be read so"),
        _("Nothing. If they need a lawyer: that legal support was asked for."),
    ),
)


@pages.get("/not-written")
@open_to(SIGNED_IN)
def shown() -> ResponseReturnValue:
    """Show what stays out of every record, why, and what is written instead."""
    return render_template("not_written.html", instead=INSTEAD)
