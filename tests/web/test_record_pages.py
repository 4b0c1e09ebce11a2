"""One record on the screen: written, seen again, changed, refused, moved on."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tejido.work import records

Site = Any
Sent = Callable[[str], MultiDict[str, str]]

TYPE = "trama.everything"
EMERGENCY = {"received_on": "2026-03-01", "severity": "red"}


def body_of(site: Site, record: str) -> Mapping[str, Any]:
    return dict(records.opened(site.node, site.node_who("ana"), record).body)


@pytest.fixture
def page(site: Site) -> tuple[Any, str]:
    """Give Ana's browser and the address of a new record's form."""
    ana = site.signed_in()
    return ana, f"/processes/{ana.begin()}/write/{TYPE}"


def test_what_is_written_is_kept_and_shown_again(
    site: Site, page: tuple[Any, str], sent_by: Sent
) -> None:
    ana, new = page
    answer = ana.post(new, new, {"day": "2026-03", "line": "una", "place": "MX-OAX"})
    assert answer.location.endswith("?done=saved")
    record = answer.location.split("/")[-1].partition("?")[0]
    assert body_of(site, record) == {"day": "2026-03", "line": "una", "place": "MX-OAX"}
    shown = ana.get(answer.location).text
    assert "Guardado y sellado para el equipo." in shown
    assert sent_by(shown)["line"] == "una"


def test_a_record_sent_back_with_one_change_changes_only_that(
    site: Site, page: tuple[Any, str], sent_by: Sent, body: Mapping[str, Any]
) -> None:
    ana, _new = page
    process = _new.split("/")[2]
    (record,) = records.write(site.node, site.node_who("ana"), [records.Entry(TYPE, process, body)])
    path = f"/records/{record}"
    sent = sent_by(ana.get(path).text)
    sent["line"] = "otra línea"
    assert ana.client.post(path, data=sent).status_code == 302
    assert body_of(site, record) == {**body, "line": "otra línea"}


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    site: Site, page: tuple[Any, str], sent_by: Sent
) -> None:
    ana, new = page
    typed = {"day": "ayer", "people": "muchas", "narrative": "lo que pasó"}
    answer = ana.post(new, new, typed)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'href="#f-day"' in answer.text
    assert 'id="f-people-error-1">Escribe un número entero.' in answer.text
    sent = sent_by(answer.text)
    assert {name: sent[name] for name in typed} == typed
    assert "Todavía no hay nada escrito." in ana.get(new.rpartition("/write")[0]).text


def test_two_answers_and_another_fault_are_told_at_once(page: tuple[Any, str]) -> None:
    ana, new = page
    answer = ana.post(new, new, {"people": "3", "people:instead": "unknown"})
    assert 'href="#f-people"' in answer.text
    assert 'href="#f-day"' in answer.text


def test_in_a_closed_process_the_form_says_how_to_open_it_again_and_keeps_what_was_typed(
    site: Site, page: tuple[Any, str]
) -> None:
    ana, new = page
    process = new.partition("/write")[0]
    ana.post(f"{process}/close", process)
    assert f'href="{process}/safekeeping#keeping"' in ana.get(new).text
    answer = ana.post(new, new, {"day": "2026-03", "line": "una"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="una"' in answer.text
    ana.post(f"{process}/reopen", process)
    assert f'href="{process}/safekeeping#keeping"' not in ana.get(new).text
    assert ana.post(new, new, {"day": "2026-03", "line": "una"}).status_code == 302


def test_two_answers_alone_are_refused_as_well(page: tuple[Any, str]) -> None:
    ana, new = page
    answer = ana.post(new, new, {"day": "2026", "day:instead": "unknown"})
    assert answer.status_code == 422
    assert "Aquí hay dos respuestas" in answer.text


def test_a_group_grows_and_shrinks_without_saving_anything(
    page: tuple[Any, str], sent_by: Sent
) -> None:
    ana, new = page
    answer = ana.post(new, new, {"line": "una", "_add": "impacts"})
    assert answer.status_code == 200
    sent = sent_by(answer.text)
    assert (sent["line"], sent.getlist("impacts")) == ("una", ["0"])
    sent["impacts.0.said"] = "x"
    sent["_add"] = "impacts"
    answer = ana.client.post(new, data=sent)
    sent = sent_by(answer.text)
    assert sent.getlist("impacts") == ["0", "1"]
    sent["_remove"] = "impacts.0"
    sent = sent_by(ana.client.post(new, data=sent).text)
    assert "impacts.0.said" not in sent or sent["impacts.0.said"] != "x"
    assert "Todavía no hay nada escrito." in ana.get(new.rpartition("/write")[0]).text


def test_an_item_that_was_left_blank_is_not_kept(site: Site, page: tuple[Any, str]) -> None:
    ana, new = page
    typed = [("day", "2026"), ("impacts", "0"), ("impacts", "1"), ("impacts.1.impact", "fear")]
    record = ana.post(new, new, typed).location.split("/")[-1].partition("?")[0]
    assert body_of(site, record) == {"day": "2026", "impacts": [{"impact": "fear"}]}


def test_two_who_write_at_once_do_not_overwrite_each_other(
    site: Site, page: tuple[Any, str], sent_by: Sent
) -> None:
    ana, new = page
    record = ana.write(new.split("/")[2], {"day": "2026", "line": "primera"})
    path = f"/records/{record}"
    sent = sent_by(ana.get(path).text)
    assert ana.client.post(path, data={**sent, "line": "la de ella"}).status_code == 302
    answer = ana.client.post(path, data={**sent, "line": "la mía"})
    assert answer.status_code == 409
    assert "Alguien guardó este registro mientras escribías" in answer.text
    assert sent_by(answer.text)["line"] == "la mía"
    assert body_of(site, record)["line"] == "la de ella"


@pytest.mark.parametrize("version", ["", "x", "0", "99"])
def test_without_the_version_that_was_seen_nothing_is_saved(
    site: Site, page: tuple[Any, str], version: str
) -> None:
    ana, new = page
    record = ana.write(new.split("/")[2], {"day": "2026"})
    answer = ana.post(f"/records/{record}", "/", {"day": "2025", "_version": version})
    assert answer.status_code == 409
    assert body_of(site, record) == {"day": "2026"}


def test_a_record_is_not_opened_to_others(site: Site, page: tuple[Any, str]) -> None:
    ana, new = page
    record = ana.write(new.split("/")[2], {"day": "2026", "line": "secreto"})
    rosa = site.signed_in("rosa")
    answer = rosa.get(f"/records/{record}")
    assert answer.status_code == 403
    assert "secreto" not in answer.text
    assert rosa.post(f"/records/{record}", "/", {"day": "2025"}).status_code == 403
    assert rosa.post(f"/records/{record}/state", "/", {"state": "closed"}).status_code == 403


def test_a_record_moves_only_where_its_lifecycle_leads(site: Site) -> None:
    ana = site.signed_in()
    path = f"/records/{ana.write(ana.begin(), EMERGENCY, 'crisis.emergency')}"
    assert 'aria-current="step">Recibida' in ana.get(path).text
    assert ana.post(f"{path}/state", path, {"state": "closed"}).status_code == 422
    assert 'aria-current="step">Recibida' in ana.get(path).text
    assert ana.post(f"{path}/state", path, {"state": "triaged"}).status_code == 302
    assert 'aria-current="step">Primera valoración hecha' in ana.get(path).text


def test_what_other_strategies_offer_stands_beside_the_form(site: Site) -> None:
    ana = site.signed_in()
    path = f"/processes/{ana.begin()}/write/crisis.emergency"
    assert "Mirar el riesgo en conjunto" in ana.get(path).text


def test_the_states_duty_stands_beside_every_attribution(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin(kind="advocacy.documentation")
    act = [("day", "2026-03"), ("place", "MX-OAX"), ("aggression", "raid")]
    for number, who in enumerate(("unknown", "police")):
        act += [("attributions", str(number)), (f"attributions.{number}.perpetrator", who)]
    path = f"/records/{ana.write(process, act, 'advocacy.act')}"
    assert ana.get(path).text.count("el Estado tiene el deber de prevenir") == 2
    blank = f"/processes/{process}/write/advocacy.act"
    assert "el Estado tiene el deber" not in ana.get(blank).text


def test_a_form_says_what_may_leave_and_as_what(site: Site) -> None:
    ana = site.signed_in()
    page = ana.get(f"/processes/{ana.begin()}/write/crisis.emergency").text
    received = page.partition('for="f-received_on"')[2].partition("</label>")[0]
    assert "puede salir como:" in received
    assert "trimestre, año" in received
    assert "puede salir" not in page.partition('for="f-narrative"')[2].partition("</label>")[0]


def test_a_type_that_nobody_declares_is_not_found(site: Site) -> None:
    ana = site.signed_in()
    assert ana.get(f"/processes/{ana.begin()}/write/nothing.here").status_code == 404


def test_a_type_of_another_kind_of_process_is_refused(site: Site) -> None:
    ana = site.signed_in()
    path = f"/processes/{ana.begin()}/write/training.cohort"
    assert ana.post(path, "/", {"starts_on": "2026"}).status_code in (404, 422)
