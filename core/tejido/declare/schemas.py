"""The schema of a record: fields in the order of the form, strict about anything else."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow

from tejido.declare.fields import record_fields
from tejido.declare.transforms import Scope
from tejido.languages import words

_ = words("tejido")


class RecordSchema(marshmallow.Schema):
    """Base of every record's schema. Unknown fields are refused.

    ``version`` rises when the shape of a body changes; :meth:`upgrade` then turns bodies of
    earlier versions into this one. It is pure, and every step has a test on a stored old body.
    ``entry_note`` is said beside every entry, where a group repeats this schema.
    """

    version: ClassVar[int] = 1
    entry_note: ClassVar[str] = ""

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]  # marshmallow: no ClassVar
        "unknown": _("There is no such field."),
        "type": _("Write this as fields with values."),
    }

    @classmethod
    def upgrade(cls, body: Mapping[str, Any], from_version: int) -> dict[str, Any]:
        """Return a body written under ``from_version`` in the shape of this version."""
        if from_version != cls.version:
            raise NotImplementedError(f"{cls.__name__} cannot read version {from_version}")
        return dict(body)

    @classmethod
    def bound(cls, scopes: Mapping[str, Scope]) -> "RecordSchema":
        """Return an instance whose code fields know the terms of their vocabularies."""
        schema = cls()
        for field in record_fields(schema).values():
            field.bind(scopes)
        return schema
