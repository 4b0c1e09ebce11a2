"""A world in which every route can be tried by everybody: people of each kind, and things.

Everybody signs in once; then a copy of the database is kept, and put back before each try that
may change something.
"""

import base64
import io
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tejido.accounts.role_keys import RIGHTS, ROLES
from tejido.accounts.sessions import id_hash
from tejido.declare.samples import Sample
from tejido.store.tables import SessionTable
from tejido.testing.keys import publics_of
from tejido.testing.nodes import PASSPHRASE, joined
from tejido.web.doors import ANYBODY, MACHINES, SIGNED_IN
from tejido.work import (
    auditing,
    consent,
    deposits,
    people,
    processes,
    records,
    tasks,
    teams,
    vocabularies,
)
from tejido.work.records import Entry

Site = Any
Browser = Any

TABLE = Path(__file__).with_name("policy.txt")
TYPE = "trama.everything"
PARTNER = "b" * 25 + "a"

#: Who holds everything, and typed the passphrase just now, long ago, or was idle for too long.
ANA, STALE, EXPIRED = "ana", "ana, stale", "ana, expired"
#: Of the team; of it until a moment ago; with a process of their own; disabled while signed in.
MEMBER, TAKEN_OUT, ELSEWHERE, DISABLED = "member", "taken.out", "elsewhere", "disabled"
NOBODY = "nobody"
#: One person for each role and right, who has nothing else.
ALONE = (*ROLES, *RIGHTS)
CASES = (NOBODY, *ALONE, MEMBER, TAKEN_OUT, ELSEWHERE, DISABLED, EXPIRED, STALE, ANA)
#: Those whose session is over.
OUT = (DISABLED, EXPIRED)
#: What the work asks for beyond the door: who has it, and what the others get.
BEYOND: Mapping[str, tuple[frozenset[str], int]] = {
    "-": (frozenset(CASES), 403),
    "team": (frozenset({MEMBER, STALE, ANA}), 403),
    "session": (frozenset({ANA}), 404),
}


@dataclass(frozen=True)
class Policy:
    """One line of the table. A status is exact; without one the method is not there."""

    endpoint: str
    door: str
    beyond: str
    get: tuple[int, ...]
    post: tuple[int, ...]
    fresh: bool
    again: bool

    @classmethod
    def of(cls, line: str) -> "Policy":
        """Read a line."""
        endpoint, door, beyond, get, post, mark = line.split()
        assert beyond in BEYOND, line
        assert mark in ("fresh", "again", "-"), line
        get_, post_ = _statuses(get), _statuses(post)
        return cls(endpoint, door, beyond, get_, post_, mark == "fresh", mark == "again")

    def expected(self, method: str, case: str) -> int:
        """Return what somebody gets who sends an empty form, with the token of their page."""
        statuses = self.get if method == "GET" else self.post
        if not statuses:
            return 405
        status = statuses[0] if case in (NOBODY, *OUT) else statuses[-1]
        if self.door == MACHINES:
            return status
        if case == EXPIRED and method == "POST" and self.again:
            return 401
        if case in OUT and (method == "POST" or self.door != ANYBODY):
            return 302
        if case == NOBODY and self.door != ANYBODY:
            return 302
        return status if self._lets(method, case) else self._refusal(case)

    def _lets(self, method: str, case: str) -> bool:
        is_stale = self.fresh and method == "POST" and case == STALE
        return self._is_open(case) and case in BEYOND[self.beyond][0] and not is_stale

    def _is_open(self, case: str) -> bool:
        return self.door in (ANYBODY, SIGNED_IN, case) or case in (ANA, STALE, EXPIRED)

    def _refusal(self, case: str) -> int:
        has_it = case in BEYOND[self.beyond][0] or not self._is_open(case)
        return 403 if has_it else BEYOND[self.beyond][1]


def _statuses(cell: str) -> tuple[int, ...]:
    return () if cell == "-" else tuple(map(int, cell.split(",")))


def declared() -> list[Policy]:
    """Return the lines of the table."""
    lines = (line.partition("#")[0].strip() for line in TABLE.read_text("utf-8").splitlines())
    return [Policy.of(line) for line in lines if line]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a ``policy`` once for each line of the table."""
    if "policy" in metafunc.fixturenames:
        lines = declared()
        metafunc.parametrize("policy", lines, ids=[one.endpoint for one in lines])


@dataclass
class World:
    """People of each kind, signed in, and things by the names that addresses have for them."""

    site: Site
    browsers: Mapping[str, Browser]
    things: dict[str, str | int]
    tokens: Mapping[str, str] = field(default_factory=dict)
    _kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def answering(self, endpoint: str, method: str) -> str:
        """Return which endpoint answers a method at another's address; empty where none does."""
        try:
            found, _arguments = self.site.app.url_map.bind("").match(self.address(endpoint), method)
        except HTTPException:
            return ""
        return str(found)

    def rules(self) -> dict[str, Rule]:
        """Return every route by its endpoint, which has one address each."""
        found = list(self.site.app.url_map.iter_rules())
        assert len({one.endpoint for one in found}) == len(found)
        return {one.endpoint: one for one in found}

    def address(self, endpoint: str, **others: str | int) -> str:
        """Return the address of a route, about the things of this world."""
        rule = self.rules()[endpoint]
        unknown = rule.arguments - set(self.things)
        assert not unknown, f"say in tests/web/routes/conftest.py what {unknown} of {rule} is"
        built = rule.build({name: (self.things | others)[name] for name in rule.arguments})
        assert built
        return str(built[1])

    def keep(self) -> None:
        """Keep the database as it is now."""
        with closing(self._live()) as live:
            live.backup(self._kept)

    def put_back(self) -> None:
        """Put the database back as it was kept."""
        with closing(self._live()) as live:
            self._kept.backup(live)

    def send(
        self,
        method: str,
        address: str,
        case: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a request as somebody of this world, in a world as it was kept.

        Without a ``form``, what is no GET carries the token of their page and nothing else.
        """
        client = self.site.app.test_client()
        for cookie in self.browsers[case].client._cookies.values():
            client.set_cookie(cookie.key, cookie.value)
        self.put_back()
        if method == "GET":
            return client.get(address, buffered=True)
        data = {"_csrf": self.tokens[case]} if form is None else form
        return client.open(address, method=method, data=data, headers=headers, buffered=True)

    def _live(self) -> sqlite3.Connection:
        return sqlite3.connect(self.site.node.settings.database, timeout=20)


@pytest.fixture(scope="session")
def peopled(
    open_site: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Give the world, with every plugin."""
    with open_site(tmp_path_factory.mktemp("world") / "node", off=()) as site:
        yield _peopled(site)


@pytest.fixture(scope="module")
def world(peopled: World) -> World:
    """Give the world as it was at first."""
    peopled.put_back()
    return peopled


def _peopled(site: Site) -> World:
    node, who = site.node, site.node_who("ana")
    for one in (*ALONE, MEMBER, TAKEN_OUT, ELSEWHERE, DISABLED):
        roles = [one] if one in ALONE else [*ROLES, *RIGHTS] if one == DISABLED else ["accompanier"]
        joined(node, who, one, roles)
    things = _things(site, who)
    teams.close_to(node, who, str(things["process"]), TAKEN_OUT)
    people.disable(node, who, TAKEN_OUT)  # and let in again: what else they held is wanted again
    people.enable(node, who, TAKEN_OUT)
    browsers = {case: _entered(site, case) for case in CASES}
    browsers[ELSEWHERE].begin(name="Otra cosa")
    tokens = {
        case: one.token("/" if case != NOBODY else "/sign-in") for case, one in browsers.items()
    }
    things["sealed"] = _picture(browsers[ANA])
    people.disable(node, site.node_who("ana"), DISABLED)
    world = World(site, browsers, things, tokens)
    _age(world)
    world.keep()
    return world


def _things(site: Site, who: Any) -> dict[str, str | int]:
    """Write down one invented process of each kind; return what addresses can be about."""
    node, team = site.node, [MEMBER, TAKEN_OUT, DISABLED]
    found: dict[str, str | int] = {}
    for sample in _one_of_each(node.plugins.samples(3)):
        process = processes.start(node, who, sample.kind, sample.name, publics_of(node, team))
        (grant, *_more) = consent.grant(node, who, process, ["aggregate"], [PARTNER])
        for one in sample.records:
            (record,) = records.write(node, who, [Entry(one.type, process, one.given)])
            found |= {"tool": record} if one.type == "tool" else {}
        if sample.kind == "accompaniment" and "process" not in found:
            typed = {"day": "2026", "place": "MX-OAX"}
            (record,) = records.write(node, who, [Entry(TYPE, process, typed)])
            deposits.leave(node, who, process, TYPE, typed)
            (left,) = deposits.waiting(node, who, process)
            found |= {"process": process, "grant": grant, "record": record, "type": TYPE}
            found["deposit"] = left.id
            said = {"purposes": [{"purpose": "research", "answer": "no"}]}
            (found["conversation"],) = records.write(node, who, [Entry("consent", process, said)])
            found["task"] = tasks.of_process(node, who, process)[0].id
    cards = {one.handle: one.id for one in people.listed(node, who)}
    auditing.checkpoint(node)
    return found | {
        "attachment": _file(site, str(found["process"])),
        "person": cards["accompanier"],
        "network": "trama",
        "measure": "advocacy.acts",
        "year": 2026,
        "role": "intake",
        "filename": "tejido.css",
        "language": "es",
        "sort": "subject",
        "vocabulary": "aggression",
        "term": vocabularies.add(node, who, "aggression", "threat", {"es": "Uno", "en": "One"}),
    }


def _one_of_each(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Give those that show a kind or a type of record for the first time."""
    shown = set[str]()
    for sample in samples:
        shows = {sample.kind, *(one.type for one in sample.records)}
        if shows - shown:
            shown |= shows
            yield sample


def _entered(site: Site, case: str) -> Browser:
    site.clock.pass_(seconds=1)
    browser = site.client()
    handle = case.partition(",")[0]
    if case != NOBODY:
        words = PASSPHRASE if handle != ANA else "el maíz crece en la milpa"
        assert browser.sign_in(handle, words).status_code == 302, case
    return browser


def _file(site: Site, process: str) -> str:
    """Attach a file to a process, as a browser does; return its id."""
    ana, page = site.signed_in(), f"/processes/{process}/attach"
    data = {"_csrf": ana.token(page), "file": (io.BytesIO(b"acta"), "acta.txt", "text/plain")}
    answer = ana.client.post(page, data=data)
    assert answer.status_code == 302, answer.text
    found = re.search(r"/attachments/([0-9a-f]{32})", ana.get(f"/processes/{process}").text)
    assert found
    return found[1]


def _picture(browser: Browser) -> str:
    found = re.search(r"/account/codes/([^\"]+)\.png", browser.get("/account/codes").text)
    assert found
    return found[1]


def _id_hash(browser: Browser) -> str:
    (cookie,) = [one for one in browser.client._cookies.values() if "language" not in one.key]
    return id_hash(base64.urlsafe_b64decode(cookie.value))


def _age(world: World) -> None:
    """Let one of Ana's sessions have been idle, and another's passphrase be long ago."""
    long_ago = {
        EXPIRED: {"seen_at": "2026-02-28T00:00:00Z"},
        STALE: {"proved_at": "2026-02-28T00:00:00Z"},
    }
    with world.site.node.store.write() as tx:
        for case, changes in long_ago.items():
            mine = SessionTable.id_hash == _id_hash(world.browsers[case])
            assert tx.run(SessionTable.update(**changes).where(mine)) == 1


@pytest.fixture(scope="session")
def table() -> list[Policy]:
    """Give the lines of the table."""
    return declared()


@pytest.fixture(scope="session")
def cases() -> tuple[str, ...]:
    """Give everybody."""
    return CASES
