"""The files of a process or record as its page lists them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tejido.languages import say_number, words
from tejido.web.say import here, language
from tejido.work.attachments import Attachment

_ = words("tejido")

_KILO, _MEGA = 1000, 1000**2


@dataclass(frozen=True)
class FileLine:
    """A file in a list, in the reader's language; ``on`` is a UTC day."""

    id: str
    name: str
    size: str
    on: str
    record: str | None


def file_lines(files: Iterable[Attachment], record: str | None = None) -> list[FileLine]:
    """Return the lines of files, the newest first: all of them, or those about one record."""
    lines = [
        FileLine(one.id, one.name, size_in_words(one.size), one.created_on, one.record)
        for one in files
        if record is None or one.record == record
    ]
    return lines[::-1]


def size_in_words(size: int) -> str:
    """Return a size in bytes as people say it, never as less than it is."""
    if size < _KILO:
        return here(_("%(number)s bytes"), number=say_number(size, language()))
    if size < _MEGA:
        return here(_("%(number)s KB"), number=say_number(-(-size // _KILO), language()))
    tenths = -(-size * 10 // _MEGA)
    return here(_("%(number)s MB"), number=say_number(tenths / 10, language()))
