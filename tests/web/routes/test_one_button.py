"""Enter in a passphrase field presses the first button of its form: so there is one, or none asks.

Every page is read with a session whose passphrase is long ago, so that each field is shown.
"""

from html.parser import HTMLParser
from typing import Any

import pytest

World = Any
Policy = Any


class _Forms(HTMLParser):
    """For each form: how many passphrase fields and submit buttons it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[str], list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), [], []))
        elif self.forms and tag == "input" and found.get("type") == "password":
            self.forms[-1][1].append(found.get("name", ""))
        elif self.forms and (tag == "button" or found.get("type") in ("submit", "image")):
            self.forms[-1][2].append(found.get("value", ""))


def doubtful(text: str) -> list[str]:
    """Return where forms lead that ask for a passphrase and have several buttons."""
    found = _Forms(text).forms
    return [action for action, asked, buttons in found if asked and len(buttons) > 1]


def test_two_buttons_beside_a_passphrase_are_found() -> None:
    asked = "<form action='/x'><input type='password'><button>a</button>"
    assert doubtful(f"{asked}</form>") == []
    assert doubtful(f"{asked}<button>b</button></form>") == ["/x"]


@pytest.mark.parametrize("case", ["ana, stale", "nobody"])
def test_no_form_with_a_passphrase_has_several_buttons(
    world: World, policy: Policy, case: str
) -> None:
    if policy.get:
        answer = world.send("GET", world.address(policy.endpoint), case)
        assert doubtful(answer.text if answer.mimetype == "text/html" else "") == []
