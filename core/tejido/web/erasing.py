"""Erasing for good: what goes, what stays elsewhere, that it cannot be undone; then doing it."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import ChangedError, InputError
from tejido.web.consent_form import member_names
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.processes import type_label
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, Wrong, by_field
from tejido.work import erasing, processes
from tejido.work.erasing import REASONS, ToErase
from tejido.work.erasing_words import counted
from tejido.work.processes import ProcessCard

pages = Blueprint("erasing", __name__)


@pages.route("/processes/<process>/erase", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def process(process: str) -> ResponseReturnValue:
    """Show what would go of a process, and of others of the same subject; erase it all."""
    named = {"processes": [process, *request.values.getlist("also")]}

    def page(seen: ToErase, wrong: Wrong, status: int) -> ResponseReturnValue:
        cards = processes.listed(state().node, me())
        return _page(seen, wrong, status, process, _others(cards, process, seen))

    return _erasing(named, page, url_for("processes.listed"))


@pages.route("/records/<record>/erase", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def record(record: str) -> ResponseReturnValue:
    """Show what would go of a record; erase it."""
    named = {"records": [record]}
    (process,) = erasing.preview(state().node, me(), **named).names

    def page(seen: ToErase, wrong: Wrong, status: int) -> ResponseReturnValue:
        return _page(seen, wrong, status, process, [])

    return _erasing(named, page, url_for("processes.shown", process=process))


def _erasing(
    named: dict[str, Sequence[str]] | dict[str, list[str]],
    page: Callable[[ToErase, Wrong, int], ResponseReturnValue],
    after: str,
) -> ResponseReturnValue:
    """Show what would go, or erase what was seen and go on to the page ``after``."""
    node, wrong, status = state().node, NOTHING, 200
    if request.method == "POST":
        reason, digest = request.form.get("reason", ""), request.form.get("digest", "")
        try:
            done = erasing.erase(node, me(), **named, reason=reason, digest=digest)
        except (InputError, ChangedError) as error:
            wrong, status = by_field(error), error.status
        else:
            return redirect(f"{after}?done={'erased' if done.scrubbed else 'erased_later'}")
    return page(erasing.preview(node, me(), **named), wrong, status)


def _page(
    seen: ToErase, wrong: Wrong, status: int, process: str, others: list[tuple[ProcessCard, bool]]
) -> ResponseReturnValue:
    members = member_names()
    shown = render_template(
        "erase.html",
        seen=seen,
        process=process,
        record=seen.heads[0] if seen.heads else None,
        type=type_label(seen.heads[0].type) if seen.heads else "",
        counted=counted(_told(seen), language()),
        given=[(members.get(node, node), number) for node, number in seen.given.items()],
        held_names=[seen.names[one] for one in sorted(seen.held)],
        others=others,
        reasons=REASONS,
        chosen=request.form.get("reason", ""),
        wrong=wrong,
    )
    return shown, status


def _told(seen: ToErase) -> Mapping[str, int]:
    """Return what is counted; that one process is one process need not be said."""
    several = len(seen.processes) > 1
    return {table: n for table, n in seen.counts.items() if several or table != "process"}


def _others(
    cards: Sequence[ProcessCard], process: str, seen: ToErase
) -> list[tuple[ProcessCard, bool]]:
    """Return the other processes that are open to whoever asks, and whether they go as well."""
    return [(card, card.id in seen.processes) for card in cards if card.id != process]
