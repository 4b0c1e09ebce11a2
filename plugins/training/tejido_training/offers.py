"""What the training strategy offers: modules that begin from experience, questions in words.

A module goes from what people have lived, through naming it together, to practice. Questions
are asked before and after, and answered in words: nobody is marked.
"""

from tejido import AnyNode, Aside, Offer, words

_ = words("tejido_training")

TRAINING_MODULES = (
    Offer(
        "training.our_experience",
        _("What we already know"),
        _("How each organization has faced violence until now; its own knowledge comes first."),
    ),
    Offer(
        "training.approach",
        _("The psychosocial approach"),
        _("Sociopolitical violence, human rights and mental health as bonds, not as symptoms."),
    ),
    Offer(
        "training.repression_and_fear",
        _("Political repression and fear"),
        _("What fear is used for; how it paralyzes and silences; what makes it speakable."),
        "psychoemotional",
    ),
    Offer(
        "training.disappearance",
        _("Forced disappearance"),
        _("Absence without an answer, search, and how to be beside families without haste."),
        "psychoemotional",
    ),
    Offer(
        "training.displacement",
        _("Forced displacement"),
        _("What is lost with a territory, and what a community carries with it."),
        "political",
    ),
    Offer(
        "training.detention_and_torture",
        _("Arbitrary detention and torture"),
        _("What torture wants to break, sexual torture as power, and how trust is rebuilt."),
        "psychoemotional",
    ),
    Offer(
        "training.those_who_accompany",
        _("Strengthening those who accompany"),
        _("Fatigue is not weakness: load, limits, circles of care, agreements of the team."),
        "relations",
    ),
    Offer(
        "training.feminist_perspective",
        _("The feminist perspective, across everything"),
        _("How the order of gender makes harm heavier, and whose work is not seen."),
        "relations",
    ),
    Offer(
        "training.four_fields",
        _("The four fields, in practice"),
        _("Each organization brings a knot of its own and leaves with a first step."),
    ),
)

EVALUATION_ITEMS = (
    Offer(
        "training.how_you_meet",
        _("How do you begin and end your meetings?"),
        _("Before, after, and half a year later: the same question, in your words."),
    ),
    Offer(
        "training.how_you_listen",
        _("What do you do when somebody arrives with fear?"),
        _("What you say, what you no longer say, whom you call."),
    ),
    Offer(
        "training.what_you_read",
        _("When something happens, how do you understand it?"),
        _("What it intends, whom it reaches, what the State did or let happen."),
    ),
    Offer(
        "training.how_you_rest",
        _("How does the team rest, and who covers?"),
        _("What is agreed, and what is only wished."),
    ),
    Offer(
        "training.what_became_yours",
        _("What has become yours?"),
        _("What you use, what you changed, what you left, whom you passed it on to."),
    ),
)


def asides(node: AnyNode) -> list[Aside]:
    """Return what all plugins offer to a cohort."""
    return [
        Aside(_("Modules"), tuple(node.plugins.offers("training_modules"))),
        Aside(_("Questions before and after"), tuple(node.plugins.offers("evaluation_items"))),
    ]
