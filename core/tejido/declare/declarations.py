"""All that core and plugins declare, checked together and frozen.

Plugins are added one at a time, so that one that declares nonsense is refused by itself, with
plugin, type and field in the reason; see :mod:`tejido.declare.checking`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import marshmallow

from tejido.declare.checking import (
    CORE,
    check_answers,
    check_exchange,
    check_id,
    check_kept,
    check_measure,
    check_rule,
    check_type,
    is_usable,
)
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.policy import Policy, policy_of
from tejido.declare.records import Exchange, Measure, ProcessKind, RecordType
from tejido.declare.rules import Rule
from tejido.declare.samples import Sample
from tejido.declare.schemas import RecordSchema
from tejido.declare.vocabularies import Vocabulary
from tejido.errors import DeclarationError, InputError, NotFoundError
from tejido.languages import words

_ = words("tejido")
_Declared = TypeVar("_Declared", ProcessKind, RecordType, Vocabulary, Measure, Exchange)
_Value = TypeVar("_Value")

__all__ = ["CORE", "Contribution", "Declarations"]


@dataclass(frozen=True, eq=False)
class Contribution:
    """What one plugin declares, as its hooks returned it.

    ``samples`` is the core's alone: plugins have a hook for theirs.
    """

    plugin: str
    kinds: tuple[ProcessKind, ...] = ()
    types: tuple[RecordType, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    measures: tuple[Measure, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    rules: tuple[Rule, ...] = ()
    samples: Callable[[int], Sequence[Sample]] | None = None


@dataclass(frozen=True)
class Declarations:
    """The book of everything declared on a node."""

    kinds: Mapping[str, ProcessKind] = field(default_factory=dict)
    types: Mapping[str, RecordType] = field(default_factory=dict)
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    exchanges: Mapping[str, Exchange] = field(default_factory=dict)
    schemas: Mapping[str, RecordSchema] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def adding(self, contribution: Contribution) -> "Declarations":
        """Return the book with one plugin's declarations.

        Raises:
            DeclarationError: naming plugin, type and field; nothing was added.
        """
        plugin = contribution.plugin
        kinds = _joined(self.kinds, contribution.kinds, ProcessKind, plugin)
        types = _joined(self.types, contribution.types, RecordType, plugin)
        vocabularies = _joined(self.vocabularies, contribution.vocabularies, Vocabulary, plugin)
        measures = _joined(self.measures, contribution.measures, Measure, plugin)
        exchanges = _joined(self.exchanges, contribution.exchanges, Exchange, plugin)
        usable = _usable(vocabularies, plugin)
        for kind in contribution.kinds:
            check_kept(kind, plugin)
        for declared in contribution.types:
            check_type(declared, _usable(kinds, plugin), usable, plugin)
        rules = _ruled(self.rules, contribution, _usable(kinds, plugin), _usable(types, plugin))
        for exchange in contribution.exchanges:
            check_exchange(exchange, usable, plugin)
        scopes = {name: vocabulary.scope for name, vocabulary in usable.items()}
        schemas = {one.id: one.schema.bound(scopes) for one in contribution.types}
        policies = {**self.policies, **{name: policy_of(name, schemas[name]) for name in schemas}}
        for measure in contribution.measures:
            check_measure(measure, _usable(policies, plugin), plugin)
        return Declarations(
            kinds,
            types,
            vocabularies,
            measures,
            exchanges,
            {**self.schemas, **schemas},
            policies,
            rules,
        )

    def vocabulary_label(self, vocabulary_id: str) -> str:
        """Return what a vocabulary is called: its name, that of a field that uses it, or its id."""
        named = self.vocabularies[vocabulary_id].label
        fields = (one for schema in self.schemas.values() for one in _every_field(schema))
        used = (one.label for one in fields if one.vocabulary == vocabulary_id)
        return named or next(used, vocabulary_id)

    def with_vocabularies(self, changed: Mapping[str, Vocabulary]) -> "Declarations":
        """Return the book with these vocabularies in the place of those with the same ids."""
        vocabularies = {**self.vocabularies, **changed}
        scopes = {name: vocabulary.scope for name, vocabulary in vocabularies.items()}
        schemas = {name: one.schema.bound(scopes) for name, one in self.types.items()}
        policies = {name: policy_of(name, schema) for name, schema in schemas.items()}
        return replace(self, vocabularies=vocabularies, schemas=schemas, policies=policies)

    def load(self, type_id: str, given: object) -> dict[str, Any]:
        """Return the body of a record from unverified input of a person.

        Raises:
            NotFoundError: no such type is declared here.
            InputError: ``fields`` says what is wrong where; nothing typed is repeated.
        """
        schema = self.schema(type_id)
        try:
            body: dict[str, Any] = schema.load(given)  # type: ignore[arg-type]  # any shape: marshmallow refuses
        except marshmallow.ValidationError as error:
            message = _("Some fields need another look.")
            raise InputError(message, error.messages_dict) from None
        return body

    def schema(self, type_id: str) -> RecordSchema:
        """Return the bound schema of a type, or raise :class:`NotFoundError`."""
        try:
            return self.schemas[type_id]
        except KeyError:
            message = _("No plugin here declares this type of record; see «tejido plugins list».")
            raise NotFoundError(message) from None


def _joined(
    known: Mapping[str, _Declared],
    added: Iterable[_Declared],
    expected: type[_Declared],
    plugin: str,
) -> dict[str, _Declared]:
    joined = dict(known)
    for one in added:
        check_id(one, expected, plugin)
        if one.id in joined:
            raise DeclarationError([plugin, one.id], "this id is declared already")
        joined[one.id] = one
    return joined


def _ruled(
    known: Mapping[str, Rule],
    contribution: Contribution,
    kinds: Mapping[str, ProcessKind],
    types: Mapping[str, RecordType],
) -> dict[str, Rule]:
    """Return the rules with one plugin's; each of its record types answers only such a one."""
    plugin, rules = contribution.plugin, dict(known)
    for rule in contribution.rules:
        check_rule(rule, kinds, types, plugin)
        if rule.id in rules:
            raise DeclarationError([plugin, rule.id], "this id is declared already")
        rules[rule.id] = rule
    for declared in contribution.types:
        check_answers(declared, rules, plugin)
    return rules


def _usable(declared: Mapping[str, _Value], plugin: str) -> dict[str, _Value]:
    return {name: one for name, one in declared.items() if is_usable(name, plugin)}


def _every_field(schema: marshmallow.Schema) -> Iterator[RecordField]:
    """Give the fields of a schema, and of the items of its groups."""
    for one in record_fields(schema).values():
        yield one
        if isinstance(one, Group):
            yield from _every_field(one.item)
