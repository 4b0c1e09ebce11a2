"""What can be counted of accompaniments: never harm alone, never the State's silence unnamed."""

from tejido.declare.records import Measure
from tejido.languages import words

_ = words("tejido")

IMPACTS = Measure(
    "impacts",
    _("Impacts by kind of political subject, beside how they are faced"),
    type="diagnosis",
    rows="impacts.impact",
    columns="subject_type",
    beside="copings.coping",
    time="day",
)
AGGRESSIONS = Measure(
    "aggressions",
    _("Aggressions by place, beside how they are faced"),
    type="aggression",
    rows="aggressions",
    columns="place",
    beside="coping",
    time="happened_on",
)
DEMANDS = Measure(
    "demands",
    _("Demands by place, beside what the State answered"),
    type="state_response",
    rows="demands",
    columns="place",
    beside="response",
    time="asked_on",
)
MEASURES = (IMPACTS, AGGRESSIONS, DEMANDS)
