"""What is shown again where a session had ended: every form to write in, and it is only shown.

A form with room for more than a line, on any page, goes to a route that shows again what was typed.
"""

from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict

from tejido.store.tables import TABLES

World = Any
Policy = Any

#: Tables that tell that somebody came in and looked.
LOOKING = {"audit_entry", "session", "sign_in_throttle"}
#: Where something is pasted, and why it is not shown again.
PASTED = {
    "auditing.check": "a checkpoint, which whoever pastes it has",
    "recovery.recover": "the words of a key, which no page may hold; and nobody is signed in",
}
WORDS = "el maíz crece en la milpa"


class _Writing(HTMLParser):
    """Where the forms of a page lead in which somebody can write more than a line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._action = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self._action = dict(attrs).get("action") or ""
        elif tag == "textarea":
            self.found.add(self._action.partition("#")[0])


def test_a_form_to_write_in_is_found() -> None:
    assert _Writing("<form action='/x#y'><textarea></textarea></form>").found == {"/x"}
    assert _Writing("<form action='/x'><input></form>").found == set()


def test_whatever_somebody_writes_at_length_is_shown_again(
    world: World, policy: Policy, table: list[Any]
) -> None:
    if not policy.get:
        return
    answer = world.send("GET", world.address(policy.endpoint), "ana")
    written = _Writing(answer.text).found if answer.mimetype == "text/html" else set()
    again = {world.address(one.endpoint) for one in table if one.again or one.endpoint in PASTED}
    assert written - again == set()


def test_what_is_shown_again_is_not_done(world: World, policy: Policy) -> None:
    if not policy.again:
        return
    address = world.address(policy.endpoint)
    kept = world.send("POST", address, "ana, expired")
    before = rows(world)
    found = kept.text.partition('name="_kept" value="')[2].partition('"')[0]
    token = kept.text.partition('name="_csrf" value="')[2].partition('"')[0]
    form = {"_kept": found, "_csrf": token, "handle": "ana", "passphrase": WORDS}
    answer = world.send("POST", address, "nobody", form)
    assert answer.status_code == 200
    assert "No se perdió lo que escribiste" in answer.text
    old = world.send("POST", address, "ana", MultiDict({"_csrf": world.tokens["ana, expired"]}))
    assert old.status_code == 200
    assert "No se perdió lo que escribiste" in old.text
    assert rows(world) == before


def rows(world: World) -> dict[str, list[Any]]:
    """Return all rows of all tables but those that tell that somebody looked."""
    with world.site.node.store.read() as tx:
        return {
            one._meta.table_name: sorted(tx.all(one.select().tuples()), key=repr)
            for one in TABLES
            if one._meta.table_name not in LOOKING
        }
