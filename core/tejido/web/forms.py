"""From a record's schema to what a template draws: the form model.

The model is made of texts already in the reader's language. It shows a body as it is kept, or
input as it was typed (unverified, from :func:`tejido.web.submitted.parse`), with what is wrong
beside each field. A form that shows a body and is sent back unchanged gives that body again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marshmallow import Schema

from tejido.declare.fields import Code, Count, Group, RecordField, record_fields
from tejido.declare.policy import may_leave
from tejido.declare.transforms import RESERVED
from tejido.declare.vocabularies import Vocabulary, reserved_labels
from tejido.languages import label, say, words
from tejido.web.names import control_id

_ = words("tejido")

#: Kinds of control that take typed text, and may be answered with something else instead.
TYPED = ("line", "person", "narrative", "day", "count")
#: How a transform is told to the person who fills in the form.
LEAVES_AS: Mapping[str, str] = {
    "as_is": _("as it is"),
    "month": _("month"),
    "quarter": _("quarter"),
    "year": _("year"),
    "region": _("region"),
    "country": _("country"),
    "bracket": _("bracket"),
    "flag": _("yes or no"),
    "count": _("only how many"),
}


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen. ``within`` says that it stands below the one before."""

    value: str
    label: str
    chosen: bool
    within: bool = False


@dataclass(frozen=True)
class Control:
    """One field as a template draws it; ``kind`` is the field's ``control``.

    ``leaves`` tells as what the field may leave; empty: it stays. ``instead`` are answers in
    place of a value. ``items`` are the items of a group, each with its own controls.
    """

    path: str
    kind: str
    label: str
    help: str
    required: bool
    leaves: str
    text: str = ""
    options: tuple[Option, ...] = ()
    instead: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()
    items: tuple["Item", ...] = ()

    @property
    def id(self) -> str:
        """The HTML id."""
        return control_id(self.path)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The labels of what is chosen."""
        return tuple(option.label for option in self.options if option.chosen)

    @property
    def says(self) -> str:
        """What stands in it, in a line."""
        answers = [one.label for one in self.instead if one.chosen and one.label not in self.chosen]
        inside = [item.says for item in self.items]
        return ", ".join([*self.chosen, *answers, *inside]) or self.text


@dataclass(frozen=True)
class Item:
    """One item of a group: its controls, drawn where ``is_open`` and kept hidden elsewhere.

    ``note`` stands beside it either way.
    """

    controls: tuple[Control, ...]
    is_open: bool
    note: str = ""

    @property
    def says(self) -> str:
        """What stands in it, in a line."""
        return " · ".join(control.says for control in self.controls if control.says)


@dataclass(frozen=True)
class Form:
    """A form as a template draws it; ``errors`` concern the whole of it."""

    controls: tuple[Control, ...]
    errors: tuple[str, ...] = ()

    @property
    def wrong(self) -> list[Control]:
        """Every control with something wrong, in the order of the form."""
        return _wrong(self.controls)


@dataclass(frozen=True)
class Reader:
    """For whom and with which words a form is made: language, vocabularies, team handles."""

    language: str
    vocabularies: Mapping[str, Vocabulary]
    handles: Sequence[str] = ()
    #: The item of a group that somebody asked to change, by its path; the others stay folded.
    opened: str = ""

    def form(
        self,
        schema: Schema,
        given: Mapping[str, object],
        errors: Mapping[str, object] | None = None,
    ) -> Form:
        """Return the form of ``schema`` showing ``given``.

        Args:
            schema: a bound schema, from ``Declarations.schema``.
            given: a body, or unverified input in the same shape.
            errors: what is wrong, in the shape of ``InputError.fields``.
        """
        found = errors or {}
        return Form(self._controls(schema, given, found, ""), self._said(found.get("_schema")))

    def _controls(
        self, schema: Schema, given: Mapping[str, object], errors: Mapping[str, object], prefix: str
    ) -> tuple[Control, ...]:
        return tuple(
            self._control(field, prefix + name, given.get(name), errors.get(name))
            for name, field in record_fields(schema).items()
        )

    def _control(self, field: RecordField, path: str, value: object, errors: object) -> Control:
        items: tuple[Item, ...] = ()
        if isinstance(field, Group) and isinstance(value, list):
            beneath = errors if isinstance(errors, Mapping) else {}
            items = tuple(
                self._item(field, item, beneath.get(number) or {}, f"{path}.{number}")
                for number, item in enumerate(value)
            )
        instead = self._instead(field, value)
        typed = field.control in TYPED and not any(option.chosen for option in instead)
        return Control(
            path,
            field.control,
            say(field.label, self.language),
            say(field.help, self.language),
            field.required,
            self._leaves(field),
            str(value) if typed and value is not None else "",
            self._options(field, value),
            instead,
            self._said(errors if isinstance(errors, list) else None),
            items,
        )

    def _item(
        self, group: Group, given: Mapping[str, object], errors: Mapping[str, object], path: str
    ) -> Item:
        """Return one item: open if it is blank, wrong, or asked for, itself or within."""
        controls = self._controls(group.item, given, errors, f"{path}.")
        is_asked_for = f"{self.opened}.".startswith(f"{path}.")
        is_within = any(item.is_open for control in controls for item in control.items)
        is_open = not given or is_asked_for or is_within or bool(_wrong(controls))
        return Item(controls, is_open, say(group.note, self.language))

    def _options(self, field: RecordField, value: object) -> tuple[Option, ...]:
        """Return what can be chosen: terms, yes or no, or the people of the team."""
        if field.control == "person":
            return tuple(Option(handle, handle, handle == value) for handle in self.handles)
        if field.control == "flag":
            yes, no = say(_("Yes"), self.language), say(_("No"), self.language)
            return (Option("yes", yes, value == "yes"), Option("no", no, value == "no"))
        if not isinstance(field, Code):
            return ()
        chosen = value if isinstance(value, list) else [value]
        return tuple(
            Option(term.code, label(term.labels, self.language), term.code in chosen, bool(above))
            for term in self.vocabularies[field.vocabulary].terms.values()
            if not term.retired or term.code in chosen
            for above in [term.broader and (field.control == "place" or term.origin == "node")]
        )

    def _instead(self, field: RecordField, value: object) -> tuple[Option, ...]:
        """Return answers in place of a value, where it can leave or such an answer is kept."""
        brackets = field.brackets if isinstance(field, Count) else ()
        # A bracket of one number is that number, typed.
        ranges = [one for one in brackets if not one.isdigit()]
        options = [Option(one, one, value == one) for one in ranges]
        if may_leave(field) or (field.reads and isinstance(value, str) and value in RESERVED):
            options += [
                Option(answer, label(labels, self.language), value == answer)
                for answer, labels in reserved_labels().items()
            ]
        return tuple(options)

    def _leaves(self, field: RecordField) -> str:
        """Say as what a field may leave, coarser steps last."""
        steps = [say(LEAVES_AS[step.name], self.language) for step in field.leaves or ()]
        return ", ".join(steps)

    def _said(self, messages: object) -> tuple[str, ...]:
        if not isinstance(messages, list):
            return ()
        return tuple(say(message, self.language) for message in messages)


def _wrong(controls: Sequence[Control]) -> list[Control]:
    found = []
    for control in controls:
        found += [control] if control.errors else []
        for item in control.items:
            found += _wrong(item.controls)
    return found
