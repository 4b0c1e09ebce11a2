"""What a serving node writes to its log: when, how grave, and a line that names nobody.

Our own lines hold routes and numbers. Those of libraries could repeat an address with its ids,
or, in the text of an exception, what somebody wrote down: here they lose both.
"""

import logging
import traceback
from types import TracebackType

_FORM = "%(asctime)s %(levelname)s %(message)s"
#: Of a failure, the frames nearest to it.
_FRAMES = 6
#: What is said instead of an error of the web server's own.
_BROKEN, _LOST = "An answer broke off:", "A connection broke off."


class Discreet(logging.Formatter):
    """Says of an exception its kind and where it was raised, and nothing that it says."""

    def formatException(  # noqa: N802  # logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the kind of an exception and where it came from, in one line."""
        kind, _error, trace = ei
        frames = traceback.extract_tb(trace)[-_FRAMES:]
        where = " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames))
        return f"{kind.__name__ if kind else ''} in {where}"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, which may be made for other handlers as well."""
        kept = logging.makeLogRecord({**vars(record), "exc_text": None})
        if kept.name.partition(".")[0] == "waitress" and (kept.exc_info or _is_error(kept)):
            # "Exception while serving /processes/...", or "uncaptured python exception", with
            # the visitor's address and all that the exception says.
            kept.msg, kept.args = _BROKEN if kept.exc_info else _LOST, ()
        return super().format(kept).replace("\n", " ")


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


def begin() -> None:
    """Let warnings and what is graver be written to stderr, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
