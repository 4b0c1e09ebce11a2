"""From a submitted form back to what ``work`` takes: the inverse of the form model.

Everything here is unverified input from a person. Blank is absent; an item of a group without
anything in it is dropped; names that the schema does not have are not looked at. Whether the
rest is right, the schema says.
"""

import re
from dataclasses import dataclass, field
from typing import Protocol

from marshmallow import Schema

from tejido.declare.fields import Codes, Group, RecordField, record_fields
from tejido.languages import words
from tejido.web.forms import TYPED
from tejido.web.names import ADD, INSTEAD, OPEN, REMOVE

_ = words("tejido")

#: Numbers of items in a form; there are never more than a group takes, and one being added.
_NUMBER = re.compile(r"[0-9]{1,3}")
_PATH = re.compile(r"[A-Za-z0-9_.]{1,200}")


class Sent(Protocol):
    """What is needed of a werkzeug ``MultiDict``: unverified names and values."""

    def get(self, key: str, default: str) -> str:
        """Return the first value of a name."""

    def getlist(self, key: str) -> list[str]:
        """Return all values of a name."""


@dataclass(frozen=True)
class Submitted:
    """What was typed, as far as it goes, and where two answers stand against each other.

    ``given`` goes to ``work`` or back to the form; ``errors`` has the shape of
    ``InputError.fields``.
    """

    given: dict[str, object]
    errors: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Regrouped:
    """What was typed, with an item added or removed; ``opened`` is the path to show open."""

    given: dict[str, object]
    opened: str


def parse(schema: Schema, sent: Sent) -> Submitted:
    """Return what a form of ``schema`` says; never raises."""
    return _parse(schema, sent, "", keep_blank=False)


def regrouped(schema: Schema, sent: Sent) -> Regrouped | None:
    """Return what was typed if a button was pressed that adds, removes or opens an item."""
    add, remove, opened = (sent.get(button, "") for button in (ADD, REMOVE, OPEN))
    if not _PATH.fullmatch(add or remove or opened):
        return None
    # Blank items stay here, so that their numbers are their places.
    given = _parse(schema, _Pressed(sent, remove), "", keep_blank=True).given
    if add:
        _append(schema, given, add.split("."))
    return Regrouped(given, opened or add or remove.rpartition(".")[0])


def _parse(schema: Schema, sent: Sent, prefix: str, *, keep_blank: bool) -> Submitted:
    read = Submitted({})
    for name, one in record_fields(schema).items():
        if isinstance(one, Group):
            value, wrong = _items(one, sent, prefix + name, keep_blank=keep_blank)
        else:
            value, wrong = _value(one, sent, prefix + name), None
        instead = sent.get(prefix + name + INSTEAD, "")
        if instead and value is not None:
            wrong = [_("There are two answers here; keep the value or the other one.")]
        elif instead:
            value = instead
        if value is not None:
            read.given[name] = value
        if wrong:
            read.errors[name] = wrong
    return read


def _value(one: RecordField, sent: Sent, path: str) -> object:
    """Return what was typed or chosen in one field, or None."""
    if isinstance(one, Codes):
        return [code for code in sent.getlist(path) if code] or None
    typed = sent.get(path, "")
    if one.control in TYPED:
        typed = typed.replace("\r\n", "\n").strip()
    return typed or None


def _items(group: Group, sent: Sent, path: str, *, keep_blank: bool) -> tuple[object, object]:
    """Return the items of a group, or None, and what is wrong within them, or None."""
    items: list[dict[str, object]] = []
    wrong: dict[int, object] = {}
    for number in _numbers(group, sent, path):
        item = _parse(group.item, sent, f"{path}.{number}.", keep_blank=keep_blank)
        if item.errors:
            wrong[len(items)] = item.errors
        if item.given or keep_blank:
            items.append(item.given)
    return items or None, wrong or None


def _numbers(group: Group, sent: Sent, path: str) -> list[str]:
    """Return the numbers of a group's items, each once; one too many is refused by the schema."""
    numbers = dict.fromkeys(n for n in sent.getlist(path) if _NUMBER.fullmatch(n))
    return list(numbers)[: group.most + 1]


def _append(schema: Schema, given: dict[str, object], parts: list[str]) -> None:
    """Add an empty item to the group at a path (unverified): ``impacts`` or ``a.0.b``."""
    name, *rest = parts
    group = record_fields(schema).get(name)
    if not isinstance(group, Group):
        return
    items = given.setdefault(name, [])
    if not isinstance(items, list):
        return
    if not rest:
        items.append({})
    elif _NUMBER.fullmatch(rest[0]) and int(rest[0]) < len(items) and rest[1:]:
        _append(group.item, items[int(rest[0])], rest[1:])


@dataclass(frozen=True)
class _Pressed:
    """What was sent, without the item whose button «remove» was pressed."""

    sent: Sent
    removed: str

    def get(self, key: str, default: str) -> str:
        return self.sent.get(key, default)

    def getlist(self, key: str) -> list[str]:
        group, _dot, number = self.removed.rpartition(".")
        values = self.sent.getlist(key)
        return [value for value in values if value != number] if key == group else values
