"""Describing this node and joining a network: what a founding needs of the node itself."""

from datetime import date, timedelta

from tejido.accounts.role_keys import role_key
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.declarations import Declarations
from tejido.errors import InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Writing
from tejido.work.log import log
from tejido_federation import descriptor as descriptors
from tejido_federation import directory, founding
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import ROLES, Descriptor, NodeKey
from tejido_federation.envelope import DESCRIPTOR, Envelope, sign
from tejido_federation.founding import Founded, Founding, Terms

_ = words("tejido_federation")

#: Roles of a descriptor whose keys the accounts of a node know under another name.
_ACCOUNTS = {descriptors.BOX: "network"}
_KEYS_LAST_DAYS = 365
#: Purposes that a network has unless its founders say otherwise; see consent_purpose.csv.
COUNTING = "aggregate"


def describe(node: Node) -> Envelope:
    """Return version 1 of this node's descriptor, for its root to sign.

    Raises:
        DatabaseError: a role's key is missing, or not signed by our root.
    """
    today = node.today()
    with node.store.read() as tx:
        publics = {
            role: role_key(tx, node.identity.root_public, _ACCOUNTS.get(role, role)).public
            for role in ROLES
            if role != descriptors.NODE
        }
    publics[descriptors.NODE] = node.identity.signing.public
    endpoint = node.settings.endpoint
    described = Descriptor(
        node=node.id,
        version=1,
        name=node.settings.name,
        issued=today.isoformat(),
        roots=(node.identity.root_public,),
        threshold=1,
        keys=tuple(_key(role, publics[role], today) for role in ROLES),
        endpoints=(endpoint,) if endpoint else (),
    )
    return sign(DESCRIPTOR, described.payload())


def terms_of(
    declarations: Declarations, name: str, coordinators: frozenset[str], **figures: int
) -> Terms:
    """Return terms that allow every record type declared here, for its usual purpose.

    Args:
        declarations: of the node whose types the network shall exchange.
        name: the network's.
        coordinators: node ids.
        figures: ``k``, ``k_records``, ``contributors``, ``retention_days``.
    """
    types = {
        name: frozenset({policy.digest})
        for name, policy in declarations.policies.items()
        if policy.fields or policy.groups
    }
    purposes = {declarations.types[name].purpose for name in types} | {COUNTING}
    return Terms(name, coordinators, frozenset(purposes), types, **figures)


def join(node: Node, who: SignedIn, file: Founding) -> Founded:
    """Bring a founding file into force on this node, in one transaction.

    Raises:
        RefusedError: a descriptor or the charter does not verify.
        InputError: this node is not among the founders as it is now, or is a member already.
    """
    founded = founding.check(file)
    _check_ours(node, founded)
    network = founded.charter.network or ""
    today = node.today().isoformat()
    with node.store.write() as tx:
        if directory.is_known(tx, network):
            raise InputError(_("This node is a member of this network already."), {})
        for envelope in file.descriptors:
            _take(tx, envelope, today)
        directory.add_charter(tx, founded.charter, file.charter, today)
        log(node, tx, Kind.CHARTER, who, network=network, charter=founded.digest)
    return founded


def _take(tx: Writing, envelope: Envelope, today: str) -> None:
    """Store a founder's descriptor, unless the very same is here from another network."""
    described = descriptors.parse_descriptor(envelope)
    held = directory.digest_of(tx, described.node, described.version)
    if held is None:
        (verified,) = directory.next_descriptors(tx, [envelope], today)
        directory.add_descriptor(tx, verified, envelope, today)
    elif held != envelope.digest:
        raise RefusedError("document_pin")


def _check_ours(node: Node, founded: Founded) -> None:
    ours = founded.members.get(node.id)
    signing = node.identity.signing.public
    if ours is None or ours.descriptor.active(descriptors.NODE).public != signing:
        raise InputError(
            _("This node is not among the founders: give them the file of `network describe`."),
            {},
        )


def _key(role: str, public: bytes, today: date) -> NodeKey:
    last = today + timedelta(days=_KEYS_LAST_DAYS)
    return NodeKey(role, public, today.isoformat(), last.isoformat())
