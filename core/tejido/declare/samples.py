"""Invented processes with records: what a demo shows and a conformance suite writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SampleRecord:
    """One invented record: its type, what a person would have typed in, where it moved then."""

    type: str
    given: Mapping[str, Any]
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """One invented process: kind, name, the purposes its subject consents to, its records."""

    kind: str
    name: str
    purposes: tuple[str, ...]
    records: tuple[SampleRecord, ...] = field(default_factory=tuple)
