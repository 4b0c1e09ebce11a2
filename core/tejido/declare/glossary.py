"""Codes as words: what a body, or a projected value, says in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marshmallow import Schema

from tejido.declare.fields import Code, Count, Day, Group, RecordField, field_at, record_fields
from tejido.declare.vocabularies import Vocabulary, reserved_labels
from tejido.languages import label, say, say_known, say_number, words

_ = words("tejido")

_ANSWERS = {"yes": _("Yes"), "no": _("No"), "several": _("several")}


@dataclass(frozen=True)
class Glossary:
    """The words of one reader: language and vocabularies."""

    language: str
    vocabularies: Mapping[str, Vocabulary]

    def field(self, schema: Schema, name: str) -> str:
        """Return what a field is called; its name where the schema has no such field."""
        field = field_at(schema, name)
        return say(field.label, self.language) if field else name

    def value(self, field: RecordField | None, value: object) -> str:
        """Return what a value of a field says, several codes with commas; a text as it is."""
        if field is not None and not field.reads:
            return str(value)
        if isinstance(value, list):
            return ", ".join(self.value(field, one) for one in value)
        code = str(value)
        if code in reserved_labels():
            return label(reserved_labels()[code], self.language)
        if isinstance(field, Code):
            term = self.vocabularies[field.vocabulary].terms.get(code)
            return label(term.labels, self.language) if term else self._answer(code)
        if isinstance(field, Day):
            return say_known(code, self.language)
        if isinstance(field, Count) and isinstance(value, int):
            return say_number(value, self.language)
        return self._answer(code)

    def lines(self, schema: Schema, said: Mapping[str, object]) -> list[tuple[str, str]]:
        """Return a body or projected value as (field, value) in words, groups item by item."""
        declared = record_fields(schema)
        found: list[tuple[str, str]] = []
        for name, field in declared.items():
            value = said.get(name)
            if isinstance(field, Group) and isinstance(value, list):
                found += [(say(field.label, self.language), self._item(field, i)) for i in value]
            elif name in said:
                found.append((say(field.label, self.language), self.value(field, value)))
        return found

    def leaves(
        self, schema: Schema, said: Mapping[str, object]
    ) -> Iterator[tuple[RecordField, str]]:
        """Give each field of a body, and of each item of a group, with its value in words.

        Days and numbers are given as they are kept, which is how people look for them.
        """
        for name, field in record_fields(schema).items():
            value = said.get(name)
            if isinstance(field, Group) and isinstance(value, list):
                for item in value:
                    yield from self.leaves(field.item, item)
            elif name in said:
                is_kept = isinstance(field, Day) or isinstance(value, int)
                yield field, str(value) if is_kept else self.value(field, value)

    def term(self, vocabulary: str, code: str) -> str:
        """Return what a code of a vocabulary is called; the code where it is not known."""
        found = self.vocabularies.get(vocabulary)
        term = found.terms.get(code) if found else None
        return label(term.labels, self.language) if term else code

    def codes(self) -> Iterator[tuple[str, str]]:
        """Give every code that a body may hold, with what it is called."""
        for vocabulary in self.vocabularies.values():
            for code, term in vocabulary.terms.items():
                yield code, label(term.labels, self.language)
        for code, labels in reserved_labels().items():
            yield code, label(labels, self.language)
        for code in _ANSWERS:
            yield code, self._answer(code)

    def _item(self, group: Group, item: Mapping[str, object]) -> str:
        lines = self.lines(group.item, item)
        return "; ".join(f"{name}: {value}" for name, value in lines)

    def _answer(self, code: str) -> str:
        return say(_ANSWERS[code], self.language) if code in _ANSWERS else code
