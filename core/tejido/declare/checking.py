"""What a plugin may declare: each check refuses with the place and a reason.

A plugin may name vocabularies, kinds of process and record types of its own and of the core,
never another plugin's: each works with all others absent.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import marshmallow

from tejido.declare.fields import GROUP_ITEMS, Code, Day, Group, RecordField, record_fields
from tejido.declare.lifecycles import Due
from tejido.declare.names import NAME_FORM, is_name
from tejido.declare.policy import FieldPolicy, Policy, may_leave
from tejido.declare.records import (
    ANY_KIND,
    LONGEST_KEPT,
    Exchange,
    Measure,
    ProcessKind,
    RecordType,
)
from tejido.declare.rules import Rule, always
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import DAY, Scope, Step
from tejido.declare.vocabularies import Vocabulary
from tejido.errors import DeclarationError

#: The name under which the core's own declarations stand.
CORE = "tejido"
#: The core's vocabulary of purposes; without it (in small tests) purposes are not compared.
PURPOSES = "consent_purpose"
#: Ids of rules: the core's (a principle of the seed is a P), and a plugin's.
_CORE_RULE, _PLUGIN_RULE = (
    re.compile(r"(CO-[0-9]{2}|P[0-9])[a-z]?"),
    re.compile(r"(?!CO-)[A-Z]{2,4}-[0-9]{2}[a-z]?"),
)


def is_usable(name: str, plugin: str) -> bool:
    """Whether a plugin may name what has this id: its own, or the core's."""
    return "." not in name or name.startswith(f"{plugin}.")


def check_id(declared: object, expected: type, plugin: str) -> None:
    """Refuse what is no ``expected``, or stands under an id that is not the plugin's."""
    if not isinstance(declared, expected):
        raise DeclarationError([plugin, str(declared)], f"this is no {expected.__name__}")
    one: str = declared.id  # type: ignore[attr-defined]  # all that is declared has one
    prefix = "" if plugin == CORE else f"{plugin}."
    if not one.startswith(prefix):
        raise DeclarationError([plugin, one], f"its id must begin with «{prefix}»")
    if not is_name(one.removeprefix(prefix)):
        raise DeclarationError([plugin, one], NAME_FORM)
    if not isinstance(declared, Vocabulary) and not declared.label:  # type: ignore[attr-defined]
        raise DeclarationError([plugin, one], "it has no label")


def check_kept(declared: ProcessKind | RecordType, plugin: str) -> None:
    """Refuse a ceiling of retention that is no number of months under the core's own."""
    months = declared.keep_at_most
    if months is not None and (type(months) is not int or not 1 <= months <= LONGEST_KEPT):
        reason = f"«keep_at_most» is a number of months from 1 to {LONGEST_KEPT}"
        raise DeclarationError([plugin, declared.id], reason)


def check_type(
    declared: RecordType,
    kinds: Mapping[str, ProcessKind],
    vocabularies: Mapping[str, Vocabulary],
    plugin: str,
) -> None:
    """Refuse a record type whose parts make no sense; ``kinds`` and so on are the usable ones."""
    where = [plugin, declared.id]
    if declared.process not in (*kinds, ANY_KIND):
        raise DeclarationError(where, f"there is no kind of process «{declared.process}» to use")
    _check_purpose(declared.purpose, vocabularies, where)
    check_kept(declared, plugin)
    if type(declared.single) is not bool:
        raise DeclarationError(where, "«single» is True or False")
    schema: object = declared.schema
    if not (isinstance(schema, type) and issubclass(schema, RecordSchema)):
        raise DeclarationError(where, "its schema must be a RecordSchema")
    if type(schema.version) is not int or schema.version < 1:
        raise DeclarationError(where, "the version of its schema must be a number from 1")
    scopes = {name: vocabulary.scope for name, vocabulary in vocabularies.items()}
    _check_fields(schema(), scopes, where, within_group=False)
    if declared.lifecycle:
        declared.lifecycle.check(where)
    _check_dates(declared, where)


def check_measure(measure: Measure, policies: Mapping[str, Policy], plugin: str) -> None:
    """Refuse a table over fields that do not leave, or with nothing beside harm."""
    where = [plugin, measure.id]
    policy = policies.get(measure.type)
    if policy is None:
        raise DeclarationError(where, f"there is no record type «{measure.type}» to count")
    leaving = {one.name: one for one in policy.fields}
    inner = {f"{group.name}.{one.name}" for group in policy.groups for one in group.fields}
    facets = (measure.rows, measure.columns, measure.beside, measure.time)
    for facet in facets:
        if facet not in leaving and facet not in inner:
            raise DeclarationError([*where, facet], "a facet is a field that leaves")
        has_several = facet in inner or leaving[facet].many
        if has_several and facet not in (measure.rows, measure.beside):
            reason = "only the rows and what is beside may hold several codes"
            raise DeclarationError([*where, facet], reason)
    if len(set(facets)) != len(facets):
        raise DeclarationError(where, "rows, columns, beside and time must differ")
    if _reads(leaving[measure.time]) != DAY:
        raise DeclarationError([*where, measure.time], "the time is a day")


def check_exchange(exchange: Exchange, vocabularies: Mapping[str, Vocabulary], plugin: str) -> None:
    """Refuse an exchange that no key opens or that is for no known purpose."""
    where = [plugin, exchange.id]
    if exchange.opens not in ("box", "intake"):
        raise DeclarationError(where, "«opens» must be box or intake")
    if exchange.purpose:
        _check_purpose(exchange.purpose, vocabularies, where)


def check_rule(
    rule: Rule, kinds: Mapping[str, ProcessKind], types: Mapping[str, RecordType], plugin: str
) -> None:
    """Refuse a rule that nobody could read, or that looks at nothing."""
    if not isinstance(rule, Rule):
        raise DeclarationError([plugin, str(rule)], "this is no Rule")
    if reason := _wrong_rule(rule, kinds, types, plugin):
        raise DeclarationError([plugin, str(rule.id)], reason)


def _wrong_rule(
    rule: Rule, kinds: Mapping[str, ProcessKind], types: Mapping[str, RecordType], plugin: str
) -> str:
    """Return why a rule cannot stand, or nothing."""
    form = _CORE_RULE if plugin == CORE else _PLUGIN_RULE
    if not form.fullmatch(str(rule.id)):
        return "the id of a rule is like CR-05, and not like the core's CO-02"
    if not (rule.label and rule.why):
        return "a rule has a label and says why"
    if rule.process not in (*kinds, ANY_KIND):
        return f"there is no kind of process «{rule.process}» to use"
    if rule.type and (rule.type not in types or not types[rule.type].belongs_to(rule.process)):
        return f"«{rule.process}» has no record type «{rule.type}» to use"
    if not all(callable(one) for one in (rule.is_open, rule.record_open or always)):
        return "«is_open» and «record_open» are functions"
    if rule.is_open is always and rule.record_open is None:
        return "it is open always: say when"
    return ""


def check_answers(declared: RecordType, rules: Mapping[str, Rule], plugin: str) -> None:
    """Refuse a record type that answers no rule of its own kind of process, or of any."""
    if not isinstance(declared.answers, frozenset):
        raise DeclarationError([plugin, declared.id], "«answers» is a frozenset")
    for one in sorted(declared.answers):
        rule = rules.get(one)
        if not rule or not (rule.looks_at(declared.process) or declared.belongs_to(rule.process)):
            raise DeclarationError([plugin, declared.id], f"there is no rule «{one}» to answer")


def _check_purpose(
    purpose: str, vocabularies: Mapping[str, Vocabulary], where: Sequence[str]
) -> None:
    if PURPOSES in vocabularies and purpose not in vocabularies[PURPOSES].terms:
        raise DeclarationError(where, f"«{purpose}» is no purpose of consent")


def _check_dates(declared: RecordType, where: Sequence[str]) -> None:
    """Refuse what falls due on no day of the record, or could be taken for something else."""
    known = record_fields(declared.schema())
    taken = {due.kind for due in declared.lifecycle.due.values()} if declared.lifecycle else set()
    for name, due in declared.dates.items():
        place = [*where, name]
        if not isinstance(due, Due):
            raise DeclarationError(place, "what falls due on a day is a Due")
        if any(not isinstance(known.get(one), Day) for one in (name, due.until_field or name)):
            raise DeclarationError(place, "what falls due names days of the record itself")
        if not (is_name(due.kind) and due.label and due.within >= timedelta(0)):
            raise DeclarationError(place, "what falls due needs a kind and label, and no time back")
        if due.kind in taken:
            raise DeclarationError(place, f"something else of this record is «{due.kind}» already")
        taken.add(due.kind)


def _check_fields(
    schema: marshmallow.Schema, scopes: Mapping[str, Scope], where: list[str], *, within_group: bool
) -> None:
    if schema.unknown != marshmallow.RAISE:
        raise DeclarationError(where, "its schema must refuse unknown fields")
    fields = record_fields(schema)
    for name in schema.fields:
        if name not in fields:
            raise DeclarationError([*where, name], "use the fields of tejido.fields")
    for name, one in fields.items():
        reasons = (
            NAME_FORM if not is_name(name) else "",
            _wrong_field(one, scopes),
            _wrong_leaving(one, within_group=within_group),
        )
        for reason in filter(None, reasons):
            raise DeclarationError([*where, name], reason)
        if isinstance(one, Group):
            _check_fields(one.item, scopes, [*where, name], within_group=True)


def _wrong_field(one: RecordField, scopes: Mapping[str, Scope]) -> str:
    """Return why a field cannot stand, or nothing."""
    if not one.label:
        return "it has no label"
    if isinstance(one, Code) and one.vocabulary not in scopes:
        return f"neither this plugin nor the core has a vocabulary «{one.vocabulary}»"
    if isinstance(one, Group) and not isinstance(one.item, RecordSchema):
        return "the schema of its items must be a RecordSchema"
    if isinstance(one, Group) and not 1 <= one.most <= GROUP_ITEMS:
        return f"a group has from 1 to {GROUP_ITEMS} items"
    return ""


def _wrong_leaving(one: RecordField, *, within_group: bool) -> str:
    """Return why a field cannot leave as it says, or nothing."""
    leaves: object = one.leaves
    if within_group and isinstance(one, Group) and not leaves and may_leave(one):
        return "a group within a group leaves only as a count"
    if one.leaves is None:
        return "a quasi-identifier has to say how it leaves" if one.quasi else ""
    if not isinstance(leaves, tuple) or any(type(step) is not Step for step in leaves):
        return "«leaves» takes what tejido.transforms gives"
    if not leaves:
        return "«leaves» is empty; leave it out if the field stays"
    if not one.reads:
        return "this kind of field cannot leave"
    for step in one.leaves:
        if step.wrong:
            return step.wrong
        if step.reads != one.reads:
            return f"«{step.name}» does not read this kind of field"
    return _wrong_ladder(one, one.leaves, within_group=within_group)


def _wrong_ladder(one: RecordField, steps: Sequence[Step], *, within_group: bool) -> str:
    """Return why the group gate could not climb, or nothing."""
    if any(not after.coarsens(before) for before, after in pairwise(steps)):
        return "each step of a ladder must be coarser than the one before"
    if one.quasi and within_group:
        return "a quasi-identifier stands in the record itself, not in a group"
    if one.quasi and one.many:
        return "a quasi-identifier holds one value"
    if len(steps) > 1 and not one.quasi:
        return "only a quasi-identifier climbs a ladder; say quasi=True, or one step"
    return ""


def _reads(field: FieldPolicy) -> str:
    return field.steps[0].reads
