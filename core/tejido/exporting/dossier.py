"""Everything about one process, as plain values. Days are UTC, ``YYYY-MM-DD``.

``export.json`` has the names of these classes' fields: docs/exporting.md describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.store.grants import Grant
from tejido.store.tasks import Task


@dataclass(frozen=True)
class Holder:
    """The organization that hands this over: its node's id, and what it calls itself."""

    id: str
    name: str


@dataclass(frozen=True)
class Process:
    """The process itself; ``name`` is how its team calls it."""

    id: str
    kind: str
    name: str = field(repr=False)
    opened_on: str
    closed_on: str | None


@dataclass(frozen=True)
class Written:
    """A record; or, without state and version, a form that was left and not yet taken in.

    ``schema`` is the version of its form, None where the plugin is absent and nobody can say.
    ``source`` is the key of the imported row it came from, or empty.
    """

    id: str
    type: str
    schema: int | None
    created_on: str
    fields: Mapping[str, Any] = field(repr=False)
    state: str | None = None
    version: int | None = None
    updated_on: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Given:
    """What a recipient (a node id) was last given; ``is_over``: it may no longer hold it."""

    recipient: str
    version: int
    on: str
    is_over: bool


@dataclass(frozen=True)
class Held:
    """From whom it is held back, why (a code), and since when."""

    recipient: str
    reason: str
    since: str


@dataclass(frozen=True)
class Emission:
    """What became of a record in a network that was asked about it.

    ``item`` and ``subject`` are the names by which the network knows the record and whom it is
    about; ``levels`` says how much coarser than declared each field left; ``told`` is all that
    was ever given, with its values.
    """

    record: str
    network: str
    item: str
    subject: str
    levels: Mapping[str, int] | None
    given: tuple[Given, ...]
    held: tuple[Held, ...]
    told: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class File:
    """A file; ``path`` is where it lies in the export, None where it does not open any more.

    ``type`` is what a browser once said of it, ``size`` in bytes, ``sha256`` in hex.
    """

    id: str
    record: str | None
    name: str = field(repr=False)
    type: str
    size: int
    created_on: str
    path: str | None
    sha256: str | None


@dataclass(frozen=True)
class Hold:
    """Why the process is kept, whatever the rules about keeping say, and since when."""

    reason: str = field(repr=False)
    placed_on: str


@dataclass(frozen=True)
class Unopened:
    """A form that was left on a day and does not open any more, so that it is not in here."""

    id: str
    left_on: str


@dataclass(frozen=True)
class Dossier:
    """Everything that a node keeps about one process, on one day.

    ``left_out`` are the records that are about one person who did not agree that others get them.
    """

    exported_on: str
    node: Holder
    process: Process
    records: tuple[Written, ...]
    waiting: tuple[Written, ...]
    tasks: tuple[Task, ...]
    grants: tuple[Grant, ...]
    emissions: tuple[Emission, ...]
    hold: Hold | None
    files: tuple[File, ...]
    unopened: tuple[Unopened, ...] = ()
    left_out: tuple[str, ...] = ()
