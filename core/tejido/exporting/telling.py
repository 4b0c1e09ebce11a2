"""What a report says of each record: what may be told of it, in words.

Harm never stands alone, and beside whoever acted stands the duty of the State.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from tejido.consent.withholding import WITHHELD
from tejido.declare.fields import Code, Group, Person, RecordField, record_fields
from tejido.declare.glossary import Glossary
from tejido.exporting.blotting import Blots
from tejido.exporting.dossier import Dossier, Written
from tejido.exporting.readable import Line, Reader
from tejido.exporting.report import AGREED, LEFT, TO_DO, Entry, Wish, left
from tejido.languages import say, words

_ = words("tejido")

#: Vocabularies of harm, and of what stands beside it.
_HARM = frozenset({"impact", "aggression", "digital_incident"})
_BESIDE = frozenset({"coping", "demand", "state_response"})
#: What nobody said, or asked to be kept back.
_UNSAID: tuple[object, ...] = (None, "", [], WITHHELD)


@dataclass(frozen=True)
class Telling:
    """Says records as a wish allows."""

    reader: Reader
    wish: Wish
    blots: Blots

    def of(self, section: str, dossier: Dossier) -> Iterator[Entry]:
        """Give the entries of a section."""
        if section == AGREED:
            yield from self._agreed(dossier)
        elif section == TO_DO:
            yield from self._to_do(dossier)
        elif section == LEFT:
            yield from self._left(dossier)
        else:
            for record in self._records(section, dossier):
                yield Entry(self._meta(record), tuple(self._told(record)))

    def values(self, sections: Iterable[str], dossier: Dossier) -> dict[str, str]:
        """Return single answers, of the newest record of each section."""
        found: dict[str, str] = {}
        for section in sections:
            for record in self._records(section, dossier):
                schema = self.reader.declarations.schemas[record.type]
                for name, line in self._lines(schema, record.fields):
                    found[f"{record.type}.{name}"] = _in_a_line(line)
        return found

    def _records(self, section: str, dossier: Dossier) -> list[Written]:
        """Return the records of a type that are told of, the oldest first."""
        if section not in self.reader.declarations.schemas:
            return []
        return [one for one in dossier.records if one.type == section]

    def _meta(self, record: Written) -> str:
        written = self._say(_("Written down on %(day)s"), day=self.reader.day(record.created_on))
        return " · ".join(filter(None, (written, self.reader.state(record))))

    def _told(self, record: Written) -> Iterator[Line]:
        """Give what a record says; beside harm always how it is faced, or that nobody asked."""
        schema = self.reader.declarations.schemas[record.type]
        yield from (line for _name, line in self._lines(schema, record.fields))
        told = set(_vocabularies(schema, record.fields))
        if told & _HARM and not told & _BESIDE:
            yield Line(self._say(_("How they face it")), self._say(_("It is not said here.")))

    def _lines(self, schema: Schema, body: Mapping[str, Any]) -> Iterator[tuple[str, Line]]:
        """Give the fields of a body, or of an item, that may be told: name and line."""
        for name, one in record_fields(schema).items():
            value = body.get(name)
            if value in _UNSAID:
                continue
            label = say(one.label, self.reader.language)
            if isinstance(one, Group) and isinstance(value, list):
                items = (tuple(line for _n, line in self._lines(one.item, i)) for i in value)
                told = tuple(filter(None, items))
                if told:
                    yield name, Line(label, say(one.note, self.reader.language), told)
            elif self._may_tell(one):
                yield name, Line(label, self._text(one, value))

    def _may_tell(self, one: RecordField) -> bool:
        if isinstance(one, Person):
            return True
        return not one.names and (bool(one.reads) or self.wish.with_words)

    def _text(self, one: RecordField, value: object) -> str:
        if isinstance(one, Person):
            return self.blots.code(str(value))
        glossary = Glossary(self.reader.language, self.reader.declarations.vocabularies)
        text = glossary.value(one, value)
        return text if one.reads else self.blots.out(text)

    def _agreed(self, dossier: Dossier) -> Iterator[Entry]:
        for grant in dossier.grants:
            if grant.withdrawn_on:
                continue
            purpose = self.reader.term("consent_purpose", grant.purpose)
            whom = self.reader.names(sorted(grant.recipients)) or self._say(
                _("stays in this organization")
            )
            until = self.reader.day(grant.until) if grant.until else ""
            said = self._say(_("until %(day)s"), day=until) if until else ""
            yield Entry(said or self._say(_("until it is withdrawn")), (Line(purpose, whom),))

    def _left(self, dossier: Dossier) -> Iterator[Entry]:
        for record, recipient, on in left(dossier):
            whom, what = self.reader.names([recipient]), self.reader.about(record, dossier)
            yield Entry(self.reader.day(on), (Line(whom, what),))

    def _to_do(self, dossier: Dossier) -> Iterator[Entry]:
        for task in dossier.tasks:
            if not task.done_on:
                label = self.reader.task(task, dossier)
                about = self.reader.about(task.record, dossier)
                yield Entry(self.reader.day(task.due_at.partition("T")[0]), (Line(label, about),))

    def _say(self, text: str, **values: object) -> str:
        return say(text, self.reader.language, **values)


def _vocabularies(schema: Schema, body: Mapping[str, Any]) -> Iterator[str]:
    """Give the vocabulary of every code that is told."""
    for name, one in record_fields(schema).items():
        value = body.get(name)
        if isinstance(one, Group) and isinstance(value, list):
            for item in value:
                yield from _vocabularies(one.item, item)
        elif isinstance(one, Code) and value not in _UNSAID:
            yield one.vocabulary


def _in_a_line(line: Line) -> str:
    items = ["; ".join(f"{one.label}: {one.text}" for one in item) for item in line.items]
    return "\n".join(items) or line.text
