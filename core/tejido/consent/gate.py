"""The consent gate: may this leave, for this purpose, to this recipient, today, and what of it?

* Consent is asked by purpose and by recipient; an empty audience is nobody.
* What a node counts on its own screens has no recipient, only the purpose ``aggregate``.
* What is about one person takes that person as well, whatever the others decided.
* What was kept back leaves as the reserved id ``withheld``, in every field that can leave.
* The gate answers with the grant that covers, or raises. It never answers "perhaps".
* Whoever counts, shows, exports or sends asks here; nobody decides about consent elsewhere.

Grants stand in clear, so that a sealed node asks too. What was said about single records, and
what was kept back, stands in the sealed conversations: whoever writes or approves opens them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tejido.consent.conversation import Conversation
from tejido.consent.deciding import Decision, state_of
from tejido.consent.withholding import withheld_from
from tejido.declare.policy import Policy
from tejido.errors import ConsentError
from tejido.languages import words
from tejido.store.grants import Grant

_ = words("tejido")

#: The purpose under which records are counted.
AGGREGATE = "aggregate"
_NO_END = date.max.isoformat()


@dataclass(frozen=True)
class About:
    """What was said about one record besides the grants of its process.

    Attributes:
        persons: for each person whom it concerns alone: what they let leave.
        withheld: the paths of what may not leave.
    """

    persons: tuple[tuple[Grant, ...], ...] = ()
    withheld: frozenset[str] = frozenset()

    def reserved(self, policy: Policy, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the body as it may leave: a new one where something of it is kept back."""
        return withheld_from(policy, body, self.withheld) if self.withheld else body

    def agrees(self, purpose: str, today: date) -> bool:
        """Return whether every person whom it concerns alone agrees to a purpose today."""
        return all(
            any(_covers(grant, purpose, None, today) for grant in person) for person in self.persons
        )


#: Nothing was said about a record in particular.
NOTHING = About()


@dataclass(frozen=True)
class Said:
    """What the conversations of a process say that its grants do not."""

    withheld: frozenset[str] = frozenset()
    personal: Mapping[str, tuple[About, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, process: str, conversations: Iterable[Conversation], today: date) -> "Said":
        """Return what a process's conversations say today."""
        withheld = frozenset[str]()
        personal: dict[str, tuple[About, ...]] = {}
        for one in conversations:
            if not one.is_personal:
                withheld |= one.withheld
                continue
            theirs = About((_given(process, one, today),), one.withheld)
            for record in (*one.about, one.record):
                personal[record] = (*personal.get(record, ()), theirs)
        return cls(withheld, personal)

    def about(self, record: str) -> About:
        """Return what was said about one record."""
        theirs = self.personal.get(record, ())
        persons = tuple(person for one in theirs for person in one.persons)
        return About(persons, self.withheld.union(*(one.withheld for one in theirs)))


def ask(
    grants: Iterable[Grant],
    purpose: str,
    recipient: str | None,
    today: date,
    about: About = NOTHING,
) -> Grant:
    """Return the grant that covers, the one that lasts longest if several do.

    Where single persons have to agree as well, it lasts no longer than what they said.

    Args:
        grants: all grants of one process.
        purpose: code of the vocabulary ``consent_purpose``.
        recipient: node id, or ``None`` for this node's own screens.
        today: the UTC day.
        about: what was said about the record that would leave.

    Raises:
        ConsentError: none covers.
    """
    found = _longest(grants, purpose, recipient, today)
    theirs = [_longest(person, purpose, recipient, today) for person in about.persons]
    ends = [one.until for one in (found, *theirs) if one.until is not None]
    return replace(found, until=min(ends)) if theirs and ends else found


def _longest(grants: Iterable[Grant], purpose: str, recipient: str | None, today: date) -> Grant:
    covering = [grant for grant in grants if _covers(grant, purpose, recipient, today)]
    if not covering:
        raise ConsentError(_("No consent covers this purpose and recipient today."))
    return max(covering, key=lambda grant: grant.until or _NO_END)


def _covers(grant: Grant, purpose: str, recipient: str | None, today: date) -> bool:
    # ISO days compare as texts in the order of the calendar.
    return (
        grant.purpose == purpose
        and (recipient is None or recipient in grant.recipients)
        and grant.withdrawn_on is None
        and grant.given_on <= today.isoformat() <= (grant.until or _NO_END)
    )


def _given(process: str, conversation: Conversation, today: date) -> tuple[Grant, ...]:
    """Return what a person's own conversation lets leave; these grants are kept nowhere else."""
    found: Sequence[Grant | None] = [
        Decision(state_of(conversation, answer, "", today), answer, conversation).grant(process)
        for answer in conversation.answers
    ]
    return tuple(grant for grant in found if grant is not None)
