"""What is wrong with a form, by the field beside which it is said; ``wrong.html`` draws it."""

from collections.abc import Mapping
from types import MappingProxyType

from tejido.errors import InputError, TejidoError
from tejido.languages import say_error
from tejido.web.say import here, language

#: What is wrong, in the reader's language, by the id of a field; under an empty id what is about
#: no field.
Wrong = Mapping[str, str]
NOTHING: Wrong = MappingProxyType({})


def by_field(error: TejidoError, **called: str) -> Wrong:
    """Return what was refused by the field it is about.

    Args:
        error: it.
        called: the ids of fields that the error calls by other names.
    """
    fields = error.fields if isinstance(error, InputError) else {}
    if len(fields) < 2:  # the whole sentence, with its numbers
        whole = say_error(error, language())
        return dict.fromkeys((called.get(one, one) for one in fields or ("",)), whole)
    return {called.get(one, one): first_message(found) for one, found in fields.items()}


def first_message(found: object) -> str:
    """Return the first of a field's messages in the reader's language."""
    return here(found[0]) if isinstance(found, list) and found else here(str(found))
