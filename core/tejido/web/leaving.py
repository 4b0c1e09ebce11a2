"""What would leave, byte by byte, and a person's approval of exactly that."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.glossary import Glossary
from tejido.declare.records import Approved
from tejido.errors import ChangedError
from tejido.languages import say_error, words
from tejido.web.consent_form import member_names, term_label
from tejido.web.doors import open_to
from tejido.web.processes import type_label
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import leaving, processes
from tejido.work.leaving import Held, Leaving

pages = Blueprint("leaving", __name__)
_ = words("tejido")

#: Items shown on one page, so that it stays light on a poor line.
SHOWN = 10
#: Records named under one reason why they stay.
NAMED = 12

REASONS: Mapping[str, str] = {
    "few_companions": _("Too few processes look alike here: it could be found among them."),
    "consent_ends_soon": _("Consent ends before this quarter does: ask again first."),
    "charter_expired": _("The network's charter has expired: its members sign the next one."),
    "purpose_not_in_charter": _("The network's charter does not name this purpose."),
    "policy_not_in_charter": _("The network's charter does not name this policy."),
}


@dataclass(frozen=True)
class Parcel:
    """The same bytes, for one recipient or several: in words and raw."""

    record: str
    process: str
    type: str
    purpose: str
    version: int
    recipients: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    raw: str
    size: int


@dataclass(frozen=True)
class Kind:
    """What leaves of one record type: how many records, and what one can tell at most."""

    label: str
    records: int
    bits: float


@dataclass(frozen=True)
class Stay:
    """Records that stay for one reason; the first of them by id and type."""

    reason: str
    pairs: int
    records: tuple[tuple[str, str], ...]


@pages.get("/leaving")
@open_to("analyst")
def networks() -> ResponseReturnValue:
    """Show the networks to which something could leave; go straight to the only one."""
    found = state().node.plugins.networks(state().node)
    if len(found) == 1:
        return redirect(url_for("leaving.preview", network=found[0].id))
    return render_template("networks.html", networks=found)


@pages.get("/leaving/<network>")
@open_to("analyst")
def preview(network: str) -> ResponseReturnValue:
    """Show what would leave for a network now. Looking changes nothing."""
    return _page(leaving.preview(state().node, me(), network))


@pages.post("/leaving/<network>")
@open_to("analyst", fresh=True)
def approve(network: str) -> ResponseReturnValue:
    """Approve exactly what was seen, by its digest."""
    node = state().node
    try:
        leaving.approve(node, me(), network, request.form.get("digest", ""))
    except ChangedError as error:
        found = leaving.preview(node, me(), network)
        return _page(found, say_error(error, language()), error.status)
    return redirect(url_for("leaving.preview", network=network, done="approved"))


def _page(found: Leaving, changed: str = "", status: int = 200) -> ResponseReturnValue:
    node = state().node
    whole = _parcels(found.items)
    pages_ = max(1, -(-len(whole) // SHOWN))
    page = min(max(request.args.get("page", 1, type=int), 1), pages_)
    first = (page - 1) * SHOWN
    shown = render_template(
        "leaving.html",
        leaving=found,
        parcels=[_parcel(items) for items in whole[first : first + SHOWN]],
        first=first,
        all=len(whole),
        page=page,
        pages=pages_,
        kinds=_kinds(found.items),
        recipients=_counted(found.items),
        stays=_stays(found.held),
        names={card.id: card.name for card in processes.listed(node, me())},
        changed=changed,
    )
    return shown, status


def _parcels(items: Iterable[Approved]) -> list[list[Approved]]:
    """Return the items with those together that are the same bytes of one record."""
    found: dict[tuple[str, bytes], list[Approved]] = {}
    for item in items:
        found.setdefault((item.record, item.content), []).append(item)
    return list(found.values())


def _parcel(items: list[Approved]) -> Parcel:
    item, content = items[0], json.loads(items[0].content)
    declarations = state().node.declarations
    glossary = Glossary(language(), declarations.vocabularies)
    names = member_names()
    lines = glossary.lines(declarations.schema(content["type"]), content["fields"])
    return Parcel(
        item.record,
        item.process,
        type_label(content["type"]),
        term_label("consent_purpose", item.purpose),
        item.version,
        tuple(names.get(one.recipient, one.recipient) for one in items),
        tuple(lines),
        item.content.decode(),
        len(item.content),
    )


def _kinds(items: Iterable[Approved]) -> list[Kind]:
    types = {item.record: json.loads(item.content)["type"] for item in items}
    policies = state().node.declarations.policies
    return [
        Kind(type_label(type_id), records, policies[type_id].bits)
        for type_id, records in Counter(types.values()).items()
    ]


def _counted(items: Iterable[Approved]) -> list[tuple[str, int]]:
    names = member_names()
    counted = Counter(item.recipient for item in items)
    return [(names.get(node, node), number) for node, number in counted.items()]


def _stays(held: Iterable[Held]) -> list[Stay]:
    reasons: dict[str, list[Held]] = {}
    for one in held:
        reasons.setdefault(one.reason, []).append(one)
    return [
        Stay(here(REASONS.get(reason, reason)), len(found), _named(found))
        for reason, found in reasons.items()
    ]


def _named(held: Iterable[Held]) -> tuple[tuple[str, str], ...]:
    records = {one.record: type_label(one.type) for one in held}
    return tuple(list(records.items())[:NAMED])
