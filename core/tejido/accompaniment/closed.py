"""The core's vocabularies to which no node adds terms.

The consent gate, lifecycles, rules and the matrix ask for their ids by name: a term of a node's
own would be unknown there, and what it says would be missed.
"""

CLOSED = frozenset(
    {
        "activity_state",
        "agreement_state",
        "change",
        "closing_reason",
        "consent_answer",
        "consent_capacity",
        "consent_mode",
        "consent_purpose",
        "consent_scope",
        "dimension",
        "duration_band",
        "expression",
        "field",
        "legal_basis",
        "milestone_kind",
        "scenario",
        "state_response",
        "state_responsibility",
        "strategy",
        "subject_unit",
        "verification_status",
    }
)
