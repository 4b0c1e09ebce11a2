"""The plan as a board: moved on by one button, and never over what somebody saved meanwhile."""

import re
from typing import Any

import pytest

from tejido.work import records
from tejido.work.plans import plans_of
from tejido.work.records import Entry

Site = Any

PLAN = {
    "agreed_on": "2026-01-10",
    "review_on": "2026-04-10",
    "objectives": [
        {"field": "security", "objective": "Que nadie salga sola.", "sign": "La llamada."},
        {"objective": "Seguir buscando."},
    ],
    "activities": [
        {"what": "Hoja de salida", "state": "done"},
        {"what": "Círculo de los martes"},
        {"what": "Taller en la costa", "state": "postponed"},
    ],
    "agreements": [{"what": "Dos copias de las fotos", "kept": "standing"}],
}


@pytest.fixture
def process(site: Site) -> str:
    process = str(site.signed_in().begin())
    records.write(site.node, site.node_who("ana"), [Entry("plan", process, PLAN)])
    return process


def board(site: Site, process: str) -> str:
    return str(site.signed_in().get(f"/processes/{process}/plan").text)


def newest(site: Site, process: str) -> Any:
    return plans_of(site.node, site.node_who("ana"), process)[0]


def move(site: Site, process: str, what: str, version: str = "1") -> Any:
    page = f"/processes/{process}/plan"
    seen = {"plan": newest(site, process).id, "version": version}
    return site.signed_in().post(page, page, {"move": what, **seen})


def test_activities_stand_where_they_are_and_without_a_state_they_are_to_do(
    site: Site, process: str
) -> None:
    text = board(site, process)
    in_order = ("Por hacer", "Círculo de los martes", "En camino", "Hecha", "Hoja de salida")
    places = [text.index(f">{one}") for one in in_order]
    assert places == sorted(places)
    assert re.search(r"<summary>Para después \(1\)</summary>.*Taller en la costa", text, re.DOTALL)
    assert "Todavía nada. Puede quedarse así." in text
    assert "<h3>En todos</h3>" in text


def test_a_button_moves_one_activity_and_nothing_else(site: Site, process: str) -> None:
    answer = move(site, process, "activities.1.under_way")
    assert (answer.status_code, answer.location.partition("#")[2]) == (302, "activities")
    after = newest(site, process).body
    assert [one.get("state") for one in after["activities"]] == ["done", "under_way", "postponed"]
    assert {**after, "activities": PLAN["activities"]} == PLAN


def test_what_became_of_an_agreement_is_said_with_a_button_too(site: Site, process: str) -> None:
    assert move(site, process, "agreements.0.kept").status_code == 302
    assert newest(site, process).body["agreements"][0]["kept"] == "kept"


@pytest.mark.parametrize(
    "what",
    ["", "activities", "activities.9.done", "activities.-1.done", "activities.x.done",
     "activities.0.nowhere", "objectives.0.done", "activities.².done", "agreements.0.done"],
)  # fmt: skip
def test_what_is_not_on_the_board_is_refused_and_changes_nothing(
    site: Site, process: str, what: str
) -> None:
    answer = move(site, process, what)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert newest(site, process).version == 1


def test_what_somebody_saved_meanwhile_is_not_overwritten(site: Site, process: str) -> None:
    move(site, process, "activities.0.under_way")
    assert move(site, process, "activities.1.done", version="1").status_code == 409
    assert [one.get("state") for one in newest(site, process).body["activities"]][:2] == [
        "under_way", None
    ]  # fmt: skip


def test_the_newest_plan_is_the_board_and_earlier_ones_can_be_looked_at(
    site: Site, process: str
) -> None:
    newer = {"agreed_on": "2026-05-02", "activities": [{"what": "Recetario"}]}
    who = site.node_who("ana")
    records.write(site.node, who, [Entry("plan", process, newer)])
    text = board(site, process)
    assert "Recetario" in text
    assert "Hoja de salida" not in text
    assert "Planes anteriores" in text


def test_a_plan_that_somebody_made_meanwhile_is_not_moved(site: Site, process: str) -> None:
    seen = newest(site, process).id
    newer = {"activities": [{"what": "Recetario"}]}
    records.write(site.node, site.node_who("ana"), [Entry("plan", process, newer)])
    page = f"/processes/{process}/plan"
    sent = {"move": "activities.0.done", "plan": seen, "version": "1"}
    assert site.signed_in().post(page, page, sent).status_code == 409
    assert newest(site, process).body == newer, "a draft has no day yet"


def test_without_a_plan_the_page_says_what_to_do(site: Site) -> None:
    process = site.signed_in().begin()
    assert "Todavía no hay plan." in board(site, process)
