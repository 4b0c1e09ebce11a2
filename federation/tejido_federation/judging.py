"""Step 15: what stands in opened items, judged by the charter and the policies of this node.

Pure. A message is refused whole for one item: the error names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tejido.declare.policy import Policy
from tejido.errors import PeerError
from tejido_federation.charter import Charter
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import Envelope
from tejido_federation.exchanges import CHARTER, DESCRIPTOR, LOST, RECORD_TYPES, RETRACT
from tejido_federation.header import Header
from tejido_federation.items import (
    MinimizedRecord,
    Retraction,
    read_document,
    read_lost,
    read_other,
    read_record,
    read_retraction,
)
from tejido_federation.sealing import OpenedItem


@dataclass(frozen=True)
class JudgedRecord:
    """A minimized record that may be stored, and the number of its item."""

    number: int
    record: MinimizedRecord


@dataclass(frozen=True)
class Judged:
    """All that stood in a message, by kind; only one of these holds anything."""

    records: tuple[JudgedRecord, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    documents: tuple[Envelope, ...] = ()


def judge(
    header: Header,
    items: Sequence[OpenedItem],
    charter: Charter,
    policies: Mapping[str, Policy],
    today: str,
) -> Judged:
    """Return what stands in a message's items, each read by the schema of its exchange.

    Documents are only read here: :func:`descriptor.follow` and :func:`charter.follow` decide.
    Items of a plugin's exchange are strict JSON objects, which the plugin reads.

    Raises:
        RefusedError: naming the item; see :func:`judge_records` for records.
    """
    if header.type in RECORD_TYPES:
        return Judged(records=tuple(judge_records(header, items, charter, policies, today)))
    if header.type == RETRACT:
        return Judged(
            retractions=tuple(read_retraction(item.content, item.number) for item in items)
        )
    if header.type in (DESCRIPTOR, CHARTER):
        return Judged(documents=tuple(read_document(item.content, item.number) for item in items))
    for item in items:
        if header.type == LOST:
            read_lost(item.content, item.number, header)
        else:
            read_other(item.content, item.number)
    return Judged()


def judge_records(
    header: Header,
    items: Sequence[OpenedItem],
    charter: Charter,
    policies: Mapping[str, Policy],
    today: str,
) -> list[JudgedRecord]:
    """Return the records of a ``records`` or ``replace`` message.

    Args:
        header: of the message they came in.
        items: those that were not erased.
        charter: in force in the header's network.
        policies: of this node, by record type.
        today: UTC day.

    Raises:
        RefusedError: ``bad_item``, ``duplicate_item``, ``policy_not_in_charter``,
            ``policy_absent``, ``out_of_domain`` or ``consent_over``.
    """
    judged, ids = [], set()
    for item in items:
        record = read_record(item.content, item.number)
        _judge(record, header, item.number, charter, policies, today)
        if record.id in ids:
            raise RefusedError("duplicate_item", item.number)
        ids.add(record.id)
        judged.append(JudgedRecord(item.number, record))
    return judged


def _judge(
    record: MinimizedRecord,
    header: Header,
    number: int,
    charter: Charter,
    policies: Mapping[str, Policy],
    today: str,
) -> None:
    if record.purpose != header.purpose:
        raise RefusedError("bad_item", number)
    if record.policy not in charter.types.get(record.type, frozenset()):
        raise RefusedError("policy_not_in_charter", number)
    policy = policies.get(record.type)
    if policy is None or policy.digest != record.policy or policy.schema != record.schema:
        raise RefusedError("policy_absent", number)
    try:
        policy.check(record.fields)
    except PeerError:
        raise RefusedError("out_of_domain", number) from None
    if record.consent.last_day < today:
        raise RefusedError("consent_over", number)
