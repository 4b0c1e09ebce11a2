"""The form for what leaves on another legal basis than a conversation; nothing is chosen before.

And the words for what consent names: purposes, bases, organizations.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tejido.consent.conversation import CONSENT
from tejido.languages import label
from tejido.web.forms import Option
from tejido.web.say import language
from tejido.web.state import state


@dataclass(frozen=True)
class ConsentForm:
    """The form as it was typed, and what is wrong with it."""

    purposes: tuple[Option, ...]
    members: tuple[Option, ...]
    bases: tuple[Option, ...]
    until: str = ""
    wrong: str = ""
    is_open: bool = False

    @classmethod
    def blank(cls) -> "ConsentForm":
        """Return the form with nothing chosen."""
        return cls.typed((), (), "", "")

    @classmethod
    def typed(
        cls,
        purposes: Iterable[str],
        recipients: Iterable[str],
        basis: str,
        until: str,
        wrong: str = "",
        *,
        is_open: bool = False,
    ) -> "ConsentForm":
        """Return the form showing what somebody chose (unverified)."""
        own, to = state().node.id, set(recipients)
        bases = _options("legal_basis", {basis})
        return cls(
            _options("consent_purpose", set(purposes)),
            tuple(
                Option(node, name, node in to)
                for node, name in member_names().items()
                if node != own
            ),
            tuple(option for option in bases if option.value != CONSENT),
            until,
            wrong,
            is_open,
        )


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
