"""All that core and plugins declare, checked together and frozen.

Plugins are added one at a time, so that one that declares nonsense is refused by itself, with
plugin, type and field in the reason; see :mod:`tejido.declare.checking`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import marshmallow

from tejido.declare.checking import (
    CORE,
    check_exchange,
    check_id,
    check_kept,
    check_measure,
    check_type,
    is_usable,
)
from tejido.declare.policy import Policy, policy_of
from tejido.declare.records import Exchange, Measure, ProcessKind, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.vocabularies import Vocabulary
from tejido.errors import DeclarationError, InputError, NotFoundError
from tejido.languages import words

_ = words("tejido")
_Declared = TypeVar("_Declared", ProcessKind, RecordType, Vocabulary, Measure, Exchange)
_Value = TypeVar("_Value")

__all__ = ["CORE", "Contribution", "Declarations"]


@dataclass(frozen=True)
class Contribution:
    """What one plugin declares, as its hooks returned it."""

    plugin: str
    kinds: tuple[ProcessKind, ...] = ()
    types: tuple[RecordType, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    measures: tuple[Measure, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


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
        )

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


def _usable(declared: Mapping[str, _Value], plugin: str) -> dict[str, _Value]:
    return {name: one for name, one in declared.items() if is_usable(name, plugin)}
