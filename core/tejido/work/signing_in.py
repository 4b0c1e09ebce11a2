"""Signing in, typing the passphrase anew, and what the running process keeps of it."""

from tejido.accounts import second_factor
from tejido.accounts.signing_in import SignedIn, opened, unlocked
from tejido.accounts.throttle import Way
from tejido.audit.log import Kind
from tejido.errors import ChangedError, SignInError
from tejido.languages import words
from tejido.node import KEPT_ROLE, Node
from tejido.store import sealing
from tejido.vault.passphrases import WRONG
from tejido.work.log import log
from tejido.work.nodes import cost_of
from tejido.work.trying import one_try

_ = words("tejido")


def sign_in(
    node: Node, handle: str, passphrase: str, code: str = "", *, invited: bool = False
) -> SignedIn:
    """Open somebody's keys; if they hold the role ``network``, the node keeps its key.

    Args:
        node: where.
        handle: as typed.
        passphrase: as typed.
        code: of their phone, or a spare one, where they have a second factor; as typed.
        invited: whether somebody invited may come in, who can do nothing then but
            :func:`tejido.work.own_key.begin`.

    Raises:
        ChangedError: they are invited, and have to begin first.
        SignInError: handle, passphrase or code is wrong; never which.
        ThrottledError: too many tries, by this handle or altogether.
        BusyError: too many people are signing in at once.
        SealError: somebody changed the person in the database.
    """
    with one_try(node, handle, "sign_in") as trying:
        pair = unlocked(node.pepper, trying.person, passphrase, cost_of(node.settings))
        with node.store.write() as tx:
            person = trying.owner(tx, pair, invited=True)
            who = opened(tx, node.identity, node.pepper, person, pair)
            second = second_factor.admit(tx, node.pepper, person, pair, code, node.clock())
            trying.was_right(tx)
            log(node, tx, Kind.SIGN_IN, who, **({"second": second} if second else {}))
    if who.invited and not invited:
        raise ChangedError(
            _("This passphrase was handed to you: choose your own first, with tejido user begin.")
        )
    hold_keys(node, who)
    return who


def prove(node: Node, who: SignedIn, passphrase: str) -> None:
    """Return if this is the passphrase of somebody who signed in, typed anew.

    Raises:
        SignInError: it is not, or they were disabled meanwhile.
        ThrottledError: too many tries in this person's sessions; strangers' count for nothing.
        BusyError: too many people are signing in at once.
        SealError: somebody changed the person in the database.
    """
    with one_try(node, who.handle, "prove", Way.INSIDE) as trying:
        pair = unlocked(node.pepper, trying.person, passphrase, cost_of(node.settings))
        if pair != who.pair:
            raise SignInError(WRONG)
        with node.store.write() as tx:
            trying.owner(tx, pair)
            trying.was_right(tx)
            log(node, tx, Kind.SIGN_IN, who, again="yes")


def hold_keys(node: Node, who: SignedIn) -> None:
    """Let the running process keep what it may of somebody's role keys, and tell plugins.

    Keys that opened before the node was last sealed are not kept.
    """
    if KEPT_ROLE not in who.roles or _generation(node) != who.generation:
        return
    node.held.box = who.roles[KEPT_ROLE]
    # Looked at again once it is held: whoever seals meanwhile has either raised it by now, or
    # forgets what is held after this.
    if _generation(node) != who.generation:
        node.held.forget()
        return
    node.plugins.keys_opened(node, [KEPT_ROLE])


def _generation(node: Node) -> int:
    with node.store.read() as tx:
        return sealing.generation(tx)
