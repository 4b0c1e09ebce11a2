"""A table for the coordinator's screen: what arrived and own records, gated alike."""

from datetime import date
from typing import Any

import pytest

from tejido.declare.records import Network
from tejido.errors import NotFoundError, NotOpenedError
from tejido.hookspecs import AnyNode
from tejido.measures.table import SUPPRESSED, ProtectedTable
from tejido.testing.networks import NORTE, SUR, PaperNetwork
from tejido.work import consent, tables

#: A third partner, whose records arrived before it left the network.
OESTE = "d" * 26


def table(office: Any, year: int = 2026) -> ProtectedTable:
    return tables.table(office.node, office.ana, "tela.visits", year)


def arrive(office: Any, number: int, **given: Any) -> None:
    """Let visits arrive from three peers, none of which stands for nearly all."""
    for origin in (NORTE, SUR, OESTE):
        office.arrive(origin, number, **given)


def test_own_records_and_arrived_ones_are_counted_together(office: Any) -> None:
    for aggression in ("killing", "threat"):
        office.arrive(NORTE, 4, aggression=aggression)
        office.arrive(SUR, 4, aggression=aggression)
        for _number in range(4):
            office.visited(aggression=aggression)
    found = table(office)
    assert (found.rows, found.organizations, found.total) == (("killing", "threat"), 3, 24)
    assert found.row_totals == (12, 12)
    assert (found.main.columns, found.main.cells) == (("MX-OAX",), ((12,), (12,)))
    assert (found.beside.columns, found.beside.cells) == (("silence",), ((12,), (12,)))


def test_records_of_other_years_are_in_other_tables(office: Any) -> None:
    office.arrive(NORTE, 5)
    office.arrive(SUR, 5, day="2025-06-01")
    assert table(office, 2025).rows == table(office, 2026).rows == ("threat",)
    assert table(office, 2024).rows == ()


def test_what_is_not_consented_is_not_counted(office: Any) -> None:
    office.arrive(NORTE, 5)
    office.arrive(SUR, 5)
    process = office.begin()
    office.write(process, aggression="killing")
    assert table(office).rows == ("threat",)
    consent.grant(office.node, office.ana, process, ["aggregate"], [], date(2026, 3, 10))
    assert table(office).rows == ("killing", "threat")
    office.clock.pass_(days=30)
    assert table(office).rows == ("threat",)


def test_own_records_without_company_are_left_out_and_others_are_coarsened(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    office.visited(place="MX-CHP", aggression="killing")
    assert table(office).rows == ()
    office.visited(place="MX-OAX", aggression="raid")
    found = table(office)
    assert found.rows == ("killing", "raid")
    assert found.main.columns == ("MX",)


def test_what_arrived_is_no_company_for_own_records(office: Any) -> None:
    """Nobody knows better which of them could be found than the organization itself."""
    office.plugin.terms["k_records"] = 2
    arrive(office, 4, aggression="killing")
    office.visited(aggression="raid")
    assert table(office).rows == ("killing",)


def test_arrived_records_pass_no_gate_of_ours(office: Any) -> None:
    office.plugin.terms["k_records"] = 9
    arrive(office, 4)
    assert table(office).total == 12


def test_small_figures_are_suppressed_by_what_the_charter_asks(office: Any) -> None:
    arrive(office, 3)
    assert table(office).total == 9
    office.plugin.terms["k"] = 10
    assert table(office).total is SUPPRESSED
    office.plugin.terms.update(k=2, organizations=4)
    assert table(office).total is SUPPRESSED


def test_of_several_networks_each_time_the_strictest_holds(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(office, 2)
    one, other = PaperNetwork("una", k=7), PaperNetwork("otra", k=4, organizations=3)

    def both(_plugins: object, node: AnyNode) -> list[Network]:
        return [*one.networks(node), *other.networks(node)]

    monkeypatch.setattr("tejido.plugins.Plugins.networks", both)
    found = table(office)
    assert (found.thresholds.subjects, found.thresholds.organizations) == (7, 3)
    assert found.total is SUPPRESSED


def test_several_records_of_one_process_are_one_subject(office: Any) -> None:
    office.arrive(NORTE, 3)
    office.arrive(SUR, 3)
    process = office.begin()
    office.grant(process)
    for _number in range(3):
        office.write(process)
    office.plugin.terms["k"] = 8
    assert table(office).total is SUPPRESSED
    office.plugin.terms["k"] = 2
    assert table(office).total == 9


def test_a_measure_that_nobody_declares_is_not_found(office: Any) -> None:
    with pytest.raises(NotFoundError, match="measure"):
        tables.table(office.node, office.ana, "tela.moods", 2026)


def test_a_node_in_no_network_has_no_table(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tejido.plugins.Plugins.networks", lambda *_: [])
    with pytest.raises(NotFoundError, match="no network"):
        table(office)


def test_counting_needs_the_role(office: Any) -> None:
    luna = office.small.joined_by("luna", "analyst")
    arrive(office, 4)
    assert tables.table(office.node, luna, "tela.visits", 2026).total == 12
    with pytest.raises(NotOpenedError):
        tables.table(office.node, office.rosa, "tela.visits", 2026)
