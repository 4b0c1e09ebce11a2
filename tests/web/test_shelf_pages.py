"""The tool shelf: tools by kind and by field, and what those who used one say, named by nobody."""

import re
from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry

Site = Any

SHEET: dict[str, Any] = {
    "title": "La hoja grande",
    "kinds": ["psychoemotional", "political"],
    "fields": ["relations"],
    "steps": "1. Una hoja al centro.",
}
ROPE: dict[str, Any] = {"title": "El mecate", "fields": ["political"]}


@pytest.fixture
def shelf(site: Site) -> str:
    return str(site.signed_in().begin("library", "Repisa"))


def write(site: Site, process: str, type_id: str, handle: str = "ana", **body: object) -> str:
    entry = Entry(type_id, process, body)
    (record,) = records.write(site.node, site.node_who(handle), [entry])
    return record


def test_a_tool_stands_under_each_of_its_kinds_and_one_without_a_kind_is_not_lost(
    site: Site, shelf: str
) -> None:
    write(site, shelf, "tool", **SHEET)
    write(site, shelf, "tool", **ROPE)
    page = site.signed_in().get(f"/processes/{shelf}").text
    assert page.count(">La hoja grande</a>") == 2
    in_order = ("<h3>Psicoemocional", "<h3>Política", "<h3>Aún sin tipo", ">El mecate</a>")
    places = [page.index(one) for one in in_order]
    assert places == sorted(places)


def test_one_field_shows_its_tools_and_says_where_there_is_none(site: Site, shelf: str) -> None:
    write(site, shelf, "tool", **SHEET)
    ana = site.signed_in()
    assert "La hoja grande" in ana.get(f"/processes/{shelf}?field=relations").text
    security = ana.get(f"/processes/{shelf}?field=security").text
    assert "La hoja grande" not in security
    assert "Todavía no hay herramienta para este campo." in security
    assert "La hoja grande" in ana.get(f"/processes/{shelf}?field=nowhere").text


def test_what_those_who_used_it_say_stands_beside_it_without_saying_who_or_how_many(
    site: Site, shelf: str
) -> None:
    tool = write(site, shelf, "tool", **SHEET)
    radio = site.signed_in().begin(name="Radio del Cerro")
    use: dict[str, Any] = {
        "day": "2026-01-17",
        "tool": "la  hoja GRANDE",
        "change": "same",
        "said": "Nos sirvió.",
    }
    write(site, radio, "tool_use", **use)
    write(site, radio, "tool_use", day="2026-02-01", tool="Otra", said="De otra se dice otra cosa.")
    page = site.signed_in().get(f"/processes/{shelf}/tools/{tool}").text
    assert "Nos sirvió." in page
    assert "Igual" in page
    assert "1. Una hoja al centro." in page
    said = page.partition('id="said"')[2]
    for unsaid in ("Radio del Cerro", radio, "otra cosa", "1 vez"):
        assert unsaid not in said
    assert "17" not in re.sub(r"<[^>]*>", " ", said)  # its day; the ids in tags may hold any digits


def test_what_was_not_opened_to_the_reader_is_not_said_to_them(site: Site, shelf: str) -> None:
    tool = write(site, shelf, "tool", **SHEET)
    elsewhere = site.signed_in("rosa").begin(name="De Rosa")
    use: dict[str, Any] = {"day": "2026-01-17", "tool": "La hoja grande", "said": "Solo para Rosa."}
    write(site, elsewhere, "tool_use", "rosa", **use)
    ana, page = site.signed_in(), f"/processes/{shelf}/tools/{tool}"
    assert "Solo para Rosa." not in ana.get(page).text
    assert "Nadie ha dicho algo de ella todavía" in ana.get(page).text
    assert site.signed_in("rosa").get(page).status_code == 403


def test_a_record_that_is_no_tool_of_this_shelf_is_not_shown_as_one(site: Site, shelf: str) -> None:
    ana = site.signed_in()
    process = ana.begin()
    other = write(site, ana.begin("library", "Otra repisa"), "tool", **ROPE)
    session = write(site, process, "session", day="2026-01-17")
    assert ana.get(f"/processes/{shelf}/tools/{other}").status_code == 404
    assert ana.get(f"/processes/{process}/tools/{session}").status_code == 404


def test_an_empty_shelf_says_what_belongs_on_it(site: Site, shelf: str) -> None:
    page = site.signed_in().get(f"/processes/{shelf}").text
    assert "La repisa está vacía." in page
    assert "Consentimiento</h2>" not in page
