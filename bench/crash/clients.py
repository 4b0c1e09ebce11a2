"""Clients: one person each, who begins processes, writes, moves on, attaches, approves, erases.

What is written may leave: an emergency, with consent for the peer. Each client has processes of its
own, so that its journal alone says what they must hold.
"""

import re
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random

import httpx2

from bench.crash.browser import Browser, File, GoneError, Typed, is_signed_out
from bench.crash.houses import COLLEAGUE, PASSPHRASE, Pair
from bench.crash.journal import DONE, REFUSED, Journal
from bench.crash.ledger import Ledger
from tejido.declare.declarations import Declarations

TYPE = "crisis.emergency"
KIND = "accompaniment"
PURPOSES = ("aggregate", "alert_network")

#: More records than this are not begun by one client: then it edits and erases.
_MOST_RECORDS = 150
_FEWEST_PROCESSES, _MOST_PROCESSES = 3, 12
_MOST_FILES = 8
_SEVERITIES = ("red", "orange", "yellow", "green")
_DIGEST = re.compile(r'name="digest" value="([0-9a-f]+)"')
#: Characters beside the marker: mostly a few lines, at times a long account.
_LENGTHS = (40, 400, 2_000, 20_000)
#: Bytes of files: one piece, and several.
_SIZES = (10, 60_000, 200_000)
_BUSY = 503


class Client:
    """One person at work at one node, until the server is gone."""

    def __init__(
        self,
        browser: Browser,
        journal: Journal,
        random: Random,
        declarations: Declarations,
        pair: Pair,
        recipient: str,
        *,
        approves: bool,
    ) -> None:
        """Begin with nothing; consent is given for ``recipient``, a node id."""
        self.browser = browser
        self.journal = journal
        self.ledger = Ledger()
        #: Answers that nobody should get, whatever is killed when.
        self.complaints: list[str] = []
        #: How often the session was over that the browser's cookie stood for.
        self.signed_out = 0
        lifecycle = declarations.types[TYPE].lifecycle
        if lifecycle is None:
            raise RuntimeError(f"{TYPE} has no lifecycle")
        self._lifecycle = lifecycle
        self._random = random
        self._network, self._recipient = pair.network, recipient
        self._count = 0
        self._does: Sequence[tuple[int, Callable[[], None]]] = (
            (8, self._begin),
            (40, self._write),
            (20, self._edit),
            (14, self._move),
            (4, self._attach),
            (4, self._share),
            (3, self._unshare),
            (4, self._erase),
            (10 if approves else 0, self._approve),
            (2, self._sign_in_again),
        )

        # Once before all else, the last first, so that there is something of each.
        self._first = [self._attach, self._move, self._edit, self._write, self._begin]

    @property
    def has_begun(self) -> bool:
        """Whether there is something of each kind."""
        return not self._first

    def work(self, over: threading.Event) -> None:
        """Do one thing after another until the server is gone, or it is ``over``."""
        self.browser.reconnect()
        weights = [weight for weight, _do in self._does]
        try:
            while not over.is_set() and self._first:
                self._first[-1]()
                self._first.pop()
            while not over.is_set():
                (_weight, do), *_ = self._random.choices(self._does, weights)
                do()
        except GoneError:
            return
        except Exception as error:  # noqa: BLE001  # it is told, and the campaign fails
            self.complaints.append(f"{self.browser.handle}: {error!r}")

    # --- what a client does --------------------------------------------------------------

    def _begin(self) -> None:
        if len(self.ledger.processes) >= _MOST_PROCESSES:
            return
        name = self._marker()
        typed = [("kind", KIND), ("name", name)]
        process = self._ask("/processes/new", typed, "begin", {"name": name}, "process")
        if process:
            self._consent(process)

    def _consent(self, process: str) -> None:
        typed = [
            *(("purpose", one) for one in PURPOSES),
            ("recipient", self._recipient), ("basis", "legitimate_interest"), ("until", ""),
        ]  # fmt: skip
        path = f"/processes/{process}/grants"
        self._ask(path, typed, "consent", {"process": process, "purposes": PURPOSES})

    def _write(self) -> None:
        process = self._one_of(self.ledger.processes)
        if process is None or len(self.ledger.records) >= _MOST_RECORDS:
            return
        marker, start = self._marker(), self._lifecycle.start
        path = f"/processes/{process}/write/{TYPE}"
        given = {"process": process, "marker": marker, "state": start}
        self._ask(path, self._typed(marker), "write", given, "record")

    def _edit(self) -> None:
        record = self._one_of(self.ledger.records)
        if record is None:
            return
        marker, version = self._marker(), self.ledger.records[record].version
        typed = [*self._typed(marker), ("_version", str(version))]
        self._ask(f"/records/{record}", typed, "edit", {"record": record, "marker": marker})

    def _move(self) -> None:
        record = self._one_of(self.ledger.records)
        following = self._lifecycle.next(self.ledger.records[record].state) if record else ()
        if not following:
            return
        state = self._random.choice(following)
        path = f"/records/{record}/state"
        self._ask(path, [("state", state)], "move", {"record": record, "state": state})

    def _attach(self) -> None:
        process = self._one_of(self.ledger.processes)
        if process is None or len(self.ledger.files) >= _MOST_FILES:
            return
        name, size = self._marker(), self._random.choice(_SIZES)
        file = ("file", name, content_of(name, size))
        given = {"process": process, "name": name, "size": size}
        self._ask(f"/processes/{process}/attach", [], "attach", given, file=file)

    def _share(self) -> None:
        """Open a process to a colleague, who gets every version of its key."""
        process = self._one_of({*self.ledger.processes} - self.ledger.shared)
        if process is not None:
            self._about_the_team(process, "open", "share")

    def _unshare(self) -> None:
        """Take her out again, which renews the key."""
        process = self._one_of(self.ledger.shared)
        if process is not None:
            self._about_the_team(process, "close", "unshare")

    def _about_the_team(self, process: str, do: str, what: str) -> None:
        shown = self.browser.get(f"/processes/{process}/safekeeping").text
        public = re.search(rf'name="public-{COLLEAGUE}" value="([0-9a-f]*)"', shown)
        typed = [("handle", COLLEAGUE)]
        if public:
            typed.append((f"public-{COLLEAGUE}", public[1]))
        self._ask(f"/processes/{process}/team/{do}", typed, what, {"process": process})

    def _approve(self) -> None:
        path = f"/leaving/{self._network}"
        found = _DIGEST.search(self.browser.get(path).text)
        if found:
            digest = found.group(1)
            self._ask(path, [("digest", digest)], "approve", {"digest": digest})

    def _erase(self) -> None:
        process = self._one_of(self.ledger.processes)
        if process is None or len(self.ledger.processes) < _FEWEST_PROCESSES:
            return
        path = f"/processes/{process}/erase"
        found = _DIGEST.search(self.browser.get(path).text)
        if found:
            typed = [("digest", found.group(1)), ("reason", "mistake")]
            self._ask(path, typed, "erase", {"process": process})

    def _sign_in_again(self) -> None:
        self.browser.sign_in()

    # --- asking, and what it says --------------------------------------------------------

    def _ask(
        self,
        path: str,
        typed: Typed,
        what: str,
        given: Mapping[str, object],
        makes: str = "",
        file: File | None = None,
    ) -> str:
        """Post a form; return the id in the address that follows, or nothing if it was refused."""
        ask = self.journal.ask(what, **given)
        self.ledger.ask(ask)
        answer = self.browser.post(path, [*typed, ("_passphrase", PASSPHRASE)], file)
        if not _is_done(answer):
            self._refused(answer, what)
            self._end(ask.number, REFUSED, {"status": answer.status_code})
            return ""
        made = answer.headers["Location"].partition("?")[0].rpartition("/")[2]
        self._end(ask.number, DONE, {makes: made} if makes else {})
        return made

    def _end(self, number: int, how: str, found: dict[str, object]) -> None:
        self.journal.end(self.ledger.asked[number], how, **found)
        self.ledger.end(number, how, found)

    def _refused(self, answer: httpx2.Response, what: str) -> None:
        if is_signed_out(answer):
            self.signed_out += 1
            if not self.browser.may_be_out:
                self.complaints.append(f"{what}: a session that was open is lost")
            return
        if answer.status_code == _BUSY or (what == "approve" and answer.status_code < 500):
            return  # it may be busy; what would leave may have changed since it was seen
        said = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())[:300]
        self.complaints.append(f"{what}: {answer.status_code} {said}")

    def _marker(self) -> str:
        self._count += 1
        return f"marca-{self.browser.handle}-{self._count:06}"

    def _typed(self, marker: str) -> list[tuple[str, str]]:
        words = "barro " * (self._random.choice(_LENGTHS) // 6)
        return [
            ("received_on", "2026"),
            ("severity", self._random.choice(_SEVERITIES)),
            ("narrative", f"{marker} {words}"),
        ]

    def _one_of(self, among: Collection[str]) -> str | None:
        return self._random.choice(sorted(among)) if among else None


def content_of(name: str, size: int) -> bytes:
    """Return what stands in a file of this name and size."""
    return (name.encode() * (size // len(name) + 1))[:size]


def _is_done(answer: httpx2.Response) -> bool:
    """Whether it was done: the page that follows says so. To sign in again is no answer."""
    return answer.is_redirect and "done=" in answer.headers["Location"]
