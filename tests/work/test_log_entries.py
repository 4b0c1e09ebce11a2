"""Entries of the log in words: codes by what they are called, ids as they are."""

from typing import Any

import pytest

from tejido.testing.keys import key_of
from tejido.work import (
    auditing,
    erasing,
    exporting,
    holds,
    people,
    processes,
    records,
    retention,
    roles,
    teams,
)
from tejido.work.log_entries import About, log_lines

Office = Any

VISIT = "tela.visit"


def newest(office: Office, language: str = "en") -> dict[str, About]:
    """Return what the newest entry is about, by what it is."""
    page = auditing.listed(office.node, office.ana)
    lines = log_lines(office.node.declarations, page, language)
    return {one.what: one for one in lines[0].about}


def said(office: Office, language: str = "en") -> dict[str, str]:
    """Return it as read, where none of it is an id."""
    about = newest(office, language)
    assert not [one for one in about.values() if one.is_id]
    return {what: one.value for what, one in about.items()}


def test_who_holds_or_may_do_what_is_said_in_words(office: Office) -> None:
    office.small.joined_by("luz")
    roles.grant(office.node, office.ana, "intake", "luz", public=key_of(office.node, "luz"))
    assert said(office) == {"to": "luz", "role": "Reception"}
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=False)
    assert said(office) == {"changed": "luz", "accompanies": "yes", "administers": "no"}


def test_ids_stay_ids(office: Office) -> None:
    process = office.begin()
    assert list(newest(office).values()) == [About("process", process, True)]
    office.small.joined_by("luz")
    teams.open_to(office.node, office.ana, process, "luz", public=key_of(office.node, "luz"))
    assert newest(office) == {
        "opened to": About("opened to", "luz", False),
        "process": About("process", process, True),
    }


def test_a_state_is_called_as_its_type_calls_it(office: Office) -> None:
    _process, record = office.visited()
    records.move(office.node, office.ana, record, "near")
    about = newest(office)
    assert about["record"] == About("record", record, True)
    assert about["state"] == About("state", "Near", False)


def test_a_state_of_what_is_gone_stays_a_code(office: Office) -> None:
    _process, record = office.visited()
    records.move(office.node, office.ana, record, "near")
    erasing.erase(office.node, office.ana, records=[record], reason="mistake")
    assert newest(office)["reason"].value == "It was written down by mistake"
    page = auditing.listed(office.node, office.ana)
    lines = log_lines(office.node.declarations, page, "en")
    moved = next(line for line in lines if line.did == "Moved on")
    assert About("state", "near", True) in moved.about


def test_a_rule_is_told_as_its_page_tells_it(office: Office) -> None:
    retention.set_rule(office.node, office.ana, "accompaniment", "closed", 12)
    assert said(office) == {
        "what": "Accompaniment",
        "state": "closed",
        "months": "12",
        "action": "It is erased",
        "from": "March 31, 2026",
    }
    retention.set_rule(office.node, office.ana, VISIT, "done", 3, retention.REVIEW)
    found = said(office)
    assert (found["what"], found["state"]) == ("Visit", "Done")


def test_why_something_was_handed_over_and_that_it_is_kept(office: Office) -> None:
    process = office.begin()
    b"".join(exporting.export(office.node, office.ana, process, "moving", "en").content)
    assert newest(office)["reason"].value.startswith("Somebody else will accompany them")
    holds.hold(office.node, office.ana, process, "un juicio")
    assert newest(office)["kept longer"].value == "yes"
    holds.release(office.node, office.ana, process)
    processes.close(office.node, office.ana, process)
    assert newest(office)["closed"] == About("closed", "March 1, 2026", False)


@pytest.mark.parametrize(("language", "begins"), [("en", "Entries of the log"), ("es", "Entradas")])
def test_reading_it_is_told_too_in_the_language_of_the_reader(
    office: Office, language: str, begins: str
) -> None:
    auditing.listed(office.node, office.ana)
    (value,) = said(office, language).values()
    assert value.startswith(begins)


def test_what_a_plugin_called_that_is_absent_stays_a_code(office: Office) -> None:
    retention.set_rule(office.node, office.ana, VISIT, "done", 3)
    page = auditing.listed(office.node, office.ana)
    declared = office.small.without("tela").node.declarations
    about = log_lines(declared, page, "en")[0].about
    assert About("what", VISIT, True) in about
    assert About("state", "done", True) in about
