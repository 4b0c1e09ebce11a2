"""The core's contribution to the declarations: kinds of process, record types, vocabularies."""

from functools import cache

from tejido.accompaniment.aggression import AGGRESSION
from tejido.accompaniment.closed import CLOSED
from tejido.accompaniment.consent import CONSENT
from tejido.accompaniment.context import CONTEXT
from tejido.accompaniment.diagnosis import DIAGNOSIS
from tejido.accompaniment.evaluation import EVALUATION
from tejido.accompaniment.kinds import ACCOMPANIMENT, LIBRARY, TEAM
from tejido.accompaniment.measures import MEASURES
from tejido.accompaniment.milestone import MILESTONE
from tejido.accompaniment.plan import PLAN
from tejido.accompaniment.principles import PRINCIPLES
from tejido.accompaniment.process import PROCESS
from tejido.accompaniment.readings import READINGS
from tejido.accompaniment.rules import RULES
from tejido.accompaniment.samples import histories
from tejido.accompaniment.session import SESSION
from tejido.accompaniment.state_response import STATE_RESPONSE
from tejido.accompaniment.subject import SUBJECT
from tejido.accompaniment.team_care import TEAM_CARE
from tejido.accompaniment.tools import TOOL, TOOL_USE
from tejido.accompaniment.vocabulary_names import NAMES
from tejido.declare.declarations import CORE, Contribution
from tejido.declare.vocabularies import read_vocabularies

#: In the order in which an accompaniment usually needs them.
_TYPES = (
    SUBJECT,
    CONSENT,
    PROCESS,
    CONTEXT,
    AGGRESSION,
    DIAGNOSIS,
    PLAN,
    SESSION,
    MILESTONE,
    STATE_RESPONSE,
    TOOL_USE,
    READINGS,
    EVALUATION,
    PRINCIPLES,
    TOOL,
    TEAM_CARE,
)


@cache
def core_contribution() -> Contribution:
    """Return what the core itself declares, the same for every node of a process."""
    return Contribution(
        CORE,
        kinds=(ACCOMPANIMENT, LIBRARY, TEAM),
        types=_TYPES,
        measures=MEASURES,
        samples=histories,
        vocabularies=tuple(read_vocabularies("tejido.accompaniment", closed=CLOSED, names=NAMES)),
        rules=RULES,
    )
