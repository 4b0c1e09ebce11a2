"""Search days of brigades of families who look for their disappeared."""

from tejido import Offer, RecordType, Sample, Vocabulary, hookimpl, read_vocabularies, words
from tejido_busqueda.records import SEARCH_DAY
from tejido_busqueda.samples import brigades

_ = words("tejido_busqueda")


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return the kinds of ground on which a brigade searches."""
    return read_vocabularies("tejido_busqueda")


@hookimpl
def record_types() -> list[RecordType]:
    """Return the search day."""
    return [SEARCH_DAY]


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
