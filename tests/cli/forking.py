"""Running commands as processes of their own without starting Python for each.

A server has imported what ``python -m tejido`` imports, and forks for every command. Everything
that a command is given and leaves is its own: streams, folder, environment, exit code.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from tejido.accompaniment.core import core_contribution
from tejido.plugins import load_plugins

_ROOT = Path(__file__).parents[2]
#: Seconds that a command may take.
_PATIENCE = 60
COMMAND = [sys.executable, "-m", "tejido"]


class Forking:
    """A server that forks; it ends when it is closed, or with the tests."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start it with what is settled when Python starts, such as what warnings do."""
        self._wire, theirs = socket.socketpair()
        self._wire.settimeout(_PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.forking", str(theirs.fileno())],
                cwd=_ROOT,
                env=environment,
                start_new_session=True,  # with a group of its own, to be ended whole
                pass_fds=[theirs.fileno()],
            )
        self._answers = self._wire.makefile("r")

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path, typed: str
    ) -> tuple[int, str, str]:
        """Return the exit code of a command, and what it wrote to stdout and to stderr."""
        with TemporaryFile("w+") as stdin, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            stdin.write(typed)
            stdin.seek(0)
            asked = json.dumps([words, dict(environment), str(folder)]).encode()
            streams = [stream.fileno() for stream in (stdin, out, err)]
            socket.send_fds(self._wire, [len(asked).to_bytes(4)], streams)
            self._wire.sendall(asked)
            return self._ended(), _written(out), _written(err)

    def _ended(self) -> int:
        try:
            return int(self._answers.readline())
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise

    def close(self) -> None:
        """End it."""
        self._answers.close()
        self._wire.close()
        self._process.wait(_PATIENCE)


def anew(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, typed: str
) -> tuple[int, str, str]:
    """Do what :meth:`Forking.run` does by starting Python."""
    done = subprocess.run(
        [*COMMAND, *words],
        env=environment,
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _written(stream: Any) -> str:
    stream.seek(0)
    return str(stream.read())


# --- in the server ------------------------------------------------------------------------


def _serve(wire: socket.socket) -> list[Any] | None:
    """Fork for whatever is asked; return what, in the child, and nothing in the server."""
    importlib.import_module("tejido.cli")
    load_plugins(core_contribution())
    gc.freeze()
    while True:
        length, streams, _flags, _address = socket.recv_fds(wire, 4, 3)
        if not length:
            return None
        asked = json.loads(wire.recv(int.from_bytes(length), socket.MSG_WAITALL))
        child = os.fork()
        if not child:
            _take(streams)
            wire.close()
            return list(asked)
        for stream in streams:
            os.close(stream)
        _child, status = os.waitpid(child, 0)
        wire.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _take(streams: Sequence[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)


def _become(words: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Go on as if Python had just been started for this command."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder
    sys.argv[1:] = words
    runpy.run_module("tejido", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    if asked:
        _become(*asked)
