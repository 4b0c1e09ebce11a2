"""Tags that CLDR lacks are tags like any other, wherever a language is asked for."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel import Locale, UnknownLocaleError

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.exporting.readable import Reader
from tejido.languages import chain, is_tag, label, say_day, say_number
from tejido.plugins import load_plugins
from tejido.settings import write_settings
from tejido.vault.passphrases import generate_passphrase

TAGS = ("nah", "yua", "tzo", "tzh", "mix", "mfs")


@cache
def declared() -> Declarations:
    return load_plugins(core_contribution(), safe_mode=True).declarations


@pytest.mark.parametrize("tag", TAGS)
def test_cldr_lacks_it_and_it_is_a_tag(tag: str) -> None:
    with pytest.raises(UnknownLocaleError):
        Locale.parse(tag)
    assert is_tag(tag)
    assert list(chain(f"{tag}-MX")) == [f"{tag}-MX", tag, "es"]


@pytest.mark.parametrize("tag", TAGS)
def test_it_is_an_organization_s_own(tmp_path: Path, tag: str) -> None:
    assert write_settings(tmp_path, name="Casa", language=f"{tag}-MX").language == f"{tag}-MX"
    assert len(generate_passphrase(tag).split()) == 7, "with Spanish words, where it has no list"


@pytest.mark.parametrize("tag", [*TAGS, "es", "en"])
def test_it_is_a_subject_s_and_a_session_s(tag: str) -> None:
    body = declared().load("subject", {"languages": [tag]})
    assert body["languages"] == [tag]
    assert declared().load("session", {"day": "2026-03-01", "language": tag})["language"] == tag


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_handed_over_in_it_is_said_as_far_as_it_can_be(tag: str) -> None:
    reader = Reader(tag, declared(), {}, {})
    assert reader.day("2026-03-01") == "1 de marzo de 2026"
    assert reader.term("impact", "fear") == "Miedo"
    assert label({"es": "miedo", tag: "(inventado)"}, f"{tag}-MX") == "(inventado)"


@pytest.mark.parametrize("tag", TAGS)
def test_days_and_numbers_are_written_as_in_mexico(tag: str) -> None:
    assert say_day(date(2026, 11, 23), tag) == "23 de noviembre de 2026"
    assert say_number(20000.5, tag) == "20,000.5"
