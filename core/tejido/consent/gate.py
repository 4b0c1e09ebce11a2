"""The consent gate: may this leave, for this purpose, to this recipient, today?

* Consent is asked by purpose and by recipient; an empty audience is nobody.
* What a node counts on its own screens has no recipient, only the purpose ``aggregate``.
* The gate answers with the grant that covers, or raises. It never answers "perhaps".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tejido.errors import ConsentError
from tejido.languages import words

_ = words("tejido")

#: The purpose under which records are counted.
AGGREGATE = "aggregate"


@dataclass(frozen=True)
class Grant:
    """Consent of a process's subject for one purpose.

    Attributes:
        recipients: node ids that may receive under it.
        basis: code of the vocabulary ``legal_basis``.
        given_on, until, withdrawn_on: UTC days, ``until`` inclusive; ``None`` is open.
    """

    id: str
    process: str
    purpose: str
    recipients: frozenset[str]
    basis: str
    given_on: date
    until: date | None = None
    withdrawn_on: date | None = None

    def covers(self, purpose: str, recipient: str | None, today: date) -> bool:
        """Whether this grant is live and names purpose and recipient."""
        return (
            self.purpose == purpose
            and (recipient is None or recipient in self.recipients)
            and self.withdrawn_on is None
            and self.given_on <= today
            and (self.until is None or today <= self.until)
        )


def ask(grants: Iterable[Grant], purpose: str, recipient: str | None, today: date) -> Grant:
    """Return the grant that covers, the one that lasts longest if several do.

    Args:
        grants: all grants of one process.
        purpose: code of the vocabulary ``consent_purpose``.
        recipient: node id, or ``None`` for this node's own screens.
        today: the UTC day.

    Raises:
        ConsentError: none covers.
    """
    covering = [grant for grant in grants if grant.covers(purpose, recipient, today)]
    if not covering:
        raise ConsentError(_("No consent covers this purpose and recipient today."))
    return max(covering, key=lambda grant: grant.until or date.max)
