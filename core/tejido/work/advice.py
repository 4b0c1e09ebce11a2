"""Advice: what is open in a process, why it matters and where it can be answered.

It never keeps anybody from saving, and nothing of it is stored: it is looked up again each time.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.declare.rules import Rule, Situation
from tejido.node import Node
from tejido.store import processes
from tejido.work.situations import situation_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Advice:
    """Something that is open; ``label`` and ``why`` are still to be translated.

    Attributes:
        rule: its id.
        record: the record in which it is open; None where it is the whole process.
        answers: the record types by which somebody answers it.
        urgent: whether it is said before anything else.
    """

    rule: str
    label: str
    why: str
    record: str | None
    answers: tuple[str, ...]
    urgent: bool


def open_rules(node: Node, who: SignedIn, process: str) -> list[Advice]:
    """Return what is open in a process, in the order in which the rules were declared.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        kind = processes.by_id(tx, process).kind
        situation = situation_of(node, tx, who, process)
    rules = [rule for rule in node.declarations.rules.values() if rule.looks_at(kind)]
    return [
        Advice(rule.id, rule.label, rule.why, record, _answers(node, rule, kind), rule.urgent)
        for rule in rules
        for record in _open(rule, situation)
    ]


def _open(rule: Rule, situation: Situation) -> Iterable[str | None]:
    """Return where a rule is open; nowhere if it fails: then whoever wrote it has to mend it."""
    try:
        return list(rule.open_in(situation))
    except Exception as error:  # noqa: BLE001  # a plugin's own code, and it only advises
        _log.error("rule %s failed: %s", rule.id, type(error).__name__)
        return []


def _answers(node: Node, rule: Rule, kind: str) -> tuple[str, ...]:
    types = node.declarations.types.values()
    return tuple(one.id for one in types if rule.id in one.answers and one.belongs_to(kind))
