"""One's own account: another passphrase, other words, sessions elsewhere, the language."""

import re
from typing import Any

import pytest

from tejido.store.tables import SessionTable

Site = Any
WORDS = "el maíz crece en la milpa"
NEW = "el tejido no se acaba nunca"
ACCOUNT = "/account"


def change(browser: Any, old: str, new: str, again: str | None = None) -> Any:
    typed = {"old": old, "new": new, "again": new if again is None else again}
    return browser.post("/account/passphrase", ACCOUNT, typed)


def sheet(text: str, kind: str = "secret") -> str:
    """Return what a page shows once."""
    found = re.search(rf'<p class="{kind}">(.*?)</p>', text)
    return found[1] if found else ""


def drawn_words(text: str) -> list[str]:
    return re.findall(r"<li>([a-zñáéíóúü]+)</li>", text)


def sessions(site: Site) -> int:
    with site.node.store.read() as tx:
        return len(list(tx.all(SessionTable.select())))


# --- the passphrase --------------------------------------------------------------------------


def test_the_account_says_who_and_what_one_may(site: Site) -> None:
    text = site.signed_in("rosa").get(ACCOUNT).text
    assert "<h1>rosa</h1>" in text
    assert "/account/roles" not in text, "Rosa holds none"
    assert "/account/roles" in site.signed_in("ana").get(ACCOUNT).text


def test_another_passphrase_opens_from_now_on_and_the_old_one_does_not(site: Site) -> None:
    rosa = site.signed_in("rosa")
    answer = change(rosa, "la lluvia llega por el cerro", NEW)
    assert answer.location == "/account?done=passphrase"
    assert rosa.get(answer.location).status_code == 200, "this session goes on"
    assert site.client().sign_in("rosa", "la lluvia llega por el cerro").status_code == 401
    assert site.client().sign_in("rosa", NEW).status_code == 302


def test_changing_it_ends_the_other_sessions(site: Site) -> None:
    elsewhere, rosa = site.signed_in("rosa"), site.signed_in("rosa")
    change(rosa, "la lluvia llega por el cerro", NEW)
    assert elsewhere.get("/").status_code == 302
    assert sessions(site) == 1


def test_left_empty_one_is_drawn_and_shown_once(site: Site) -> None:
    rosa = site.signed_in("rosa")
    answer = change(rosa, "la lluvia llega por el cerro", "")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    drawn = sheet(answer.text)
    assert len(drawn.split()) == 7
    assert drawn not in rosa.get(ACCOUNT).text
    assert site.client().sign_in("rosa", drawn).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "status"),
    [
        ("el cuervo se calla", NEW, None, 403),
        ("la lluvia llega por el cerro", NEW, "el cuervo se calla", 422),
        ("la lluvia llega por el cerro", "corta", None, 422),
    ],
)
def test_what_is_refused_changes_nothing_and_sends_no_passphrase_back(
    site: Site, old: str, new: str, again: str | None, status: int
) -> None:
    rosa = site.signed_in("rosa")
    answer = change(rosa, old, new, again)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert NEW not in answer.text
    assert old not in answer.text
    assert site.client().sign_in("rosa", "la lluvia llega por el cerro").status_code == 302


def test_guessing_ones_way_out_of_an_open_session_is_slowed_down(site: Site) -> None:
    rosa = site.signed_in("rosa")
    answers = [change(rosa, "otra", NEW) for _try in range(6)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert "Retry-After" in answers[-1].headers


# --- the twelve words ------------------------------------------------------------------------


def test_words_are_drawn_for_a_passphrase_and_bring_one_back(site: Site) -> None:
    rosa = site.signed_in("rosa")
    assert rosa.post("/account/words", ACCOUNT, {"old": "otra"}).status_code == 403
    answer = rosa.post("/account/words", ACCOUNT, {"old": "la lluvia llega por el cerro"})
    words = drawn_words(answer.text)
    assert len(words) == 12
    assert answer.headers["Cache-Control"] == "no-store"
    back = recover(site.client(), "rosa", " ".join(words), NEW)
    assert len(drawn_words(back.text)) == 12
    assert site.client().sign_in("rosa", NEW).status_code == 302
    assert rosa.get("/").status_code == 302, "every session ended"


def recover(browser: Any, handle: str, words: str, new: str, again: str | None = None) -> Any:
    typed = {"handle": handle, "words": words, "new": new, "again": new if again is None else again}
    return browser.post("/recover", "/recover", typed)


def test_with_the_words_a_passphrase_can_be_drawn_as_well(site: Site) -> None:
    rosa = site.signed_in("rosa")
    answer = rosa.post("/account/words", ACCOUNT, {"old": "la lluvia llega por el cerro"})
    back = recover(site.client(), "rosa", " ".join(drawn_words(answer.text)), "")
    assert site.client().sign_in("rosa", sheet(back.text)).status_code == 302
    assert back.headers["Cache-Control"] == "no-store"


def test_wrong_words_read_alike_for_everybody_and_come_back_as_typed(site: Site) -> None:
    words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    known, unknown = (recover(site.client(), one, words, NEW) for one in ("rosa", "nadie"))
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert words in known.text
    assert NEW not in known.text
    strip = re.compile(r'name="_csrf" value="[^"]+"|rosa|nadie')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    assert recover(site.client(), "rosa", "no words", NEW).status_code == 422
    assert recover(site.client(), "rosa", words, NEW, "otra").status_code == 422


def test_trying_words_is_slowed_down_like_passphrases(site: Site) -> None:
    words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    answers = [recover(site.client(), "rosa", words, NEW) for _try in range(6)]
    assert [one.status_code for one in answers] == [401] * 5 + [429]
    assert "Retry-After" in answers[-1].headers
    assert site.client().sign_in("rosa", "la lluvia llega por el cerro").status_code == 302


# --- sessions elsewhere ----------------------------------------------------------------------


def test_ones_sessions_are_listed_this_one_marked(site: Site) -> None:
    site.signed_in("rosa")
    site.clock.pass_(minutes=2)
    rosa = site.signed_in("rosa")
    site.signed_in("ana")
    text = rosa.get("/account/sessions").text
    assert text.count('class="card"') == 2, "Rosa's own, and nobody else's"
    assert text.count("12:00 UTC") + text.count("12:02 UTC") >= 2
    assert text.count('name="session"') == 1, "this one is locked, not ended"


def test_one_can_be_ended_or_all_but_this_one(site: Site) -> None:
    first, second = site.signed_in("rosa"), site.signed_in("rosa")
    rosa = site.signed_in("rosa")
    page = "/account/sessions"
    chosen = re.findall(r'name="session" value="([0-9a-f]{64})"', rosa.get(page).text)
    assert len(chosen) == 2
    rosa.post(f"{page}/end", page, {"session": chosen[0]})
    assert sorted(one.get("/").status_code for one in (first, second)) == [200, 302]
    rosa.post(f"{page}/end", page)
    assert [one.get("/").status_code for one in (first, second, rosa)] == [302, 302, 200]


def test_nobody_ends_anothers_session(site: Site) -> None:
    ana, rosa = site.signed_in("ana"), site.signed_in("rosa")
    with site.node.store.read() as tx:
        hashes = {one.person_id: one.id_hash for one in tx.all(SessionTable.select())}
    theirs = next(h for p, h in hashes.items() if p == site.node_who("ana").person)
    rosa.post("/account/sessions/end", "/account/sessions", {"session": theirs})
    assert ana.get("/").status_code == 200


# --- the language ----------------------------------------------------------------------------


def test_the_language_follows_somebody_to_another_browser(site: Site) -> None:
    rosa = site.signed_in("rosa")
    rosa.post("/language", "/", {"language": "en", "back": "/"})
    elsewhere = site.client()
    assert '<html lang="es">' in elsewhere.get("/sign-in").text
    elsewhere.sign_in("rosa", "la lluvia llega por el cerro")
    assert '<html lang="en">' in elsewhere.get("/").text


def test_a_language_that_is_not_on_offer_is_not_kept(site: Site) -> None:
    rosa = site.signed_in("rosa")
    rosa.post("/language", "/", {"language": "xx", "back": "/"})
    assert site.node_who("rosa").language is None
