"""A second factor of one's own: drawing a seed, confirming it with a code, taking it away."""

import base64
import binascii
import io
from dataclasses import dataclass, field

import segno

from tejido.accounts import second_factor
from tejido.accounts.signing_in import SignedIn, find
from tejido.accounts.throttle import Way
from tejido.audit.log import Kind
from tejido.errors import ChangedError, InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people, spare_codes
from tejido.vault.totp_seeds import SEED_SIZE, draw_seed
from tejido.work.log import log
from tejido.work.trying import one_try

_ = words("tejido")

#: Pixels of a module, and modules of the quiet zone around them.
# From: ISO/IEC 18004, 6.3.8 (a quiet zone of four modules)
_SCALE, _QUIET = 8, 4
#: Characters of the node's id that a phone shows beside the codes.
_ISSUER_LENGTH = 6


@dataclass(frozen=True)
class Drawn:
    """A seed that is not kept yet, in the three forms in which a phone takes it."""

    #: Base32, 32 characters, to be typed.
    secret: str = field(repr=False)
    #: ``otpauth://totp/...``.
    uri: str = field(repr=False)
    #: The same as a QR code: a PNG.
    png: bytes = field(repr=False)


def draw(node: Node, who: SignedIn, secret: str = "") -> Drawn:
    """Draw a seed for one's phone. Nothing is kept until :func:`confirm`.

    With the ``secret`` of a seed that was drawn before, that one is shown again.

    The phone shows the handle and the first characters of the node's id, not the organization's
    name: it may be taken.
    """
    seed = _seed(secret) if secret else draw_seed()
    issuer = node.id[:_ISSUER_LENGTH]
    uri = second_factor.generator(seed).provisioning_uri(name=who.handle, issuer_name=issuer)
    picture = io.BytesIO()
    segno.make_qr(uri, error="m").save(picture, kind="png", scale=_SCALE, border=_QUIET)
    return Drawn(base64.b32encode(seed).decode(), uri, picture.getvalue())


def confirm(node: Node, who: SignedIn, secret: str, code: str) -> list[str]:
    """Keep a seed, once a code of it shows that the phone has it.

    Args:
        node: where.
        who: whose phone.
        secret: as it was drawn; it comes back from a form, unverified.
        code: as the phone shows it.

    Returns:
        Ten spare codes, each for one time without the phone: shown once, to be printed.

    Raises:
        InputError: the code is not of this seed and this half minute.
        ChangedError: there is a second factor already.
        SealError: the person was changed in the database.
    """
    seed = _seed(secret)
    step = second_factor.step_of(seed, code, node.clock())
    if step is None:
        message = _("This code does not fit. Type the newest one; both clocks have to be right.")
        raise InputError(message, {"code": [message]})
    with node.store.write() as tx:
        if people.by_id(tx, who.person).sealed_totp is not None:
            raise ChangedError(_("You have a second factor: take it away before another."))
        codes = second_factor.set_up(tx, node.pepper, who.person, who.pair, seed, step)
        log(node, tx, Kind.SECOND_FACTOR, who, factor="set")
    return codes


def remove(node: Node, who: SignedIn, code: str) -> None:
    """Come in without a second factor from now on; takes a code of it, or a spare one.

    Raises:
        SignInError: this is no code of it, or one that was used.
        ThrottledError: too many tries in this person's sessions.
        SealError: the person was changed in the database.
    """
    with one_try(node, who.handle, "second_factor", Way.INSIDE) as trying, node.store.write() as tx:
        person = trying.owner(tx, who.pair)
        second_factor.admit(tx, node.pepper, person, who.pair, code, node.clock())
        second_factor.take_away(tx, node.pepper, person.id)
        trying.was_right(tx)
        log(node, tx, Kind.SECOND_FACTOR, who, factor="removed")


def is_set(node: Node, handle: str) -> bool:
    """Whether somebody of this handle has a second factor. For whom to tell is the caller's care.

    A page that strangers see asks for the code in any case.
    """
    with node.store.read() as tx:
        person = find(tx, handle)
    return person is not None and person.sealed_totp is not None


def spare_left(node: Node, who: SignedIn) -> int:
    """Return how many spare codes one has left."""
    with node.store.read() as tx:
        return spare_codes.count(tx, who.person)


def _seed(secret: str) -> bytes:
    try:
        seed = base64.b32decode(secret)
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != SEED_SIZE:
        message = _("This is no secret that was drawn here: begin again.")
        raise InputError(message, {"secret": [message]})
    return seed
