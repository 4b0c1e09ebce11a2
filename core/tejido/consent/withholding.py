"""What somebody asked to keep back: paths, what they reach, and a body without it. Pure.

A path names a field of one type of record, ``crisis.emergency/place``, a field within its groups,
``diagnosis/impacts.impact``, or every field of a kind in whatever is written now or later,
``*/area``. The kinds are those that tell where, when and how many.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marshmallow import Schema

from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.policy import FieldPolicy, GroupPolicy, Policy
from tejido.declare.transforms import AREA, DAY, NUMBER

#: What leaves in the place of what is kept back.
WITHHELD = "withheld"
#: Kinds of field that can be kept back wherever they stand.
KINDS = (AREA, DAY, NUMBER)
_PATH = re.compile(
    r"\*/(area|day|number)|[a-z][a-z0-9_.]{0,80}/[a-z][a-z0-9_]{0,60}(\.[a-z][a-z0-9_]{0,60})?"
)


def is_path(text: str) -> bool:
    """Whether a text (unverified) is a path; of a type whose plugin is absent as well."""
    return _PATH.fullmatch(text) is not None


def path_of(type_id: str, name: str, within: str = "") -> str:
    """Return the path of a field, or of a field within the items of a group."""
    return f"{type_id}/{within}.{name}" if within else f"{type_id}/{name}"


def withheld_from(
    policy: Policy, body: Mapping[str, Any], paths: Collection[str]
) -> Mapping[str, Any]:
    """Return a body of which nothing leaves that ``paths`` name."""
    changed: dict[str, Any] = {}
    for field in policy.fields:
        if _is_kept_back(field, path_of(policy.type, field.name), paths):
            changed[field.name] = WITHHELD
    for group in policy.groups:
        changed[group.name] = _group(policy.type, group, body.get(group.name), paths)
    return {**body, **{name: value for name, value in changed.items() if value is not None}}


def withheld_whole(
    schema: Schema | None, type_id: str, body: Mapping[str, Any], paths: Collection[str]
) -> Mapping[str, Any]:
    """Return a whole body, texts and all, without what ``paths`` name.

    For what is handed over as it is; ``schema`` is None where the type's plugin is absent.
    """
    declared = record_fields(schema) if schema else {}
    found: dict[str, Any] = {}
    for name, value in body.items():
        field = declared.get(name)
        if _is_named(field, path_of(type_id, name), paths):
            found[name] = WITHHELD
        elif isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            inner = record_fields(field.item) if isinstance(field, Group) else {}
            found[name] = [
                {
                    one: WITHHELD
                    if _is_named(inner.get(one), path_of(type_id, one, name), paths)
                    else said
                    for one, said in item.items()
                }
                for item in value
            ]
        else:
            found[name] = value
    return found


def _is_named(field: RecordField | None, path: str, paths: Collection[str]) -> bool:
    return path in paths or (field is not None and f"*/{field.reads}" in paths)


def _group(type_id: str, group: GroupPolicy, items: object, paths: Collection[str]) -> object:
    """Return the items of a group without what is kept back; nothing of them, if all of it is.

    An item that says nothing else goes: that it is there would tell that something was said.
    """
    gone = {
        field.name: WITHHELD
        for field in group.fields
        if _is_kept_back(field, path_of(type_id, field.name, group.name), paths)
    }
    rest = [field for field in group.fields if field.name not in gone]
    if path_of(type_id, group.name) in paths or not rest:
        return WITHHELD
    if not gone or not isinstance(items, list):
        return items
    return [{**item, **gone} for item in items if _tells(rest, item)]


def _tells(fields: Sequence[FieldPolicy], item: Mapping[str, Any]) -> bool:
    return any(one.project(item.get(one.name)) != one.project(None) for one in fields)


def _is_kept_back(field: FieldPolicy, path: str, paths: Collection[str]) -> bool:
    return path in paths or f"*/{field.steps[0].reads}" in paths
