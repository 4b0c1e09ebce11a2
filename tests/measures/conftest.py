"""Invented acts, and an attacker who tries every table there is."""

from collections.abc import Callable, Collection, Iterator, Mapping

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from tejido.measures.circulation import Arc, balances
from tejido.measures.counting import CountedRow, Crosstab, Facets
from tejido.measures.counting import count as count_rows

#: Steps after which the attacker gives up, far more than a table that exists mostly takes.
PATIENCE = 30_000

Acts = Mapping[tuple[str, str, str], Mapping[str, int]]
Rows = Callable[[Acts], list[CountedRow]]
Tables = Callable[..., Iterator[dict[Arc, int]]]


@pytest.fixture(scope="session")
def facets() -> Facets:
    return Facets(rows="aggression", columns="state", beside="response", time="period")


@pytest.fixture(scope="session")
def rows_of() -> Rows:
    """Return ``{(aggression, state, response): {origin: acts}}`` as rows, each of one subject."""

    def rows(acts: Acts) -> list[CountedRow]:
        return [
            CountedRow(
                origin,
                f"{place}-{number}",
                {
                    "aggression": place[0],
                    "state": place[1],
                    "response": place[2],
                    "period": "2025-Q3",
                },
            )
            for place, by_origin in acts.items()
            for origin, many in by_origin.items()
            for number in range(many)
        ]

    return rows


@pytest.fixture(scope="session")
def crosstab_of(facets: Facets, rows_of: Rows) -> Callable[[Acts], Crosstab]:
    return lambda acts: count_rows(rows_of(acts), facets, 2025)


@pytest.fixture(scope="session")
def many_acts() -> Callable[..., st.SearchStrategy[Acts]]:
    """Return a strategy of acts over a few codes of each facet and a few organizations."""

    def acts(
        *, rows: int = 2, columns: int = 2, beside: int = 2, origins: int = 3, most: int = 3
    ) -> st.SearchStrategy[Acts]:
        place = st.tuples(
            st.sampled_from([f"a{number}" for number in range(rows)]),
            st.sampled_from([f"s{number}" for number in range(columns)]),
            st.sampled_from([f"r{number}" for number in range(beside)]),
        )
        origin = st.sampled_from([f"o{number}" for number in range(origins)])
        return st.dictionaries(
            place, st.dictionaries(origin, st.integers(1, most), min_size=1), min_size=1
        )

    return acts


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Return an attacker: every table, by arc, that agrees with what is shown.

    ``least`` and ``most`` bound the hidden figures; ``fixed`` sets some of them. Tables near
    ``values`` come first.
    """

    def consistent(
        values: Mapping[Arc, int],
        hidden: Collection[Arc],
        *,
        most: int,
        least: Mapping[Arc, int] | None = None,
        fixed: dict[Arc, int] | None = None,
    ) -> Iterator[dict[Arc, int]]:
        known = {arc: value for arc, value in values.items() if arc not in hidden}
        return Attacker(values, least or {}, most).extend(known | (fixed or {}))

    return consistent


class Attacker:
    """Fills in a table in every way that keeps the sums, the most bound node first."""

    def __init__(self, values: Mapping[Arc, int], least: Mapping[Arc, int], most: int) -> None:
        self.values, self.least, self.most = values, least, most
        self.nodes = [
            [(arc, 1) for arc in entering] + [(arc, -1) for arc in leaving]
            for _node, entering, leaving in balances(values)
        ]
        self.steps = 0

    def extend(self, table: dict[Arc, int]) -> Iterator[dict[Arc, int]]:
        self.steps += 1
        # Out of patience nothing is shown, neither a leak nor its absence: draw another table.
        assume(self.steps < PATIENCE)
        open_nodes = []
        for node in self.nodes:
            left = [(arc, sign) for arc, sign in node if arc not in table]
            missing = -sum(table[arc] * sign for arc, sign in node if arc in table)
            if not self.can_add_up(left, missing):
                return
            if left:
                open_nodes.append((len(left), left[0], missing))
        if not open_nodes:
            yield table
            return
        number, (arc, sign), missing = min(open_nodes)
        choices = [missing * sign] if number == 1 else range(self.least.get(arc, 0), self.most + 1)
        for value in sorted(choices, key=lambda value: abs(value - self.values[arc])):
            yield from self.extend(table | {arc: value})

    def can_add_up(self, left: list[tuple[Arc, int]], missing: int) -> bool:
        ends = [(self.least.get(arc, 0) * sign, self.most * sign) for arc, sign in left]
        return sum(map(min, ends)) <= missing <= sum(map(max, ends))
