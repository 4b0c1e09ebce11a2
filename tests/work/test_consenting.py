"""Consent and what follows for counting: coded rows come and go with it."""

from datetime import date
from typing import Any

import pytest

from tejido.errors import InputError, NotFoundError, NotOpenedError
from tejido.store import grants
from tejido.testing.networks import NORTE
from tejido.work import consent, processes
from tejido.work.coding import open_coded
from tejido.work.records import Entry, keep

VISIT = "tela.visit"


def coded(office: Any) -> set[str]:
    """The records that are counted, as an analyst opens them."""
    with office.node.store.read() as tx:
        return {row.record for row in open_coded(office.node, tx, office.ana, VISIT)}


def test_a_grant_names_purpose_recipients_basis_and_days(office: Any) -> None:
    process = office.begin()
    ids = consent.grant(
        office.node,
        office.ana,
        process,
        ["aggregate", "research"],
        [NORTE],
        date(2026, 12, 31),
        "public_interest",
    )
    found = processes.shown(office.node, office.ana, process).grants
    assert {one.id for one in found} == set(ids)
    assert {one.purpose for one in found} == {"aggregate", "research"}
    for one in found:
        assert (one.recipients, one.basis) == (frozenset({NORTE}), "public_interest")
        assert (one.given_on, one.until) == ("2026-03-01", "2026-12-31")


@pytest.mark.parametrize(
    ("purposes", "changes", "field"),
    [
        pytest.param([], {}, "purposes", id="no purpose"),
        pytest.param(["aggregate", "marketing"], {}, "purposes", id="no such purpose"),
        pytest.param(
            ["aggregate"], {"recipients": ["Doña Lucía, calle 5"]}, "recipients", id="a person"
        ),
        pytest.param(["aggregate"], {"recipients": ["b" * 26]}, "recipients", id="nobody's id"),
        pytest.param(["aggregate"], {"basis": "habit"}, "basis", id="no such basis"),
        pytest.param(["aggregate"], {"until": date(2026, 2, 28)}, "until", id="ended yesterday"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(
    office: Any, purposes: list[str], changes: dict[str, Any], field: str
) -> None:
    process = office.begin()
    before = office.dump()
    with pytest.raises(InputError) as refused:
        consent.grant(office.node, office.ana, process, purposes, **changes)
    assert field in refused.value.fields
    assert "Lucía" not in str(refused.value)
    assert office.dump() == before


def test_records_are_counted_from_the_moment_of_consent_until_it_is_withdrawn(
    office: Any,
) -> None:
    process = office.begin()
    before = office.write(process)
    assert coded(office) == set()
    (grant,) = office.grant(process, to=[])
    assert coded(office) == {before}
    after = office.write(process)
    assert coded(office) == {before, after}
    consent.withdraw(office.node, office.ana, grant)
    assert coded(office) == set()
    assert office.dump()["coded_row"] == []
    office.write(process, before, people=9)
    assert coded(office) == set()


def test_other_purposes_do_not_count(office: Any) -> None:
    process = office.begin()
    office.grant(process, "alert_network", "research")
    office.write(process)
    assert office.dump()["coded_row"] == []


def test_as_long_as_one_grant_covers_counting_goes_on(office: Any) -> None:
    process, record = office.visited()
    (second,) = office.grant(process)
    first = next(
        one.id for one in processes.shown(office.node, office.ana, process).grants
        if one.id != second
    )  # fmt: skip
    consent.withdraw(office.node, office.ana, first)
    assert coded(office) == {record}


def test_one_process_is_counted_without_another(office: Any) -> None:
    office.write(office.begin("Otro"))
    _process, record = office.visited()
    assert coded(office) == {record}


def test_editing_codes_a_record_anew(office: Any) -> None:
    process, record = office.visited()
    office.write(process, record, aggression="killing")
    with office.node.store.read() as tx:
        (row,) = open_coded(office.node, tx, office.ana, VISIT)
    assert (row.at("aggression"), row.subject, row.origin) == ("killing", process, "")


def test_consent_that_ran_out_counts_no_longer_though_nobody_withdrew_it(office: Any) -> None:
    process = office.begin()
    office.write(process)
    consent.grant(office.node, office.ana, process, ["aggregate"], [], date(2026, 3, 10))
    office.clock.pass_(days=9)
    assert len(coded(office)) == 1
    office.clock.pass_(days=1)
    assert coded(office) == set()


def test_a_grant_is_withdrawn_once(office: Any) -> None:
    process = office.begin()
    (grant,) = office.grant(process)
    consent.withdraw(office.node, office.ana, grant)
    with office.node.store.read() as tx:
        assert grants.by_id(tx, grant).withdrawn_on == "2026-03-01"
    with pytest.raises(NotFoundError):
        consent.withdraw(office.node, office.ana, grant)
    with pytest.raises(NotFoundError):
        consent.withdraw(office.node, office.ana, "0" * 32)


def test_plugins_are_told_of_each_change_once_it_is_kept(office: Any) -> None:
    process = office.begin()
    office.plugin.told.clear()
    (grant,) = office.grant(process)
    consent.withdraw(office.node, office.ana, grant)
    assert office.plugin.told == [("consent", process)] * 2


def test_only_analysts_open_what_is_counted(office: Any) -> None:
    office.visited()
    rosa = office.rosa
    with office.node.store.read() as tx, pytest.raises(NotOpenedError):
        open_coded(office.node, tx, rosa, VISIT)


def test_rows_of_earlier_runs_are_read_with_the_keys_of_those_runs(office: Any) -> None:
    _process, first = office.visited()
    office.node.held.forget()  # as a restart does
    _process, second = office.visited()
    assert coded(office) == {first, second}
    assert len(office.dump()["counting_key"]) == 2


def test_one_run_uses_one_key(office: Any) -> None:
    for _number in range(3):
        office.visited()
    assert len(office.dump()["counting_key"]) == 1


def test_a_key_of_a_transaction_that_was_undone_is_not_used(office: Any) -> None:
    process = office.begin()
    office.grant(process)
    unknown = Entry("nobody.knows", process, {})
    with pytest.raises(NotFoundError), office.node.store.write() as tx:  # noqa: PT012  # undone
        keep(office.node, tx, office.ana, [Entry(VISIT, process, {"aggression": "threat"})])
        keep(office.node, tx, office.ana, [unknown])
    assert office.node.held.counting is None
    office.write(process)
    assert len(coded(office)) == 1
