"""The matrix on the screen: harm beside coping, two rounds, a blank one, typed in from paper."""

from typing import Any

import pytest

from tejido.work import records
from tejido.work.records import Entry
from tejido.work.rounds import rounds_of

Site = Any

FIRST = {
    "day": "2025-03-09",
    "round": 1,
    "place": "MX-GRO",
    "impacts": [
        {"impact": "fear", "dimension": "personal", "expressions": ["body"], "said": "No dormimos."}
    ],
    "copings": [{"coping": "mutual_care", "dimension": "personal", "said": "Nos turnamos."}],
}
SECOND = {
    "day": "2026-03-09",
    "round": 2,
    "impacts": [{"impact": "fear", "dimension": "personal", "said": "Dormimos a ratos."}],
    "change": "other_words",
    "change_said": "Ya lo decimos en voz alta.",
}


@pytest.fixture
def process(site: Site) -> str:
    return str(site.signed_in().begin())


def make(site: Site, process: str, *bodies: dict[str, Any]) -> list[str]:
    entries = [Entry("diagnosis", process, body) for body in bodies]
    return records.write(site.node, site.node_who("ana"), entries)


def test_harm_is_shown_with_coping_beside_it_in_their_words(site: Site, process: str) -> None:
    make(site, process, FIRST)
    page = site.signed_in().get(f"/processes/{process}/matrix").text
    assert page.index("Miedo") < page.index("No dormimos.") < page.index("Nos turnamos.")
    assert page.count("Lo que hacen frente a ella") >= 5


def test_where_harm_was_named_and_nothing_beside_it_the_page_asks(site: Site, process: str) -> None:
    make(site, process, SECOND)
    page = site.signed_in().get(f"/processes/{process}/matrix").text
    assert "¿Qué les sostiene aquí?" in page


def test_the_newest_round_is_shown_unless_another_is_asked_for(site: Site, process: str) -> None:
    first, _second = make(site, process, FIRST, SECOND)
    ana = site.signed_in()
    assert "Dormimos a ratos." in ana.get(f"/processes/{process}/matrix").text
    assert "No dormimos." in ana.get(f"/processes/{process}/matrix?round={first}").text
    assert "No dormimos." not in ana.get(f"/processes/{process}/matrix?field=security").text


def test_two_rounds_stand_side_by_side_without_a_figure(site: Site, process: str) -> None:
    make(site, process, FIRST, SECOND)
    page = site.signed_in().get(f"/processes/{process}/matrix/compare").text
    assert page.index("No dormimos.") < page.index("Dormimos a ratos.")
    assert "Ya lo decimos en voz alta." in page
    assert "no se nombró esta vez" in page
    assert "%" not in page.partition("<main")[2].partition("</main>")[0]


def test_before_there_are_rounds_the_pages_say_how_to_begin(site: Site, process: str) -> None:
    ana = site.signed_in()
    for page in ("matrix", "matrix/compare"):
        assert f"/processes/{process}/matrix/blank" in ana.get(f"/processes/{process}/{page}").text


def test_in_a_closed_process_no_round_is_offered_until_it_is_open_again(
    site: Site, process: str
) -> None:
    ana, path = site.signed_in(), f"/processes/{process}"
    places, offers = (
        ("matrix", "matrix/compare", "matrix/blank"),
        ("matrix/type", "write/diagnosis"),
    )
    assert any(f"{path}/{offer}" in ana.get(f"{path}/matrix").text for offer in offers)
    ana.post(f"{path}/close", path)
    for place in places:
        page = ana.get(f"{path}/{place}").text
        assert not any(f"{path}/{offer}" in page for offer in offers), place
    assert f"{path}/matrix/blank" in ana.get(f"{path}/matrix").text  # paper can still be printed
    ana.post(f"{path}/reopen", path)
    assert all(f"{path}/matrix/type" in ana.get(f"{path}/{place}").text for place in places)


def test_a_blank_one_names_nobody_on_paper_and_says_when_to_destroy_it(
    site: Site, process: str
) -> None:
    page = site.signed_in().get(f"/processes/{process}/matrix/blank").text
    paper = page.partition('class="paper')[2]
    assert process[:6].upper() in paper
    assert "Destruye esta hoja antes del" in paper
    assert "Miedo" in paper
    assert "Colectivo" not in paper


def test_what_paper_says_is_kept_as_the_next_round(site: Site, process: str) -> None:
    make(site, process, FIRST)
    ana, path = site.signed_in(), f"/processes/{process}/matrix/type"
    typed = {
        "day": "2026-05-10",
        "line.personal": "0",
        "impact.personal.0": "fatigue",
        "impact_said.personal.0": "El cuerpo pide parar.",
        "shows.personal.0": "body",
        "coping_said.personal.0": "Cantamos.",
        "change_said": "Hoy lo decimos.",
    }
    answer = ana.post(path, path, typed)
    assert answer.location.endswith("/matrix?done=saved")
    page = ana.get(answer.location).text
    assert "El cuerpo pide parar." in page
    assert "Cantamos." in page
    (body,) = [one.body for one in _rounds(site, process) if one.body["day"] == "2026-05-10"]
    assert (body["round"], body["method"], body["place"]) == (2, "paper_matrix", "MX-GRO")
    assert body["copings"] == [{"coping": "other", "dimension": "personal", "said": "Cantamos."}]


def test_more_lines_keep_what_was_typed_and_save_nothing(site: Site, process: str) -> None:
    ana, path = site.signed_in(), f"/processes/{process}/matrix/type"
    typed = {"_add": "family", "line.family": "0", "impact_said.family.0": "Se fueron."}
    page = ana.post(path, path, typed).text
    assert "Se fueron." in page
    assert page.count('name="line.family"') == 3
    assert 'name="impact.family.0"' not in page  # folded, and kept hidden
    opened = ana.post(path, path, {**typed, "_add": "", "_open": "family.0"}).text
    assert '<select id="impact-family-0"' in opened
    assert _rounds(site, process) == []


def test_a_day_that_is_none_is_said_beside_it_and_nothing_is_lost(site: Site, process: str) -> None:
    ana, path = site.signed_in(), f"/processes/{process}/matrix/type"
    typed = {"day": "mayo", "line.social": "0", "impact_said.social.0": "Nos señalan."}
    answer = ana.post(path, path, typed)
    assert answer.status_code == 422
    assert 'aria-describedby="day-error-1"' in answer.text
    assert "Nos señalan." in answer.text


def test_the_pages_are_light(site: Site, process: str) -> None:
    make(site, process, FIRST, SECOND)
    ana = site.signed_in()
    for page in ("", "/compare", "/blank", "/type"):
        assert len(ana.get(f"/processes/{process}/matrix{page}").data) < 50_000


def _rounds(site: Site, process: str) -> list[Any]:

    return list(rounds_of(site.node, site.node_who("ana"), process).rounds)
