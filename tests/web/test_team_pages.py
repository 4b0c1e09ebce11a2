"""Teams on the screen: opening, taking out, handing over, giving again, a new key."""

import re
from typing import Any

import pytest

from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import alone, giving_again, people, renewing, teams

Site = Any
ROSA = "la lluvia llega por el cerro"


@pytest.fixture
def ana(site: Site) -> Any:
    return site.signed_in()


@pytest.fixture
def process(ana: Any) -> str:
    """Begin a process that Ana alone holds."""
    return str(ana.begin(name="Hilo y <Barro>"))


def page_of(process: str) -> str:
    return f"/processes/{process}"


def team_of(process: str) -> str:
    return f"{page_of(process)}/safekeeping"


def opened(ana: Any, process: str, handle: str = "rosa") -> Any:
    return ana.post(f"{page_of(process)}/team/open", team_of(process), {"handle": handle})


def agenda(browser: Any) -> str:
    """Return the first page without its navigation."""
    return str(browser.get("/").text.partition("<main")[2])


def words(site: Site, handle: str) -> str:
    who = site.node_who(handle)
    return " ".join(teams.own_words(site.node, who))


# --- who opens a process -------------------------------------------------------------------------


def test_a_colleague_is_chosen_with_the_words_of_their_key_beside(
    site: Site, ana: Any, process: str
) -> None:
    page = ana.get(team_of(process)).text
    assert page.count(words(site, "rosa")) == 1
    assert page.count(words(site, "ana")) == 1
    assert 'type="radio" name="handle" value="rosa" required' in page
    answer = opened(ana, process)
    assert answer.location == f"{team_of(process)}?done=opened_to#team"
    assert site.signed_in("rosa").get(page_of(process)).status_code == 200
    after = ana.get(team_of(process)).text
    assert "/team/open" not in after
    assert 'name="handle" value="rosa"' in after  # to take them out


def test_who_is_taken_out_sees_it_no_more(site: Site, ana: Any, process: str) -> None:
    opened(ana, process)
    rosa = site.signed_in("rosa")
    path = f"{page_of(process)}/team/close"
    answer = ana.post(path, team_of(process), {"handle": "rosa"})
    assert answer.location == f"{team_of(process)}?done=closed_to#team"
    assert rosa.get(page_of(process)).status_code == 403
    assert rosa.get("/processes").text.count(process) == 0


def test_one_goes_oneself_and_is_shown_what_is_left(site: Site, ana: Any, process: str) -> None:
    opened(ana, process)
    answer = ana.post(f"{page_of(process)}/team/close", team_of(process), {"handle": "ana"})
    assert answer.location == "/processes?done=left_team"
    assert ana.get(page_of(process)).status_code == 403


def test_the_last_of_a_team_stays(ana: Any, process: str) -> None:
    assert f"{page_of(process)}/team/close" not in ana.get(team_of(process)).text
    answer = ana.post(f"{page_of(process)}/team/close", team_of(process), {"handle": "ana"})
    assert answer.status_code == 409
    assert ana.get(page_of(process)).status_code == 200


@pytest.mark.parametrize(("handle", "status"), [("nadie", 404), ("ana", 409), ("", 404)])
def test_it_is_not_opened_to_just_anybody(ana: Any, process: str, handle: str, status: int) -> None:
    assert opened(ana, process, handle).status_code == status


def test_a_stranger_opens_nothing_to_themselves(site: Site, process: str) -> None:
    rosa = site.signed_in("rosa")
    for way in ("open", "close"):
        answer = rosa.post(f"{page_of(process)}/team/{way}", "/", {"handle": "rosa"})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/processes/{}/team/open", "/processes/{}/team/close", "/teams/hand-over"]
)
def test_giving_keys_needs_the_passphrase_anew(
    site: Site, ana: Any, process: str, path: str
) -> None:
    site.clock.pass_(minutes=6)
    assert "_passphrase" in ana.get(team_of(process)).text
    answer = ana.post(path.format(process), team_of(process), {"handle": "rosa"})
    assert answer.status_code == 403
    assert alone.count_alone(site.node, site.node_who("ana")) == 1


# --- who can open what ------------------------------------------------------------------------


def test_what_is_ones_own_is_named_and_nobody_learns_what_is_in_whose_hands(
    site: Site, ana: Any, process: str
) -> None:
    assert "Hilo y &lt;Barro&gt;" in ana.get("/teams").text
    by_rosa = site.signed_in("rosa").get("/teams").text
    assert "Barro" not in by_rosa
    assert process not in by_rosa
    assert 'id="others"' not in by_rosa
    assert "<strong>ana</strong>" not in by_rosa
    assert "Analysis" not in by_rosa.partition("<main")[2]
    assert words(site, "rosa") in by_rosa


def test_who_looks_after_people_reads_in_whose_hands_how_much_is(
    site: Site, ana: Any, process: str
) -> None:
    people.set_rights(site.node, site.node_who("ana"), "rosa", accompanier=True, administrator=True)
    by_rosa = site.signed_in("rosa").get("/teams").text
    assert "Barro" not in by_rosa
    assert process not in by_rosa
    others = by_rosa.partition('id="others"')[2]
    assert "<strong>ana</strong> <span>1 " in others
    assert others.count("<span>ana</span>") == 4  # the roles
    assert "<strong>ana</strong>" not in ana.get("/teams").text.partition('id="others"')[2]


def test_the_agenda_says_in_one_line_what_is_held_alone(site: Site, ana: Any, process: str) -> None:
    assert agenda(ana).count('href="/teams"') == 1
    opened(ana, process)
    assert agenda(ana).count('href="/teams"') == 0


def test_a_caseload_is_handed_over(site: Site, ana: Any, process: str) -> None:
    second = ana.begin(name="Segundo")
    answer = ana.post("/teams/hand-over", "/teams", {"handle": "rosa", "leaving": "yes"})
    assert answer.location == "/teams?done=handed_over"
    rosa = site.signed_in("rosa")
    for one in (process, second):
        assert rosa.get(page_of(one)).status_code == 200
        assert ana.get(page_of(one)).status_code == 403


@pytest.mark.parametrize(("handle", "status"), [("", 422), ("ana", 422), ("nadie", 404)])
def test_who_it_goes_to_is_chosen_first(
    site: Site, ana: Any, process: str, handle: str, status: int
) -> None:
    answer = ana.post("/teams/hand-over", "/teams", {"handle": handle, "leaving": "yes"})
    assert answer.status_code == status
    assert 'name="leaving" value="yes" checked' in answer.text
    assert ana.get(page_of(process)).status_code == 200


def test_where_nobody_else_accompanies_nothing_is_offered(
    site: Site, ana: Any, process: str
) -> None:
    people.disable(site.node, site.node_who("ana"), "rosa")
    assert "hand-over" not in re.findall(r'action="/teams/([a-z-]+)', ana.get("/teams").text)
    assert "/team/open" not in ana.get(team_of(process)).text


# --- giving again, and a new key --------------------------------------------------------------


def renewed(site: Site, handle: str = "rosa") -> str:
    who = site.node_who("ana")
    digest = renewing.stakes(site.node, who, handle).digest
    begun(site.node, handle, renewing.renew(site.node, who, handle, digest).passphrase)
    return PASSPHRASE


def test_what_a_colleague_lost_is_given_again_one_by_one_and_all_at_once(
    site: Site, ana: Any, process: str
) -> None:
    held = [process, ana.begin(name="Agua"), ana.begin(name="Tierra")]
    for one in held:
        opened(ana, one)
    before = words(site, "rosa")
    passphrase = renewed(site)
    page = ana.get("/teams").text
    after = " ".join(giving_again.wanted(site.node, site.node_who("ana"))[0].member.words)
    assert before not in page
    assert page.count(after) == 2  # the wish, and whom to hand over to
    answer = ana.post("/teams/give-again", "/teams", {"handle": "rosa", "owner": held[1]})
    assert answer.location == "/teams?done=given_again"
    rosa = site.client()
    assert rosa.sign_in("rosa", passphrase).status_code == 302
    assert [rosa.get(page_of(one)).status_code for one in held] == [403, 200, 403]
    ana.post("/teams/give-again", "/teams", {"handle": "rosa", "owner": ""})
    assert [rosa.get(page_of(one)).status_code for one in held] == [200, 200, 200]
    answer = ana.post("/teams/give-again", "/teams", {"handle": "rosa", "owner": ""})
    assert answer.status_code == 409


def test_what_is_sealed_is_sealed_to_the_key_beside_the_words_that_were_read(
    site: Site, ana: Any, process: str
) -> None:
    """Renewed again between the call and the press."""
    opened(ana, process)
    renewed(site)
    pages_ = {"/teams/give-again": "/teams", f"{page_of(process)}/team/open": team_of(process)}
    seen = {
        page: re.search(r'"public-rosa" value="(\w+)"', ana.get(page).text)
        for page in pages_.values()
    }
    renewed(site)
    for path, page in pages_.items():
        found = seen[page]
        typed = {"handle": "rosa", "public-rosa": found[1] if found else ""}
        assert ana.post(path, page, typed).status_code == 409
    assert (
        ana.post("/teams/give-again", "/teams", {"handle": "rosa", "public-rosa": "x"}).status_code
        == 409
    )
    assert giving_again.count_wanted(site.node, site.node_who("ana")) == 1


def test_a_wish_is_on_the_agenda_until_it_is_let_go(site: Site, ana: Any, process: str) -> None:
    opened(ana, process)
    assert agenda(ana).count('href="/teams"') == 0
    renewed(site)
    assert agenda(ana).count('href="/teams"') == 2  # it is wanted again, and now held alone
    answer = ana.post("/teams/let-go", "/teams", {"handle": "rosa", "owner": process})
    assert answer.location == "/teams?done=let_go"
    assert giving_again.count_wanted(site.node, site.node_who("ana")) == 0
    assert ana.post("/teams/let-go", "/teams", {"handle": "rosa"}).status_code == 409


def test_a_process_page_shows_who_wants_it_again(site: Site, ana: Any, process: str) -> None:
    opened(ana, process)
    renewed(site)
    page = ana.get(team_of(process)).text
    assert 'class="state off"' in page
    assert 'type="radio" name="handle" value="rosa"' in page
    assert opened(ana, process).status_code == 302


def test_a_new_key_is_given_by_who_looks_after_people_and_shown_once(
    site: Site, ana: Any, process: str
) -> None:
    opened(ana, process)
    ana.post(f"{page_of(process)}/team/close", team_of(process), {"handle": "ana"})
    person = people.card(site.node, site.node_who("ana"), "rosa").id
    path = f"/people/{person}/renew"
    assert path in ana.get(f"/people/{person}").text
    page = ana.get(path).text
    # Lost for good: by its reference, for nobody else knows its name.
    assert f"{process[:4]} {process[4:8]}" in page
    assert "Barro" not in page
    assert ana.post(path, path, {"digest": ""}).status_code == 409
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest
    answer = ana.post(path, path, {"digest": digest[1]})
    passphrase = re.search(r'<p class="secret">(.*?)</p>', answer.text)
    assert passphrase
    assert site.client().sign_in("rosa", ROSA).status_code == 401
    rosa = site.client()
    assert rosa.sign_in("rosa", passphrase[1]).status_code == 302
    assert rosa.get("/").location == "/account/begin"


def test_who_looks_after_nobody_renews_nobody(site: Site) -> None:
    person = people.card(site.node, site.node_who("ana"), "ana").id
    rosa = site.signed_in("rosa")
    assert rosa.get(f"/people/{person}/renew").status_code == 403
    assert rosa.post(f"/people/{person}/renew", "/").status_code == 403


def test_nobody_renews_themselves(site: Site, ana: Any) -> None:
    person = people.card(site.node, site.node_who("ana"), "ana").id
    assert ana.get(f"/people/{person}/renew").status_code == 422
    assert ana.post(f"/people/{person}/renew", "/").status_code == 422
