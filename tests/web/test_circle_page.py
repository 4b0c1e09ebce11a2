"""Tuesday's circle: the last one whole, those before it by day, and nothing about any subject."""

from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry

Site = Any


@pytest.fixture
def team(site: Site) -> str:
    return str(site.signed_in().begin("team", "Círculo de los martes"))


def write(site: Site, process: str, **body: object) -> None:
    entry = Entry("team_care", process, body)
    records.write(site.node, site.node_who("ana"), [entry])


def test_the_last_circle_says_how_we_are_who_rests_who_covers_and_when_we_meet(
    site: Site, team: str
) -> None:
    write(
        site, team, day="2026-02-10", kind="circle", how_we_are="Cansancio.", rest="Una descansa.",
        covers="La casa hermana.", agreements="Nada después de las nueve.", next_on="2026-03-10",
    )  # fmt: skip
    write(site, team, day="2026-01-06", how_we_are="Lo de enero.", agreements="Repartir llamadas.")
    page = site.signed_in().get(f"/processes/{team}").text
    for said in ("Cansancio.", "Una descansa.", "La casa hermana.", "Nada después de las nueve."):
        assert said in page
    assert "nos volvemos a ver el 10 de marzo de 2026" in page
    assert "Lo de enero." not in page
    assert page.index("Cansancio.") < page.index("Repartir llamadas.")


def test_without_a_circle_the_page_says_what_belongs_in_one(site: Site, team: str) -> None:
    page = site.signed_in().get(f"/processes/{team}").text
    assert "Todavía no hay un círculo escrito." in page
    assert f"/processes/{team}/write/team_care" in page


def test_no_subject_is_asked_for_consent_to_it(site: Site, team: str) -> None:
    assert "Consentimiento</h2>" not in site.signed_in().get(f"/processes/{team}").text
