"""A node's own terms: added, offered at once, minimized and counted as the standard term above."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tejido.audit.log import Kind
from tejido.errors import InputError, NotFoundError, NotOpenedError, SealError
from tejido.store import own_terms
from tejido.store.tables import OwnTermTable
from tejido.testing.networks import NORTE, SUR
from tejido.work import auditing, backups, nodes, restoring, tables, vocabularies
from tejido.work.restoring import Backup
from tejido.work.vocabularies import ADDED, CHANGED, SAME, Change
from tejido.work.wanted_terms import Wanted

Office = Any
MOTO = {"es": "Amenaza desde una moto", "en": "Threat from a motorcycle"}
WALL = {"es": "Pinta en la barda", "en": "Painted on the wall"}


def add(office: Office, labels: dict[str, str] = MOTO, broader: str = "threat") -> str:
    return vocabularies.add(office.node, office.ana, "aggression", broader, labels)


def offered(office: Office, vocabulary: str = "aggression") -> list[str]:
    terms = office.node.declarations.vocabularies[vocabulary].offered
    return [term.code for term in terms if term.origin == "node"]


def wrong(office: Office, *wanted: Wanted) -> Any:
    with pytest.raises(InputError) as refused:
        vocabularies.keep(office.node, office.ana, wanted)
    return refused.value.fields["terms"]


# --- adding ---------------------------------------------------------------------------


def test_a_term_is_offered_at_once_after_the_one_above_it(office: Office) -> None:
    code = add(office)
    assert code == "own.amenaza_desde_una_moto"
    known = list(office.node.declarations.vocabularies["aggression"].terms)
    assert known.index(code) == known.index("threat") + 1
    process = office.begin()
    assert office.write(process, aggression=code)


def test_only_who_administers_adds(office: Office) -> None:
    with pytest.raises(NotOpenedError, match="administers"):
        vocabularies.add(office.node, office.rosa, "aggression", "threat", MOTO)
    assert offered(office) == []


def test_two_terms_that_are_called_alike_have_ids_of_their_own(office: Office) -> None:
    first = add(office)
    vocabularies.retire(office.node, office.ana, "aggression", first)
    second = add(office)
    assert second == "own.amenaza_desde_una_moto_2"
    assert offered(office) == [second]


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"vocabulary": "weather"}, "vocabulary", "no list"),
        ({"vocabulary": "consent_purpose", "broader": "service"}, "vocabulary", "closed"),
        ({"broader": ""}, "broader", "standard term"),
        ({"broader": "unknown"}, "broader", "standard term"),
        ({"labels": {"es": "Uno"}}, "en", "needed"),
        ({"labels": {**MOTO, "es": "  "}}, "es", "needed"),
        ({"labels": {**MOTO, "es": "x" * 81}}, "es", "too long"),
        ({"labels": {**MOTO, "es": "a\x00b"}}, "es", "cannot be kept"),
        ({"labels": {**MOTO, "en": "THREAT (not death threat)"}}, "en", "called so"),
        ({"labels": {**MOTO, "¿?": "x"}}, "¿?", "tag"),
        ({"definitions": {"es": "x" * 301}}, "definition_es", "too long"),
        ({"code": "moto"}, "code", "begins"),
        ({"code": "own.Moto"}, "code", "begins"),
        ({"code": "threat"}, "es", "keeps its meaning"),
    ],
)
def test_what_cannot_be_added_says_why(
    office: Office, change: dict[str, Any], place: str, says: str
) -> None:
    wanted = replace(Wanted("aggression", "", "threat", MOTO), **change)
    fields = wrong(office, wanted)[0]
    assert says in fields[place][0]
    assert offered(office) == []


def test_no_term_stands_under_another_of_the_node_s_own(office: Office) -> None:
    code = add(office)
    fields = wrong(office, Wanted("aggression", "", code, WALL))
    assert list(fields[0]) == ["broader"]


def test_terms_are_kept_all_or_none(office: Office) -> None:
    good, bad = Wanted("aggression", "", "threat", MOTO), Wanted("impact", "", "nothing", WALL)
    assert set(wrong(office, good, bad, good)) == {1, 2}
    assert offered(office) == []
    assert vocabularies.own(office.node) == []


# --- an id keeps its meaning --------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"broader": "killing"},
        {"labels": {"es": "Otra cosa"}},
        {"labels": {"en": "Another thing"}},
        {"definitions": {"es": "Otra cosa."}},
    ],
    ids=repr,
)
def test_nobody_edits_the_meaning_of_an_id(office: Office, change: dict[str, Any]) -> None:
    labels, meant = MOTO, {"es": "Desde una moto que pasa."}
    code = vocabularies.add(office.node, office.ana, "aggression", "threat", labels, meant)
    before = vocabularies.own(office.node)
    (fields,) = wrong(office, replace(Wanted("aggression", code), **change)).values()
    assert "keeps its meaning" in str(fields)
    assert vocabularies.own(office.node) == before


def test_more_may_be_said_of_a_term_and_in_further_languages(office: Office) -> None:
    code = add(office)
    labels = {"tzo": "(inventado) moto"}
    vocabularies.say_more(
        office.node, office.ana, "aggression", code, labels, {"en": "From a motorcycle."}
    )
    term = office.node.declarations.vocabularies["aggression"].terms[code]
    assert term.labels == {**MOTO, **labels}
    assert term.definitions == {"en": "From a motorcycle."}
    corrected = {"tzo": "(inventado) karo"}
    vocabularies.say_more(office.node, office.ana, "aggression", code, corrected)
    (kept,) = vocabularies.own(office.node)
    assert json.loads(kept.labels) == {**MOTO, **corrected}
    assert kept.version == 3


def test_a_term_is_retired_and_taken_up_and_never_removed(office: Office) -> None:
    code = add(office)
    record = office.write(office.begin(), aggression=code)
    vocabularies.retire(office.node, office.ana, "aggression", code)
    assert offered(office) == []
    assert office.write(office.begin(), aggression=code) != record, "an old form may still come"
    vocabularies.retire(office.node, office.ana, "aggression", code, retired=False)
    assert offered(office) == [code]


def test_standard_terms_are_not_retired(office: Office) -> None:
    with pytest.raises(NotFoundError):
        vocabularies.retire(office.node, office.ana, "aggression", "threat")
    threat = office.node.declarations.vocabularies["aggression"].terms["threat"]
    same = Wanted("aggression", "threat", "", threat.labels)
    assert vocabularies.keep(office.node, office.ana, [same])[0].outcome == SAME
    assert list(wrong(office, replace(same, retired=True))[0]) == ["code"]


def test_what_would_become_is_said_before_and_nothing_is_done(office: Office) -> None:
    code = add(office)
    wanted = [
        Wanted("aggression", code, labels=MOTO),
        Wanted("aggression", code, retired=True),
        Wanted("aggression", "", "harassment", WALL),
    ]
    before = vocabularies.own(office.node)
    foreseen = vocabularies.foreseen(office.node, wanted)
    assert foreseen == [
        Change(SAME, "aggression", code),
        Change(CHANGED, "aggression", code),
        Change(ADDED, "aggression", "own.pinta_en_la_barda"),
    ]
    assert vocabularies.own(office.node) == before
    assert vocabularies.keep(office.node, office.ana, wanted) == foreseen


# --- every process that has the node open -------------------------------------------------


def test_another_process_takes_a_term_up(office: Office) -> None:
    other = nodes.open_node(office.folder)
    try:
        code = add(office)
        assert code not in other.declarations.vocabularies["aggression"].terms
        vocabularies.refresh(other)
        assert code in other.declarations.vocabularies["aggression"].terms
        known = other.declarations
        vocabularies.refresh(other)
        assert other.declarations is known, "nothing is read again where nothing changed"
    finally:
        other.close()


def test_a_node_that_is_opened_again_has_its_terms(
    office: Office, open_office: Callable[[Path], AbstractContextManager[Office]]
) -> None:
    code = add(office)
    office.node.close()
    with open_office(office.folder) as again:
        assert offered(again) == [code]


def test_both_databases_keep_terms(either: Office) -> None:
    code = add(either)
    vocabularies.retire(either.node, either.ana, "aggression", code)
    with either.node.store.read() as tx:
        (kept,) = own_terms.listed(tx)
        assert (kept.code, kept.version, own_terms.changes(tx)) == (code, 2, 2)
    assert kept.retired_on == "2026-03-01"


def test_a_term_that_was_changed_in_the_database_is_left_out_and_said(office: Office) -> None:
    code = add(office)
    with office.node.store.write() as tx:
        tx.run(OwnTermTable.update(broader="killing", version=OwnTermTable.version + 1))
    vocabularies.refresh(office.node)
    assert offered(office) == []
    assert [term.code for term in vocabularies.left_out(office.node)] == [code]
    with pytest.raises(SealError, match="not written by this node"):
        add(office, WALL)


def test_what_no_longer_stands_is_left_out_and_costs_nothing_else(office: Office) -> None:
    """As when a later version has a term of the same id, or a plugin is off."""
    code = add(office)
    declared = office.node.plugins.declarations
    threat = declared.vocabularies["aggression"].terms["threat"]
    taken = replace(threat, code=code)
    terms = {**declared.vocabularies["aggression"].terms, code: taken}
    later = declared.with_vocabularies(
        {"aggression": replace(declared.vocabularies["aggression"], terms=terms)}
    )
    node = replace(office.node, plugins=replace(office.node.plugins, declarations=later))
    assert node.declarations.vocabularies["aggression"].terms[code] == taken
    assert [term.code for term in vocabularies.left_out(node)] == [code]


@pytest.fixture
def identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that opens backups of nodes that are opened from now on."""
    drawn = backups.new_identity()
    monkeypatch.setenv("TEJIDO_BACKUP_RECIPIENTS", drawn.recipient)
    (tmp_path / "identity.txt").write_text(drawn.to_text())
    return tmp_path / "identity.txt"


def test_terms_survive_a_restore(identity: Path, office: Office, tmp_path: Path) -> None:
    code = add(office)
    made = backups.make(office.node, tmp_path / "out")
    backup = Backup(made.data, made.keys, identity)
    restoring.restore(tmp_path / "again", backup)
    again = nodes.open_node(tmp_path / "again")
    try:
        assert again.declarations.vocabularies["aggression"].terms[code].labels == MOTO
    finally:
        again.close()


# --- what is counted, and what is logged ------------------------------------------------


def test_the_standard_term_above_is_counted(office: Office) -> None:
    code = add(office)
    for origin in (NORTE, SUR):
        office.arrive(origin, 4, aggression="threat")
        office.arrive(origin, 4, aggression="killing")
    for aggression in (code, "threat", "killing", "killing"):
        office.visited(aggression=aggression)
    found = tables.table(office.node, office.ana, "tela.visits", 2026)
    assert (found.rows, found.row_totals) == (("killing", "threat"), (10, 10))


def test_what_was_done_is_logged_by_id_and_without_its_words(office: Office) -> None:
    code = add(office)
    vocabularies.say_more(office.node, office.ana, "aggression", code, {"tzo": "(inventado)"})
    vocabularies.retire(office.node, office.ana, "aggression", code)
    vocabularies.retire(office.node, office.ana, "aggression", code)
    entries = auditing.listed(office.node, office.ana).entries
    told = [dict(one.facts or {}) for one in entries if one.kind == Kind.VOCABULARY]
    assert sorted(one["outcome"] for one in told) == ["added", "changed", "retired"]
    assert all(one["term"] == code and one["what"] == "aggression" for one in told)
    assert "moto " not in str(told)
