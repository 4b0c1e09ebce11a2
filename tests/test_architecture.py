"""The floors of docs/architecture.md, walked import by import.

The drawing in that page is what is enforced here: a room that is not drawn has no floor, and a
module in it fails. Imports inside functions and under ``TYPE_CHECKING`` count like any other.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = "tejido"

#: The only modules that may import a library; what is not listed is open to all.
KEEPERS: Mapping[str, tuple[str, ...]] = {
    "nacl": ("tejido.vault.ciphers", "tejido_federation.envelope"),
    "pyrage": ("tejido.vault.age",),
    "docx": tuple(
        f"tejido.exporting.word{name}" for name in ("", "_check", "_file", "_template", "_text")
    ),
    "lxml": ("tejido.exporting.word_check",),
    "pluggy": ("tejido.plugins", "tejido.hookspecs"),
}
#: Rooms that know nothing of the web; hookspecs and plugins only name a blueprint's type.
FACELESS = {
    "errors", "vault", "settings", "languages", "declare", "store", "consent", "accompaniment",
    "audit", "accounts", "minimize", "measures", "importing", "backup", "node", "work",
}  # fmt: skip
WEB_LIBRARIES = {"flask", "werkzeug", "jinja2", "waitress"}


@dataclass(frozen=True)
class Module:
    """One source file, under the name by which it is imported."""

    name: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The top-level package that it belongs to."""
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """The room of the core that it stands in; the package's own two doors are ``""``."""
        return room_of(self.name)

    def imports(self) -> Iterator[str]:
        """Give the dotted name of everything imported, wherever in the module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def touches_the_hooks(self) -> bool:
        """Whether it reads ``.hook`` of anything, as in ``manager.hook.pages()``."""
        attributes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))
        return any(attribute.attr == "hook" for attribute in attributes)


def room_of(name: str) -> str:
    """Return the room of a dotted name in the core: ``store`` of ``tejido.store.tables``."""
    return name.split(".")[1] if "." in name else ""


def packages(root: Path) -> dict[str, Path]:
    """Return every import package in the folders that hold them."""
    folders = [root / "core", root / "federation", *sorted((root / "plugins").glob("*"))]
    return {init.parent.name: init.parent for f in folders for init in f.glob("*/__init__.py")}


def modules(root: Path) -> list[Module]:
    """Return every module of every package."""
    found = []
    for folder in packages(root).values():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            name = ".".join(part for part in parts if part not in ("__init__", "__main__"))
            found.append(Module(name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def drawn_floors(root: Path) -> dict[str, int]:
    """Return the floor of each room, as drawn in docs/architecture.md; the ground is 0."""
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawing = page.split("```")[1].strip().splitlines()
    # Rooms stand two spaces apart; a wider gap begins the remark.
    rows = [line.split("    ")[0].split() for line in drawing]
    return {room: floor for floor, row in enumerate(reversed(rows)) for room in row}


def breaches(root: Path) -> list[str]:
    """Return every import that goes up, across, between packages, or to a kept library."""
    floors, names = drawn_floors(root), set(packages(root))
    found: list[str] = []
    for module in modules(root):
        if module.package == CORE and module.room and module.room not in floors:
            found.append(f"{module.name}: its room is not drawn")
            continue
        for imported in module.imports():
            wrong = breach(module, imported, floors, names)
            found += [f"{module.name}: {imported}: {wrong}"] if wrong else []
        if module.touches_the_hooks() and module.name != "tejido.plugins":
            found.append(f"{module.name}: .hook: only tejido.plugins calls hooks")
    return found


def breach(module: Module, imported: str, floors: Mapping[str, int], names: set[str]) -> str:
    """Return what is wrong with a module's import, or nothing."""
    target = imported.partition(".")[0]
    if target in names - {module.package, CORE}:
        return "packages know only themselves and the core"
    keepers = KEEPERS.get(target)
    if keepers and module.name not in keepers:
        return f"only {' and '.join(keepers)} may"
    if module.package != CORE or not module.room:
        return ""
    if target in WEB_LIBRARIES and module.room in FACELESS:
        return "this room knows nothing of the web"
    if target != CORE:
        return ""
    return step(module.room, room_of(imported), floors)


def step(here: str, there: str, floors: Mapping[str, int]) -> str:
    """Return what is wrong with a step from one room of the core into another, or nothing."""
    if here == there:
        return ""
    if there not in floors:
        return "the core does not come in by its own front door"
    if floors[there] > floors[here]:
        return "an import only ever goes down"
    return "" if floors[there] < floors[here] else "rooms on one line do not know each other"


# --- the house as it is ---------------------------------------------------------------


def test_imports_only_go_down() -> None:
    assert breaches(ROOT) == []


def test_the_walk_sees_the_whole_house() -> None:
    seen = {module.name for module in modules(ROOT)}
    assert {"tejido", "tejido.errors", "tejido.plugins", "tejido.vault.ciphers"} <= seen
    assert {"tejido_crisis", "tejido_federation"} <= seen
    assert len(packages(ROOT)) == 6


def test_the_drawing_has_errors_at_the_ground_and_faces_at_the_top() -> None:
    floors = drawn_floors(ROOT)
    assert floors["errors"] == 0
    assert floors["cli"] == max(floors.values())
    assert floors["store"] == floors["hookspecs"] < floors["work"] < floors["web"]


def test_every_package_is_built_typed_and_registered() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = config["tool"]["hatch"]["build"]
    paths = {path.relative_to(ROOT) for path in packages(ROOT).values()}
    roots = {str(path.parent) for path in paths}
    assert set(build["targets"]["wheel"]["packages"]) == {str(path) for path in paths}
    assert set(build["dev-mode-dirs"]) == roots
    assert set(config["tool"]["mypy"]["mypy_path"]) == roots | {"examples/tejido-busqueda"}
    registered = config["project"]["entry-points"]["tejido"]
    assert set(registered.values()) == packages(ROOT).keys() - {CORE}
    assert all(package == f"tejido_{name}" for name, package in registered.items())
    assert all((path / "py.typed").exists() for path in packages(ROOT).values())


def test_no_catalogue_is_compiled() -> None:
    """They are read from their sources, so a compiled one would only be a stale second copy."""
    assert not [path for folder in packages(ROOT).values() for path in folder.rglob("*.mo")]


# --- the test itself can fail ---------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small sound house: two rooms of the core, two plugins, the federation layer."""
    sources = {
        "core/tejido/__init__.py": "from tejido.store import tables",
        "core/tejido/plugins.py": "import pluggy\npluggy.PluginManager('x').hook.pages()",
        "core/tejido/vault/ciphers.py": "from nacl import bindings",
        "core/tejido/store/__init__.py": "from tejido import vault\nfrom tejido.store import x",
        "core/tejido/web/__init__.py": "import flask\nfrom tejido.work import records",
        "federation/tejido_federation/__init__.py": "from tejido import Store",
        "federation/tejido_federation/envelope.py": "import nacl.bindings",
        "plugins/crisis/tejido_crisis/__init__.py": "from tejido_crisis import records",
        "plugins/training/tejido_training/__init__.py": "import tejido.store",
    }
    for path, source in sources.items():
        write(tmp_path / path, source)
    write(
        tmp_path / "docs/architecture.md",
        "```\nweb            a face\nwork\nnode  minimize   \nplugins\nstore\nvault\n```\n",
    )
    return tmp_path


def write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


def test_a_sound_house_has_no_breach(house: Path) -> None:
    assert breaches(house) == []


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        pytest.param("core/tejido/store/x.py", "import tejido.work.x", "goes down", id="up"),
        pytest.param(
            "core/tejido/store/x.py", "from tejido import work", "goes down", id="up, by name"
        ),
        pytest.param(
            "core/tejido/vault/x.py",
            "def f():\n    from tejido.store import tables",
            "goes down",
            id="up, inside a function",
        ),
        pytest.param(
            "core/tejido/vault/x.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tejido.store",
            "goes down",
            id="up, for types only",
        ),
        pytest.param(
            "core/tejido/node.py", "import tejido.minimize", "on one line", id="across a floor"
        ),
        pytest.param("core/tejido/attic.py", "", "not drawn", id="a room not drawn"),
        pytest.param(
            "core/tejido/work/x.py", "from tejido import Store", "front door", id="front door"
        ),
        pytest.param(
            "core/tejido/web/x.py", "import tejido_crisis", "packages know", id="core to plugin"
        ),
        pytest.param(
            "plugins/crisis/tejido_crisis/x.py",
            "from tejido_training import records",
            "packages know",
            id="plugin to plugin",
        ),
        pytest.param(
            "plugins/crisis/tejido_crisis/x.py",
            "def f():\n    import tejido_federation.keys",
            "packages know",
            id="plugin to federation, inside a function",
        ),
        pytest.param(
            "federation/tejido_federation/x.py", "import nacl.utils", "may", id="nacl, federation"
        ),
        pytest.param("core/tejido/vault/keys.py", "import nacl", "may", id="nacl, in the vault"),
        pytest.param("core/tejido/work/x.py", "import pluggy", "may", id="pluggy"),
        pytest.param("core/tejido/work/x.py", "manager.hook.pages()", "calls hooks", id="hooks"),
        pytest.param("core/tejido/store/x.py", "import flask", "of the web", id="flask below"),
    ],
)
def test_a_breach_is_found(house: Path, path: str, source: str, wrong: str) -> None:
    write(house / path, source)
    (found,) = breaches(house)
    assert wrong in found
