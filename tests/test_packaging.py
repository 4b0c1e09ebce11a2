"""What a stranger gets: locks that name no host, a whole wheel, and plain refusals."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = [
    ROOT / path for path in CONFIG["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
]
LOCKS = ("run", "dev", "uv")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, str]:
    """Return ``{distribution: version}`` of a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock(name), flags=re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    """Return the normalized names of requirements such as ``httpx2[socks]>=2.16``."""
    names = (re.split(r"[\[<>=; ]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


# --- locks ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_no_folder_and_no_local_build(name: str) -> None:
    for trace in ("://", "--index-url", "--extra-index-url", "--find-links", "/", " @ "):
        assert trace not in lock(name)
    assert not [version for version in locked(name).values() if "+" in version]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_in_a_lock_is_pinned_and_hashed(name: str) -> None:
    entries = re.split(r"\n(?=\S)", lock(name).strip())
    assert len(entries) == len(locked(name)) > 0
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry


def test_the_locks_cover_what_the_project_asks_for() -> None:
    run = wanted(CONFIG["project"]["dependencies"])
    run |= wanted(CONFIG["project"]["optional-dependencies"]["postgres"])
    dev = wanted(CONFIG["dependency-groups"]["dev"])
    assert run <= locked("run").keys()
    assert run | dev <= locked("dev").keys()
    assert wanted(CONFIG["build-system"]["requires"]) <= locked("dev").keys()


def test_developing_uses_the_versions_that_run() -> None:
    assert locked("run").items() <= locked("dev").items()


# --- the wheel ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and give the names of its files."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_file_of_every_package(wheel: set[str]) -> None:
    """Catalogues, vocabularies, templates and styles are files like the modules beside them."""
    files = {
        path.relative_to(package.parent).as_posix()
        for package in PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(name.endswith(".po") for name in files)
    assert any(name.endswith(".csv") for name in files)
    assert files <= wheel


def test_the_wheel_installs_only_our_names_and_the_licence(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel if ".dist-info/" not in name}
    assert tops == {package.name for package in PACKAGES}
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


# --- the Makefile on a machine that lacks something -----------------------------------


def make_venv(python: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``make venv`` with a Python and a place of its own."""
    words = ["make", "--no-print-directory", "venv", f"PYTHON={python}", f"VENV={folder / 'v'}"]
    # A make that runs the tests must not pass its own flags on.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(words, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def false_python(folder: Path, refuses: str) -> str:
    """Write a python that fails when its ``-c`` program has ``refuses`` in it."""
    path = folder / "python3"
    path.write_text(f'#!/bin/sh\ncase "$2" in *{refuses}*) exit 1;; esac\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("refuses", "said"),
    [
        pytest.param("version_info", "older than Python 3.11", id="an old Python"),
        pytest.param("ensurepip", "lacks venv or pip", id="a Python without venv"),
    ],
)
def test_make_says_in_one_line_what_is_missing(tmp_path: Path, refuses: str, said: str) -> None:
    done = make_venv(false_python(tmp_path, refuses), tmp_path)
    told = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert done.returncode != 0
    assert len(told) == 1
    assert said in told[0]
    assert not (tmp_path / "v").exists()


def test_make_says_when_there_is_no_python(tmp_path: Path) -> None:
    done = make_venv(str(tmp_path / "nothing"), tmp_path)
    assert done.returncode != 0
    assert "not found: install Python 3.11 or later" in done.stderr
