"""Lines in the audit log about what no person did: packing at night, receiving while sealed."""

from tejido.accounts.role_keys import role_key
from tejido.audit.log import Kind, append
from tejido.node import Node
from tejido.store.database import Writing

AUDITOR = "auditor"


def note(node: Node, tx: Writing, kind: Kind, **facts: str) -> None:
    """Append a line within the transaction of what it tells of: ids, codes and numbers.

    Raises:
        DatabaseError: the auditors' key is not signed by our root.
    """
    auditors = role_key(tx, node.identity.root_public, AUDITOR).public
    append(tx, auditors, kind, facts, node.today())
