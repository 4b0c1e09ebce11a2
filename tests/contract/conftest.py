"""Plugins from outside, installed for real: packages with metadata on the import path."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.plugins import Plugins, PluginState, load_plugins

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tejido-busqueda"
BUILT_IN = frozenset({"advocacy", "crisis", "federation", "organizational", "training"})

Install = Callable[..., None]
Load = Callable[..., Plugins]
StateOf = Callable[[Plugins, str], PluginState]


def _forget(prefix: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0].startswith(prefix)]:
        del sys.modules[name]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Give the installing of a package ``outside_<name>`` as the plugin ``<name>``."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def write(
        name: str,
        source: str,
        *,
        target: str = "",
        distribution: str = "",
        vocabularies: dict[str, str] | None = None,
    ) -> None:
        package = site / f"outside_{name}"
        (package / "vocabularies").mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text(dedent(source), "utf-8")
        for vocabulary, text in (vocabularies or {}).items():
            (package / "vocabularies" / f"{vocabulary}.csv").write_text(dedent(text), "utf-8")
        info = site / f"{distribution or f'outside_{name}'}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution or f'outside_{name}'}\nVersion: 1.2\n"
        )
        point = f"{name} = {target or f'outside_{name}'}"
        (info / "entry_points.txt").write_text(f"[tejido]\n{point}\n")
        # Importers remember what a folder held.
        monkeypatch.syspath_prepend(site)

    yield write
    _forget("outside_")


@pytest.fixture
def load() -> Load:
    """Give the loading of everything from outside, the built-in plugins being off."""

    def loaded(*, off: tuple[str, ...] = (), safe_mode: bool = False) -> Plugins:
        return load_plugins(core_contribution(), off={*BUILT_IN, *off}, safe_mode=safe_mode)

    return loaded


@pytest.fixture
def state_of() -> StateOf:
    """Give what became of one plugin."""

    def found(plugins: Plugins, name: str) -> PluginState:
        (state,) = (one for one in plugins.states if one.name == name)
        return state

    return found


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder into which pip has installed the example; nothing is downloaded."""
    site = tmp_path_factory.mktemp("example")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*pip, *offline, "--target", str(site), str(EXAMPLE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture
def example(example_site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install the example for one test, and give its folder."""
    monkeypatch.syspath_prepend(example_site)
    yield example_site
    _forget("tejido_busqueda")


@pytest.fixture
def example_copy(
    example_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, str, str], str]]:
    """Give the installing of the example with one mistake, and the reason of its quarantine."""

    def mistaken(module: str, old: str, new: str) -> str:
        site = tmp_path / "copy"
        shutil.copytree(example_site, site)
        path = site / "tejido_busqueda" / module
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        monkeypatch.syspath_prepend(site)
        states = load_plugins(core_contribution(), off=BUILT_IN).states
        return next(state.reason for state in states if state.name == "busqueda")

    yield mistaken
    _forget("tejido_busqueda")
