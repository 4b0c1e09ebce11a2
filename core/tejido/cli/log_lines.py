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
        if kept.exc_info and kept.name.partition(".")[0] == "waitress":
            # "Exception while serving /processes/...": the one line of its that holds an address.
            kept.msg, kept.args = "An answer broke off:", ()
        return super().format(kept).replace("\n", " ")


def begin() -> None:
    """Let warnings and what is graver be written to stderr, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
