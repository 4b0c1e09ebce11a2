"""A small invented form with every kind of field, and mappings for it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.accounts.signing_in import SignedIn
from tejido.declare import fields, transforms
from tejido.declare.declarations import Contribution, Declarations
from tejido.declare.records import ProcessKind, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.importing.mapping import ImportMapping, read_mapping
from tejido.importing.reading import Reading, is_left_out, read_row
from tejido.importing.sheet import Sheet, read_sheet
from tejido.node import Node
from tejido.testing.nodes import joined
from tejido.work.founding import found
from tejido.work.nodes import open_node
from tejido.work.people import sign_in

PASSPHRASE = "una frase que nadie adivina nunca"

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


@dataclass(frozen=True)
class Office:
    """A node, two people signed in, and the files by which a command would do the same."""

    node: Node
    lucia: SignedIn
    marta: SignedIn
    folder: Path
    passphrase_file: Path


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


# --- a node with somebody who imports -------------------------------------------------


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node's folder, to be copied: Lucía founded it, Marta works there too."""
    folder = tmp_path_factory.mktemp("founded") / "node"
    found(
        folder,
        name="Casa",
        handle="lucia",
        passphrase=PASSPHRASE,
        language="es",
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    with closing(open_node(folder)) as node:
        joined(node, sign_in(node, "lucia", PASSPHRASE), "marta", passphrase=PASSPHRASE)
    return folder


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Iterator[Office]:
    """A small real node."""
    folder, file = tmp_path / "node", tmp_path / "passphrase.txt"
    shutil.copytree(founded, folder)
    file.write_text(f"{PASSPHRASE}\n", "utf-8")
    with closing(open_node(folder)) as node:
        lucia, marta = (sign_in(node, handle, PASSPHRASE) for handle in ("lucia", "marta"))
        yield Office(node, lucia, marta, folder, file)
