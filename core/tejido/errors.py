"""One tree of errors, sorted by whose fault it is: the caller's, a peer's, this node's.

Rules for every error in it:

* its message says what to do next, is safe to show, and names no person and no content;
* ``message`` is the English source text and ``values`` its placeholders, so that a face can
  show it in the reader's language (:func:`tejido.languages.say`);
* nothing outside this tree leaves a public function: library exceptions are translated
  where the library is called.
"""

from collections.abc import Mapping, Sequence


class TejidoError(Exception):
    """Base of all errors that Tejido raises on purpose."""

    #: Exit code of a command that ends with it: 1 refused, 2 wrong usage.
    exit_code = 1
    #: HTTP status of a page or answer that ends with it.
    status = 400

    def __init__(self, message: str, **values: object) -> None:
        """Keep the source text and its placeholders apart, for translation."""
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


# --- the caller's ---------------------------------------------------------------------


class CallerError(TejidoError):
    """What was asked for cannot be done as it was asked."""


class UsageError(CallerError):
    """A command or request was put together wrongly."""

    exit_code = 2


class InputError(CallerError):
    """A record's input is wrong; ``fields`` says what is wrong beside which field.

    ``fields`` has marshmallow's shape: field name -> list of messages, nested for groups.
    It never repeats what was typed.
    """

    status = 422

    def __init__(self, message: str, fields: Mapping[str, object], **values: object) -> None:
        """Keep what is wrong, by field."""
        super().__init__(message, **values)
        self.fields = fields


class SignInError(CallerError):
    """Handle or passphrase do not open a key. Never says which of the two."""

    status = 401


class ThrottledError(SignInError):
    """Too many tries to sign in; ``seconds`` says when the next may come."""

    status = 429

    def __init__(self, message: str, seconds: int, **values: object) -> None:
        """Keep how long to wait."""
        super().__init__(message, **values)
        self.seconds = seconds


class NotOpenedError(CallerError):
    """This person holds no slot for what was asked for."""

    status = 403


class NotFoundError(CallerError):
    """There is no such thing on this node."""

    status = 404


class ConsentError(CallerError):
    """No grant covers what was asked for."""

    status = 403


class HeldError(CallerError):
    """A record may not leave now; ``reason`` is the code that the hold queue shows."""

    status = 409

    def __init__(self, message: str, reason: str, **values: object) -> None:
        """Keep the reason's code."""
        super().__init__(message, **values)
        self.reason = reason


class ChangedError(CallerError):
    """What was approved is no longer what would happen; look again and decide again."""

    status = 409


class DeclarationError(CallerError):
    """A plugin declares something that makes no sense; names plugin, type and field."""

    def __init__(self, where: Sequence[str], reason: str) -> None:
        """Say where (``plugin``, ``type``, ``field``, as far as known) and why."""
        self.where = tuple(where)
        self.reason = reason
        super().__init__(f"{' / '.join(self.where)}: {reason}")


# --- a peer's -------------------------------------------------------------------------


class PeerError(TejidoError):
    """Something that came from another node cannot be accepted."""


# --- this node's ----------------------------------------------------------------------


class NodeError(TejidoError):
    """This node is not in order; somebody who hosts it has to act."""

    status = 500


class SettingsError(NodeError):
    """``node.toml`` or the environment is missing or wrong."""

    exit_code = 2


class SealError(NodeError):
    """A ciphertext does not open: wrong key, moved to another place, or damaged."""


class KeyFileError(NodeError):
    """A key file is missing, unreadable or not a key."""


class DatabaseError(NodeError):
    """The database cannot be used as it is (unreachable, damaged, newer than this code)."""


class BusyError(NodeError):
    """Too much is going on at once; the same request works a moment later."""

    status = 503


class PortError(NodeError):
    """The port cannot be listened on."""
