"""Backups made while a node is at work and is killed: each is whole, or is not there."""

import subprocess
import sys
from pathlib import Path

from bench.crash.houses import KEEPER, PASSPHRASE, House

#: Seconds for one command; far more than any takes.
_PATIENCE = 120
_KILLED = -9
#: Files of data that are looked at in the end.
_VERIFIED = 3
_COMMAND = [sys.executable, "-m", "tejido", "backup"]


class Backups:
    """The backups of one house. What was told to be made has to be restorable."""

    def __init__(self, house: House, folder: Path) -> None:
        """Begin with none, in ``folder``, which does not exist yet."""
        folder.mkdir()
        self.made = 0
        self.complaints: list[str] = []
        self._house = house
        self._out = folder / "made"
        self._opener, self._passphrase = folder / "opener.txt", folder / "passphrase.txt"
        self._opener.write_text(house.backup_secret, "utf-8")
        self._passphrase.write_text(PASSPHRASE, "utf-8")
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Begin one beside the server."""
        self._process = subprocess.Popen(  # noqa: S603  # this very program, no shell
            [*_COMMAND, "make", "--node", str(self._house.folder), "--out", str(self._out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, *, kill: bool) -> None:
        """Kill the one under way together with the server, or let it go on without."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        said, complained = self._process.communicate(timeout=_PATIENCE)
        if self._process.returncode == 0:
            self.made += 1
            self._check_there(said.split())
        elif self._process.returncode != _KILLED:
            self.complaints.append(f"backup: {complained.strip()}")
        self._process = None

    def verify(self) -> list[str]:
        """Make one more, and let Tejido restore and compare the newest files of data with it.

        A file of data that is there under its name is whole, whoever was killed while it was made.
        """
        if not self.made:
            return []
        self.begin()
        self.end(kill=False)
        keys = sorted(self._out.glob("*keys.age"))[-1]
        newest = sorted(self._out.glob("*data.age"))[-_VERIFIED:]
        return [*self.complaints, *(said for one in newest for said in self._verified(one, keys))]

    def _verified(self, data: Path, keys: Path) -> list[str]:
        done = subprocess.run(  # noqa: S603  # as above
            [
                *_COMMAND, "verify", "--data", str(data), "--keys", str(keys),
                "--identity", str(self._opener), "--as", KEEPER,
                "--passphrase-file", str(self._passphrase),
            ],
            capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
        return [f"backup {data.name}: {done.stderr.strip()}"] if done.returncode else []

    def _check_there(self, files: list[str]) -> None:
        gone = [file for file in files if not Path(file).is_file()]
        self.complaints += [
            f"backup {Path(one).name} was told to be made, and is not" for one in gone
        ]
