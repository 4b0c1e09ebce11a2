"""Who opens a process, for how long it is kept, and what its subject may have."""

from flask import Blueprint, render_template

from tejido.accompaniment.kinds import ACCOMPANIMENT
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import processes, retention, teams

pages = Blueprint("safekeeping", __name__)


@pages.get("/processes/<process>/safekeeping")
@open_to(SIGNED_IN)
def shown(process: str) -> str:
    """Show who holds one process and what becomes of it."""
    node = state().node
    card = processes.card(node, me(), process)
    return render_template(
        "safekeeping.html",
        card=card,
        process=process,
        is_accompaniment=card.kind == ACCOMPANIMENT.id,
        team=teams.team(node, me(), process),
        keeping=retention.keeping(node, me(), process),
    )
