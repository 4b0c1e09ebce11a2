"""What can be wrong with a template that somebody made, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tejido.errors import InputError
from tejido.languages import words

_ = words("tejido")

#: Bytes of a template.
LARGEST = 2 * 2**20


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a template, and what to do: a text and what it is about."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


NOT_WORD = Fault(_("It is no Word document: save it in Word or LibreOffice as .docx."))


class TemplateError(InputError):
    """A template cannot be taken; ``faults`` says why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep what is wrong."""
        self.faults = tuple(faults)
        message = _("The template was not taken, and the one before is still there.")
        super().__init__(message, {"template": [fault.message for fault in faults]})
