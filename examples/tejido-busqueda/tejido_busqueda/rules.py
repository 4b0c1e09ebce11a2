"""What is worth looking at together after a search. It advises; saving always works."""

from tejido import Rule, Situation, Written, words
from tejido_busqueda.records import SEARCH_DAY

_ = words("tejido_busqueda")


def _without_the_state(day: Written, _situation: Situation) -> bool:
    """Whether something was found, and nobody wrote down what the State did with it."""
    return day.body.get("signs") == "yes" and not day.body.get("state")


RULES = (
    Rule(
        "BU-01",
        _("What the State did with what was found"),
        _("Writing it down, also its silence, is what the families can demand on later."),
        type=SEARCH_DAY.id,
        record_open=_without_the_state,
    ),
)
