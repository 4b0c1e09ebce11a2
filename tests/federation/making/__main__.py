"""Make the vectors and parts of docs/federation.md: ``python -m tests.federation.making``.

Everything comes from fixed seeds, so making them again changes nothing; with ``--check`` nothing
is written, and the exit code is 1 if something would be.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.federation.making import authenticity, contents, documents, permission
from tests.federation.making.page import renewed
from tests.federation.making.world import Case, World

VECTORS = Path(__file__).parent.parent / "vectors"
PAGE = Path(__file__).parents[3] / "docs" / "federation.md"

FILES: dict[str, Callable[[World], Iterator[Case]]] = {
    "message-1-to-6.json": authenticity.before_the_signature,
    "message-7-to-10.json": authenticity.signature_and_header,
    "message-11-to-12.json": permission.streams_and_quota,
    "message-13.json": permission.permitted,
    "message-14-to-16.json": contents.contents,
    "descriptor.json": documents.descriptors,
    "charter.json": documents.charters,
    "receipt.json": documents.receipts,
}


def made() -> dict[Path, str]:
    """Return every file that is made here, with its content."""
    world = World()
    found = {VECTORS / name: _json(list(cases(world))) for name, cases in FILES.items()}
    found[VECTORS / "world.json"] = _json(world.to_value())
    found[PAGE] = renewed(PAGE.read_text(encoding="utf-8"), world)
    return found


def main() -> int:
    """Write what changed, or with ``--check`` only name it."""
    changed = [
        (path, content)
        for path, content in made().items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    for path, content in changed:
        sys.stdout.write(f"{path.name}\n")
        if "--check" not in sys.argv:
            path.write_text(content, encoding="utf-8")
    return 1 if changed and "--check" in sys.argv else 0


def _json(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())
