"""``python -m bench --json``: readable lines, then one object of named ratios."""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from bench import ingest, opening, pages, search, signing_in
from bench.ingest import Size


class Figure(Protocol):
    """One named ratio."""

    @property
    def name(self) -> str:
        """What the figure is called."""

    @property
    def ratio(self) -> float:
        """The figure."""

    def line(self) -> str:
        """Return it as people read it."""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--rounds", type=int, default=9, help="of which the median is taken")
    parser.add_argument("--batches", type=int, default=10, help="of 200 records, in a round")
    parser.add_argument("--singles", type=int, default=100, help="batches of 1, in a round")
    parser.add_argument("--entries", type=int, default=20_000, help="to search through")
    parser.add_argument("--accompaniments", type=int, default=2000, help="to list")
    parser.add_argument("--records", type=int, default=20_000, help="in all of them")
    parser.add_argument("--folder", type=Path, help="on the disk to measure; else a temporary one")
    given = parser.parse_args()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="tejido-bench-", dir=given.folder) as folder:
        for figure in measured(Path(folder), given):
            print(figure.line(), flush=True)
            found[figure.name] = round(figure.ratio, 4)
    if given.json:
        print(json.dumps(found))


def measured(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    """Give every figure, one after another."""
    sizes = (Size(200, given.batches), Size(1, given.singles))
    yield from ingest.measure(folder, sizes, given.rounds)
    yield signing_in.measure(folder, given.rounds)
    yield opening.measure(folder, given.rounds)
    yield search.measure(folder, given.rounds, given.entries)
    yield from pages.measure(folder, given.rounds, given.accompaniments, given.records)


if __name__ == "__main__":
    main()
