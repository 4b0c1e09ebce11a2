"""Ids that plugins choose: they stand in clear in tables, URLs, policies and messages."""

import re

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

#: What is told to whoever chose another.
NAME_FORM = "an id is made of small ASCII letters, digits and underscores"


def is_name(text: object) -> bool:
    """Whether ``text`` may be one part of an id."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None
