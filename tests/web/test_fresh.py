"""The passphrase anew: when it is asked for, what is kept meanwhile, what it changes."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import redirect, render_template_string, request
from werkzeug.datastructures import MultiDict

from tejido.store.tables import SessionTable
from tejido.web import doors
from tejido.web.app import create_app

Site = Any
WORDS = "el maíz crece en la milpa"
FORM = (
    '<form method="post">{{ csrf_field() }}<input name="typed" value="{{ typed }}">'
    "{{ confirm_field() }}</form>"
)


@pytest.fixture
def done(site: Site) -> list[str]:
    """Add a page ``/give`` that needs the passphrase anew, and give what was done on it."""
    given: list[str] = []

    @doors.open_to(doors.SIGNED_IN, fresh=True)
    def give() -> Any:
        if request.method == "GET":
            return render_template_string(FORM, typed="maíz")
        given.extend(request.form.getlist("typed"))
        return redirect("/give?of=it")

    app = create_app(site.node)
    app.add_url_rule("/give", "give", give, methods=["GET", "POST"])
    site.app = app
    return given


@pytest.fixture
def stale(site: Site, done: list[str]) -> Any:
    """Give a browser in which Ana typed her passphrase more than five minutes ago."""
    ana = site.signed_in()
    site.clock.pass_(minutes=5)
    return ana


def send(browser: Any, *pairs: tuple[str, str], of: str = "/give") -> Any:
    typed = [("_csrf", browser.token("/give")), ("typed", "maíz"), *pairs]
    return browser.client.post(of, data=MultiDict(typed))


def test_just_after_signing_in_nothing_more_is_asked(site: Site, done: list[str]) -> None:
    ana = site.signed_in()
    site.clock.pass_(minutes=4, seconds=59)
    assert "_passphrase" not in ana.get("/give").text
    assert send(ana).status_code == 302
    assert done == ["maíz"]


def test_later_the_form_asks_and_the_right_words_let_it_through(
    stale: Any, done: list[str]
) -> None:
    assert stale.get("/give").text.count('name="_passphrase"') == 1
    assert send(stale, ("_passphrase", WORDS)).status_code == 302
    assert done == ["maíz"]
    assert "_passphrase" not in stale.get("/give").text, "they were just typed"


@pytest.mark.parametrize("typed", [(), (("_passphrase", ""),), (("_passphrase", "otra cosa"),)])
def test_without_them_nothing_is_done_and_nothing_is_lost(
    site: Site, stale: Any, done: list[str], sent_by: Callable[[str], Any], typed: Any
) -> None:
    answer = send(stale, ("typed", '"><script>'), *typed, of="/give?of=it")
    assert answer.status_code == 403
    assert done == []
    # The page in between holds what was sent, but for the words; sent with the right ones, it goes.
    kept = sent_by(answer.text)
    assert kept.getlist("typed") == ["maíz", '"><script>']
    assert "<script" not in answer.text
    assert 'action="/give?of=it"' in answer.text
    assert "otra cosa" not in answer.text
    assert 'class="help later"' not in answer.text, "nothing is still there behind a no-store page"
    kept["_passphrase"] = WORDS
    assert stale.client.post("/give?of=it", data=kept).status_code == 302
    assert done == ["maíz", '"><script>']


def test_getting_is_never_asked_for_it(stale: Any) -> None:
    assert stale.get("/give").status_code == 200


def test_the_session_goes_on_under_another_cookie_until_it_would_have_ended(
    site: Site, stale: Any, session_cookie: Any
) -> None:
    (before,) = rows(site)
    cookies = {one.key: one.value for one in stale.client._cookies.values()}
    assert session_cookie(site, send(stale, ("_passphrase", WORDS)))
    (after,) = rows(site)
    assert after.id_hash != before.id_hash
    assert after.created_at == before.created_at
    copy = site.client()
    for name, value in cookies.items():
        copy.client.set_cookie(name, value)
    assert copy.get("/").status_code == 302, "whoever saw the old cookie has nothing"


def test_pressing_the_button_twice_signs_nobody_out(
    site: Site, stale: Any, session_cookie: Any
) -> None:
    twice = site.client()
    for one in stale.client._cookies.values():
        twice.client.set_cookie(one.key, one.value)
    typed = {"_csrf": stale.token("/give"), "_passphrase": WORDS}
    assert session_cookie(site, stale.client.post("/give", data=typed))
    again = twice.client.post("/give", data=typed)
    assert again.location == "/sign-in?done=not_done"
    assert "Set-Cookie" not in again.headers
    assert stale.get(again.location).location == "/", "whoever is signed in is told nothing false"
    assert "Set-Cookie" in twice.get("/").headers, "but what is over is cleared away"


def test_what_is_written_in_another_window_can_still_be_saved(
    site: Site, stale: Any, done: list[str]
) -> None:
    token = stale.token("/processes/new")
    send(stale, ("_passphrase", WORDS))
    typed = {"_csrf": token, "kind": "accompaniment", "name": "Hilo"}
    assert stale.client.post("/processes/new", data=typed).status_code == 302


def test_guessing_is_slowed_down(stale: Any, done: list[str]) -> None:
    answers = [send(stale, ("_passphrase", "otra cosa")) for _try in range(6)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert send(stale, ("_passphrase", WORDS)).status_code == 429
    assert done == []


def test_a_form_from_elsewhere_is_refused_before_the_words_are_looked_at(
    stale: Any, done: list[str]
) -> None:
    answer = stale.client.post("/give", data={"typed": "x", "_passphrase": WORDS})
    assert answer.status_code == 400


def test_somebody_elses_passphrase_does_not_do(stale: Any, done: list[str]) -> None:
    assert send(stale, ("_passphrase", "la lluvia llega por el cerro")).status_code == 403
    assert done == []


def rows(site: Site) -> list[Any]:
    with site.node.store.read() as tx:
        return list(tx.all(SessionTable.select()))
