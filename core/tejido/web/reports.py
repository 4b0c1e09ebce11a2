"""A report about one process: what it says and for whom, as a sheet to print or for Word."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tejido.errors import ConsentError, InputError, TejidoError
from tejido.languages import offered, say_error
from tejido.web.consent_form import term_label
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.downloads import WORD, download
from tejido.web.forms import Option
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.wrong import first_message
from tejido.work import processes, reports
from tejido.work.reports import AUDIENCES, Asked

pages = Blueprint("report", __name__)

#: The form for Word; the other is a sheet.
_WORD = "word"


@dataclass(frozen=True)
class Typed:
    """The form as it was sent (unverified), or as it begins."""

    audience: str
    sections: frozenset[str]
    with_words: bool
    destroy: str
    language: str
    form: str

    def asked(self) -> Asked:
        """Return what was asked for; a day that is none lies before every other."""
        try:
            destroy_on = date.fromisoformat(self.destroy)
        except ValueError:
            destroy_on = date.min
        return Asked(self.audience, self.sections, self.with_words, destroy_on, self.language)


@pages.route("/processes/<process>/report", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def shown(process: str) -> ResponseReturnValue:
    """Ask what the report says and for whom, and give it."""
    if request.method == "GET":
        return _page(process, _beginning())
    typed = _typed()
    try:
        if typed.form == _WORD:
            made = reports.word(state().node, me(), process, typed.asked())
            return download(iter([made.content]), made.name, WORD, len(made.content))
        report = reports.sheet(state().node, me(), process, typed.asked())
    except (InputError, ConsentError) as error:
        return _page(process, typed, error)
    return render_template("report_sheet.html", process=process, report=report)


def _beginning() -> Typed:
    destroy = state().node.today() + reports.USUAL
    return Typed(reports.TEAM, frozenset(), False, destroy.isoformat(), language(), "")


def _typed() -> Typed:
    form = request.form
    tongue = form.get("language", "")
    return Typed(
        form.get("audience", ""),
        frozenset(filter(None, form.getlist("section"))),
        "words" in form,
        form.get("destroy", "").strip(),
        tongue if tongue in offered() else language(),
        form.get("form", ""),
    )


def _page(process: str, typed: Typed, error: TejidoError | None = None) -> ResponseReturnValue:
    node, fields = state().node, error.fields if isinstance(error, InputError) else {}
    found = reports.choices(node, me(), process, language())
    audiences = [(one, here(label)) for one, label in AUDIENCES.items()]
    audiences += [(one, term_label("consent_purpose", one)) for one in found.purposes]
    page = render_template(
        "report.html",
        process=process,
        name=processes.named(node, me(), process),
        typed=typed,
        audiences=[Option(one, label, one == typed.audience) for one, label in audiences],
        sections=[Option(one, label, one in typed.sections) for one, label in found.sections],
        is_word=typed.form == _WORD,
        message=say_error(error, language()) if error else "",
        wrong={name: first_message(one) for name, one in fields.items()},
    )
    return page, error.status if error else 200
