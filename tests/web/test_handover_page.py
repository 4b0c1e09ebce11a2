"""The sheet to hand an accompaniment over: its thread, and no name of anybody."""

from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry

Site = Any


@pytest.fixture
def process(site: Site) -> str:
    return str(site.signed_in().begin(name="Hilo y Barro"))


def write(site: Site, process: str, type_id: str, **body: object) -> None:
    records.write(site.node, site.node_who("ana"), [Entry(type_id, process, body)])


def sheet(site: Site, process: str) -> str:
    """Return what is printed: the title and the paper, without what stands only on the screen."""
    page = str(site.signed_in().get(f"/processes/{process}/handover").text)
    title = page.partition("<title>")[2].partition("</title>")[0]
    return title + page.partition('<section class="paper">')[2].partition("</section>")[0]


def test_what_is_open_is_on_it_and_what_is_over_is_not(site: Site, process: str) -> None:
    write(
        site, process, "plan", agreed_on="2026-01-10", review_on="2026-04-10",
        activities=[{"what": "Círculo", "state": "under_way"}, {"what": "Hoja", "state": "done"},
                    {"what": "Taller"}],
        agreements=[{"what": "Dos copias", "kept": "standing"},
                    {"what": "Vigilia", "kept": "not_possible"}],
    )  # fmt: skip
    write(site, process, "accompaniment", framing="No damos entrevistas.")
    write(site, process, "session", day="2026-02-01", agreements="Avisar antes de ir.")
    write(site, process, "milestone", on_day="2018-05-10", returns="yes", said="Es de ellas.")
    text = sheet(site, process)
    on_it = ("Primer contacto", "No damos entrevistas.", "Avisar antes de ir.", "Dos copias",
             "Círculo", "Taller", ">10 de mayo<", "10 de abril de 2026")  # fmt: skip
    for said in on_it:
        assert said in text, said
    for said in ("Hoja<", "Vigilia", "Es de ellas.", "2018"):
        assert said not in text


def test_codes_stand_in_place_of_names_and_there_is_a_day_to_destroy_it(
    site: Site, process: str
) -> None:
    write(
        site, process, "subject", members=[{"called": "Xóchitl"}],
        do_not_contact="Nunca al 55 1234 5678.",
    )  # fmt: skip
    write(site, process, "accompaniment", lead="ana", framing="Hilo y Barro decide con Xóchitl.")
    write(site, process, "plan", activities=[{"what": "Ver a Xóchitl", "who": "ana"}])
    text = sheet(site, process)
    for name in ("Hilo y Barro", "Xóchitl", "55 1234", "ana<", "· ana"):
        assert name not in text
    assert process[:6].upper() in text
    assert "Destruye esta hoja antes del 31 de marzo de 2026" in text
    assert "léelo ahí antes de llamar" in text


def test_what_they_said_no_to_is_on_it(site: Site, process: str) -> None:
    said = {"purposes": [{"purpose": "research", "answer": "no"}], "capacity": "assembly"}
    write(site, process, "consent", **said)
    asked = sheet(site, process).partition("Lo que pidieron que no se haga")[2]
    assert "nvestigación" in asked.partition("<h2>")[0]


def test_an_empty_one_says_what_is_missing_and_the_team_finds_it(site: Site, process: str) -> None:
    assert "No está escrito." in sheet(site, process)
    page = site.signed_in().get(f"/processes/{process}/safekeeping").text
    assert f'href="/processes/{process}/handover"' in page
