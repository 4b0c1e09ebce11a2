"""Nodes that are founded once for each way of founding them, and copied from then on."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tejido.node import utc_now
from tejido.work import founding
from tejido.work.founding import Founded

#: Settings with which guessing a passphrase costs next to nothing.
CHEAP: dict[str, Any] = {"passphrase_opslimit": 1, "passphrase_memory_kib": 8}


class Foundry:
    """Copies of nodes: the same one wherever the same is asked for, in folders of their own."""

    def __init__(self, kept: Path) -> None:
        """Begin with none, to be kept in a folder."""
        self._kept = kept
        self._made: dict[str, tuple[Path, Founded]] = {}

    def found(
        self, folder: Path, *, clock: Callable[[], datetime] = utc_now, **given: Any
    ) -> Founded:
        """Make a node as :func:`tejido.work.founding.found` does, where guessing is cheap."""
        known_as = repr((clock().date(), sorted(given.items())))
        if known_as not in self._made:
            first = self._kept / str(len(self._made))
            self._made[known_as] = first, founding.found(first, clock=clock, **CHEAP, **given)
        kept, made = self._made[known_as]
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        return made
