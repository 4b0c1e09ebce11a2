"""Signing in over one bare Argon2id call with the same parameters: what is paid besides guessing.

At real cost; the rest of signing in is throttle, slots, the log and its commit.
"""

from pathlib import Path

from nacl.pwhash import argon2id

from bench.turns import Cost, in_turns
from tejido.vault.passphrases import REAL
from tejido.work import nodes, people
from tejido.work.founding import found

_PASSPHRASE = "la milpa crece despacio"  # noqa: S105  # it opens nothing that lasts
_KIB = 1024
_SALT = bytes(argon2id.SALTBYTES)
_MOST = 1.2


def measure(folder: Path, rounds: int) -> Cost:
    """Measure in a node that is founded in ``folder``.

    Raises:
        RuntimeError: what was measured did not sign anybody in.
    """
    made = folder / "signing-in"
    found(
        made,
        name="Bench",
        handle="ana",
        passphrase=_PASSPHRASE,
        passphrase_opslimit=REAL.opslimit,
        passphrase_memory_kib=REAL.memlimit // _KIB,
    )
    node = nodes.open_node(made)

    def ours() -> None:
        if not people.sign_in(node, "ana", _PASSPHRASE).roles:
            raise RuntimeError("nobody holds a role")

    def floor() -> None:
        argon2id.kdf(32, _PASSPHRASE.encode(), _SALT, REAL.opslimit, REAL.memlimit)

    try:
        return Cost("sign_in_over_argon2", "signing in", in_turns(floor, ours, rounds), _MOST)
    finally:
        node.close()
