"""Handing an accompaniment over without losing its thread: what goes on, on one sheet of paper.

Paper is found, so names are blotted out as in a report, and how to reach somebody is not on it.
That it was taken out is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.accompaniment.milestone import MILESTONE
from tejido.accompaniment.plan import PLAN, agreed_or_written
from tejido.accompaniment.process import PROCESS
from tejido.accompaniment.session import SESSION
from tejido.accompaniment.subject import SUBJECT
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.exporting.blotting import Blots
from tejido.exporting.dossier import Dossier, Written
from tejido.exporting.laying_out import blots_of
from tejido.node import Node
from tejido.work.exporting import dossier_of, reader_of
from tejido.work.keys import keys_of
from tejido.work.log import log
from tejido.work.reports import TEAM, handles_of

#: Where an activity or an agreement stands that whoever comes has to know of; «» is unsaid.
_OPEN_ACTIVITIES = frozenset({"", "planned", "under_way", "postponed"})
_OPEN_AGREEMENTS = frozenset({"", "standing", "partly"})
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Handover:
    """What goes on in an accompaniment; texts without names, days and codes as they are kept.

    Attributes:
        stage: its state; empty where nobody wrote it down.
        framing: what was agreed at the beginning.
        last_agreed: what was agreed in the last session that agreed on something.
        agreements, activities: items of the newest plan that are open.
        days: the milestones that come back every year, in the order of the calendar.
        warns: whether their record says how not to get in touch with them.
    """

    stage: str
    framing: str = field(repr=False)
    last_agreed: str = field(repr=False)
    agreements: tuple[Item, ...] = field(repr=False)
    activities: tuple[Item, ...] = field(repr=False)
    days: tuple[Item, ...] = field(repr=False)
    warns: bool


def hand_over(node: Node, who: SignedIn, process: str, language: str) -> Handover:
    """Return what stands on the sheet of one process.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: a record was moved, relabelled, replaced or damaged in the database.
        DatabaseError: a record was written by a newer version of its plugin.
    """
    with node.store.write() as tx:
        dossier = dossier_of(node, tx, keys_of(node, tx, who, [process]), process)
        blots = blots_of(dossier, reader_of(node, language), handles_of(tx, process))
        log(node, tx, Kind.EXPORT, who, process=process, reason=TEAM, form="sheet")
    begun, plan = _newest(dossier, PROCESS.id), _newest_plan(dossier)
    session = _newest(dossier, SESSION.id, "day", having="agreements")
    subject = _newest(dossier, SUBJECT.id)
    return Handover(
        begun.state or "" if begun else "",
        _text(begun, "framing", blots),
        _text(session, "agreements", blots),
        _open(plan, "agreements", "kept", _OPEN_AGREEMENTS, blots),
        _open(plan, "activities", "state", _OPEN_ACTIVITIES, blots),
        _returning(dossier),
        bool(_text(subject, "do_not_contact", blots)),
    )


def _newest(dossier: Dossier, type_id: str, day: str = "", having: str = "") -> Written | None:
    found = [one for one in dossier.records if one.type == type_id]
    found = [one for one in found if not having or one.fields.get(having)]
    order = [(str(one.fields.get(day, "")), one.created_on, one.id) for one in found]
    return found[order.index(max(order))] if found else None


def _newest_plan(dossier: Dossier) -> Written | None:
    found = [one for one in dossier.records if one.type == PLAN.id]
    order = [
        (agreed_or_written(one.fields, one.created_on), one.created_on, one.id) for one in found
    ]
    return found[order.index(max(order))] if found else None


def _text(one: Written | None, name: str, blots: Blots) -> str:
    return blots.out(str(one.fields.get(name, ""))) if one else ""


def _open(
    plan: Written | None, group: str, state: str, still: frozenset[str], blots: Blots
) -> tuple[Item, ...]:
    items = plan.fields.get(group, ()) if plan else ()
    items = items if isinstance(items, list) else ()
    return tuple(
        {name: blots.out(value) for name, value in one.items() if isinstance(value, str)}
        for one in items
        if one.get(state, "") in still
    )


def _returning(dossier: Dossier) -> tuple[Item, ...]:
    """Return the days that come back, as ``05-10`` or ``05``: a year would tell whose they are.

    What they mean to them stays where it is sealed.
    """
    found = [one.fields for one in dossier.records if one.type == MILESTONE.id]
    days = [
        {"on_day": str(one["on_day"])[len("2026-") :], "kind": one.get("kind", "")}
        for one in found
        if one.get("returns") == "yes"
    ]
    return tuple(sorted((one for one in days if one["on_day"]), key=lambda one: one["on_day"]))
