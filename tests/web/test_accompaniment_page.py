"""One accompaniment on the screen: who, where it stands, the four fields, the State, readings."""

from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry

Site = Any

DIAGNOSIS = {
    "day": "2026-02-09",
    "round": 1,
    "security": "Falta acordar quién decide suspender.",
    "impacts": [
        {"impact": "fear", "field": "security", "dimension": "personal", "said": "No dormimos."},
        {"impact": "mistrust", "field": "relations", "dimension": "family", "said": "Se midió."},
    ],
    "copings": [
        {"coping": "mutual_care", "field": "security", "dimension": "personal", "said": "Turnos."}
    ],
}


@pytest.fixture
def process(site: Site) -> str:
    return str(site.signed_in().begin())


def write(site: Site, process: str, type_id: str, **body: object) -> str:
    entry = Entry(type_id, process, body)
    (record,) = records.write(site.node, site.node_who("ana"), [entry])
    return record


def test_a_new_accompaniment_asks_who_they_are_first(site: Site, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}").text
    assert "¿A quién acompañas?" in page
    assert f"/processes/{process}/write/subject" in page
    write(site, process, "subject", subject_type="collective", demands=["truth", "justice"])
    page = site.signed_in().get(f"/processes/{process}").text
    assert "¿A quién acompañas?" not in page
    assert "¿Cómo empieza?" in page
    assert "Verdad" in page


def test_the_ribbon_says_where_it_stands_and_moves_on_from_there(site: Site, process: str) -> None:
    record = write(site, process, "accompaniment", requested_on="2026-02-01")
    ana, path = site.signed_in(), f"/processes/{process}"
    assert '<li aria-current="step">Primer contacto' in ana.get(path).text
    answer = ana.post(f"/records/{record}/state", path, {"state": "framing", "process": process})
    assert answer.location.endswith(f"{path}?done=moved")
    assert '<li aria-current="step">Encuadre y acuerdo' in ana.get(path).text


def test_each_field_shows_harm_with_coping_and_what_was_said_of_it(
    site: Site, process: str
) -> None:
    write(site, process, "diagnosis", **DIAGNOSIS)
    ana = site.signed_in()
    whole = ana.get(f"/processes/{process}").text
    assert whole.index("No dormimos.") < whole.index("Turnos.")
    assert "Se midió." in whole
    security = ana.get(f"/processes/{process}?field=security").text
    assert "Falta acordar quién decide suspender." in security
    assert "No dormimos." in security
    assert "Se midió." not in security


def test_the_silence_of_the_state_is_counted_and_called_an_omission_beyond_its_term(
    site: Site, process: str
) -> None:
    write(site, process, "state_response", asked_of="Fiscalía", asked_on="2026-02-19")
    ana = site.signed_in()
    page = ana.get(f"/processes/{process}").text
    assert "10 días de silencio" in page
    assert "omisión" not in page
    write(
        site, process, "state_response",
        asked_of="Comisión", asked_on="2026-02-09", due_on="2026-02-20",
    )  # fmt: skip
    page = ana.get(f"/processes/{process}").text
    assert "20 días de silencio · omisión" in page
    assert "el Estado tiene el deber" in page


def test_a_reading_that_is_missing_is_seen_to_be_missing(site: Site, process: str) -> None:
    write(site, process, "readings", day="2026-02-09", violence="Busca que se vayan.")
    page = site.signed_in().get(f"/processes/{process}").text
    assert "Busca que se vayan." in page
    assert page.count("Aún no se lee.") == 2


def test_what_is_written_first_is_offered_first(site: Site, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}").text
    offers = page.partition('<ul class="offers">')[2]
    places = [offers.index(f"/write/{one}") for one in ("subject", "context", "diagnosis", "plan")]
    assert places == sorted(places)


def test_a_closed_one_offers_no_session_until_it_is_open_again(site: Site, process: str) -> None:
    ana, path = site.signed_in(), f"/processes/{process}"
    assert f'href="{path}/session"' in ana.get(path).text
    ana.post(f"{path}/close", path)
    assert f'href="{path}/session"' not in ana.get(path).text
    ana.post(f"{path}/reopen", path)
    assert f'href="{path}/session"' in ana.get(path).text


def test_the_page_is_light(site: Site, process: str) -> None:
    write(site, process, "diagnosis", **DIAGNOSIS)
    assert len(site.signed_in().get(f"/processes/{process}").data) < 50_000


def test_what_they_said_a_year_ago_stands_beside_what_they_say_now(
    site: Site, process: str
) -> None:
    now = {"coping": "mutual_care", "dimension": "personal", "said": "Ya no salimos solas."}
    earlier = write(site, process, "diagnosis", **{**DIAGNOSIS, "day": "2025-02-09"})
    page = site.signed_in().get(f"/processes/{process}").text
    assert ">El 9 de febrero de 2025 dijeron" in page
    assert "¿Y ahora? Pregúntenles." in page
    write(site, process, "diagnosis", **{**DIAGNOSIS, "round": 2, "copings": [now]})
    page = site.signed_in().get(f"/processes/{process}").text.partition('id="year-ago"')[2]
    assert page.startswith(">El 9 de febrero de 2025 dijeron")
    assert page.index("Turnos.") < page.index("Ya no salimos solas.") < page.index("No dormimos.")
    assert f"/matrix/compare?before={earlier}" in page
