"""The table on the coordinator's screen: bars, the word for what is hidden, what stands beside."""

from typing import Any

import pytest

from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import protected_table
from tejido.work import tables

Site = Any
PATH = "/tables/advocacy.acts/2025"


def counted(*_: object) -> Any:
    """Return a table with a figure shown, one hidden and a zero."""
    facets = Facets("aggression", "place", "state_response", "day")
    many = [("threat", "MX-OAX", "silence", n) for n in range(40)]
    many += [("harassment", "MX-OAX", "denied", n) for n in range(40, 80)]
    many += [("harassment", "MX-CHP", "silence", n) for n in range(80, 120)]
    many += [("surveillance", "MX-CHP", "denied", n) for n in range(120, 122)]
    many += [("criminalization", "MX-GRO", "answered", n) for n in range(200, 220)]
    rows = [
        CountedRow(
            str(n % 4),
            str(n),
            {"aggression": what, "place": where, "state_response": said, "day": "2025"},
        )
        for what, where, said, n in many
    ]
    return protected_table(rows, facets, 2025, Thresholds())


@pytest.fixture
def page(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(tables, "table", counted)
    return str(site.signed_in().get(PATH).text)


def test_a_figure_is_a_number_with_a_bar(page: str) -> None:
    assert '<td>20<meter min="0" max="40" value="20" aria-hidden="true"></meter></td>' in page


def test_what_is_hidden_is_a_word_and_never_a_number(page: str) -> None:
    row = page.partition('<th scope="row">Vigilancia')[2].partition("</tr>")[0]
    assert '<td class="suppressed">suprimida</td>' in row
    assert "2" not in row.replace("td class", "")
    assert "«suprimida» no es ni cero ni un dato que falte" in page


def test_codes_are_said_in_words(page: str) -> None:
    for word in ("Oaxaca", "Chiapas", "Intimidación y hostigamiento", "Silencio", "Negó"):
        assert word in page


def test_the_states_response_stands_beside_every_row(page: str) -> None:
    assert page.index("Qué respondió el Estado</th>") < page.index(">Chiapas</th>")


def test_what_is_registered_is_not_what_occurred(page: str) -> None:
    assert "Lo registrado no es lo ocurrido." in page


def test_an_empty_year_says_what_to_do_next(site: Site) -> None:
    page = site.signed_in().get(PATH).text
    assert "Todavía no se puede contar nada de este año." in page
    assert 'href="/tables/advocacy.acts/2024"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/tables/nothing/2025",
        "/tables/advocacy.acts/1949",
        "/tables/advocacy.acts/2050",
        "/tables/advocacy.acts/x",
    ],
)
def test_there_is_no_other_table(site: Site, path: str) -> None:
    assert site.signed_in().get(path).status_code == 404


def test_the_tables_there_are_stand_in_a_list(site: Site) -> None:
    page = site.signed_in().get("/tables").text
    assert 'href="/tables/advocacy.acts/2026"' in page
