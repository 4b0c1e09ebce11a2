"""All that core and plugins declare, checked together and frozen.

Plugins are added one at a time, so that one that declares nonsense is refused by itself, with
plugin, type and field in the reason. A plugin may name vocabularies and kinds of its own and
of the core, never another plugin's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import marshmallow

from tejido.declare.fields import Code, Group, RecordField, record_fields
from tejido.declare.policy import Policy, policy_of
from tejido.declare.records import Exchange, Measure, ProcessKind, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import Scope
from tejido.declare.vocabularies import Vocabulary
from tejido.errors import DeclarationError, InputError, NotFoundError
from tejido.languages import words

_ = words("tejido")
_Declared = TypeVar("_Declared", ProcessKind, RecordType, Vocabulary, Measure, Exchange)

#: The name under which the core's own declarations stand.
CORE = "tejido"


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
        where = [contribution.plugin]
        kinds = _joined(self.kinds, contribution.kinds, where)
        types = _joined(self.types, contribution.types, where)
        vocabularies = _joined(self.vocabularies, contribution.vocabularies, where)
        measures = _joined(self.measures, contribution.measures, where)
        exchanges = _joined(self.exchanges, contribution.exchanges, where)
        usable = _usable(vocabularies, contribution.plugin)
        schemas = {
            kind.id: _checked_schema(kind, usable, kinds, where) for kind in contribution.types
        }
        policies = {name: policy_of(name, schema) for name, schema in schemas.items()}
        for measure in contribution.measures:
            _check_measure(measure, {**self.policies, **policies}, where)
        return Declarations(
            kinds,
            types,
            vocabularies,
            measures,
            exchanges,
            {**self.schemas, **schemas},
            {**self.policies, **policies},
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
    known: Mapping[str, _Declared], added: Iterable[_Declared], where: list[str]
) -> dict[str, _Declared]:
    joined = dict(known)
    for one in added:
        prefix = f"{where[0]}."
        if where[0] != CORE and not one.id.startswith(prefix):
            raise DeclarationError([*where, one.id], f"its id must begin with «{prefix}»")
        if one.id in joined:
            raise DeclarationError([*where, one.id], "this id is declared already")
        if not isinstance(one, Vocabulary) and not one.label:
            raise DeclarationError([*where, one.id], "it has no label")
        joined[one.id] = one
    return joined


def _usable(vocabularies: Mapping[str, Vocabulary], plugin: str) -> dict[str, Scope]:
    """Return the terms a plugin may name: its own and the core's."""
    return {
        name: vocabulary.scope
        for name, vocabulary in vocabularies.items()
        if "." not in name or name.startswith(f"{plugin}.")
    }


def _checked_schema(
    declared: RecordType,
    scopes: Mapping[str, Scope],
    kinds: Mapping[str, ProcessKind],
    where: list[str],
) -> RecordSchema:
    place = [*where, declared.id]
    if declared.process not in kinds:
        raise DeclarationError(place, f"no kind of process is called «{declared.process}»")
    if not issubclass(declared.schema, RecordSchema):
        raise DeclarationError(place, "its schema must be a RecordSchema")
    _check_fields(declared.schema(), scopes, place)
    if declared.lifecycle:
        declared.lifecycle.check(place)
    return declared.schema.bound(scopes)


def _check_fields(
    schema: marshmallow.Schema, scopes: Mapping[str, Scope], where: list[str]
) -> None:
    fields = record_fields(schema)
    for name in schema.fields:
        if name not in fields:
            raise DeclarationError([*where, name], "use the fields of tejido.fields")
    for name, one in fields.items():
        reason = _wrong(one, scopes)
        if reason:
            raise DeclarationError([*where, name], reason)
        if isinstance(one, Group):
            _check_fields(one.item, scopes, [*where, name])


def _wrong(one: RecordField, scopes: Mapping[str, Scope]) -> str:
    """Return why a field cannot stand, or nothing."""
    if not one.label:
        return "it has no label"
    if isinstance(one, Code) and one.vocabulary not in scopes:
        return f"neither this plugin nor the core has a vocabulary «{one.vocabulary}»"
    if one.leaves is not None and not one.leaves:
        return "«leaves» is empty; leave it out if the field stays"
    for step in one.leaves or ():
        if not one.reads:
            return "this kind of field cannot leave"
        if step.reads != one.reads:
            return f"«{step.name}» does not read this kind of field"
        if (
            list(step.arguments) != sorted(set(step.arguments))
            or min(step.arguments, default=0) < 0
        ):
            return f"the arguments of «{step.name}» must be rising whole numbers"
    if one.quasi and not one.leaves:
        return "a quasi-identifier has to say how it leaves"
    if one.quasi and one.many:
        return "a quasi-identifier holds one value"
    return ""


def _check_measure(measure: Measure, policies: Mapping[str, Policy], where: list[str]) -> None:
    policy = policies.get(measure.type)
    if policy is None:
        raise DeclarationError([*where, measure.id], f"no type is called «{measure.type}»")
    single = {one.name for one in policy.fields if not one.many}
    for facet in (measure.rows, measure.columns, measure.beside, measure.time):
        if facet not in single:
            raise DeclarationError(
                [*where, measure.id, facet], "a facet is a field that leaves with one value"
            )
