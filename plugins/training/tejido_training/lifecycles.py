"""How a cohort moves, until organizations have said what they did with it."""

from tejido import Due, Lifecycle, words

_ = words("tejido_training")

COHORT_LIFECYCLE = Lifecycle(
    start="designed",
    states={
        "designed": _("Designed"),
        "called": _("Call open"),
        "selecting": _("Choosing who comes"),
        "confirmed": _("Confirmed"),
        "running": _("Under way"),
        "evaluated": _("Evaluated together"),
        "following_up": _("Following up"),
        "closed": _("Closed"),
        "suspended": _("Suspended for security"),
        "paused": _("Agreed pause"),
    },
    moves={
        "designed": ("called", "confirmed", "paused"),
        "called": ("selecting", "suspended", "paused"),
        "selecting": ("confirmed", "suspended", "paused"),
        "confirmed": ("running", "suspended", "paused"),
        "running": ("evaluated", "suspended", "paused"),
        "evaluated": ("following_up",),
        "following_up": ("closed", "paused"),
        "suspended": ("called", "confirmed", "running", "evaluated", "closed"),
        "paused": ("called", "confirmed", "running", "following_up", "closed"),
    },
    due={
        "running": Due("care", _("Ask how the group is, and those who facilitate"), days=30),
        "evaluated": Due("return", _("Return to the group what it said"), days=30),
        # Half a year is when practice shows. From: the 6-month follow-up of the domain's cohorts.
        "following_up": Due(
            "incorporation", _("Ask the organizations what they did with it"), days=180
        ),
        "suspended": Due("decide", _("Look again at whether it is safe to meet"), days=14),
    },
)
