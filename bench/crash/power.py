"""``python -m bench.crash.power``: cut the power under a node that writes, hundreds of times.

Killing a process cannot show what a power cut does: what it wrote is safe in the system's memory.
So its writes are recorded, and images are made of what the disk may have held at any moment.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

from bench.crash.campaign import new_seed
from bench.crash.disk import WAYS
from bench.crash.images import Verdict, judge
from bench.crash.recorded import recorded
from bench.crash.recorder import Committed, Recorder
from bench.crash.workload import Work
from tejido.settings import DATABASE_FILE
from tejido.testing.nodes import found_small_node
from tejido.work import nodes

#: Enough of them for SQLite to empty its journal by itself several times.
STEPS = 240


@dataclass(frozen=True)
class Report:
    """What came of a recording.

    Attributes:
        synchronous: SQLite's setting; the product's own is ``full``.
        images: how many times the power went.
        commits: transactions that were recorded.
        lost: images in which an acknowledged transaction is missing.
        half: images in a state in which the tables never were.
        damaged: images that do not open, or fail ``integrity_check``.
        first: the first of these, to look at.
    """

    seed: str
    synchronous: str
    images: int
    commits: int
    events: int
    lost: int
    half: int
    damaged: int
    first: str
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether no image lost anything."""
        return not (self.lost or self.half or self.damaged)

    def line(self) -> str:
        """Return it as people read it."""
        return (
            f"synchronous={self.synchronous}: {self.images} images of {self.commits} commits "
            f"({self.events} events) in {self.seconds:.0f} s: {self.lost} lost, {self.half} half, "
            f"{self.damaged} damaged (seed {self.seed})"
        )


def run(folder: Path, seed: str, images: int, synchronous: str = "", steps: int = STEPS) -> Report:
    """Record a node at work in ``folder``, which is empty, and look at so many images."""
    began = time.monotonic()
    random = Random(seed)  # noqa: S311  # choices of a test
    recorder = record(folder / "node", random, synchronous, steps)
    place = folder / "image"
    place.mkdir()
    verdicts = judge(recorder, images, place, random)
    wrong = [one for one in verdicts if not one.is_well]
    return Report(
        seed=seed,
        synchronous=synchronous or "full",
        images=images,
        commits=sum(isinstance(event, Committed) for event in recorder.events),
        events=len(recorder.events),
        lost=sum(one.lost > 0 for one in verdicts),
        half=sum(one.half for one in verdicts),
        damaged=sum(bool(one.damage) for one in verdicts),
        first=str(_first(wrong)),
        seconds=time.monotonic() - began,
    )


def record(folder: Path, random: Random, synchronous: str = "", steps: int = STEPS) -> Recorder:
    """Return a recording of a node that was founded, and then worked so many steps.

    The database lies in a folder of its own, so that nothing else is recorded.
    """
    data = folder.with_name("data")
    data.mkdir()
    found_small_node(folder, database=str(data / DATABASE_FILE))
    recorder = Recorder(data)
    node = nodes.open_node(folder)
    node.store.close()
    with recorded(data / DATABASE_FILE, recorder, synchronous) as store:
        Work(replace(node, store=store), random).go(steps)
    return recorder


def _first(wrong: list[Verdict]) -> Verdict | str:
    return wrong[0] if wrong else ""


def main() -> int:
    """Run; return 1 if an image lost something, or if the control lost nothing."""
    parser = argparse.ArgumentParser(prog="bench.crash.power", description=__doc__)
    parser.add_argument("--images", type=int, default=500, help="how often to cut the power")
    parser.add_argument("--seed", default="", help="for the same recording and images again")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args()
    seed = given.seed or new_seed()
    with tempfile.TemporaryDirectory(prefix="tejido-power-") as folder:
        full = run(_made(folder, "full"), seed, given.images)
        print(full.line())
        # The control: without syncs the same recording must lose, or the recorder shows nothing.
        off = run(_made(folder, "off"), seed, max(given.images // 10, len(WAYS)), "off")
        print(off.line())
    is_well = full.is_well and off.lost > 0
    if not is_well:
        print(full.first if not full.is_well else "the control lost nothing", file=sys.stderr)
    if given.json:
        print(json.dumps({"full": asdict(full), "off": asdict(off)}))
    return 0 if is_well else 1


def _made(folder: str, name: str) -> Path:
    made = Path(folder) / name
    made.mkdir()
    return made


if __name__ == "__main__":
    sys.exit(main())
