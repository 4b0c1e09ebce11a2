"""Entries of the log as lines that a person reads: who did what, about which ids.

What is declared here is said by its name, people by their handles, everything else by its id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tejido.audit.log import Entry
from tejido.audit.wording import FACTS, KINDS, VALUES
from tejido.declare.declarations import Declarations
from tejido.declare.glossary import Glossary
from tejido.declare.records import RecordType
from tejido.languages import say, say_known, words
from tejido.work import erasing, exporting
from tejido.work.auditing import LogPage
from tejido.work.erasing_words import ACTIONS, states, what_label
from tejido.work.roles import ROLE_NAMES

_ = words("tejido")

#: Codes of facts that the use cases name.
_CODES: Mapping[str, Mapping[str, str]] = {
    **VALUES,
    "action": ACTIONS,
    "reason": {**exporting.REASONS, **erasing.REASONS},
    "role": ROLE_NAMES,
}
#: Facts that are UTC days.
_DAYS = ("closed", "from_on", "waited")


@dataclass(frozen=True)
class About:
    """One thing that an entry is about: what it is, and its id, or what it is called."""

    what: str
    value: str
    is_id: bool


@dataclass(frozen=True)
class LogLine:
    """One entry, in the language of the reader."""

    position: int
    on_day: str
    who: str
    did: str
    about: Sequence[About]
    is_erased: bool
    is_closed: bool


def log_lines(declared: Declarations, page: LogPage, language: str) -> list[LogLine]:
    """Say a page of the log."""
    return [_line(_Teller(declared, page, language), entry) for entry in page.entries]


def _line(teller: "_Teller", entry: Entry) -> LogLine:
    facts, page = dict(entry.facts or {}), teller.page
    person, is_closed = facts.pop("person", ""), entry.position in page.closed
    nobody = "" if entry.facts is None else say(_("the node"), teller.language)
    return LogLine(
        entry.position,
        entry.on_day,
        page.handles.get(person, person) or nobody,
        say(KINDS[entry.kind], teller.language),
        [teller.about(fact, facts) for fact, value in facts.items() if value],
        entry.facts is None and not is_closed,
        is_closed,
    )


@dataclass(frozen=True)
class _Teller:
    """Says facts in one language."""

    declared: Declarations
    page: LogPage
    language: str

    def about(self, fact: str, facts: Mapping[str, str]) -> About:
        """Say one of an entry's facts."""
        called = say(FACTS[fact], self.language) if fact in FACTS else fact
        value = facts[fact]
        said = self._said(fact, value, facts)
        return About(called, said or value, is_id=not said)

    def _said(self, fact: str, value: str, facts: Mapping[str, str]) -> str:
        """Return what a value is called; nothing where it is an id, or its plugin is absent."""
        if value in _CODES.get(fact, {}):
            return say(_CODES[fact][value], self.language)
        if fact in _DAYS:
            return say_known(value, self.language)
        named = self._declared(fact, value, facts)
        if named and (named != value or fact == "state"):
            return named
        handles = [self.page.handles.get(one, "") for one in value.split(" ")]
        if all(handles):
            return " ".join(handles)
        return value if value.isdecimal() else ""

    def _declared(self, fact: str, value: str, facts: Mapping[str, str]) -> str:
        """Return what something declared is called; nothing, or its id, where it is not."""
        glossary = Glossary(self.language, self.declared.vocabularies)
        match fact:
            case "type":
                return what_label(self.declared, value, self.language)
            case "what":
                return self._task(value, facts) or what_label(self.declared, value, self.language)
            case "state":
                return say(self._states(facts).get(value, ""), self.language)
            case "basis":
                return glossary.term("legal_basis", value)
            case "term":
                return glossary.term(facts.get("what", ""), value)
        return ""

    def _states(self, facts: Mapping[str, str]) -> Mapping[str, str]:
        if "what" in facts:
            return states(self.declared, facts["what"])
        declared = self._type(facts)
        return declared.lifecycle.states if declared and declared.lifecycle else {}

    def _task(self, kind: str, facts: Mapping[str, str]) -> str:
        """Return what a task is called that was done by hand, for the record that it was about."""
        declared = self._type(facts)
        due = declared.dates.values() if declared else ()
        return next((say(one.label, self.language) for one in due if one.kind == kind), "")

    def _type(self, facts: Mapping[str, str]) -> RecordType | None:
        """Return the type of the record that an entry is about."""
        return self.declared.types.get(self.page.types.get(facts.get("record", ""), ""))
