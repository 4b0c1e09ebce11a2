"""Search: everything opened to somebody and nothing else, whatever way it is written."""

import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.accompaniment.core import core_contribution
from tejido.audit import log
from tejido.declare.glossary import Glossary
from tejido.declare.policy import exact_bytes
from tejido.errors import InputError
from tejido.minimize.canaries import find_canaries, new_canary
from tejido.plugins import load_plugins
from tejido.store.tables import AttachmentTable, RecordTable
from tejido.vault.sealed_streams import SealedSpool
from tejido.work import attachments, search, teams
from tejido.work.folding import words_in
from tejido.work.search import Hit, Results, Sieve


def found(office: Any, typed: str, who: Any = None, **options: Any) -> Results:
    return search.found(office.node, who or office.ana, typed, **options)


def records_found(office: Any, typed: str, **options: Any) -> list[str | None]:
    return [hit.record for hit in found(office, typed, **options).hits]


def attach(office: Any, process: str, name: str, record: str | None = None) -> str:
    with SealedSpool(office.folder) as spool:
        return attachments.attach(office.node, office.ana, process, name, "", spool, record)


def marked(hit: Hit) -> list[str]:
    return [piece.text for cut in hit.excerpts for piece in cut.pieces if piece.is_hit]


# --- what is looked into ---------------------------------------------------------------


def test_texts_of_records_are_found_with_field_and_place(either: Any) -> None:
    process = either.begin("Hilo y Barro")
    record = either.write(process, said="Contaron que García volvió", title="Segunda vuelta")
    either.write(process, said="Nada de eso")
    (hit,) = found(either, "GARCIA conta").hits
    assert (hit.process, hit.name, hit.record, hit.type, hit.excerpts[0].where, hit.on_day) == (
        process,
        "Hilo y Barro",
        record,
        "tela.visit",
        "In their words",
        "2026-03-01",
    )
    assert marked(hit) == ["Conta", "García"]


def test_all_words_must_occur_in_one_record_in_whichever_fields(office: Any) -> None:
    process = office.begin()
    both = office.write(process, said="junto al río", title="La milpa")
    office.write(process, said="junto al río", title="El monte")
    (hit,) = found(office, "milpa rio").hits
    assert (hit.record, marked(hit)) == (both, ["río", "milpa"])
    assert [cut.where for cut in hit.excerpts] == ["In their words", "Title"]
    assert records_found(office, "milpa monte") == []


def test_what_codes_are_called_is_found_in_the_readers_language(office: Any) -> None:
    process = office.begin()
    record = office.write(process, place="MX-OAX", aggression="threat")
    office.write(process, place="MX-CHP", aggression="raid")
    assert records_found(office, "oaxaca") == [record]
    assert records_found(office, "amenaza", language="es") == [record]
    assert records_found(office, "threat", language="en") == [record]
    assert records_found(office, "threat", language="es") == [], "a code is no word"
    (hit,) = found(office, "oaxaca").hits
    assert hit.excerpts[0].where == "Where"


def test_a_word_of_a_text_and_one_of_a_code_go_together(office: Any) -> None:
    record = office.write(office.begin(), place="MX-OAX", said="junto al río")
    assert records_found(office, "oaxaca río") == [record]


def test_days_and_numbers_are_found(office: Any) -> None:
    record = office.write(office.begin(), day="2026-02-03", people=4711)
    assert records_found(office, "4711") == records_found(office, "2026-02") == [record]


def test_names_of_fields_and_of_json_are_not(office: Any) -> None:
    office.visited()
    for typed in ("aggression", "said", "fields", "schema", "null", "narrative", "words"):
        assert found(office, typed).total == 0, typed


def test_names_of_processes_are_found_first(office: Any) -> None:
    record = office.write(office.begin("Otra"), said="los de la Milpa")
    process = office.begin("La milpa de arriba")
    names, texts = found(office, "milpa").hits
    assert (names.process, names.record, names.name) == (process, None, "La milpa de arriba")
    assert texts.record == record


def test_names_of_files_are_found(office: Any) -> None:
    process, record = office.visited()
    kept = attach(office, process, "Denuncia año 2019.pdf", record)
    (hit,) = found(office, "denuncia ano").hits
    assert (hit.attachment, hit.record, hit.process) == (kept, record, process)
    assert marked(hit) == ["Denuncia", "año"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("línea\nsegunda", "segunda"),
        ('dijo "nunca más" y calló', "nunca mas"),
        ("barra \\u00f1 al revés", "u00f1"),
        ("«citado» — y luego…", "luego citado"),
        ("con 😀 y más", "mas"),
        ("Ñandú y ñoño", "ñoño"),
        ("escrito en 中文 también", "中文"),
        ("\ua78csaltillo", "\ua78csaltillo"),
        ("𞤀𞤣𞤤𞤢𞤥", "𞤢𞤣𞤤"),
        ("threat", "threat"),
        ("tab\tmedio", "medio"),
    ],
)
def test_no_way_of_writing_hides_a_word(office: Any, written: str, typed: str) -> None:
    record = office.write(office.begin(), said=written, aggression="raid")
    assert records_found(office, typed) == [record]


def test_records_whose_plugin_is_absent_are_found_as_they_are_kept(office: Any) -> None:
    record = office.write(office.begin(), said="junto al río", aggression="threat")
    bare = office.small.without("tela")
    (hit,) = search.found(bare.node, bare.ana, "rio").hits
    assert (hit.record, hit.type, hit.excerpts[0].where) == (record, "tela.visit", "said")
    assert search.found(bare.node, bare.ana, "threat").total == 1
    assert search.found(bare.node, bare.ana, "aggression").total == 0


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary("es", load_plugins(core_contribution()).declarations.vocabularies)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    code=st.sampled_from(["threat", "MX-OAX", "withheld", "no", "fear", "silence"]),
    data=st.data(),
)
def test_the_sieve_lets_everything_through_that_is_there(
    glossary: Glossary, text: str, code: str, data: st.DataObject
) -> None:
    called = [name for one, name in glossary.codes() if one == code]
    begin = data.draw(st.integers(0, len(text) - 1))
    typed = text[begin:] + " " + data.draw(st.sampled_from(called))
    words = [word for word in words_in(typed) if any(map(word.is_in, [text, *called]))]
    plaintext = exact_bytes({"fields": {"said": text, "code": code, "more": [{"a": "b\\"}]}})
    assert Sieve(words, glossary).lets_through(plaintext)


# --- to whom ---------------------------------------------------------------------------


def test_nothing_is_found_that_is_not_opened_to_who_searches(office: Any) -> None:
    process = office.begin("La milpa")
    office.write(process, said="junto a la milpa")
    attach(office, process, "milpa.pdf")
    assert found(office, "milpa").total == 3
    assert found(office, "milpa", office.rosa) == Results((), 0, 1, 1, 0)


def test_a_team_finds_what_was_written_under_every_key(office: Any) -> None:
    luz = office.small.joined_by("luz", "accompanier")
    process = office.begin(team=["luz"])
    before = office.write(process, said="antes, en la milpa")
    teams.close_to(office.node, office.ana, process, "luz")
    after = office.write(process, said="después, en la milpa")
    assert set(records_found(office, "milpa")) == {before, after}
    assert found(office, "milpa", luz).total == 0


# --- how many --------------------------------------------------------------------------


def test_there_are_fifty_to_a_page_the_newest_first(office: Any) -> None:
    process = office.begin()
    written = []
    for number in range(52):
        written.append(office.write(process, said=f"la milpa {number}"))
        office.clock.pass_(days=1)
    first, second = found(office, "milpa"), found(office, "milpa", page=2)
    assert (first.total, first.page, first.pages, len(first.hits)) == (52, 1, 2, 50)
    assert (second.total, second.page, len(second.hits)) == (52, 2, 2)
    assert [hit.record for hit in (*first.hits, *second.hits)] == written[::-1]
    for beyond in (3, 10**9):
        assert found(office, "milpa", page=beyond) == second
    assert found(office, "milpa", page=0) == first


@pytest.mark.parametrize("typed", ["", "   ", "¡…!", "a", "a b c", "\0"])
def test_without_a_word_it_says_what_to_write(office: Any, typed: str) -> None:
    with pytest.raises(InputError, match="two letters"):
        found(office, typed)


def test_single_letters_beside_a_word_count_too(office: Any) -> None:
    process = office.begin()
    record = office.write(process, said="zona w")
    office.write(process, said="zona y")
    assert records_found(office, "zona w") == [record]


# --- what does not open ------------------------------------------------------------------


def test_what_does_not_open_is_counted_and_the_rest_is_found(office: Any) -> None:
    process = office.begin("Otra")
    good, moved, relabelled = (office.write(process, said="la milpa") for _time in range(3))
    kept = attach(office, process, "milpa.pdf")
    with office.node.store.write() as tx:
        broken = RecordTable.update(version=9).where(RecordTable.id == moved)
        tx.run(broken)
        tx.run(RecordTable.update(schema=9).where(RecordTable.id == relabelled))
        tx.run(AttachmentTable.update(record=good).where(AttachmentTable.id == kept))
    results = found(office, "milpa")
    assert [hit.record for hit in results.hits] == [good]
    assert results.unopened == 3


# --- nothing is kept of it -----------------------------------------------------------------


def test_it_is_logged_without_the_words(office: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canary = new_canary()
    office.write(office.begin(), said=f"{canary} y la milpa")
    assert found(office, f"{canary} milpa").total == 1
    with office.node.store.read() as tx:
        *_before, entry = log.read(tx, office.ana.roles["auditor"])
    assert (entry.kind, entry.facts) == (
        log.Kind.SEARCH,
        {"person": office.ana.person, "results": "1"},
    )
    assert find_canaries(caplog.text.encode()) == []
    for path in office.folder.rglob("*"):
        assert path.is_dir() or find_canaries(path.read_bytes()) == [], path
