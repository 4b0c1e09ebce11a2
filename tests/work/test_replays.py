"""Somebody who kept a copy of the database puts this node's own old rows back.

What is believed then is what docs/at-rest.md says, and what is older than its keys is refused. That
every kind with a proof is listed there, and believed, is tested in ``test_proved_rows.py``; here
stands what the gravest of them give.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import SealError, SignInError
from tejido.store.tables import TABLES
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import consent, deposits, giving_again, people, renewing, roles, teams
from tejido.work.processes import shown

PAGE = (Path(__file__).parents[2] / "docs" / "at-rest.md").read_text(encoding="utf-8")
BY_NAME = {table._meta.table_name: table for table in TABLES}


def rows_of(office: Any, table: str) -> list[dict[str, Any]]:
    with office.node.store.read() as tx:
        found: list[dict[str, Any]] = tx.all(BY_NAME[table].select().dicts())
    return found


def put_back(office: Any, table: str, rows: list[dict[str, Any]]) -> None:
    with office.node.store.write() as tx:
        tx.put(BY_NAME[table], rows)


def disabled(office: Any, restore: Callable[[], None]) -> bool:
    people.disable(office.node, office.ana, "rosa")
    with pytest.raises(SignInError):
        people.sign_in(office.node, "rosa", PASSPHRASE)
    restore()
    return people.sign_in(office.node, "rosa", PASSPHRASE).handle == "rosa"


def role_lost(office: Any, restore: Callable[[], None]) -> bool:
    roles.revoke(office.node, office.ana, "intake", "rosa")
    restore()
    return "intake" in people.sign_in(office.node, "rosa", PASSPHRASE).roles


def mark_lost(office: Any, restore: Callable[[], None]) -> bool:
    process, _record = office.process
    people.disable(office.node, office.ana, "rosa")
    restore()
    office.write(process)
    (row,) = rows_of(office, "process")
    return bool(row["key_version"] == 1)


def wish_let_go(office: Any, restore: Callable[[], None]) -> bool:
    process, _record = office.process
    giving_again.let_go(office.node, office.ana, "rosa", process)
    assert giving_again.wanted(office.node, office.ana) == []
    restore()
    return len(giving_again.wanted(office.node, office.ana)) == 1


def consent_withdrawn(office: Any, restore: Callable[[], None]) -> bool:
    process, _record = office.process
    (grant,) = shown(office.node, office.ana, process).grants
    consent.withdraw(office.node, office.ana, grant.id)
    restore()
    (grant,) = shown(office.node, office.ana, process).grants
    return grant.withdrawn_on is None


BELIEVED: dict[str, Callable[[Any, Callable[[], None]], bool]] = {
    "person": disabled,
    "slot": role_lost,
    "process": mark_lost,
    "wanted_slot": wish_let_go,
    "consent_grant": consent_withdrawn,
}


class Prepared:
    """An office where Rosa holds a role, and a process that Ana began."""

    def __init__(self, office: Any) -> None:
        self.office, self.process = office, office.visited()
        key = key_of(office.node, office.rosa.handle)
        teams.open_to(office.node, office.ana, self.process[0], "rosa", public=key)
        roles.grant(office.node, office.ana, "intake", "rosa", public=key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.office, name)


@pytest.mark.parametrize("table", BELIEVED)
def test_what_is_believed_of_a_former_state_is_what_the_page_says(office: Any, table: str) -> None:
    assert f"| a `{table}` " in PAGE
    prepared = Prepared(office)
    if table == "wanted_slot":
        added = renewing.renew(office.node, office.ana, "rosa")
        begun(office.node, "rosa", added.passphrase)
        giving_again.let_go(office.node, office.ana, "rosa", "intake")
    before = rows_of(office, table)
    assert BELIEVED[table](prepared, lambda: put_back(office, table, before))


def test_a_process_older_than_its_keys_is_left_nothing(office: Any) -> None:
    prepared = Prepared(office)
    process, _record = prepared.process
    before = rows_of(office, "process")
    teams.close_to(office.node, office.ana, process, "rosa")
    put_back(office, "process", before)
    with pytest.raises(SealError, match="older than its keys"):
        deposits.leave(office.node, office.rosa, process, "tela.visit", {"aggression": "threat"})
