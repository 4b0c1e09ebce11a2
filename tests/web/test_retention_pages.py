"""Keeping on the screen: the rules and what they do, closing, and holding whatever they say."""

from typing import Any

import pytest

from tejido.work import retention

Site = Any
Browser = Any
PATH = "/retention"
KIND = "accompaniment"


@pytest.fixture
def ana(site: Site) -> Browser:
    """Give Ana's browser, in English; she administers."""
    browser = site.signed_in()
    browser.post("/language", "/", {"language": "en"})
    return browser


@pytest.fixture
def rosa(site: Site) -> Browser:
    """Give Rosa's browser, in English; she does not."""
    browser = site.signed_in("rosa")
    browser.post("/language", "/", {"language": "en"})
    return browser


def rule(browser: Browser, place: str, months: str, action: str = "erase") -> Any:
    return browser.post(PATH, PATH, {"place": place, "months": months, "action": action})


# --- rules ---------------------------------------------------------------------------------


def test_without_rules_it_is_said_that_everything_stays(ana: Browser) -> None:
    page = ana.get(PATH).text
    assert "Without a rule nothing goes by itself." in page
    assert "Nothing is due." in page
    stays = page.partition("Without a rule, so it stays")[2]
    for label in ("Accompaniment", "Emergency", "Everything", "Entries of the log"):
        assert label in stays


def test_an_administrator_sets_and_removes_rules(site: Site, ana: Browser) -> None:
    answer = rule(ana, f"{KIND}|closed", "12")
    assert answer.location == f"{PATH}?done=rule_set"
    page = ana.get(answer.location).text
    assert "Accompaniment (closed)" in page
    assert "after 12 months · It is erased" in page
    assert "from March 31, 2026 on" in page
    rule(ana, f"{KIND}|closed", "6", "review")
    assert "after 6 months · Somebody looks at it" in ana.get(PATH).text
    answer = ana.post(f"{PATH}/remove", PATH, {"place": f"{KIND}|closed"})
    assert answer.location == f"{PATH}?done=rule_removed"
    assert retention.rules(site.node) == []
    answer = ana.post(f"{PATH}/remove", PATH, {"place": f"{KIND}|closed"})
    assert answer.status_code == 404


def test_the_agenda_of_administrators_says_what_should_have_gone(site: Site, ana: Browser) -> None:
    rule(ana, f"{KIND}|open", "1")
    ana.begin()
    assert "tejido retention run" not in ana.get("/").text
    site.clock.pass_(days=90)
    for handle, told in (("ana", True), ("rosa", False)):
        assert ("tejido retention run" in site.signed_in(handle).get("/").text) is told


@pytest.mark.parametrize(
    ("place", "months", "action", "message"),
    [
        (f"{KIND}|closed", "", "erase", "from 1 to 240"),
        (f"{KIND}|closed", "doce", "erase", "from 1 to 240"),
        (f"{KIND}|closed", "241", "erase", "from 1 to 240"),
        (f"{KIND}|closed", "9" * 5000, "erase", "from 1 to 240"),
        (f"{KIND}|closed", "-1", "erase", "from 1 to 240"),
        (f"{KIND}|lost", "12", "erase", "one of its states"),
        ("nothing", "12", "erase", "Choose a kind"),
        ("", "12", "erase", "Choose a kind"),
        (f"{KIND}|closed", "12", "", "what happens then"),
        ("log|", "12", "review", "what happens then"),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_and_what_was_typed_stays(
    site: Site, ana: Browser, place: str, months: str, action: str, message: str
) -> None:
    answer = rule(ana, place, months, action)
    assert answer.status_code == 422
    assert message in answer.text
    assert "<title>Error: " in answer.text
    assert f'value="{months}"' in answer.text
    assert retention.rules(site.node) == []


def test_others_see_the_rules_and_set_none(site: Site, ana: Browser, rosa: Browser) -> None:
    rule(ana, f"{KIND}|open", "12")
    assert "A rule was set" in rosa.get("/").text
    page = rosa.get(PATH).text
    assert "after 12 months" in page
    assert "from March 31, 2026 on" in page
    assert "Remove the rule" not in page
    assert "Set a rule" not in page
    assert rosa.post(PATH, "/", {"place": "log|", "months": "1"}).status_code == 403
    assert rosa.post(f"{PATH}/remove", "/", {"place": f"{KIND}|open"}).status_code == 403
    assert [one.what for one in retention.rules(site.node)] == [KIND]


def test_a_rule_needs_the_passphrase_anew(site: Site, ana: Browser) -> None:
    site.clock.pass_(minutes=10)
    assert rule(ana, f"{KIND}|open", "12").status_code == 403
    assert retention.rules(site.node) == []


def test_what_is_due_names_ones_own_and_counts_the_rest(
    site: Site, ana: Browser, rosa: Browser
) -> None:
    rule(ana, f"{KIND}|open", "1")
    ana.begin(name="De Ana <y>")
    rosa.begin(name="De Rosa")
    page = ana.get(PATH).text
    assert "De Ana &lt;y&gt;" in page
    assert "De Rosa" not in page
    assert "Not opened to you: Accompaniment (open)" in page
    assert "from May 1, 2026 on" in page
    page = rosa.get(PATH).text
    assert "De Rosa" in page
    assert "De Ana" not in page
    assert "Not opened to you" not in page


# --- one process ---------------------------------------------------------------------------


def test_a_process_says_for_how_long_and_is_closed_and_opened_again(ana: Browser) -> None:
    process = ana.begin()
    path = f"/processes/{process}"
    assert "No rule is about it, so it stays." in ana.get(f"{path}/safekeeping").text
    rule(ana, f"{KIND}|closed", "12")
    answer = ana.post(f"{path}/close", path)
    assert answer.location == f"{path}?done=closed"
    assert ">closed</span>" in ana.get(answer.location).text
    page = ana.get(f"{path}/safekeeping").text
    assert "Closed on March 1, 2026." in page
    assert "it is erased from April 1, 2027 on" in page
    assert ana.post(f"{path}/close", path).status_code == 409
    assert '<span class="state off">closed</span>' in ana.get("/processes").text
    assert ana.post(f"{path}/reopen", path).location == f"{path}?done=reopened"
    assert "No rule is about it" in ana.get(f"{path}/safekeeping").text
    assert ana.post(f"{path}/reopen", path).status_code == 409
    assert "closed" not in ana.get("/processes").text
    rule(ana, f"{KIND}|open", "1", "review")
    assert "somebody looks at it from May 1, 2026 on" in ana.get(f"{path}/safekeeping").text


def test_a_process_is_held_with_a_reason_and_released(ana: Browser) -> None:
    process = ana.begin(name="Casa del río")
    path = f"/processes/{process}"
    assert "Casa del río" in ana.get(f"{path}/hold").text
    why = {"reason": "La audiencia <está> pendiente"}
    assert ana.post(f"{path}/hold", path, why).location == f"{path}/safekeeping?done=held"
    page = ana.get(f"{path}/safekeeping").text
    assert "On hold since March 1, 2026" in page
    assert "La audiencia &lt;está&gt; pendiente" in page
    assert "La audiencia &lt;está&gt; pendiente" in ana.get(f"{path}/hold").text
    assert ana.post(f"{path}/release", path).location == f"{path}/safekeeping?done=released"
    assert "On hold" not in ana.get(f"{path}/safekeeping").text
    assert ana.post(f"{path}/release", path).status_code == 404


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_hold_says_why(ana: Browser, reason: str) -> None:
    process = ana.begin()
    answer = ana.post(f"/processes/{process}/hold", f"/processes/{process}", {"reason": reason})
    assert answer.status_code == 422
    assert "up to 500 characters" in answer.text
    if reason.strip():
        assert reason in answer.text


def test_only_the_team_closes_holds_and_releases(ana: Browser, rosa: Browser) -> None:
    process = ana.begin(name="Hilo y Barro")
    for act in ("close", "reopen", "hold", "release"):
        answer = rosa.post(f"/processes/{process}/{act}", "/", {"reason": "Por si acaso"})
        assert answer.status_code == 403, act
    assert rosa.get(f"/processes/{process}/hold").status_code == 403
    assert "Hilo y Barro" not in rosa.get(f"/processes/{process}/hold").text
