"""How the record of an act moves. Consent is asked early, and again before it is used."""

from tejido import Due, Lifecycle, words

_ = words("tejido_advocacy")

ACT_LIFECYCLE = Lifecycle(
    start="noted",
    states={
        "noted": _("Noted down"),
        "consent_checked": _("Consent spoken about"),
        "documented": _("Documented"),
        "corroborated": _("Corroborated"),
        "ready": _("Ready to be used"),
        "used": _("Used"),
        "archived": _("Kept for memory"),
        "blocked_no_consent": _("Stays here: no consent"),
    },
    moves={
        "noted": ("consent_checked", "blocked_no_consent"),
        "consent_checked": ("documented", "blocked_no_consent"),
        "documented": ("corroborated", "ready", "blocked_no_consent"),
        "corroborated": ("ready", "documented", "blocked_no_consent"),
        "ready": ("used", "documented", "blocked_no_consent"),
        "used": ("archived", "ready", "blocked_no_consent"),
        "archived": ("ready",),
        "blocked_no_consent": ("consent_checked", "archived"),
    },
    due={
        "noted": Due("consent", _("Speak with them about what they agree to"), days=7),
        "documented": Due("corroborate", _("Look for a second, independent source"), days=30),
        # Consent is asked again where it is older than six months: ours.
        "ready": Due("ask_again", _("Ask again before it is used"), days=180),
        "used": Due("return", _("Tell them what came of it"), days=30),
    },
)
