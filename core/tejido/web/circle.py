"""Tuesday's circle: how the team is, who rests, who covers. Nothing of it is about a subject."""

from dataclasses import dataclass

from tejido.accompaniment.team_care import TEAM_CARE
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.opening import OpenRecord
from tejido.work.written import opened_in


@dataclass(frozen=True)
class Circle:
    """The times in which a team looked after itself: the last one, and those before it by day."""

    last: OpenRecord | None
    earlier: tuple[OpenRecord, ...]


def circle_at(process: str) -> Circle:
    """Return what a team wrote down about itself, the newest first."""
    found = [one for one in opened_in(state().node, me(), process) if one.type == TEAM_CARE.id]
    found.sort(key=lambda one: (str(one.body["day"]), one.id), reverse=True)
    return Circle(found[0] if found else None, tuple(found[1:]))
