"""Somebody at work through the product's own use cases, each chosen at random."""

from collections.abc import Callable
from random import Random

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import erasing as erased
from tejido.testing.nodes import PASSPHRASE
from tejido.work import consent, erasing, people, processes, records
from tejido.work.records import Entry

TYPE = "crisis.emergency"


class Work:
    """Ana, who founded a small node, in processes of hers."""

    def __init__(self, node: Node, random: Random) -> None:
        """Sign in."""
        self._node = node
        self._random = random
        self._who: SignedIn = people.sign_in(node, "ana", PASSPHRASE)
        self._processes: list[str] = []
        self._records: dict[str, int] = {}

    def go(self, steps: int) -> None:
        """Do so many things, one after another."""
        self._begin()
        does: list[tuple[int, Callable[[], None]]] = [
            (5, self._begin), (30, self._write), (20, self._edit), (15, self._move),
            (5, self._consent), (2, self._node.store.checkpoint), (2, self._erase),
        ]  # fmt: skip
        for _step in range(steps):
            ((_weight, do),) = self._random.choices(does, [weight for weight, _do in does])
            do()

    def _begin(self) -> None:
        name = f"Proceso {len(self._processes)}"
        self._processes.append(processes.start(self._node, self._who, "accompaniment", name))

    def _consent(self) -> None:
        process = self._random.choice(self._processes)
        consent.grant(self._node, self._who, process, ["aggregate"])

    def _write(self) -> None:
        process = self._random.choice(self._processes)
        count = self._random.choice((1, 1, 1, 5, 20))
        made = [Entry(TYPE, process, self._given()) for _record in range(count)]
        self._records |= dict.fromkeys(records.write(self._node, self._who, made), 1)

    def _edit(self) -> None:
        if not self._records:
            return
        record = self._random.choice(list(self._records))
        (process,) = {records.opened(self._node, self._who, record).process}
        version = self._records[record]
        entry = Entry(TYPE, process, self._given(), record, version)
        records.write(self._node, self._who, [entry])
        self._records[record] += 1

    def _move(self) -> None:
        if not self._records:
            return
        record = self._random.choice(list(self._records))
        state = records.opened(self._node, self._who, record).state or ""
        lifecycle = self._node.declarations.types[TYPE].lifecycle
        following = lifecycle.next(state) if lifecycle else ()
        if following:
            records.move(self._node, self._who, record, self._random.choice(following))

    def _erase(self) -> None:
        """Erase a process; the whole file is then written anew, a long way for the power to go."""
        process = self._processes.pop(self._random.randrange(len(self._processes)))
        with self._node.store.read() as tx:
            gone = erased.records_of(tx, [process])
        erasing.erase(self._node, self._who, processes=[process], reason="mistake")
        self._records = {one: kept for one, kept in self._records.items() if one not in set(gone)}
        if not self._processes:
            self._begin()

    def _given(self) -> dict[str, object]:
        words = "barro " * self._random.choice((10, 100, 2_000))
        return {"received_on": "2026", "severity": "red", "narrative": words}
