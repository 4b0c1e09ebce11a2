"""What of the four types leaves: what is listed here, and nothing that anybody wrote."""

from collections.abc import Callable
from datetime import date
from typing import Any

import marshmallow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido import RecordType, Sample, fields
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.policy import exact_bytes, may_leave, project

SEEDS = (1, 2, 3)
CANARY = "canario-7f3a"
Samples = Callable[..., list[Sample]]

#: What leaves, under which digest. A changed digest needs a new schema version: charters name
#: policies by digest, and a network that did not agree to it would refuse what is sent.
POLICIES = {
    "advocacy.act": (1, "1e929b67dc249b48c0b67cdf9fa9004fa3d9d85fdbd119911eb9f762ebd7bd07"),
    "crisis.emergency": (1, "157fb733783625a9136b32ab55ba412be366579573e9d619aae5f5c78130da2a"),
    "training.cohort": (1, "44fe38cc81ad5e02804a47626e6742c845c92deb622e89921dbf17d42c1e63ff"),
}
LEAVING = {
    "advocacy.act": "day place aggression subject_type people state_response demands verification"
    " attributions.perpetrator attributions.responsibility",
    "crisis.emergency": "received_on severity place needs",
    "organizational.political_project": "",
    "training.cohort": "starts_on place modality themes participants organizations incorporation",
}
#: An alert says where by the country alone: a region could name the only collective in it.
WHERE = {"crisis.emergency": ["country"]}


def test_what_leaves_is_pinned(book: Declarations) -> None:
    digests = {
        name: (one.schema, one.digest)
        for name, one in book.policies.items()
        if "." in name and one.parts
    }
    assert digests == POLICIES, "a changed digest needs a new schema version"


def test_no_field_leaves_that_is_not_listed_here(declared: RecordType, book: Declarations) -> None:
    policy = book.policies[declared.id]
    leaving = [one.name for one in policy.fields]
    leaving += [f"{group.name}.{one.name}" for group in policy.groups for one in group.fields]
    assert sorted(leaving) == sorted(LEAVING[declared.id].split())


def test_quasi_identifiers_are_when_where_and_kind_of_subject(
    declared: RecordType, book: Declarations
) -> None:
    policy = book.policies[declared.id]
    steps = {one.name: [step.name for step in one.steps] for one in policy.quasi}
    kind = steps.pop("subject_type", ["as_is"])
    assert kind == ["as_is"]
    where = WHERE.get(declared.id, ["region", "country"])
    assert list(steps.values()) == ([["quarter", "year"], where] if LEAVING[declared.id] else [])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sample_loads_and_leaves_only_declared_values(
    samples: Samples, book: Declarations, strategy: str, seed: int
) -> None:
    for sample in samples(seed, strategy):
        assert sample.kind in book.kinds
        for record in sample.records:
            body = book.load(record.type, record.given)
            assert book.load(record.type, body) == body
            policy = book.policies[record.type]
            for levels in policy.climb():
                policy.check(project(policy, body, levels))


def test_no_text_appears_in_what_leaves(
    samples: Samples, book: Declarations, strategy: str, texts_of: tuple[type[RecordField], ...]
) -> None:
    planted = 0
    for sample in samples(1, strategy):
        for record in sample.records:
            schema = book.schema(record.type)
            given, count = _planted(schema, record.given, texts_of)
            planted += count
            policy = book.policies[record.type]
            for levels in policy.climb():
                left = exact_bytes(project(policy, book.load(record.type, given), levels))
                assert CANARY.encode() not in left
    assert planted


@given(drawn=st.data())
def test_records_that_differ_only_in_undeclared_fields_leave_as_the_same_bytes(
    samples: Samples, book: Declarations, drawn: st.DataObject
) -> None:
    bodies = [record for sample in samples(1) for record in sample.records]
    record = drawn.draw(st.sampled_from(bodies))
    policy, schema = book.policies[record.type], book.schema(record.type)
    body = book.load(record.type, record.given)
    other = book.load(record.type, _otherwise(schema, body, drawn))
    levels = drawn.draw(st.sampled_from(list(policy.climb())))
    assert exact_bytes(project(policy, other, levels)) == exact_bytes(project(policy, body, levels))


def _planted(
    schema: marshmallow.Schema, given: Any, texts: tuple[type[RecordField], ...]
) -> tuple[dict[str, Any], int]:
    """Return ``given`` with a canary in every text field, in groups too, and how many."""
    planted, count = dict(given), 0
    for name, field in record_fields(schema).items():
        if isinstance(field, texts):
            planted[name], count = f"{given.get(name, '')} {CANARY}", count + 1
        elif isinstance(field, Group):
            items = [_planted(field.item, item, texts) for item in given.get(name, [])]
            planted[name] = [item for item, _count in items]
            count += sum(number for _item, number in items)
    return planted, count


def _otherwise(schema: Any, body: dict[str, Any], drawn: st.DataObject) -> dict[str, Any]:
    """Return ``body`` with every field that stays drawn anew, or left out where it may be."""
    other = {name: value for name, value in body.items() if may_leave(schema.fields[name])}
    for name, field in record_fields(schema).items():
        if isinstance(field, Group):
            other[name] = [_otherwise(field.item, item, drawn) for item in body.get(name, [])]
        elif not may_leave(field) and (field.required or drawn.draw(st.booleans())):
            values = _values(field)
            other[name] = drawn.draw(values.filter(_is_given) if field.required else values)
    return other


def _is_given(value: object) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _values(field: RecordField) -> st.SearchStrategy[Any]:
    """Return values that somebody might type into a field that stays."""
    if isinstance(field, fields.Day):
        return st.dates(date(1950, 1, 1), date(2049, 12, 31)).map(str)
    if isinstance(field, fields.Count):
        return st.integers(0, 2000)
    if isinstance(field, fields.Flag):
        return st.sampled_from(["yes", "no", "unknown", "withheld"])
    if isinstance(field, fields.Codes):
        return st.lists(st.sampled_from(sorted(field.scope.terms)), unique=True)
    if isinstance(field, fields.Code):
        return st.sampled_from(sorted(field.scope.terms))
    return st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60)
