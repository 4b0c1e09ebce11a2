"""What the crisis strategy offers: ways of looking at risk, measures, who is told.

Words, never a score. A clear and present threat is answered by measures that reduce the
threat: capacities take time. What the State offers is one option, and the subject chooses it.
"""

from collections.abc import Mapping

from tejido import AnyNode, Aside, Offer, words

_ = words("tejido_crisis")

RISK_INSTRUMENTS = (
    Offer(
        "crisis.who_stays",
        _("Who stays tonight"),
        _(
            "The people they trust, two who accompany, when we speak again. If somebody speaks "
            "of dying this comes first; psychiatry is one option among others, and theirs."
        ),
        "psychoemotional",
    ),
    Offer(
        "crisis.whose_interests",
        _("Whose interests does the work touch?"),
        _("Who gains if it stops, what they have done before, and who answers to them."),
        "political",
    ),
    Offer(
        "crisis.reading_a_threat",
        _("Reading a threat"),
        _(
            "The facts; whether they repeat; what the threat seeks; where it comes from; what "
            "we conclude together."
        ),
        "security",
    ),
    Offer(
        "crisis.three_lists",
        _("Threats, vulnerabilities, capacities"),
        _("Three lists in their words. Nothing is multiplied: each threat asks for an answer."),
        "security",
    ),
    Offer(
        "crisis.what_fear_says",
        _("What fear says"),
        _("What it warns of, what it silences, what it would paralyze, and what sustains us."),
        "psychoemotional",
    ),
    Offer(
        "crisis.incident_log",
        _("Incident log"),
        _("What was seen, when and by whom; small signs too. It shows whether measures hold."),
        "security",
    ),
)

PROTECTIVE_MEASURES = (
    Offer(
        "crisis.public_cost",
        _("Raise the political cost"),
        _("Allied organizations, letters, public word: they see that they are seen. Reduces it."),
        "political",
    ),
    Offer(
        "crisis.presence",
        _("Accompanying presence"),
        _("Somebody at their side, in the place or at the hearing. Reduces the threat."),
        "security",
    ),
    Offer(
        "crisis.leaving_for_a_while",
        _("Leaving for a while"),
        _("A safe place, with whom they choose and with a way back. Reduces exposure."),
        "security",
    ),
    Offer(
        "crisis.safer_devices",
        _("Telephones and accounts"),
        _("From another device than the one in doubt. Reduces exposure, raises capacities."),
        "security",
    ),
    Offer(
        "crisis.agreed_calls",
        _("Agreed calls"),
        _("At which hours, who waits for them, who is called if one is missed. No panic button."),
        "security",
    ),
    Offer(
        "crisis.legal_ways",
        _("Legal defence and urgent measures"),
        _("Amparo, precautionary measures: what each can stop, how soon, and who signs."),
        "political",
    ),
    Offer(
        "crisis.state_mechanism",
        _("A protection mechanism of the State, if they choose it"),
        _("What is asked of whom and on which day is kept, and the days of silence counted."),
        "political",
    ),
    Offer(
        "crisis.circle",
        _("A circle to arrive and rest"),
        _("To be heard without having to live it again; food, children, sleep. Gives stability."),
        "psychoemotional",
    ),
    Offer(
        "crisis.who_decides",
        _("Who decides to stop or to go on"),
        _("Agreed beforehand, with who may change it. Raises capacities."),
        "relations",
    ),
)

_NEAR = Offer(
    "crisis.two_call",
    _("Two people of the team call"),
    _("Together, within the hour. Where there is only one, that one calls and says so."),
)
_DUTY = Offer(
    "crisis.tell_duty",
    _("Whoever is on duty is told, by voice"),
    _("Names stay inside the team; the printed call tree says who follows."),
)
_NETWORK = Offer(
    "crisis.tell_network",
    _("The network is told, if they agreed"),
    _(
        "Country, quarter, support needed, severity, shown before it leaves; "
        "anything finer by voice."
    ),
)
_MISSING = Offer(
    "crisis.missing",
    _("If somebody is missing"),
    _("The family decides. Who, since when, where, who took them, what was done, who reports."),
)
_CARE = Offer(
    "crisis.who_accompanies_us",
    _("Who accompanies those who accompany"),
    _("Before going to sleep: who covers tomorrow, and who listens to the team."),
)
_SOON = Offer(
    "crisis.call_today",
    _("Somebody of the team calls today"),
    _("And says when the next call will be; what grows is looked at again within the week."),
)

#: Severity -> who is told, in this order.
ESCALATION_STEPS: Mapping[str, tuple[Offer, ...]] = {
    "red": (_NEAR, _DUTY, _MISSING, _NETWORK, _CARE),
    "orange": (_NEAR, _DUTY, _NETWORK, _CARE),
    "yellow": (_SOON, _DUTY),
    "green": (_SOON,),
}


def asides(node: AnyNode) -> list[Aside]:
    """Return what all plugins offer, under the titles that stand beside an emergency."""

    def offered(hook: str, **about: str) -> tuple[Offer, ...]:
        return tuple(node.plugins.offers(hook, **about))

    return [
        Aside(_("Looking at the risk together"), offered("risk_instruments")),
        Aside(_("Measures"), offered("protective_measures")),
        Aside(_("If it becomes red"), offered("escalation_steps", severity="red")),
        Aside(_("If it becomes orange"), offered("escalation_steps", severity="orange")),
    ]
