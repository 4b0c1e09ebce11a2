"""How a political project is told: it is theirs once they have read it and agree."""

from tejido import Due, Lifecycle, words

_ = words("tejido_organizational")

PROJECT_LIFECYCLE = Lifecycle(
    start="told",
    states={
        "told": _("Told"),
        "returned": _("Returned to the subject"),
        "agreed": _("Agreed"),
        "paused": _("Agreed pause"),
    },
    moves={
        "told": ("returned", "paused"),
        "returned": ("agreed", "told", "paused"),
        "agreed": ("told",),
        "paused": ("told", "returned"),
    },
    due={
        "told": Due("return", _("Return to the subject what was written down"), days=30),
        "agreed": Due("revisit", _("Read it again together: is it still theirs?"), days=365),
    },
)
