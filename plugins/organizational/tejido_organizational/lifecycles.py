"""How a diagnosis moves: it is not finished until its subject has agreed to it.

Silence is not agreement, and an agreed pause is a state like any other.
"""

from tejido import Due, Lifecycle, words

_ = words("tejido_organizational")

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
