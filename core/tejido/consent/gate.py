"""The consent gate: may this leave, for this purpose, to this recipient, today?

* Consent is asked by purpose and by recipient; an empty audience is nobody.
* What a node counts on its own screens has no recipient, only the purpose ``aggregate``.
* The gate answers with the grant that covers, or raises. It never answers "perhaps".
* Whoever counts, shows, exports or sends asks here; nobody decides about consent elsewhere.
"""

from collections.abc import Iterable
from datetime import date

from tejido.errors import ConsentError
from tejido.languages import words
from tejido.store.grants import Grant

_ = words("tejido")

#: The purpose under which records are counted.
AGGREGATE = "aggregate"
_NO_END = date.max.isoformat()


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
