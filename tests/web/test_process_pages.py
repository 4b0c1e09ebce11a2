"""Processes on the screen: listing, beginning, consent, and what empty pages say."""

from typing import Any

import pytest

Site = Any
PARTNER = "b" * 25 + "a"


def test_an_empty_house_says_what_to_do_next(site: Site) -> None:
    ana = site.signed_in()
    assert "No hay nada pendiente." in ana.get("/").text
    assert 'href="/processes/new"' in ana.get("/").text
    assert "Todavía no hay ningún proceso abierto para ti." in ana.get("/processes").text
    process = ana.begin()
    page = ana.get(f"/processes/{process}").text
    assert "Todavía no hay nada escrito." in page
    assert "Todavía no se ha consentido nada" in page


def test_a_process_that_begins_is_shown_and_listed(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin(name="Colectivo <Niebla>")
    assert "Colectivo &lt;Niebla&gt;" in ana.get(f"/processes/{process}?done=begun").text
    assert "queda sellado para su equipo" in ana.get(f"/processes/{process}?done=begun").text
    assert "Colectivo &lt;Niebla&gt;" in ana.get("/processes").text


def test_a_process_is_not_shown_to_whom_it_was_not_opened(site: Site) -> None:
    process = site.signed_in("ana").begin(name="Hilo y Barro")
    rosa = site.signed_in("rosa")
    assert "Hilo y Barro" not in rosa.get("/processes").text
    answer = rosa.get(f"/processes/{process}")
    assert answer.status_code == 403
    assert "Hilo y Barro" not in answer.text
    path = f"/processes/{process}/write/trama.everything"
    assert rosa.get(path).status_code == 403
    assert rosa.post(path, "/", {"day": "2026"}).status_code == 403
    assert (
        rosa.post(f"/processes/{process}/grants", "/", {"purpose": "aggregate"}).status_code == 403
    )


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"kind": "", "name": "Hilo"}, "Elige qué empieza."),
        ({"kind": "nothing", "name": "Hilo"}, "Elige qué empieza."),
        ({"kind": "accompaniment", "name": "  "}, "hasta 120 caracteres"),
        ({"kind": "accompaniment", "name": "x" * 121}, "hasta 120 caracteres"),
    ],
)
def test_what_cannot_begin_is_told_beside_its_field(
    site: Site, typed: dict[str, str], message: str
) -> None:
    ana = site.signed_in()
    answer = ana.post("/processes/new", "/processes/new", typed)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2  # at the top and beside the field
    assert "<title>Error: " in answer.text
    if typed["name"].strip():
        assert f'value="{typed["name"]}"' in answer.text


# --- consent -------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand(site: Site) -> None:
    ana = site.signed_in()
    page = ana.get(f"/processes/{ana.begin()}").text
    assert page.count('type="checkbox"') > 10
    assert " checked" not in page


def test_a_consent_is_shown_with_its_recipients_until_it_is_withdrawn(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin()
    ana.consent(process, "aggregate")
    path = f"/processes/{process}"
    page = ana.get(path).text
    assert "para Compañeras · Consentimiento · hasta que se retire" in page
    withdraw = page.partition(f'action="{path}/grants/')[2].partition('"')[0]
    answer = ana.post(f"{path}/grants/{withdraw}", path)
    assert answer.location == f"{path}?done=withdrawn"
    page = ana.get(path).text
    assert "retirado" in page
    assert "/withdraw" not in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ([], "Elige al menos un fin."),
        ([("purpose", "aggregate"), ("until", "pronto")], "Escribe el último día"),
        ([("purpose", "aggregate"), ("until", "2020-01-01")], "ya pasó"),
        ([("purpose", "nothing")], "Elige los fines de la lista."),
    ],
)
def test_what_cannot_be_consented_to_is_told_and_what_was_chosen_stays(
    site: Site, typed: list[tuple[str, str]], message: str
) -> None:
    ana = site.signed_in()
    path = f"/processes/{ana.begin()}"
    sent = [*typed, ("recipient", PARTNER), ("basis", "consent")]
    answer = ana.post(f"{path}/grants", path, sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{PARTNER}" checked' in answer.text
    assert "Todavía no se ha consentido nada" in answer.text


# --- the agenda -------------------------------------------------------------------------------


def test_what_is_overdue_comes_first(site: Site) -> None:
    ana = site.signed_in()
    typed = {"received_on": "2026-03-01", "severity": "red"}
    ana.write(ana.begin(name="Primero"), typed, "crisis.emergency")
    page = ana.get("/").text
    assert "Lo que viene" in page
    assert "Espera desde antes" not in page
    site.clock.pass_(hours=2)
    late = site.signed_in()
    late.write(late.begin(name="Segundo"), typed, "crisis.emergency")
    page = late.get("/").text
    assert page.index("Espera desde antes") < page.index("Primero")
    assert page.index("Primero") < page.index("Lo que viene") < page.index("Segundo")
    assert "hace 1 hora" in page


def test_the_networks_stand_on_the_first_page(site: Site) -> None:
    page = site.signed_in().get("/").text
    assert "Red de prueba" in page
    assert "acordada hasta el 31 de diciembre de 2049" in page
    assert '<span>Compañeras</span> <span class="state">coordina</span>' in page


def test_nobody_sees_the_tasks_of_others(site: Site) -> None:
    ana = site.signed_in("ana")
    typed = {"received_on": "2026-03-01", "severity": "red"}
    ana.write(ana.begin(name="Hilo y Barro"), typed, "crisis.emergency")
    assert "Hilo y Barro" not in site.signed_in("rosa").get("/").text
