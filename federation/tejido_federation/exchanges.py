"""The kinds of message that the federation itself serves; plugins declare further ones.

Ids of plugins' exchanges begin with the plugin's name, so none can shadow these. What the page
reserves and nobody serves yet is refused as ``unknown_type``.
"""

from collections.abc import Mapping

from tejido.declare.records import Exchange
from tejido.languages import words

_ = words("tejido_federation")

RECORDS, REPLACE, RETRACT, LOST = "records", "replace", "retract", "lost"
DESCRIPTOR, CHARTER = "descriptor", "charter"
#: What messages of the federation itself are for; every charter has it without naming it.
FEDERATION = "federation"
#: Types that carry minimized records.
RECORD_TYPES = frozenset({RECORDS, REPLACE})

_TABLE = (
    Exchange(RECORDS, _("Minimized records")),
    Exchange(REPLACE, _("Newer versions of minimized records")),
    Exchange(RETRACT, _("Retractions"), FEDERATION, sealed=False, frozen=False),
    Exchange(LOST, _("A gap that cannot be filled"), FEDERATION, sealed=False, frozen=False),
    Exchange(DESCRIPTOR, _("Descriptors"), FEDERATION, sealed=False, frozen=False),
    Exchange(CHARTER, _("Charters"), FEDERATION, sealed=False, frozen=False),
)

BUILT_IN: Mapping[str, Exchange] = {exchange.id: exchange for exchange in _TABLE}


def known(declared: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """Return the exchanges of this node: the federation's own and what plugins declare."""
    return {**declared, **BUILT_IN}
