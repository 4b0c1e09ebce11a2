"""Running ``python -m tejido`` as a real process, on nodes that are cheap to open."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from tests.cli.forking import COMMAND, Forking, anew

from tejido.testing.nodes import PASSPHRASE, found_small_node

#: What each process is given; nothing of the machine's own settings reaches it.
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONWARNINGS": "error",
    "TEJIDO_PASSPHRASE_OPSLIMIT": "1",
    "TEJIDO_PASSPHRASE_MEMORY_KIB": "8",
}


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on stderr; there must be no other, and no trace."""
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line


Run = Callable[..., Done]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give the environment of commands, to be added to."""
    return {**ENVIRONMENT, "HOME": str(tmp_path)}


@pytest.fixture(scope="session")
def forking() -> Iterator[Forking]:
    """Give a server that forks a process for each command."""
    server = Forking(ENVIRONMENT)
    yield server
    server.close()


@pytest.fixture
def run(forking: Forking, environment: dict[str, str], tmp_path: Path) -> Run:
    """Give the running of a command to its end, in ``tmp_path``, in English."""

    def call(*words: str | Path, language: str = "en", typed: str = "") -> Done:
        given = {**environment, "TEJIDO_LANGUAGE": language}
        # What is on the path is settled when Python starts.
        running = anew if "PYTHONPATH" in environment else forking.run
        return Done(*running([*map(str, words)], given, tmp_path, typed))

    return call


@pytest.fixture
def start(
    environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Give the starting of a command that goes on; what still runs at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def call(*words: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *map(str, words)],
            env={**environment, "TEJIDO_LANGUAGE": "en"},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a node that nobody uses: to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "node"
    found_small_node(folder)
    return folder


@pytest.fixture
def node(founded: Path, tmp_path: Path) -> Path:
    """Give the folder ``node`` in ``tmp_path``, where Ana holds every role, and her passphrase."""
    (tmp_path / "ana.txt").write_text(f"{PASSPHRASE}\n", "utf-8")
    return Path(shutil.copytree(founded, tmp_path / "node"))


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Give a port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def install(tmp_path: Path, environment: dict[str, str]) -> Callable[[str, str], None]:
    """Give the installing of a plugin, from its source, for the commands of this test."""
    site = tmp_path / "site"
    environment["PYTHONPATH"] = str(site)

    def write(name: str, source: str) -> None:
        package, info = site / f"outside_{name}", site / f"outside_{name}-1.0.dist-info"
        package.mkdir(parents=True)
        info.mkdir()
        (package / "__init__.py").write_text(dedent(source), "utf-8")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: outside_{name}\nVersion: 1.0\n"
        )
        (info / "entry_points.txt").write_text(f"[tejido]\n{name} = outside_{name}\n")

    return write
