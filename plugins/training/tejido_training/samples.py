"""Invented cohorts. No group, place or story in them is anybody's."""

from typing import Any

from tejido import Invented, Sample, SampleRecord

_PROCESSES = 8
_PLACES = {"MX-OAX": 3, "MX-GRO": 3, "MX-CHP": 2, "MX-CMX": 2}
_MODALITIES = {"in_person": 4, "mixed": 3, "online": 1}
_THEMES = ("psychosocial_approach", "repression_and_fear", "disappearance", "those_who_accompany",
           "feminist_perspective", "security", "political")  # fmt: skip
_DONE_WITH_IT = ("own_project", "accompanying_others", "prevention", "strategic_reaction",
                 "less_fatigue", "shared", "own_knowledge")  # fmt: skip

_TOLD = (
    "Empezamos cada reunión preguntando cómo llegamos, y eso cambió la reunión.",
    "Quitamos dos actividades del mes y nadie se sintió culpable.",
    "Lo pasamos a nuestra lengua y en la asamblea tuvo otro sentido.",
    "Armamos turnos para acompañar en las búsquedas; ya nadie va sola.",
    "Lo intentamos y así no nos sirvió; queremos volver a pensarlo.",
)
_ALSO_TOLD = (
    "Falta que lo crean quienes coordinan.",
    "El comité ya lo pide por su cuenta.",
    "Seguimos aprendiendo a parar a tiempo.",
)
_DESIGN = (
    "Parte de lo que cada organización ya sabe hacer frente al miedo.",
    "Sale de una pregunta del grupo: cómo seguir sin quebrarnos.",
    "Retoma lo que la generación anterior dejó pendiente.",
)
_ALSO_DESIGNED = (
    "Cada sesión va de lo vivido a la práctica.",
    "Se alterna trabajo corporal, lectura del contexto y un nudo de cada quien.",
)
_CARE = (
    "Hay cuidado infantil y comida caliente.",
    "Los viajes se pagan por adelantado y nadie llega de noche.",
    "Dos intérpretes del propio grupo, con descanso cada hora.",
)
_LANGUAGES = ("Español y mixteco", "Español", "Español y tsotsil", "Español, zapoteco y señas")
_VENUES = (
    "Casa prestada con patio; se avisa dos días antes.",
    "Salón de una organización amiga; entrada por atrás.",
    "Sala en línea con sala de espera y sin grabación.",
)


def cohorts(seed: int) -> list[Sample]:
    """Return the cohorts of one invented organization."""
    invented = Invented("training", seed)
    return [_cohort(invented) for _process in range(_PROCESSES)]


def _cohort(invented: Invented) -> Sample:
    return Sample(
        "training.cohort",
        f"Escuela {invented.name()}",
        invented.purposes("aggregate"),
        (SampleRecord("training.cohort", _given(invented)),),
    )


def _given(invented: Invented) -> dict[str, Any]:
    done = invented.some(_DONE_WITH_IT, 3)
    return {
        "starts_on": f"2025-{invented.number(1, 6):02}",
        "ends_on": f"2025-{invented.number(7, 11):02}",
        "place": invented.likely(_PLACES),
        "modality": invented.likely(_MODALITIES),
        "themes": invented.some(_THEMES, 4),
        "participants": invented.number(9, 34),
        "organizations": invented.number(3, 14),
        "incorporation": invented.one((done, done, done, ["not_yet"], ["another_way"])),
        "told": invented.said(_TOLD, _ALSO_TOLD),
        "design": invented.said(_DESIGN, _ALSO_DESIGNED),
        "care": invented.said(_CARE),
        "languages": invented.one(_LANGUAGES),
        "venue": invented.one(_VENUES),
        "facilitator": invented.handle(),
    }
