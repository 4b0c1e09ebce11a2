"""Names of files as people see them: any script, one line, no path, nothing that misleads."""

import re
import unicodedata

#: Characters of a name that is kept; most disks take no more than 255 bytes.
NAME_LENGTH = 200
#: Characters at its end that are kept where a name is shortened: what kind of file it is.
_SUFFIX = re.compile(r"\.\w{1,10}$")
#: What has nothing left: a path, or controls alone.
_NAMELESS = "file"
#: Marks that turn the direction of what follows: «photo\u202egpj.exe» would read «photoexe.jpg».
_TURNING = {
    *"\u061c\u200e\u200f",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}
#: Controls, halves of surrogate pairs, ends of lines and paragraphs.
_UNKEPT = ("Cc", "Cs", "Zl", "Zp")


def kept_name(given: str) -> str:
    """Return the name under which a file is kept, from what a browser says (unverified).

    Folders before it are left out, of Windows' kind as well, and so is what cannot be seen but
    changes how it is read. It is never empty and has at most ``NAME_LENGTH`` characters.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    seen = (" " if char.isspace() else char for char in name if not _misleads(char))
    name = " ".join("".join(seen).split())
    if not name.strip(". "):
        return _NAMELESS
    return _shortened(name)


def _misleads(char: str) -> bool:
    if char in "\t\n\r":
        return False
    return char in _TURNING or unicodedata.category(char) in _UNKEPT


def _shortened(name: str) -> str:
    if len(name) <= NAME_LENGTH:
        return name
    suffix = _SUFFIX.search(name)
    end = suffix.group() if suffix else ""
    return name[: NAME_LENGTH - len(end)].rstrip() + end
