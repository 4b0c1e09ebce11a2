"""The mapping: what somebody decided about a file, read and checked before any row is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tejido.declare.declarations import Declarations
from tejido.declare.transforms import RESERVED
from tejido.errors import UsageError
from tejido.importing.days import LANGUAGES
from tejido.importing.field_rules import Ground, distinct, rules_of
from tejido.importing.matching import MATCHINGS, Matching
from tejido.importing.naming import Naming
from tejido.importing.rules import Rule, Skip
from tejido.importing.strict_toml import Table, read_toml
from tejido.languages import words
from tejido.vault.identity import is_node_id

_ = words("tejido")

#: A longer mapping is not one that a person wrote, in characters.
LONGEST = 1_000_000
ROW, COLUMN, GIVEN = "row", "column", "given"
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class FileForm:
    """How the file is written; ``fallback`` names the encoding of what is not UTF-8."""

    delimiter: str = ","
    fallback: str = ""


@dataclass(frozen=True)
class Processes:
    """Which rows share a process, and what the new processes are called.

    Attributes:
        by: each row its own, one for each text in ``column``, or one ``given`` that exists.
        team: people who hold a slot from the start, beside whoever imports: each a handle and the
            six words of their key, as they read them out.
    """

    by: str
    column: str = ""
    name: Naming | None = None
    team: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        named = self.name.columns if self.name else ()
        return (*filter(None, [self.column]), *named)


@dataclass(frozen=True)
class Permission:
    """What the legal basis of these records allows, for whom; with no purpose nothing leaves.

    Attributes:
        recipients: node ids.
        until: last UTC day, or ``None``.
    """

    purposes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class ImportMapping:
    """One checked mapping for one record type.

    Attributes:
        type: id of the record type.
        source: what the file's rows are known by from one import to the next.
        key: columns that tell rows apart; empty for all of them.
        acts: column that says how many records a row gives, to be compared; empty for none.
    """

    type: str
    source: str
    form: FileForm
    processes: Processes
    permission: Permission
    skips: tuple[Skip, ...]
    key: tuple[str, ...]
    acts: str
    fields: Mapping[str, Rule]

    @property
    def columns(self) -> Iterator[str]:
        """Every column that the file must have."""
        yield from self.key
        yield from filter(None, [self.acts])
        yield from self.processes.columns
        for skip in self.skips:
            yield from skip.columns
        for rule in self.fields.values():
            yield from rule.columns


def read_mapping(text: str, type_id: str, declarations: Declarations) -> ImportMapping:
    """Return the mapping written in ``text``, for records of one type.

    Raises:
        UsageError: it names a field, term, process rule or setting that does not exist; one line
            that says where.
        NotFoundError: no such type is declared here.
    """
    schema = declarations.schema(type_id)
    if len(text) > LONGEST:
        raise UsageError(_("The mapping is too long to be one."))
    table = read_toml(text)
    ground = _ground(table, declarations)
    fields = table.table("fields")
    mapping = ImportMapping(
        type=type_id,
        source=_needed(table, "source"),
        form=_form(table.table("file")),
        processes=_processes(table.table("process")),
        permission=_permission(table.table("consent"), declarations),
        skips=tuple(_skip(one, ground.matching) for one in table.tables("skip")),
        key=table.texts("key"),
        acts=_acts(table.table("acts")),
        fields=rules_of(fields, schema, ground),
    )
    table.close()
    for name in ground.terms.keys() - ground.used.keys():
        raise UsageError(_("Mapping, %(where)s: no field uses these terms."), where=f"terms.{name}")
    if mapping.processes.by == GIVEN and mapping.permission.purposes:
        raise UsageError(
            _("Mapping, %(where)s: a process that exists has its own consent."), where="consent"
        )
    return mapping


def _ground(table: Table, declarations: Declarations) -> Ground:
    matching = MATCHINGS[table.text("matching", *MATCHINGS) or "exact"]
    terms, reserved = table.table("terms"), table.table("reserved")
    texts = {text: one for one in RESERVED for text in reserved.texts(one)}
    reserved.close()
    return Ground(
        language=table.text("language", *LANGUAGES) or LANGUAGES[0],
        matching=matching,
        vocabularies=declarations.vocabularies,
        terms={name: terms.table(name) for name in terms.names()},
        reserved={
            text: str(one)
            for text, one in distinct(Table("reserved", dict(texts)), matching).items()
        },
    )


def _needed(table: Table, name: str) -> str:
    found = table.text(name)
    if not found:
        raise UsageError(_("Mapping, %(where)s: this is needed."), where=table.place(name))
    return found


def _form(table: Table) -> FileForm:
    form = FileForm(table.text("delimiter", *DELIMITERS) or ",", table.text("fallback", "cp1252"))
    table.close()
    return form


def _processes(table: Table) -> Processes:
    by = table.text("by", ROW, COLUMN, GIVEN)
    if not by:
        raise UsageError(
            _("Mapping, %(where)s: say which rows share a process: row, column or given."),
            where=table.place("by"),
        )
    column = _needed(table, "column") if by == COLUMN else ""
    if by == GIVEN:
        found = Processes(by)
    else:
        name = Naming.of(_needed(table, "name"))
        found = Processes(by, column, name, table.texts("team"))
    table.close()
    return found


def _permission(table: Table, declarations: Declarations) -> Permission:
    purposes, recipients = table.texts("purposes"), table.texts("recipients")
    until = table.take("until")
    table.close()
    known = declarations.vocabularies["consent_purpose"].terms
    if not set(purposes) <= known.keys():
        raise UsageError(
            _("Mapping, %(where)s: write one of these: %(choices)s."),
            where=table.place("purposes"),
            choices=", ".join(known),
        )
    if not all(map(is_node_id, recipients)):
        raise UsageError(
            _("Mapping, %(where)s: name recipients by their node ids, 26 letters and digits."),
            where=table.place("recipients"),
        )
    if until is not None and type(until) is not date:
        raise UsageError(
            _("Mapping, %(where)s: write a day as 2030-12-31, without quotation marks."),
            where=table.place("until"),
        )
    return Permission(purposes, recipients, until)


def _acts(table: Table) -> str:
    count = table.text("count")
    table.close()
    return count


def _skip(table: Table, matching: Matching) -> Skip:
    column = table.text("column")
    texts = table.texts("is")
    skip = Skip(matching, table.texts("empty"), column, frozenset(map(matching, texts)))
    table.close()
    if bool(column) != bool(texts) or not skip.columns:
        raise UsageError(
            _("Mapping, %(where)s: write «empty», or «column» with «is»."), where=table.where
        )
    return skip
