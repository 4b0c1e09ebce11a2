"""Enter in a passphrase field presses the first button of its form: so there is one, or none asks.

Every page is read with a session whose passphrase is long ago, so that each field is shown.
"""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

World = Any
Policy = Any


class _Forms(HTMLParser):
    """Of each form, by its id or number: where it leads, passphrase fields, submit buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.leads: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.buttons: Counter[str] = Counter()
        self._within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._within = found.get("id") or f"the {len(self.leads)}."
            self.leads[self._within] = found.get("action", "")
        of = found.get("form", self._within)
        if tag == "input" and found.get("type") == "password":
            self.asked[of] += 1
        elif tag == "button" or (tag == "input" and found.get("type") in ("submit", "image")):
            self.buttons[of] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = ""


def doubtful(text: str) -> list[str]:
    """Return where forms lead that ask for a passphrase and have several buttons."""
    found = _Forms(text)
    return [
        lead for form, lead in found.leads.items() if found.asked[form] and found.buttons[form] > 1
    ]


def test_two_buttons_beside_a_passphrase_are_found() -> None:
    asked = "<form action='/x'><input type='password'><button>a</button>"
    assert doubtful(f"{asked}</form>") == []
    assert doubtful(f"{asked}<button>b</button></form>") == ["/x"]
    assert doubtful(f"{asked}</form><button>b</button>") == []
    named = "<form id='a' action='/x'><input type='password'><button>a</button></form>"
    assert doubtful(f"{named}<button form='a'>b</button>") == ["/x"]


@pytest.mark.parametrize("case", ["ana, stale", "nobody"])
def test_no_form_with_a_passphrase_has_several_buttons(
    world: World, policy: Policy, case: str
) -> None:
    if policy.get:
        answer = world.send("GET", world.address(policy.endpoint), case)
        assert doubtful(answer.text if answer.mimetype == "text/html" else "") == []


def test_the_page_of_wishes_that_is_read_holds_one(world: World) -> None:
    """Without a wish it would show nothing of what is asked there."""
    found = _Forms(world.send("GET", world.address("teams.report"), "ana, stale").text)
    to_let_go = [form for form, lead in found.leads.items() if lead == "/teams/let-go"]
    to_give = [form for form, lead in found.leads.items() if lead == "/teams/give-again"]
    assert [found.asked[form] for form in to_let_go] == [0]
    assert [found.asked[form] for form in to_give] == [1, 0]
    assert all(found.buttons[form] for form in (*to_let_go, *to_give))
