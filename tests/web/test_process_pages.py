"""Processes on the screen: listing, beginning, consent, and what empty pages say."""

from typing import Any

import pytest

from tejido.testing.nodes import PASSPHRASE, joined

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
    assert "Todavía no han aceptado nada" in page


def test_who_does_not_accompany_is_not_offered_what_they_cannot_do(site: Site) -> None:
    joined(site.node, site.node_who("ana"), "luz", ["auditor"])
    luz = site.client()
    assert luz.sign_in("luz", PASSPHRASE).status_code == 302
    for path in ("/", "/processes"):
        assert "/processes/new" in site.signed_in("rosa").get(path).text
        page = luz.get(path).text
        assert "/processes/new" not in page
        assert "equipo" in page.partition("<main")[2], "but told why"


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


# --- consent in short ----------------------------------------------------------------------


def test_consent_stands_on_the_page_in_short_and_leads_to_the_conversation(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin()
    path = f"/processes/{process}"
    assert "Todavía no han aceptado nada" in ana.get(path).text
    ana.consent(process, "aggregate")
    page = ana.get(path).text
    assert "puede llegar a Compañeras · hasta que se echen para atrás" in page
    assert f'href="{path}/consent"' in page
    assert f'href="{path}/shared"' in page


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


def test_who_opens_it_and_for_how_long_stands_on_a_page_of_its_own(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin()
    whole, beside = f"/processes/{process}", f"/processes/{process}/safekeeping"
    first = ana.get(whole).text
    assert f'href="{beside}"' in first
    assert "Por ahora solo tú puedes abrir esto." in first
    assert "<form" not in first.partition("<main")[2].partition("</main>")[0]
    page = ana.get(beside).text
    for section in ("team", "keeping", "theirs"):
        assert f'id="{section}"' in page
    for act in ("close", "hold", "erase", "export"):
        assert f"{whole}/{act}" in page


def test_it_says_on_its_page_that_it_is_closed_and_where_it_is_opened_again(site: Site) -> None:
    ana = site.signed_in()
    path = f"/processes/{ana.begin()}"
    assert ">cerrado</span>" not in ana.get(path).text
    ana.post(f"{path}/close", path)
    page = ana.get(path).text
    assert ">cerrado</span>" in page
    assert "Volver a abrirlo" in page
