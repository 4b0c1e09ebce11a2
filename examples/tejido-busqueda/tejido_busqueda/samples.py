"""Invented brigades. No story in them is anybody's."""

from tejido import Invented, Sample, SampleRecord

_GROUNDS = ("hills", "open_field", "water", "city", "institution")


def brigades(seed: int) -> list[Sample]:
    """Return the brigades of one invented organization."""
    invented = Invented("busqueda", seed)
    return [
        Sample(
            "accompaniment",
            f"Brigada {invented.name()}",
            invented.purposes("aggregate"),
            (SampleRecord("busqueda.search_day", _day(invented)),),
        )
        for _number in range(4)
    ]


def _day(invented: Invented) -> dict[str, object]:
    return {
        "day": invented.day(2025),
        "place": invented.one(("MX-VER", "MX-GUA", "MX-SON")),
        "ground": invented.one(_GROUNDS),
        "people": invented.number(4, 40),
        "state": invented.one(("silence", "partial", "unknown")),
        "signs": invented.one(("yes", "no")),
        "lead": invented.handle(),
        "narrative": "Salimos antes de que amaneciera. Volvimos todas, y nos quedamos juntas.",
    }
