"""Leaving a form at the door, and what its team does with it."""

import re
from typing import Any

import pytest

from tejido.store.tables import DepositTable
from tejido.work import deposits

Site = Any
TYPE = "trama.everything"
NEW = f"/deposits/new/{TYPE}"
TYPED = {"day": "2026-02-03", "narrative": "Lo contaron\r\n<en la puerta>", "impact": "fear"}


@pytest.fixture
def ana(site: Site) -> Any:
    return site.signed_in()


@pytest.fixture
def rosa(site: Site) -> Any:
    return site.signed_in("rosa")


@pytest.fixture
def process(ana: Any) -> str:
    """Begin a process that Ana alone holds."""
    return str(ana.begin(name="Hilo y Barro"))


def leave(rosa: Any, process: str, typed: Any = TYPED) -> Any:
    return rosa.post(NEW, NEW, {**typed, "_reference": process[:8]})


def left(ana: Any, process: str) -> str:
    """Return the address of the one thing that waits."""
    (found,) = set(re.findall(r'href="(/deposits/[0-9a-f]{32})"', ana.get(page(process)).text))
    return str(found)


def page(process: str) -> str:
    return f"/processes/{process}"


def test_reception_finds_the_forms_by_kind_of_process(rosa: Any) -> None:
    text = rosa.get("/deposits/new").text
    assert f'href="{NEW}"' in text
    assert 'href="/deposits/new"' in rosa.get("/").text
    assert rosa.get("/deposits/new/trama.nothing").status_code == 404


def test_the_team_tells_its_reference_as_it_is_said(rosa: Any, ana: Any, process: str) -> None:
    said = f"{process[:4]} {process[4:8]}"
    assert said in ana.get(f"{page(process)}/safekeeping").text
    assert rosa.post(NEW, NEW, {**TYPED, "_reference": said}).status_code == 302


def test_what_is_left_waits_is_read_and_taken_in(
    site: Site, ana: Any, rosa: Any, process: str
) -> None:
    answer = leave(rosa, process)
    assert answer.location == "/deposits/new?done=left"
    agenda = ana.get("/").text
    assert f'href="{page(process)}#left"' in agenda
    path = left(ana, process)
    shown = ana.get(path).text
    assert "&lt;en la puerta&gt;" in shown
    assert "rosa" in shown
    answer = ana.post(f"{path}/take-in", path)
    assert answer.location.startswith("/records/")
    assert answer.location.endswith("?done=taken_in")
    assert "&lt;en la puerta&gt;" in ana.get(answer.location).text
    assert ana.get(path).status_code == 404
    assert path not in ana.get(page(process)).text


def test_it_is_discarded_and_the_team_goes_on(ana: Any, rosa: Any, process: str) -> None:
    leave(rosa, process)
    path = left(ana, process)
    answer = ana.post(f"{path}/discard", path)
    assert answer.location == f"{page(process)}?done=discarded"
    assert ana.get(path).status_code == 404
    assert "Lo contaron" not in ana.get(page(process)).text


def test_whoever_left_it_sees_it_no_more(rosa: Any, ana: Any, process: str) -> None:
    leave(rosa, process)
    path = left(ana, process)
    assert rosa.get(path).status_code == 403
    for way in ("take-in", "discard"):
        assert rosa.post(f"{path}/{way}", "/").status_code == 403
    assert process not in rosa.get("/").text
    assert ana.get(path).status_code == 200


@pytest.mark.parametrize("reference", ["", "ffffffff", "no such thing", "1234567"])
def test_a_wrong_reference_is_said_beside_it_and_nothing_typed_is_lost(
    rosa: Any, process: str, sent_by: Any, reference: str
) -> None:
    answer = rosa.post(NEW, NEW, {**TYPED, "_reference": reference})
    assert answer.status_code == 404
    sent = sent_by(answer.text)
    assert (sent["_reference"], sent["narrative"]) == (reference, TYPED["narrative"])
    assert 'aria-describedby="reference-help reference-error"' in answer.text


def test_what_the_form_refuses_is_said_and_the_reference_stays(
    site: Site, rosa: Any, process: str, sent_by: Any
) -> None:
    answer = rosa.post(NEW, NEW, {"_reference": process[:8], "line": "sin día"})
    assert answer.status_code == 422
    assert (sent_by(answer.text)["_reference"], sent_by(answer.text)["line"]) == (
        process[:8],
        "sin día",
    )
    assert "<title>Error: " in answer.text
    assert deposits.count_waiting(site.node, site.node_who("ana")) == {}


def test_two_answers_to_one_question_are_refused(rosa: Any, process: str) -> None:
    typed = {**TYPED, "people": "3", "people:instead": "withheld"}
    assert leave(rosa, process, typed).status_code == 422


def test_items_of_a_group_are_added_as_in_any_form(
    ana: Any, rosa: Any, process: str, sent_by: Any
) -> None:
    sent = sent_by(rosa.get(NEW).text)
    sent["_reference"], sent["day"], sent["_add"] = process[:8], "2026", "impacts"
    grown = rosa.client.post(NEW, data=sent)
    assert grown.status_code == 200
    sent = sent_by(grown.text)
    assert (sent["_reference"], sent["impacts"]) == (process[:8], "0")
    sent["impacts.0.impact"], sent["impacts.0.said"] = "fear", "en sus palabras"
    assert rosa.client.post(NEW, data=sent).status_code == 302
    assert "en sus palabras" in ana.get(left(ana, process)).text


def test_it_is_read_while_its_plugin_is_absent(
    site: Site, ana: Any, rosa: Any, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(rosa, process)
    path = left(ana, process)
    declared = site.node.declarations
    monkeypatch.delitem(declared.schemas, TYPE)
    monkeypatch.delitem(declared.types, TYPE)
    shown = ana.get(path)
    assert shown.status_code == 200
    assert "Lo contaron" in shown.text
    assert "/take-in" not in shown.text
    assert ana.post(f"{path}/take-in", path).status_code == 404


def test_what_its_form_no_longer_takes_says_so_and_waits_on(
    site: Site, ana: Any, rosa: Any, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(rosa, process)
    path = left(ana, process)
    schema = site.node.declarations.schemas[TYPE]
    monkeypatch.setattr(schema.fields["line"], "required", True)
    answer = ana.post(f"{path}/take-in", path)
    assert answer.status_code == 422
    assert "Lo contaron" in answer.text
    assert ana.get(path).status_code == 200


def test_what_does_not_open_says_so_and_can_be_discarded(
    site: Site, ana: Any, rosa: Any, process: str
) -> None:
    leave(rosa, process)
    where = left(ana, process)
    with site.node.store.write() as tx:
        tx.run(DepositTable.update(proof=bytes(32)))
    shown = ana.get(where)
    assert shown.status_code == 200
    assert "/take-in" not in shown.text
    assert 'class="notice refused"' in shown.text
    assert rosa.get(where).status_code == 403
    assert ana.post(f"{where}/discard", where, {}).status_code == 302
    assert ana.get(where).status_code == 404
