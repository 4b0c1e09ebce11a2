"""Words about erasing and keeping, which pages and commands share."""

from collections.abc import Mapping

from tejido.declare.declarations import Declarations
from tejido.languages import say, say_number, words
from tejido.work.retention import CLOSED, ERASE, LOG, OPEN, REVIEW

_ = words("tejido")

#: Why something is erased.
REASONS: Mapping[str, str] = {
    "asked_for_by_subject": _("Its subject asked for it"),
    "retention": _("It has been kept for long enough"),
    "mistake": _("It was written down by mistake"),
}
ACTIONS: Mapping[str, str] = {
    ERASE: _("It is erased"),
    REVIEW: _("Somebody looks at it"),
}
_STATES = {OPEN: _("open"), CLOSED: _("closed")}
#: What people know of what goes, by table, in the order in which it is told.
_COUNTED: Mapping[str, str] = {
    "process": _("Processes"),
    "record": _("Records"),
    "attachment": _("Files"),
    "deposit": _("Deposits that nobody has taken in"),
    "consent_grant": _("Consents"),
    "task": _("Tasks"),
    "coded_row": _("Rows that tables are counted from"),
    "emission": _("Notes of what networks were given"),
    "slot": _("Keys of the team"),
}


def counted(counts: Mapping[str, int], language: str) -> list[tuple[str, str]]:
    """Return what goes, in words and numbers."""
    return [
        (say(label, language), say_number(counts[table], language))
        for table, label in _COUNTED.items()
        if table in counts
    ]


def what_label(declarations: Declarations, what: str, language: str) -> str:
    """Return what a rule is about; its id where its plugin is absent."""
    if what == LOG:
        return say(_("Entries of the log: who did what"), language)
    declared = declarations.kinds.get(what) or declarations.types.get(what)
    return say(declared.label, language) if declared else what


def state_label(declarations: Declarations, what: str, state: str, language: str) -> str:
    """Return in which state it is; nothing where there are none."""
    declared = declarations.types.get(what)
    states = declared.lifecycle.states if declared and declared.lifecycle else _STATES
    return say(states.get(state, state), language)
