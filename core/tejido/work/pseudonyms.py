"""The secret of the pseudonyms, in and out of the store: with the proof that this node drew it."""

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store.database import Reading
from tejido.store.pseudonyms import StoredSecret, for_year
from tejido.vault.proofs import check_proof, prove
from tejido.vault.pseudonym_keys import new_pseudonym_secret, year_key
from tejido.work.coding import ANALYST

_SECRET = "pseudonym_key"  # noqa: S105  # a label


def new_secret(pepper: bytes, analysts: bytes, since_year: int) -> StoredSecret:
    """Draw a secret and seal it to the public half of the role ``analyst``."""
    sealed = new_pseudonym_secret(analysts)
    return StoredSecret(since_year, sealed, prove(pepper, _SECRET, str(since_year), sealed))


def pseudonym_key(node: Node, tx: Reading, who: SignedIn, network: str, year: int) -> bytes:
    """Return the key (32 bytes) of the pseudonyms of one network and year.

    Raises:
        NotOpenedError: ``who`` does not hold the role ``analyst``.
        SealError: this node did not draw the secret in the database.
    """
    pair, stored = who.role(ANALYST), for_year(tx, year)
    check_proof(node.pepper, stored.proof, _SECRET, str(stored.since_year), stored.sealed)
    return year_key(pair, stored.sealed, network, year)
