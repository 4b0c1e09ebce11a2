"""What came of it: every figure measured where it happens, and whether they add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tejido.cli.demonstration.scenario import MEASURE, YEAR
from tejido.cli.demonstration.sites import Site
from tejido.languages import Text, say, say_number, words

_ = words("tejido")


@dataclass(frozen=True)
class Figures:
    """What was measured. From ``minimized`` on, pairs of record and recipient are counted.

    Attributes:
        written: ids that writing gave back.
        consented: records that consent lets go to somebody, at the previews.
        minimized: pairs, at the previews.
        held: pairs, in the hold queues.
        sent: pairs, in answered messages of the senders.
        received: pairs, in use at the receivers.
        refused: pairs, in messages whose receipts refuse them.
        expected: messages that were packed, each of which has to be answered.
        verified: of these, with a receipt that verified and settles them.
        cells: figures of the coordinator's table, totals included.
        suppressed: of these, not shown.
        planted: canaries.
        found: where one showed: file, table or item, and in which form.
        seconds: from the start to this summary.
    """

    nodes: int
    strategies: Sequence[str]
    written: int
    consented: int
    minimized: int
    held: int
    sent: int
    received: int
    refused: int
    expected: int
    verified: int
    cells: int
    suppressed: int
    planted: int
    found: Sequence[str]
    seconds: float

    def as_json(self) -> dict[str, object]:
        """Return the object that ends ``tejido demo --json``."""
        return {
            "nodes": self.nodes,
            "strategies": list(self.strategies),
            "records": {
                "written": self.written,
                "consented": self.consented,
                "minimized": self.minimized,
                "held": self.held,
                "sent": self.sent,
                "received": self.received,
                "refused": self.refused,
            },
            "receipts": {"expected": self.expected, "verified": self.verified},
            "table": {"cells": self.cells, "suppressed": self.suppressed},
            "canaries": {"planted": self.planted, "found": len(self.found)},
            "seconds": round(self.seconds, 1),
        }

    def faults(self) -> list[tuple[Text, Mapping[str, object]]]:
        """Return what does not add up, as texts with their values; empty if all is well."""
        found: list[tuple[Text, Mapping[str, object]]] = []
        if self.minimized != self.held + self.sent:
            found.append((_("Minimized were %(minimized)d, held and sent %(sum)d."), {
                "minimized": self.minimized, "sum": self.held + self.sent}))  # fmt: skip
        if self.sent != self.received:
            found.append((_("Sent were %(sent)d, received %(received)d."), {
                "sent": self.sent, "received": self.received}))  # fmt: skip
        if self.refused:
            found.append((_("Refused were %(refused)d."), {"refused": self.refused}))
        if self.expected != self.verified:
            found.append((_("Of %(expected)d receipts, %(verified)d were verified."), {
                "expected": self.expected, "verified": self.verified}))  # fmt: skip
        found += [(_("A canary shows in %(where)s."), {"where": where}) for where in self.found]
        return found


def lines(figures: Figures, language: str) -> Iterator[str]:
    """Give the summary as people read it."""
    numbers = {
        name: say_number(value, language)
        for name, value in vars(figures).items()
        if isinstance(value, int)
    }
    for text in (
        _("Written down at %(nodes)s organizations: %(written)s records."),
        _("Of these, consent lets go: %(consented)s. What follows counts each for each recipient."),
        _("Minimized: %(minimized)s. Held, because too few are like them: %(held)s."),
        _("Sent: %(sent)s. Received: %(received)s. Refused: %(refused)s."),
        _("Receipts expected: %(expected)s, verified: %(verified)s."),
        _("The coordinator's table has %(cells)s figures, %(suppressed)s of them suppressed."),
    ):
        yield say(text, language, **numbers)
    yield say(
        _("Canaries planted in every text: %(planted)s. Found where they must not be: %(found)s."),
        language,
        planted=numbers["planted"],
        found=say_number(len(figures.found), language),
    )


def invitation(sites: Sequence[Site], language: str) -> Iterator[str]:
    """Give the addresses, who may sign in there, and where the first of them counts."""
    yield say(_("Look around; Ctrl-C ends it. The odd word in every text is its canary."), language)
    for site in sites:
        yield f"{site.name}  {site.url}"
        for handle, passphrase in site.passphrases.items():
            yield f"    {handle}: {passphrase}"
    coordinator = sites[0]
    yield say(
        _("The coordinator's table, for %(handle)s: %(url)s"),
        language,
        handle=coordinator.organization.accompanier,
        url=f"{coordinator.url}/tables/{MEASURE}/{YEAR}",
    )
