"""Every route and method, tried by everybody: exactly who gets what, as ``policy.txt`` says.

The table is compared with the application's own routes, so a route that nobody thought about
fails, and so does a line whose route is gone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tejido.web import doors, drafts

World = Any
Policy = Any

#: An id that nothing has.
NOTHING = "f" * 32
#: What stands in addresses and is no id of anything kept here.
NO_IDS = {"filename", "year", "type", "sealed"}


def missing(world: World, table: list[Any]) -> Iterator[str]:
    """Give what the table and the routes do not agree upon."""
    lines, rules = {one.endpoint: one for one in table}, world.rules()
    yield from (f"{one}: no line in policy.txt" for one in rules.keys() - lines.keys())
    yield from (f"{one}: its route is gone" for one in lines.keys() - rules.keys())
    for endpoint in rules.keys() & lines.keys():
        line, methods = lines[endpoint], rules[endpoint].methods - {"HEAD", "OPTIONS"}
        told = {name for name, status in (("GET", line.get), ("POST", line.post)) if status}
        if methods != told:
            yield f"{endpoint}: takes {methods}, the line says {told}"
        if doors.door_of(world.site.app, endpoint) != line.door:
            yield f"{endpoint}: another door than its line says"
        if doors.is_marked_fresh(world.site.app, endpoint) != line.fresh:
            yield f"{endpoint}: fresh is not what its line says"
        with world.site.app.app_context():
            if (drafts.shows_again(endpoint) is not None) != line.again:
                yield f"{endpoint}: again is not what its line says"


def test_the_table_names_every_route_and_method_and_nothing_else(
    world: World, table: list[Any]
) -> None:
    assert list(missing(world, table)) == []
    assert [one.endpoint for one in table] == sorted(one.endpoint for one in table)


def test_a_route_that_nobody_declared_and_a_line_whose_route_is_gone_are_found(
    world: World, table: list[Any]
) -> None:
    before = set(missing(world, table))
    without = [one for one in table if one.endpoint not in ("home.agenda", "auth.lock")]
    assert set(missing(world, without)) - before == {
        "auth.lock: no line in policy.txt",
        "home.agenda: no line in policy.txt",
    }
    more = [*table, type(table[0]).of("x.y signed_in - 200 - -")]
    assert set(missing(world, more)) - before == {"x.y: its route is gone"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_gets_exactly_what_the_table_says(
    world: World, policy: Policy, method: str, cases: tuple[str, ...]
) -> None:
    if world.answering(policy.endpoint, method) not in ("", policy.endpoint):
        return  # two routes share the address, each with a line of its own
    address = world.address(policy.endpoint)
    got: dict[str, int] = {}
    for case in cases:
        got[case] = world.send(method, address, case).status_code
    assert got == {case: policy.expected(method, case) for case in cases}


def test_what_needs_the_passphrase_anew_asks_for_it_and_goes_on_with_it(
    world: World, policy: Policy
) -> None:
    if not policy.fresh:
        return
    address = world.address(policy.endpoint)
    assert 'name="_passphrase"' in world.send("POST", address, "ana, stale").text
    words = {"_csrf": world.tokens["ana, stale"], "_passphrase": "el maíz crece en la milpa"}
    answer = world.send("POST", address, "ana, stale", words)
    assert answer.status_code == policy.post[-1]


#: Forms that are not our own: whose token they carry, and what the browser says of them.
FORGED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "no token": ("", {}),
    "another's token": ("member", {}),
    "another site": ("ana", {"Origin": "https://elsewhere.example"}),
    "within another site": ("ana", {"Sec-Fetch-Site": "cross-site"}),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_form_that_is_not_our_own_does_nothing(world: World, policy: Policy, forged: str) -> None:
    if not policy.post or policy.door == doors.MACHINES:
        return
    of, headers = FORGED[forged]
    form = {"_csrf": world.tokens[of]} if of else {}
    answer = world.send("POST", world.address(policy.endpoint), "ana", form, headers)
    assert answer.status_code == 400


def test_of_what_is_not_there_nobody_learns_more_than_that(world: World, policy: Policy) -> None:
    names = world.rules()[policy.endpoint].arguments - NO_IDS
    for name in names:
        address = world.address(policy.endpoint, **{name: NOTHING})
        methods = [m for m, told in (("GET", policy.get), ("POST", policy.post)) if told]
        for method in methods:
            assert world.send(method, address, "ana").status_code == 404, (method, name)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_is_taken(world: World, policy: Policy, method: str) -> None:
    for case in ("nobody", "ana"):
        answer = world.send(method, world.address(policy.endpoint), case)
        assert answer.status_code == 405
