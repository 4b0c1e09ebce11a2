"""The texts of a Word document's paragraphs. Word cuts what was typed into pieces as it likes."""

import re
from collections.abc import Callable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

#: An element of a document's XML; lxml says nothing about its own types.
Element = Any

#: What no XML can hold.
_UNWRITABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(paragraph: Element) -> str:
    """Return what a paragraph says, without what is in boxes within it."""
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def replace(paragraph: Element, mark: re.Pattern[str], said: Callable[[str], str]) -> None:
    """Put something else in the place of every ``mark``, in the letters of its beginning.

    Args:
        paragraph: where.
        mark: what is replaced; its first group is given to ``said``.
        said: what stands there instead; it is not looked into again.
    """
    pieces = _pieces(paragraph)
    for found in reversed(list(mark.finditer(text_of(paragraph)))):
        _cut(pieces, found.start(), found.end(), writable(said(found.group(1))))
    for piece in pieces:
        _write(piece, piece.text or "")


def writable(text: str) -> str:
    """Return a text without what no XML can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _write(piece: Element, text: str) -> None:
    """Let a piece say a text, its lines below each other."""
    first, *others = text.split("\n")
    _say(piece, first)
    after = piece
    for line in others:
        end, more = OxmlElement("w:br"), OxmlElement("w:t")
        after.addnext(end)
        end.addnext(more)
        _say(more, line)
        after = more


def _say(piece: Element, text: str) -> None:
    piece.text = text
    piece.set(qn("xml:space"), "preserve")


def _pieces(paragraph: Element) -> list[Element]:
    return [
        piece
        for piece in paragraph.iter(qn("w:t"))
        if next(piece.iterancestors(qn("w:p"))) is paragraph
    ]


def _cut(pieces: list[Element], start: int, end: int, said: str) -> None:
    """Put ``said`` in the place of what stands between two places of all pieces' text."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        begins, ends = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if begins < len(text) and ends > 0:
            piece.text = text[:begins] + said + text[ends:]
            said = ""
