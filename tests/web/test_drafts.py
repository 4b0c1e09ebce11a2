"""What was written when a session ended: not done, not readable, shown to whoever wrote it."""

import base64
import json
import secrets
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tejido.errors import SealError
from tejido.store.tables import RecordTable, SessionTable
from tejido.vault.ciphers import open_with
from tejido.vault.proofs import check_proof
from tejido.work import drafts, people, sealing
from tejido.work.drafts import Draft

Site = Any
Sent = Callable[[str], Any]
WORDS = {"ana": "el maíz crece en la milpa", "rosa": "la lluvia llega por el cerro"}
TOLD = "Se oyó el río toda la noche <b>&"
AT_REST = Path(__file__).parents[2] / "docs" / "at-rest.md"
LOST = "No se perdió lo que escribiste"


class Desk:
    """Ana's form of a new record, with something typed in it."""

    def __init__(self, site: Site, sent_by: Sent) -> None:
        self.site, self.sent_by, self.browser = site, sent_by, site.signed_in()
        self.process = self.browser.begin()
        self.path = f"/processes/{self.process}/write/trama.everything"
        self.form = sent_by(self.browser.get(self.path).text)
        self.form["narrative"] = TOLD

    def send(self, browser: Any = None) -> Any:
        return (browser or self.browser).client.post(self.path, data=self.form)

    def sign_in(self, page: Any, handle: str, words: str = "", browser: Any = None) -> Any:
        typed = self.sent_by(page.text)
        typed["handle"], typed["passphrase"] = handle, words or WORDS[handle]
        return (browser or self.browser).client.post(self.path, data=typed)

    def records(self) -> int:
        mine = RecordTable.process == self.process
        with self.site.node.store.read() as tx:
            return len(tx.all(RecordTable.select().where(mine)))


@pytest.fixture(scope="module")
def shared(open_site: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("drafts") / "node") as opened:
        yield opened


@pytest.fixture
def desk(shared: Site, sent_by: Sent) -> Desk:
    shared.clock.pass_(hours=1)
    return Desk(shared, sent_by)


def idle(desk: Desk) -> None:
    desk.site.clock.pass_(minutes=16)


def eight_hours(desk: Desk) -> None:
    desk.site.clock.pass_(hours=8)


def sealed_node(desk: Desk) -> None:
    sealing.seal(desk.site.node, None)


def ended_elsewhere(desk: Desk) -> None:
    other = desk.site.signed_in()
    other.post("/account/sessions/end", "/account/sessions", {})


def swept(desk: Desk) -> None:
    idle(desk)
    desk.site.signed_in("rosa")
    with desk.site.node.store.read() as tx:
        assert len(tx.all(SessionTable.select())) == 1, "the row of the session that ended is gone"


def cookie_gone(desk: Desk) -> None:
    idle(desk)
    desk.browser.get("/sign-in")
    assert not [c for c in desk.browser.client._cookies.values() if "language" not in c.key]


ENDS = (idle, eight_hours, sealed_node, ended_elsewhere, swept, cookie_gone)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_whatever_ended_the_session_what_was_written_is_shown_again_and_can_be_saved(
    desk: Desk, end: Callable[[Desk], None], sent_by: Sent
) -> None:
    end(desk)
    page = desk.send()
    assert page.status_code == 401
    assert "oyó el río" not in page.text
    assert desk.records() == 0
    shown = desk.sign_in(page, "ana")
    assert shown.status_code == 200
    assert LOST in shown.text
    assert desk.records() == 0, "shown, and not saved by anybody else"
    again = sent_by(shown.text)
    assert again["narrative"] == TOLD
    again["day"] = "2026-02"
    saved = desk.browser.client.post(desk.path, data=again)
    assert saved.status_code == 302
    assert LOST not in desk.browser.get(saved.location).text
    assert desk.records() == 1


def test_nothing_that_was_typed_can_be_read_in_the_page(desk: Desk) -> None:
    desk.form["handle"] = "tres palabras sueltas"
    idle(desk)
    page = desk.send().text
    assert "tres palabras" not in page
    (kept,) = [part.partition('"')[0] for part in page.split('name="_kept" value="')[1:]]
    inside = base64.urlsafe_b64decode(kept)
    assert b"narrative" not in inside
    assert "oyó".encode() not in inside


def test_the_page_keeps_nobody_from_going_wrong_and_trying_again(desk: Desk) -> None:
    idle(desk)
    page = desk.sign_in(desk.send(), "ana", "otra cosa")
    assert page.status_code == 401
    assert "no abren nada" in page.text
    assert desk.sent_by(page.text)["handle"] == "ana"
    assert LOST in desk.sign_in(page, "ana").text


def test_who_tries_too_often_waits_and_loses_nothing(desk: Desk) -> None:
    idle(desk)
    page = desk.send()
    for _try in range(6):
        page = desk.sign_in(page, "ana", "otra cosa")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    desk.site.clock.pass_(hours=1)
    assert LOST in desk.sign_in(page, "ana").text


def test_over_lunch_the_page_gets_old_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle(desk)
    page = desk.send()
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 2 * 3600)
    later = desk.sign_in(page, "ana")
    assert "abierta mucho tiempo" in later.text
    assert LOST in desk.sign_in(later, "ana").text


def test_somebody_else_gets_nothing_of_it(desk: Desk) -> None:
    idle(desk)
    answer = desk.sign_in(desk.send(), "rosa")
    assert answer.location == "/?done=not_yours"
    page = desk.browser.get(answer.location).text
    assert "Lo que estaba aquí lo escribió otra persona" in page
    assert "oyó" not in page
    assert desk.records() == 0


def test_who_is_signed_in_in_anothers_place_gets_nothing_of_it_either(desk: Desk) -> None:
    idle(desk)
    answer = desk.send(desk.site.signed_in("rosa"))
    assert answer.status_code == 400
    assert "antes que tú" in answer.text
    assert "oyó" not in answer.text
    assert desk.records() == 0


def test_who_signed_in_in_another_window_meanwhile_sees_it_at_once(desk: Desk) -> None:
    idle(desk)
    desk.browser.sign_in("ana", WORDS["ana"])
    shown = desk.send()
    assert (shown.status_code, desk.records()) == (200, 0)
    assert LOST in shown.text
    assert desk.sent_by(shown.text)["narrative"] == TOLD


def test_an_entry_that_was_being_added_is_there_to_be_filled_in(desk: Desk) -> None:
    desk.form["_add"] = "impacts"
    idle(desk)
    again = desk.sent_by(desk.sign_in(desk.send(), "ana").text)
    assert again.getlist("impacts") == ["0"]
    assert again["narrative"] == TOLD


def test_a_record_that_somebody_saved_meanwhile_is_not_written_over(desk: Desk) -> None:
    record = desk.browser.write(desk.process, {"day": "2026"})
    desk.path = f"/records/{record}"
    desk.form = desk.sent_by(desk.browser.get(desk.path).text)
    desk.form["narrative"] = TOLD
    idle(desk)
    page = desk.send()
    other = desk.site.signed_in()
    other.post(desk.path, desk.path, {"day": "2025", "_version": "1"})
    again = desk.sent_by(desk.sign_in(page, "ana").text)
    assert (again["_version"], again["narrative"]) == ("1", TOLD)
    assert desk.browser.client.post(desk.path, data=again).status_code == 409


def test_a_consent_is_shown_again_as_it_was_ticked(desk: Desk) -> None:
    desk.form = MultiDict({"_csrf": desk.form["_csrf"], "purpose": "aggregate", "until": "2027-01"})
    desk.path = f"/processes/{desk.process}/grants"
    idle(desk)
    shown = desk.sign_in(desk.send(), "ana").text
    assert desk.sent_by(shown).getlist("purpose") == ["aggregate"]
    assert desk.sent_by(shown)["until"] == "2027-01"


def test_what_keeps_nothing_says_plainly_that_it_was_not_done(desk: Desk) -> None:
    page = f"/processes/{desk.process}/safekeeping"
    sent = {"_csrf": desk.form["_csrf"]}
    idle(desk)
    headers = {"Referer": f"http://localhost{page}?done=saved"}
    answer = desk.browser.client.post(
        f"/processes/{desk.process}/close", data=sent, headers=headers
    )
    assert answer.location == f"/sign-in?back={page}&done=not_done"
    assert "no se hizo" in desk.browser.get(answer.location).text
    assert desk.browser.sign_in("ana", WORDS["ana"], back=page).location == page
    assert "/close" in desk.browser.get(page).text, "it is still open"


@pytest.mark.parametrize("came", ["https://elsewhere.example/x", "x", "http://localhost", ""])
def test_from_elsewhere_it_leads_to_the_agenda(desk: Desk, came: str) -> None:
    idle(desk)
    answer = desk.browser.client.post(
        "/processes/x/close", data={"_csrf": desk.form["_csrf"]}, headers={"Referer": came}
    )
    assert answer.location == "/sign-in?done=not_done"


def test_nothing_is_kept_for_who_cannot_come_in_to_open_it(site: Site) -> None:
    node, ana = site.node, site.node_who("ana")
    invited, disabled = people.add(node, ana, "luz").person, people.card(node, ana, "rosa").id
    people.disable(node, ana, "rosa")
    for person in (invited, disabled, "0" * 32):
        assert drafts.sealed(node, person, Draft("/", ())) == ""


@pytest.mark.parametrize(
    ("header", "value"), [("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site")]
)
def test_another_site_gets_no_such_page(desk: Desk, header: str, value: str) -> None:
    idle(desk)
    page = desk.send()
    answer = desk.browser.client.post(desk.path, data=desk.form, headers={header: value})
    assert answer.status_code == 400
    typed = desk.sent_by(page.text)
    typed["handle"], typed["passphrase"] = "ana", WORDS["ana"]
    answer = desk.browser.client.post(desk.path, data=typed, headers={header: value})
    assert answer.status_code == 400


@pytest.mark.parametrize("token", ["", "x", "ImZvcm0i.abc.def"])
def test_without_a_page_of_ours_nothing_is_kept(desk: Desk, token: str) -> None:
    idle(desk)
    desk.form["_csrf"] = token
    assert desk.send().location == "/sign-in?done=not_done"


def test_the_page_is_shown_at_the_address_it_was_written_for_and_at_no_other(desk: Desk) -> None:
    idle(desk)
    page, desk.path = desk.send(), "/processes/new"
    assert desk.sign_in(page, "ana").location == "/?done=not_yours"


def test_what_is_longer_than_a_form_may_be_is_not_kept(people_in: Any) -> None:
    node, ana, _rosa = people_in
    noise = secrets.token_hex(1_500_000)
    assert drafts.sealed(node, ana.person, Draft("/", (("a", "á" * 2_000_000),)))
    assert drafts.sealed(node, ana.person, Draft("/", (("a", noise),))) == ""


@pytest.fixture(scope="module")
def people_in(shared: Site) -> tuple[Any, Any, Any]:
    return shared.node, shared.node_who("ana"), shared.node_who("rosa")


def test_it_is_sealed_as_the_page_about_what_lies_on_disk_says(people_in: Any) -> None:
    node, ana, _rosa = people_in
    content = base64.urlsafe_b64decode(drafts.sealed(node, ana.person, Draft("/x", (("a", "b"),))))
    check_proof(node.pepper, content[:32], "draft", content[32:])
    inside = open_with(ana.pair, content[32:])
    assert inside[:32] == b"tejido/draft/v1\0" + bytes.fromhex(ana.person)
    assert json.loads(zlib.decompress(inside[32:])) == ["/x", [["a", "b"]]]
    assert "`tejido/draft/v1\\0` and person 16" in AT_REST.read_text("utf-8")


@given(
    st.lists(st.tuples(st.text(), st.text())),
    st.integers(min_value=0, max_value=10_000),
    st.integers(min_value=1, max_value=255),
)
def test_what_is_sealed_opens_for_its_own_alone_and_only_as_it_was_made(
    people_in: Any, pairs: list[tuple[str, str]], place: int, change: int
) -> None:
    node, ana, rosa = people_in
    draft = Draft("/x?y=z", tuple(pairs))
    kept = drafts.sealed(node, ana.person, draft)
    assert drafts.opened(node, ana, kept) == draft
    content = bytearray(base64.urlsafe_b64decode(kept))
    content[place % len(content)] ^= change
    for who, wrong in ((rosa, kept), (ana, base64.urlsafe_b64encode(content).decode())):
        with pytest.raises(SealError):
            drafts.opened(node, who, wrong)


@given(st.text())
def test_whatever_is_sent_instead_of_it_opens_nothing(people_in: Any, kept: str) -> None:
    node, ana, _rosa = people_in
    with pytest.raises(SealError):
        drafts.opened(node, ana, kept)
