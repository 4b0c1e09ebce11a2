"""What every answer carries and no page holds, followed link by link through the whole face."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from tejido import Sample
from tejido.errors import BusyError, SealError, ThrottledError
from tejido.web import doors
from tejido.web.headers import HEADERS
from tejido.work import consent, process_list, processes, records
from tejido.work.records import Entry

Site = Any
WORDS = "el maíz crece en la milpa"
#: What one page may weigh in bytes; and the two sheets, which come once, with the first page.
#: Pages that are read together with the subject, in a language of theirs.
THEIRS = re.compile("/consent|/shared")
#: Pages that differ only in what they are about.
OF_A_KIND = 4
HEAVIEST, SHEETS = 50_000, 42_000


class _Page(HTMLParser):
    """What stands in a page: elements, attributes, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.fields: list[str | None] = []
        self.labels: set[str | None] = set()
        self._within_label = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.add(str(found["href"]).partition("#")[0])
        if tag == "label":
            self.labels.add(found.get("for"))
            self._within_label = "for" not in found
        is_field = tag in ("input", "select", "textarea") and found.get("type") != "hidden"
        if is_field and not self._within_label:
            self.fields.append(found.get("id"))

    def handle_endtag(self, tag: str) -> None:
        self._within_label = self._within_label and tag != "label"


def fill(site: Site) -> None:
    """Write down one invented process of each kind, with consent."""
    who = site.node_who("ana")
    kinds: dict[tuple[str, ...], Sample] = {}
    for sample in site.node.plugins.samples(3):
        kinds.setdefault((sample.kind, *(one.type for one in sample.records)), sample)
    for sample in kinds.values():
        process = processes.start(site.node, who, sample.kind, sample.name)
        consent.grant(
            site.node, who, process, ["aggregate", "advocacy_anonymous"], ["b" * 25 + "a"]
        )
        for one in sample.records:
            records.write(site.node, who, [Entry(one.type, process, one.given)])


def walk(browser: Any) -> Iterator[tuple[str, Any]]:
    """Give the pages that links lead to: a few of each kind are enough."""
    waiting, seen, of_kind = ["/", "/sign-in", "/nowhere"], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop()
        kind = re.sub(r"[0-9a-f]{32}|[0-9]+", "*", path)
        if path in seen or not path.startswith("/") or of_kind[kind] == OF_A_KIND:
            continue
        seen.add(path)
        of_kind[kind] += 1
        answer = browser.get(path)
        yield path, answer
        waiting += sorted(_Page(answer.text).links) if answer.mimetype == "text/html" else []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_keeps_the_house_rules(site: Site, language: str) -> None:
    fill(site)
    ana = site.signed_in()
    ana.post("/language", "/", {"language": language, "back": "/"})
    assert sum(len(ana.get(f"/static/{one}.css").data) for one in ("simple", "tejido")) < SHEETS
    visited = 0
    for path, answer in walk(ana):
        if answer.mimetype != "text/html" or answer.status_code == 302 or path == "/loom":
            continue
        visited += 1
        page, text = _Page(answer.text), answer.text
        # 1. In the reader's language, or where one reads with the subject in theirs; with one
        # heading, labels for all, ids once.
        said = {"es", "en"} if THEIRS.search(path) else {language}
        assert re.findall('<html lang="(.*)">', text)[0] in said, path
        assert page.elements.count("h1") == 1, path
        assert len(page.ids) == len(set(page.ids)), path
        assert set(page.fields) <= page.labels, path
        # 2. Light.
        assert len(answer.data) < HEAVIEST, path
    assert visited > 20


def test_every_answer_carries_the_headers(site: Site) -> None:
    ana, visitor = site.signed_in(), site.client()
    answers = [
        ana.get("/"),
        ana.get("/nowhere"),
        ana.get("/static/tejido.css"),
        ana.get("/static/nothing.css"),
        ana.client.post("/processes/new"),
        visitor.get("/"),
        visitor.get("/sign-in"),
        visitor.client.delete("/sign-in"),
        visitor.client.post("/inbox"),
    ]
    assert {one.status_code for one in answers} == {200, 302, 400, 404, 405}
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.request.path, name)
        assert "Strict-Transport-Security" not in answer.headers


def test_pages_are_never_kept_and_sheets_are(site: Site) -> None:
    ana = site.signed_in()
    assert ana.get("/").headers["Cache-Control"] == "no-store"
    assert ana.get("/static/nothing.css").headers["Cache-Control"] == "no-store"
    assert "max-age" in ana.get("/static/tejido.css").headers["Cache-Control"]


def test_what_is_downloaded_runs_in_a_box_if_it_is_opened_at_all(site: Site) -> None:
    site.app._got_first_request = False
    sent = lambda: ("x", {"Content-Disposition": "attachment; filename=x"})  # noqa: E731
    site.app.add_url_rule("/sheet", "sheet", doors.open_to(doors.ANYBODY)(sent))
    assert site.client().get("/sheet").headers["Content-Security-Policy"].endswith("; sandbox")


def test_tls_is_insisted_on_where_there_is_some_and_no_onion(site: Site) -> None:
    browser = site.client()
    name = "Strict-Transport-Security"
    assert name in browser.get("/sign-in", base_url="https://casa.example").headers
    assert name not in browser.get("/sign-in", base_url="https://casa.onion").headers


def test_the_sheets_fetch_nothing(site: Site) -> None:
    for name in ("simple", "tejido"):
        text = site.client().get(f"/static/{name}.css").text
        assert "url(" not in text
        assert "@import" not in text
        assert "@font-face" not in text


# --- what a reader sees when something breaks ------------------------------------------------


def broken(site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception) -> Any:
    def fail(*_: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(process_list, "listed", fail)
    return site.signed_in().get("/processes")


@pytest.mark.parametrize(
    "error", [ValueError("el secreto de Rosa"), SealError("This is not a key.")], ids=repr
)
def test_a_break_shows_a_number_and_no_trace(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = broken(site, monkeypatch, error)
    assert answer.status_code == 500
    number = re.search(r"da este número: ([0-9a-f]{8})", answer.text)
    assert number
    assert "Traceback" not in answer.text
    assert "secreto" not in answer.text
    # The log has the number, the route and the place; neither the address nor what was said.
    (line,) = [one.getMessage() for one in caplog.records if one.name == "tejido.web.faults"]
    assert number[1] in line
    assert "processes.listed" in line
    assert "secreto" not in caplog.text
    assert "/processes" not in line


def test_a_busy_node_asks_for_patience(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = broken(site, monkeypatch, BusyError("Too much is going on at once."))
    assert answer.status_code == 503
    assert "Demasiado a la vez" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_who_tries_too_often_is_told_when_to_come_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = broken(site, monkeypatch, ThrottledError("Too many tries.", 90))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert "Too many tries." in answer.text


def test_what_breaks_after_the_view_leaves_no_address_and_no_trace(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_response: object) -> object:
        raise ValueError("el secreto de Rosa")

    ana = site.signed_in()
    site.app.after_request_funcs[None].insert(0, fail)
    answer = ana.get("/processes?of=rosa")
    assert answer.status_code == 500
    assert "secreto" not in answer.text + caplog.text
    assert "/processes" not in caplog.text


def test_where_not_even_the_page_can_be_drawn_a_sentence_answers(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.app.jinja_env.globals["_"] = None
    answer = site.client().get("/sign-in")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    number = re.search(r"\(([0-9a-f]{8})\)", answer.text)
    assert number
    assert f"{number[1]} at GET auth.sign_in 500: TypeError" in caplog.text


def test_too_long_a_form_is_refused_in_words(site: Site) -> None:
    answer = site.client().client.post("/sign-in", data={"handle": "x" * 3_000_000})
    assert answer.status_code == RequestEntityTooLarge.code
    assert "Es demasiado largo" in answer.text
