"""Terms as a page says them: label, meaning, where they come from, what stands above and below."""

from collections.abc import Mapping
from dataclasses import dataclass

from tejido.declare.sources import ORIGIN_NAMES, list_name, outside_codes, said_sources
from tejido.declare.vocabularies import Term, Vocabulary
from tejido.importing.matching import loose
from tejido.languages import COMPLETE_LANGUAGES, label, said_in, say


@dataclass(frozen=True)
class TermLine:
    """One term in the reader's language.

    ``others`` are its labels in other languages, ``above`` and ``beneath`` codes with labels,
    ``outside`` lists with the codes that the term has there.
    """

    vocabulary: str
    code: str
    label: str
    definition: str
    others: tuple[tuple[str, str], ...]
    origin: str
    is_own: bool
    is_retired: bool
    sources: tuple[str, ...]
    above: tuple[tuple[str, str], ...]
    beneath: tuple[tuple[str, str], ...]
    outside: tuple[tuple[str, tuple[str, ...]], ...]


def term_line(vocabulary: Vocabulary, term: Term, language: str) -> TermLine:
    """Return what is known of a term."""
    above = vocabulary.terms.get(term.broader)
    return TermLine(
        vocabulary.id,
        term.code,
        label(term.labels, language),
        label(term.definitions, language),
        tuple(_others(term.labels, language)),
        say(ORIGIN_NAMES[term.origin], language),
        term.origin == "node",
        term.retired,
        tuple(said_sources(term.source, language)),
        tuple((one.code, label(one.labels, language)) for one in [above] if one),
        tuple((one.code, label(one.labels, language)) for one in vocabulary.beneath(term.code)),
        tuple(
            (list_name(one, language), tuple(outside_codes(term.mappings[one])))
            for one in term.mappings
        ),
    )


def matching(vocabulary: Vocabulary, typed: str) -> list[Term]:
    """Return the terms in which everything typed occurs: in labels, meaning, id or outside codes.

    Capitals and accents do not matter.
    """
    wanted = loose(typed).split()
    return [
        term for term in vocabulary.terms.values() if all(word in _said_of(term) for word in wanted)
    ]


def _said_of(term: Term) -> str:
    return loose(
        "\n".join(
            (
                term.code,
                *term.labels.values(),
                *term.definitions.values(),
                *term.mappings.values(),
            )
        )
    )


def _others(labels: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """Return what else it is called: in Spanish and English first, then as the tags go."""
    shown = said_in(language)
    order = sorted(labels, key=lambda tag: (tag not in COMPLETE_LANGUAGES, tag))
    return [(tag, labels[tag]) for tag in order if tag != shown]
