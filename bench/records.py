"""Minimized records as a sender makes them: exact bytes, no two alike in id."""

import secrets
from collections.abc import Iterator
from itertools import cycle

from tejido.declare.declarations import Declarations
from tejido.minimize.minimized import Emission, Terms, minimized
from tejido.plugins import Plugins

TYPE = "advocacy.act"
_ID_SIZE = 16
_UNTIL = "2049-Q4"


def purpose(declarations: Declarations) -> str:
    """Return the purpose under which these records travel."""
    return declarations.types[TYPE].purpose


def records(plugins: Plugins, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Give ids and exact bytes without end, from invented records that were truly projected."""
    declared = plugins.declarations
    policy = declared.policies[TYPE]
    terms = Terms(purpose(declared), "consent", _UNTIL)
    bodies = [
        declared.load(TYPE, record.given)
        for sample in plugins.samples(seed)
        for record in sample.records
        if record.type == TYPE
    ]
    for body in cycle(bodies):
        emission = Emission(secrets.token_hex(_ID_SIZE), secrets.token_hex(_ID_SIZE), None)
        yield emission.item, minimized(policy, body, {}, emission, 1, terms)
