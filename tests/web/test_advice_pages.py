"""What is open stands beside the work, as advice; what is to be done can be done by hand."""

from typing import Any

import pytest

from tejido.store.tables import TaskTable
from tejido.work import records, tasks
from tejido.work.falling_due import open_on
from tejido.work.records import Entry

Site = Any
TYPE = "trama.everything"
BINARY = {"day": "2026", "narrative": "Llegaron hombres y mujeres."}
OPEN = "Lo que queda abierto"


@pytest.fixture
def process(site: Site) -> str:
    """Give an accompaniment of Ana's."""
    return str(site.signed_in().begin())


def write(site: Site, process: str, **given: Any) -> str:
    """Write a record down in which only two genders are named."""
    entry = Entry(TYPE, process, {**BINARY, **given})
    return records.write(site.node, site.node_who("ana"), [entry])[0]


def test_nothing_is_said_where_nothing_is_open(site: Site, process: str) -> None:
    ana = site.signed_in()
    record = write(site, process, narrative="Llegaron todas.")
    assert OPEN not in ana.get(f"/processes/{process}").text
    assert OPEN not in ana.get(f"/records/{record}").text
    assert OPEN not in ana.get(f"/processes/{process}/write/{TYPE}").text


def test_what_is_open_leads_to_where_it_is_answered(site: Site, process: str) -> None:
    ana, record = site.signed_in(), write(site, process)
    page = ana.get(f"/processes/{process}").text
    assert OPEN in page
    assert "Más de dos géneros" in page
    assert f'href="/records/{record}"' in page[page.index(OPEN) :]
    assert "error" not in page[page.index(OPEN) : page.index("</section>", page.index(OPEN))]


def test_a_rule_is_said_once_with_few_of_its_records(site: Site, process: str) -> None:
    for _number in range(7):
        write(site, process)
    page = site.signed_in().get(f"/processes/{process}").text
    assert page.count("Más de dos géneros") == 1
    assert "y 4 más" in page


def test_a_record_shows_what_is_open_in_it_alone(site: Site, process: str) -> None:
    ana, record, other = site.signed_in(), write(site, process), write(site, process)
    page = ana.get(f"/records/{record}").text
    assert "Más de dos géneros" in page
    assert f"/records/{other}" not in page


def test_danger_stands_on_top_until_it_is_answered(site: Site, process: str) -> None:
    ana, who = site.signed_in(), site.node_who("ana")
    told = Entry("session", process, {"day": "2026-02-20", "risk_signal": "yes"})
    (session,) = records.write(site.node, who, [told])
    for page in (f"/processes/{process}", f"/records/{session}"):
        text = ana.get(page).text
        assert text.index("Alguien puede estar en peligro") < text.index(
            "Registros" if "processes" in page else "Guarda"
        )
        assert f"/processes/{process}/write/crisis.emergency" in text
    emergency = {"received_on": "2026-03-01", "severity": "red"}
    records.write(site.node, who, [Entry("crisis.emergency", process, emergency)])
    assert "Alguien puede estar en peligro</h2>" not in ana.get(f"/processes/{process}").text


def test_it_is_saved_whatever_is_open(site: Site, process: str) -> None:
    ana, new = site.signed_in(), f"/processes/{process}/write/{TYPE}"
    answer = ana.post(new, new, BINARY)
    assert answer.location.endswith("?done=saved")
    assert "Más de dos géneros" in ana.get(answer.location).text


def test_it_is_said_in_english_too(site: Site, process: str) -> None:
    ana = site.signed_in()
    write(site, process)
    ana.post("/language", "/", {"language": "en"})
    page = ana.get(f"/processes/{process}").text
    assert "What is open" in page
    assert "More than two genders" in page


# --- done by hand ---------------------------------------------------------------------


def test_what_no_state_asks_for_is_done_with_one_button(site: Site, process: str) -> None:
    ana, record = site.signed_in(), write(site, process)
    with site.node.store.write() as tx:
        open_on(tx, process, record, "write_to_them", site.node.clock())
    page = f"/records/{record}"
    (task,) = tasks.of_process(site.node, site.node_who("ana"), process)
    assert f'action="/tasks/{task.id}/done"' in ana.get(page).text
    answer = ana.post(f"/tasks/{task.id}/done", page)
    assert answer.location.endswith(f"/records/{record}?done=task_done")
    shown = ana.get(answer.location).text
    assert "Ya no está en la agenda" in shown
    assert "/tasks/" not in shown


def test_what_a_state_asks_for_has_no_button(site: Site, process: str) -> None:
    ana, given = site.signed_in(), {"received_on": "2026-03-01", "severity": "red"}
    entry = Entry("crisis.emergency", process, given)
    (record,) = records.write(site.node, site.node_who("ana"), [entry])
    page = ana.get(f"/records/{record}").text
    assert "Por hacer" in page
    assert "/tasks/" not in page


def test_what_names_whoever_looks_comes_first_on_the_agenda(site: Site, process: str) -> None:
    ana, mine, other = site.signed_in(), write(site, process, person="ana"), write(site, process)
    with site.node.store.write() as tx:
        for record in (mine, other):
            open_on(tx, process, record, "write_to_them", site.node.clock())
        tx.run(TaskTable.update(due_at="2020-01-01T09:00Z").where(TaskTable.record == other))
    page = ana.get("/").text
    assert "De lo que te encargas" in page
    assert page.index(f"/records/{mine}") < page.index(f"/records/{other}")
