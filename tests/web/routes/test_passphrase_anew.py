"""Whatever changes something asks for the passphrase anew, unless a reason says why it need not.

A new route that takes forms is fresh from its first day, or somebody writes its reason down here.
"""

from collections.abc import Mapping
from typing import Any

World = Any

_OWN = "it asks for the passphrase itself"
_WORK = "daily work: it adds or changes, and what was before stays"
_BACK = "taken back as easily, and nothing is given away or lost"
_DANGER = "for danger: one press has to do"
_AT_ONCE = "whoever withdraws consent must not be kept waiting"
_NOBODY = "nobody is signed in, or need be"
_MACHINE = "machines bring their own proof"
_TESTS = "a page of the tests' own"

#: Routes that take forms without the passphrase anew, and why.
WITHOUT: Mapping[str, str] = {
    "account.begin": "who is invited typed a passphrase just now, and chooses their own",
    "account.passphrase": _OWN,
    "account.recovery_words": _OWN,
    "attachments.attach": _WORK,
    "auditing.check": "it only compares",
    "auth.language": _BACK,
    "auth.lock": _DANGER,
    "auth.sign_in": _OWN,
    "consent.grant": _WORK,
    "consent.said": _WORK,
    "consent.talk": _WORK,
    "consent.told": _WORK,
    "consent.withdraw": _AT_ONCE,
    "consent.withdraw_said": _AT_ONCE,
    "deposits.new": _WORK,
    "deposits.take_in": _WORK,
    "federation.messages": _MACHINE,
    "guardians.ask": _NOBODY,
    "guardians.finish": _NOBODY,
    "inbox.take": _MACHINE,
    "loom.tied": _TESTS,
    "matrix.type_in": _WORK,
    "own_sessions.end": _DANGER,
    "people.seal": _DANGER,
    "plan.move": _WORK,
    "processes.new": _WORK,
    "quick.session": _WORK,
    "records.done": _WORK,
    "records.move": _WORK,
    "records.new": _WORK,
    "records.record": _WORK,
    "recovery.recover": _NOBODY,
    "retention.close": _BACK,
    "retention.hold": "it keeps what would go",
    "retention.reopen": _BACK,
    "search.everything": "it only looks",
    "teams.let_go": "it takes a wish away, and whoever wished can be opened to",
    "vocabularies.add": _WORK,
    "vocabularies.retire": _BACK,
    "vocabularies.say_more": _WORK,
}


def test_what_changes_something_asks_for_the_passphrase_or_says_why_not(
    world: World, table: list[Any]
) -> None:
    takes_forms = {name for name, rule in world.rules().items() if "POST" in rule.methods}
    fresh = {line.endpoint for line in table if line.fresh}
    assert fresh <= takes_forms
    assert all(WITHOUT.values())
    assert takes_forms - fresh == set(WITHOUT)
