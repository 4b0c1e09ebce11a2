"""A node's own terms as stored, with the proof of this node: nobody else's decide what leaves."""

from dataclasses import replace

from tejido.store.own_terms import OwnTerm
from tejido.vault.proofs import check_proof, prove

_TERM = "own_term"


def proved_term(pepper: bytes, term: OwnTerm) -> OwnTerm:
    """Return a term with the proof that this node was told it."""
    return replace(term, proof=prove(pepper, _TERM, *_parts(term)))


def checked_term(pepper: bytes, term: OwnTerm) -> OwnTerm:
    """Return a stored term (unverified) if this node was told it.

    Raises:
        SealError: it was put in or changed in the database.
    """
    check_proof(pepper, bytes(term.proof), _TERM, *_parts(term))
    return term


def _parts(term: OwnTerm) -> tuple[str, ...]:
    return (
        term.vocabulary,
        term.code,
        term.broader,
        term.labels,
        term.definitions,
        term.added_on,
        term.retired_on or "",
        str(term.version),
    )
