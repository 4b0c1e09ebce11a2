"""Consent as a process's page shows it: lines of what was given, and the form for more.

One conversation for each purpose; nothing is chosen beforehand.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tejido.languages import label
from tejido.store.grants import Grant
from tejido.web.forms import Option
from tejido.web.say import language
from tejido.web.state import state


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
