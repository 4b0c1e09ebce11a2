"""Texts stay in English until somebody reads them, and fall back to Spanish before English."""

import copy
import logging
import pickle
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tejido import Offer, words
from tejido.errors import InputError, TejidoError
from tejido.languages import (
    Text,
    chain,
    is_said,
    is_tag,
    label,
    offered,
    said_in,
    say,
    say_day,
    say_error,
    say_known,
    say_moment,
    say_number,
    say_span,
    say_yearly,
    speak_from,
)

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
    assert list(chain(tag)) == tags


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


@pytest.mark.parametrize(
    ("day", "spanish", "english"),
    [
        ("2026-11-23", "23 de noviembre de 2026", "November 23, 2026"),
        ("2026-11", "noviembre de 2026", "November 2026"),
        ("2026-Q4", "4.º trimestre de 2026", "4th quarter 2026"),
        ("2026", "2026", "2026"),
        ("2026-13", "2026-13", "2026-13"),
        ("2026-00", "2026-00", "2026-00"),
        ("", "", ""),
        ("withheld", "withheld", "withheld"),
    ],
)
def test_a_day_is_said_as_precisely_as_it_is_known(day: str, spanish: str, english: str) -> None:
    assert [say_known(day, tag) for tag in ("es", "es-MX", "tzo", "en")] == [
        spanish, spanish, spanish, english,
    ]  # fmt: skip


def test_moments_and_spans_are_said() -> None:
    moment = datetime(2026, 3, 1, 18, 5, tzinfo=UTC)
    assert say_moment(moment, "es") == "1 de marzo de 2026, 18:05 UTC"
    assert say_moment(moment, "en") == "March 1, 2026, 18:05 UTC"
    assert say_span(timedelta(days=-2), "mix") == "hace 2 días"


@pytest.mark.parametrize("tag", ["nah", "yua", "tzo", "tzh", "mix", "quc", "fr", "tzo-MX", "es-MX"])
def test_days_follow_the_words_and_not_a_tag_that_nobody_translated(tag: str) -> None:
    """CLDR lacks most of these, knows of K'iche' only that it exists, and knows French."""
    assert said_in(tag) == "es"
    assert say_day(date(2026, 3, 1), tag) == "1 de marzo de 2026"
    assert say_number(1234.5, tag) == "1,234.5"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("es", True), ("nah-MX", True), ("tzo-Latn-MX", True), ("es_MX", False), ("e", False),
     ("", False), ("../x", False), ("tzo ", False), ("tzo\n", False)],
)  # fmt: skip
def test_what_has_the_form_of_a_tag(text: str, is_one: bool) -> None:
    assert is_tag(text) is is_one


# --- the folder of a node -----------------------------------------------------------------


@pytest.fixture
def dropped(catalogues: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder in which a node's own catalogues lie, for as long as the test lasts."""

    def put(tag: str, domain: str, source: str, said: str) -> None:
        file = tmp_path / tag / "LC_MESSAGES" / f"{domain}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        header = SPANISH.partition('msgid "Calm')[0]
        file.write_text(f'{header}msgid "{source}"\nmsgstr "{said}"\n', "utf-8")

    put("tzo", "spoken", "Calm", "(inventado) jun o'on")
    put("tzo", "tejido", "English", "(inventado)")
    put("es", "spoken", "Calm", "Con calma")
    put("yaq", "tejido", "Since %(days)d days", "%(days)s %(more)s")
    put("not a tag", "spoken", "Calm", "Nada")
    speak_from(tmp_path)
    yield tmp_path
    speak_from(None)


def test_words_of_the_node_s_folder_come_first(dropped: Path, calm: Text) -> None:
    assert say(calm, "tzo") == say(calm, "tzo-MX") == "(inventado) jun o'on"
    assert say(calm, "es") == "Con calma"
    assert say(Text("Since %(days)d days", "spoken"), "es", days=2) == "Desde hace 2 días"
    speak_from(None)
    assert say(calm, "tzo") == "Calma"


def test_a_language_is_offered_once_the_core_is_said_in_it(dropped: Path) -> None:
    assert dict(offered()) == {"es": "Español", "en": "English", "tzo": "(inventado)"}
    assert (said_in("tzo-MX"), said_in("yaq"), said_in("en-GB")) == ("tzo", "es", "en")


def test_a_translation_that_asks_for_other_values_is_passed_over(
    dropped: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = Text("Since %(days)d days", "tejido")
    with caplog.at_level(logging.ERROR):
        assert say(text, "yaq", days=2) == "Since 2 days"


@pytest.mark.parametrize("tag", ["../tzo", "tzo/../tzo", "not a tag", ".."])
def test_no_tag_leads_out_of_the_folder(dropped: Path, calm: Text, tag: str) -> None:
    assert say(calm, tag) == "Con calma"


def test_words_of_the_core_are_its_own() -> None:
    text = words("tejido")("Accompaniment")
    assert (text, text.domain) == ("Accompaniment", "tejido")


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        ("05-10", "es", "10 de mayo"),
        ("02-29", "en", "February 29"),
        ("11", "es", "noviembre"),
        ("11", "en", "November"),
    ],
)
def test_a_day_of_every_year_is_said_without_one(day: str, language: str, said: str) -> None:
    assert say_yearly(day, language) == said
