"""Images of a node's files after power cuts, each opened and judged."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

from bench.crash.disk import WAYS, Disk
from bench.crash.recorder import Committed, Event, Recorder
from bench.crash.states import state_of


@dataclass(frozen=True)
class Verdict:
    """What came of one image.

    Attributes:
        at: events before the power went.
        way: what became of what was not synced.
        damage: why it does not open, or what ``integrity_check`` says; empty if all is well.
        lost: acknowledged transactions that are not there.
        half: whether the tables are in a state in which they never were.
    """

    at: int
    way: str
    damage: str = ""
    lost: int = 0
    half: bool = False

    @property
    def is_well(self) -> bool:
        """Whether it opens and holds every acknowledged transaction, whole."""
        return not (self.damage or self.lost or self.half)


def judge(recorder: Recorder, count: int, folder: Path, random: Random) -> list[Verdict]:
    """Cut the power ``count`` times at random, look at each image, and return what came of it."""
    disk, states = Disk(recorder), _States()
    verdicts = []
    points = sorted(random.randint(0, len(recorder.events)) for _image in range(count))
    done = 0
    for way, at in zip(cycle(WAYS), points, strict=False):
        for event in recorder.events[done:at]:
            disk.take(event)
            states.take(event)
        done = at
        under_way = next((e for e in recorder.events[at:] if isinstance(e, Committed)), None)
        files = disk.after_the_cut(way, random)
        verdicts.append(states.verdict(at, way, _looked_at(files, folder), under_way))
    return verdicts


class _States:
    """The states that the tables have been in, as far as events have come."""

    def __init__(self) -> None:
        self._acknowledged: list[str] = []

    def take(self, event: Event) -> None:
        if isinstance(event, Committed):
            self._acknowledged.append(event.state)

    def verdict(
        self, at: int, way: str, found: tuple[str, str], under_way: Committed | None
    ) -> Verdict:
        """Judge what was found: damage, and the state of the tables."""
        damage, state = found
        known = self._acknowledged
        if damage:
            return Verdict(at, way, damage)
        if state in known[-1:] or (under_way and state == under_way.state):
            return Verdict(at, way)
        if state in known:
            return Verdict(at, way, lost=known[::-1].index(state))
        return Verdict(at, way, half=True)


def _looked_at(files: dict[str, bytes], folder: Path) -> tuple[str, str]:
    """Return what is damaged in an image, and the state of its tables: by Python's own SQLite."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (database,) = (name for name in files if name.endswith(".db"))
    try:
        with closing(sqlite3.connect(folder / database)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            said += connection.execute("PRAGMA foreign_key_check").fetchall()
            damage = "" if said == [("ok",)] else str(said[:3])
            return damage, state_of(lambda query: connection.execute(query).fetchall())
    except sqlite3.DatabaseError as error:
        return str(error), ""
    finally:
        for file in folder.iterdir():
            file.unlink()
