"""People: adding them, their rights and roles, leaving and coming back, sealing the node."""

import re
from typing import Any

import pytest

from tejido.testing.keys import key_of
from tejido.testing.nodes import joined
from tejido.work import people, roles

Site = Any
ROSA = "la lluvia llega por el cerro"
NEW = "/people/new"


def ids(site: Site) -> dict[str, str]:
    found = people.listed(site.node, site.node_who("ana"))
    return {one.handle: one.id for one in found}


def card(site: Site, handle: str) -> Any:
    found = people.listed(site.node, site.node_who("ana"))
    return next(one for one in found if one.handle == handle)


@pytest.fixture
def ana(site: Site) -> Any:
    """Give the browser of Ana, who administers and holds every role."""
    return site.signed_in("ana")


@pytest.fixture
def rosas(site: Site) -> str:
    """Give the address of Rosa's page."""
    return f"/people/{ids(site)['rosa']}"


# --- who is here -----------------------------------------------------------------------------


def test_administrators_see_everybody_and_nobody_else_does(site: Site, ana: Any) -> None:
    text = ana.get("/people").text
    assert "ana" in text
    assert "rosa" in text
    rosa = site.signed_in("rosa")
    assert rosa.get("/people").status_code == 403
    assert 'href="/people"' not in rosa.get("/").text
    assert 'href="/people"' in ana.get("/").text


def test_what_one_person_alone_can_do_is_said_until_there_are_two(site: Site, ana: Any) -> None:
    warning = "Una sola persona es muy poco"
    assert roles.lonely(site.node) != []
    assert ana.get("/people").text.count('class="notice"') == 1
    assert ana.get("/").text.count('class="notice"') == 1
    assert 'class="notice"' not in site.signed_in("rosa").get("/").text
    for role in ("network", "intake", "analyst", "auditor"):
        roles.grant(site.node, site.node_who("ana"), role, "rosa", public=key_of(site.node, "rosa"))
    who = site.node_who("ana")
    people.set_rights(site.node, who, "rosa", accompanier=True, administrator=True)
    assert roles.lonely(site.node) == []
    assert 'class="notice"' not in ana.get("/").text
    assert warning not in ana.get("/people").text


# --- adding somebody -------------------------------------------------------------------------


def test_somebody_is_added_and_what_opens_their_key_is_shown_once(site: Site, ana: Any) -> None:
    typed = [("handle", " Luz "), ("role", "accompanier"), ("role", "intake")]
    answer = ana.post(NEW, NEW, typed)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    passphrase = re.search(r'<p class="secret">(.*?)</p>', answer.text)
    assert passphrase
    assert "<ol" not in answer.text  # the twelve words are drawn when they begin, for them alone
    # The title, which a browser prints above, names neither them nor the house.
    title = answer.text.partition("<title>")[2].partition("</title>")[0]
    assert "luz" not in title
    assert site.node.settings.name not in title
    added = card(site, "luz")
    assert (added.accompanier, added.administrator, added.roles) == (True, False, ("intake",))
    assert site.client().sign_in("luz", passphrase[1]).status_code == 302
    shown = ana.get("/people").text + ana.get(f"/people/{added.id}").text
    assert passphrase[1] not in shown


@pytest.mark.parametrize("handle", ["", "Luz Del Alba", "rosa", "x"])
def test_an_impossible_handle_comes_back_with_what_was_chosen(
    site: Site, ana: Any, sent_by: Any, handle: str
) -> None:
    before = ids(site)
    answer = ana.post(NEW, NEW, [("handle", handle), ("role", "analyst")])
    assert answer.status_code == 422
    sent = sent_by(answer.text)
    assert (sent["handle"], sent.getlist("role")) == (handle, ["analyst"])
    assert ids(site) == before


def test_rights_are_given_only_as_they_were_ticked(site: Site, ana: Any) -> None:
    ana.post(NEW, NEW, [("handle", "luz"), ("role", "root"), ("role", "administrator")])
    added = card(site, "luz")
    assert (added.accompanier, added.administrator, added.roles) == (False, True, ())


def test_who_administers_but_holds_no_role_opens_none(site: Site, ana: Any) -> None:
    who = site.node_who("ana")
    people.set_rights(site.node, who, "rosa", accompanier=True, administrator=True)
    rosa = site.signed_in("rosa")
    assert 'value="auditor"' not in rosa.get(NEW).text
    answer = rosa.post(NEW, NEW, [("handle", "luz"), ("role", "auditor")])
    assert answer.status_code == 403
    assert "luz" not in ids(site)


# --- what one person may do ------------------------------------------------------------------


def test_rights_are_kept_as_ticked(site: Site, ana: Any, rosas: str) -> None:
    answer = ana.post(f"{rosas}/rights", rosas, {"right": "administrator", "stood": "accompanier"})
    assert answer.location == f"{rosas}?done=changed"
    found = card(site, "rosa")
    assert (found.administrator, found.accompanier) == (True, False)


def test_the_last_administrator_stays_one(site: Site, ana: Any) -> None:
    own = f"/people/{ids(site)['ana']}"
    typed = {"right": ["accompanier"], "stood": ["accompanier", "administrator"]}
    assert ana.post(f"{own}/rights", own, typed).status_code == 409
    assert card(site, "ana").administrator


def test_rights_that_somebody_else_changed_meanwhile_are_looked_at_again(
    site: Site, ana: Any, rosas: str, sent_by: Any
) -> None:
    page = sent_by(ana.get(rosas).text)
    assert page.getlist("stood") == page.getlist("right") == ["accompanier"]
    people.set_rights(site.node, site.node_who("ana"), "rosa", accompanier=True, administrator=True)
    answer = ana.post(f"{rosas}/rights", rosas, {"stood": "accompanier"})
    assert answer.status_code == 409
    assert card(site, "rosa").administrator
    stood = {"right": ["accompanier"], "stood": ["accompanier", "administrator"]}
    assert ana.post(f"{rosas}/rights", rosas, stood).status_code == 302
    assert not card(site, "rosa").administrator


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/people?page=2#roles", "/people?page=2&done=changed#roles"),
        ("/people?done=disabled", "/people?done=changed"),
        ("//elsewhere.example", "/?done=changed"),
    ],
)
def test_where_it_leads_back_to_keeps_its_query(
    site: Site, ana: Any, rosas: str, back: str, leads: str
) -> None:
    typed = {"handle": "rosa", "held": "yes", "back": back}
    assert ana.post("/roles/intake", rosas, typed).location == leads


def test_a_role_is_opened_and_closed_on_a_persons_page(site: Site, ana: Any, rosas: str) -> None:
    typed = {"handle": "rosa", "back": rosas}
    answer = ana.post("/roles/intake", rosas, {**typed, "held": "yes"})
    assert answer.location == f"{rosas}?done=changed"
    assert card(site, "rosa").roles == ("intake",)
    assert 'action="/roles/intake"' in ana.get(rosas).text
    ana.post("/roles/intake", rosas, {**typed, "held": "no"})
    assert card(site, "rosa").roles == ()


def test_who_holds_a_role_opens_it_without_administering(site: Site, ana: Any) -> None:
    roles.grant(
        site.node, site.node_who("ana"), "auditor", "rosa", public=key_of(site.node, "rosa")
    )
    joined(site.node, site.node_who("ana"), "luz")
    rosa, page = site.signed_in("rosa"), "/account/roles"
    text = rosa.get(page).text
    assert 'action="/roles/auditor#auditor"' in text
    assert "/roles/intake" not in text
    assert 'value="no"' not in text, "only who administers takes one from others"
    answer = rosa.post("/roles/auditor", page, {"handle": "luz", "held": "yes"})
    assert answer.location == f"{page}?done=changed"
    assert card(site, "luz").roles == ("auditor",)


@pytest.mark.parametrize(
    ("handle", "held", "status"),
    [
        ("nadie", "yes", 404),
        ("rosa", "yes", 409),
        ("ana", "no", 403),
        ("rosa", "", 400),
        ("", "yes", 404),
    ],
)
def test_what_a_holder_cannot_do_is_said_beside_the_role(
    site: Site, ana: Any, handle: str, held: str, status: int
) -> None:
    roles.grant(
        site.node, site.node_who("ana"), "auditor", "rosa", public=key_of(site.node, "rosa")
    )
    rosa, page = site.signed_in("rosa"), "/account/roles"
    answer = rosa.post("/roles/auditor", page, {"handle": handle, "held": held})
    assert answer.status_code == status


def test_a_role_that_one_does_not_hold_or_that_is_none(site: Site) -> None:
    rosa, page = site.signed_in("rosa"), "/account/roles"
    assert "empty" in rosa.get(page).text
    typed = {"_csrf": rosa.token("/"), "handle": "rosa", "held": "yes"}
    assert rosa.client.post("/roles/intake", data=typed).status_code == 403
    assert rosa.client.post("/roles/root", data=typed).status_code == 404


# --- leaving, coming back, sealing -----------------------------------------------------------


def test_somebody_leaves_at_once_and_may_come_back(site: Site, ana: Any, rosas: str) -> None:
    rosa = site.signed_in("rosa")
    answer = ana.post(f"{rosas}/state", rosas, {"state": "disabled"})
    assert answer.location == f"{rosas}?done=disabled"
    assert rosa.get("/").status_code == 302
    assert site.client().sign_in("rosa", ROSA).status_code == 401
    assert "state off" in ana.get("/people").text
    ana.post(f"{rosas}/state", rosas, {"state": "enabled"})
    assert site.client().sign_in("rosa", ROSA).status_code == 302


def test_the_roles_that_they_held_are_listed_to_be_renewed(
    site: Site, ana: Any, rosas: str
) -> None:
    for role in ("auditor", "network"):
        ana.post(f"/roles/{role}", rosas, {"handle": "rosa", "held": "yes"})
    assert "tejido role rotate" not in ana.get(rosas).text
    answer = ana.post(f"{rosas}/state", rosas, {"state": "disabled"})
    page = ana.get(answer.location).text
    assert re.findall(r"tejido role rotate (\w+)", page) == ["auditor"]
    assert "todavía no se puede renovar" in page
    ana.post(f"{rosas}/state", rosas, {"state": "enabled"})
    assert "tejido role rotate" not in ana.get(rosas).text


def test_nobody_is_offered_to_shut_themselves_out(site: Site, ana: Any) -> None:
    own = f"/people/{ids(site)['ana']}"
    assert "/state" not in ana.get(own).text
    assert ana.post(f"{own}/state", own, {"state": "disabled"}).status_code == 409


@pytest.mark.parametrize("state", ["", "gone"])
def test_a_state_that_is_none_changes_nothing(site: Site, ana: Any, rosas: str, state: str) -> None:
    assert ana.post(f"{rosas}/state", rosas, {"state": state}).status_code == 400
    assert card(site, "rosa").state == "active"


def test_all_of_it_needs_the_passphrase_anew(site: Site, ana: Any, rosas: str) -> None:
    site.clock.pass_(minutes=6)
    sent = [
        (NEW, {"handle": "luz"}),
        (f"{rosas}/rights", {"right": "administrator"}),
        (f"{rosas}/state", {"state": "disabled"}),
        ("/roles/intake", {"handle": "rosa", "held": "yes"}),
    ]
    for path, typed in sent:
        answer = ana.post(path, rosas, typed)
        assert answer.status_code == 403, path
        assert 'name="_passphrase"' in answer.text
    found = card(site, "rosa")
    assert (found.state, found.administrator, found.roles) == ("active", False, ())


def test_the_node_is_sealed_with_one_press(site: Site, ana: Any) -> None:
    rosa = site.signed_in("rosa")
    site.clock.pass_(minutes=6)
    assert site.node.held.box
    answer = ana.post("/people/seal", "/people")
    assert answer.location == "/sign-in?done=sealed"
    assert site.node.held.box is None
    assert [one.get("/").status_code for one in (ana, rosa)] == [302, 302]
    assert "cookies" not in answer.headers["Clear-Site-Data"]  # those of other nodes here stay
    assert 'role="status"' in ana.get(answer.location).text
