"""The conversation about consent as a form: purpose by purpose, with nothing chosen beforehand.

What was typed (unverified) becomes a body of the record type ``consent``, and a body is drawn
again as a form. What the form does not show stays as it is.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tejido.consent.conversation import LATER, NO, VITAL, YES
from tejido.consent.deciding import PROTECTING
from tejido.languages import say_known
from tejido.store.records import RecordHead
from tejido.web.consent_form import member_names, term_label
from tejido.web.consent_topics import Topic, called, topics
from tejido.web.consent_words import PURPOSES, STATES, PurposeWords
from tejido.web.forms import Control, Form, Option, Reader
from tejido.web.processes import type_label
from tejido.web.say import here, language
from tejido.web.state import state
from tejido.web.submitted import Sent, parse
from tejido.work.agreements import Agreements

#: With whom it is talked: the whole subject, one person among them, or nobody, for a life.
WHOLE, ONE, LIFE = "subject", "member", "life"
#: Within how many days they are told what was done without asking them, unless another is said.
_TELL_WITHIN = timedelta(days=3)
#: What a form never shows, and keeps.
_KEPT = ("round", "withdrawn_on", "told_on")
_CONSENT = "consent"


@dataclass(frozen=True)
class PurposeBlock:
    """One purpose as it is talked about; ``last`` says how it stood before."""

    purpose: str
    label: str
    words: PurposeWords
    last: str
    answers: tuple[Option, ...]
    recipients: tuple[Option, ...]
    whom: str


@dataclass(frozen=True)
class ConversationForm:
    """The form: single fields by name, purposes, what can be kept back, and records to choose.

    ``cannot_say``: whoever they speak for is too small, or too ill, to be asked.
    """

    sort: str
    form: Form
    blocks: tuple[PurposeBlock, ...]
    topics: tuple[Topic, ...]
    records: tuple[Option, ...]
    cannot_say: bool

    def __getitem__(self, name: str) -> Control:
        """Return the control of a field."""
        return {control.path: control for control in self.form.controls}[name]


def blank(sort: str) -> dict[str, Any]:
    """Return what stands in a form that nobody filled in: the day, and nothing agreed to."""
    today = state().node.today()
    begun: dict[str, Any] = {"given_on": today.isoformat()}
    if sort == LIFE:
        begun["tell_by"] = (today + _TELL_WITHIN).isoformat()
    return begun | ({"concerns": sort} if sort != LIFE else {"concerns": WHOLE})


def sort_of(body: Mapping[str, Any]) -> str:
    """Return of which sort a conversation is that was kept."""
    if any(one.get("answer") == VITAL for one in _items(body, "purposes")):
        return LIFE
    return ONE if body.get("concerns") == ONE else WHOLE


def typed(found: Agreements, sort: str, sent: Sent, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that was typed (unverified), over what was kept before."""
    schema = state().node.declarations.schema(_CONSENT)
    body = {name: before[name] for name in _KEPT if name in before}
    body |= parse(schema, sent).given
    body["concerns"] = ONE if sort == ONE else WHOLE
    body["purposes"] = list(_purposes(sent, before))
    paths = dict.fromkeys(sent.getlist("path"))
    names = called(paths) | _named(before, "withhold", "path")
    body["withhold"] = [{"path": path, "called": names[path]} for path in paths]
    heads = {head.id: head for head in found.records}
    body["records"] = [
        {"record": one, "called": _record_label(heads[one])}
        for one in dict.fromkeys(sent.getlist("about"))
        if one in heads
    ]
    return {name: value for name, value in body.items() if value != []}


def drawn(
    found: Agreements,
    sort: str,
    body: Mapping[str, Any],
    errors: Mapping[str, object] | None = None,
    handles: Collection[str] = (),
) -> ConversationForm:
    """Return the form showing a body, kept or as it was typed."""
    node = state().node
    reader = Reader(language(), node.declarations.vocabularies, list(handles))
    kept_back = _named(body, "withhold", "path")
    about = {one.get("record") for one in _items(body, "records")}
    return ConversationForm(
        sort,
        reader.form(node.declarations.schema(_CONSENT), body, errors),
        tuple(_blocks(found, sort, body)),
        tuple(topics(found, kept_back)) if sort != LIFE else (),
        tuple(
            Option(head.id, _record_label(head), head.id in about)
            for head in found.records
            if head.type != _CONSENT
        )
        if sort == ONE
        else (),
        body.get("assent") == "not_applicable",
    )


def _purposes(sent: Sent, before: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what was said to each purpose that was answered."""
    known = {one["purpose"]: one for one in _items(before, "purposes")}
    members = member_names()
    for purpose in PURPOSES:
        answer = sent.get(f"answer.{purpose}", "")
        if not answer:
            continue
        kept = known.get(purpose, {})
        names = members | _named(kept, "recipients", "node")
        said: dict[str, Any] = {"purpose": purpose, "answer": answer}
        to = [{"node": one, "called": names.get(one, "")} for one in sent.getlist(f"to.{purpose}")]
        whom = sent.get(f"whom.{purpose}", "").strip()
        said |= {"recipients": to} if to else {}
        said |= {"whom": whom} if whom else {}
        if kept.get("withdrawn_on"):
            said["withdrawn_on"] = kept["withdrawn_on"]
        yield said


def _blocks(found: Agreements, sort: str, body: Mapping[str, Any]) -> Iterator[PurposeBlock]:
    said = {one.get("purpose"): one for one in _items(body, "purposes")}
    members = {member: name for member, name in member_names().items() if member != state().node.id}
    answers = (VITAL,) if sort == LIFE else (YES, NO, LATER)
    for purpose, words in PURPOSES.items():
        if sort == LIFE and purpose not in PROTECTING:
            continue
        one = said.get(purpose, {})
        to = _named(one, "recipients", "node")
        decision = found.decisions.get(purpose)
        yield PurposeBlock(
            purpose,
            term_label("consent_purpose", purpose),
            words,
            here(STATES[decision.state]) if decision else "",
            tuple(
                Option(answer, term_label("consent_answer", answer), one.get("answer") == answer)
                for answer in answers
            ),
            tuple(Option(node, name, node in to) for node, name in {**to, **members}.items())
            if words.leaves
            else (),
            str(one.get("whom", "")),
        )


def _items(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = body.get(name)
    return found if isinstance(found, list) else []


def _named(body: Mapping[str, Any], group: str, key: str) -> dict[str, str]:
    """Return what the items of a group are called, by what they name."""
    return {one[key]: str(one.get("called") or one[key]) for one in _items(body, group)}


def _record_label(head: RecordHead) -> str:
    return f"{type_label(head.type)}, {say_known(head.created_on, language())}"
