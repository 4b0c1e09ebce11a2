"""Texts stay in English until somebody reads them, and fall back to Spanish before English."""

import copy
import logging
import pickle
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from tejido import Offer, words
from tejido.errors import InputError, TejidoError
from tejido.languages import Text, chain, is_said, label, say, say_day, say_error, say_number

SPANISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Calm"
msgstr "Calma"

msgid "Since %(days)d days"
msgstr "Desde hace %(days)d días"

msgid "Not yet"
msgstr ""

#, fuzzy
msgid "Perhaps"
msgstr "Quizá"
"""
NAHUATL = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Calm"
msgstr "Yolseuhki"
"""


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package ``spoken`` with a catalogue in Spanish, one in Náhuatl, and a broken one."""
    root = tmp_path_factory.mktemp("languages")
    folder = root / "spoken" / "translations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "es.po").write_text(SPANISH, "utf-8")
    (folder / "nah.po").write_text(NAHUATL, "utf-8")
    (folder / "yua.po").write_bytes(b'msgid "Calm"\nmsgstr "\xff\xfe"\n')
    (root / "spoken" / "secret.po").write_text(SPANISH.replace("Calma", "Secreta"), "utf-8")
    sys.path.insert(0, str(root))
    yield folder
    sys.path.remove(str(root))
    sys.modules.pop("spoken", None)


@pytest.fixture
def calm(catalogues: Path) -> Text:
    return Text("Calm", "spoken")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Calma"),
        ("es-MX", "Calma"),
        ("es_MX", "Calma"),
        ("nah", "Yolseuhki"),
        ("nah-MX", "Yolseuhki"),
        ("fr", "Calma"),
        ("en", "Calm"),
        ("en-GB", "Calm"),
        ("yua", "Calma"),
        ("", "Calma"),
        ("../secret", "Calma"),
        ("es/../../secret", "Calma"),
        ("x" * 5000, "Calma"),
        ("\x00", "Calma"),
    ],
)
def test_what_is_said_in_a_language(calm: Text, language: str, said: str) -> None:
    assert say(calm, language) == said


def test_placeholders_are_filled_after_translation(catalogues: Path) -> None:
    since = Text("Since %(days)d days", "spoken")
    assert say(since, "es", days=3) == "Desde hace 3 días"
    assert say(since, "en", days=3) == "Since 3 days"


@pytest.mark.parametrize("source", ["Not yet", "Perhaps", "Unheard of"])
def test_what_nobody_translated_stays_as_it_is(catalogues: Path, source: str) -> None:
    text = Text(source, "spoken")
    assert say(text, "es") == source
    assert not is_said(text, "es")


def test_what_is_said_is_known_by_catalogue(calm: Text) -> None:
    assert is_said(calm, "es")
    assert not is_said(calm, "fr")
    assert not is_said("Calm", "es")


def test_a_plain_string_passes_unchanged(catalogues: Path) -> None:
    assert say("Calm", "es") == "Calm"
    assert say("100 % sure", "es") == "100 % sure"


def test_a_broken_catalogue_costs_its_words_and_not_the_page(
    calm: Text, caplog: pytest.LogCaptureFixture
) -> None:
    other = Text("Calm", "no_such_package")
    with caplog.at_level(logging.ERROR):
        assert say(other, "es") == "Calm"
    assert "no_such_package" in caplog.text


@pytest.mark.parametrize(
    ("tag", "tags"),
    [
        ("es-MX", ["es-MX", "es"]),
        ("nah", ["nah", "es"]),
        ("tzo-Latn-MX", ["tzo-Latn-MX", "tzo-Latn", "tzo", "es"]),
        ("en", []),
        ("", ["es"]),
        ("..", ["es"]),
    ],
)
def test_the_fallback_goes_by_parents_then_spanish(tag: str, tags: list[str]) -> None:
    assert chain(tag) == tags


def test_a_text_survives_copies(calm: Text) -> None:
    copies = (copy.copy(calm), copy.deepcopy(calm), pickle.loads(pickle.dumps(calm)))  # noqa: S301  # our own
    assert all(one == "Calm" and one.domain == "spoken" for one in copies)
    assert say(asdict(Offer("x", calm))["label"], "es") == "Calma"


def test_an_error_speaks_the_reader_s_language(calm: Text) -> None:
    error = TejidoError(Text("Since %(days)d days", "spoken"), days=2)
    assert str(error) == "Since 2 days"
    assert say_error(error, "es") == "Desde hace 2 días"
    assert say_error(TejidoError("%(what)s", what=calm), "es") == "Calma"
    assert say_error(InputError(calm, {}), "nah") == "Yolseuhki"


def test_labels_of_terms_fall_back_alike() -> None:
    both = {"es": "miedo", "en": "fear"}
    assert [label(both, tag) for tag in ("es", "en", "nah", "fr", "")] == [
        "miedo", "fear", "miedo", "miedo", "miedo",
    ]  # fmt: skip
    assert label({"nah": "mahmautli"}, "en") == "mahmautli"
    assert label({}, "es") == ""


def test_days_and_numbers_are_written_as_in_mexico() -> None:
    day = date(2026, 11, 23)
    assert say_day(day, "es") == "23 de noviembre de 2026"
    assert say_day(day, "nah") == "23 de noviembre de 2026"
    assert say_day(day, "en") == "November 23, 2026"
    assert say_number(12345, "es") == "12,345"
    assert say_number(12345, "not a tag") == "12,345"


def test_words_of_the_core_are_its_own() -> None:
    text = words("tejido")("Accompaniment")
    assert (text, text.domain) == ("Accompaniment", "tejido")
