"""Words about erasing and keeping, the same in every face."""

from collections.abc import Mapping

from tejido.declare.declarations import Declarations
from tejido.languages import say, say_number, words
from tejido.work.retention import CLOSED, ERASE, LOG, OPEN, REVIEW

_ = words("tejido")

#: What a rule does.
ACTIONS: Mapping[str, str] = {
    ERASE: _("It is erased"),
    REVIEW: _("Somebody looks at it"),
}
_HELD = _("On hold: it stays")
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


def place_label(declarations: Declarations, what: str, state: str, language: str) -> str:
    """Return what a rule is about, with its state where there are any."""
    label = what_label(declarations, what, language)
    called = say(states(declarations, what).get(state, state), language)
    return f"{label} ({called})" if state else label


def ends(action: str, language: str, *, is_held: bool) -> str:
    """Return what a rule does with what it is about."""
    return say(_HELD if is_held else ACTIONS.get(action, action), language)


def states(declarations: Declarations, what: str) -> Mapping[str, str]:
    """Return the states of what a rule is about, with what they are called."""
    declared = None if what in declarations.kinds else declarations.types.get(what)
    return declared.lifecycle.states if declared and declared.lifecycle else _STATES
