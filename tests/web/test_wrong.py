"""What is wrong with a form is said at the top, beside its field, and tied to the field."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

from tejido.errors import ChangedError, InputError
from tejido.languages import Text
from tejido.web.wrong import by_field
from tejido.work.holds import REASON_LENGTH
from tejido.work.processes import NAME_LENGTH

Site = Any
Browser = Any

#: For each form: its page, what is sent to where, and the field that is wrong then.
CASES: Mapping[str, tuple[str, str, Mapping[str, str], str]] = {
    "attach": ("{process}/attach", "", {}, "file"),
    "search": ("/search", "", {"words": "a"}, "words"),
    "export": ("{process}/export", "", {"reason": "x"}, "reason"),
    "erase": ("{process}/erase", "", {"reason": "x"}, "reason"),
    "hold": ("{process}/hold", "", {"reason": " "}, "reason"),
    "months": (
        "/retention",
        "",
        {"place": "accompaniment|open", "months": "0", "action": "erase"},
        "months",
    ),
    "place": ("/retention", "", {"place": "x|y", "months": "3", "action": "erase"}, "place"),
    "state": (
        "/retention",
        "",
        {"place": "accompaniment|y", "months": "3", "action": "erase"},
        "place",
    ),
    "action": (
        "/retention",
        "",
        {"place": "accompaniment|open", "months": "3", "action": "x"},
        "action",
    ),
    "passphrase": ("/account", "/account/passphrase", {"old": "x", "new": "", "again": ""}, "old"),
    "another": ("/account", "/account/passphrase", {"new": "x" * 20, "again": "y"}, "again"),
    "short": ("/account", "/account/passphrase", {"new": "x", "again": "x"}, "new"),
    "words": ("/account", "/account/words", {"old": "x"}, "words-old"),
    "begin": ("/processes/new", "", {"kind": "accompaniment", "name": " "}, "name"),
    "kind": ("/processes/new", "", {"kind": "x", "name": "Hilo"}, "kind"),
    "person": ("/people/new", "", {"handle": "Á b"}, "handle"),
    "recover": ("/recover", "", {"new": "x" * 20, "again": "y"}, "again"),
    "guardians": ("/recover/guardians", "", {"new": "x" * 20, "again": "y"}, "again"),
}


class _Page(HTMLParser):
    """The ids of a page, where its alert leads, and which controls are wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.leads: list[str] = []
        self.wrong: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text.partition('role="alert"')[2].partition("</div>")[0])
        self.said = self.leads
        self.leads = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.leads.append(found.get("href", ""))
        if "id" in found:
            self.texts[found["id"]] = ""
        self._open.append(found.get("id", ""))
        if found.get("aria-invalid") == "true":
            self.wrong[found["id"]] = found.get("aria-describedby", "").split()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.texts:
            self.texts[self._open[-1]] += data


@pytest.mark.parametrize("case", CASES)
def test_each_form_says_it_at_the_top_and_ties_it_to_its_field(site: Site, case: str) -> None:
    page, path, typed, field = CASES[case]
    ana = site.signed_in()
    page = page.format(process=f"/processes/{ana.begin()}")
    answer = ana.post(path or page, page, typed)
    assert answer.status_code in (403, 422)
    found = _Page(answer.text)
    assert found.said == [f"#{field}"]
    assert list(found.wrong) == [field]
    assert found.wrong[field][-1] == f"{field}-error"
    assert set(found.wrong[field]) <= set(found.texts), "described by what is there"
    assert found.texts[f"{field}-error"].strip()
    untouched = _Page(ana.get(page).text)
    assert not untouched.wrong
    assert not untouched.said


@pytest.mark.parametrize(
    ("page", "length"), [("/processes/new", NAME_LENGTH), ("{process}/hold", REASON_LENGTH)]
)
def test_a_field_takes_as_much_as_is_kept_and_no_more(site: Site, page: str, length: int) -> None:
    ana = site.signed_in()
    process = f"/processes/{ana.begin()}"
    text = ana.get(page.format(process=process)).text
    assert re.findall(r'maxlength="(\d+)"', text) == [str(length)]
    if "hold" in page:
        hold = f"{process}/hold"
        answers = [ana.post(hold, hold, {"reason": "x" * (length + more)}) for more in (0, 1)]
        assert [one.status_code for one in answers] == [302, 422]
        assert str(REASON_LENGTH) in answers[1].text


def test_an_error_is_said_by_field_with_its_numbers(site: Site) -> None:
    with site.app.test_request_context():
        from flask import g

        g.language = "en"
        one = InputError(Text("Up to %(most)d.", "tejido"), {"months": ["Fewer."]}, most=3)
        assert by_field(one) == {"months": "Up to 3."}
        assert by_field(one, months="place") == {"place": "Up to 3."}
        two = InputError("Both.", {"a": ["First.", "Then."], "b": ["Second."]})
        assert by_field(two) == {"a": "First.", "b": "Second."}
        assert by_field(ChangedError("Look again.")) == {"": "Look again."}
