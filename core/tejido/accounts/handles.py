"""Handles: what people type to say who they are. In clear in the database, so better no name."""

import re

from tejido.errors import InputError
from tejido.languages import words

_ = words("tejido")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


def normalized(typed: str) -> str:
    """Return a handle as it is stored: without spaces around, in small letters."""
    return typed.strip().casefold()


def is_possible(handle: str) -> bool:
    """Whether somebody could have this handle."""
    return _HANDLE.fullmatch(handle) is not None


def checked(typed: str) -> str:
    """Return a new handle as it is stored.

    Raises:
        InputError: it is not 2 to 32 letters without accents, digits, dots or dashes.
    """
    handle = normalized(typed)
    if not is_possible(handle):
        message = _("A handle is 2 to 32 letters without accents, digits, dots or dashes.")
        raise InputError(message, {"handle": [message]})
    return handle
