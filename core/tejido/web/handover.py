"""A sheet for whoever goes on accompanying: what stands, what is open, what they do not want."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.accompaniment.process import PROCESS
from tejido.declare.glossary import Glossary
from tejido.web.consent_lines import kept_back, purpose_lines
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.paper import code_of, destroy_by
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import tasks
from tejido.work.agreements import agreements
from tejido.work.handing_over import hand_over

pages = Blueprint("handover", __name__)


@pages.get("/processes/<process>/handover")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show the sheet of one process, to print; that it was taken out is logged."""
    node = state().node
    found, consent = hand_over(node, me(), process, language()), agreements(node, me(), process)
    stages = PROCESS.lifecycle.states if PROCESS.lifecycle else {}
    return render_template(
        "handover.html",
        process=process,
        name=consent.name,
        code=code_of(process),
        destroy_by=destroy_by(),
        today=node.today(),
        about=found,
        stage=here(stages[found.stage]) if found.stage in stages else "",
        tasks=tasks.of_process(node, me(), process),
        refused=[one for one in purpose_lines(consent) if one.record and not one.is_open],
        kept_back=kept_back(consent),
        term=Glossary(language(), node.declarations.vocabularies).term,
    )
