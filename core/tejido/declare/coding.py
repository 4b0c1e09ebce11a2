"""Coded rows: the projected codes of one record, as they are sealed for counting.

A coded row keeps each field at every step of its ladder, so that the group gate can compare
records at any level without opening a body. A row of what arrived from a peer has one step:
the one that was emitted. Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tejido.declare.policy import FieldPolicy, Levels, Policy, exact_bytes
from tejido.declare.transforms import RESERVED

Coded = str | tuple[str, ...]
#: The items of a group in codes, or the reserved id in their place.
Items = str | tuple[Mapping[str, Any], ...]
#: What a row says of a field that its policy did not have: a reserved id.
_LACKING = "not_asked"


@dataclass(frozen=True)
class CodedRow:
    """One record in codes.

    Attributes:
        record: local record id, or the peer's random item id.
        origin: node id of the organization it comes from; empty for this node's own.
        subject: what a threshold counts once: own process id, or the peer's pseudonym.
        values: field -> its value at each step, finest first; values of several terms as tuples.
        groups: group -> its items in codes, or a reserved id.
        until: the last UTC day on which it counts, where one person's own word ends then.
    """

    record: str
    origin: str
    subject: str
    type: str
    values: Mapping[str, tuple[Coded, ...]]
    groups: Mapping[str, Items]
    until: str = ""

    def at(self, name: str, level: int = 0) -> Coded:
        """Return a field at a step; a row that holds fewer steps gives its coarsest.

        A row that was coded under another version of its policy may lack a field altogether.
        ``group.field`` gives the codes of all items, each once.
        """
        group, _, inner = name.partition(".")
        if inner:
            return _of_items(self.groups.get(group, _LACKING), inner)
        steps = self.values.get(name, (_LACKING,))
        return steps[min(level, len(steps) - 1)]

    def to_bytes(self) -> bytes:
        """Return the plaintext that is sealed."""
        return exact_bytes(
            {
                "origin": self.origin,
                "subject": self.subject,
                "type": self.type,
                "values": self.values,
                "groups": self.groups,
                "until": self.until,
            }
        )

    @classmethod
    def from_bytes(cls, record: str, plaintext: bytes) -> "CodedRow":
        """Return the row that :meth:`to_bytes` wrote and a seal kept."""
        kept = json.loads(plaintext)
        values = {name: tuple(map(_coded, steps)) for name, steps in kept["values"].items()}
        groups = {name: _items(items) for name, items in kept["groups"].items()}
        origin, subject, until = kept["origin"], kept["subject"], kept.get("until", "")
        return cls(record, origin, subject, kept["type"], values, groups, until)


def code(policy: Policy, record: str, process: str, body: Mapping[str, Any]) -> CodedRow:
    """Return the coded row of one of this node's own records."""
    values = {field.name: _steps(field, body.get(field.name)) for field in policy.fields}
    groups = {group.name: _items(group.project(body.get(group.name))) for group in policy.groups}
    return CodedRow(record, "", process, policy.type, values, groups)


def code_arrived(
    policy: Policy, item: str, origin: str, subject: str, fields: Mapping[str, Any]
) -> CodedRow:
    """Return the coded row of a record that arrived and was checked against ``policy``."""
    values = {field.name: (_coded(fields[field.name]),) for field in policy.fields}
    groups = {group.name: _items(fields[group.name]) for group in policy.groups}
    return CodedRow(item, origin, subject, policy.type, values, groups)


def group_of(policy: Policy, row: CodedRow, levels: Levels) -> tuple[Coded, ...]:
    """Return the tuple of quasi-identifiers that a record would show at ``levels``."""
    return tuple(row.at(field.name, levels.get(field.name, 0)) for field in policy.quasi)


def _steps(field: FieldPolicy, value: object) -> tuple[Coded, ...]:
    return tuple(_coded(field.project(value, level)) for level in range(len(field.steps)))


def _of_items(items: Items, name: str) -> Coded:
    """Return the codes that a field has in the items of a group; reserved ids only if alone."""
    if isinstance(items, str):
        return items
    found = [item.get(name, _LACKING) for item in items]
    codes = {code for one in found for code in ([one] if isinstance(one, str) else one)}
    return tuple(sorted(codes - set(RESERVED) or codes))


def _coded(value: str | list[str]) -> Coded:
    return tuple(value) if isinstance(value, list) else value


def _items(value: str | list[dict[str, object]]) -> Items:
    return tuple(value) if isinstance(value, list) else value
