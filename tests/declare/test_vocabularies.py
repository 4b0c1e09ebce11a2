"""Vocabularies are open lists with stable ids, loaded whole or not at all."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tejido import Vocabulary, read_vocabularies
from tejido.declare.transforms import RESERVED
from tejido.declare.vocabularies import ORIGINS, Term, reserved_labels
from tejido.errors import DeclarationError

MakeTerm = Callable[..., Term]
HEADER = "code,es,en,origin,source,broader"
LABELS = {"es": "uno", "en": "one"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package ``wordy`` that can be imported; files are put into its ``vocabularies``."""
    folder = tmp_path / "wordy"
    (folder / "vocabularies").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder / "vocabularies"
    sys.modules.pop("wordy", None)


# --- reading --------------------------------------------------------------------------


def test_a_package_s_files_are_its_vocabularies(package: Path) -> None:
    (package / "wordy.two.csv").write_text(f"{HEADER}\nb,be,bee,tejido,,\n", "utf-8")
    (package / "wordy.one.csv").write_text(
        f'\ufeff{HEADER},huridocs\r\na,"ah,\nah",ay,seed,S p3,,0101\r\nc,ce,see,tejido,,a,\r\n\r\n',
        "utf-8",
    )
    (package / "notes.txt").write_text("not a vocabulary", "utf-8")
    one, two = read_vocabularies("wordy")
    assert (one.id, two.id) == ("wordy.one", "wordy.two")
    assert one.terms["a"] == Term(
        "a", {"es": "ah,\nah", "en": "ay"}, "seed", "S p3", "", {"huridocs": "0101"}
    )
    assert one.terms["c"].broader == "a"
    assert one.terms["c"].mappings == {}


def test_a_file_says_what_is_meant_and_speaks_further_languages(package: Path) -> None:
    (package / "wordy.one.csv").write_text(
        f"{HEADER},definition_es,sivel,definition_en,label_tzo,definition_tzo\n"
        "a,be,bee,tejido,,,Qué es,A1,What it is,sti,\nb,ce,see,tejido,,,,,,,\n",
        "utf-8",
    )
    (one,) = read_vocabularies("wordy")
    assert one.terms["a"].definitions == {"es": "Qué es", "en": "What it is"}
    assert one.terms["a"].labels == {"es": "be", "en": "bee", "tzo": "sti"}
    assert one.terms["a"].mappings == {"sivel": "A1"}
    assert (one.terms["b"].definitions, one.terms["b"].mappings) == ({}, {})


def test_a_package_says_which_of_its_vocabularies_are_closed(package: Path, term: MakeTerm) -> None:
    for name in ("open", "shut"):
        (package / f"wordy.{name}.csv").write_text(f"{HEADER}\na,be,bee,tejido,,\n", "utf-8")
    free, shut = read_vocabularies("wordy", closed=["wordy.shut"])
    assert free.with_terms([term("mine", "a", "node")]).terms.keys() == {"a", "mine"}
    assert shut.with_terms([]) == shut
    with pytest.raises(DeclarationError, match="closed"):
        shut.with_terms([term("mine", "a", "node")])


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(b"", "wordy.two", id="empty"),
        pytest.param(b"code,es,en\na,b,c\n", "wordy.two", id="columns missing"),
        pytest.param(b"es,code,en,origin,source,broader\n", "wordy.two", id="other order"),
        pytest.param(f"{HEADER}\na,b\n".encode(), "wordy.two / a", id="a row too short"),
        pytest.param(f"{HEADER}\na,b,c,tejido,,,x\n".encode(), "wordy.two / a", id="too long"),
        pytest.param(f'{HEADER}\na,"b,c,tejido,,\n'.encode(), "wordy.two", id="open quotes"),
        pytest.param(f"{HEADER}\na,\xf1,c,tejido,,\n".encode("latin-1"), "wordy.two", id="latin"),
        pytest.param(f"{HEADER}\na,,c,tejido,,\n".encode(), "wordy.two / a", id="no label"),
        pytest.param(
            f"{HEADER}\na,b,c,tejido,,\na,b,c,tejido,,\n".encode(), "wordy.two / a", id="twice"
        ),
    ],
)
def test_one_bad_file_refuses_them_all(package: Path, content: bytes, place: str) -> None:
    (package / "wordy.one.csv").write_text(f"{HEADER}\nb,be,bee,tejido,,\n", "utf-8")
    (package / "wordy.two.csv").write_bytes(content)
    with pytest.raises(DeclarationError) as refused:
        read_vocabularies("wordy")
    assert " / ".join(refused.value.where) == place


def test_a_package_without_vocabularies_says_so() -> None:
    with pytest.raises(DeclarationError, match="no folder"):
        read_vocabularies("tejido.declare")


# --- what cannot stand ----------------------------------------------------------------


@pytest.mark.parametrize("code", RESERVED)
def test_reserved_ids_are_defined_by_nobody(code: str) -> None:
    with pytest.raises(DeclarationError, match="reserved"):
        Vocabulary.of("x", [Term(code, LABELS, "tejido")])


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        (Term("", LABELS, "tejido"), "short word"),
        (Term("two words", LABELS, "tejido"), "short word"),
        (Term("año", LABELS, "tejido"), "short word"),
        (Term("../x", LABELS, "tejido"), "short word"),
        (Term("x" * 65, LABELS, "tejido"), "short word"),
        (Term("a", {"es": "uno"}, "tejido"), "labels"),
        (Term("a", {"es": "", "en": "one"}, "tejido"), "labels"),
        (Term("a", LABELS, "hearsay"), "origin"),
        (Term("a", LABELS, "tejido", broader="b"), "broader"),
        (Term("a", LABELS, "node"), "under a standard term"),
    ],
    ids=str,
)
def test_a_term_that_cannot_stand_is_refused(term: Term, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason) as refused:
        Vocabulary.of("words", [term])
    assert refused.value.where == ("words", term.code)


def test_a_vocabulary_cannot_be_made_around_the_rules() -> None:
    with pytest.raises(DeclarationError, match="reserved"):
        Vocabulary("x", {"unknown": Term("unknown", LABELS, "tejido")})
    with pytest.raises(DeclarationError, match="another id"):
        Vocabulary("x", {"a": Term("b", LABELS, "tejido")})


def test_an_area_is_a_country_or_right_below_one(term: MakeTerm) -> None:
    """A region below a region would leave as a region, finer than was declared."""
    with pytest.raises(DeclarationError, match="right below"):
        Vocabulary.of("area", [term("MX"), term("MX-OAX", "MX"), term("MX-OAX-067", "MX-OAX")])


# --- a node's own terms ---------------------------------------------------------------


def test_a_node_adds_terms_under_standard_ones(term: MakeTerm) -> None:
    standard = Vocabulary.of("x", [term("threat")])
    mine = standard.with_terms([term("moto", "threat", "node")])
    assert list(standard.terms) == ["threat"]
    assert mine.scope.terms == {"threat": "threat", "moto": "threat"}


def test_a_node_s_term_stands_under_no_other_node_s_term(term: MakeTerm) -> None:
    standard = Vocabulary.of("x", [term("threat"), term("moto", "threat", "node")])
    with pytest.raises(DeclarationError, match="standard term"):
        standard.with_terms([term("bike", "moto", "node")])


def test_nobody_edits_the_meaning_of_an_id(term: MakeTerm) -> None:
    with pytest.raises(DeclarationError, match="twice"):
        Vocabulary.of("x", [term("threat")]).with_terms([term("threat")])


def test_a_node_s_terms_stand_after_the_one_above_them(term: MakeTerm) -> None:
    standard = Vocabulary.of("x", [term("threat"), term("raid")])
    mine = [term("moto", "raid", "node"), term("call", "threat", "node")]
    assert list(standard.with_terms(mine).terms) == ["threat", "call", "raid", "moto"]


def test_two_added_terms_share_no_code_and_none_is_above_another(term: MakeTerm) -> None:
    standard = Vocabulary.of("x", [term("threat")])
    moto = term("moto", "threat", "node")
    with pytest.raises(DeclarationError, match="twice"):
        standard.with_terms([moto, moto])
    with pytest.raises(DeclarationError, match="standard term"):
        standard.with_terms([moto, term("bike", "moto", "node")])


def test_what_is_retired_is_known_and_not_offered(term: MakeTerm) -> None:
    moto = replace(term("moto", "threat", "node"), retired=True)
    words = Vocabulary.of("x", [term("threat")]).with_terms([moto])
    assert [one.code for one in words.offered] == ["threat"]
    assert words.scope.terms == {"threat": "threat", "moto": "threat"}


def test_a_broader_standard_term_is_told_but_does_not_replace(term: MakeTerm) -> None:
    words = Vocabulary.of("x", [term("threat"), term("call", "threat")])
    assert words.scope.terms["call"] == "call"
    assert words.scope.broader == {}


# --- what ships -----------------------------------------------------------------------


def test_the_core_s_vocabularies_load_and_say_where_each_term_is_from() -> None:
    shipped = {one.id: one for one in read_vocabularies("tejido.accompaniment")}
    assert {"area", "aggression", "consent_purpose", "state_response"} <= shipped.keys()
    assert all(term.origin in ORIGINS for one in shipped.values() for term in one.terms.values())
    assert {"alert_network", "aggregate"} <= shipped["consent_purpose"].terms.keys()
    regions = [code for code, above in shipped["area"].scope.broader.items() if above == "MX"]
    assert len(regions) == 32


#: Every term of the seed's own lists says what is meant.
DEFINED = (
    "aggression", "coping", "dimension", "expression", "field", "impact", "state_responsibility",
    "strategy",
)  # fmt: skip
#: Words of a clinic, or of an office: nobody here is a case.
NOT_OURS = re.compile(
    r"\b(s[ií]ntoma|trastorno|diagn[oó]stico cl[ií]nico|paciente|terapia|patol|beneficiari|caso"
    r"|symptom|disorder|patient|therapy|patholog|beneficiar|case)",
    re.IGNORECASE,
)


def test_the_seed_s_vocabularies_say_what_is_meant_and_never_as_a_clinic_would() -> None:
    shipped = {one.id: one for one in read_vocabularies("tejido.accompaniment")}
    for name in DEFINED:
        for term in shipped[name].terms.values():
            assert term.definitions.keys() == {"es", "en"}, (name, term.code)
            for text in term.definitions.values():
                assert text.endswith(".")
                assert len(text) <= 160
                assert not NOT_OURS.search(text), text


def test_a_definition_stands_in_spanish_and_english_or_not_at_all() -> None:
    for one in read_vocabularies("tejido.accompaniment"):
        for term in one.terms.values():
            assert not term.definitions or {"es", "en"} <= term.definitions.keys(), term.code


def test_reserved_ids_have_labels() -> None:
    assert tuple(reserved_labels()) == RESERVED
    assert all(labels["es"] and labels["en"] for labels in reserved_labels().values())
