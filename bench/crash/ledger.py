"""What a node owes to one client: everything it said was done, folded from the client's journal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bench.crash.journal import DONE, Ask, Journal


@dataclass(frozen=True)
class Kept:
    """One record as it was last acknowledged; ``marker`` stands in its body."""

    process: str
    version: int
    marker: str
    state: str
    moves: int = 0


@dataclass
class Ledger:
    """What was acknowledged, and what was under way.

    Attributes:
        processes: names by id.
        consents: purposes by process.
        shared: ids of processes that are open to a colleague.
        records: by id.
        files: process and size by name; no two have the same.
        approved: digests of what was approved.
        asked: by number, what was not answered.
        touched: ids of records and names of files that were written since :meth:`rest`.
        acknowledged: how many things of each kind were done and told.
    """

    processes: dict[str, str] = field(default_factory=dict)
    consents: dict[str, set[str]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    records: dict[str, Kept] = field(default_factory=dict)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    asked: dict[int, Ask] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    acknowledged: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, journal: Journal) -> "Ledger":
        """Fold a journal's file."""
        ledger = cls()
        for line in journal.lines():
            if "ask" in line:
                ledger.ask(Ask(line["ask"], line["what"], line["given"]))
            else:
                ledger.end(line["end"], line["how"], line["found"])
        return ledger

    def ask(self, ask: Ask) -> None:
        """Take something that is asked."""
        self.asked[ask.number] = ask

    def end(self, number: int, how: str, found: Mapping[str, Any]) -> None:
        """Take how it ended."""
        ask = self.asked.pop(number)
        if how == DONE:
            self.acknowledged[ask.what] += 1
            getattr(self, f"_{ask.what}")(ask.given, found)

    def rest(self) -> None:
        """Forget what was touched."""
        self.touched.clear()

    def _begin(self, given: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self.processes[found["process"]] = given["name"]
        self.consents[found["process"]] = set()

    def _consent(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        self.consents[given["process"]].update(given["purposes"])

    def _share(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        self.shared.add(given["process"])

    def _unshare(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        self.shared.remove(given["process"])

    def _write(self, given: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self.records[found["record"]] = Kept(given["process"], 1, given["marker"], given["state"])
        self.touched.add(found["record"])

    def _edit(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        before = self.records[given["record"]]
        self.records[given["record"]] = replace(
            before, version=before.version + 1, marker=given["marker"]
        )
        self.touched.add(given["record"])

    def _move(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        before = self.records[given["record"]]
        self.records[given["record"]] = replace(
            before, state=given["state"], moves=before.moves + 1
        )
        self.touched.add(given["record"])

    def _attach(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        self.files[given["name"]] = given["process"], given["size"]
        self.touched.add(given["name"])

    def _approve(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        self.approved.add(given["digest"])

    def _erase(self, given: Mapping[str, Any], _found: Mapping[str, Any]) -> None:
        gone = given["process"]
        del self.processes[gone], self.consents[gone]
        self.shared.discard(gone)
        self.records = {name: kept for name, kept in self.records.items() if kept.process != gone}
        self.files = {name: file for name, file in self.files.items() if file[0] != gone}
        self.touched &= self.records.keys() | self.files.keys()
