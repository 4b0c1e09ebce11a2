"""What can be counted of acts: never harm alone, always beside the State's response."""

from tejido import Measure, words

_ = words("tejido_advocacy")

ACTS = Measure(
    "advocacy.acts",
    _("Acts by aggression and place, beside the State's response"),
    type="advocacy.act",
    rows="aggression",
    columns="place",
    beside="state_response",
    time="day",
)
