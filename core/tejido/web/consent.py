"""Consent on the screen: its lines, the form that writes one down, and withdrawing.

One conversation for each purpose; nothing is chosen beforehand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import label, words
from tejido.store.grants import Grant
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.forms import Option
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import consent

pages = Blueprint("consent", __name__)
_ = words("tejido")

_CHOOSE_PURPOSE = _("Choose at least one purpose.")
_WRITE_DAY = _("Write the last day as 2027-12-31, or leave it empty.")


@dataclass(frozen=True)
class GrantLine:
    """A grant as a process's page shows it, in the reader's language; days are UTC."""

    id: str
    purpose: str
    recipients: tuple[str, ...]
    basis: str
    until: str | None
    is_withdrawn: bool


@dataclass(frozen=True)
class ConsentForm:
    """The form that writes a consent down, as it was typed, and what is wrong with it."""

    purposes: tuple[Option, ...]
    members: tuple[Option, ...]
    bases: tuple[Option, ...]
    until: str = ""
    wrong: str = ""

    @classmethod
    def blank(cls) -> "ConsentForm":
        """Return the form with nothing chosen."""
        return cls.typed((), (), "consent", "")

    @classmethod
    def typed(
        cls,
        purposes: Iterable[str],
        recipients: Iterable[str],
        basis: str,
        until: str,
        wrong: str = "",
    ) -> "ConsentForm":
        """Return the form showing what somebody chose (unverified)."""
        members = {
            member.node: member.name
            for network in state().node.plugins.networks(state().node)
            for member in network.members
            if member.node != network.node
        }
        to = set(recipients)
        return cls(
            _options("consent_purpose", set(purposes)),
            tuple(Option(node, name, node in to) for node, name in members.items()),
            _options("legal_basis", {basis}),
            until,
            wrong,
        )


@pages.post("/processes/<process>/grants")
@open_to(SIGNED_IN)
def grant(process: str) -> ResponseReturnValue:
    """Write a consent down."""
    from tejido.web.processes import first_message, show

    form = request.form
    purposes, recipients = form.getlist("purpose"), form.getlist("recipient")
    basis, until = form.get("basis", ""), form.get("until", "").strip()

    def again(wrong: str) -> ResponseReturnValue:
        return show(process, ConsentForm.typed(purposes, recipients, basis, until, wrong), 422)

    if not purposes:
        return again(here(_CHOOSE_PURPOSE))
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        return again(here(_WRITE_DAY))
    try:
        consent.grant(state().node, me(), process, purposes, recipients, last, basis)
    except InputError as error:
        return again(" ".join(first_message(found) for found in error.fields.values()))
    return redirect(url_for("processes.shown", process=process, done="granted"))


@pages.post("/processes/<process>/grants/<grant>/withdraw")
@open_to(SIGNED_IN)
def withdraw(process: str, grant: str) -> ResponseReturnValue:
    """Withdraw a consent, there and then."""
    consent.withdraw(state().node, me(), grant)
    return redirect(url_for("processes.shown", process=process, done="withdrawn"))


def grant_lines(grants: Iterable[Grant]) -> list[GrantLine]:
    """Return the lines of grants, those in force first."""
    names = member_names()
    lines = [
        GrantLine(
            one.id,
            term_label("consent_purpose", one.purpose),
            tuple(sorted(names.get(node, node) for node in one.recipients)),
            term_label("legal_basis", one.basis),
            one.until,
            one.withdrawn_on is not None,
        )
        for one in grants
    ]
    return sorted(lines, key=lambda line: line.is_withdrawn)


def member_names() -> dict[str, str]:
    """Return what the members of this node's networks call themselves, by node id."""
    node = state().node
    return {one.node: one.name for net in node.plugins.networks(node) for one in net.members}


def term_label(vocabulary: str, code: str) -> str:
    """Return what a term is called in the reader's language; its code where it is unknown."""
    found = state().node.declarations.vocabularies.get(vocabulary)
    term = found.terms.get(code) if found else None
    return label(term.labels, language()) if term else code


def _options(vocabulary: str, chosen: set[str]) -> tuple[Option, ...]:
    terms = state().node.declarations.vocabularies[vocabulary].terms
    return tuple(Option(code, term_label(vocabulary, code), code in chosen) for code in terms)
