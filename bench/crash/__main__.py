"""``python -m bench.crash``: kill a busy node, look at what it still has, and do it again."""

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.crash.campaign import Campaign, new_seed


def main() -> int:
    """Run a campaign; return 1 if anything was lost, half done or doubled."""
    parser = argparse.ArgumentParser(prog="bench.crash", description=__doc__)
    parser.add_argument("--cycles", type=int, default=20, help="how often to kill")
    parser.add_argument("--seed", default="", help="for the same choices again")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--folder", type=Path, help="on the disk to try; else a temporary one")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tejido-crash-", dir=given.folder))
    report = Campaign(folder, given.seed or new_seed()).run(given.cycles)
    for one in report.violations:
        print(one, file=sys.stderr)
    if report.violations:
        report.folder = str(folder)
        print(f"seed {report.seed}; what is left: {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    print(report.line())
    if given.json:
        print(json.dumps(asdict(report)))
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
