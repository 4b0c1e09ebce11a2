"""Rows come in whole or not at all, together, once, and sealed."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind, read
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError, UsageError
from tejido.importing.mapping import ImportMapping, read_mapping
from tejido.importing.naming import LONGEST_NAME
from tejido.work import consent, importing, processes, teams
from tejido.work.importing import Taken, take
from tejido.work.opening import OpenRecord, open_all
from tejido.work.records import Entry, write

ACT = "advocacy.act"
KIND = "advocacy.documentation"
CANARY = "Zopilote-7f3a"
MAPPING = """
source = "register"
matching = "loose"
[process]
by = "row"
name = "Folio {Folio}"
[fields.day]
column = "Day"
[fields.place]
column = "Place"
[fields.aggression]
column = "What"
separators = ["/"]
[fields.narrative]
column = "Words"
"""
HEAD = "Folio,Day,Place,What,Words\n"
GOOD = "1,2024-01-09,Oaxaca,threat,ya no salimos\n2,2024-02,Chiapas,threat / raid,\n"
BAD = f"3,2024-13,{CANARY},{CANARY},{CANARY}\n"

Take = Callable[..., Taken]


@pytest.fixture
def take_in(office: Any) -> Take:
    """Import a text as a file, by ``MAPPING`` with more at its end."""

    def call(content: str, more: str = "", *, mapping: str = MAPPING, **options: Any) -> Taken:
        who = options.pop("who", office.lucia)
        basis = options.pop("basis", "public_interest")
        found = mapped(office, mapping + more)
        return take(office.node, who, content.encode(), found, basis, **options)

    return call


def mapped(office: Any, text: str) -> ImportMapping:
    return read_mapping(text, ACT, office.node.declarations)


def kept(office: Any, who: SignedIn | None = None) -> list[OpenRecord]:
    with office.node.store.read() as tx:
        return open_all(office.node, tx, who or office.lucia, [ACT])


def test_accepted_rows_become_records_of_processes_of_their_own(office: Any, take_in: Take) -> None:
    taken = take_in(HEAD + GOOD)
    assert taken == Taken(rows=2, records=3, processes=2)
    told = sorted((one.body["aggression"], one.body["day"]) for one in kept(office))
    assert told == [("raid", "2024-02"), ("threat", "2024-01-09"), ("threat", "2024-02")]
    cards = processes.listed(office.node, office.lucia)
    assert {(card.name, card.kind, card.records) for card in cards} == {
        ("Folio 1", KIND, 1),
        ("Folio 2", KIND, 2),
    }


def test_a_refused_row_leaves_nothing_and_the_others_come_in(office: Any, take_in: Take) -> None:
    taken = take_in(HEAD + BAD + GOOD)
    assert (taken.rows, taken.records) == (2, 3)
    assert [(one.line, one.column) for one in taken.refused] == [
        (2, "Day"),
        (2, "Place"),
        (2, "What"),
    ]
    assert CANARY not in repr(taken)
    assert len(kept(office)) == 3
    assert len(processes.listed(office.node, office.lucia)) == 2


def test_importing_twice_adds_nothing(office: Any, take_in: Take) -> None:
    take_in(HEAD + GOOD)
    before = kept(office)
    assert take_in(HEAD + GOOD) == Taken(again=(2, 3))
    assert kept(office) == before
    assert len(processes.listed(office.node, office.lucia)) == 2


def test_a_sorted_file_with_one_more_row_adds_that_row(office: Any, take_in: Take) -> None:
    take_in(HEAD + GOOD)
    first, second = GOOD.splitlines(keepends=True)
    taken = take_in(HEAD + second + "4,2024,Oaxaca,torture,\n" + first)
    assert taken == Taken(rows=1, records=1, processes=1, again=(2, 4))


def test_rows_that_are_alike_are_all_kept_and_counted(office: Any, take_in: Take) -> None:
    row = "withheld,withheld,withheld,threat,\n"
    assert take_in(HEAD + row * 3).rows == 3
    assert take_in(HEAD + row * 3).rows == 0
    assert take_in(HEAD + row * 4).rows == 1
    assert len(kept(office)) == 4


def test_rows_refused_once_come_in_when_the_mapping_knows_them(take_in: Take) -> None:
    content = HEAD + GOOD + "5,2024,Anáhuac,threat,\n"
    assert take_in(content).rows == 2
    more = '[terms.where]\n"Anáhuac" = "MX"\n'
    better = MAPPING.replace('column = "Place"', 'column = "Place"\nterms = "where"')
    taken = take_in(content, more, mapping=better)
    assert (taken.rows, taken.again, taken.refused) == (1, (2, 3), ())


def test_a_rehearsal_says_the_same_and_keeps_nothing(office: Any, take_in: Take) -> None:
    rehearsed = take_in(HEAD + BAD + GOOD, rehearse=True)
    assert kept(office) == []
    assert processes.listed(office.node, office.lucia) == []
    assert _log(office)[Kind.IMPORT] == 0
    assert take_in(HEAD + BAD + GOOD) == rehearsed
    assert _log(office)[Kind.IMPORT] == 1


def test_nothing_of_a_file_is_on_the_disk_in_clear(office: Any, take_in: Take) -> None:
    take_in(HEAD + GOOD.replace("ya no salimos", CANARY) + BAD)
    written = b"".join(
        path.read_bytes() for path in sorted(Path(office.folder).rglob("*")) if path.is_file()
    )
    assert CANARY.encode() not in written
    assert b"Folio 1" not in written
    assert any(CANARY in one.body.get("narrative", "") for one in kept(office))


def test_where_a_record_came_from_is_sealed_with_it_and_survives_editing(
    office: Any, take_in: Take
) -> None:
    take_in(HEAD + GOOD)
    for one in kept(office):
        assert json.loads(one.source)["basis"] == "public_interest"
        body = {**one.body, "place": "MX"}
        write(office.node, office.lucia, [Entry(ACT, one.process, body, one.id, one.version)])
    assert take_in(HEAD + GOOD).rows == 0


@pytest.mark.parametrize("source", ["", "typed", "{}", "[]", '{"row": "x"}'])
def test_records_that_came_otherwise_stand_in_nobodys_way(
    office: Any, take_in: Take, source: str
) -> None:
    process = processes.start(office.node, office.lucia, KIND, "Memoria")
    typed = {"day": "2024", "place": "MX", "aggression": "threat"}
    write(office.node, office.lucia, [Entry(ACT, process, typed, source=source)])
    assert take_in(HEAD + GOOD).rows == 2


def test_if_one_record_cannot_be_kept_no_row_is(
    office: Any, take_in: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_facts: object) -> None:
        raise UsageError("no log today")

    monkeypatch.setattr(importing, "log", broken)  # the last thing within the transaction
    with pytest.raises(UsageError):
        take_in(HEAD + GOOD)
    assert kept(office) == []
    assert processes.listed(office.node, office.lucia) == []


# --- who shares a process, who may open it --------------------------------------------

BY_COLUMN = MAPPING.replace('by = "row"', 'by = "column"\ncolumn = "Folio"')


def test_rows_of_one_process_find_it_again(office: Any, take_in: Take) -> None:
    first = take_in(
        f"{HEAD}a,2024,MX,threat,\nb,2024,MX,raid,\na,2024,MX,torture,\n", mapping=BY_COLUMN
    )
    assert (first.rows, first.processes) == (3, 2)
    later = take_in(f"{HEAD}a,2024,MX,raid,\nc,2024,MX,raid,\n", mapping=BY_COLUMN)
    assert (later.rows, later.processes) == (2, 1)
    cards = processes.listed(office.node, office.lucia)
    assert {card.name: card.records for card in cards} == {"Folio a": 3, "Folio b": 1, "Folio c": 1}


GIVEN = MAPPING.replace('by = "row"\nname = "Folio {Folio}"', 'by = "given"')


def test_all_rows_can_go_into_a_process_that_exists(office: Any, take_in: Take) -> None:
    process = processes.start(office.node, office.lucia, KIND, "Memoria")
    taken = take_in(HEAD + GOOD, mapping=GIVEN, process=process)
    assert (taken.records, taken.processes) == (3, 0)
    assert {one.process for one in kept(office)} == {process}


def test_the_given_process_has_to_fit(office: Any, take_in: Take) -> None:
    other = processes.start(office.node, office.lucia, "accompaniment", "Otra cosa")
    hers = processes.start(office.node, office.marta, KIND, "De Marta")
    for process, error in [(other, InputError), (hers, NotOpenedError), ("0" * 32, NotFoundError)]:
        with pytest.raises((error, NotOpenedError)):
            take_in(HEAD + GOOD, mapping=GIVEN, process=process)
    with pytest.raises(UsageError, match="given"):
        take_in(HEAD + GOOD, mapping=GIVEN)
    with pytest.raises(UsageError, match="given"):
        take_in(HEAD + GOOD, process=hers)
    assert kept(office) == []


def test_a_team_can_open_what_came_in_and_import_again(office: Any, take_in: Take) -> None:
    said = " ".join(teams.own_words(office.node, office.marta))
    together = MAPPING.replace('by = "row"', f'by = "row"\nteam = ["marta {said}"]')
    take_in(HEAD + GOOD, mapping=together)
    assert len(kept(office, office.marta)) == 3
    assert take_in(HEAD + GOOD, mapping=together, who=office.marta).rows == 0


def test_a_team_is_named_with_the_words_of_its_keys(office: Any, take_in: Take) -> None:
    said = " ".join(teams.own_words(office.node, office.lucia))
    for named in ("marta", f"marta {said}"):
        others = MAPPING.replace('by = "row"', f'by = "row"\nteam = ["{named}"]')
        with pytest.raises(ChangedError, match="other words"):
            take_in(HEAD + GOOD, mapping=others)
    assert processes.listed(office.node, office.lucia) == []


def test_without_a_team_only_whoever_imported_can_open_it(office: Any, take_in: Take) -> None:
    take_in(HEAD + GOOD)
    assert kept(office, office.marta) == []


def test_somebody_who_is_not_here_stops_the_import(office: Any, take_in: Take) -> None:
    nobody = MAPPING.replace('by = "row"', 'by = "row"\nteam = ["nadie"]')
    for rehearse in (True, False):
        with pytest.raises(NotFoundError):
            take_in(HEAD + GOOD, mapping=nobody, rehearse=rehearse)
    assert processes.listed(office.node, office.lucia) == []


def test_names_are_as_long_as_a_process_takes_them() -> None:
    assert LONGEST_NAME == processes.NAME_LENGTH


# --- what may leave -------------------------------------------------------------------


def _grants(office: Any) -> list[tuple[str, str, frozenset[str], str | None]]:
    cards = processes.listed(office.node, office.lucia)
    shown = [processes.shown(office.node, office.lucia, card.id) for card in cards]
    found = [one for view in shown for one in view.grants]
    return [(one.basis, one.purpose, one.recipients, one.until) for one in found]


def test_nothing_may_leave_unless_the_mapping_says_so(office: Any, take_in: Take) -> None:
    take_in(HEAD + GOOD)
    assert _grants(office) == []


def test_new_processes_get_grants_of_the_basis(office: Any, take_in: Take) -> None:
    peer = "b" * 25 + "a"
    more = f'[consent]\npurposes = ["aggregate"]\nrecipients = ["{peer}"]\nuntil = 2049-12-31\n'
    take_in(HEAD + GOOD, more)
    one = ("public_interest", "aggregate", frozenset({peer}), "2049-12-31")
    assert _grants(office) == [one, one]
    take_in(HEAD + GOOD, more)
    assert _grants(office) == [one, one]


def test_a_process_that_is_found_again_keeps_its_consent(office: Any, take_in: Take) -> None:
    more = '[consent]\npurposes = ["aggregate"]\n'
    take_in(f"{HEAD}a,2024,MX,threat,\n", more, mapping=BY_COLUMN)
    view = processes.shown(office.node, office.lucia, kept(office)[0].process)
    consent.withdraw(office.node, office.lucia, view.grants[0].id)
    take_in(f"{HEAD}a,2024,MX,raid,\n", more, mapping=BY_COLUMN)
    assert len(_grants(office)) == 1


def test_a_basis_that_does_not_exist_is_refused(take_in: Take) -> None:
    with pytest.raises(UsageError, match="public_interest"):
        take_in(HEAD + GOOD, basis="curiosity")


def test_an_endless_file_is_refused(take_in: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_ROWS", 1)
    with pytest.raises(UsageError, match="in parts"):
        take_in(HEAD + GOOD)


def test_the_log_says_that_and_how_much_but_nothing_of_it(office: Any, take_in: Take) -> None:
    take_in(HEAD + BAD + GOOD)
    with office.node.store.read() as tx:
        (entry,) = [
            one for one in read(tx, office.lucia.role("auditor")) if one.kind == Kind.IMPORT
        ]
    assert entry.facts == {
        "person": office.lucia.person,
        "type": ACT,
        "basis": "public_interest",
        "rows": "2",
        "records": "3",
        "refused": "1",
    }


def _log(office: Any) -> Counter[Kind]:
    with office.node.store.read() as tx:
        return Counter(one.kind for one in read(tx, office.lucia.role("auditor")))
