"""«A year ago you said», on the page of an accompaniment: an earlier round beside the last one."""

from collections.abc import Iterable
from dataclasses import dataclass

from tejido.accompaniment.year_ago import Said, year_ago
from tejido.web.state import state
from tejido.work.opening import OpenRecord


@dataclass(frozen=True)
class Echo:
    """Two rounds, and what is read aloud of them; ``now`` is None where it is time to ask again."""

    then: OpenRecord
    now: OpenRecord | None
    said: tuple[Said, ...]


def echo_in(rounds: Iterable[OpenRecord]) -> Echo | None:
    """Return what is worth reading aloud of the rounds of one process; None where nothing is."""
    newest_first = sorted(rounds, key=lambda one: (str(one.body["day"]), one.id), reverse=True)
    found = year_ago([one.body for one in newest_first], state().node.today())
    if found is None:
        return None
    now = None if found.now is None else newest_first[found.now]
    return Echo(newest_first[found.then], now, found.said)
