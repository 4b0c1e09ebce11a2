"""Nothing runs in any page: no script, no handler, no inline style, nothing from elsewhere.

Every page that a route shows is read as a browser reads it, with real content in it; then every
template, for what no page of this world happens to show.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

World = Any
Policy = Any

#: What a page of ours never needs. Pictures come from routes of the site.
FORBIDDEN = {"script", "style", "iframe", "frame", "object", "embed", "applet", "base", "svg"}
#: Attributes that hold an address.
ADDRESSES = {"href", "src", "action", "formaction", "poster", "background", "cite", "data"}
ROOT = Path(__file__).parents[3]


class _Faults(HTMLParser):
    """What should not stand in a page, and which of its forms lack a token."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._form = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN or (tag == "meta" and "http-equiv" in dict(attrs)):
            self.faults.append(f"<{tag}>")
        if tag == "form" and dict(attrs).get("method") == "post":
            self._form = str(dict(attrs).get("action"))
        if tag == "input" and dict(attrs).get("name") == "_csrf":
            self._form = ""
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "ping"):
                self.faults.append(f"<{tag} {name}>")
            if name in ADDRESSES and not re.match(r"/(?!/)|[#?]|$", value or ""):
                self.faults.append(f'<{tag} {name}="{value}">')

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            self.faults.append(f"no token in the form to {self._form}")
            self._form = ""


def faults(text: str) -> list[str]:
    """Return what should not stand in a page."""
    return _Faults(text).faults


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "<p onclick='x'>",
        "<p style='x'>",
        "<a href='javascript:x'>",
        "<a href='//elsewhere.example'>",
        "<img src='data:image/png;base64,x'>",
        "<meta http-equiv='refresh'>",
        "<form method='post' action='/x'></form>",
    ],
)
def test_a_fault_is_found(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("case", ["ana", "ana, stale", "nobody"])
def test_no_page_holds_anything_that_runs(world: World, policy: Policy, case: str) -> None:
    if not policy.get:
        return
    answer = world.send("GET", world.address(policy.endpoint), case)
    if answer.mimetype == "text/html":
        assert faults(answer.text) == []


@pytest.mark.parametrize("case", ["ana", "ana, stale", "nobody"])
def test_no_answer_to_a_form_holds_anything_that_runs(
    world: World, policy: Policy, case: str
) -> None:
    if not policy.post:
        return
    evil = '"><script>x</script><img src=x onerror=x>'
    form = dict.fromkeys(("handle", "name", "words", "role", "until", "day", "title", "q"), evil)
    form["_csrf"] = world.tokens[case]
    answer = world.send("POST", world.address(policy.endpoint), case, form)
    if answer.mimetype == "text/html":
        assert faults(answer.text) == []


# --- templates -------------------------------------------------------------------------------


def templates() -> Iterator[Path]:
    """Give every template of the core, the federation and the plugins."""
    for folder in ("core", "federation", "plugins", "examples"):
        yield from sorted(ROOT.joinpath(folder).glob("**/templates/**/*.html"))


def test_no_template_holds_anything_that_runs_or_goes_around_escaping() -> None:
    found = list(templates())
    assert len(found) > 30
    for path in found:
        text = re.sub(r"{%.*?%}", "", path.read_text("utf-8"), flags=re.S)
        where = path.relative_to(ROOT)
        if where.parts[2] == "exporting":  # a file to be kept, which has no sheet beside it
            text = re.sub(r"<style>.*</style>", "", text, flags=re.S)
        assert not re.search(r"<\s*(script|style|iframe|object|embed|svg)\b", text, re.I), where
        assert not re.search(r"\s(on[a-z]+|style)\s*=(?!=)", text, re.I), where
        assert not re.search(r"javascript:|data:[a-z]+/", text, re.I), where
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", text), where
        # An attribute without quotes ends at the first space of what somebody wrote.
        assert not re.search(r"<[^<>{]*\s[\w-]+=\s*\{\{", text), where


def test_markup_of_our_own_making_is_made_in_two_places() -> None:
    made = [
        path.name
        for path in ROOT.joinpath("core/tejido").rglob("*.py")
        if "Markup(" in path.read_text("utf-8")
    ]
    assert sorted(made) == ["csrf.py", "fresh.py"]
