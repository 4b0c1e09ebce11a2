"""How an emergency moves, and what falls due on the way.

The times are reminders inside the team; they never become an indicator of anyone.
"""

from tejido import Due, Lifecycle, words

_ = words("tejido_crisis")

_ASIDE = ("escalated", "transferred")

#: The steps of an hour, three hours, a day and three days are those of Primero's service
#: response timeframes. Before triage, the reddest clock holds for all. From 7 days on, ours.
EMERGENCY_LIFECYCLE = Lifecycle(
    start="received",
    states={
        "received": _("Received"),
        "triaged": _("First look taken"),
        "first_response": _("First response"),
        "measures_in_place": _("Measures in place"),
        "follow_up": _("Follow-up"),
        "stabilized": _("Stabilized"),
        "closed": _("Closed together"),
        "escalated": _("Escalated"),
        "transferred": _("Continues with another organization"),
        "not_an_emergency": _("Accompanied in another way"),
        "reopened": _("Reopened"),
    },
    moves={
        "received": ("triaged", *_ASIDE),
        "triaged": ("first_response", "not_an_emergency", *_ASIDE),
        "first_response": ("measures_in_place", *_ASIDE),
        "measures_in_place": ("follow_up", *_ASIDE),
        "follow_up": ("stabilized", "measures_in_place", *_ASIDE),
        "stabilized": ("closed", "follow_up", *_ASIDE),
        "escalated": ("triaged", "first_response", "measures_in_place", "transferred"),
        "transferred": ("closed", "reopened"),
        "not_an_emergency": ("reopened",),
        "closed": ("reopened",),
        "reopened": ("triaged", *_ASIDE),
    },
    due={
        "received": Due("triage", _("Take a first look at the risk, together"), hours=1),
        "escalated": Due("triage", _("Look at the risk again, together"), hours=1),
        "reopened": Due("triage", _("Look at the risk again, together"), hours=1),
        "triaged": Due("first_contact", _("Be in contact: who stays with them now"), hours=3),
        "first_response": Due("measures", _("Agree on measures that reduce the threat"), days=1),
        "measures_in_place": Due("follow_up", _("Ask how the measures are holding"), days=3),
        "follow_up": Due("review", _("Look together at what has changed"), days=7),
        "transferred": Due("handover", _("Make sure that nobody was left waiting"), days=3),
        "stabilized": Due("closing", _("Ask whether they know whom to call"), days=30),
    },
)
