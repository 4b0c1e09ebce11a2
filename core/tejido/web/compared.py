"""The key that stood beside the words which somebody compared, as their form sends it back."""

from flask import request


def compared(handle: str) -> bytes:
    """Return the public half that was shown beside a handle; nobody's where it is none."""
    try:
        return bytes.fromhex(request.form.get(f"public-{handle}", ""))
    except ValueError:
        return b""
