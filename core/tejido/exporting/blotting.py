"""What a report on paper does not say: names, and how to reach somebody. Paper is found.

A field says where it is declared that it names somebody (``names=True``). It is left out, and what
stands in it is blotted out wherever else a text says it. People of the team become numbers, and
what the team calls the process becomes its code.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema

from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, Line, Person, RecordField, record_fields
from tejido.exporting.dossier import Written

#: What stands in the place of a name.
BLOT = "[…]"
#: Of a line that names somebody: names in it, and numbers long enough to call.
_NAMES = re.compile(r"[^\W\d_]{3,}|\d[\d \-.]{4,}\d")
#: Shorter texts are found in too many words that mean something else.
_SHORTEST = 3


class Blots:
    """What is blotted out of texts: each name, and what stands in its place."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Keep the names that are long enough to be told from other words."""
        self._names = [name for name in names if len(name) >= _SHORTEST]
        self._codes = {name.casefold(): names[name] for name in self._names}

    def out(self, text: str) -> str:
        """Return a text without the names."""
        return self._pattern.sub(self._code, text) if self._names else text

    def code(self, name: str) -> str:
        """Return what stands in the place of a name."""
        return self._codes.get(name.casefold(), BLOT)

    def _code(self, found: re.Match[str]) -> str:
        return self.code(found.group())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._names, key=len, reverse=True)
        names = "|".join(map(re.escape, longest))
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)


def named_in(declarations: Declarations, records: Iterable[Written]) -> dict[str, str]:
    """Return every name that records hold, and what stands in its place."""
    found: dict[str, str] = {}
    for record in records:
        schema = declarations.schemas.get(record.type)
        for field, value in _texts(schema, record.fields) if schema else ():
            if field.names and isinstance(field, Line) and not isinstance(field, Person):
                found[value] = BLOT
                found.update((one, BLOT) for one in _NAMES.findall(value) if _is_name(one))
    return found


def handles_in(declarations: Declarations, records: Iterable[Written]) -> list[str]:
    """Return the handles of the team that records hold, each once, in their order."""
    found: dict[str, None] = {}
    for record in records:
        schema = declarations.schemas.get(record.type)
        for field, value in _texts(schema, record.fields) if schema else ():
            if isinstance(field, Person):
                found[value] = None
    return list(found)


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _texts(schema: Schema, body: Mapping[str, Any]) -> Iterator[tuple[RecordField, str]]:
    """Give every text of a body with its field, those within groups too."""
    for name, field in record_fields(schema).items():
        value = body.get(name)
        if isinstance(field, Group) and isinstance(value, list):
            for item in value:
                yield from _texts(field.item, item)
        elif isinstance(value, str):
            yield field, value
