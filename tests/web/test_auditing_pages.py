"""The log for auditors: in words, page by page, and whether it verifies."""

from typing import Any

import pytest

from tejido.audit.log import erase
from tejido.store.tables import AuditEntryTable
from tejido.work import auditing

Site = Any


def test_who_did_what_is_said_in_words_and_by_handle(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin()
    page = ana.get("/log").text
    entry = page.partition('<li class="card">')[2].partition("</li>")[0]
    assert f"<code>{process}</code>" in entry
    assert ">ana · " in entry
    assert "Hilo y Barro" not in page, "never what somebody called it"


def test_only_auditors_come_in(site: Site) -> None:
    rosa = site.signed_in("rosa")
    for path in ("/log", "/log/checkpoint"):
        assert rosa.get(path).status_code == 403
    assert "/log" not in rosa.get("/").text
    assert 'href="/log"' in site.signed_in().get("/").text


def test_older_entries_are_a_link_away(site: Site) -> None:
    ana = site.signed_in()
    for _time in range(auditing.PAGE):
        ana.get("/log")
    page = ana.get("/log").text
    older = page.partition('href="/log?before=')[2].partition('"')[0]
    assert older.isdecimal()
    answer = ana.get(f"/log?before={older}")
    assert answer.status_code == 200
    assert 'href="/log?before=' not in answer.text


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 10, "²", "٣"])
def test_there_is_no_other_page(site: Site, before: str) -> None:
    assert site.signed_in().get("/log", query_string={"before": before}).status_code == 404


def test_a_page_beyond_the_end_is_the_newest(site: Site) -> None:
    assert site.signed_in().get("/log?before=999999999").status_code == 200


def test_an_erased_entry_is_shown_as_erased(site: Site) -> None:
    with site.node.store.write() as tx:
        erase(tx, site.node.pepper, positions=[0])
    before = auditing.verified(site.node)
    assert before.erased == 1
    page = site.signed_in().get("/log").text
    erased = page.rpartition('<li class="card">')[2].partition("</li>")[0]
    assert "<code>" not in erased
    assert "ana" not in erased


def test_an_entry_that_was_replaced_is_shown_as_closed(site: Site) -> None:
    ana = site.signed_in()
    with site.node.store.write() as tx:
        tx.run(AuditEntryTable.update(sealed=bytes(200)).where(AuditEntryTable.position == 0))
    answer = ana.get("/log")
    assert answer.status_code == 200
    closed = answer.text.rpartition('<li class="card">')[2].partition("</li>")[0]
    assert "<code>" not in closed
    assert "ana" not in closed


def test_the_newest_checkpoint_can_be_taken_along_and_given_back(site: Site) -> None:
    ana = site.signed_in()
    assert ana.get("/log/checkpoint").status_code == 404
    made = auditing.checkpoint(site.node)
    assert made.note.splitlines()[2] in ana.get("/log").text
    answer = ana.get("/log/checkpoint")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert (answer.mimetype, answer.get_data(as_text=True)) == ("text/plain", made.note)
    pasted = made.note.replace("\n", "\r\n")
    checked = ana.post("/log/check", "/log", {"kept": pasted})
    assert checked.status_code == 200
    assert 'class="notice done"' in checked.text


def test_the_whole_log_is_checked_when_asked_for(site: Site) -> None:
    ana = site.signed_in()
    checked = ana.post("/log/check", "/log")
    assert checked.status_code == 200
    assert 'class="notice done"' in checked.text


def test_what_does_not_verify_says_so_and_at_which_step(site: Site) -> None:
    ana = site.signed_in()
    token = ana.token("/log")
    with site.node.store.write() as tx:
        tx.run(AuditEntryTable.delete().where(AuditEntryTable.position == 1))
    answer = ana.client.post("/log/check", data={"_csrf": token})
    assert answer.status_code == 422
    assert 'class="notice refused"' in answer.text
    assert " 1" in answer.text.partition('class="notice refused"')[2]


def test_a_checkpoint_that_is_not_ours_is_refused(site: Site) -> None:
    ana = site.signed_in()
    answer = ana.post("/log/check", "/log", {"kept": "something else"})
    assert answer.status_code == 422
    assert 'class="notice refused"' in answer.text
