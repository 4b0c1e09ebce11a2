"""What tests of the web face share: a small node in a network, a client, a browser's reading."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, Environment, PackageLoader
from jinja2.bccache import Bucket
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tejido import Approved, Member, Network, RecordSchema, RecordType, fields, hookimpl, transforms
from tejido.accompaniment.core import core_contribution
from tejido.accounts.signing_in import SignedIn
from tejido.declare.declarations import Declarations
from tejido.hookspecs import Pages
from tejido.languages import Text, say
from tejido.node import Node
from tejido.plugins import load_plugins
from tejido.testing.nodes import joined
from tejido.web.app import create_app
from tejido.web.forms import Form, Reader
from tejido.web.sessions import cookie_name
from tejido.work import founding, nodes, people

Fields = MultiDict[str, str]
#: A record type with a field of each kind; the test's own plugin declares it.
TYPE = "trama.everything"
#: Words that open keys in tests; the work of guessing them is kept small.
WORDS = {"ana": "el maíz crece en la milpa", "rosa": "la lluvia llega por el cerro"}
PARTNER = "b" * 25 + "a"


# --- a plugin of the tests' own: one type, one network, pages for people and for machines ------


class Inner(RecordSchema):
    """An item within an item."""

    people = fields.Count("People", leaves=transforms.bracket(1, 2, 6))


class Item(RecordSchema):
    """An item of a group, with a group of its own."""

    impact = fields.Code("impact", "Impact", required=True, leaves=transforms.as_is)
    expressions = fields.Codes("expression", "How it shows", leaves=transforms.as_is)
    said = fields.Narrative("In the subject's words")
    people = fields.Group(Inner, "Who", most=3, leaves=transforms.count(2))


class Everything(RecordSchema):
    """One field of each kind."""

    day = fields.Day("Day", help="As precisely as known", required=True, leaves=transforms.year)
    line = fields.Line("Line")
    person = fields.Person("Lead")
    narrative = fields.Narrative("What happened")
    impact = fields.Code("impact", "Impact", leaves=transforms.as_is)
    kept = fields.Code("dimension", "Dimension")
    aggressions = fields.Codes("aggression", "Aggressions", leaves=transforms.as_is)
    place = fields.Place(
        "Where", quasi=True, leaves=transforms.ladder(transforms.region, transforms.country)
    )
    people = fields.Count("People", leaves=transforms.bracket(1, 2, 6, 16))
    missing = fields.Flag("Someone is missing", leaves=transforms.flag)
    impacts = fields.Group(Item, "Impacts", most=4)
    meetings = fields.Group(Inner, "Meetings", leaves=transforms.count(3))


def trama(node_id: str, policies: Callable[[], Mapping[str, Any]]) -> ModuleType:
    """Return the plugin: a network with one partner, whose queue is a list."""
    plugin = ModuleType("trama")
    plugin.queue = []  # type: ignore[attr-defined]  # read by tests

    @hookimpl
    def record_types() -> list[RecordType]:
        return [RecordType(TYPE, "Everything", Everything)]

    @hookimpl
    def networks() -> list[Network]:
        allowed = {name: frozenset({one.digest}) for name, one in policies().items()}
        return [
            Network(
                id="trama",
                name="Red de prueba",
                node=node_id,
                members=(Member(node_id, "Nosotras"), Member(PARTNER, "Compañeras")),
                coordinators=frozenset({PARTNER}),
                purposes=frozenset({"aggregate", "alert_network", "advocacy_anonymous"}),
                policies=allowed,
                k=5,
                k_records=1,
                organizations=1,
                retention_days=1095,
                until="2049-12-31",
                charter=(1, "c" * 64),
            )
        ]

    @hookimpl
    def approved(items: Sequence[Approved]) -> None:
        plugin.queue.extend(items)

    @hookimpl
    def pages() -> list[Pages]:
        for_people, for_machines = Blueprint("loom", "trama"), Blueprint("inbox", "trama")
        for_people.add_url_rule("/loom", "hilos", lambda: "hilos")
        for_people.add_url_rule("/loom", "tied", lambda: "tied", methods=["POST"])
        for_machines.add_url_rule("/inbox", "take", lambda: "taken", methods=["POST"])
        return [
            Pages(for_people, label="Hilos", endpoint="loom.hilos"),
            Pages(for_machines, machines=True),
        ]

    for hook in (record_types, networks, approved, pages):
        setattr(plugin, hook.__name__, hook)
    return plugin


# --- a node and its face ------------------------------------------------------------------


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Site:
    """A node's face in a test: the app, its clock, and what was queued to leave."""

    app: Flask
    node: Node
    clock: Clock
    queue: list[Approved] = field(default_factory=list)

    def client(self) -> "Browser":
        """Return a browser without any cookie."""
        return Browser(self.app.test_client())

    def node_who(self, handle: str) -> SignedIn:
        """Return somebody signed in beside the face, as a command would be."""
        return people.sign_in(self.node, handle, WORDS[handle])

    def signed_in(self, handle: str = "ana") -> "Browser":
        """Return a browser in which somebody signed in."""
        browser = self.client()
        answer = browser.sign_in(handle, WORDS[handle])
        assert answer.status_code == 302, answer.text
        return browser


@dataclass
class Browser:
    """A browser as far as forms go: it sends what a page's form holds, and a few changes."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, buffered=True, **options)

    def token(self, path: str) -> str:
        """Return the token that the forms of a page carry."""
        return read_form(self.get(path).text)["_csrf"]

    def post(self, path: str, page: str, typed: Any = (), **options: Any) -> TestResponse:
        """Send ``typed`` to ``path``, with the token of ``page`` and the keys that it shows."""
        text = self.get(page).text
        sent = MultiDict(typed)
        for name, value in re.findall(r'name="(public-[^"]+)" value="([0-9a-f]+)"', text):
            sent.setdefault(name, value)
        sent["_csrf"] = read_form(text)["_csrf"]
        return self.client.post(path, data=sent, **options)

    def sign_in(self, handle: str, words: str, back: str = "") -> TestResponse:
        typed = {"handle": handle, "passphrase": words, "back": back}
        return self.post("/sign-in", "/sign-in", typed)

    def begin(self, kind: str = "accompaniment", name: str = "Hilo y Barro") -> str:
        """Begin a process and return its id."""
        answer = self.post("/processes/new", "/processes/new", {"kind": kind, "name": name})
        assert answer.status_code == 302, answer.text
        return answer.location.rpartition("/")[2].partition("?")[0]

    def write(self, process: str, typed: Any, type_id: str = TYPE) -> str:
        """Write a record down and return its id."""
        path = f"/processes/{process}/write/{type_id}"
        answer = self.post(path, path, typed)
        assert answer.status_code == 302, answer.text
        return answer.location.rpartition("/")[2].partition("?")[0]

    def consent(self, process: str, *purposes: str, to: Sequence[str] = (PARTNER,)) -> None:
        """Write down that the collective said yes to these purposes."""
        typed = [("capacity", "assembly"), *((f"answer.{one}", "yes") for one in purposes)]
        path = f"/processes/{process}/consent/talk/subject"
        answer = self.post(
            path, path, [*typed, *((f"to.{p}", one) for p in purposes for one in to)]
        )
        assert answer.status_code == 302, answer.text


def found_for_two(folder: Path, off: Sequence[str], **settings: Any) -> None:
    """Found a node: Ana holds every role, Rosa none. Its folder may be copied."""
    clock = Clock()
    founding.found(
        folder,
        name="Casa de prueba",
        handle="ana",
        passphrase=WORDS["ana"],
        clock=clock,
        disabled_plugins=list(off),
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
        **settings,
    )
    with closing(nodes.open_node(folder, clock=clock)) as node:
        joined(node, people.sign_in(node, "ana", WORDS["ana"]), "rosa", passphrase=WORDS["rosa"])


class Compiled(BytecodeCache):
    """Templates as they were compiled for another face of this run."""

    def __init__(self) -> None:
        self._kept: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key + bucket.checksum] = bucket.code


COMPILED = Compiled()


@contextmanager
def opened_site(folder: Path, off: Sequence[str]) -> Iterator[Site]:
    """Give the face of such a node, in a network."""
    clock = Clock()
    # The plugins are loaded once, with the tests' own.
    sealed = nodes.open_node(folder, clock=clock, safe_mode=True)
    plugin = trama(sealed.id, lambda: plugins.declarations.policies)
    plugins = load_plugins(core_contribution(), off=list(off), extra={"trama": plugin})
    assert [one.reason for one in plugins.states if one.state == "quarantined"] == []
    node = replace(sealed, plugins=plugins)
    app = create_app(node)
    app.jinja_env.bytecode_cache = COMPILED
    yield Site(app, node, clock, plugin.queue)
    node.close()


@pytest.fixture(scope="session")
def open_site(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[Site]]:
    """Give the opening of a face in a new folder, for tests that share one."""
    founded: dict[str, Path] = {}

    def opened(
        folder: Path, off: Sequence[str] = ("federation",), **settings: Any
    ) -> AbstractContextManager[Site]:
        known_as = repr((off, settings))
        if known_as not in founded:
            founded[known_as] = tmp_path_factory.mktemp("founded") / "node"
            found_for_two(founded[known_as], off, **settings)
        shutil.copytree(founded[known_as], folder, dirs_exist_ok=True)
        return opened_site(folder, off)

    return opened


@pytest.fixture
def site(open_site: Callable[..., AbstractContextManager[Site]], tmp_path: Path) -> Iterator[Site]:
    """Give a face of one's own; see :func:`open_site`."""
    with open_site(tmp_path / "node") as opened:
        yield opened


@pytest.fixture
def session_cookie() -> Callable[[Site, TestResponse], str]:
    """Give the header that sets a session's cookie, if an answer has one."""

    def found(site: Site, answer: TestResponse) -> str:
        with site.app.test_request_context():
            from flask import request

            name = cookie_name(site.app, request)
        headers = answer.headers.getlist("Set-Cookie")
        return next((one for one in headers if one.partition("=")[0].endswith(name)), "")

    return found


# --- a browser's reading of a page -----------------------------------------------------------


class _FormReader(HTMLParser):
    """What a browser would send for the controls of a page, if nothing is touched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = Fields()
        self._select = self._textarea = ""
        self._text: list[str] = []
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "input" and name:
            if kind not in ("checkbox", "radio") or "checked" in found:
                self.sent.add(name, found.get("value", ""))
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((found.get("value", ""), "selected" in found))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops one newline at the start, and sends lines with CRLF.
            text = "".join(self._text).removeprefix("\n")
            self.sent.add(self._textarea, text.replace("\n", "\r\n"))
            self._textarea = ""
        elif tag == "select":
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self.sent.add(self._select, chosen[-1] if chosen else self._options[0][0])
            self._select = ""


def read_form(html: str) -> Fields:
    """Return what a browser would send for a page's controls, untouched."""
    reader = _FormReader()
    reader.feed(html)
    return reader.sent


@pytest.fixture(scope="session")
def sent_by() -> Callable[[str], Fields]:
    """Give :func:`read_form`."""
    return read_form


# --- forms without a node -----------------------------------------------------------------


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    """Give everything declared: the core's, the strategies' and the tests' own."""
    plugin = trama("a" * 26, dict)
    return load_plugins(core_contribution(), extra={"trama": plugin}).declarations


@pytest.fixture(scope="session")
def reader(declarations: Declarations) -> Reader:
    """Give a reader of Spanish whose team is two."""
    return Reader("es", declarations.vocabularies, ("ana", "luz"))


@pytest.fixture(scope="session")
def drawn() -> Callable[[Form], str]:
    """Give the HTML of a form's controls."""
    environment = Environment(loader=PackageLoader("tejido.web"), autoescape=True)

    def mark(source: str, **values: object) -> str:
        return say(Text(source, "tejido"), "es", **values)

    environment.globals["_"] = mark
    template = environment.from_string(
        '{% from "fields.html" import field, summary %}'
        '{{ summary(form) }}{% for one in form.controls %}{{ field(one, "/there") }}{% endfor %}'
    )
    return lambda form: template.render(form=form)


@pytest.fixture(scope="session")
def body() -> Mapping[str, object]:
    """Give a body with every field of :class:`Everything` filled in."""
    return {
        "day": "2026-03",
        "line": "una línea",
        "person": "ana",
        "narrative": "dos\nlíneas <b>",
        "impact": "fear",
        "kept": "family",
        "aggressions": ["threat", "harassment"],
        "place": "MX-OAX",
        "people": 12,
        "missing": "no",
        "impacts": [
            {
                "impact": "fear",
                "expressions": ["emotions", "thoughts"],
                "people": [{"people": "2-5"}],
            },
            {"impact": "unknown", "said": "no hay palabras"},
        ],
        "meetings": [{"people": 3}, {"people": "withheld"}],
    }
