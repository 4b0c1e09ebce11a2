"""Files that are uploaded: which routes take them, and that they are sealed while they come in.

Werkzeug would put every longer file into the machine's folder for temporary files, in clear. Here
each becomes a :class:`~tejido.vault.sealed_streams.SealedSpool` in the node's folder, on every
route; what its view then keeps are the pieces that were sealed on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tejido.node import Node
from tejido.vault.sealed_streams import SealedSpool
from tejido.web.doors import ANYBODY, door_of
from tejido.web.sessions import is_live
from tejido.web.state import EXTENSION, state
from tejido.work.attachments import LARGEST_FILE

#: Bytes of a request that brings a file: the file, and the form around it.
LONGEST_UPLOAD = LARGEST_FILE + 2**20
#: Bytes of a request that anybody may send: a handle, a passphrase, where to go back to.
LONGEST_OF_ANYBODY = 64 * 1024
#: Files in one request; each is an open file of ours until the answer is made.
_MOST_FILES = 10

_View = TypeVar("_View", bound=Callable[..., Any])


class SealingRequest(Request):
    """A request whose files are sealed as they come in; fields of its form stay in memory."""

    _spools: tuple[SealedSpool, ...] = ()

    def close(self) -> None:
        """Let go of every file, those of a request that broke off as well; Flask calls it."""
        super().close()
        for spool in self._spools:
            spool.close()

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where a file goes to; Werkzeug asks when one begins."""
        most = _MOST_FILES if _does_take(current_app, self.endpoint) else 0
        if len(self._spools) >= most:
            raise RequestEntityTooLarge
        spool = SealedSpool(state().node.settings.folder)
        self._spools = (*self._spools, spool)
        return cast(IO[bytes], spool)


def takes_files(view: _View) -> _View:
    """Declare that a view takes files: what is sent to it may be long."""
    view.__dict__["takes_files"] = True
    return view


def allow_length() -> None:
    """Let a request be as long as its view takes."""
    if _does_take(current_app, request.endpoint):
        request.max_content_length = LONGEST_UPLOAD
    elif door_of(current_app, request.endpoint) == ANYBODY:
        request.max_content_length = LONGEST_OF_ANYBODY


@dataclass(frozen=True)
class Taken:
    """How a request is received: of up to ``longest`` bytes; ``folder`` is where it waits, sealed.

    Where there is no folder it waits in memory.
    """

    longest: int
    folder: Path | None = None


def taken(app: Flask, path: str, method: str, cookies: str) -> Taken | None:
    """Return how a request is to be received, until the whole of it is here.

    Args:
        app: the application it is for.
        path: where to (unverified).
        method: as ``POST`` (unverified).
        cookies: its header of this name (unverified); empty without one.

    Returns:
        None where it is as most are: not very long, and kept in memory.

    Raises:
        NodeError: the database does not answer.
    """
    try:
        endpoint, _arguments = app.url_map.bind("").match(path, method)
    except HTTPException:  # there is no such view, or it is elsewhere
        return None
    if not _does_take(app, endpoint):
        return Taken(LONGEST_OF_ANYBODY) if door_of(app, endpoint) == ANYBODY else None
    if not is_live(app, cookies):  # whoever is not signed in fills no disk
        return Taken(LONGEST_OF_ANYBODY)
    node: Node = app.extensions[EXTENSION].node
    return Taken(LONGEST_UPLOAD, node.settings.folder)


def uploaded(name: str) -> tuple[str, str, SealedSpool] | None:
    """Return a file's name and type (both unverified) and its content; None if none was chosen.

    Args:
        name: of the control in the form.
    """
    chosen = request.files.get(name)
    if chosen is None or not chosen.filename:
        return None
    return chosen.filename, chosen.mimetype, cast(SealedSpool, chosen.stream)


def _does_take(app: Flask, endpoint: str | None) -> bool:
    view = app.view_functions.get(endpoint or "")
    return bool(getattr(view, "takes_files", False))
