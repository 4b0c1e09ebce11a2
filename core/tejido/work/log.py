"""One line to the audit log, from a use case: what kind of thing, by whom, about which ids."""

from tejido.accounts.role_keys import role_key
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind, append
from tejido.node import Node
from tejido.store.database import Writing


def log(node: Node, tx: Writing, kind: Kind, who: SignedIn | None, **facts: str) -> None:
    """Append an entry within the transaction of what it tells of: ids and codes, never content.

    ``who`` is None where the node did it by itself.
    """
    auditors = role_key(tx, node.identity.root_public, "auditor").public
    by = {"person": who.person} if who else {}
    append(tx, node.pepper, auditors, kind, {**by, **facts}, node.today())
