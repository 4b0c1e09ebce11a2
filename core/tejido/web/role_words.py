"""Roles and rights in words: what each opens or allows, and what rights are called."""

from collections.abc import Collection, Mapping

from tejido.accounts.signing_in import SignedIn
from tejido.languages import Text, words
from tejido.web.state import state
from tejido.work import roles
from tejido.work.people import PersonCard
from tejido.work.roles import ROLE_NAMES

_ = words("tejido")

#: What the key of a role opens.
ROLE_OPENS: Mapping[str, Text] = {
    "network": _("opens what other organizations share"),
    "intake": _("opens what arrives about somebody"),
    "analyst": _("opens what is counted, and approves what leaves"),
    "auditor": _("opens the log"),
}
RIGHT_NAMES: Mapping[str, Text] = {
    "accompanier": _("Accompaniment"),
    "administrator": _("Administration"),
}
#: What a right allows; it opens nothing.
RIGHT_ALLOWS: Mapping[str, Text] = {
    "accompanier": _("begins processes and can be of a team"),
    "administrator": _("adds people and looks after the node; opens nothing that is written down"),
}


def of(one: SignedIn | PersonCard, held: Collection[str]) -> list[Text]:
    """Return what somebody may do and the roles they hold."""
    rights = [name for right, name in RIGHT_NAMES.items() if getattr(one, right)]
    return rights + [name for role, name in ROLE_NAMES.items() if role in held]


def lonely() -> list[Text]:
    """Return what fewer than two people here can do."""
    named = {**RIGHT_NAMES, **ROLE_NAMES}
    return [named[one] for one in roles.lonely(state().node)]
