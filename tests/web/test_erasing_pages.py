"""Erasing on the screen: first what goes and what stays elsewhere, then why, then for good."""

from typing import Any

import pytest

from tejido.store.tables import ProcessTable, RecordTable
from tejido.work import erasing, holds, leaving

Site = Any
Browser = Any
TYPED = {"day": "2026-03-01", "place": "MX-OAX", "impact": "fear", "line": "secreto"}


@pytest.fixture
def ana(site: Site) -> Browser:
    """Give Ana's browser, in English."""
    browser = site.signed_in()
    browser.post("/language", "/", {"language": "en"})
    return browser


def ids(site: Site, table: Any) -> set[str]:
    with site.node.store.read() as tx:
        return {one for (one,) in tx.all(table.select(table.id).tuples())}


def digest(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def send(browser: Browser, path: str, seen: str = "", **typed: Any) -> Any:
    """Send the form of a page as it was seen, with what somebody chose."""
    page = seen or browser.get(path).text
    return browser.post(path, path, {"digest": digest(page), "reason": "mistake", **typed})


# --- looking -------------------------------------------------------------------------------


def test_what_goes_and_what_stays_elsewhere_is_said_before(site: Site, ana: Browser) -> None:
    process = ana.begin(name="Hilo <y> Barro")
    ana.consent(process, "aggregate")
    ana.write(process, TYPED)
    who = site.node_who("ana")
    leaving.approve(site.node, who, "trama", leaving.preview(site.node, who, "trama").digest)
    page = ana.get(f"/processes/{process}/erase").text
    assert "Hilo &lt;y&gt; Barro" in page
    assert "<span>Records</span> <span>2</span>" in page
    assert "<strong>Compañeras</strong> <span>1 record</span>" in page
    for stays in ("cannot be called back", "Backups", "What people took out", "The log"):
        assert stays in page
    assert "It cannot be undone." in page
    assert " checked" not in page
    assert "secreto" not in page


def test_looking_changes_nothing(site: Site, ana: Browser) -> None:
    process = ana.begin()
    record = ana.write(process, TYPED)
    before = ids(site, ProcessTable), ids(site, RecordTable)
    ana.get(f"/processes/{process}/erase")
    ana.get(f"/records/{record}/erase")
    assert (ids(site, ProcessTable), ids(site, RecordTable)) == before


def test_the_pages_of_a_process_and_a_record_lead_here(ana: Browser) -> None:
    process = ana.begin()
    record = ana.write(process, TYPED)
    assert f'href="/processes/{process}/erase"' in ana.get(f"/processes/{process}/safekeeping").text
    assert f'href="/records/{record}/erase"' in ana.get(f"/records/{record}").text


# --- erasing -------------------------------------------------------------------------------


def test_a_process_is_erased_and_its_address_leads_nowhere(site: Site, ana: Browser) -> None:
    process, other = ana.begin(name="Uno"), ana.begin(name="Dos")
    record = ana.write(process, TYPED)
    answer = send(ana, f"/processes/{process}/erase")
    assert answer.location == "/processes?done=erased"
    page = ana.get(answer.location).text
    assert "It cannot be brought back" in page
    assert "Dos" in page
    assert "Uno" not in page
    for path in (f"/processes/{process}", f"/records/{record}", f"/processes/{process}/erase"):
        assert ana.get(path).status_code == 404
    assert ids(site, ProcessTable) == {other}


def test_a_record_is_erased_and_its_process_is_shown(site: Site, ana: Browser) -> None:
    process = ana.begin()
    stays, goes = ana.write(process, TYPED), ana.write(process, TYPED)
    page = ana.get(f"/records/{goes}/erase").text
    assert "Erase this record" in page
    assert "Older files of data still hold it" in page
    answer = send(ana, f"/records/{goes}/erase")
    assert answer.location == f"/processes/{process}?done=erased"
    assert ids(site, RecordTable) == {stays}


def test_all_that_concerns_one_subject_goes_at_once(site: Site, ana: Browser) -> None:
    first, second, third = (ana.begin(name=name) for name in ("Uno", "Dos", "Tres"))
    path = f"/processes/{first}/erase"
    offered = ana.get(path).text
    assert f'value="{second}"' in offered
    assert f'value="{third}"' in offered
    page = ana.get(f"{path}?also={second}").text
    assert "Erase these processes" in page
    assert "<span>Processes</span> <span>2</span>" in page
    assert f'name="also" value="{second}" checked' in page
    send(ana, path, page, also=second)
    assert ids(site, ProcessTable) == {third}


def test_why_has_to_be_said(site: Site, ana: Browser) -> None:
    process = ana.begin()
    for reason in ("", "tidying"):
        answer = send(ana, f"/processes/{process}/erase", reason=reason)
        assert answer.status_code == 422
        assert "Choose from the list why" in answer.text
        assert "<title>Error: " in answer.text
    assert process in ids(site, ProcessTable)


def test_what_was_added_meanwhile_is_shown_first(site: Site, ana: Browser) -> None:
    process = ana.begin()
    path = f"/processes/{process}/erase"
    seen = ana.get(path).text
    ana.write(process, TYPED)
    answer = send(ana, path, seen)
    assert answer.status_code == 409
    assert "look again" in answer.text
    assert "<span>Records</span> <span>1</span>" in answer.text
    assert process in ids(site, ProcessTable)
    assert send(ana, path, answer.text).status_code == 302


@pytest.mark.parametrize("sent", ["", "0" * 64])
def test_nothing_is_erased_that_nobody_looked_at(site: Site, ana: Browser, sent: str) -> None:
    process = ana.begin()
    path = f"/processes/{process}/erase"
    answer = ana.post(path, path, {"digest": sent, "reason": "mistake"})
    assert answer.status_code == 409
    assert process in ids(site, ProcessTable)


def test_what_is_on_hold_has_no_form_and_is_not_erased(site: Site, ana: Browser) -> None:
    process = ana.begin(name="Casa del río")
    path = f"/processes/{process}/erase"
    seen = ana.get(path).text
    holds.hold(site.node, site.node_who("ana"), process, "La audiencia está pendiente")
    page = ana.get(path).text
    assert "On hold, so nothing of it can be erased: Casa del río" in page
    assert 'name="reason"' not in page
    answer = send(ana, path, seen)
    assert answer.status_code == 409
    assert process in ids(site, ProcessTable)


def test_remnants_that_are_still_to_go_are_told(
    site: Site, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = ana.begin()
    monkeypatch.setattr(erasing, "scrub", lambda _node: False)
    answer = send(ana, f"/processes/{process}/erase")
    assert answer.location == "/processes?done=erased_later"
    assert "go within a day" in ana.get(answer.location).text


# --- who may -------------------------------------------------------------------------------


def test_only_the_team_looks_and_erases(site: Site, ana: Browser) -> None:
    process = ana.begin(name="Hilo y Barro")
    record = ana.write(process, TYPED)
    rosa = site.signed_in("rosa")
    for path in (f"/processes/{process}/erase", f"/records/{record}/erase"):
        answer = rosa.get(path)
        assert answer.status_code == 403
        assert "Hilo y Barro" not in answer.text
        assert rosa.post(path, "/", {"reason": "mistake"}).status_code == 403
    own = rosa.begin(name="De Rosa")
    path = f"/processes/{own}/erase"
    assert rosa.get(f"{path}?also={process}").status_code == 403
    assert rosa.post(path, "/", {"reason": "mistake", "also": process}).status_code == 403
    assert {process, own} <= ids(site, ProcessTable)


def test_it_needs_the_passphrase_anew(site: Site, ana: Browser) -> None:
    process = ana.begin()
    path = f"/processes/{process}/erase"
    site.clock.pass_(minutes=10)
    page = ana.get(path).text
    assert 'name="_passphrase"' in page
    answer = send(ana, path, page)
    assert answer.status_code == 403
    assert process in ids(site, ProcessTable)
    words = "el maíz crece en la milpa"
    assert send(ana, path, page, _passphrase=words).status_code == 302
    assert process not in ids(site, ProcessTable)
