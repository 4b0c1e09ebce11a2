"""Invented accompaniments that began with an emergency. No story in them is anybody's."""

from typing import Any

from tejido import Invented, Sample, SampleRecord

_PROCESSES = 13
_PLACES = {"MX-GRO": 4, "MX-OAX": 4, "MX-CHP": 3, "MX-VER": 1, "unknown": 1}
_SEVERITIES = {"red": 3, "orange": 5, "yellow": 4, "green": 1}
_AGGRESSIONS = ("threat", "death_threat", "harassment", "surveillance", "smear_campaign", "raid")
_NEEDS = ("psychosocial", "safehouse", "legal", "physical_security", "digital_security", "health")

_WHO = (
    "Llamó una integrante del colectivo desde el teléfono de su vecina.",
    "Nos buscaron dos compañeras de la comunidad, muy tarde.",
    "Escribió la persona que coordina la radio comunitaria.",
    "La asamblea pidió que alguien llegara antes del anochecer.",
)
_WHAT = (
    "Desde hace tres noches una camioneta sin placas se queda frente a la oficina.",
    "Dejaron un recado bajo la puerta: que dejen de preguntar.",
    "Entraron a la bodega y solo se llevaron las libretas.",
    "En la plaza repitieron sus nombres por el altavoz.",
    "Después de la marcha, les siguieron hasta el crucero.",
)
_HOW_THEY_ARE = (
    "Hay miedo y casi nadie ha dormido; también hay mucha claridad de que no están solas.",
    "Dicen que sienten rabia y cansancio, y que hablarlo juntas les devolvió el aire.",
    "Los niños preguntan por qué ya no se prende la luz del patio.",
    "Se escuchan tranquilas, y preocupadas por quienes viven más lejos.",
)
_TONIGHT = (
    "Esta noche se quedan juntas en casa de una prima.",
    "Duermen en el salón comunitario, por turnos y con la puerta atrancada.",
    "Se queda con ellas una persona de la parroquia vecina.",
)
_NEXT = (
    "Hablamos a las diez y otra vez al amanecer.",
    "Si no contestan a la segunda llamada, avisamos a quien está de guardia.",
    "Mañana llega alguien del equipo con comida y con tiempo.",
)
_CHANNELS = (
    "Llamar al teléfono prestado, después de las ocho; no dejar recado.",
    "Mensaje cifrado, con la palabra acordada al principio.",
    "Por la tienda de la esquina: preguntar si ya llegó el café.",
)


def accompaniments(seed: int) -> list[Sample]:
    """Return the accompaniments of one invented organization."""
    invented = Invented("crisis", seed)
    return [_accompaniment(invented) for _process in range(_PROCESSES)]


def _accompaniment(invented: Invented) -> Sample:
    place = invented.likely(_PLACES)
    kind = invented.one(("Colectivo", "Radio comunitaria", "Comunidad", "Organización"))
    records = [
        SampleRecord("crisis.emergency", _emergency(invented, place))
        for _emergency_number in range(invented.likely({1: 3, 2: 1}))
    ]
    return Sample(
        "accompaniment",
        f"{kind} {invented.name()}",
        invented.purposes("alert_network"),
        tuple(records),
    )


def _emergency(invented: Invented, place: str) -> dict[str, Any]:
    return {
        "received_on": invented.day(2025),
        "severity": invented.likely(_SEVERITIES),
        "missing": invented.likely({"no": 12, "yes": 1}),
        "physical": invented.likely({"yes": 3, "no": 1, "unknown": 1}),
        "emotional": invented.likely({"yes": 6, "not_asked": 1}),
        "aggressions": invented.some(_AGGRESSIONS, 2),
        "place": place,
        "people": invented.one((1, 2, 4, 7, 12, 30)),
        "needs": invented.some(_NEEDS, 3),
        "tonight": invented.said(_TONIGHT, _NEXT),
        "channel": invented.one(_CHANNELS),
        "lead": invented.handle(),
        "second": invented.handle(),
        "narrative": invented.said(_WHO, _WHAT, _HOW_THEY_ARE),
    }
