"""Making rules: what the mapping says of each field, checked against what the field declares."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow

from tejido.declare.fields import Code, Day, Group, Line, Narrative, RecordField, record_fields
from tejido.declare.transforms import FIRST_YEAR, LAST_YEAR, RESERVED
from tejido.declare.vocabularies import Vocabulary
from tejido.errors import InputError, UsageError
from tejido.importing.cutting import Cut
from tejido.importing.days import NUMERIC, SPANS, DayReader
from tejido.importing.matching import Matching, Terms
from tejido.importing.rules import ABSENT, Constant, FromCell, Items, Listed, Rule
from tejido.importing.strict_toml import Table
from tejido.languages import words

_ = words("tejido")


@dataclass(frozen=True)
class Ground:
    """What all rules of a mapping stand on.

    Attributes:
        terms: the mapping's own term tables, by name; ``used`` collects those that a field names.
        reserved: texts that stand for a reserved id, wherever a field accepts one.
    """

    language: str
    matching: Matching
    vocabularies: Mapping[str, Vocabulary]
    terms: Mapping[str, Table]
    reserved: Mapping[str, str]
    used: dict[str, Mapping[str, object]] = field(default_factory=dict)


def rules_of(table: Table, schema: marshmallow.Schema, ground: Ground) -> dict[str, Rule]:
    """Return the rule of each field that ``table`` names.

    Raises:
        UsageError: a field, term table or value that does not exist, or a needed field left out.
    """
    declared = record_fields(schema)
    rules: dict[str, Rule] = {}
    for name in table.names():
        if name not in declared:
            raise UsageError(
                _("Mapping, %(where)s: the type has no such field."), where=table.place(name)
            )
        rules[name] = _rule(table, name, declared[name], ground)
    for name, one in declared.items():
        if one.required and name not in rules:
            raise UsageError(
                _("Mapping, %(where)s: this field is needed; say where it comes from."),
                where=table.place(name),
            )
    return rules


def _rule(table: Table, name: str, declared: RecordField, ground: Ground) -> Rule:
    if isinstance(declared, Group):
        entries = table.tables(name)
        return Items(tuple(rules_of(entry, declared.item, ground) for entry in entries))
    settings = table.table(name)
    rule = _single(settings, declared, ground)
    settings.close()
    return Listed(rule) if declared.many else rule


def _single(settings: Table, declared: RecordField, ground: Ground) -> Constant | FromCell:
    if settings.has("value"):
        return Constant(_checked(settings.take("value"), declared, settings.place("value")))
    columns = settings.texts("column")
    if not columns:
        raise UsageError(
            _("Mapping, %(where)s: name a «column», or give a «value»."), where=settings.where
        )
    empty = settings.text("empty", *(RESERVED if declared.reads else ("",)))
    return FromCell(
        columns,
        _terms(settings, declared, ground),
        _reader(settings, declared, ground),
        Cut(settings.texts("separators"), _marks(settings)),
        empty or ABSENT,
    )


def _marks(settings: Table) -> tuple[str, ...]:
    marks = settings.texts("marks")
    if not all(mark.count("#") == 1 for mark in marks):
        raise UsageError(
            _("Mapping, %(where)s: a mark holds one # in place of its number."),
            where=settings.place("marks"),
        )
    return marks


def _reader(
    settings: Table, declared: RecordField, ground: Ground
) -> Callable[[str], object] | None:
    """Return what reads text that no table knows; nothing where any text will do."""
    if isinstance(declared, Line | Narrative):
        return None
    if isinstance(declared, Code):
        return _no_such_term
    if isinstance(declared, Day):
        days = DayReader(
            ground.language,
            settings.number("year", FIRST_YEAR, LAST_YEAR),
            settings.text("range", *SPANS),
            settings.text("numeric", *NUMERIC),
        )
        return lambda text: _loaded(days.read(text), declared)
    return lambda text: _loaded(text, declared)


def _no_such_term(_text: str) -> object:
    raise InputError(_("The mapping does not know this text, whole or cut."), {})


def _loaded(value: object, declared: RecordField) -> object:
    """Return the value as the field loads it, its refusal as one of ours."""
    try:
        return declared.deserialize(value)
    except marshmallow.ValidationError as error:
        raise InputError(first_message(error.messages), {}) from None


def first_message(messages: Any) -> str:
    """Return the first text of marshmallow's nested messages, still translatable."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages


def _checked(value: object, declared: RecordField, where: str) -> object:
    """Return a value that the mapping gives, once the field has accepted it."""
    listed = [value] if declared.many and not isinstance(value, list) else value
    try:
        return _loaded(listed, declared)
    except InputError as error:
        raise UsageError(
            _("Mapping, %(where)s: the field refuses this value: %(reason)s"),
            where=where,
            reason=error.message,
        ) from None


# --- term tables ----------------------------------------------------------------------


def _terms(settings: Table, declared: RecordField, ground: Ground) -> Terms:
    """Return what texts of a column stand for; what the mapping says itself comes last and wins."""
    name = settings.text("terms")
    values: dict[str, tuple[object, ...]] = {}
    if isinstance(declared, Code):
        values.update(_labels(ground.vocabularies[declared.vocabulary], ground))
    if declared.reads:
        values.update({ground.matching(one): (one,) for one in RESERVED})
        values.update({text: (one,) for text, one in ground.reserved.items()})
    if name:
        values.update(_decided(name, settings.place("terms"), declared, ground))
    return Terms(ground.matching, values)


def _labels(vocabulary: Vocabulary, ground: Ground) -> dict[str, tuple[object, ...]]:
    """Return the ids and labels of a vocabulary; a label that two terms share stands for none."""
    found: dict[str, set[str]] = {}
    for code, term in vocabulary.terms.items():
        for text in {code, term.labels.get(ground.language, code)}:
            found.setdefault(ground.matching(text), set()).add(code)
    return {text: tuple(codes) for text, codes in found.items() if len(codes) == 1}


def _decided(
    name: str, where: str, declared: RecordField, ground: Ground
) -> dict[str, tuple[object, ...]]:
    if name not in ground.terms and name not in ground.used:
        raise UsageError(_("Mapping, %(where)s: there is no such table of terms."), where=where)
    table = ground.terms[name]
    if name not in ground.used:
        ground.used[name] = distinct(table, ground.matching)
    return {
        text: tuple(_one(value, declared, table.where) for value in _several(given))
        for text, given in ground.used[name].items()
    }


def _one(value: object, declared: RecordField, where: str) -> object:
    """Return one checked value of a term; that of a field with several terms is one of them."""
    checked = _checked(value, declared, where)
    return checked[0] if isinstance(checked, list) else checked


def _several(given: object) -> Iterable[object]:
    return given if isinstance(given, list) else [given]


def distinct(table: Table, matching: Matching) -> dict[str, object]:
    """Return a table by the forms in which texts are compared; two may not become one.

    Raises:
        UsageError: two texts of the table cannot be told apart.
    """
    found: dict[str, object] = {}
    for text in table.names():
        form, value = matching(text), table.take(text)
        if found.setdefault(form, value) != value:
            raise UsageError(
                _("Mapping, %(where)s: another entry is the same text to this matching."),
                where=table.place(text),
            )
    return found
