"""The language that somebody reads: kept with their account, so that it follows them."""

from tejido.accounts.people import change_person
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node


def keep_language(node: Node, who: SignedIn, tag: str) -> None:
    """Keep the tag of the language that somebody chose, one that is on offer.

    Raises:
        SealError: the person was changed in the database.
    """
    if tag == who.language:
        return
    with node.store.write() as tx:
        change_person(tx, node.pepper, who.person, language=tag)
