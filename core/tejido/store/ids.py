"""Ids that tell nothing: 16 random bytes, written as 32 hex characters."""

import secrets

ID_SIZE = 16


def new_id() -> str:
    """Return a fresh id."""
    return secrets.token_hex(ID_SIZE)
