"""Signing in, and adding people."""

from collections.abc import Collection

from tejido.accounts import signing_in
from tejido.accounts.people import add_person, new_person
from tejido.accounts.roles import grant_role
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import NotOpenedError
from tejido.languages import words
from tejido.node import KEPT_ROLE, Node
from tejido.vault.passphrases import generate_passphrase
from tejido.work.log import log
from tejido.work.nodes import cost_of

_ = words("tejido")


def sign_in(node: Node, handle: str, passphrase: str) -> SignedIn:
    """Open somebody's keys; if they hold the role ``network``, the node keeps its key.

    Raises:
        SignInError: handle or passphrase is wrong; never which.
        BusyError: too many people are signing in at once.
    """
    cost = cost_of(node.settings)
    who = signing_in.sign_in(node.store, node.identity, node.pepper, handle, passphrase, cost)
    with node.store.write() as tx:
        log(node, tx, Kind.SIGN_IN, who)
    hold_keys(node, who)
    return who


def hold_keys(node: Node, who: SignedIn) -> None:
    """Let the running process keep what it may of somebody's role keys, and tell plugins."""
    if KEPT_ROLE in who.roles:
        node.held.box = who.roles[KEPT_ROLE]
        node.plugins.keys_opened(node, [KEPT_ROLE])


def add(
    node: Node, who: SignedIn, handle: str, roles: Collection[str] = (), passphrase: str = ""
) -> str:
    """Add a person with roles that ``who`` holds, and return their passphrase.

    Raises:
        InputError: handle or passphrase is not possible, or the handle is taken.
        NotOpenedError: ``who`` is no administrator, or does not hold a role.
    """
    if not who.administrator:
        raise NotOpenedError(_("Only who administers this node adds people: ask one of them."))
    passphrase = passphrase or generate_passphrase(node.settings.language)
    today = node.today().isoformat()
    cost = cost_of(node.settings)
    made = new_person(node.pepper, handle, passphrase, today, cost=cost)
    with node.store.write() as tx:
        person = add_person(tx, made)
        for role in roles:
            grant_role(tx, node.pepper, who, role, person.id, made.pair.public)
            log(node, tx, Kind.ROLE, who, to=person.id, role=role)
        log(node, tx, Kind.PERSON, who, added=person.id)
    return passphrase
