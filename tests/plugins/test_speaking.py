"""How the four strategies speak: in both languages, and in the field's own words."""

import re
from collections.abc import Callable, Iterable
from importlib import resources

from babel.messages.pofile import read_po

from tejido import Aside, RecordSchema
from tejido.declare.fields import RecordField
from tejido.languages import Text, say
from tejido.plugins import Plugins

Load = Callable[..., Plugins]
Walked = Callable[[RecordSchema], Iterable[RecordField]]
Beside = Callable[[Plugins, str], list[Aside]]


def test_everything_it_shows_is_said_in_spanish(
    load: Load, strategy: str, walked: Walked, beside: Beside
) -> None:
    plugins = load(strategy)
    shown = [text for text in _shown(plugins, walked, beside) if text.domain != "tejido"]
    assert shown
    assert {text.domain for text in shown} == {f"tejido_{strategy}"}
    assert [text for text in shown if say(text, "es") == text] == []


def test_its_spanish_catalogue_leaves_nothing_unsaid(strategy: str) -> None:
    path = resources.files(f"tejido_{strategy}").joinpath("translations", "es.po")
    with path.open("rb") as file:
        catalogue = read_po(file)
    messages = [message for message in catalogue if message.id]
    assert messages
    assert [one.id for one in messages if one.fuzzy or not one.string] == []


def test_every_term_has_a_label_in_both_languages_and_keeps_its_origin(
    load: Load, strategy: str
) -> None:
    own = [
        vocabulary
        for name, vocabulary in load(strategy).declarations.vocabularies.items()
        if name.startswith(f"{strategy}.")
    ]
    assert own or strategy == "organizational", "it speaks in the core's words alone"
    for vocabulary in own:
        for term in vocabulary.terms.values():
            assert term.labels["es"].strip()
            assert term.labels["en"].strip()
            assert term.origin in {"seed", "standard", "tejido"}
            assert term.source or term.origin == "tejido", "a source for what is not our own"


def test_its_words_are_neither_clinical_nor_bureaucratic(
    load: Load, strategy: str, walked: Walked, beside: Beside
) -> None:
    plugins = load(strategy)
    said = [say(text, "es") for text in _shown(plugins, walked, beside)]
    said += [
        term.labels["es"]
        for vocabulary in plugins.declarations.vocabularies.values()
        for term in vocabulary.terms.values()
    ]
    # The State's registry is called so; nobody else is, unless to say that nobody is.
    wrong = re.compile(
        r"paciente|beneficiari|\bcasos?\b|puntaje|puntuación|calificaci"
        r"|(?<!registro de )(?<!\bno )\bvíctimas?\b",
        re.IGNORECASE,
    )
    assert [text for text in said if wrong.search(text)] == []


def test_every_vocabulary_it_brings_is_used(load: Load, strategy: str, walked: Walked) -> None:
    book = load(strategy).declarations
    used = {field.vocabulary for schema in book.schemas.values() for field in walked(schema)}
    assert {name for name in book.vocabularies if "." in name} <= used


def _shown(plugins: Plugins, walked: Walked, beside: Beside) -> list[Text]:
    """Return every marked text that the declarations of some plugins can put on a screen."""
    book, found = plugins.declarations, list[str]()
    for declared in book.types.values():
        found += [declared.label, declared.about]
        found += [
            text for one in walked(book.schemas[declared.id]) for text in (one.label, one.help)
        ]
        if declared.lifecycle:
            found += declared.lifecycle.states.values()
            found += [due.label for due in declared.lifecycle.due.values()]
        for aside in beside(plugins, declared.id):
            found += [
                aside.title,
                *(text for one in aside.entries for text in (one.label, one.about)),
            ]
    found += [text for kind in book.kinds.values() for text in (kind.label, kind.about)]
    found += [measure.label for measure in book.measures.values()]
    unmarked = [text for text in found if text and not isinstance(text, Text)]
    assert unmarked == []
    return [text for text in found if isinstance(text, Text)]
