"""The whole way through the house, in its order, at three nodes."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tejido.cli.demonstration import searching
from tejido.cli.demonstration.approving import Sending, approve_all
from tejido.cli.demonstration.commands import Commands
from tejido.cli.demonstration.desks import Desk, desk_of
from tejido.cli.demonstration.founding import found_network, found_site
from tejido.cli.demonstration.ports import Reserved
from tejido.cli.demonstration.scenario import MEASURE, ORGANIZATIONS, YEAR
from tejido.cli.demonstration.serving import Servers, serving
from tejido.cli.demonstration.sites import Site
from tejido.cli.demonstration.summary import Figures
from tejido.cli.demonstration.telling import Teller
from tejido.cli.demonstration.visiting import sign_in
from tejido.cli.demonstration.watching import Standing, watch
from tejido.cli.demonstration.writing import Written, write_samples
from tejido.languages import words
from tejido.measures.table import ProtectedTable
from tejido.work import tables

_ = words("tejido")


@dataclass(frozen=True)
class Performed:
    """What there is once everything was shown; the servers still run."""

    sites: Sequence[Site]
    servers: Servers
    figures: Figures


@contextmanager
def performed(root: Path, commands: Commands, tell: Teller) -> Iterator[Performed]:
    """Do it all in ``root``, give what came of it, and stop the servers at the end.

    1. Found the nodes, with files the network.
    2. Start the servers, sign in at each, so that they hold the keys of what arrives.
    3. Write down, plant canaries.
    4. Look at what would leave, approve it.
    5. Watch until everything is delivered, applied and receipted.
    6. Count at the coordinator, look for canaries everywhere.
    """
    started = time.monotonic()
    sites, network = _founded(root, commands, tell)  # 1
    with ExitStack() as stack:
        servers = stack.enter_context(serving(sites, root / "logs"))  # 2
        for site in sites:
            tell(_("%(name)s serves at %(url)s"), name=site.name, url=site.url)
            sign_in(site, site.organization.hostess)
        with ExitStack() as at_work:
            desks = [at_work.enter_context(desk_of(site)) for site in sites]
            written = [_written(desk, sites, tell) for desk in desks]  # 3
            _list(root, written)
            tell(_("Looking at what would leave, and approving it."))
            sendings = [approve_all(desk, network) for desk in desks]  # 4
            standing = watch(sites, commands, servers.check, _progress(tell))  # 5
            table = tables.table(desks[0].node, desks[0].who, MEASURE, YEAR)  # 6
        tell(_("Looking for canaries in every file, message and log."))
        found = searching.search_folder(root)
        found += searching.search_items(item for one in sendings for item in one.contents)
        seconds = time.monotonic() - started
        figures = _figures(written, sendings, standing, table, found, seconds)
        yield Performed(sites, servers, figures)


def _founded(root: Path, commands: Commands, tell: Teller) -> tuple[list[Site], str]:
    sites = []
    with Reserved(len(ORGANIZATIONS)) as reserved:
        for organization, port in zip(ORGANIZATIONS, reserved.ports, strict=True):
            tell(_("Founding %(name)s."), name=organization.name)
            sites.append(found_site(root, organization, port))
        tell(_("Founding the network, with files that each root signs."))
        return sites, found_network(root, sites, commands)


def _written(desk: Desk, sites: Sequence[Site], tell: Teller) -> Written:
    recipients = [site.node for site in sites if site != desk.site]
    written = write_samples(desk, recipients)
    name, records = desk.site.name, written.records
    tell(_("%(name)s wrote down %(records)d records."), name=name, records=records)
    return written


def _list(root: Path, written: Sequence[Written]) -> None:
    """List what was planted: the one file that may hold it."""
    planted = [f"{canary}\n" for one in written for canary in one.canaries]
    (root / searching.LIST).write_text("".join(planted), "utf-8")


def _progress(tell: Teller) -> Callable[[Standing], None]:
    text = _("Delivery: %(received)d arrived, %(waiting)d wait for a receipt.")
    return lambda now: tell(text, received=now.received, waiting=now.waiting)


def _figures(
    written: Sequence[Written],
    sendings: Sequence[Sending],
    standing: Standing,
    table: ProtectedTable,
    found: Sequence[str],
    seconds: float,
) -> Figures:
    return Figures(
        nodes=len(written),
        strategies=sorted({name for one in written for name in one.strategies}),
        written=sum(one.records for one in written),
        consented=sum(one.consented for one in sendings),
        minimized=sum(one.minimized for one in sendings),
        held=sum(one.held for one in sendings),
        sent=standing.sent,
        received=standing.received,
        refused=standing.refused,
        expected=standing.messages,
        verified=standing.receipts,
        cells=table.cells,
        suppressed=table.suppressed,
        planted=sum(len(one.canaries) for one in written),
        found=tuple(found),
        seconds=seconds,
    )
