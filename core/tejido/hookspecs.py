"""The whole contract between core and plugins: one general section, one for each strategy.

Each hook is documented with its arguments, its callers and an example in ``docs/hooks.md``. A
plugin implements hooks by marking functions of its package with ``@hookimpl``; it may leave out
arguments that it does not need. Declaring hooks are called once, when the node starts, and get
no node: what a plugin declares does not depend on where it runs. A hook that raises is isolated
where it only informs (events, what is laid beside a form) and refused as a whole where it
decides (``approved``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

import pluggy

from tejido.declare.declarations import Declarations
from tejido.declare.halves import TableHalf
from tejido.declare.records import (
    Approved,
    Aside,
    Exchange,
    Measure,
    Network,
    Offer,
    ProcessKind,
    RecordType,
)
from tejido.declare.rules import Rule
from tejido.declare.samples import Sample
from tejido.declare.vocabularies import Vocabulary

if TYPE_CHECKING:
    import click
    import flask


hookspec = pluggy.HookspecMarker("tejido")
hookimpl = pluggy.HookimplMarker("tejido")


class AnyPlugins(Protocol):
    """What a hook may ask of the other plugins: :class:`tejido.plugins.Plugins`."""

    def offers(self, hook: str, **arguments: str) -> list[Offer]:
        """Return what all plugins offer by one hook of a strategy's section, by its name."""


class AnyNode(Protocol):
    """What a hook may rely on of :class:`tejido.node.Node`."""

    @property
    def id(self) -> str:
        """The node's id."""

    @property
    def declarations(self) -> Declarations:
        """Everything declared here."""

    @property
    def plugins(self) -> AnyPlugins:
        """The plugins of this node, for a strategy that asks all of them."""


class AnyTransaction(Protocol):
    """What a hook may do within :class:`tejido.store.database.Writing`."""

    def insert(self, table: Any, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of a table of the plugin's own."""

    def run(self, query: Any) -> int:
        """Update or delete rows of a table of the plugin's own; return how many."""

    def after(self, call: Callable[[], None]) -> None:
        """Call this once the transaction is kept; never if it is undone."""


class Service(Protocol):
    """Work that goes on while ``tejido serve`` runs, in its one background thread."""

    #: Set by whoever has something for the service to do.
    wake: Event

    def tick(self) -> None:
        """Do what is due now; called when woken and about once a second."""


@dataclass(frozen=True)
class Pages:
    """Pages that a plugin adds to the web face.

    Pages for people stand behind sign-in and CSRF, and ``endpoint`` (with its ``label``) joins
    the navigation. Pages for ``machines`` (a peer's messages) have neither session nor CSRF
    token: they authenticate what they receive by themselves.
    """

    blueprint: "flask.Blueprint"
    label: str = ""
    endpoint: str = ""
    machines: bool = False


# --- general: what a plugin declares --------------------------------------------------


@hookspec
def process_kinds() -> list[ProcessKind]:  # type: ignore[empty-body]
    """Return the kinds of process this plugin declares."""


@hookspec
def record_types() -> list[RecordType]:  # type: ignore[empty-body]
    """Return the record types this plugin declares."""


@hookspec
def vocabularies() -> list[Vocabulary]:  # type: ignore[empty-body]
    """Return the vocabularies this plugin brings."""


@hookspec
def measures() -> list[Measure]:  # type: ignore[empty-body]
    """Return the tables that can be counted from this plugin's records."""


@hookspec
def exchanges() -> list[Exchange]:  # type: ignore[empty-body]
    """Return the kinds of message this plugin declares."""


@hookspec
def rules() -> list[Rule]:  # type: ignore[empty-body]
    """Return what this plugin advises to look at; a rule never refuses anything."""


@hookspec
def samples(seed: int) -> list[Sample]:  # type: ignore[empty-body]
    """Return invented processes with records, for the demo and the conformance suite."""


@hookspec
def migrations() -> Path:  # type: ignore[empty-body]
    """Return the folder of this plugin's own migrations; only the federation layer has tables."""


@hookspec
def backup_halves() -> list[TableHalf]:  # type: ignore[empty-body]
    """Return where each table of the plugin's own goes in a backup; only who has tables does."""


@hookspec
def commands() -> list["click.Command"]:  # type: ignore[empty-body]
    """Return commands to add to ``tejido``."""


# --- general: faces and services ------------------------------------------------------


@hookspec
def pages(node: AnyNode) -> list[Pages]:  # type: ignore[empty-body]
    """Return pages to add to the web face."""


@hookspec
def services(node: AnyNode) -> list[Service]:  # type: ignore[empty-body]
    """Return the work that goes on while the node serves."""


@hookspec
def beside(node: AnyNode, type_id: str) -> list[Aside]:  # type: ignore[empty-body]
    """Return what to lay beside the form of a record type."""


# --- general: networks ----------------------------------------------------------------


@hookspec
def networks(node: AnyNode) -> list[Network]:  # type: ignore[empty-body]
    """Return the networks this node belongs to, as the core must know them."""


@hookspec
def approved(node: AnyNode, transaction: AnyTransaction, items: Sequence[Approved]) -> None:
    """Queue approved items within the transaction of their approval, or raise and undo it."""


@hookspec
def erased(
    node: AnyNode, transaction: AnyTransaction, processes: Sequence[str], records: Sequence[str]
) -> None:
    """Erase what the plugin keeps of these processes and records, or raise and undo it all.

    Called within the transaction that erases them, before the core's own rows go; ``records``
    holds those of the processes too.
    """


@hookspec
def taken_back(node: AnyNode, transaction: AnyTransaction, records: Sequence[str]) -> None:
    """Drop what waits to be sent of these records as it was approved, or raise and undo it all.

    Called within the transaction in which their subject keeps something back or takes consent
    back. The records stay; what may leave of them now is approved anew.
    """


@hookspec
def restored(node: AnyNode, transaction: AnyTransaction) -> None:
    """Begin anew what cannot go on from a backup, or raise: then nothing is restored.

    Called once, within a transaction on the restored database, before anybody uses it. What
    happened since the backup is not known: peers may have seen it.
    """


# --- general: events, after the transaction -------------------------------------------


@hookspec
def records_saved(node: AnyNode, type_id: str, records: Sequence[str]) -> None:
    """Records were saved; once for each call of ``write`` and type, with the record ids."""


@hookspec
def consent_changed(node: AnyNode, process: str) -> None:
    """A grant of a process was given or withdrawn."""


@hookspec
def keys_opened(node: AnyNode, roles: Sequence[str]) -> None:
    """Somebody signed in, and the node now holds keys of these roles."""


# --- crisis and emergencies -----------------------------------------------------------


@hookspec
def risk_instruments() -> list[Offer]:  # type: ignore[empty-body]
    """Return ways of looking at risk together with the subject; words, never a score."""


@hookspec
def protective_measures() -> list[Offer]:  # type: ignore[empty-body]
    """Return measures that reduce a threat or raise capacities."""


@hookspec
def escalation_steps(severity: str) -> list[Offer]:  # type: ignore[empty-body]
    """Return who is told, and how, when an emergency of this severity escalates."""


# --- organizational strengthening -----------------------------------------------------


@hookspec
def tools(field: str) -> list[Offer]:  # type: ignore[empty-body]
    """Return tools for one of the four fields of psychosocial work."""


@hookspec
def principle_checks() -> list[Offer]:  # type: ignore[empty-body]
    """Return the questions by which a team looks at its own accompaniment."""


# --- training -------------------------------------------------------------------------


@hookspec
def training_modules() -> list[Offer]:  # type: ignore[empty-body]
    """Return modules that a cohort may work through."""


@hookspec
def evaluation_items() -> list[Offer]:  # type: ignore[empty-body]
    """Return questions about incorporating the approach, asked before and after."""


# --- advocacy -------------------------------------------------------------------------


@hookspec
def mechanisms() -> list[Offer]:  # type: ignore[empty-body]
    """Return bodies that can be addressed, with what each requires."""


@hookspec
def dossier_evidence(aggression: str) -> list[Offer]:  # type: ignore[empty-body]
    """Return what to gather for a dossier about an act of this kind."""
