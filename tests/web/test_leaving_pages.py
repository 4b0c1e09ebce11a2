"""What would leave: the exact bytes first, a person's approval of exactly those, then nothing."""

from html import unescape
from typing import Any

import pytest

Site = Any
PATH = "/leaving/trama"


@pytest.fixture
def ana(site: Site) -> Any:
    """Give Ana's browser, with two records of which one is consented to."""
    browser = site.signed_in()
    consented = browser.begin(name="Hilo y Barro")
    browser.consent(consented, "aggregate")
    typed = {"day": "2026-03-01", "place": "MX-OAX", "impact": "fear", "line": "secreto"}
    browser.write(consented, typed)
    browser.write(browser.begin(name="Nadie"), {"day": "2025", "place": "MX-CHP"})
    return browser


def digest(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def test_the_exact_bytes_are_shown_and_nothing_else_of_the_record(ana: Any) -> None:
    page = ana.get(PATH).text
    assert "Hilo y Barro" in page  # the team's own name for it, on the team's own screen
    assert "<dd>Oaxaca</dd>" in page
    assert "<dd>2026</dd>" in page
    assert "secreto" not in page
    assert '"place":"MX-OAX"' in unescape(page)
    assert "bits como máximo" in page
    assert "ni siquiera se calculó" in page


def test_looking_changes_nothing(site: Site, ana: Any) -> None:
    assert digest(ana.get(PATH).text) == digest(ana.get(PATH).text)
    assert site.queue == []


def test_what_was_seen_is_what_is_queued(site: Site, ana: Any) -> None:
    page = ana.get(PATH).text
    answer = ana.post(PATH, PATH, {"digest": digest(page)})
    assert answer.location == f"{PATH}?done=approved"
    (item,) = site.queue
    assert item.content.decode() in unescape(page)
    after = ana.get(answer.location).text
    assert "Lo que viste está en camino" in after
    assert "Ahora no saldría nada." in after
    assert "Ya tienen exactamente esto." in after


@pytest.mark.parametrize("sent", ["", "0" * 64, "x"])
def test_another_digest_approves_nothing(site: Site, ana: Any, sent: str) -> None:
    answer = ana.post(PATH, PATH, {"digest": sent})
    assert answer.status_code == 409
    assert "cambió desde que lo viste" in answer.text
    assert site.queue == []


def test_what_changed_since_it_was_seen_is_shown_again_and_not_sent(site: Site, ana: Any) -> None:
    seen = digest(ana.get(PATH).text)
    process = ana.begin(name="Tercero")
    ana.consent(process, "aggregate")
    ana.write(process, {"day": "2026", "place": "MX-OAX"})
    answer = ana.post(PATH, PATH, {"digest": seen})
    assert answer.status_code == 409
    assert site.queue == []
    assert digest(answer.text) not in ("", seen)
    assert "Tercero" in answer.text
    ana.post(PATH, PATH, {"digest": digest(answer.text)})
    assert len(site.queue) == 2


def test_what_is_held_says_why(site: Site, ana: Any) -> None:
    process = ana.begin(name="Breve")
    path = f"/processes/{process}/consent/talk/subject"
    typed = [("answer.aggregate", "yes"), ("to.aggregate", "b" * 25 + "a")]
    ana.post(path, path, [*typed, ("capacity", "assembly"), ("expires_on", "2026-03-02")])
    ana.write(process, {"day": "2026", "place": "MX-OAX"})
    page = ana.get(PATH).text
    assert "Lo que se queda, y por qué" in page
    assert "termina antes que este trimestre" in page


def test_only_analysts_look_and_approve(site: Site, ana: Any) -> None:
    seen = digest(ana.get(PATH).text)
    rosa = site.signed_in("rosa")
    assert rosa.get(PATH).status_code == 403
    assert rosa.post(PATH, "/", {"digest": seen}).status_code == 403
    assert site.queue == []


def test_the_only_network_is_shown_at_once_and_another_is_not_found(ana: Any) -> None:
    assert ana.get("/leaving").location == PATH
    assert ana.get("/leaving/other").status_code == 404


def test_many_records_are_shown_page_by_page_under_one_digest(ana: Any) -> None:
    process = ana.begin(name="Muchos")
    ana.consent(process, "aggregate")
    for _ in range(12):
        ana.write(process, {"day": "2026", "place": "MX-OAX"})
    first, second = ana.get(PATH).text, ana.get(f"{PATH}?page=2").text
    assert (first.count("<article"), second.count("<article")) == (10, 3)
    assert digest(first) == digest(second)
    for page in ("0", "-1", "99", "x"):
        assert ana.get(f"{PATH}?page={page}").status_code == 200
