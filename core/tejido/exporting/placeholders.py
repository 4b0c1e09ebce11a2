"""What may stand between ``{{`` and ``}}`` in a template, in Spanish and in English. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tejido.declare.declarations import Declarations
from tejido.declare.fields import record_fields
from tejido.exporting.report import SPECIAL, UNTOLD, Report
from tejido.languages import words

_ = words("tejido")

#: A placeholder; what it holds is unverified.
MARK = re.compile(r"\{\{([^{}]*)\}\}")
#: What stands for whole paragraphs: every section, or one.
ALL, ONE = "sections", "section:"
_ONE_ES = "apartado:"
#: Where nothing is known, or it was not chosen.
NOTHING = "—"
#: Characters of the longest name that is looked at.
_LONGEST = 200


@dataclass(frozen=True)
class Simple:
    """A placeholder for a few words: its names, what it stands for, and where that is found."""

    es: str
    en: str
    about: str
    value: Callable[[Report], str]


SIMPLE = (
    Simple("clave", "code", _("the code that stands for the process"), lambda one: one.code),
    Simple("proceso", "process", _("what kind of process it is"), lambda one: one.kind),
    Simple("organizacion", "organization", _("your organization"), lambda one: one.organization),
    Simple("fecha", "date", _("the day of the report"), lambda one: one.made_on),
    Simple("inicio", "begun", _("the day on which the process began"), lambda one: one.begun_on),
    Simple("destruir", "destroy", _("the day to destroy it by"), lambda one: one.destroy_on),
    Simple("para", "audience", _("whom it is for"), lambda one: one.audience),
    Simple("avisos", "notes", _("what is not in it, and why"), lambda one: " ".join(one.notes)),
)
#: In both languages: all sections.
_ALL_NAMES = ("apartados", ALL)


@dataclass(frozen=True)
class Known:
    """Every placeholder that there is here: its own name by each name that may be written."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, declarations: Declarations) -> "Known":
        """Return those that fit what is declared."""
        names = dict.fromkeys(_ALL_NAMES, ALL)
        for one in SIMPLE:
            names |= {one.es: one.en, one.en: one.en}
        for section in (*set(declarations.types) - UNTOLD, *SPECIAL):
            names |= dict.fromkeys((_ONE_ES + section, ONE + section), ONE + section)
        names |= {one: one for one in fields_of(declarations)}
        return cls(names)

    def name(self, written: str) -> str | None:
        """Return a placeholder's own name from what was written (unverified), if it is one."""
        return self.names.get(_plain(written))

    def near(self, written: str) -> str:
        """Return the name that is most like what was written; empty if none is."""
        return next(iter(get_close_matches(_plain(written), self.names, n=1)), "")


def is_block(name: str) -> bool:
    """Whether a placeholder stands for whole paragraphs."""
    return name == ALL or name.startswith(ONE)


def value(name: str, report: Report) -> str:
    """Return what stands in the place of a placeholder of a few words."""
    found = {one.en: one for one in SIMPLE}.get(name)
    return (found.value(report) if found else report.values.get(name, "")) or NOTHING


def fields_of(declarations: Declarations) -> Iterator[str]:
    """Give the placeholders of single answers: ``plan.agreed_on``."""
    for type_id, schema in declarations.schemas.items():
        for name, one in record_fields(schema).items():
            if type_id not in UNTOLD and not one.names:
                yield f"{type_id}.{name}"


def _plain(written: str) -> str:
    """Return what was written without capitals, accents and stray spaces."""
    parts = unicodedata.normalize("NFD", "".join(written[:_LONGEST].split()).casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
