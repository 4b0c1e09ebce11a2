"""Vocabularies as one CSV file: what spreadsheets open, and ``tejido vocabulary import`` reads."""

import csv
import io
from collections.abc import Iterable, Sequence

from tejido.declare.vocabularies import DEFINITION, LABEL, Term, Vocabulary
from tejido.languages import COMPLETE_LANGUAGES

#: Columns that every file has; then come further languages and outside lists.
COLUMNS = ("vocabulary", "code", *COMPLETE_LANGUAGES, "origin", "source", "broader", "retired")
#: In the column ``retired``.
RETIRED = "yes"


def to_csv(vocabularies: Sequence[Vocabulary]) -> str:
    """Return every term of some vocabularies, a row each, those of the node among them."""
    terms = [term for one in vocabularies for term in one.terms.values()]
    further = [*_columns(LABEL, terms), *_columns(DEFINITION, terms), *outside_columns(terms)]
    written = io.StringIO()
    writer = csv.DictWriter(written, [*COLUMNS, *further], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(one.id, term) for one in vocabularies for term in one.terms.values())
    return written.getvalue()


def outside_columns(terms: Iterable[Term]) -> list[str]:
    """Return the outside lists to which any term maps."""
    return sorted({name for term in terms for name in term.mappings})


def _columns(prefix: str, terms: Iterable[Term]) -> list[str]:
    """Return a column for each further language in which any term is said."""
    if prefix == LABEL:
        tags = {tag for term in terms for tag in term.labels} - set(COMPLETE_LANGUAGES)
    else:
        tags = {*COMPLETE_LANGUAGES, *(tag for term in terms for tag in term.definitions)}
    return [
        prefix + tag for tag in sorted(tags, key=lambda tag: (tag not in COMPLETE_LANGUAGES, tag))
    ]


def _row(vocabulary: str, term: Term) -> dict[str, str]:
    labels = {
        tag if tag in COMPLETE_LANGUAGES else LABEL + tag: said for tag, said in term.labels.items()
    }
    meant = {DEFINITION + tag: said for tag, said in term.definitions.items()}
    return {
        "vocabulary": vocabulary,
        "code": term.code,
        "origin": term.origin,
        "source": term.source,
        "broader": term.broader,
        "retired": RETIRED if term.retired else "",
        **term.mappings,
        **meant,
        **labels,
    }
