"""``export.html``: everything in words, for the subject to read and to print.

One page that needs nothing else: no script, no picture, no address of ours. All of it is escaped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jinja2 import Environment, PackageLoader, StrictUndefined
from marshmallow import Schema

from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.glossary import Glossary
from tejido.exporting.dossier import Dossier, Written
from tejido.languages import Text, said_in, say, say_day, say_number, words
from tejido.store.tasks import Task

_ = words("tejido")


@dataclass(frozen=True)
class Line:
    """A field in words: what it says, or the items of a group, each with its own fields."""

    label: str
    text: str = ""
    items: tuple[tuple["Line", ...], ...] = ()


@dataclass(frozen=True)
class Reader:
    """For whom a page is made: their language, and the words there are.

    ``members`` says what other organizations call themselves, by node id, and ``networks`` what
    networks are called, by id.
    """

    language: str
    declarations: Declarations = field(repr=False)
    members: Mapping[str, str]
    networks: Mapping[str, str]

    def page(self, dossier: Dossier) -> bytes:
        """Return the page: UTF-8."""
        template = _templates(self.language).get_template("export.html")
        tag = said_in(self.language)
        return template.render(dossier=dossier, reader=self, language=tag).encode()

    # --- what the template asks for -------------------------------------------------------

    def kind(self, kind: str) -> str:
        """Return what a kind of process is called."""
        declared = self.declarations.kinds.get(kind)
        return say(declared.label, self.language) if declared else kind

    def type(self, type_id: str) -> str:
        """Return what a type of record is called."""
        declared = self.declarations.types.get(type_id)
        return say(declared.label, self.language) if declared else type_id

    def knows(self, type_id: str) -> bool:
        """Whether the plugin of a type is there to say what its fields mean."""
        return type_id in self.declarations.types

    def state(self, record: Written) -> str:
        """Return what a record's state is called, or nothing."""
        declared = self.declarations.types.get(record.type)
        states = declared.lifecycle.states if declared and declared.lifecycle else {}
        return say(states.get(record.state or "", record.state or ""), self.language)

    def lines(self, record: Written) -> list[Line]:
        """Return a record's fields in words; those that its form does not have as they are."""
        schema = self.declarations.schemas.get(record.type)
        if schema is None:
            return list(_raw_lines(record.fields))
        known = set(record_fields(schema))
        rest = {name: value for name, value in record.fields.items() if name not in known}
        return [*self._lines(schema, record.fields), *_raw_lines(rest)]

    def task(self, task: Task, dossier: Dossier) -> str:
        """Return what is due is called."""
        types = {record.id: record.type for record in dossier.records}
        declared = self.declarations.types.get(types.get(task.record, ""))
        dues = declared.lifecycle.due.values() if declared and declared.lifecycle else ()
        found = {due.kind: due.label for due in dues}
        return say(found.get(task.kind, task.kind), self.language)

    def about(self, record: str | None, dossier: Dossier) -> str:
        """Return which record something is about: its type, and the day it was begun."""
        found = next((one for one in dossier.records if one.id == record), None)
        return f"{self.type(found.type)}, {self.day(found.created_on)}" if found else ""

    def term(self, vocabulary: str, code: str) -> str:
        """Return what a code is called."""
        return self._glossary.term(vocabulary, code)

    def names(self, nodes: Sequence[str]) -> str:
        """Return what organizations call themselves; their ids where that is not known."""
        return ", ".join(sorted(self.members.get(node, node) for node in nodes))

    def network(self, network: str) -> str:
        """Return what a network is called."""
        return self.networks.get(network, network)

    def day(self, day: str) -> str:
        """Return a day written out; a moment's day and time in UTC."""
        on, _t, at = day.partition("T")
        said = say_day(date.fromisoformat(on), self.language)
        return f"{said}, {at.removesuffix('Z')} UTC" if at else said

    def number(self, number: float) -> str:
        """Return a number with the reader's grouping."""
        return say_number(number, self.language)

    @cached_property
    def _glossary(self) -> Glossary:
        return Glossary(self.language, self.declarations.vocabularies)

    def _lines(self, schema: Schema, said: Mapping[str, object]) -> Iterator[Line]:
        for name, declared in record_fields(schema).items():
            if name in said:
                yield self._line(declared, said[name])

    def _line(self, declared: RecordField, value: object) -> Line:
        label = say(declared.label, self.language)
        if isinstance(declared, Group) and isinstance(value, list):
            return Line(label, items=tuple(tuple(self._lines(declared.item, one)) for one in value))
        return Line(label, self._glossary.value(declared, value))


def _raw_lines(said: Mapping[str, object]) -> Iterator[Line]:
    """Give fields whose form is not known, as they are kept."""
    for name, value in said.items():
        items = value if isinstance(value, list) else []
        if items and all(isinstance(one, Mapping) for one in items):
            yield Line(name, items=tuple(tuple(_raw_lines(one)) for one in items))
        elif isinstance(value, list):
            yield Line(name, ", ".join(map(str, value)))
        else:
            yield Line(name, str(value))


def _templates(language: str) -> Environment:
    found = Environment(
        loader=PackageLoader("tejido.exporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["_"] = lambda source, **values: say(Text(source, "tejido"), language, **values)
    return found
