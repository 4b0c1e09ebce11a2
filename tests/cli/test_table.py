"""A protected table in plain text and as JSON: the State's response beside, figures or a word."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tejido.cli.table import as_json, lines
from tejido.declare.declarations import Declarations
from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import ProtectedTable, protected_table
from tejido.testing.loading import alone

FACETS = Facets("aggression", "place", "state_response", "day")


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    return alone("advocacy").declarations


def rows(
    subjects: int, *codes: tuple[str, str, str], origins: str = "abcd"
) -> Iterator[CountedRow]:
    """Give, of each origin, so many subjects with one act of each of the codes."""
    for origin, subject, (aggression, place, response) in product(origins, range(subjects), codes):
        values = {
            "aggression": aggression,
            "place": place,
            "state_response": response,
            "day": "2026",
        }
        yield CountedRow(origin, f"{subject}", values)


@pytest.fixture
def said(declarations: Declarations) -> Callable[..., str]:
    """Give a table as it is printed."""

    def printed(counted: Iterator[CountedRow], language: str = "es") -> str:
        table = protected_table(counted, FACETS, 2026, Thresholds())
        measure = declarations.measures["advocacy.acts"]
        return "\n".join(lines(table, measure, declarations, language))

    return printed


def test_lines_and_columns_are_said_in_words_and_the_states_response_stands_beside(
    said: Callable[..., str],
) -> None:
    acts = [("threat", "MX-OAX", "silence"), ("raid", "MX-CHP", "denied")]
    printed = said(rows(5, *acts))
    assert printed.splitlines()[:2] == [
        "Actos por agresión y lugar, junto a la respuesta del Estado, 2026",
        "Lo registrado no es lo ocurrido.",
    ]
    body = printed.splitlines()[3:8]
    assert [cell.strip() for cell in body[0].split("|")] == [
        "Qué le hicieron",
        "",
        "Qué respondió el Estado",
        "Dónde",
    ]
    assert "threat" not in printed
    assert "MX-OAX" not in printed
    assert {line.index("|") for line in body} == {body[0].index("|")}, "columns are aligned"
    assert body[-1].split()[:2] == ["Total", "|"]


def test_what_is_not_shown_is_a_word_of_its_own(said: Callable[..., str]) -> None:
    printed = said(rows(1, ("threat", "MX-OAX", "silence")))
    assert "suprimida" in printed
    assert "suppressed" in said(rows(1, ("threat", "MX-OAX", "silence")), "en")
    assert "ni cero ni" in printed


def test_a_year_of_which_nothing_can_be_counted_says_so(said: Callable[..., str]) -> None:
    assert said(iter(())).splitlines()[-1] == "Todavía no se puede contar nada de este año."


def test_reserved_codes_and_several_are_said(said: Callable[..., str]) -> None:
    printed = said(rows(5, ("unknown", "withheld", "not_asked"), ("threat", "several", "silence")))
    for code in ("unknown", "withheld", "not_asked", "several"):
        assert code not in printed


def as_object(table: ProtectedTable, declarations: Declarations) -> dict[str, Any]:
    measure = declarations.measures["advocacy.acts"]
    found: dict[str, Any] = json.loads(json.dumps(as_json(table, measure)))
    return found


def test_as_json_a_figure_is_a_number_or_the_word(declarations: Declarations) -> None:
    shown = protected_table(rows(5, ("threat", "MX-OAX", "silence")), FACETS, 2026, Thresholds())
    assert as_object(shown, declarations) == {
        "measure": "advocacy.acts",
        "year": 2026,
        "says": "registered_is_not_occurred",
        "organizations": 4,
        "thresholds": {"subjects": 5, "organizations": 3, "share_percent": 20},
        "cells": 6,
        "suppressed": 0,
        "rows": {"field": "aggression", "codes": ["threat"]},
        "row_totals": [20],
        "beside": {
            "field": "state_response",
            "codes": ["silence"],
            "cells": [[20]],
            "totals": [20],
        },
        "columns": {"field": "place", "codes": ["MX-OAX"], "cells": [[20]], "totals": [20]},
        "total": 20,
    }
    hidden = protected_table(rows(1, ("threat", "MX-OAX", "silence")), FACETS, 2026, Thresholds())
    found = as_object(hidden, declarations)
    assert (found["suppressed"], found["total"], found["row_totals"]) == (
        6,
        "suppressed",
        ["suppressed"],
    )


# --- the command ----------------------------------------------------------------------


NETWORK = """
    from tejido import hookimpl
    from tejido.declare.records import Member, Network

    @hookimpl
    def networks(node):
        return [Network(
            id="papel", name="Papel", node=node.id, members=(Member(node.id, "Nosotras"),),
            coordinators=frozenset(), purposes=frozenset(), policies={}, k=5, k_records=1,
            organizations=3, retention_days=1, until="2049-12-31", charter=(1, "c" * 64),
        )]
"""
COUNT = ("measures", "count", "--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")


def test_the_command_counts_what_is_on_the_node(
    run: Any, node: Path, install: Callable[[str, str], None]
) -> None:
    install("papel", NETWORK)
    plain = run(*COUNT, "advocacy.acts", "--year", "2026", language="es")
    assert (plain.code, plain.err) == (0, "")
    assert "Lo registrado no es lo ocurrido." in plain.out
    found = run(*COUNT, "advocacy.acts", "--year", "2026", "--json")
    assert (found.code, found.err) == (0, "")
    assert json.loads(found.out)["total"] == 0
