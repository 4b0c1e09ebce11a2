"""The fields of a record: each says, where it is declared, what of it may leave.

Loading turns what a form, a file or an API gave (unverified, from a person) into JSON-native
values, and is its own inverse: what was loaded loads again unchanged. Messages never repeat
what was typed. ``Line``, ``Narrative`` and ``Person`` cannot leave at all: no transform takes
text.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import marshmallow
from marshmallow import ValidationError

from tejido.declare import transforms
from tejido.declare.transforms import NO_SCOPE, RESERVED, Leaves, Scope
from tejido.languages import words

_ = words("tejido")

#: Lengths in characters; generous for people, bounded for machines.
LINE_LENGTH, NARRATIVE_LENGTH = 300, 50_000
#: A count that no collective, march or community exceeds.
LARGEST_COUNT = 10_000_000
#: Items of one group in one record.
GROUP_ITEMS = 60

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
#: Controls other than line feed and tab, and halves of surrogate pairs: no text has them.
_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class RecordField(marshmallow.fields.Field[Any]):
    """One field: a label, help, and what of it may leave.

    ``leaves`` lists the transforms by which it may leave, ever coarser; ``None`` stays here.
    ``quasi`` marks a value that outsiders may know (where, when, kind of subject), which the
    group gate therefore counts. ``names`` marks what names somebody, or says how or where to
    reach them: no report on paper tells it. ``control`` names the form control that draws it.
    """

    control: ClassVar[str] = "line"
    #: What the steps of ``leaves`` must read; empty for fields that cannot leave.
    reads: ClassVar[str] = ""
    many: ClassVar[bool] = False
    #: Vocabulary of a code field.
    vocabulary: str = ""

    default_error_messages = {  # noqa: RUF012  # marshmallow's own name and form
        "required": _("This is needed."),
        "null": _("Fill this in, or leave it out."),
    }

    def __init__(
        self,
        label: str,
        *,
        help: str = "",  # noqa: A002  # the word of the forms
        required: bool = False,
        leaves: Leaves | None = None,
        quasi: bool = False,
        names: bool = False,
    ) -> None:
        """Keep what the declaration says; it is checked when the plugin is loaded."""
        super().__init__(required=required)
        self.label, self.help = label, help
        self.leaves, self.quasi, self.names = leaves, quasi, names
        self.scope: Scope = NO_SCOPE

    def bind(self, scopes: Mapping[str, Scope]) -> None:
        """Give the field of one schema instance the terms of its vocabulary."""
        if self.vocabulary:
            self.scope = scopes[self.vocabulary]

    def make_error(self, key: str, **_values: object) -> ValidationError:
        """Return the error with its text still translatable (marshmallow would format it)."""
        return ValidationError(self.error_messages[key])

    def _deserialize(self, value: Any, attr: Any, data: Any, **_kwargs: Any) -> Any:
        if self.reads and isinstance(value, str) and value in RESERVED:
            return value
        found = self.read(value)
        if self.required and found in ("", []):
            raise self.make_error("required")
        return found

    def read(self, value: object) -> object:
        """Return the JSON-native form of an unverified value.

        Raises:
            ValidationError: with a text that says what is expected.
        """
        raise NotImplementedError


def _text(value: object, longest: int) -> str:
    """Return composed text without stray spaces; unverified input from a person."""
    if not isinstance(value, str):
        raise ValidationError(_("Write this as text."))
    text = unicodedata.normalize("NFC", value)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        raise ValidationError(_("This is too long; shorten it."))
    if _UNKEPT.search(text):
        raise ValidationError(_("This holds characters that cannot be kept; write it again."))
    return text


class Line(RecordField):
    """A short text. Cannot leave."""

    def read(self, value: object) -> str:
        """Return the text on one line, at most ``LINE_LENGTH`` characters."""
        return " ".join(_text(value, LINE_LENGTH).split())


class Person(Line):
    """Somebody of the team, by handle. Cannot leave."""

    control = "person"


class Narrative(RecordField):
    """A long text in the subject's or the team's words. Cannot leave."""

    control = "narrative"

    def read(self, value: object) -> str:
        """Return the text, at most ``NARRATIVE_LENGTH`` characters."""
        return _text(value, NARRATIVE_LENGTH)


class Day(RecordField):
    """A day as precisely as it is known: ``2018-01-09``, ``2018-01`` or ``2018``."""

    control = "day"
    reads = transforms.DAY

    def read(self, value: object) -> str:
        """Return the ISO 8601 form; the day must exist, in the years that can be listed."""
        found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise ValidationError(
                _("Write the day as 2025-03-09, or only 2025-03 or 2025 if that is what is known.")
            )
        year, month, day = (int(part or 1) for part in found.groups())
        try:
            date(year, month, day)
        except ValueError:
            raise ValidationError(_("There is no such day; check the month and day.")) from None
        if not transforms.FIRST_YEAR <= year <= transforms.LAST_YEAR:
            raise ValidationError(_("The year is outside what can be recorded (1950 to 2049)."))
        return found.group(0)


class Code(RecordField):
    """One term of a vocabulary, by its id."""

    control = "code"
    reads = transforms.CODE

    def __init__(self, vocabulary: str, label: str, **options: Any) -> None:
        """Name the vocabulary by its id, as in ``crisis.severity``."""
        super().__init__(label, **options)
        self.vocabulary = vocabulary

    def read(self, value: object) -> str | list[str]:
        """Return the id of a term that the vocabulary has."""
        return self.term(value)

    def term(self, value: object) -> str:
        """Return ``value`` as the id of a term, or raise."""
        if not isinstance(value, str) or value not in self.scope.terms:
            raise ValidationError(_("Choose one of the options shown."))
        return value


class Codes(Code):
    """Several terms of a vocabulary, in the vocabulary's order, or one reserved id alone."""

    control = "codes"
    many = True

    def read(self, value: object) -> str | list[str]:
        """Return the chosen ids, each once."""
        if not isinstance(value, list):
            raise ValidationError(_("Choose one or more of the options shown."))
        if len(value) == 1 and value[0] in RESERVED:
            return str(value[0])
        chosen = {self.term(code) for code in value}
        return [code for code in self.scope.terms if code in chosen]


class Place(Code):
    """Where: a country or one of its first-level regions, of the vocabulary ``area``."""

    control = "place"
    reads = transforms.AREA

    def __init__(self, label: str, **options: Any) -> None:
        """Declare a place; its vocabulary is always ``area``."""
        super().__init__("area", label, **options)


class Count(RecordField):
    """How many: a whole number, or the bracket that is known."""

    control = "count"
    reads = transforms.NUMBER

    def read(self, value: object) -> int | str:
        """Return the number, or a bracket of this field's own ``leaves``."""
        if isinstance(value, str):
            value = value.strip()
            if re.fullmatch(r"[0-9]{1,8}", value):
                value = int(value)
            elif value in self.brackets:
                return value
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(_("Write a whole number."))
        if not 0 <= value <= LARGEST_COUNT:
            raise ValidationError(_("Write a number from 0 to 10 million."))
        return value

    @property
    def brackets(self) -> tuple[str, ...]:
        """The finest brackets by which this field may leave, if it may."""
        steps = [step for step in self.leaves or () if step.name == "bracket"]
        return transforms.bracket_labels(steps[0].arguments) if steps else ()


class Flag(RecordField):
    """Yes or no, kept as ``yes`` and ``no`` so that not knowing is an answer too."""

    control = "flag"
    reads = transforms.YES_NO

    def read(self, value: object) -> str:
        """Return ``yes`` or ``no``."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value in ("yes", "no"):
            return str(value)
        raise ValidationError(_("Answer yes or no."))


class Group(RecordField):
    """Fields that repeat. On the wire its items project one by one, or are counted.

    Without ``leaves`` the items project by what their own fields say; ``leaves=count(n)``
    sends only how many there are.
    """

    control = "group"
    reads = transforms.ITEMS

    def __init__(
        self,
        schema: type[marshmallow.Schema],
        label: str,
        *,
        most: int = GROUP_ITEMS,
        **options: Any,
    ) -> None:
        """Repeat the fields of ``schema``, at most ``most`` times."""
        super().__init__(label, **options)
        self.item, self.most = schema(), most
        #: What is said beside every item.
        self.note: str = getattr(schema, "entry_note", "")

    def bind(self, scopes: Mapping[str, Scope]) -> None:
        """Bind the fields of the items, in a schema instance of this field's own."""
        self.item = type(self.item)()
        for field in record_fields(self.item).values():
            field.bind(scopes)

    def read(self, value: object) -> list[dict[str, Any]]:
        """Return the items; errors are keyed by item number from 0, then field."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValidationError(_("Write this as a list of entries."))
        if len(value) > self.most:
            raise ValidationError(_("These are too many entries; keep them in another record."))
        loaded: list[dict[str, Any]] = self.item.load(value, many=True)
        return loaded


def record_fields(schema: marshmallow.Schema) -> dict[str, RecordField]:
    """Return a schema's fields in the order in which they were declared."""
    return {name: field for name, field in schema.fields.items() if isinstance(field, RecordField)}


def field_at(schema: marshmallow.Schema, path: str) -> RecordField | None:
    """Return a field by its name, or by ``group.field`` within the items of a group, if any."""
    name, _, inner = path.partition(".")
    field = record_fields(schema).get(name)
    if not inner:
        return field
    return record_fields(field.item).get(inner) if isinstance(field, Group) else None
