"""Rules and holds as stored, with the proof of this node: nobody else's erase or keep anything.

A proof of a hold leaves out why: that is sealed under the process's key, and sealed anew with it.
"""

from dataclasses import replace

from tejido.store.retention import Hold, Rule
from tejido.vault.proofs import check_proof, prove

_RULE, _HOLD = "retention_rule", "retention_hold"


def proved_rule(pepper: bytes, rule: Rule) -> Rule:
    """Return a rule with the proof that this node was told it."""
    return replace(rule, proof=prove(pepper, _RULE, *_rule_parts(rule)))


def checked_rule(pepper: bytes, rule: Rule) -> Rule:
    """Return a stored rule (unverified) if this node was told it.

    Raises:
        SealError: it was put in or changed in the database.
    """
    check_proof(pepper, bytes(rule.proof), _RULE, *_rule_parts(rule))
    return rule


def proved_hold(pepper: bytes, hold: Hold) -> Hold:
    """Return a hold with the proof that this node was told it."""
    return replace(hold, proof=prove(pepper, _HOLD, *_hold_parts(hold)))


def checked_hold(pepper: bytes, hold: Hold) -> Hold:
    """Return a stored hold (unverified) if this node was told it.

    Raises:
        SealError: it was put in or changed in the database.
    """
    check_proof(pepper, bytes(hold.proof), _HOLD, *_hold_parts(hold))
    return hold


def _rule_parts(rule: Rule) -> tuple[str, ...]:
    return (rule.what, rule.state, str(rule.months), rule.action, rule.from_on)


def _hold_parts(hold: Hold) -> tuple[str, ...]:
    return (hold.process, hold.placed_on)
