"""``python -m bench --json``: readable lines, then one object of named ratios."""

import argparse
import json
import tempfile
from pathlib import Path

from bench.ingest import Size, measure


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--rounds", type=int, default=9, help="of which the median is taken")
    parser.add_argument("--batches", type=int, default=10, help="of 200 records, in a round")
    parser.add_argument("--singles", type=int, default=100, help="batches of 1, in a round")
    parser.add_argument("--folder", type=Path, help="on the disk to measure; else a temporary one")
    given = parser.parse_args()
    sizes = (Size(200, given.batches), Size(1, given.singles))
    with tempfile.TemporaryDirectory(prefix="tejido-bench-", dir=given.folder) as folder:
        results = measure(Path(folder), sizes, given.rounds)
    for result in results:
        print(result.line())
    if given.json:
        print(json.dumps({result.name: round(result.ratio, 4) for result in results}))


if __name__ == "__main__":
    main()
