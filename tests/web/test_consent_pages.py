"""Consent as a conversation, and what others know of a process: what stands on those pages."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from tejido.consent.deciding import PROTECTING
from tejido.languages import is_said
from tejido.web.consent_words import PURPOSES
from tejido.work import agreements, leaving, processes, records
from tejido.work.records import Entry

Site = Any
#: A partner in the tests' network.
PARTNER = "b" * 25 + "a"


@pytest.fixture
def ana(site: Site) -> Any:
    return site.signed_in()


@pytest.fixture
def process(ana: Any) -> str:
    return str(ana.begin())


def talk(ana: Any, process: str, *typed: tuple[str, str], sort: str = "subject") -> Any:
    """Send a conversation, of an assembly unless something else is typed."""
    path = f"/processes/{process}/consent/talk/{sort}"
    names = {name for name, _value in typed}
    usual = [] if "capacity" in names or sort == "life" else [("capacity", "assembly")]
    return ana.post(path, path, [*usual, *typed])


def shown(site: Site, process: str) -> agreements.Agreements:
    return agreements.agreements(site.node, site.node_who("ana"), process)


def standing(site: Site, process: str) -> dict[str, frozenset[str]]:
    return {one.purpose: one.recipients for one in shown(site, process).standing}


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


# --- the conversation -------------------------------------------------------------------------


def test_every_purpose_has_words_and_nothing_is_chosen_beforehand(
    site: Site, ana: Any, process: str
) -> None:
    assert set(PURPOSES) == set(site.node.declarations.vocabularies["consent_purpose"].terms)
    for sort in ("subject", "member"):
        page = ana.get(f"/processes/{process}/consent/talk/{sort}").text
        assert " checked" not in page
        assert "selected" not in page
        for purpose, words in PURPOSES.items():
            assert page.count(f'name="answer.{purpose}"') == 3
            for one in (words.means, words.risk, words.refusing):
                assert is_said(one, "es")
    life = ana.get(f"/processes/{process}/consent/talk/life").text
    assert set(re.findall(r'name="answer\.(\w+)"', life)) == PROTECTING
    assert " checked" not in life


def test_it_is_said_in_the_language_that_is_asked_for_or_the_subjects_own(
    site: Site, ana: Any, process: str
) -> None:
    path = f"/processes/{process}/consent/talk/subject"
    assert "Qué podría salir mal" in ana.get(path).text
    assert "What could go wrong" in ana.get(f"{path}?in=en").text
    assert "Qué podría salir mal" in ana.get(f"{path}?in=xx").text
    subject = Entry("subject", process, {"languages": ["tzo", "en"]})
    records.write(site.node, site.node_who("ana"), [subject])
    page = ana.get(path).text
    assert '<html lang="en">' in page
    assert "Qué podría salir mal" in ana.get(f"{path}?in=es").text
    wrong = talk(ana, process, ("answer.research", "yes"), ("given_on", "mañana"), ("in", "es"))
    assert wrong.status_code == 422
    assert '<html lang="es">' in wrong.text


def test_what_was_said_is_kept_and_shown(site: Site, ana: Any, process: str) -> None:
    answer = talk(
        ana, process, ("giver", "Las mujeres del río"), ("answer.aggregate", "yes"),
        ("to.aggregate", PARTNER), ("answer.research", "later"), ("answer.advocacy_named", "no"),
        ("answer.referral", "yes"), ("whom.referral", "La casa de salud"),
        ("path", "*/area"), ("withhold_reason", "fear_of_harm"), ("expires_on", "2027-03-31"),
    )  # fmt: skip
    assert answer.location.endswith("/consent?done=granted")
    assert standing(site, process) == {
        "aggregate": frozenset({PARTNER}),
        "referral": frozenset(),
    }
    text = text_of(ana.get(answer.location).text)
    for said in (
        "Las mujeres del río",
        "La asamblea o el colectivo",
        "puede llegar a Compañeras",
        "La casa de salud",
        "hasta el 31 de marzo de 2027",
        "Lo están pensando",
        "Dijeron que no",
        "Dónde: país y región",
    ):
        assert said in text
    (kept,) = shown(site, process).conversations
    assert kept.body["purposes"][0]["purpose"] == "referral"
    assert {"node": PARTNER, "called": "Compañeras"} in kept.body["purposes"][1]["recipients"]
    assert kept.body["withhold"][0]["called"].startswith("Dónde")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ([("answer.aggregate", "yes"), ("given_on", "2030-01-01")], "Este día todavía no llega"),
        ([("answer.aggregate", "yes"), ("to.aggregate", "Doña Lucía")], "26 letras y cifras"),
        ([("answer.aggregate", "yes"), ("path", "la calle")], "Elige de la lista lo que se res"),
        ([("answer.aggregate", "perhaps")], "Elige una de las opciones"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_chosen_stays(
    site: Site, ana: Any, process: str, typed: list[tuple[str, str]], message: str
) -> None:
    answer = talk(ana, process, *typed, ("giver", "Las del río"), ("answer.research", "later"))
    assert answer.status_code == 422
    assert message in text_of(answer.text)
    assert 'value="Las del río"' in answer.text
    assert 'name="answer.research" value="later" checked' in answer.text
    assert shown(site, process).conversations == ()


def test_where_nothing_was_answered_nothing_is_kept(site: Site, ana: Any, process: str) -> None:
    answer = talk(ana, process, ("giver", "Las del río"))
    assert (answer.status_code, shown(site, process).conversations) == (422, ())
    assert "Todavía no se respondió nada" in answer.text
    assert 'href="#f-purposes"' in answer.text


def test_a_conversation_is_changed_in_place_and_not_over_somebody_elses(
    site: Site, ana: Any, process: str
) -> None:
    talk(ana, process, ("answer.aggregate", "yes"), ("answer.research", "yes"))
    (kept,) = shown(site, process).conversations
    path = f"/processes/{process}/consent/said/{kept.record}"
    page = ana.get(path).text
    assert 'name="answer.aggregate" value="yes" checked' in page
    changed = [("capacity", "assembly"), ("answer.aggregate", "yes"), ("answer.research", "no")]
    answer = ana.post(path, path, [*changed, ("_version", "1")])
    assert answer.status_code == 302
    assert set(standing(site, process)) == {"aggregate"}
    late = ana.post(path, path, [*changed, ("_version", "1")])
    assert late.status_code == 409
    assert "mientras escribías" in late.text


def test_the_form_of_the_record_leads_to_the_conversation(
    site: Site, ana: Any, process: str
) -> None:
    assert ana.get(f"/processes/{process}/write/consent").location.endswith("/talk/subject")
    talk(ana, process, ("answer.research", "no"))
    (kept,) = shown(site, process).conversations
    assert ana.get(f"/records/{kept.record}").location.endswith(f"/said/{kept.record}")


def test_what_one_person_says_is_about_chosen_records(site: Site, ana: Any, process: str) -> None:
    record = ana.write(process, {"day": "2026", "place": "MX-OAX"})
    talk(ana, process, ("answer.aggregate", "yes"))
    page = ana.get(f"/processes/{process}/consent/talk/member").text
    assert f'name="about" value="{record}"' in page
    typed = [("member", "La del mercado"), ("about", record), ("answer.aggregate", "no")]
    talk(ana, process, *typed, ("capacity", "self"), sort="member")
    (_all, hers) = shown(site, process).conversations
    assert (hers.is_personal, hers.about) == (True, frozenset({record}))
    text = text_of(ana.get(f"/processes/{process}/consent").text)
    assert "La del mercado · Por sí" in text
    assert set(standing(site, process)) == {"aggregate"}


def test_for_a_life_it_says_who_decided_and_asks_to_tell_them(
    site: Site, ana: Any, process: str
) -> None:
    given = [("answer.referral", "vital"), ("exception_why", "No contesta")]
    talk(ana, process, *given, ("tell_by", "2026-03-03"), sort="life")
    page = ana.get(f"/processes/{process}/consent").text
    assert "Díganles qué, a quién y por qué" in page
    assert "Lo decidió una sola persona" in page
    assert "falta decírselo" in ana.get(f"/processes/{process}").text
    (path,) = re.findall(r'action="([^"]+/told)"', page)
    assert ana.post(path, f"/processes/{process}/consent").location.endswith("done=told")
    assert "/told" not in ana.get(f"/processes/{process}/consent").text
    talk(ana, process, *given, ("second_person", "rosa"), ("tell_by", "2026-03-03"), sort="life")
    assert "se decidió junto con rosa" in ana.get(f"/processes/{process}/consent").text


# --- taking back ------------------------------------------------------------------------------


def test_it_is_taken_back_there_and_then_one_purpose_or_all(
    site: Site, ana: Any, process: str
) -> None:
    talk(ana, process, ("answer.aggregate", "yes"), ("answer.research", "yes"))
    path = f"/processes/{process}/consent"
    for purpose in ("aggregate", "research"):
        assert purpose in standing(site, process)
    ids = {one.purpose: one.id for one in shown(site, process).standing}
    answer = ana.post(f"/processes/{process}/grants/{ids['aggregate']}/withdraw", path)
    assert answer.location == f"{path}?done=withdrawn"
    assert set(standing(site, process)) == {"research"}
    assert "Se echaron para atrás" in ana.get(path).text
    (kept,) = shown(site, process).conversations
    ana.post(f"{path}/said/{kept.record}/withdraw", path)
    assert standing(site, process) == {}
    assert "/withdraw" not in ana.get(path).text


def test_nobody_outside_the_team_comes_near(site: Site, ana: Any, process: str) -> None:
    talk(ana, process, ("answer.aggregate", "yes"))
    (kept,) = shown(site, process).conversations
    rosa, path = site.signed_in("rosa"), f"/processes/{process}"
    for page in ("consent", "consent/talk/subject", f"consent/said/{kept.record}", "shared"):
        assert rosa.get(f"{path}/{page}").status_code == 403
    for sent in ("consent/talk/subject", f"consent/said/{kept.record}/withdraw"):
        assert rosa.post(f"{path}/{sent}", "/", {"answer.research": "yes"}).status_code == 403
    other = ana.begin(name="Otro")
    assert ana.get(f"/processes/{other}/consent/said/{kept.record}").status_code == 404
    assert ana.get(f"{path}/consent/talk/everybody").status_code == 404
    grant = shown(site, process).standing[0].id
    page = f"/processes/{other}"
    assert ana.post(f"/processes/{other}/grants/{grant}/withdraw", page).status_code == 404


def test_another_legal_basis_is_no_way_around_the_conversation(
    site: Site, ana: Any, process: str
) -> None:
    page = f"/processes/{process}/consent"
    typed = [("purpose", "aggregate"), ("recipient", PARTNER)]
    for basis in ("", "consent"):
        answer = ana.post(f"/processes/{process}/grants", page, [*typed, ("basis", basis)])
        assert answer.status_code == 422
        assert f'value="{PARTNER}" checked' in answer.text
    answer = ana.post(f"/processes/{process}/grants", page, [*typed, ("basis", "public_interest")])
    assert answer.location == f"{page}?done=granted"
    assert "Interés público" in ana.get(page).text
    talk(ana, process, ("answer.aggregate", "no"))
    assert standing(site, process) == {}


def test_erasing_a_conversation_says_what_ends_with_it(site: Site, ana: Any, process: str) -> None:
    talk(ana, process, ("answer.aggregate", "yes"))
    (kept,) = shown(site, process).conversations
    page = ana.get(f"/records/{kept.record}/erase").text
    assert "termina todo lo que hayan aceptado en este proceso" in page


# --- on paper ---------------------------------------------------------------------------------


def test_the_sheet_shows_a_code_and_no_name_and_is_destroyed_by_a_day(
    site: Site, ana: Any, process: str
) -> None:
    talk(ana, process, ("answer.aggregate", "yes"), ("giver", "Las mujeres del río"))
    for page in ("sheet", "sheet?blank=1"):
        text = ana.get(f"/processes/{process}/consent/{page}").text
        paper = text.partition('<section class="paper')[2].partition("</section>")[0]
        assert process[:6].upper() in paper
        assert "Destruye esta hoja antes del 31 de marzo de 2026" in paper
        assert "Hilo y Barro" not in paper
        assert "Las mujeres" not in paper
        assert "<form" not in paper
        assert "irma" not in paper.replace("firmar nada", "")
        assert ("☐ Sí" in paper) is ("blank" in page)
        assert ("Dijeron que sí" in paper) is ("blank" not in page)


# --- they know this about us --------------------------------------------------------------------


@pytest.fixture
def left(site: Site, ana: Any, process: str) -> str:
    """Let a record leave."""
    ana.write(process, {"day": "2026-02", "place": "MX-OAX"})
    talk(ana, process, ("answer.aggregate", "yes"), ("to.aggregate", PARTNER))
    who = site.node_who("ana")
    seen = leaving.preview(site.node, who, "trama")
    assert leaving.approve(site.node, who, "trama", seen.digest).items
    return process


def test_nothing_shared_says_so(ana: Any, process: str) -> None:
    assert "No se compartió nada" in ana.get(f"/processes/{process}/shared").text


def test_what_was_shared_is_shown_in_the_values_that_left(site: Site, ana: Any, left: str) -> None:
    page = ana.get(f"/processes/{left}/shared").text
    text = text_of(page)
    for said in (
        "Compañeras",
        "Que se cuente sin saberse de quién",
        "Oaxaca",
        "1 de marzo de 2026",
    ):
        assert said in text
    assert "2026-02" not in page
    paper = page.partition('<section class="paper')[2].partition("</section>")[0]
    assert left[:6].upper() in paper
    assert "Hilo y Barro" not in paper
    assert "Oaxaca" in ana.get(f"/processes/{left}/shared?in=en").text
    assert "They know this about us" in ana.get(f"/processes/{left}/shared?in=en").text


def test_values_stay_as_they_left_whatever_becomes_of_the_record(
    site: Site, ana: Any, left: str
) -> None:
    (head,) = (one for one in shown(site, left).records if one.type != "consent")
    entry = Entry(head.type, left, {"day": "2026-02", "place": "MX-CHP"}, head.id, 1)
    records.write(site.node, site.node_who("ana"), [entry])
    text = text_of(ana.get(f"/processes/{left}/shared").text)
    assert "Oaxaca" in text
    assert "Chiapas" not in text


def test_it_is_taken_back_from_there_and_says_what_cannot_be(
    site: Site, ana: Any, left: str
) -> None:
    path = f"/processes/{left}/shared"
    page = ana.get(path).text
    assert "todavía no se puede recuperar" in page
    (action,) = set(re.findall(r'action="([^"]+/withdraw)"', page))
    answer = ana.post(action, path, {"back": "shared"})
    assert answer.location == f"{path}?done=withdrawn"
    page = ana.get(path).text
    assert "ya no pueden tener esto" in page
    assert "/withdraw" not in page
    assert standing(site, left) == {}


def test_pages_stay_light_however_much_was_said(site: Site, ana: Any, left: str) -> None:
    for number in range(6):
        talk(ana, left, *((f"answer.{one}", "yes") for one in PURPOSES), ("said", str(number)))
    assert processes.shown(site.node, site.node_who("ana"), left).records
    for page in ("consent", "consent/talk/subject", "consent/talk/member", "shared"):
        assert len(ana.get(f"/processes/{left}/{page}").data) < 50_000, page
    assert date(2026, 3, 1) == site.node.today()
