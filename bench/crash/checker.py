"""Everything that is asked of one house after its server was killed."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.crash import debts, rules
from bench.crash.clients import Client
from bench.crash.debts import Tables
from bench.crash.houses import KEEPER, House, sign_in
from bench.crash.logbook import Logbook
from tejido.errors import TejidoError
from tejido.settings import DATABASE_FILE
from tejido.store.database import Store

#: It is made anew from the journal by whoever opens the database first after a crash.
_SHARED = f"{DATABASE_FILE}-shm"


class Checker:
    """Knows a house's people by their keys, and what its log told so far."""

    def __init__(self, house: House, clients: Sequence[Client], random: Random) -> None:
        """Sign everybody in, beside the server."""
        self.house = house
        self.clients = clients
        self._random = random
        self._log = Logbook()
        with house.opened() as node:
            self._people = sign_in(node, house)
            self._node = node

    def copy(self, to: Path) -> Path:
        """Copy the database as the kill left it, journal and all; return the copy."""
        to.mkdir(parents=True)
        for file in self.house.folder.glob(f"{DATABASE_FILE}*"):
            if file.name != _SHARED:
                shutil.copy(file, to)
        return to / DATABASE_FILE

    def violations(self, database: Path, *, whole: bool = False) -> list[str]:
        """Return everything that is wrong with a database: this house's own, or a copy of it.

        Args:
            database: nobody else may write to it.
            whole: open every record, not a sample.
        """
        found = rules.broken(database, self._node.declarations)
        try:
            with self._tables(database) as everybodys:
                for client, tables in everybodys:
                    debts.settle(client, tables)
                    found += debts.missing(client.ledger, tables, self._random, whole=whole)
                    client.ledger.rest()
        except TejidoError as error:
            found.append(f"{type(error).__name__}: {error}")
        return [f"{self.house.name}: {one}" for one in found]

    @contextmanager
    def _tables(self, database: Path) -> Iterator[Iterator[tuple[Client, Tables]]]:
        """Give each client with the tables of its person, and read the log up to its end."""
        with Store.open(database) as store, store.read() as tx:
            node = replace(self._node, store=store)
            self._log.read_on(tx, self._people[KEEPER].role("auditor"))
            yield (
                (one, Tables.of(node, tx, self._people[one.browser.handle], self._log))
                for one in self.clients
            )
