"""Somebody who can write to the database, and no more: what they put in is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tejido.errors import SealError
from tejido.store import coding, pseudonyms, slots
from tejido.store.ids import new_id
from tejido.store.slots import StoredSlot
from tejido.store.tables import CountingKeyTable, PersonTable, PseudonymKeyTable, RecordTable
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.ciphers import BoxPair
from tejido.vault.counting_keys import CountingKey
from tejido.vault.process_keys import ProcessKeys
from tejido.vault.pseudonym_keys import new_pseudonym_secret
from tejido.vault.slots import Slot, seal_slot
from tejido.work import leaving, people, records, tables

#: What an intruder can write into the column of a proof: nothing better than a guess.
GUESS = bytes(32)


def put(office: Any, query: Any) -> None:
    with office.node.store.write() as tx:
        tx.run(query)


def analysts(office: Any) -> bytes:
    """The analysts' public half, which stands in clear."""
    public: bytes = office.ana.roles["analyst"].public
    return public


def forge_slot(office: Any, slot: Slot) -> None:
    """Give Ana a seed that the intruder knows."""
    sealed = seal_slot(slot, office.ana.pair.public)
    with office.node.store.write() as tx:
        forged = StoredSlot(slot.kind, slot.owner, slot.person, slot.version, sealed, GUESS)
        slots.add(tx, [forged])


def test_a_replaced_public_half_is_given_nothing(office: Any) -> None:
    assert office.rosa
    put(
        office,
        PersonTable.update(public=BoxPair.generate().public).where(PersonTable.handle == "rosa"),
    )
    before = office.dump()
    with pytest.raises(SealError):
        office.begin(team=["rosa"])
    assert office.dump() == before


def test_whoever_takes_anothers_handle_is_given_nothing(office: Any) -> None:
    office.small.joined_by("eva")
    assert office.rosa
    put(office, PersonTable.update(handle="luz").where(PersonTable.handle == "rosa"))
    put(office, PersonTable.update(handle="rosa").where(PersonTable.handle == "eva"))
    with pytest.raises(SealError):
        office.begin(team=["rosa"])


def test_nothing_is_sealed_under_a_forged_key_of_a_higher_version(office: Any) -> None:
    process, record = office.visited()
    forge_slot(office, replace(ProcessKeys.generate(process), version=2).slot(office.ana.person))
    doors: list[Callable[[], object]] = [
        lambda: office.write(process),
        lambda: office.grant(process),
        lambda: records.opened(office.node, office.ana, record),
        lambda: leaving.preview(office.node, office.ana, "tela"),
    ]
    for door in doors:
        with pytest.raises(SealError):
            door()


@pytest.mark.parametrize("change", [{"type": "diagnosis"}, {"schema": 0}])
def test_a_relabelled_record_is_refused(office: Any, change: dict[str, Any]) -> None:
    """Under the label of another type, another policy would say what of it leaves."""
    _process, record = office.visited()
    put(office, RecordTable.update(**change).where(RecordTable.id == record))
    with pytest.raises(SealError, match="relabelled"):
        records.opened(office.node, office.ana, record)
    with pytest.raises(SealError, match="relabelled"):
        leaving.preview(office.node, office.ana, "tela")


def test_a_forged_slot_of_a_role_opens_nothing(office: Any) -> None:
    forge_slot(office, Slot("role", "network", office.ana.person, 2, b"s" * 32))
    with pytest.raises(SealError):
        people.sign_in(office.node, "ana", PASSPHRASE)


def test_rows_under_a_counting_key_of_their_own_are_no_company(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    process, _record = office.visited()
    run = CountingKey.generate()
    sealed = run.sealed_to(analysts(office))
    (row,) = office.dump()["coded_row"]
    companion = coding.CodedRow("", new_id(), process, row[3], run.id, b"", row[6])
    with office.node.store.write() as tx:
        coding.add_key(tx, coding.StoredCountingKey(run.id, sealed, GUESS, row[6]))
        coding.put_rows(tx, [companion])
    with pytest.raises(SealError, match="not written by this node"):
        leaving.preview(office.node, office.ana, "tela")
    with pytest.raises(SealError, match="not written by this node"):
        tables.table(office.node, office.ana, "tela.visits", 2026)


def test_a_replaced_counting_key_is_refused(office: Any) -> None:
    office.visited()
    key_id = office.node.held.counting.id
    replaced = CountingKey(key_id, b"k" * 32).sealed_to(analysts(office))
    put(office, CountingKeyTable.update(sealed=replaced))
    with pytest.raises(SealError, match="not written by this node"):
        tables.table(office.node, office.ana, "tela.visits", 2026)


def test_a_replaced_secret_of_the_pseudonyms_is_refused(office: Any) -> None:
    office.visited()
    put(office, PseudonymKeyTable.update(sealed=new_pseudonym_secret(analysts(office))))
    with pytest.raises(SealError, match="not written by this node"):
        leaving.preview(office.node, office.ana, "tela")


def test_a_secret_added_for_this_year_is_refused(office: Any) -> None:
    office.visited()
    put(office, PseudonymKeyTable.update(since_year=2020))
    with pytest.raises(SealError, match="not written by this node"):
        leaving.preview(office.node, office.ana, "tela")
    with office.node.store.read() as tx:
        assert pseudonyms.for_year(tx, 2026).since_year == 2020
