"""One row becomes records, or says why not; whole or not at all."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.declarations import Declarations
from tejido.importing.mapping import ImportMapping
from tejido.importing.reading import Reading, read_row
from tejido.importing.sheet import read_sheet

Mapped = Callable[..., ImportMapping]
ReadAll = Callable[[str, ImportMapping], list[Reading]]

CANARY = "Zopilote-7f3a"


@pytest.fixture
def one(mapped: Mapped, read_all: ReadAll) -> Callable[..., Reading]:
    """Read one row, given as cells by column, by ``SMALL`` with more at its end."""

    def read(more: str, *, small: str | None = None, **cells: str) -> Reading:
        cells = {"Nr": "1", "What": "threat"} | cells
        head, row = (
            ",".join(json.dumps(text, ensure_ascii=False) for text in texts)
            for texts in zip(*cells.items(), strict=True)
        )
        content = f"{head}\n{row}\n".replace("\\n", "\n")
        mapping = mapped(more) if small is None else mapped(more, small=small)
        (found,) = read_all(content, mapping)
        return found

    return read  # fmt: skip


@pytest.mark.parametrize(
    ("more", "cells", "given"),
    [
        pytest.param('[fields.day]\ncolumn="When"\nyear=2018', {"When": "9 de enero"},
                     {"day": "2018-01-09"}, id="a day"),
        pytest.param('[fields.day]\ncolumn=["D","M","Y"]', {"D": "9", "M": "enero", "Y": "2018"},
                     {"day": "2018-01-09"}, id="a day in three columns"),
        pytest.param('[fields.day]\ncolumn="When"\n[reserved]\nwithheld="Se reserva"',
                     {"When": "se RESERVA"}, {"day": "withheld"}, id="withheld"),
        pytest.param('[fields.day]\ncolumn="When"', {"When": "not_asked"},
                     {"day": "not_asked"}, id="a reserved id"),
        pytest.param('[fields.place]\ncolumn="Where"', {"Where": "oaxaca"},
                     {"place": "MX-OAX"}, id="a label of the vocabulary"),
        pytest.param('[fields.place]\ncolumn="Where"', {"Where": "MX-OAX"},
                     {"place": "MX-OAX"}, id="an id of the vocabulary"),
        pytest.param('[fields.place]\ncolumn="Where"\nterms="w"\n[terms.w]\n"Oaxaca"="MX"',
                     {"Where": "Oaxaca"}, {"place": "MX"}, id="the mapping's term wins"),
        pytest.param('[fields.people]\ncolumn="N"', {"N": "40"}, {"people": 40}, id="a number"),
        pytest.param('[fields.people]\ncolumn="N"', {"N": "2-5"}, {"people": "2-5"},
                     id="a bracket"),
        pytest.param('[fields.people]\ncolumn="N"\nterms="n"\n[terms.n]\n"Varias"="2-5"\nUna=1',
                     {"N": "varias"}, {"people": "2-5"}, id="a text for a bracket"),
        pytest.param('[fields.missing]\ncolumn="M"\nterms="m"\n[terms.m]\n"Sí"=true', {"M": "si"},
                     {"missing": "yes"}, id="yes"),
        pytest.param('[fields.impacts]\ncolumn="I"\nseparators=["y",","]', {"I": "Culpa y miedo"},
                     {"impacts": ["guilt", "fear"]}, id="several terms of one field"),
        pytest.param('[fields.impacts]\nvalue="fear"', {}, {"impacts": ["fear"]},
                     id="a constant"),
        pytest.param('[fields.impacts]\ncolumn="I"\nempty="not_asked"', {"I": ""},
                     {"impacts": ["not_asked"]}, id="several, not asked"),
        pytest.param('[fields.day]\ncolumn="When"\nempty="not_asked"', {"When": " "},
                     {"day": "not_asked"}, id="empty is not asked"),
        pytest.param('[fields.day]\ncolumn="When"', {"When": ""}, {}, id="empty is left out"),
        pytest.param('[fields.said]\ncolumn=["A","B"]', {"A": "Ya no\n\ndormimos", "B": "."},
                     {"said": "Ya no\n\ndormimos ."}, id="words stay as they are"),
        pytest.param('[fields.title]\ncolumn="T"\n[reserved]\nwithheld="X"', {"T": "X"},
                     {"title": "X"}, id="no reserved id where none is accepted"),
        pytest.param('[[fields.who]]\nperpetrator={column="P",separators=["/"]}\nknown={column="K"}',
                     {"P": "Policía / Empresa", "K": "voz"},
                     {"who": [{"perpetrator": "police", "known": "voz"},
                              {"perpetrator": "company", "known": "voz"}]},
                     id="a group, cut"),
        pytest.param('[[fields.who]]\nperpetrator={column="P1"}\n[[fields.who]]\n'
                     'perpetrator={column="P2"}\nknown={value="dicho"}',
                     {"P1": "", "P2": "Policía"},
                     {"who": [{"perpetrator": "police", "known": "dicho"}]},
                     id="a group in columns, one empty"),
        pytest.param('[[fields.who]]\nperpetrator={column="P"}', {"P": ""}, {},
                     id="a group that is empty"),
    ],
)  # fmt: skip
def test_a_cell_becomes_what_a_person_would_have_typed(
    one: Callable[..., Reading],
    declarations: Declarations,
    more: str,
    cells: dict[str, str],
    given: Mapping[str, Any],
) -> None:
    found = one(more, **cells)
    assert found.refused == ()
    assert list(found.given) == [{"aggression": "threat", **given}]
    declarations.load("probe.visit", found.given[0])


@pytest.mark.parametrize(
    ("more", "cells", "refused"),
    [
        pytest.param("", {"What": CANARY}, ["What"], id="a text that nobody decided on"),
        pytest.param("", {"What": ""}, ["What"], id="a needed field is empty"),
        pytest.param('[fields.day]\ncolumn="When"', {"When": "9 de enero"}, ["When"], id="no year"),
        pytest.param('[fields.day]\ncolumn="When"', {"When": "1 de enero de 1918"}, ["When"],
                     id="year out of bounds"),
        pytest.param('[fields.people]\ncolumn="N"', {"N": CANARY}, ["N"], id="no number"),
        pytest.param('[fields.people]\ncolumn="N"', {"N": "99999999"}, ["N"], id="too many"),
        pytest.param('[fields.title]\ncolumn="T"', {"T": CANARY * 99}, ["T"], id="too long"),
        pytest.param('[fields.missing]\ncolumn="M"', {"M": CANARY}, ["M"], id="neither yes nor no"),
        pytest.param('[[fields.who]]\nperpetrator={column="P"}\nknown={column="K"}',
                     {"P": "", "K": CANARY}, ["P"], id="half an entry of a group"),
        pytest.param('[[fields.who]]\nperpetrator={column="P"}', {"P": CANARY}, ["P"],
                     id="within a group"),
        pytest.param('[acts]\ncount="C"', {"C": "2"}, ["C"], id="another number of acts"),
        pytest.param('[fields.day]\ncolumn="When"\n[fields.people]\ncolumn="N"',
                     {"When": CANARY, "N": CANARY}, ["When", "N"], id="two columns at once"),
    ],
)  # fmt: skip
def test_a_row_is_refused_by_column_and_never_by_content(
    one: Callable[..., Reading], more: str, cells: dict[str, str], refused: list[str]
) -> None:
    found = one(more, **cells)
    assert found.given == ()
    assert [reason.column for reason in found.refused] == refused
    assert {reason.line for reason in found.refused} == {2}
    assert CANARY not in repr(found.refused)


# --- several acts in one row ----------------------------------------------------------

ACTS = """
source = "visits"
matching = "loose"
[process]
by = "row"
name = "Visit {Nr}"
[terms.what]
"Amenaza" = "threat"
"Allanamiento y robo" = ["raid", "property_attack"]
[fields.aggression]
column = "What"
terms = "what"
separators = ["y", ",", "/"]
marks = ["#."]
[fields.day]
column = "When"
separators = ["/"]
range = "first"
[fields.place]
column = "Where"
[fields.said]
column = "Said"
marks = ["#."]
"""


@pytest.mark.parametrize(
    ("cells", "acts"),
    [
        ({"What": "Amenaza"}, [("threat", "2018-01-09", "MX-OAX")]),
        (
            {"What": "Amenaza y vigilancia"},
            [("threat", "2018-01-09", "MX-OAX"), ("surveillance", "2018-01-09", "MX-OAX")],
        ),
        (
            {"What": "1. Amenaza\n2. Vigilancia", "When": "9 de enero de 2018 / marzo de 2018"},
            [("threat", "2018-01-09", "MX-OAX"), ("surveillance", "2018-03", "MX-OAX")],
        ),
        (
            {"What": "Allanamiento y robo"},
            [("raid", "2018-01-09", "MX-OAX"), ("property_attack", "2018-01-09", "MX-OAX")],
        ),
        (
            {"When": "9 de enero de 2018/9 de marzo de 2018"},
            [("threat", "2018-01-09", "MX-OAX"), ("threat", "2018-03-09", "MX-OAX")],
        ),
    ],
)
def test_columns_with_several_acts_go_side_by_side(
    one: Callable[..., Reading], cells: dict[str, str], acts: list[tuple[str, ...]]
) -> None:
    cells = {"When": "9 de enero de 2018", "Where": "Oaxaca", "Said": ""} | cells
    found = one("", small=ACTS, **cells)
    told = [(given["aggression"], given["day"], given["place"]) for given in found.given]
    assert told == acts


def test_columns_with_different_numbers_of_acts_refuse_the_row(
    one: Callable[..., Reading],
) -> None:
    cells = {"When": "9 de enero de 2018/9 de marzo de 2018", "Where": "Oaxaca", "Said": ""}
    found = one("", small=ACTS, **cells, What="Amenaza, vigilancia y tortura")
    assert [reason.column for reason in found.refused] == ["When"]
    assert found.given == ()


def test_one_bad_act_refuses_the_whole_row(one: Callable[..., Reading]) -> None:
    cells = {"When": "2018/2018-13", "Where": "Oaxaca", "Said": ""}
    found = one("", small=ACTS, **cells)
    assert found.given == ()
    assert found.refused


def test_the_number_of_acts_can_be_compared_with_a_column(one: Callable[..., Reading]) -> None:
    cells = {"What": "Amenaza y tortura", "When": "2018", "Where": "Oaxaca", "Said": ""}
    assert one('[acts]\ncount="C"', small=ACTS, **cells, C="2").refused == ()
    assert one('[acts]\ncount="C"', small=ACTS, **cells, C="3").refused


# --- rows and processes ---------------------------------------------------------------

TOTALS = """
[[skip]]
empty = ["What"]
[[skip]]
column = "Nr"
is = ["Total"]
"""


def test_rows_that_are_no_records_are_left_out(mapped: Mapped, read_all: ReadAll) -> None:
    content = "Nr,What\n1,threat\n,\nTOTAL,threat\n2,threat\n"
    assert [found.row.line for found in read_all(content, mapped(TOTALS))] == [2, 5]


BY_COLUMN = """
source = "visits"
[process]
by = "column"
column = "Nr"
name = "Visit {Nr} to {Whom}"
[fields.aggression]
column = "What"
"""


def test_rows_with_the_same_text_in_a_column_share_a_process(
    mapped: Mapped, read_all: ReadAll
) -> None:
    content = "Nr,Whom,What\na ,X,threat\nb,Y,threat\na,Z,threat\n,Z,threat\n"
    *rows, empty = read_all(content, mapped(small=BY_COLUMN))
    assert [row.share for row in rows] == ["a", "b", "a"]
    assert rows[0].name == "Visit a to X"
    assert [reason.column for reason in empty.refused] == ["Nr"]


def test_a_process_has_a_name_that_fits(one: Callable[..., Reading], small: str) -> None:
    bare = small.replace("Visit {Nr}", "{Nr}")
    for nr in ("", "x" * 121):
        found = one("", small=bare, Nr=nr)
        assert [reason.column for reason in found.refused] == ["Nr"]
    assert one("", small=bare, Nr="x" * 120).name == "x" * 120


# --- whatever comes -------------------------------------------------------------------

EVERYTHING = """
[fields.day]
column = "B"
year = 2018
range = "first"
separators = ["/", "y"]
[fields.place]
column = "C"
separators = [","]
[fields.people]
column = "D"
[fields.said]
column = "E"
marks = ["#."]
[[fields.who]]
perpetrator = { column = "F", separators = ["/"] }
"""
CELL = st.text(max_size=20) | st.sampled_from(
    ["threat", "9 de enero y 10 de enero", "MX, US", "Policía / Empresa", "1. a 2. b", "7", ""]
)


@given(cells=st.lists(CELL, min_size=7, max_size=7))
def test_any_row_is_either_taken_whole_or_refused(
    mapped: Mapped, declarations: Declarations, cells: list[str]
) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    content = f"Nr,What,B,C,D,E,F\n{quoted}\n".encode("utf-8", "replace")
    mapping = mapped(EVERYTHING)
    for row in read_sheet(content, mapping).rows:
        found = read_row(row, mapping, declarations)
        assert bool(found.given) != bool(found.refused)
        for one_given in found.given:
            declarations.load("probe.visit", one_given)
