"""What the advocacy strategy offers: bodies that can be addressed, and what a dossier needs.

The State is one addressee among others. What each body requires is said before anything is
written for it, because asking for it again costs the subject.
"""

from collections.abc import Mapping

from tejido import AnyNode, Aside, Offer, words

_ = words("tejido_advocacy")

MECHANISMS = (
    Offer(
        "advocacy.allies_and_public_word",
        _("Allied organizations and public word"),
        _("What they want said, by whom, and who might answer with harm. It can be withdrawn."),
    ),
    Offer(
        "advocacy.memory",
        _("Memory, and tribunals of the peoples"),
        _("Where there is no answer: testimony, art, a place in the square. Their pace."),
    ),
    Offer(
        "advocacy.special_procedures",
        _("Special Procedures of the United Nations"),
        _(
            "Who suffered it, who did it, day, place and circumstances, what must stay "
            "confidential, their consent, and who submits it (kept confidential)."
        ),
    ),
    Offer(
        "advocacy.disappearances_group",
        _("UN Working Group on Enforced or Involuntary Disappearances"),
        _(
            "Who, month and year at least, where, the forces believed responsible, what the "
            "family has done, who reports; the family's consent, and a way to follow it up."
        ),
    ),
    Offer(
        "advocacy.precautionary_measures",
        _("Precautionary measures of the Inter-American Commission"),
        _("A serious and urgent situation that could not be undone; what was asked and answered."),
    ),
    Offer(
        "advocacy.periodic_review",
        _("Universal Periodic Review"),
        _("One country, few pages, numbered paragraphs, a date: told with others, without names."),
    ),
    Offer(
        "advocacy.authorities",
        _("Authorities at home, if the subject chooses"),
        _("What is asked of whom and on which day; the answer, or the days of silence."),
    ),
)

#: For every act.
EVIDENCE = (
    Offer(
        "advocacy.their_account",
        _("How they tell it"),
        _("Once, with time, where they want; without asking again what is already written."),
    ),
    Offer(
        "advocacy.second_source",
        _("A second, independent source"),
        _("A document, a witness, an image with its date; kept with how it came to us."),
    ),
    Offer(
        "advocacy.context_and_pattern",
        _("Context and pattern"),
        _("What had happened before, to whom else, and what it seeks to stop."),
    ),
    Offer(
        "advocacy.impacts_and_coping",
        _("Impacts, beside what they do in the face of them"),
        _("In every dimension; a psychosocial report, where they want one, is kept apart."),
    ),
    Offer(
        "advocacy.states_answer",
        _("What was asked of the State, and its answer"),
        _("Day, authority, days of silence. Whoever acted, its duty stands."),
    ),
)

_DISAPPEARANCE = (
    Offer(
        "advocacy.last_seen",
        _("Last time and place"),
        _("Who saw, with what clothes, which vehicles or uniforms; nothing that endangers them."),
    ),
    Offer(
        "advocacy.search_so_far",
        _("The search so far"),
        _("What the family has done, and each authority's refusal. Never spoken of as a death."),
    ),
)
_TORTURE = (
    Offer(
        "advocacy.independent_expert",
        _("An independent medical and psychological report"),
        _("Under the Istanbul Protocol, by somebody they trust, as soon as they want it."),
    ),
    Offer(
        "advocacy.custody",
        _("In whose custody, from when to when"),
        _("Registers, transfers, who was told; each hour without a record counts."),
    ),
)
_DIGITAL = (
    Offer(
        "advocacy.kept_device",
        _("The device, as it is"),
        _("Not wiped and not explored; images of the screen with date, taken with another one."),
    ),
)

#: Aggression -> what else to gather about it.
EVIDENCE_OF: Mapping[str, tuple[Offer, ...]] = {
    "disappearance": _DISAPPEARANCE,
    "torture": _TORTURE,
    "sexual_torture": _TORTURE,
    "digital_attack": _DIGITAL,
}

#: What is laid beside the form by aggression, when no aggression has been chosen yet.
_PARTICULAR = {
    "disappearance": _("If somebody was disappeared"),
    "torture": _("If there was torture"),
    "digital_attack": _("If it was digital"),
}


def asides(node: AnyNode) -> list[Aside]:
    """Return what all plugins offer for a dossier: for any act first, then what is particular."""

    def evidence(aggression: str) -> list[Offer]:
        return node.plugins.offers("dossier_evidence", aggression=aggression)

    general = evidence("other")
    particular = [
        Aside(title, tuple(offer for offer in evidence(aggression) if offer not in general))
        for aggression, title in _PARTICULAR.items()
    ]
    mechanisms = Aside(_("Who can be addressed"), tuple(node.plugins.offers("mechanisms")))
    return [Aside(_("What to gather"), tuple(general)), *particular, mechanisms]
