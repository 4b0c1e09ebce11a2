"""Planting a canary in every text of invented data: what must never be seen again outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import marshmallow

from tejido.declare.declarations import Declarations
from tejido.declare.fields import LINE_LENGTH, NARRATIVE_LENGTH, Group, Line, Narrative
from tejido.declare.fields import record_fields as fields_of
from tejido.declare.samples import Sample
from tejido.minimize.canaries import new_canary
from tejido.work.processes import NAME_LENGTH


@dataclass(frozen=True)
class Planted:
    """Samples with a canary in each of their texts, and those canaries in order."""

    samples: tuple[Sample, ...]
    canaries: tuple[str, ...]


def plant(samples: Sequence[Sample], declarations: Declarations) -> Planted:
    """Return ``samples`` with canaries in their names and in every text field of every record.

    Text fields that were left empty get one as well, so that no field goes untried.
    """
    gardener = _Gardener(declarations)
    planted = tuple(gardener.sample(sample) for sample in samples)
    return Planted(planted, tuple(gardener.canaries))


class _Gardener:
    """Plants, and remembers what."""

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self.canaries: list[str] = []

    def sample(self, sample: Sample) -> Sample:
        records = tuple(
            replace(
                record,
                given=self._fields(self._declarations.schemas[record.type], record.given),
            )
            for record in sample.records
        )
        return replace(sample, name=self._text(sample.name, NAME_LENGTH), records=records)

    def _fields(self, schema: marshmallow.Schema, given: Mapping[str, Any]) -> dict[str, Any]:
        planted = dict(given)
        for name, field in fields_of(schema).items():
            if isinstance(field, Narrative):
                planted[name] = self._text(given.get(name, ""), NARRATIVE_LENGTH)
            elif isinstance(field, Line):
                planted[name] = self._text(given.get(name, ""), LINE_LENGTH)
            elif isinstance(field, Group) and name in given:
                planted[name] = [self._fields(field.item, item) for item in given[name]]
        return planted

    def _text(self, text: str, longest: int) -> str:
        canary = new_canary()
        self.canaries.append(canary)
        return f"{text[: longest - len(canary) - 1]} {canary}".strip()
