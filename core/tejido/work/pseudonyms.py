"""The secret of the pseudonyms, in and out of the store: with the proof that this node drew it."""

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store.database import Reading, Writing
from tejido.store.pseudonyms import StoredSecret, for_year, listed, put
from tejido.vault.ciphers import BoxPair
from tejido.vault.proofs import check_proof, prove
from tejido.vault.pseudonym_keys import new_pseudonym_secret, resealed_secret, year_key
from tejido.work.coding import ANALYST

_SECRET = "pseudonym_key"  # noqa: S105  # a label


def new_secret(pepper: bytes, analysts: bytes, since_year: int) -> StoredSecret:
    """Draw a secret and seal it to the public half of the role ``analyst``."""
    return _proved(pepper, since_year, new_pseudonym_secret(analysts))


def pseudonym_key(node: Node, tx: Reading, who: SignedIn, network: str, year: int) -> bytes:
    """Return the key (32 bytes) of the pseudonyms of one network and year.

    Raises:
        NotOpenedError: ``who`` does not hold the role ``analyst``.
        SealError: this node did not draw the secret in the database.
    """
    pair, stored = who.role(ANALYST), for_year(tx, year)
    checked_secret(node.pepper, stored)
    return year_key(pair, stored.sealed, network, year)


def reseal_secrets(node: Node, tx: Writing, old: BoxPair, new: BoxPair) -> None:
    """Seal every secret to another key of the role ``analyst``; pseudonyms stay the same.

    Raises:
        SealError: this node did not draw a secret in the database.
    """
    resealed = []
    for stored in listed(tx):
        checked_secret(node.pepper, stored)
        sealed = resealed_secret(old, stored.sealed, new.public)
        resealed.append(_proved(node.pepper, stored.since_year, sealed))
    put(tx, resealed)


def checked_secret(pepper: bytes, stored: StoredSecret) -> StoredSecret:
    """Return a stored secret (unverified) if this node drew it.

    Raises:
        SealError: it was put in or changed in the database.
    """
    check_proof(pepper, stored.proof, _SECRET, str(stored.since_year), stored.sealed)
    return stored


def _proved(pepper: bytes, since_year: int, sealed: bytes) -> StoredSecret:
    return StoredSecret(since_year, sealed, prove(pepper, _SECRET, str(since_year), sealed))
