"""Search days of brigades of families who look for their disappeared."""

import logging
from collections.abc import Sequence

from tejido import (
    Exchange,
    Offer,
    RecordType,
    Rule,
    Sample,
    Vocabulary,
    hookimpl,
    read_vocabularies,
    words,
)
from tejido_busqueda.records import SEARCH_DAY
from tejido_busqueda.rules import RULES
from tejido_busqueda.samples import brigades

_ = words("tejido_busqueda")
_log = logging.getLogger(__name__)


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return the kinds of ground on which a brigade searches."""
    return read_vocabularies("tejido_busqueda")


@hookimpl
def record_types() -> list[RecordType]:
    """Return the search day."""
    return [SEARCH_DAY]


@hookimpl
def rules() -> list[Rule]:
    """Return what is worth looking at together after a search."""
    return list(RULES)


@hookimpl
def exchanges() -> list[Exchange]:
    """Return the call by which a brigade asks others to come along."""
    return [Exchange("busqueda.call", _("Call to a search"), purpose="alert_network")]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented brigades."""
    return brigades(seed)


@hookimpl
def risk_instruments() -> list[Offer]:
    """Offer a way of looking at risk to the crisis strategy, without knowing it."""
    about = _("Who moves on it, who may know of the search, by which way the brigade comes back.")
    return [Offer("busqueda.reading_the_ground", _("Reading the ground"), about, "security")]


@hookimpl
def tools(field: str) -> list[Offer]:
    """Offer a tool for the psycho-emotional field to the organizational strategy."""
    about = _("Arriving, naming whom we look for, and nobody going home alone with what was seen.")
    circle = Offer("busqueda.circle", _("Circle after a search"), about, "psychoemotional")
    return [circle] if field == circle.field else []


# --- events: a line in the log of whoever hosts the node, never whose -----------------


@hookimpl
def records_saved(type_id: str, records: Sequence[str]) -> None:
    """Say that search days were kept."""
    if type_id == SEARCH_DAY.id:
        _log.info("search days kept: %d", len(records))


@hookimpl
def consent_changed() -> None:
    """Say that what is agreed on has changed; who asks for which process gets ``process``."""
    _log.info("what may leave has changed: look at it before the next search")


@hookimpl
def keys_opened(roles: Sequence[str]) -> None:
    """Say that what arrived can be read now."""
    _log.info("somebody signed in; open now: %s", ", ".join(roles))
