"""Why something from a peer is not accepted: every rejection code, its step and HTTP status.

The table in ``docs/federation.md`` is compared with this one by a test. Codes are part of the
format: they are never renamed, and a new one needs a line there and a vector.
"""

from dataclasses import dataclass

from tejido.errors import PeerError
from tejido.languages import words

_ = words("tejido_federation")

#: The stream rule.
STREAM_STEP = 11
#: Steps whose failures concern an authentic message: answered 200 with a signed receipt.
SIGNED_STEPS = frozenset({STREAM_STEP, 13, 14, 15, 16})


@dataclass(frozen=True)
class Code:
    """One way of not being accepted.

    Attributes:
        id: what travels.
        step: number of the receiving check (``docs/federation.md`` section 5).
        status: HTTP status of the answer; 200 means that a signed receipt says it.
        meaning: what is wrong, for people.
    """

    id: str
    step: int
    status: int
    meaning: str

    @property
    def signed(self) -> bool:
        """Whether the answer is a signed receipt, which ends delivery."""
        return self.step in SIGNED_STEPS


_TABLE = (
    Code("too_large", 1, 413, _("Larger than a message or envelope may be")),
    Code("bad_framing", 1, 400, _("The lengths do not add up")),
    Code("encoded_content", 2, 415, _("Compressed or otherwise encoded")),
    Code("not_utf8", 3, 400, _("Not strict UTF-8 without a byte order mark")),
    Code("too_deep", 4, 400, _("Nested deeper than 8")),
    Code("duplicate_key", 4, 400, _("A key stands twice in one object")),
    Code("bad_number", 4, 400, _("A float, not a number, or an integer beyond 2^53-1")),
    Code("lone_surrogate", 4, 400, _("Half of a surrogate pair")),
    Code("not_json", 4, 400, _("Not JSON")),
    Code("bad_envelope", 5, 400, _("Not the shape of an envelope, or not one signature")),
    Code("unknown_payload_type", 6, 415, _("Not the payload type of a message")),
    Code("unknown_key", 7, 403, _("The keyid names no key of a node known here")),
    Code("key_role", 7, 403, _("The key is not a node key")),
    Code("key_retired", 7, 403, _("The key was retired more than 30 days ago; sign anew")),
    Code("key_compromised", 7, 403, _("The key is marked as compromised; sign anew")),
    Code("bad_signature", 8, 403, _("The signature does not verify")),
    Code("bad_header", 9, 400, _("The payload is not a header of format 1")),
    Code("not_the_signer", 9, 403, _("The key belongs to another node than the sender named")),
    Code("not_for_us", 9, 421, _("Addressed to another node")),
    Code("unknown_network", 9, 404, _("No network of this node")),
    Code("recipient_key", 9, 409, _("Not a usable key of ours, or not the one this type needs")),
    Code("bad_body", 10, 400, _("The body does not have a part to each item")),
    Code("body_digest", 10, 400, _("The body is not the one that was signed")),
    Code("equivocation", 11, 200, _("Another message stands at this place of the stream")),
    Code("stream_closed", 11, 200, _("The stream was closed; open a new one")),
    Code("unknown_stream", 11, 200, _("A further stream has to name the one it follows")),
    Code("passed_over", 11, 200, _("The sender declared this message lost")),
    Code("over_quota", 12, 429, _("More than this peer may send in a day; try tomorrow")),
    Code("charter_floor", 13, 200, _("Written under a charter that is no longer taken")),
    Code("charter_split", 13, 200, _("The sender holds another charter of the same number")),
    Code("charter_expired", 13, 200, _("Written after the charter expired")),
    Code("not_a_member", 13, 200, _("The sender is not a member of this network")),
    Code("unknown_type", 13, 200, _("No such exchange is known here")),
    Code("unknown_purpose", 13, 200, _("The charter does not have this purpose, or not for this")),
    Code("expired", 13, 200, _("The message has expired")),
    Code("cannot_open", 14, 200, _("It does not open with the key it names")),
    Code("bad_padding", 14, 200, _("Lengths or padding are not minimal")),
    Code("bad_commitment", 14, 200, _("An item is not the one that was signed")),
    Code("bad_item", 15, 200, _("An item does not fit the schema of its exchange")),
    Code("duplicate_item", 15, 200, _("Two items of a message have one id")),
    Code("policy_not_in_charter", 15, 200, _("The charter does not allow this policy")),
    Code("policy_absent", 15, 200, _("This node does not have the policy; it has to be updated")),
    Code("out_of_domain", 15, 200, _("A field holds a value that its policy cannot give")),
    Code("consent_over", 15, 200, _("The consent that the item names has ended")),
    Code("document_identity", 15, 200, _("A descriptor or charter of somebody else")),
    Code("document_version", 15, 200, _("Not the next version of a descriptor or charter")),
    Code("document_signatures", 15, 200, _("Not enough of the right roots have signed")),
    Code("document_pin", 15, 200, _("Not the descriptor that the charter pins")),
    Code("not_newer", 16, 200, _("This version, or a later one, is here already")),
    Code("tombstoned", 16, 200, _("It was retracted")),
)

CODES = {code.id: code for code in _TABLE}


class RefusedError(PeerError):
    """Something from a peer fails one of the numbered checks.

    Attributes:
        code: which, and how it is answered.
        item: number of the item that fails, from 0, where it is one item's fault.
    """

    def __init__(self, code: str, item: int | None = None) -> None:
        """Name the code; its meaning is the message."""
        self.code = CODES[code]
        self.item = item
        super().__init__(self.code.meaning)
        self.status = self.code.status
