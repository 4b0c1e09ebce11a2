"""Invented documentations: enough acts of a few kinds, in a few states, for a table to show.

No act, place or voice in them is anybody's.
"""

from typing import Any

from tejido import Invented, Sample, SampleRecord

#: State -> how many documentations one organization has there.
_PLACES = {"MX-GRO": 9, "MX-OAX": 9, "MX-CHP": 8, "MX-MIC": 8, "MX-VER": 1, "MX-SON": 1}
#: In each state one kind of subject is accompanied most.
_SUBJECTS = {
    "MX-GRO": {"family_collective": 5, "collective": 1},
    "MX-OAX": {"community_resisting": 5, "collective": 1},
    "MX-CHP": {"indigenous_people": 5, "collective": 1},
    "MX-MIC": {"collective": 5, "individual_defender": 1},
}
_ANYWHERE = {"individual_defender": 2, "journalist_org": 1}
_CALLED = {
    "family_collective": "Familias",
    "community_resisting": "Comunidad",
    "indigenous_people": "Pueblo",
    "collective": "Colectivo",
    "individual_defender": "Persona defensora",
    "journalist_org": "Medio comunitario",
}
_USUAL = ("harassment", "threat", "criminalization", "smear_campaign")
_RARE = ("surveillance", "digital_attack", "arbitrary_detention")
_RESPONSES = {"silence": 9, "partial": 4, "denied": 4, "answered": 2, "worsened": 1, "unknown": 1}
_PERPETRATORS = {
    "municipal_official": 4, "police": 4, "company": 3, "online_anonymous": 2,
    "prosecutor_judiciary": 3, "armed_group": 2, "unknown": 2,
}  # fmt: skip
_RESPONSIBILITIES = {
    "omission": 5, "action": 4, "acquiescence": 3, "complicity": 2, "none_established": 2,
}  # fmt: skip
_VERIFIED = {"confirmed": 3, "likely": 4, "possible": 3, "unlikely": 1}
_DEMANDS = ("truth", "justice", "reparation", "dignified_life", "non_repetition")

_DONE = {
    "harassment": ("Tres veces en la semana detuvieron a quienes iban a la asamblea.",
                   "Se pararon frente a la casa comunal toda la tarde, sin decir nada."),
    "threat": ("Les mandaron decir que se quedaran quietos o que se atuvieran.",
               "Encontraron una nota en la tranca de la entrada."),
    "criminalization": ("Abrieron una carpeta contra quienes hablaron en la reunión.",
                        "Las citaron por bloquear un camino que estaba abierto."),
    "smear_campaign": ("Un portal repitió durante días que cobraban por protestar.",
                       "Pegaron carteles con sus caras y la palabra mentirosas."),
    "surveillance": ("Un dron voló sobre el solar cada noche de asamblea.",),
    "digital_attack": ("Entraron al correo de la organización y borraron la agenda.",),
    "arbitrary_detention": ("Los tuvieron once horas sin decirles de qué se les acusaba.",),
}  # fmt: skip
_BEFORE = (
    "Había pasado algo parecido dos meses antes.",
    "Fue al día siguiente de que el comité entregó su carta.",
    "Es la primera vez que ocurre a plena luz.",
)
_KNOWN_BY = (
    "Lo contaron dos personas por separado.",
    "Hay una fotografía con fecha y el acta de la asamblea.",
    "Lo supimos por la radio y después nos lo confirmaron en persona.",
)
_KEPT = ("La nota original la guarda la comunidad.", "No se pidió repetir el relato.")
_VOICES = (
    "No queremos que nos tengan lástima; queremos que se sepa.",
    "Aquí seguimos, y ahora vamos acompañadas a todas partes.",
    "Nos quisieron callar y salió más gente.",
    "Lo que más pesa es que nadie contesta.",
)
_ASKED = (
    "Que se investigue; oficio a la fiscalía del estado",
    "Que cesen los recorridos; carta al ayuntamiento",
    "Que se retire la acusación; escrito al juzgado",
)


def documentations(seed: int) -> list[Sample]:
    """Return the documentations of one invented organization, most of them of 2025."""
    invented = Invented("advocacy", seed)
    places = [place for place, number in _PLACES.items() for _process in range(number)]
    return [_documentation(invented, place) for place in places]


def _documentation(invented: Invented, place: str) -> Sample:
    subject = invented.likely(_SUBJECTS.get(place, _ANYWHERE))
    acts = [_act(invented, kind, place, subject) for kind in _kinds(invented)]
    return Sample(
        "advocacy.documentation",
        f"{_CALLED[subject]} {invented.name()}",
        invented.purposes("advocacy_anonymous"),
        tuple(SampleRecord("advocacy.act", given) for given in acts),
    )


def _kinds(invented: Invented) -> list[str]:
    """Return one to three kinds of aggression, mostly the usual ones."""
    kinds = invented.some(_USUAL, 3)
    return [*kinds[1:], invented.one(_RARE)] if invented.yes(12) else kinds


def _act(invented: Invented, aggression: str, place: str, subject: str) -> dict[str, Any]:
    return {
        "day": invented.day(invented.likely({2025: 14, 2024: 1})),
        "place": place,
        "aggression": aggression,
        "subject_type": subject,
        "people": invented.one((1, 2, 3, 8, 20, "6-15")),
        "attributions": [_attribution(invented) for _entry in range(invented.number(1, 2))],
        "state_response": invented.likely(_RESPONSES),
        "asked_of": invented.one(_ASKED),
        "asked_on": invented.day(2025),
        "demands": invented.some(_DEMANDS, 3),
        "verification": invented.likely(_VERIFIED),
        "source": invented.said(_KNOWN_BY, _KEPT),
        "narrative": invented.said(_DONE[aggression], _BEFORE),
        "voice": invented.one(_VOICES),
        "lead": invented.handle(),
    }


def _attribution(invented: Invented) -> dict[str, Any]:
    return {
        "perpetrator": invented.likely(_PERPETRATORS),
        "responsibility": invented.likely(_RESPONSIBILITIES),
        "source": invented.one(_KNOWN_BY),
    }
