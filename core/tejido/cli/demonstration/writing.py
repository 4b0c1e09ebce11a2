"""Writing down: invented processes, the consent of their subjects, their records.

A command beside the running server does all of it, as somebody of the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tejido.cli.demonstration.desks import Desk
from tejido.cli.demonstration.planting import plant
from tejido.declare.samples import Sample
from tejido.work import consent, processes, records, teams
from tejido.work.records import Entry


@dataclass(frozen=True)
class Written:
    """What was written down at one node.

    Attributes:
        records: how many ids ``work.records`` gave back.
        strategies: whose record types they are.
        canaries: what was planted in them.
    """

    records: int
    strategies: frozenset[str]
    canaries: tuple[str, ...]


def write_samples(desk: Desk, recipients: Sequence[str]) -> Written:
    """Write a site's invented processes; their subjects consent to ``recipients``, or do not."""
    invented = desk.node.plugins.samples(desk.site.organization.seed)
    planted = plant(invented, desk.node.declarations)
    written = [_write(desk, recipients, sample) for sample in planted.samples]
    types = {record.type for sample in planted.samples for record in sample.records}
    return Written(
        sum(map(len, written)),
        frozenset(type_id.partition(".")[0] for type_id in types if "." in type_id),
        planted.canaries,
    )


def _write(desk: Desk, recipients: Sequence[str], sample: Sample) -> list[str]:
    node, who = desk.node, desk.who
    hostess = desk.site.organization.hostess
    team = {one.handle: one.public for one in teams.others(node, who) if one.handle == hostess}
    process = processes.start(node, who, sample.kind, sample.name, team)
    if sample.purposes:
        consent.grant(node, who, process, sample.purposes, recipients)
    entries = [Entry(record.type, process, record.given) for record in sample.records]
    written = records.write(node, who, entries)
    for record, told in zip(written, sample.records, strict=True):
        for state in told.moves:
            records.move(node, who, record, state)
    return written
