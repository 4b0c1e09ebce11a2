"""Finding, guarding and loading plugins; the one module that touches ``pm.hook``.

* Entry points of the group ``tejido`` are loaded one by one. A plugin that fails to import,
  misspells a hook or declares nonsense is quarantined with its reason; the node starts without
  it, and its records stay, sealed and listed.
* Everything a hook returns passes through here, is looked at and gets its type back.
* Nothing is global: :func:`load_plugins` returns a value.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import click
import pluggy

from tejido import hookspecs
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.halves import TableHalf
from tejido.declare.names import NAME_FORM, is_name
from tejido.declare.records import Approved, Aside, Network, Offer
from tejido.declare.samples import Sample
from tejido.errors import DeclarationError, NodeError, TejidoError
from tejido.hookspecs import AnyNode, AnyTransaction, Pages, Service
from tejido.languages import words

GROUP = "tejido"
LOADED, OFF, QUARANTINED = "loaded", "off", "quarantined"

_ = words("tejido")
_log = logging.getLogger(__name__)
_Returned = TypeVar("_Returned")
#: What brings a plugin; a text says why nothing does.
_Source = EntryPoint | ModuleType | str


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
    _folders: Mapping[str, Path] = field(default_factory=dict)
    _samples: Callable[[int], Sequence[Sample]] | None = None

    # --- declared once ---------------------------------------------------------------

    def samples(self, seed: int) -> list[Sample]:
        """Return the invented processes of every plugin, and then the core's own."""
        own = self._samples(seed) if self._samples else ()
        return [*self._gather("samples", Sample, seed=seed), *own]

    def migrations(self) -> dict[str, Path]:
        """Return the migration folders of plugins with tables of their own, by plugin.

        They were asked for, and found, when the plugins were loaded.
        """
        return dict(self._folders)

    def backup_halves(self) -> list[TableHalf]:
        """Return where plugins' tables go in a backup; a failure here is not swallowed."""
        calls = self._calls("backup_halves").values()
        return [half for call in calls for half in call()]

    def commands(self) -> list[click.Command]:
        """Return the commands that plugins add."""
        return self._gather("commands", click.Command)

    # --- faces, services, networks ---------------------------------------------------

    def pages(self, node: AnyNode) -> list[Pages]:
        """Return the pages that plugins add."""
        return self._gather("pages", Pages, node=node)

    def services(self, node: AnyNode) -> list[Service]:
        """Return the work that goes on while the node serves."""
        return cast(list[Service], self._gather("services", object, node=node))

    def beside(self, node: AnyNode, type_id: str) -> list[Aside]:
        """Return what plugins lay beside a form."""
        return self._gather("beside", Aside, node=node, type_id=type_id)

    def networks(self, node: AnyNode) -> list[Network]:
        """Return the networks this node belongs to; a failure here is not swallowed."""
        calls = self._calls("networks").values()
        return [network for call in calls for network in call(node=node)]

    def approved(
        self, node: AnyNode, transaction: AnyTransaction, items: Sequence[Approved]
    ) -> None:
        """Hand approved items over for queueing; what it raises undoes the approval.

        Raises:
            NodeError: no plugin here queues anything, so what was approved would be lost.
        """
        calls = self._calls("approved").values()
        if not calls:
            raise NodeError(_("Nothing here can send; see «tejido plugins list»."))
        for call in calls:
            call(node=node, transaction=transaction, items=items)

    def restored(self, node: AnyNode, transaction: AnyTransaction) -> None:
        """Let plugins begin anew what a restore cut off; what one raises undoes the restore."""
        for call in self._calls("restored").values():
            call(node=node, transaction=transaction)

    def erased(
        self,
        node: AnyNode,
        transaction: AnyTransaction,
        processes: Sequence[str],
        records: Sequence[str],
    ) -> None:
        """Have every plugin erase what it keeps of these; what it raises undoes the erasing."""
        for call in self._calls("erased").values():
            call(node=node, transaction=transaction, processes=processes, records=records)

    def taken_back(
        self, node: AnyNode, transaction: AnyTransaction, records: Sequence[str]
    ) -> None:
        """Have plugins drop what waits to be sent of these; what one raises undoes the change."""
        for call in self._calls("taken_back").values():
            call(node=node, transaction=transaction, records=records)

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
        return self._gather(hook, Offer, **arguments)

    # --- calling, guarded ------------------------------------------------------------

    def _gather(self, hook: str, kind: type[_Returned], **arguments: object) -> list[_Returned]:
        """Return what all plugins give; one that raises or gives something else is left out."""
        gathered: list[_Returned] = []
        for name, call in self._calls(hook).items():
            with _guarded(name, hook):
                given = list(call(**arguments) or ())
                if not all(isinstance(one, kind) for one in given):
                    raise TypeError(f"expected {kind.__name__}")
                gathered += given
        return gathered

    def _tell(self, hook: str, **arguments: object) -> None:
        for name, call in self._calls(hook).items():
            with _guarded(name, hook):
                call(**arguments)

    def _calls(self, hook: str) -> dict[str, Callable[..., Any]]:
        """Return the implementations of a hook by plugin, in the order of their names."""
        implementations = getattr(self._manager.hook, hook).get_hookimpls()
        return {
            one.plugin_name: _narrowed(one)
            for one in sorted(implementations, key=lambda one: str(one.plugin_name))
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
        safe_mode: load no plugin at all, the federation layer included.
        extra: further plugins as modules by name, for tests and for trying one out.

    Raises:
        DeclarationError: the core itself declares nonsense.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    declarations = _begun_with(core)
    found, blocked = _found(extra or {}), frozenset(off)
    states, folders = [], {}
    for name in sorted({*found, *blocked}):
        source = found.get(name, "it is not installed")
        if safe_mode or name in blocked:
            state = PluginState(name, _version(source), OFF, reason=_why(source, safe_mode))
        else:
            declarations, state, folder = _add(manager, declarations, name, source)
            folders.update({name: folder} if folder else {})
        states.append(state)
    return Plugins(declarations, tuple(states), manager, folders, core.samples)


@lru_cache(maxsize=2)
def _begun_with(core: Contribution) -> Declarations:
    """Return the book with the core's declarations, which are checked once in a process."""
    return Declarations().adding(core)


def _found(extra: Mapping[str, ModuleType]) -> dict[str, _Source]:
    """Return what brings each plugin: an entry point, a module, or why it cannot be read.

    Two installed packages that claim one name are both refused: neither may pass for the other.
    """
    found: dict[str, _Source] = {}
    for point in _points():
        twice = "two installed packages bring a plugin of this name"
        found[point.name] = twice if point.name in found else point
    return {**found, **extra}


def _points() -> Iterator[EntryPoint]:
    """Give the entry points of every installed package; the first of a name is what imports."""
    packages = set()
    for distribution in distributions():
        try:
            # Most packages bring none, and reading the name of each takes longest.
            if not distribution.entry_points.select(group=GROUP):
                continue
            package = distribution.name
            first = next(iter(Distribution.discover(name=package)), distribution)
            points = first.entry_points.select(group=GROUP)
        except Exception as error:  # noqa: BLE001  # whatever stands in a stranger's metadata
            _log.error("an installed package cannot be read: %s", type(error).__name__)
            continue
        if package not in packages:
            packages.add(package)
            yield from points


def _add(
    manager: pluggy.PluginManager, declarations: Declarations, name: str, source: _Source
) -> tuple[Declarations, PluginState, Path | None]:
    """Return the book with one plugin's declarations, or as it was with the reason.

    The third is the folder of its migrations, if it has tables of its own.
    """
    version = _version(source)
    try:
        hooks = _registered(manager, name, _module(name, source))
        added = declarations.adding(_contribution(manager, name, hooks))
        folder = _folder(manager, name, hooks)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # importing may raise anything
        if manager.has_plugin(name):
            manager.unregister(name=name)
        reason = _reason(name, error)
        _log.error("plugin %s is quarantined: %s", name, reason)
        return declarations, PluginState(name, version, QUARANTINED, reason=reason), None
    return added, PluginState(name, version, LOADED, hooks), folder


def _module(name: str, source: _Source) -> ModuleType:
    if isinstance(source, str):
        raise DeclarationError([name], source)
    if name == CORE or not is_name(name):
        raise DeclarationError([name], f"as a plugin's name, {NAME_FORM}, and is not {CORE}")
    module: object = source.load() if isinstance(source, EntryPoint) else source
    if not isinstance(module, ModuleType):
        raise DeclarationError([name], "its entry point must name a package")
    return module


def _registered(manager: pluggy.PluginManager, name: str, module: ModuleType) -> tuple[str, ...]:
    """Register one plugin and return the names of its hooks.

    Raises:
        DeclarationError: none at all, one that does not exist, or one that is not called as
            it expects.
    """
    manager.register(module, name=name)
    callers = manager.get_hookcallers(module) or []
    if not callers:
        raise DeclarationError([name], "it implements no hook; mark functions with @hookimpl")
    for caller in callers:
        (own,) = (one for one in caller.get_hookimpls() if one.plugin_name == name)
        if not caller.has_spec():
            raise DeclarationError([name, caller.name], "there is no hook of this name")
        # A wrapper could swallow what undoes an approval.
        if own.wrapper or own.hookwrapper:
            raise DeclarationError([name, caller.name], "a hook cannot wrap those of others")
        if own.kwargnames:
            raise DeclarationError([name, caller.name], "its arguments can have no defaults")
    return tuple(sorted(caller.name for caller in callers))


def _contribution(manager: pluggy.PluginManager, name: str, hooks: Collection[str]) -> Contribution:
    calls = Plugins(Declarations(), (), manager)._calls

    def declared(hook: str) -> tuple[Any, ...]:
        if hook not in hooks:
            return ()
        given = calls(hook)[name]()
        if not isinstance(given, list | tuple):
            raise DeclarationError([name, hook], "this hook gives a list")
        return tuple(given)

    return Contribution(
        name,
        declared("process_kinds"),
        declared("record_types"),
        declared("vocabularies"),
        declared("measures"),
        declared("exchanges"),
        declared("rules"),
    )


def _folder(manager: pluggy.PluginManager, name: str, hooks: Collection[str]) -> Path | None:
    """Return the folder of a plugin's migrations, if it has any; it must be there."""
    if "migrations" not in hooks:
        return None
    folder: object = Plugins(Declarations(), (), manager)._calls("migrations")[name]()
    if not isinstance(folder, Path) or not folder.is_dir():
        raise DeclarationError([name, "migrations"], "this hook gives the Path of a folder")
    return folder


def _narrowed(implementation: pluggy.HookImpl) -> Callable[..., Any]:
    """Return the implementation, given only the arguments that it names, as pluggy would."""

    def call(**arguments: object) -> Any:
        return implementation.function(*(arguments[name] for name in implementation.argnames))

    return call


@contextmanager
def _guarded(name: str, hook: str) -> Iterator[None]:
    """Keep what a plugin raises from everybody else; it is logged without its text."""
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a plugin raised
        _log.error("plugin %s failed in %s: %s", name, hook, type(error).__name__)


def _version(source: _Source) -> str:
    """Return the version that a plugin says it has, or nothing; whatever it says, never raise."""
    try:
        if isinstance(source, EntryPoint):
            return str((source.dist and source.dist.version) or "")
        return str(getattr(source, "__version__", ""))
    except Exception:  # noqa: BLE001  # whatever stands in a stranger's metadata
        return ""


def _why(source: _Source, safe_mode: bool) -> str:
    why = "safe mode" if safe_mode else "switched off in node.toml"
    return f"{why}; {source}" if isinstance(source, str) else why


def _reason(name: str, error: BaseException) -> str:
    """Return one line about a failure, for the person who hosts the node."""
    if isinstance(error, DeclarationError):
        where = error.where if error.where[:1] == (name,) else (name, *error.where)
        return str(DeclarationError(where, error.reason))
    if isinstance(error, TejidoError | pluggy.PluginValidationError):
        return " ".join(str(error).split())
    return " ".join(f"{type(error).__name__}: {error}".split())
