"""A session noted in under a minute: few controls at once, nothing typed is lost."""

from typing import Any

import pytest

from tejido.work import processes, records

Site = Any


@pytest.fixture
def process(site: Site) -> str:
    return str(site.signed_in().begin())


def bodies(site: Site, process: str) -> list[Any]:
    who = site.node_who("ana")
    heads = processes.shown(site.node, who, process).records
    return [dict(records.opened(site.node, who, head.id).body) for head in heads]


def test_today_stands_there_and_saving_leads_back_to_the_accompaniment(
    site: Site, process: str
) -> None:
    ana, path = site.signed_in(), f"/processes/{process}/session"
    assert f'value="{site.node.today().isoformat()}"' in ana.get(path).text
    typed = {"day": "2026-03-01", "activity": "context_analysis", "note": "Se habló del miedo."}
    answer = ana.post(path, path, typed)
    assert answer.location.endswith(f"/processes/{process}?done=saved")
    assert bodies(site, process) == [typed]


def test_what_is_needed_comes_before_what_is_folded(site: Site, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}/session").text
    first, _folded, rest = page.partition("Todo lo demás, si hay tiempo")
    assert 'name="note"' in first
    assert 'name="risk_signal"' in first
    assert 'name="attendees"' in rest
    assert 'name="note"' not in rest


def test_a_wrong_day_is_said_beside_it_and_the_text_stays(site: Site, process: str) -> None:
    ana, path = site.signed_in(), f"/processes/{process}/session"
    answer = ana.post(path, path, {"day": "ayer", "note": "Se habló.", "attendees": "dos"})
    assert answer.status_code == 422
    assert "Se habló." in answer.text
    assert "<details open>" in answer.text
    assert bodies(site, process) == []


def test_two_answers_to_one_question_are_not_kept(site: Site, process: str) -> None:
    ana, path = site.signed_in(), f"/processes/{process}/session"
    typed = {"day": "2026-03-01", "people": "4", "people:instead": "unknown"}
    assert ana.post(path, path, typed).status_code == 422
    assert bodies(site, process) == []
