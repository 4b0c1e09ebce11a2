"""The kinds of process that the core declares: an accompaniment, the team's care, the tools."""

from tejido.declare.records import ProcessKind
from tejido.languages import words

_ = words("tejido")

ACCOMPANIMENT = ProcessKind(
    "accompaniment",
    _("Accompaniment"),
    _("One political subject, accompanied over time: a collective, an organization, a community."),
)
TEAM = ProcessKind(
    "team",
    _("Team care"),
    _("How those who accompany look after each other. No political subject is named in it."),
)
LIBRARY = ProcessKind(
    "library",
    _("Tool shelf"),
    _("Tools that the team works with, written so that somebody else can use them too."),
)
