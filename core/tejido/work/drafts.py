r"""What somebody had written when their session ended: sealed to their key, to be shown to them.

It is kept nowhere here. The page that asks them to sign in carries it, as base64url of
``proof 32 | box``; the box begins with ``"tejido/draft/v1\0" | person 16``, then comes JSON of
where it was sent to and what, compressed with zlib. The proof says that this node made it.
"""

import base64
import json
import zlib
from dataclasses import dataclass, field

from tejido.accounts.people import verified_public
from tejido.accounts.signing_in import SignedIn
from tejido.errors import NotFoundError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people
from tejido.vault.ciphers import KEY_SIZE, open_with, seal_to
from tejido.vault.proofs import check_proof, prove

_ = words("tejido")

#: Characters of what is sealed: with it a form is as long as a form may be, and no longer.
LONGEST = 1_900_000
_BEGINS = b"tejido/draft/v1\0"
_PROOF = "draft"
_PROOF_SIZE = KEY_SIZE


@dataclass(frozen=True)
class Draft:
    """A form as it was sent: to which address of ours, and its fields in their order."""

    place: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)


def sealed(node: Node, person: str, draft: Draft) -> str:
    """Return what only a person can open; empty where nobody could, or it would be too long.

    Args:
        node: where.
        person: the id of who wrote it.
        draft: what they wrote (unverified).

    Raises:
        SealError: their key was replaced in the database.
    """
    public = _public(node, person)
    if public is None:
        return ""
    content = json.dumps([draft.place, draft.fields]).encode()
    box = seal_to(public, _begins(person) + zlib.compress(content))
    kept = base64.urlsafe_b64encode(prove(node.pepper, _PROOF, box) + box).decode()
    return kept if len(kept) <= LONGEST else ""


def opened(node: Node, who: SignedIn, kept: str) -> Draft:
    """Return what ``who`` had written.

    Args:
        node: where.
        who: whoever signed in now.
        kept: what :func:`sealed` gave (unverified).

    Raises:
        SealError: somebody else wrote it, or it was not made here, or is damaged.
    """
    try:
        content = base64.b64decode(kept, altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealError(_("This does not open: it is damaged.")) from error
    proof, box = content[:_PROOF_SIZE], content[_PROOF_SIZE:]
    check_proof(node.pepper, proof, _PROOF, box)
    plaintext = open_with(who.pair, box)
    begins = _begins(who.person)
    if not plaintext.startswith(begins):
        raise SealError(_("This does not open: it is damaged."))
    # Made here of a form that was short enough, so that it does not grow without end.
    place, fields = json.loads(zlib.decompress(plaintext.removeprefix(begins)))
    return Draft(place, tuple((name, value) for name, value in fields))


def _public(node: Node, person: str) -> bytes | None:
    """Return to what can be sealed for a person; None where nobody has that key alone."""
    with node.store.read() as tx:
        try:
            found = people.by_id(tx, person)
        except NotFoundError:
            return None
    return verified_public(node.pepper, found) if found.state == "active" else None


def _begins(person: str) -> bytes:
    return _BEGINS + bytes.fromhex(person)
