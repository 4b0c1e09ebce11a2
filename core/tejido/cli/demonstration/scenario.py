"""Who takes part: three organizations and the people who sign in. All of it is invented."""

from dataclasses import dataclass

#: What the organizations found together.
NETWORK = "Red Milpa y Memoria (demostración)"
#: The table that the coordinator counts, and of which year.
MEASURE, YEAR = "advocacy.acts", 2025
#: What an accompanier needs: to begin processes, to approve what leaves, and to read what is
#: brought to the house.
ACCOMPANIER_ROLES = ("accompanier", "analyst", "intake")


@dataclass(frozen=True)
class Organization:
    """One invented organization.

    Attributes:
        slug: names its folder and its files.
        seed: from which its processes and records are invented.
        hostess: handle of who founds the node; holds every role, ``network`` among them.
        accompanier: handle of who writes, approves and counts.
    """

    slug: str
    name: str
    seed: int
    hostess: str
    accompanier: str


#: The first one coordinates, and contributes like the others.
ORGANIZATIONS = (
    Organization("ocote", "Casa Ocote de Escucha y Memoria", 1, "renata", "nayeli"),
    Organization("hebra", "Colectiva Hebra de Barro", 2, "ximena", "abril"),
    Organization("rocio", "Taller Raíz y Rocío de Acompañamiento", 3, "citlali", "tonatiuh"),
)
