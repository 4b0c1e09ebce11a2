"""How an accompaniment, a diagnosis and a plan move.

Silence is not agreement, an agreed pause is a state like any other, and nothing falls due in it.
Lateness stays inside the team.
"""

from tejido.declare.lifecycles import Due, Lifecycle
from tejido.languages import words

_ = words("tejido")

#: From: process_state.csv of the vocabularies; there a pause did not lead back to the diagnosis.
ACCOMPANIMENT_LIFECYCLE = Lifecycle(
    start="contact",
    states={
        "contact": _("First contact"),
        "framing": _("Framing and agreement"),
        "diagnosis": _("Participatory diagnosis"),
        "plan": _("Plan agreed"),
        "implementation": _("Accompanying"),
        "evaluation": _("Joint evaluation"),
        "closing": _("Closing"),
        "closed": _("Closed"),
        "reopened": _("Reopened"),
        "suspended": _("Suspended, for security or by the subject"),
        "declined": _("Not begun"),
        "referred": _("Continues with another organization"),
        "paused": _("Agreed pause"),
    },
    moves={
        "contact": ("framing", "declined", "referred"),
        "framing": ("diagnosis", "declined", "suspended"),
        "diagnosis": ("plan", "suspended", "paused"),
        "plan": ("implementation", "diagnosis", "suspended", "paused"),
        "implementation": ("evaluation", "plan", "suspended", "paused"),
        "evaluation": ("closing", "plan", "paused"),
        "closing": ("closed", "implementation"),
        "closed": ("reopened",),
        "reopened": ("diagnosis", "plan"),
        "suspended": ("diagnosis", "plan", "implementation", "closing"),
        "referred": ("closed",),
        "paused": ("diagnosis", "plan", "implementation", "evaluation", "closing"),
    },
    due={
        "contact": Due("first_answer", _("Answer whoever asked for accompaniment"), days=3),
        "framing": Due("framing", _("Agree on how we accompany, and how we stop"), days=30),
        "suspended": Due("safe_contact", _("Look for a safe way to be in touch again"), days=30),
        "closing": Due("closing", _("Close together, and say goodbye"), days=30),
    },
)

DIAGNOSIS_LIFECYCLE = Lifecycle(
    start="convened",
    states={
        "convened": _("Convened together"),
        "gathering": _("Being made"),
        "returned": _("Returned to the subject"),
        "agreed": _("Agreed"),
        "revisited": _("Taken up in a later round"),
        "paused": _("Agreed pause"),
        "left_aside": _("Left aside by the subject"),
    },
    moves={
        "convened": ("gathering", "paused", "left_aside"),
        "gathering": ("returned", "paused", "left_aside"),
        "returned": ("agreed", "gathering", "paused", "left_aside"),
        "agreed": ("revisited", "gathering"),
        "paused": ("gathering", "returned", "left_aside"),
        "left_aside": ("gathering",),
    },
    due={
        "gathering": Due("return", _("Return to the subject what was gathered"), days=30),
        "returned": Due(
            "agreement", _("Hear what they correct, and what they disagree with"), days=15
        ),
        # A plan that follows from it is looked at again within 90 days. From: the review dates
        # of CPIMS+ case plans.
        "agreed": Due("review", _("Look together at what the diagnosis set in motion"), days=90),
    },
)

PLAN_LIFECYCLE = Lifecycle(
    start="drafted",
    states={
        "drafted": _("Drafted together"),
        "agreed": _("Agreed"),
        "under_way": _("Under way"),
        "reviewed": _("Reviewed together"),
        "paused": _("Agreed pause"),
    },
    moves={
        "drafted": ("agreed", "paused"),
        "agreed": ("under_way", "drafted", "paused"),
        "under_way": ("reviewed", "paused"),
        "reviewed": ("under_way", "drafted", "paused"),
        "paused": ("drafted", "agreed", "under_way"),
    },
    due={"drafted": Due("agreement", _("Agree on the plan with the subject"), days=30)},
)
