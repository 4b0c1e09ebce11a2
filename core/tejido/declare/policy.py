"""What of a record type may leave, as a value with a digest; and projecting by it.

Nothing is ever filtered: :func:`project` builds a NEW value from the policy and reads from the
body only what the policy names, so two bodies that differ elsewhere give the same bytes. All of
this is pure.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from tejido.declare import transforms
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import RESERVED, Scope, Step
from tejido.errors import PeerError
from tejido.languages import words

_ = words("tejido")

#: How far each ladder was climbed: field name -> index of its step; absent is 0.
Levels = Mapping[str, int]
#: In this order the group gate coarsens: when, then where, then the rest.
_CLIMBED_FIRST = (transforms.DAY, transforms.AREA)


def exact_bytes(value: object) -> bytes:
    """Return the one JSON form Tejido emits: sorted, compact, ASCII-escaped."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


@dataclass(frozen=True)
class FieldPolicy:
    """How one field may leave: its steps, and what each can give."""

    name: str
    steps: tuple[Step, ...]
    many: bool
    quasi: bool
    scope: Scope

    @cached_property
    def domains(self) -> tuple[tuple[str, ...], ...]:
        """Every text that each step can give."""
        return tuple(step.domain(self.scope) for step in self.steps)

    @cached_property
    def values(self) -> frozenset[str]:
        """Every text that can leave in this field, at any step."""
        return frozenset(value for domain in self.domains for value in domain)

    def project(self, value: object, level: int = 0) -> str | list[str]:
        """Return what leaves for ``value`` at a step of the ladder, or at its coarsest.

        What is known too coarsely for the step leaves by the next one that can read it: a day
        of which only the year is known leaves as its year.
        """
        steps = self.steps[min(level, len(self.steps) - 1) :]
        if not self.many:
            return _told(steps, value, self.scope)
        items = value if isinstance(value, list) and value else [value or None]
        found = {_told(steps, item, self.scope) for item in items}
        return sorted(found - set(RESERVED) or found)

    def check(self, value: object) -> None:
        """Raise :class:`PeerError` unless a peer's ``value`` is one this field can give."""
        items = value if self.many and isinstance(value, list) else [value]
        known = all(isinstance(item, str) and item in self.values for item in items)
        ordered = not self.many or (
            isinstance(value, list)
            and known
            and value == sorted(set(items))
            and (len(items) == 1 or set(items).isdisjoint(RESERVED))
        )
        if not (items and known and ordered):
            raise PeerError(_("A field holds a value that its policy cannot give."))

    @property
    def bits(self) -> float:
        """How much this field can tell, in bits, at most."""
        choices = len(self.values) - len(RESERVED)
        return math.log2(2**choices - 1 + len(RESERVED) if self.many else choices + len(RESERVED))

    def described(self) -> dict[str, object]:
        """Return what the digest covers."""
        steps = zip(self.steps, self.domains, strict=True)
        return {
            "many": self.many,
            "quasi": self.quasi,
            "steps": [
                {"transform": step.name, "arguments": list(step.arguments), "domain": list(domain)}
                for step, domain in steps
            ],
        }


@dataclass(frozen=True)
class GroupPolicy:
    """How the items of a group leave, one by one: as a set, or as the reserved id in its place.

    Their order, how often one comes back, and items that say nothing but what stays would tell
    of what was never declared to leave. A group that was not asked for, or is withheld, is not
    an empty one.
    """

    name: str
    most: int
    fields: tuple[FieldPolicy, ...]

    def project(self, items: object) -> str | list[dict[str, object]]:
        """Return the different projected items in the order of their bytes, or a reserved id."""
        if items is None:
            return "not_asked"
        if not isinstance(items, list):
            return str(items) if items in RESERVED else "unknown"
        found = {}
        for item in items:
            projected = self._item(item)
            found[exact_bytes(projected)] = projected
        found.pop(self._silent, None)
        return [found[key] for key in sorted(found)]

    def check(self, items: object) -> None:
        """Raise :class:`PeerError` unless a peer's items are ones this group can give."""
        if isinstance(items, str) and items in RESERVED:
            return
        if not isinstance(items, list) or len(items) > self.most:
            raise PeerError(_("A group is not a list of the allowed length."))
        for item in items:
            for field, value in _named(item, self.fields):
                field.check(value)
        keys = [exact_bytes(item) for item in items]
        if keys != sorted(set(keys)) or self._silent in keys:
            raise PeerError(_("The items of a group are not in their order, each once."))

    def _item(self, item: Mapping[str, Any]) -> dict[str, object]:
        return {field.name: field.project(item.get(field.name)) for field in self.fields}

    @cached_property
    def _silent(self) -> bytes:
        """The item of which nothing was said that may leave."""
        return exact_bytes(self._item({}))

    @property
    def bits(self) -> float:
        """How much this group can tell, in bits, at most."""
        items = self.most * sum(field.bits for field in self.fields)
        return items + math.log2(1 + len(RESERVED) * 2**-items)

    def described(self) -> dict[str, object]:
        """Return what the digest covers."""
        return {
            "most": self.most,
            "items": {field.name: field.described() for field in self.fields},
        }


_Part = TypeVar("_Part", bound=FieldPolicy | GroupPolicy)


@dataclass(frozen=True)
class Policy:
    """What of one version of a record type may leave."""

    type: str
    schema: int
    fields: tuple[FieldPolicy, ...]
    groups: tuple[GroupPolicy, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256, hex, of the sorted, compact, ASCII-escaped JSON of all that it allows.

        The order of fields in the form is no part of it.
        """
        described = {
            "type": self.type,
            "schema": self.schema,
            "fields": {field.name: field.described() for field in self.fields},
            "groups": {group.name: group.described() for group in self.groups},
        }
        return hashlib.sha256(exact_bytes(described)).hexdigest()

    @cached_property
    def bits(self) -> float:
        """How much one record can tell, in bits, at most: what the preview shows."""
        return sum(part.bits for part in self.parts)

    @property
    def parts(self) -> tuple[FieldPolicy | GroupPolicy, ...]:
        """Everything that leaves, fields first."""
        return (*self.fields, *self.groups)

    @property
    def quasi(self) -> tuple[FieldPolicy, ...]:
        """The fields that outsiders may know, in the order in which they are climbed."""
        found = [field for field in self.fields if field.quasi]
        return tuple(sorted(found, key=_climbed_at))

    def climb(self) -> Iterator[dict[str, int]]:
        """Yield the levels that the group gate tries, finest first: when before where."""
        levels: dict[str, int] = {}
        yield dict(levels)
        for field in self.quasi:
            for level in range(1, len(field.steps)):
                levels[field.name] = level
                yield dict(levels)

    def check(self, fields: object) -> None:
        """Raise :class:`PeerError` unless a peer's ``fields`` are ones this policy can give.

        Args:
            fields: Parsed but unverified JSON from a peer.
        """
        for part, value in _named(fields, self.parts):
            part.check(value)


def project(policy: Policy, body: Mapping[str, Any], levels: Levels) -> dict[str, object]:
    """Return what leaves of ``body``: a new value, with every field of the policy and no other."""
    projected: dict[str, object] = {
        field.name: field.project(body.get(field.name), levels.get(field.name, 0))
        for field in policy.fields
    }
    for group in policy.groups:
        projected[group.name] = group.project(body.get(group.name))
    return projected


def policy_of(type_id: str, schema: RecordSchema) -> Policy:
    """Return the policy that a bound schema declares by its ``leaves``."""
    declared = record_fields(schema)
    return Policy(
        type_id,
        schema.version,
        _field_policies(declared),
        tuple(
            GroupPolicy(name, field.most, _field_policies(record_fields(field.item)))
            for name, field in declared.items()
            if isinstance(field, Group) and not field.leaves and may_leave(field)
        ),
    )


def may_leave(field: RecordField) -> bool:
    """Whether anything of a field can leave."""
    if isinstance(field, Group) and not field.leaves:
        return any(may_leave(inner) for inner in record_fields(field.item).values())
    return bool(field.leaves)


def _field_policies(declared: Mapping[str, RecordField]) -> tuple[FieldPolicy, ...]:
    return tuple(
        FieldPolicy(name, field.leaves, field.many, field.quasi, field.scope)
        for name, field in declared.items()
        if field.leaves
    )


def _named(value: object, parts: Sequence[_Part]) -> list[tuple[_Part, object]]:
    """Return each part with its value; ``value`` must hold these names and no others."""
    if not isinstance(value, dict) or value.keys() != {part.name for part in parts}:
        raise PeerError(_("The fields are not the ones that the policy names."))
    return [(part, value[part.name]) for part in parts]


def _told(steps: Sequence[Step], value: object, scope: Scope) -> str:
    """Return what the first of ``steps`` that can read ``value`` gives."""
    told = (step.apply(value, scope) for step in steps)
    return next((text for text in told if text != "unknown"), "unknown")


def _climbed_at(field: FieldPolicy) -> int:
    reads = field.steps[0].reads
    return _CLIMBED_FIRST.index(reads) if reads in _CLIMBED_FIRST else len(_CLIMBED_FIRST)
