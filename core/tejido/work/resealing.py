"""What was sealed to a role, sealed to its new key: by somebody who holds the old one."""

from tejido.audit import log as audit
from tejido.node import Node
from tejido.store.database import Writing
from tejido.vault.ciphers import BoxPair
from tejido.work.coding import ANALYST, reseal_keys
from tejido.work.pseudonyms import reseal_secrets

_AUDITOR = "auditor"


def reseal(node: Node, tx: Writing, role: str, old: BoxPair, new: BoxPair) -> None:
    """Seal everything that only ``old`` opens to ``new``, in the transaction that renews the key.

    Raises:
        SealError: something was put in, moved or damaged.
    """
    if role == ANALYST:
        reseal_keys(node, tx, old, new)
        reseal_secrets(node, tx, old, new)
    if role == _AUDITOR:
        audit.reseal(tx, old, new.public)
