"""A node's own words, laid over what is declared: terms it added, labels in further languages.

The declarations of core and plugins stay as they are; :meth:`Wordbook.over` gives another book,
in which forms offer the terms, and policies know which standard term leaves in the place of
each. A policy's digest is the same with and without them. Whoever asks meanwhile gets the words
of before or after, never half of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tejido.declare.declarations import Declarations
from tejido.declare.vocabularies import Term, Vocabulary

#: What terms are called in further languages: tag -> vocabulary -> code -> (label, definition).
Speech = Mapping[str, Mapping[str, Mapping[str, tuple[str, str]]]]


@dataclass(frozen=True)
class OwnWords:
    """The terms of a node, by vocabulary; ``changes`` says how many changes are in them."""

    changes: int = -1
    terms: Mapping[str, Sequence[Term]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Laid:
    under: Declarations
    words: OwnWords
    book: Declarations


class Wordbook:
    """What a node knows of its own words; shared by all threads of a process."""

    def __init__(self, speech: Speech | None = None) -> None:
        """Begin with labels in further languages, and no terms of the node."""
        self._speech = speech or {}
        self._words = OwnWords()
        self._laid: _Laid | None = None

    @property
    def changes(self) -> int:
        """How many changes of the node's terms are known here; -1 before any were read."""
        return self._words.changes

    def learn(self, words: OwnWords) -> None:
        """Take these terms in the place of those known before."""
        self._words = words

    def over(self, declared: Declarations) -> Declarations:
        """Return what is declared, with these words laid over it."""
        words, laid = self._words, self._laid
        if laid is None or laid.under is not declared or laid.words is not words:
            laid = _Laid(declared, words, self._over(declared, words))
            self._laid = laid
        return laid.book

    def _over(self, declared: Declarations, words: OwnWords) -> Declarations:
        changed = {}
        for name, vocabulary in declared.vocabularies.items():
            own = standing(vocabulary, words.terms.get(name, ()))
            spoken = _spoken(vocabulary, self._speech)
            if own or spoken is not vocabulary:
                changed[name] = spoken.with_terms(own)
        return declared.with_vocabularies(changed) if changed else declared


def standing(vocabulary: Vocabulary, terms: Iterable[Term]) -> list[Term]:
    """Return those of a node's terms that can stand in a vocabulary as it is declared today.

    A later version may close a list, drop the term above, or bring one with the same code: such
    a term is left out, and nothing else is lost by it.
    """
    return [
        term
        for term in terms
        if not vocabulary.closed
        and term.code not in vocabulary.terms
        and term.broader in vocabulary.terms
        and vocabulary.terms[term.broader].origin != "node"
    ]


def _spoken(vocabulary: Vocabulary, speech: Speech) -> Vocabulary:
    """Return the vocabulary with what its terms are called in further languages."""
    found = {tag: said[vocabulary.id] for tag, said in speech.items() if vocabulary.id in said}
    if not found:
        return vocabulary
    return replace(
        vocabulary, terms={code: _called(term, found) for code, term in vocabulary.terms.items()}
    )


def _called(term: Term, speech: Mapping[str, Mapping[str, tuple[str, str]]]) -> Term:
    said = {tag: codes[term.code] for tag, codes in speech.items() if term.code in codes}
    labels = {tag: label for tag, (label, _definition) in said.items() if label}
    definitions = {tag: meant for tag, (_label, meant) in said.items() if meant}
    return replace(
        term,
        labels={**term.labels, **labels},
        definitions={**term.definitions, **definitions},
    )
