"""Laying a report out: codes instead of names, a day to destroy it by, and only what was chosen.

Pure: it is given what was opened, and gives values.
"""

from collections.abc import Iterator, Mapping, Sequence

from tejido.consent.withholding import WITHHELD
from tejido.exporting.blotting import Blots, handles_in, named_in
from tejido.exporting.dossier import Dossier
from tejido.exporting.readable import Reader
from tejido.exporting.report import (
    AGREED,
    LEFT,
    SPECIAL,
    TO_DO,
    UNTOLD,
    Report,
    Section,
    Wish,
    left,
)
from tejido.exporting.telling import Telling
from tejido.languages import say, words

_ = words("tejido")

#: Letters of a process's id by which its team knows it on paper.
_CODE = 6


def offered(dossier: Dossier, reader: Reader) -> list[tuple[str, str]]:
    """Return the sections that a report about this process can have: id and label."""
    there = {record.type for record in dossier.records} - UNTOLD
    told = [one for one in reader.declarations.types if one in there]
    special = {AGREED: dossier.grants, TO_DO: dossier.tasks, LEFT: left(dossier)}
    return [(one, reader.type(one)) for one in told] + [
        (one, say(SPECIAL[one], reader.language)) for one, found in special.items() if found
    ]


def code_of(process: str) -> str:
    """Return the code that stands on paper for a process."""
    return process[:_CODE].upper()


def laid_out(dossier: Dossier, reader: Reader, wish: Wish, team: Sequence[str]) -> Report:
    """Return a report about everything that ``wish`` asks for.

    Args:
        dossier: what is known about the process.
        reader: for whom it is said.
        wish: what is asked for.
        team: handles that no report may tell.
    """
    process, telling = dossier.process, Telling(reader, wish, blots_of(dossier, reader, team))
    chosen = [one for one in offered(dossier, reader) if one[0] in wish.sections]
    sections = [Section(one, label, tuple(telling.of(one, dossier))) for one, label in chosen]
    return Report(
        reader.language,
        code_of(process.id),
        reader.kind(process.kind),
        dossier.node.name,
        wish.audience,
        reader.day(dossier.exported_on),
        reader.day(process.opened_on),
        (destroy := reader.day(wish.destroy_on.isoformat())),
        say(_("Destroy this sheet by %(day)s."), reader.language, day=destroy),
        say(
            _("Of what was chosen nothing is written down, or nothing may be told."),
            reader.language,
        ),
        tuple(_notes(reader.language, dossier, wish)),
        tuple(section for section in sections if section.entries),
        telling.values([one for one, _label in chosen], dossier),
    )


def blots_of(dossier: Dossier, reader: Reader, team: Sequence[str]) -> Blots:
    """Return what stands in the place of each name in what is told of a process."""
    declared, records = reader.declarations, dossier.records
    handles = dict.fromkeys([*sorted(team), *handles_in(declared, records)])
    names = named_in(declared, records)
    for number, handle in enumerate(handles, start=1):
        names[handle] = say(_("accompanier %(number)d"), reader.language, number=number)
    return Blots(names | {dossier.process.name: code_of(dossier.process.id)})


def _notes(language: str, dossier: Dossier, wish: Wish) -> Iterator[str]:
    """Give what a report says about itself."""
    yield say(
        _("It names nobody and says how to reach nobody; who is of the team stands as a number."),
        language,
    )
    if not wish.with_words:
        yield say(_("What was told in words stayed where it is kept."), language)
    if dossier.left_out or any(_keeps_back(one.fields) for one in dossier.records):
        yield say(_("What was asked to be kept back is not in it."), language)


def _keeps_back(said: object) -> bool:
    items = said if isinstance(said, list) else said.values() if isinstance(said, Mapping) else ()
    return said == WITHHELD or any(map(_keeps_back, items))
