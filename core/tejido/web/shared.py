"""They know this about us: all that was shared, with whom, and taking it back there and then."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.declare.glossary import Glossary
from tejido.declare.vocabularies import reserved_labels
from tejido.languages import label, words
from tejido.store.grants import Grant
from tejido.web.consent import speak
from tejido.web.consent_form import member_names, term_label
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.paper import code_of, destroy_by
from tejido.web.processes import type_label
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.sharing import Shared, sharing

pages = Blueprint("shared", __name__)
_ = words("tejido")

_REPLACED = _("they may no longer hold this")


@dataclass(frozen=True)
class Known:
    """One thing that others were told: with whom, when, what for, and its values in words.

    ``unasked`` are the fields of which they were told that nobody asked; ``standing`` the grants
    it left under that can still be withdrawn, with their purposes.
    """

    title: str
    on: str
    purpose: str
    until: str
    network: str
    recipients: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    unasked: tuple[str, ...]
    standing: tuple[tuple[str, str], ...]


@pages.get("/processes/<process>/shared")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show everything of a process that was shared."""
    found = sharing(state().node, me(), process)
    speak(found.languages)
    return render_template(
        "shared.html",
        about=found,
        known=[_known(one, found.grants) for one in found.shared],
        code=code_of(process),
        destroy_by=destroy_by(),
    )


def _known(one: Shared, grants: dict[str, Grant]) -> Known:
    node, told = state().node, one.told
    names, lines = member_names(), list(_lines(one))
    unasked = label(reserved_labels()["not_asked"], language())
    networks = {network.id: network.name for network in node.plugins.networks(node)}
    return Known(
        type_label(one.record.type),
        told.on,
        term_label("consent_purpose", told.purpose),
        told.until,
        networks.get(one.network, one.network),
        tuple(
            (names.get(to, to), here(_REPLACED) if to in one.over else "") for to in told.recipients
        ),
        tuple(line for line in lines if line[1] != unasked),
        tuple(name for name, said in lines if said == unasked),
        tuple(
            (grant, term_label("consent_purpose", grants[grant].purpose))
            for grant in told.grants
            if grant in grants and grants[grant].withdrawn_on is None
        ),
    )


def _lines(one: Shared) -> Iterator[tuple[str, str]]:
    """Give the values as they left, in words; as they are where the form is not here now."""
    declarations, fields = state().node.declarations, one.told.fields
    schema = declarations.schemas.get(one.record.type)
    if schema is None:
        yield from ((name, str(value)) for name, value in fields.items())
        return
    glossary = Glossary(language(), declarations.vocabularies)
    yield from glossary.lines(schema, fields)
