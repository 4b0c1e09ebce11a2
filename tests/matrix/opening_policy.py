"""Who may open what: the declared table, and everybody it is asked about.

A rule says of one row which things in somebody's hands open it: alternatives, each a set of things
that it takes together. It looks at what the row is about and at who belongs to what here, never at
slots: those are what is tested.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.matrix.world import GUARDIANS, ROLE_OF, World

#: Things that it takes together.
Things = frozenset[str]
Rule = Callable[[Mapping[str, Any], World], Iterable[Things]]

#: Who is in a team at the end. Loma is only Dani's, who is disabled: it stays his, so that it is
#: not lost, and opens to nobody through the node until he is let in again.
TEAMS: Mapping[str, Sequence[str]] = {
    "huerta": ("ana", "beto"),
    "rio": ("carla",),
    "loma": ("dani",),
}
#: Up to which version of a process's key somebody knew it who is not in its team any more.
KNEW: Mapping[str, tuple[str, int]] = {"tomas": ("huerta", 1), "dani": ("huerta", 2)}


def team(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """Those of the process; and whoever remembers that version of its key."""
    (name,) = (name for name in TEAMS if world.named[name] == about["process"])
    yield from (_has("person", handle) for handle in TEAMS[name])
    for handle, (known, version) in KNEW.items():
        if known == name and about["key_version"] <= version:
            yield _has("memory", handle)


def team_of_file(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """As the card of the file that a piece belongs to."""
    (card,) = (
        one.about
        for one in world.blobs
        if one.column == "attachment.card" and one.about["attachment"] == about["attachment"]
    )
    return team(card, world)


def holder_of(role: str) -> Rule:
    """Ana, and whoever else holds a role; and whatever of it a running node has in memory."""

    def rule(_about: Mapping[str, Any], _world: World) -> Iterable[Things]:
        yield _has("person", "ana")
        yield from (_has("person", one) for one, held in ROLE_OF.items() if held == role)
        if role == "network":
            yield frozenset({"box"})

    return rule


def counted(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """Analysts; and the process of the node that wrote the row, while it runs."""
    yield from holder_of("analyst")(about, world)
    if about["key"] == world.named["counting"]:
        yield frozenset({"counting"})


def owner(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """Whose row it is, with their private half."""
    yield _has("person", _handle(about, world))


def passphrase(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """Their passphrase, together with the node's pepper."""
    yield _has("passphrase", _handle(about, world)) | {"pepper"}


def new_passphrase(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """The passphrase under which they asked their guardians, together with the pepper."""
    yield _has("new passphrase", _handle(about, world)) | {"pepper"}


def printed_words(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """The twelve words on their paper, and nothing else."""
    yield _has("words", _handle(about, world))


def cookie(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """The cookie in their browser."""
    yield _has("cookie", _handle(about, world))


def all_guardians(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """The guardians of a part, together."""
    yield frozenset(f"person:{one}" for one in _guardians(about, world))


def rest_of_guardians(about: Mapping[str, Any], world: World) -> Iterable[Things]:
    """Those who have not opened yet, together; who asked, once all of them have."""
    left = _guardians(about, world)[about["opened"] :]
    if left:
        yield frozenset(f"person:{one}" for one in left)
    else:
        yield from new_passphrase(about, world)


def peer_alone(_about: Mapping[str, Any], _world: World) -> Iterable[Things]:
    """Whom it is sealed to: nobody here, not even who sent it."""
    yield frozenset({"peer"})


POLICY: Mapping[str, Rule] = {
    "person.sealed_private": passphrase,
    "person.sealed_recovery": printed_words,
    "person.sealed_totp": owner,
    "session.sealed_private": cookie,
    "slot.sealed": owner,
    "guardian_part.sealed": all_guardians,
    "recovery_request.sealed_private": new_passphrase,
    "recovery_part.sealed": rest_of_guardians,
    "process.card": team,
    "record.body": team,
    "deposit.sealed": team,
    "attachment.card": team,
    "attachment_part.sealed": team_of_file,
    "retention_hold.sealed": team,
    "emission.sealed": team,
    "counting_key.sealed": holder_of("analyst"),
    "coded_row.sealed": counted,
    "pseudonym_key.sealed": holder_of("analyst"),
    "audit_entry.sealed": holder_of("auditor"),
    "federation_queue.sealed": holder_of("network"),
    "federation_outgoing.message": peer_alone,
    "federation_incoming.sealed_key": holder_of("network"),
    "federation_incoming.parts": holder_of("network"),
    "federation_received.key": holder_of("network"),
}


@dataclass(frozen=True)
class Principal:
    """Somebody, or something: what is in their hands, and what that brings them besides.

    ``brings`` is what follows from ``has`` by intention: a passphrase and the pepper bring the
    private half.
    """

    has: Things
    brings: Things = frozenset()

    def opens(self, alternatives: Iterable[Things]) -> bool:
        """Whether any of these is in their hands."""
        return any(one <= self.has | self.brings for one in alternatives)


def _somebody(handle: str, *more: str) -> Principal:
    """A person as they sit before the node: with their passphrase, which it takes its pepper to.

    Their twelve words lie in their drawer.
    """
    theirs = {f"person:{handle}", f"passphrase:{handle}", f"words:{handle}"}
    return Principal(frozenset({*theirs, "pepper", *more}))


def _things(*has: str, brings: Iterable[str] = ()) -> Principal:
    return Principal(frozenset(has), frozenset(brings))


#: Each also has the whole database.
PRINCIPALS: Mapping[str, Principal] = {
    # people, each signed in
    "founder": _somebody("ana", "cookie:ana"),
    "accompanier in the team": _somebody("beto", "cookie:beto", "seed:beto"),
    "accompanier of another process": _somebody("carla"),
    "network": _somebody("nora"),
    "intake": _somebody("ines"),
    "analyst": _somebody("alia"),
    "auditor": _somebody("aura"),
    "administrator only": _somebody("ada"),
    "invited, with what was handed over": _things("person:ivo", "passphrase:ivo", "pepper"),
    "disabled": _somebody("dani"),
    "taken out of the team": _somebody("tomas"),
    "taken out, with the key they knew": _somebody("tomas", "memory:tomas"),
    "disabled, with the key they knew": _somebody("dani", "memory:dani"),
    "without their role, with the key they knew": _somebody("rolando", "memory:rolando"),
    # the way back in
    "guardian alone": _somebody("gloria"),
    "guardian who opened first": _somebody("gabi"),
    "guardian who opened the last layer of one": _somebody("gala"),
    "all needed guardians": Principal(
        frozenset({"person:gabi", "person:gala"}), frozenset({"person:elena", "person:olga"})
    ),
    "who asked, and remembers after all": _somebody("elena"),
    "who asked, and finds their words": _somebody("olga"),
    "who asked, half opened": _things("new passphrase:elena", "pepper"),
    "who asked, wholly opened": _things("new passphrase:olga", "pepper", brings={"person:olga"}),
    "twelve words on paper": _things("words:beto", brings={"person:beto"}),
    # what may be taken
    "database alone": _things(),
    "database and pepper": _things("pepper"),
    "the node, sealed": _things("pepper", "node key"),
    "the node, while it runs": _things("pepper", "node key", "box", "counting"),
    "passphrase without the pepper": _things("passphrase:ana"),
    "passphrase and pepper": _things("passphrase:beto", "pepper", brings={"person:beto"}),
    "another's passphrase, everybody's pepper": _things("new passphrase:elena", "pepper"),
    "cookie": _things("cookie:beto", brings={"person:beto"}),
    "seed of the phone": _things("seed:beto"),
    "peer": _things("peer"),
}


def _has(what: str, handle: str) -> Things:
    return frozenset({f"{what}:{handle}"})


def _handle(about: Mapping[str, Any], world: World) -> str:
    (found,) = (handle for handle, person in world.person.items() if person == about["person"])
    return found


def _guardians(about: Mapping[str, Any], world: World) -> list[str]:
    """Return the handles of a part's guardians, in the order in which they open."""
    handles = {world.person[handle]: handle for handle in GUARDIANS}
    return [handles[person] for person in about["guardians"].split()]
