"""Turning one row into the records that it gives, or into the reasons why it cannot be taken.

A row is taken whole or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tejido.declare.declarations import Declarations
from tejido.errors import InputError
from tejido.importing.field_rules import first_message
from tejido.importing.mapping import COLUMN, ImportMapping
from tejido.importing.matching import exact
from tejido.importing.naming import LONGEST_NAME
from tejido.importing.rules import RowError, side_by_side
from tejido.importing.sheet import Refusal, Row
from tejido.languages import words

_ = words("tejido")


@dataclass(frozen=True)
class Reading:
    """What one row gives: records as a person would have typed them, or refusals; never both.

    Attributes:
        share: rows with the same text here share a process; empty unless a column says so.
        name: of the process that the row begins.
    """

    row: Row
    given: tuple[Mapping[str, Any], ...] = ()
    refused: tuple[Refusal, ...] = ()
    share: str = ""
    name: str = ""


def is_left_out(row: Row, mapping: ImportMapping) -> bool:
    """Whether the mapping says that a row is no record."""
    return any(skip.holds(row.cells) for skip in mapping.skips)


def read_row(row: Row, mapping: ImportMapping, declarations: Declarations) -> Reading:
    """Return what ``row`` gives for records of the mapping's type."""
    try:
        given = _given(row, mapping)
        share, name = _process(row, mapping)
    except RowError as error:
        return Reading(row, refused=tuple(Refusal(row.line, *reason) for reason in error.reasons))
    refused = _refused(row, given, mapping, declarations)
    return Reading(row, refused=refused) if refused else Reading(row, given, (), share, name)


def _given(row: Row, mapping: ImportMapping) -> tuple[dict[str, object], ...]:
    given = tuple(side_by_side(mapping.fields, row.cells))
    if mapping.acts and row.cells[mapping.acts] != str(len(given)):
        reason = _("The row gives another number of records than this column says.")
        raise RowError([(mapping.acts, reason)])
    return given


def _process(row: Row, mapping: ImportMapping) -> tuple[str, str]:
    """Return what a row shares its process by, and the name of a process that it begins."""
    rule = mapping.processes
    share = exact(row.cells[rule.column]) if rule.by == COLUMN else ""
    if rule.by == COLUMN and not share:
        raise RowError([(rule.column, _("This is empty, so the row has no process."))])
    name = rule.name.name(row.cells) if rule.name else ""
    if rule.name and not 0 < len(name) <= LONGEST_NAME:
        column = next(iter(rule.name.columns), "")
        raise RowError([(column, _("This gives the process no name, or one that is too long."))])
    return share, name


def _refused(
    row: Row,
    given: tuple[Mapping[str, Any], ...],
    mapping: ImportMapping,
    declarations: Declarations,
) -> tuple[Refusal, ...]:
    """Return what the schema refuses, each once, beside the first column of its field."""
    found: dict[Refusal, None] = {}
    for one in given:
        try:
            declarations.load(mapping.type, one)
        except InputError as error:
            for name, messages in error.fields.items():
                columns = mapping.fields[name].columns if name in mapping.fields else ()
                refusal = Refusal(row.line, next(iter(columns), ""), first_message(messages))
                found[refusal] = None
    return tuple(found)
