"""What somebody wants of a node's own terms, held against the rules: pure.

An id keeps its meaning. What it is called in Spanish and English, what is meant by it there, and
the standard term above it stay as they were first said. More may be said: in further languages,
or where nothing was. A term is retired and taken up again, never removed.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from marshmallow import ValidationError

from tejido.declare.fields import Line
from tejido.declare.vocabularies import Term, Vocabulary
from tejido.errors import InputError
from tejido.languages import COMPLETE_LANGUAGES, is_tag, words
from tejido.store.own_terms import OwnTerm

_ = words("tejido")

#: No later version brings a standard term whose id begins so.
PREFIX = "own."
#: Lengths in characters.
LABEL_LENGTH, DEFINITION_LENGTH = 80, 300
_CODE = re.compile(re.escape(PREFIX) + r"[a-z0-9][a-z0-9_-]{0,58}")
_SLUG_LENGTH = 40

_NEEDED = _("This is needed.")
_MEANING = _("An id keeps its meaning: retire this term, and add another.")

#: A node's own terms by vocabulary and code.
Known = Mapping[tuple[str, str], OwnTerm]
#: What is wrong, by what it is wrong with.
Wrong = dict[str, list[str]]


@dataclass(frozen=True)
class Wanted:
    """A term as somebody wants it, unverified: a new one, or one with more said of it.

    Without a code it is a new one, whose code is drawn from its label. ``retired`` is None where
    that is not asked for.
    """

    vocabulary: str
    code: str = ""
    broader: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    retired: bool | None = None


def settled(
    wanted: Wanted, known: Known, vocabularies: Mapping[str, Vocabulary], today: str
) -> OwnTerm | None:
    """Return the term to keep; None for a standard term that is named as it is.

    Where nothing changes, the term of ``known`` itself is returned.

    Raises:
        InputError: it cannot be; ``fields`` says what is wrong with ``vocabulary``, ``code``,
            ``broader``, a language's tag, or ``definition_`` and a tag.
    """
    wanted, wrong = _cleaned(wanted)
    before = known.get((wanted.vocabulary, wanted.code))
    vocabulary = vocabularies.get(wanted.vocabulary)
    if before is not None:
        wrong = _wrong_change(wanted, before) | wrong
    elif vocabulary is None:
        wrong["vocabulary"] = [_("There is no list of words with this id.")]
    elif wanted.code in vocabulary.terms:
        _refuse(_wrong_standard(wanted, vocabulary.terms[wanted.code]) | wrong)
        return None
    else:
        wrong = _wrong_addition(wanted, vocabulary) | wrong
    _refuse(wrong)
    if before is not None:
        return _changed(wanted, before, today)
    return _added(wanted, known, today)


def term_of(kept: OwnTerm) -> Term:
    """Return a term as vocabularies hold it."""
    return Term(
        kept.code,
        json.loads(kept.labels),
        "node",
        broader=kept.broader,
        definitions=json.loads(kept.definitions),
        retired=kept.retired_on is not None,
    )


# --- what cannot be -------------------------------------------------------------------


def _cleaned(wanted: Wanted) -> tuple[Wanted, Wrong]:
    """Return it in composed text without stray spaces and empty words, and what is no text."""
    wrong: Wrong = {}
    labels = dict(_texts(wanted.labels, "", LABEL_LENGTH, wrong))
    definitions = dict(_texts(wanted.definitions, "definition_", DEFINITION_LENGTH, wrong))
    return replace(wanted, labels=labels, definitions=definitions), wrong


def _texts(
    said: Mapping[str, str], prefix: str, longest: int, wrong: Wrong
) -> Iterator[tuple[str, str]]:
    for tag, typed in said.items():
        try:
            text = Line("").read(typed)
        except ValidationError as error:
            wrong[prefix + tag] = list(error.messages)
            continue
        if text and not is_tag(tag):
            wrong[prefix + tag] = [_("Name the language by its tag, as in tzo or nah-MX.")]
        elif len(text) > longest:
            wrong[prefix + tag] = [_("This is too long; shorten it.")]
        elif text:
            yield tag, text


def _wrong_change(wanted: Wanted, before: OwnTerm) -> Wrong:
    term = term_of(before)
    wrong = _other_words(wanted, term)
    if wanted.broader not in ("", before.broader):
        wrong["broader"] = [_MEANING]
    for tag in COMPLETE_LANGUAGES:
        meant = term.definitions.get(tag)
        if meant and wanted.definitions.get(tag, meant) != meant:
            wrong[f"definition_{tag}"] = [_MEANING]
    return wrong


def _wrong_standard(wanted: Wanted, term: Term) -> Wrong:
    """Say what is wrong with naming a standard term otherwise than it is."""
    wrong = _other_words(wanted, term)
    if wanted.broader != term.broader:
        wrong["broader"] = [_MEANING]
    if wanted.retired:
        wrong["code"] = [_("A standard term is not retired.")]
    return wrong


def _other_words(wanted: Wanted, term: Term) -> Wrong:
    return {
        tag: [_MEANING]
        for tag in COMPLETE_LANGUAGES
        if wanted.labels.get(tag, term.labels.get(tag)) != term.labels.get(tag)
    }


def _wrong_addition(wanted: Wanted, vocabulary: Vocabulary) -> Wrong:
    wrong: Wrong = {}
    if vocabulary.closed:
        wrong["vocabulary"] = [_("This list is closed: rules ask for its terms by name.")]
    above = vocabulary.terms.get(wanted.broader)
    if above is None or above.origin == "node":
        wrong["broader"] = [_("Choose the standard term that leaves in its place.")]
    if wanted.code and not _CODE.fullmatch(wanted.code):
        form = _("An id of your own begins with «own.»; then come a to z, 0 to 9, - and _.")
        wrong["code"] = [form]
    for tag in COMPLETE_LANGUAGES:
        said = wanted.labels.get(tag, "")
        if not said:
            wrong[tag] = [_NEEDED]
        elif said.casefold() in _called(vocabulary, tag):
            wrong[tag] = [_("Another term of this list is called so already.")]
    return wrong


def _called(vocabulary: Vocabulary, tag: str) -> set[str]:
    return {term.labels.get(tag, "").casefold() for term in vocabulary.offered}


def _refuse(wrong: Wrong) -> None:
    if wrong:
        raise InputError(_("This cannot be kept as it is."), wrong)


# --- what comes of it -----------------------------------------------------------------


def _changed(wanted: Wanted, before: OwnTerm, today: str) -> OwnTerm:
    retired_on = before.retired_on
    if wanted.retired is not None:
        retired_on = (before.retired_on or today) if wanted.retired else None
    after = replace(
        before,
        labels=_json({**json.loads(before.labels), **wanted.labels}),
        definitions=_json({**json.loads(before.definitions), **wanted.definitions}),
        retired_on=retired_on,
    )
    return before if after == before else replace(after, version=before.version + 1)


def _added(wanted: Wanted, known: Known, today: str) -> OwnTerm:
    return OwnTerm(
        wanted.vocabulary,
        wanted.code or _drawn(wanted, known),
        wanted.broader,
        _json(wanted.labels),
        _json(wanted.definitions),
        today,
        today if wanted.retired else None,
    )


def _drawn(wanted: Wanted, known: Known) -> str:
    """Return an id from what the term is called in Spanish: ``own.amenaza_en_moto``."""
    plain = unicodedata.normalize("NFKD", wanted.labels["es"]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:_SLUG_LENGTH] or "term"
    numbered = (
        f"{PREFIX}{slug}{f'_{number}' if number > 1 else ''}" for number in range(1, 10_000)
    )
    return next(code for code in numbered if (wanted.vocabulary, code) not in known)


def _json(said: Mapping[str, str]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
