"""A report about one process: a sheet to print or a Word document, for the team or to hand over.

It is logged before it is made. What is handed over to others asks the gate; what the subject asked
to be kept back is in nothing that is handed over.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.consent import gate
from tejido.consent.gate import Said
from tejido.errors import ConsentError, InputError
from tejido.exporting.dossier import Dossier
from tejido.exporting.laying_out import laid_out, offered
from tejido.exporting.report import TO_DO, Report, Wish
from tejido.languages import DEFAULT_LANGUAGE, say, words
from tejido.node import Node
from tejido.store import people, slots
from tejido.store.database import Reading
from tejido.work import report_templates
from tejido.work.conversations import said_in
from tejido.work.exporting import disagreeing, dossier_of, reader_of, without
from tejido.work.keys import keys_of
from tejido.work.log import log

_ = words("tejido")

#: For whom a report is that shares nothing: the team itself, those it is about.
TEAM, SUBJECT = "team", "subject"
AUDIENCES: Mapping[str, str] = {
    TEAM: _("For the team itself. To give it to anybody else is to share it: ask them first."),
    SUBJECT: _("For those it is about."),
}
_TOLD_TO = _("Handed over for: %(purpose)s. They agreed to it.")
#: Purposes for which paper is handed over; the others share nothing, or only codes.
PURPOSES = (
    "team_discussion",
    "referral",
    "advocacy_anonymous",
    "advocacy_named",
    "research",
    "training_example",
    "archive_memory",
)
#: How long a sheet is kept if nobody says otherwise, and at most.
USUAL, LONGEST = timedelta(days=30), timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """What somebody asks for (unverified).

    Attributes:
        audience: one of :data:`AUDIENCES` or of :data:`PURPOSES`.
        sections: ids of what :func:`choices` offers.
        with_words: whether also what was told in words is in it.
        destroy_on: the day by which it is destroyed.
        language: tag of the language in which it is said.
    """

    audience: str
    sections: Collection[str]
    with_words: bool
    destroy_on: date
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Choices:
    """What a report can hold, as (id, label), and for what it may be handed over today."""

    sections: tuple[tuple[str, str], ...]
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A Word document, whole."""

    name: str
    content: bytes = field(repr=False)


def choices(node: Node, who: SignedIn, process: str, language: str) -> Choices:
    """Return what a report about a process can be made of.

    Raises:
        NotFoundError, NotOpenedError, SealError, DatabaseError: as :func:`sheet`.
    """
    with node.store.read() as tx:
        dossier = dossier_of(node, tx, keys_of(node, tx, who, [process]), process)
    agreed = [one for one in PURPOSES if _is_agreed(node, dossier, one)]
    return Choices(tuple(offered(dossier, reader_of(node, language))), tuple(agreed))


def sheet(node: Node, who: SignedIn, process: str, asked: Asked) -> Report:
    """Return a report to be printed; that it was taken out is logged.

    Raises:
        InputError: nothing was chosen, or no such audience, or no possible day.
        ConsentError: they did not agree to handing it over for that.
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: a record was moved, relabelled, replaced or damaged in the database.
        DatabaseError: a record was written by a newer version of its plugin.
    """
    return _report(node, who, process, asked, "sheet")


def word(node: Node, who: SignedIn, process: str, asked: Asked) -> Made:
    """Return a report as a Word document, laid out by the organization's template.

    Raises:
        InputError: as :func:`sheet`; or the template is no good any more, as a plugin is gone.
        ConsentError, NotFoundError, NotOpenedError, SealError, DatabaseError: as :func:`sheet`.
    """
    template = report_templates.usable(node, asked.language)
    report = _report(node, who, process, asked, "word")
    content = report_templates.filled(node, template, report)
    # A name that tells nobody what it is, nor of whom.
    return Made(f"{node.today().isoformat()}-{report.code}.docx", content)


def _report(node: Node, who: SignedIn, process: str, asked: Asked, form: str) -> Report:
    _check(node, asked)
    with node.store.read() as tx:
        keys = keys_of(node, tx, who, [process])
        dossier = dossier_of(node, tx, keys, process)
        said = said_in(node, tx, keys, [process])[process]
        team = handles_of(tx, process)
    dossier, audience = _allowed(node, dossier, said, asked)
    sections = [one for one in asked.sections if one != TO_DO or asked.audience == TEAM]
    wish = Wish(sections, asked.with_words, asked.destroy_on, audience)
    report = laid_out(dossier, reader_of(node, asked.language), wish, team)
    with node.store.write() as writing:
        log(node, writing, Kind.EXPORT, who, process=process, reason=asked.audience, form=form)
    return report


def _check(node: Node, asked: Asked) -> None:
    wrong: dict[str, list[str]] = {}
    if asked.audience not in (*AUDIENCES, *PURPOSES):
        wrong["audience"] = [_("Choose from the list for whom it is.")]
    if not asked.sections:
        wrong["section"] = [_("Choose at least one thing that it says.")]
    if not timedelta() < asked.destroy_on - node.today() <= LONGEST:
        wrong["destroy"] = [_("Write a day within the coming year by which it is destroyed.")]
    if wrong:
        raise InputError(_("Some fields need another look."), wrong)


def _allowed(node: Node, dossier: Dossier, said: Said, asked: Asked) -> tuple[Dossier, str]:
    """Return what a report may be made of, and whom it is for, as a sentence.

    Raises:
        ConsentError: they did not agree to handing it over for that.
    """
    reader = reader_of(node, asked.language)
    if asked.audience == TEAM:
        return dossier, say(AUDIENCES[TEAM], asked.language)
    if asked.audience == SUBJECT:
        # What is about one person is hers, and not for the others among them.
        dossier = without(node, dossier, said, set(said.personal))
        return dossier, say(AUDIENCES[SUBJECT], asked.language)
    gate.ask(dossier.grants, asked.audience, None, node.today())
    gone = disagreeing(node, dossier, said, asked.audience)
    purpose = reader.term("consent_purpose", asked.audience)
    return without(node, dossier, said, gone), say(_TOLD_TO, asked.language, purpose=purpose)


def _is_agreed(node: Node, dossier: Dossier, purpose: str) -> bool:
    try:
        gate.ask(dossier.grants, purpose, None, node.today())
    except ConsentError:
        return False
    return True


def handles_of(tx: Reading, process: str) -> list[str]:
    """Return the handles of a process's team: what no paper tells."""
    holders = set(slots.holders(tx, "process", process))
    return [person.handle for person in people.listed(tx) if person.id in holders]
