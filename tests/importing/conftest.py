"""A small invented form with every kind of field, and mappings for it."""

from collections.abc import Callable

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare import fields, transforms
from tejido.declare.declarations import Contribution, Declarations
from tejido.declare.records import ProcessKind, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.importing.mapping import ImportMapping, read_mapping
from tejido.importing.reading import Reading, is_left_out, read_row
from tejido.importing.sheet import Sheet, read_sheet

#: The smallest mapping for the form below.
SMALL = """
source = "visits"
matching = "loose"
[process]
by = "row"
name = "Visit {Nr}"
[fields.aggression]
column = "What"
"""


class WhoEntry(RecordSchema):
    perpetrator = fields.Code("perpetrator_type", "Who", required=True, leaves=transforms.as_is)
    known = fields.Narrative("How it is known")


class VisitSchema(RecordSchema):
    aggression = fields.Code("aggression", "What", required=True, leaves=transforms.as_is)
    day = fields.Day("When", leaves=transforms.year)
    place = fields.Place("Where", leaves=transforms.region)
    impacts = fields.Codes("impact", "Impacts", leaves=transforms.as_is)
    people = fields.Count("People", leaves=transforms.bracket(1, 2, 6, 16))
    missing = fields.Flag("Someone is missing", leaves=transforms.flag)
    who = fields.Group(WhoEntry, "Who is held responsible")
    said = fields.Narrative("In their words")
    title = fields.Line("Title")


def _declared() -> Declarations:
    form = Contribution(
        "probe",
        kinds=(ProcessKind("probe.visits", "Visits"),),
        types=(RecordType("probe.visit", "Visit", VisitSchema, process="probe.visits"),),
    )
    return Declarations().adding(core_contribution()).adding(form)


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    return _declared()


@pytest.fixture(scope="session")
def mapped(declarations: Declarations) -> Callable[..., ImportMapping]:
    """Read a mapping: ``SMALL`` with more at its end, or another one."""

    def read(more: str = "", *, small: str = SMALL) -> ImportMapping:
        return read_mapping(f"{small}\n{more}", "probe.visit", declarations)

    return read


@pytest.fixture(scope="session")
def small() -> str:
    return SMALL


@pytest.fixture(scope="session")
def read_all(declarations: Declarations) -> Callable[..., list[Reading]]:
    """Read every row of a file that is a record, by a mapping."""

    def read(content: str, mapping: ImportMapping) -> list[Reading]:
        sheet: Sheet = read_sheet(content.encode(), mapping)
        return [
            read_row(row, mapping, declarations)
            for row in sheet.rows
            if not is_left_out(row, mapping)
        ]

    return read
