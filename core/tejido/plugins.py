"""Finding, guarding and loading plugins; the one module that touches ``pm.hook``.

* Entry points of the group ``tejido`` are loaded one by one. A plugin that fails to import,
  misspells a hook or declares nonsense is quarantined with its reason; the node starts without
  it, and its records stay sealed, listed and erasable.
* Everything a hook returns passes through here and gets its type back.
* Nothing is global: :func:`load_plugins` returns a value.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from importlib.metadata import version as distribution_version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from tejido import hookspecs
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.records import Approved, Aside, Network, Offer
from tejido.declare.samples import Sample
from tejido.errors import DeclarationError, TejidoError
from tejido.hookspecs import AnyNode, AnyTransaction, Pages, Service

if TYPE_CHECKING:
    import click

GROUP = "tejido"
LOADED, OFF, QUARANTINED = "loaded", "off", "quarantined"

_log = logging.getLogger(__name__)
_Returned = TypeVar("_Returned")


@dataclass(frozen=True)
class PluginState:
    """What became of one plugin, as ``tejido plugins list`` shows it."""

    name: str
    version: str
    state: str
    hooks: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Plugins:
    """The plugins of one node, ready to be called."""

    declarations: Declarations
    states: tuple[PluginState, ...]
    _manager: pluggy.PluginManager = field(repr=False)

    # --- declared once ---------------------------------------------------------------

    def samples(self, seed: int) -> list[Sample]:
        """Return the invented processes of every plugin."""
        return self._gather("samples", seed=seed)

    def migrations(self) -> dict[str, Path]:
        """Return the migration folders of plugins with tables of their own, by plugin."""
        return {
            name: found["migrations"]() for name, found in self._by_plugin("migrations").items()
        }

    def commands(self) -> "list[click.Command]":
        """Return the commands that plugins add."""
        return self._gather("commands")

    # --- faces, services, networks ---------------------------------------------------

    def pages(self, node: AnyNode) -> list[Pages]:
        """Return the pages that plugins add."""
        return self._gather("pages", node=node)

    def services(self, node: AnyNode) -> list[Service]:
        """Return the work that goes on while the node serves."""
        return self._gather("services", node=node)

    def beside(self, node: AnyNode, type_id: str) -> list[Aside]:
        """Return what plugins lay beside a form."""
        return self._gather("beside", node=node, type_id=type_id)

    def networks(self, node: AnyNode) -> list[Network]:
        """Return the networks this node belongs to; a failure here is not swallowed."""
        found: list[list[Network]] = self._manager.hook.networks(node=node)
        return [network for networks in found for network in networks]

    def approved(
        self, node: AnyNode, transaction: AnyTransaction, items: Sequence[Approved]
    ) -> None:
        """Hand approved items over for queueing; what it raises undoes the approval."""
        self._manager.hook.approved(node=node, transaction=transaction, items=items)

    # --- events ----------------------------------------------------------------------

    def records_saved(self, node: AnyNode, type_id: str, records: Sequence[str]) -> None:
        """Tell plugins that records were saved."""
        self._tell("records_saved", node=node, type_id=type_id, records=records)

    def consent_changed(self, node: AnyNode, process: str) -> None:
        """Tell plugins that the consent of a process changed."""
        self._tell("consent_changed", node=node, process=process)

    def keys_opened(self, node: AnyNode, roles: Sequence[str]) -> None:
        """Tell plugins that the node now holds keys of these roles."""
        self._tell("keys_opened", node=node, roles=roles)

    # --- what a strategy's plugin asks the others ------------------------------------

    def offers(self, hook: str, **arguments: str) -> list[Offer]:
        """Return what all plugins offer by one hook of a strategy's section, by name."""
        return self._gather(hook, **arguments)

    # --- calling, guarded ------------------------------------------------------------

    def _gather(self, hook: str, **arguments: object) -> list[Any]:
        return [one for found in self._each(hook, arguments) for one in found]

    def _tell(self, hook: str, **arguments: object) -> None:
        for _done in self._each(hook, arguments):
            pass

    def _each(self, hook: str, arguments: Mapping[str, object]) -> Iterable[Any]:
        """Call the implementations one by one: one that raises does not stop the others."""
        for name, implementations in self._by_plugin(hook).items():
            try:
                yield implementations[hook](**arguments)
            except Exception as error:  # noqa: BLE001  # whatever a plugin raised
                _log.error("plugin %s failed in %s: %s", name, hook, type(error).__name__)

    def _by_plugin(self, hook: str) -> dict[str, dict[str, Callable[..., Any]]]:
        caller = getattr(self._manager.hook, hook)
        return {
            one.plugin_name: {hook: _narrowed(one.function, one.argnames)}
            for one in caller.get_hookimpls()
        }


def load_plugins(
    core: Contribution,
    *,
    off: Iterable[str] = (),
    safe_mode: bool = False,
    extra: Mapping[str, ModuleType] | None = None,
) -> Plugins:
    """Return the plugins found as entry points, each loaded, switched off or quarantined.

    Args:
        core: what the core itself declares; it comes first and must be right.
        off: names switched off in ``node.toml``.
        safe_mode: start without any plugin but the federation layer's keeping of the peace:
            none at all is loaded.
        extra: further plugins as modules by name, for tests and for trying one out.

    Raises:
        DeclarationError: the core itself declares nonsense.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    declarations = Declarations().adding(core)
    blocked, states = set(off), []
    found: dict[str, EntryPoint | ModuleType] = {
        point.name: point for point in entry_points(group=GROUP)
    } | dict(extra or {})
    for name in sorted(found):
        if safe_mode or name in blocked:
            states.append(PluginState(name, _version(found[name]), OFF, reason=_why(safe_mode)))
            continue
        declarations, state = _add(manager, declarations, name, found[name])
        states.append(state)
    return Plugins(declarations, tuple(states), manager)


def _add(
    manager: pluggy.PluginManager,
    declarations: Declarations,
    name: str,
    source: EntryPoint | ModuleType,
) -> tuple[Declarations, PluginState]:
    """Return the book with one plugin's declarations, or as it was with the reason."""
    version = _version(source)
    try:
        module = source.load() if isinstance(source, EntryPoint) else source
        hooks = _registered(manager, name, module)
        added = declarations.adding(_contribution(name, module, hooks))
    except Exception as error:  # noqa: BLE001  # importing a stranger's module may raise anything
        if manager.has_plugin(name):
            manager.unregister(name=name)
        _log.error("plugin %s is quarantined: %s", name, _reason(error))
        return declarations, PluginState(name, version, QUARANTINED, reason=_reason(error))
    return added, PluginState(name, version, LOADED, hooks)


def _registered(manager: pluggy.PluginManager, name: str, module: ModuleType) -> tuple[str, ...]:
    """Register one plugin and return its hooks; a misspelt hook is refused by name."""
    manager.register(module, name=name)
    manager.check_pending()
    callers = manager.get_hookcallers(module) or []
    return tuple(sorted(caller.name for caller in callers))


def _contribution(name: str, module: ModuleType, hooks: Sequence[str]) -> Contribution:
    def declared(hook: str) -> tuple[Any, ...]:
        return tuple(getattr(module, hook)()) if hook in hooks else ()

    return Contribution(
        name,
        declared("process_kinds"),
        declared("record_types"),
        declared("vocabularies"),
        declared("measures"),
        declared("exchanges"),
    )


def _narrowed(function: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
    """Return the implementation, given only the arguments that it names, as pluggy would."""

    def call(**arguments: object) -> Any:
        return function(**{name: arguments[name] for name in names})

    return call


def _version(source: EntryPoint | ModuleType) -> str:
    if isinstance(source, EntryPoint):
        return source.dist.version if source.dist else ""
    return str(getattr(source, "__version__", "")) or distribution_version(CORE)


def _why(safe_mode: bool) -> str:
    return "safe mode" if safe_mode else "switched off in node.toml"


def _reason(error: Exception) -> str:
    """Return one line about a failure, for the person who hosts the node."""
    if isinstance(error, DeclarationError):
        return str(error)
    if isinstance(error, TejidoError | pluggy.PluginValidationError):
        return str(error).strip().splitlines()[0]
    return f"{type(error).__name__}: {error}".strip().splitlines()[0]
