"""The line of time on the screen: harm with coping beside it, the State's silence as a stretch."""

from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry

Site = Any


@pytest.fixture
def process(site: Site) -> str:
    process = str(site.signed_in().begin())
    written: list[tuple[str, dict[str, Any]]] = [
        ("milestone", {"on_day": "2018", "kind": "date_that_hurts", "returns": "yes"}),
        (
            "aggression",
            {"happened_on": "2025-11", "aggressions": ["threat"], "coping": ["mutual_care"]},
        ),
        ("state_response", {"asked_of": "Fiscalía", "asked_on": "2026-01-30"}),
    ]
    entries = [Entry(type_id, process, body) for type_id, body in written]
    records.write(site.node, site.node_who("ana"), entries)
    return process


def test_what_was_written_stands_on_its_day_year_by_year(site: Site, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}/timeline").text
    places = [page.index(f'id="y-{year}"') for year in ("2026", "2025", "2018")]
    assert places == sorted(places)
    assert "vuelve cada año" in page
    assert "30 días de silencio" in page


def test_an_aggression_never_stands_without_what_they_do(site: Site, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}/timeline?kind=aggression").text
    assert "Lo que hacen frente a ella: Cuidado mutuo y colectivo" in page
    assert "Fiscalía" not in page


def test_without_days_it_says_how_to_begin(site: Site) -> None:
    ana = site.signed_in()
    page = ana.get(f"/processes/{ana.begin()}/timeline").text
    assert "Aquí aún no hay días." in page
