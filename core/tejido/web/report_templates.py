"""The templates of Word reports: taking one home, putting one's own in, what can stand in it."""

from dataclasses import dataclass
from io import BufferedReader

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.fields import record_fields
from tejido.exporting.placeholders import SIMPLE
from tejido.exporting.report import SPECIAL, UNTOLD
from tejido.exporting.template_faults import LARGEST, Fault, TemplateError
from tejido.languages import offered, say_error, words
from tejido.web.doors import ADMINISTRATOR, open_to
from tejido.web.downloads import WORD, download
from tejido.web.processes import type_label
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.uploads import takes_files, uploaded
from tejido.work import report_templates

pages = Blueprint("templates", __name__)
_ = words("tejido")

_CHOOSE = _("Choose a file first.")


@dataclass(frozen=True)
class Row:
    """The template of a language: what the language calls itself, and whose it is."""

    language: str
    label: str
    is_own: bool


@pages.get("/reports/templates")
@open_to(ADMINISTRATOR)
def shown() -> ResponseReturnValue:
    """Show the templates, and what can stand in one."""
    return _page()


@pages.post("/reports/templates")
@open_to(ADMINISTRATOR, fresh=True)
@takes_files
def keep() -> ResponseReturnValue:
    """Take a template, or say everything that is wrong with it."""
    found = uploaded("file")
    if found is None:
        return _page(here(_CHOOSE), status=422)
    _name, _kind, content = found
    tag = request.form.get("language", "")
    try:
        report_templates.keep(state().node, me(), tag, BufferedReader(content).read(LARGEST + 1))
    except TemplateError as error:
        return _page(say_error(error, language()), error.faults, error.status)
    return redirect(url_for("templates.shown", done="template_kept"))


@pages.get("/reports/templates/<language>.docx")
@open_to(ADMINISTRATOR)
def saved(language: str) -> ResponseReturnValue:
    """Give the template of a language."""
    content = report_templates.current(state().node, language)
    return download(iter([content]), f"informe-{language}.docx", WORD, len(content))


@pages.post("/reports/templates/<language>/forget")
@open_to(ADMINISTRATOR, fresh=True)
def forget(language: str) -> ResponseReturnValue:
    """Go back to the template that Tejido brings."""
    report_templates.forget(state().node, me(), language)
    return redirect(url_for("templates.shown", done="template_gone"))


def _page(
    refused: str = "", faults: tuple[Fault, ...] = (), status: int = 200
) -> ResponseReturnValue:
    node = state().node
    own, declared = report_templates.own(node), node.declarations
    page = render_template(
        "report_templates.html",
        rows=[Row(tag, label, tag in own) for tag, label in offered().items()],
        refused=refused,
        faults=[here(one.message, **one.values) for one in faults],
        simple=SIMPLE,
        special=SPECIAL,
        types=[(i, type_label(i), _fields(i)) for i in declared.types if i not in UNTOLD],
        chosen=request.form.get("language") or language(),
    )
    return page, status


def _fields(type_id: str) -> list[tuple[str, str]]:
    """Return the fields of a type that a template may name: name and label."""
    found = record_fields(state().node.declarations.schemas[type_id])
    return [(name, here(one.label)) for name, one in found.items() if not one.names]
