"""Invented accompaniments: diagnoses, and the project they go on with. Nobody's story."""

from typing import Any

from tejido import Invented, Sample, SampleRecord

_PROCESSES = 13
_SECOND = 2
#: Kind of subject -> how often, and what such a subject is called.
_SUBJECTS = {"collective": 5, "family_collective": 4, "community_resisting": 3, "social_org": 1}
_CALLED = {
    "collective": "Colectivo",
    "family_collective": "Familias",
    "community_resisting": "Comunidad",
    "social_org": "Organización",
}
_PLACES = {"MX-GRO": 5, "MX-OAX": 4, "MX-CHP": 3, "MX-MIC": 1}
_DIMENSIONS = ("personal", "family", "organizational", "community", "social")
_EXPRESSIONS = ("emotions", "thoughts", "knowledge", "work", "symbolism", "body")
_METHODS = {"workshop": 4, "assembly": 3, "paper_matrix": 3, "conversation": 2, "observation": 1}

#: Impact -> how somebody might say it.
_IMPACTS = {
    "fear": ("Ya no nos sentamos cerca de la puerta.", "El miedo nos quita el sueño."),
    "fatigue": ("Llegamos a la reunión ya sin palabras.", "El cuerpo pide parar."),
    "mistrust": ("Medimos las palabras entre nosotras.", "Costó volver a prestar la llave."),
    "bond_rupture": ("Dejamos de comer juntos los domingos.", "Se fueron dos familias."),
    "powerlessness": ("Tocamos todas las puertas y ninguna abre.", "Nada alcanza."),
    "silencing": ("Hay temas que ya nadie nombra en la asamblea.", "La radio puso más música."),
    "ambiguous_loss": ("No es duelo: es una ausencia sin respuesta.", "Su plato sigue en la mesa."),
    "political_project": ("Dejamos para después el vivero.", "Todo se volvió urgente."),
}  # fmt: skip
#: Way of facing it -> how somebody might say it.
_COPINGS = {
    "mutual_care": ("Nos turnamos para dormir.", "Quien cocina no toma acuerdos, y al revés."),
    "search": ("Salimos a buscar juntas y juntas volvemos.", "Buscar nos sostiene."),
    "mobilization": ("Marchamos con otras comunidades.", "Nos juntamos con otras familias."),
    "cultural_memory": ("Bordamos los nombres.", "Pintamos el muro con los niños."),
    "new_ways_of_working": ("Ahora coordinan dos.", "Las reuniones terminan con comida."),
    "spirituality_ritual": ("Prendemos una vela al empezar.", "Subimos al cerro cada mayo."),
    "humour_art": ("Nos reímos de lo que antes dolía.", "Hicimos una obra de teatro."),
    "communication": ("La radio cuenta lo que nos pasa.", "Escribimos nuestra propia versión."),
}  # fmt: skip

_OPENING = (
    "Se trabajó en círculo, con una hoja grande al centro.",
    "La ronda empezó recordando de dónde viene la lucha.",
    "Participaron quienes casi nunca toman la palabra.",
)
_PER_FIELD = {
    "psychoemotional": (
        "El cansancio se nombró sin culpa y se acordó descansar por turnos.",
        "El miedo sigue, y ya no manda.",
    ),
    "relations": (
        "Se habló de quién decide y de quién carga lo que no se ve.",
        "Las más jóvenes piden otra forma de llegar a acuerdos.",
    ),
    "security": (
        "Nadie viaja sin avisar y las libretas se guardan fuera de la oficina.",
        "Falta acordar quién decide suspender una actividad.",
    ),
    "political": (
        "Quieren retomar el vivero antes de las lluvias.",
        "La demanda sigue siendo la misma: que se sepa la verdad.",
    ),
}
_PROJECT = {
    "comes_from": (
        "Empezó en un patio, con ocho familias y una grabadora prestada.",
        "Nació de la asamblea que defendió el manantial.",
        "Viene de las abuelas, que ya se juntaban a hilar y a hablar.",
    ),
    "survived": (
        "Dos desalojos, una inundación y tres años sin local; nunca dejaron de reunirse.",
        "Las amenazas de aquel mayo. Se repartieron las tareas y siguieron.",
        "Que dijeran que no existían. Pintaron sus nombres en la barda.",
    ),
    "wants": (
        "Que el vivero dé de comer y la radio cuente su versión.",
        "Llegar a la verdad, y que las más jóvenes no tengan que buscarla solas.",
    ),
    "needs": (
        "Tiempo, y que alguien cuide a los niños durante la asamblea.",
        "Una casa donde descansar y una abogada de confianza.",
    ),
    "alliances": (
        "Caminan con otras tres comunidades de la cuenca.",
        "Con la red de búsqueda y con dos parroquias; quisieran acercarse a las maestras.",
    ),
    "said": (
        "«Seguimos porque esto también es vida.»",
        "«No es terquedad, es memoria.»",
    ),
}
_SINCE_THEN = (
    "Hace un año no podíamos hablar de esto; hoy lo hablamos sin que nadie salga del cuarto.",
    "Seguimos igual de cansadas, pero ahora nos damos cuenta a tiempo.",
    "La amenaza creció y también las manos que ayudan.",
)


def accompaniments(seed: int) -> list[Sample]:
    """Return the accompaniments of one invented organization."""
    invented = Invented("organizational", seed)
    return [_accompaniment(invented) for _process in range(_PROCESSES)]


def _accompaniment(invented: Invented) -> Sample:
    subject, place = invented.likely(_SUBJECTS), invented.likely(_PLACES)
    rounds = invented.likely({1: 3, 2: 2})
    diagnoses = [_first(invented, subject, place, 2026 - rounds)]
    if rounds == _SECOND:
        diagnoses.append(_second(invented, subject, place, 2025))
    return Sample(
        "accompaniment",
        f"{_CALLED[subject]} {invented.name()}",
        invented.purposes("aggregate"),
        (
            *(SampleRecord("diagnosis", given) for given in diagnoses),
            SampleRecord("organizational.political_project", _project(invented)),
        ),
    )


def _first(invented: Invented, subject: str, place: str, year: int) -> dict[str, Any]:
    return {
        "day": invented.day(year),
        "round": 1,
        "subject_type": subject,
        "place": place,
        "method": invented.likely(_METHODS),
        "made_by": invented.likely({"both": 5, "subject": 2, "team": 1}),
        "intersections": invented.some(("gender", "ethnic_identity", "age", "social_class"), 3),
        "impacts": [_impact(invented, impact) for impact in invented.some(list(_IMPACTS), 4)],
        "copings": [_coping(invented, coping) for coping in invented.some(list(_COPINGS), 4)],
        **{field: invented.said(_OPENING, said) for field, said in _PER_FIELD.items()},
        "change": "not_applicable",
        "agreed": invented.likely({"yes": 6, "no": 1}),
        "lead": invented.handle(),
    }


def _second(invented: Invented, subject: str, place: str, year: int) -> dict[str, Any]:
    return {
        **_first(invented, subject, place, year),
        "round": _SECOND,
        "change": invented.likely({"better": 3, "same": 2, "worse": 2, "other_words": 3}),
        "change_said": invented.one(_SINCE_THEN),
    }


def _project(invented: Invented) -> dict[str, Any]:
    return {
        "day": invented.day(2026),
        "made_by": invented.likely({"subject": 3, "both": 2}),
        "continuity": invented.likely({"better": 3, "same": 3, "worse": 1, "other_words": 2}),
        **{name: invented.one(told) for name, told in _PROJECT.items()},
    }


def _impact(invented: Invented, impact: str) -> dict[str, Any]:
    return {
        "field": invented.one(list(_PER_FIELD)),
        "impact": impact,
        "dimension": invented.one(_DIMENSIONS),
        "expressions": invented.some(_EXPRESSIONS, 2),
        "said": invented.one(_IMPACTS[impact]),
    }


def _coping(invented: Invented, coping: str) -> dict[str, Any]:
    return {
        "field": invented.one(list(_PER_FIELD)),
        "coping": coping,
        "dimension": invented.one(_DIMENSIONS),
        "said": invented.one(_COPINGS[coping]),
    }
