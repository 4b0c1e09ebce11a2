"""Spare codes: what lets somebody in once who does not have their phone. Shown once, then proofs.

Six groups of four in Crockford's base32: 120 bits, without letters that look like digits.
"""

import secrets

from tejido.store import spare_codes
from tejido.store.database import Writing
from tejido.vault.proofs import prove

#: How many are drawn at a time.
HOW_MANY = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_GROUPS, _GROUP_SIZE = 6, 4
#: What is taken for which, however it was written down.
# From: Crockford, Base 32 (https://www.crockford.com/base32.html)
_READ_AS = str.maketrans("oil", "011", "- \t")


def draw(tx: Writing, pepper: bytes, person: str) -> list[str]:
    """Draw a person's spare codes; those they had before are good no more."""
    codes = [_drawn() for _code in range(HOW_MANY)]
    spare_codes.remove_of_person(tx, person)
    spare_codes.add(tx, person, [_proof(pepper, person, code) for code in codes])
    return codes


def use(tx: Writing, pepper: bytes, person: str, typed: str) -> bool:
    """Use up a person's spare code as typed (unverified); return whether it was one."""
    return spare_codes.use(tx, person, _proof(pepper, person, typed))


def _drawn() -> str:
    groups = (
        "".join(secrets.choice(_ALPHABET) for _sign in range(_GROUP_SIZE))
        for _group in range(_GROUPS)
    )
    return "-".join(groups)


def _proof(pepper: bytes, person: str, code: str) -> bytes:
    return prove(pepper, "spare_code", person, code.casefold().translate(_READ_AS))
