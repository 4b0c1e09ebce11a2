"""What stands on every sheet that is printed: a code in place of a name, a day to destroy it by."""

from datetime import date

from tejido.exporting.laying_out import code_of as code_of
from tejido.web.state import state
from tejido.work.reports import USUAL


def destroy_by() -> date:
    """Return the day before which what is printed now should be destroyed (UTC)."""
    return state().node.today() + USUAL
