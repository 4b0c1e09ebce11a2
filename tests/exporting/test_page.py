"""docs/reports.md says which marks there are: exactly those that are filled."""

import re
from pathlib import Path

from tejido.exporting.placeholders import SIMPLE, Known

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")


def test_every_mark_is_on_the_page_and_every_mark_of_the_page_is_filled(known: Known) -> None:
    shown = re.findall(r"`\{\{ ([^}]*) \}\}`", PAGE)
    assert all(known.name(one) for one in shown)
    for one in SIMPLE:
        assert f"| `{{{{ {one.es} }}}}` | `{{{{ {one.en} }}}}` |" in PAGE
