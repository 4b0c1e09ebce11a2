"""What the organizational strategy offers: tools by field, and questions to the own team.

The questions follow the principles of the seed's «psychosocial work»; they are talked over in
the team's circle, and nobody adds up the answers.
"""

from tejido import AnyNode, Aside, Offer, words

_ = words("tejido_organizational")

TOOLS = (
    Offer(
        "organizational.impact_matrix",
        _("Impacts beside ways of facing them"),
        _("On a large sheet: dimensions across, and beside each impact what sustains them."),
        "psychoemotional",
    ),
    Offer(
        "organizational.collective_care",
        _("Agreements of collective care"),
        _("What wears us out, what restores us, what we stop doing, and when we look again."),
        "psychoemotional",
    ),
    Offer(
        "organizational.memory",
        _("Memory and ritual"),
        _("Dates that hurt and dates that convene: how they want to be together on them."),
        "psychoemotional",
    ),
    Offer(
        "organizational.bonds_map",
        _("Map of bonds"),
        _("Who leans on whom, where bonds tore and where they hold; of the group, never of one."),
        "relations",
    ),
    Offer(
        "organizational.how_we_decide",
        _("How we decide"),
        _("Who speaks, who is heard, who does the work that is not seen; gender and generations."),
        "relations",
    ),
    Offer(
        "organizational.agreements",
        _("Sheet of agreements"),
        _("What was agreed, who sees to it, until when; without names on the wall."),
        "relations",
    ),
    Offer(
        "organizational.risk_analysis",
        _("Looking at risk"),
        _("Threats, vulnerabilities and capacities, each with what will be done about it."),
        "security",
    ),
    Offer(
        "organizational.security_plan",
        _("Agreements of security"),
        _("What we do every day, what we do if it happens, and who decides to stop or go on."),
        "security",
    ),
    Offer(
        "organizational.context_reading",
        _("Reading the context"),
        _("Economic, political and social relations; what the violence seeks; what is opening."),
        "political",
    ),
    Offer(
        "organizational.actor_map",
        _("Map of actors"),
        _("Who stands where, what each can do, and what would move them. Kept in codes."),
        "political",
    ),
    Offer(
        "organizational.project_line",
        _("Line of the political project"),
        _("Where it comes from, what it has survived, where it wants to go, what it needs."),
        "political",
    ),
)

PRINCIPLE_CHECKS = (
    Offer(
        "organizational.whose_side",
        _("Do they know on whose side we are?"),
        _("This work is not neutral: with those who demand truth, justice and reparation."),
    ),
    Offer(
        "organizational.from_context",
        _("Did we begin from the context?"),
        _("What the violence intends, and what the State did, let happen or consented to."),
    ),
    Offer(
        "organizational.what_weighs",
        _("What else weighs on whom?"),
        _("Gender, ethnic identity, age, family roles, class: who carries more, who is not heard."),
    ),
    Offer(
        "organizational.all_dimensions",
        _("Do we see harm in all its dimensions?"),
        _("Personal, family, organizational, community, social; and what each one does with it."),
    ),
    Offer(
        "organizational.beyond_therapy",
        _("Does it strengthen their political process?"),
        _("Beyond easing harm: what can they do now that they could not?"),
    ),
    Offer(
        "organizational.alternatives",
        _("Which alternatives become visible?"),
        _("In the face of impunity and of a State that does not answer."),
    ),
    Offer(
        "organizational.made_together",
        _("Who made this?"),
        _("The subject, the team, both; and where they can correct it or say no."),
    ),
    Offer(
        "organizational.what_it_does_to_us",
        _("What does accompanying do to us?"),
        _("Load, rest, who covers. Asked first, not last."),
    ),
)

#: The four fields, under the titles of the shelf.
_SHELVES = {
    "psychoemotional": _("Tools for the psycho-emotional field"),
    "relations": _("Tools for internal dynamics and relationships"),
    "security": _("Tools for security"),
    "political": _("Tools for the political project"),
}


def asides(node: AnyNode) -> list[Aside]:
    """Return what all plugins offer, field by field, and the questions to the team last."""
    checks = Aside(_("Questions to ourselves"), tuple(node.plugins.offers("principle_checks")))
    return [*(_shelf(node, field) for field in _SHELVES), checks]


def political_tools(node: AnyNode) -> Aside:
    """Return what all plugins offer for telling the political project."""
    return _shelf(node, "political")


def _shelf(node: AnyNode, field: str) -> Aside:
    return Aside(_SHELVES[field], tuple(node.plugins.offers("tools", field=field)))
