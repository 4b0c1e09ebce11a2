"""The organization's own templates for reports: files in the node's folder, one to a language.

A template holds a letterhead and nothing about anybody. It is checked when it is kept and again
when it is used: a plugin whose fields it names may be gone by then.
"""

import os
from contextlib import suppress
from pathlib import Path

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import BusyError, InputError, NotFoundError, NotOpenedError
from tejido.exporting.placeholders import Known
from tejido.exporting.report import Report
from tejido.exporting.template_faults import TemplateError
from tejido.languages import offered, words
from tejido.node import Node
from tejido.work.log import log

# What reads and writes Word's files is slow to load, and most commands have nothing to do with it:
# tejido.exporting.word, .word_check and .word_template are imported where they are needed.

_ = words("tejido")

_FOLDER = "templates"


def own(node: Node) -> list[str]:
    """Return the tags of the languages for which the organization has a template of its own."""
    return [tag for tag in offered() if _file(node, tag).exists()]


def current(node: Node, language: str) -> bytes:
    """Return the template that reports in a language are made with: own, or the one shipped.

    Raises:
        NotFoundError: there is no such language.
    """
    if language not in offered():
        raise NotFoundError(_("Nothing is said in this language here."))
    with suppress(FileNotFoundError):
        return _file(node, language).read_bytes()
    return shipped(language)


def shipped(language: str) -> bytes:
    """Return the template that Tejido brings."""
    from tejido.exporting import word_template

    return word_template.shipped(language)


def keep(node: Node, who: SignedIn, language: str, content: bytes) -> None:
    """Let reports in a language be made with a template from now on; that it changed is logged.

    Args:
        node: where.
        who: an administrator.
        language: tag of the language it is written in.
        content: a Word document (unverified bytes).

    Raises:
        TemplateError: it cannot be taken, and why; nothing changed.
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such language.
        BusyError: the disk is full.
    """
    from tejido.exporting import word_check

    _look_after(who, language)
    word_check.check(content, Known.of(node.declarations))
    _log(node, who, language, "kept")
    _write(_file(node, language), content)


def forget(node: Node, who: SignedIn, language: str) -> None:
    """Let reports in a language be made with the template that Tejido brings again.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such language, or no template of one's own for it.
    """
    _look_after(who, language)
    if not _file(node, language).exists():
        raise NotFoundError(_("There is no template of your own for this language."))
    _log(node, who, language, "removed")
    _file(node, language).unlink(missing_ok=True)


def usable(node: Node, language: str) -> bytes:
    """Return the template for a language, checked anew.

    Raises:
        InputError: something that it names is not here any more.
        NotFoundError: there is no such language.
    """
    from tejido.exporting import word_check

    template = current(node, language)
    try:
        word_check.check(template, Known.of(node.declarations))
    except TemplateError as error:
        message = _("The template does not fit any more: ask an administrator to look at it.")
        raise InputError(message, {"template": [message]}) from error
    return template


def filled(node: Node, template: bytes, report: Report) -> bytes:
    """Return a report as a Word document."""
    from tejido.exporting import word

    return word.filled(template, report, Known.of(node.declarations), node.today())


def _look_after(who: SignedIn, language: str) -> None:
    if not who.administrator:
        raise NotOpenedError(_("Only who administers this node changes it: ask one of them."))
    if language not in offered():
        raise NotFoundError(_("Nothing is said in this language here."))


def _log(node: Node, who: SignedIn, language: str, what: str) -> None:
    with node.store.write() as tx:
        log(node, tx, Kind.TEMPLATE, who, language=language, what=what)


def _file(node: Node, language: str) -> Path:
    """Return where a template lies; the language is one of those offered, and so no path."""
    return node.settings.folder / _FOLDER / f"report-{language}.docx"


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable to its owner alone."""
    half = file.with_suffix(".new")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        half.replace(file)
    except OSError as error:
        raise BusyError(_("It cannot be written: there is no room, or no permission.")) from error
