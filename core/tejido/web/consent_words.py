"""What each purpose means, what could go wrong and what follows from a no: to be read aloud.

Plain words, the same for every organization. A node's page says them in any language that has a
catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tejido.consent.deciding import State
from tejido.languages import Text, words

_ = words("tejido")


@dataclass(frozen=True)
class PurposeWords:
    """What is said about one purpose.

    Attributes:
        leaves: whether other nodes may receive something under it.
        whom: what to ask where a person or an organization is named; empty where none is.
    """

    means: Text
    risk: Text
    refusing: Text
    leaves: bool = True
    whom: str = ""


#: What a no means for everything but being accompanied at all.
GOES_ON = _("The accompaniment goes on just the same.")

PURPOSES: Mapping[str, PurposeWords] = {
    "service": PurposeWords(
        _(
            "We accompany you. We write down what is needed so as not to ask you twice; only the"
            " team of this process reads it."
        ),
        _("Somebody could come to know that we meet, or force one of us to talk."),
        _(
            "We do not accompany you, and write nothing more down. You can come back whenever you"
            " want."
        ),
        leaves=False,
    ),
    "team_discussion": PurposeWords(
        _(
            "We talk within the team, and with who supervises us, about how to accompany you"
            " better. Without your names, if you prefer."
        ),
        _("More people in this organization know about you."),
        _("Only those who sit with you talk about it."),
        leaves=False,
    ),
    "referral": PurposeWords(
        _(
            "We put you in touch with an organization that you name, and tell it only what you"
            " want."
        ),
        _("It keeps what we tell it in its own way, and we cannot take it back."),
        _("We do not speak with it. You can look for it yourselves."),
        whom=_("Which organization"),
    ),
    "emergency_contact": PurposeWords(
        _("If something happens to you, we call the person you name here."),
        _("That person will know that we know each other, and somebody may be listening."),
        _("We call nobody without asking you first."),
        leaves=False,
        whom=_("Whom, and how they want to be called"),
    ),
    "alert_network": PurposeWords(
        _(
            "If there is danger, we tell the organizations you choose the country, the quarter,"
            " what would help and how urgent it is. No names, and no place finer than that."
        ),
        _("Where few live this, whoever knows you could guess that it is you."),
        _("We tell the network nothing, and look for protection with you in other ways."),
    ),
    "aggregate": PurposeWords(
        _(
            "What you live is counted together with what others live: how many, where, of what"
            " kind. Without anyone knowing who."
        ),
        _("Among few, a number can point at you. That is why numbers of few are not shown."),
        _("You are not counted."),
    ),
    "advocacy_anonymous": PurposeWords(
        _(
            "What happened is documented and told, to demand truth and justice, without saying who"
            " you are."
        ),
        _("Whoever did it may recognize what happened, and come after you."),
        _("Nothing of yours is used to demand anything."),
    ),
    "advocacy_named": PurposeWords(
        _(
            "What happened is told with your name, or that of your organization, in words that you"
            " approve first. We ask you again each time."
        ),
        _("What is published stays published. You may be watched, attacked or taken to court."),
        _("Your names stand nowhere."),
    ),
    "research": PurposeWords(
        _(
            "What you live helps to understand this violence, in studies, without saying who you"
            " are."
        ),
        _("Whoever knows the region may recognize you."),
        _("No study uses anything of yours."),
    ),
    "training_example": PurposeWords(
        _("What we learn with you is told to other teams, changed so that nobody recognizes you."),
        _("Somebody who was there may recognize it all the same."),
        _("We do not tell it when we teach."),
    ),
    "archive_memory": PurposeWords(
        _(
            "What you tell is kept as memory, so that nobody can deny it. You say for how long, and"
            " who may look."
        ),
        _("An archive can be seized, and what is kept can be found."),
        _("It is erased when its time has come."),
    ),
}
STATES: Mapping[State | None, Text] = {
    State.AGREED: _("They agreed"),
    State.VITAL: _("A life was in danger: done without asking"),
    State.REFUSED: _("They said no"),
    State.LATER: _("They are thinking about it"),
    State.WITHDRAWN: _("They took it back"),
    State.ENDED: _("Its time is over"),
    State.NEEDS_COLLECTIVE: _("It waits for the collective to decide"),
    State.NEEDS_PERSON: _("It waits for whom it is about"),
    State.NEEDS_ASSENT: _("It waits for the yes of whom they speak for"),
    None: _("Not talked about yet"),
}
