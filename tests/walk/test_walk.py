"""One accompaniment from the first run to its erasing, in a browser without JavaScript.

Whoever walks finds buttons, links and headings by what they say in a language, and looks after
every step at what a person would see. What is typed holds a canary: in the end no file has any.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Error, Locator, Page
from tests.browsing import context, fits, launched
from tests.cli.forking import COMMAND

from tejido.languages import say, words
from tejido.minimize.canaries import find_canaries, new_canary

_ = words("tejido")

#: Nothing of the machine's own settings reaches the node; guessing its passphrases costs little.
SETTINGS = {
    "PATH": os.environ["PATH"],
    "PYTHONWARNINGS": "error",
    "TEJIDO_PASSPHRASE_OPSLIMIT": "1",
    "TEJIDO_PASSPHRASE_MEMORY_KIB": "8",
}
#: Bytes of a sealed value that no other holds.
PIECE = 32


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser."""
    with launched(chromium) as opened:
        yield opened


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """Give the link that ``tejido init`` prints; the same command then serves the node.

    Whatever it writes beside the node's folder comes to lie in ``tmp_path`` too.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        free_port = free.getsockname()[1]
    command = [*COMMAND, "init", "--node", "node", "--port", str(free_port)]
    process = subprocess.Popen(
        command, env={**SETTINGS, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}, cwd=tmp_path,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


@dataclass
class Walker:
    """Somebody who reads one language, in front of a browser."""

    page: Page
    language: str
    #: What was typed and is told of nobody, by what it is about.
    typed: dict[str, str] = field(default_factory=dict)

    def says(self, text: str) -> str:
        """Return a text of the product in the language of the walk."""
        return say(_(text), self.language)

    def told(self, about: str) -> str:
        """Return words to type, with a canary."""
        return self.typed.setdefault(about, f"{about} {new_canary()}")

    def press(self, text: str, more: str = "") -> None:
        self._one("button", text, more).click()
        self.arrived()

    def follow(self, text: str) -> None:
        self._one("link", text).click()
        self.arrived()

    def _one(self, role: Literal["button", "link"], text: str, more: str = "") -> Locator:
        name = f"{self.says(text)} {self.says(more)}" if more else self.says(text)
        return self.page.locator("main").get_by_role(role, name=name, exact=True).first

    def fill(self, **typed: str) -> None:
        """Type, by the names of fields; two underscores stand for a dot."""
        for name, text in typed.items():
            self.page.locator(f"[name='{name.replace('__', '.')}']").fill(text)

    def select(self, **codes: str) -> None:
        for name, code in codes.items():
            self.page.locator(f"[name='{name.replace('__', '.')}']").select_option(code)

    def check(self, name: str, value: str) -> None:
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def arrived(self) -> None:
        """Look at what every page has to be: in this language, no wider than the window."""
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert fits(self.page)

    def sees(self, *texts: str) -> None:
        shown = self.page.locator("main").inner_text()
        assert [one for one in texts if one not in shown] == []

    def reads(self, *texts: str) -> None:
        """See what the product says."""
        self.sees(*map(self.says, texts))

    def is_at(self, heading: str) -> None:
        assert self.page.locator("h1").inner_text() == heading

    def is_told(self, notice: str) -> None:
        """See at the top of the page what was done, and nothing that is wrong."""
        assert self.page.get_by_role("status").inner_text() == self.says(notice)
        assert self.page.locator("main [role=alert]").count() == 0

    def save(self, button: str = "Save") -> None:
        self.press(button)
        self.is_told("Saved, sealed for the team.")

    def back(self) -> None:
        """Go from any page of the accompaniment to its own."""
        self.page.locator("main .kicker a").click()
        if self.page.locator("main .ways").count() == 0:
            self.page.locator("main .kicker a").click()
        self.is_at(self.typed["name"])

    def move_on(self, state: str) -> None:
        """Say on the accompaniment's page where it stands now."""
        self.page.locator(".moving summary").click()
        self.press(state)
        self.is_told("Moved on.")
        assert self.page.locator(".ribbon [aria-current]").inner_text() == self.says(state)


# --- the stops -----------------------------------------------------------------------------


def first_run(walker: Walker, link: str) -> str:
    """Set the node up by its link; return the passphrase that was drawn."""
    page = walker.page
    page.goto(f"{link}?language={walker.language}")
    walker.is_at(walker.says("Set up this node"))
    walker.fill(name="Casa de prueba", handle="luz")
    walker.press("Make the node")
    walker.is_at(walker.says("Recovery kit"))
    assert page.locator(".sheet").count() == 4
    passphrase = page.locator("p.secret").first.inner_text()
    walker.check("kept", "yes")
    walker.press("Finish")
    walker.is_at(walker.says("The node is ready"))
    return passphrase


def sign_in(walker: Walker, passphrase: str) -> None:
    arrive(walker.page, "/sign-in")
    walker.is_at(walker.says("Sign in"))
    walker.fill(handle="luz", passphrase=passphrase)
    walker.press("Sign in")
    walker.is_at(walker.says("Agenda"))


def arrive(page: Page, path: str, seconds: int = 20) -> None:
    """Go there as soon as somebody listens: the set-up ends a moment before the node begins."""
    for _tenth in range(10 * seconds):
        try:
            page.goto(path)
        except Error:
            page.wait_for_timeout(100)
        else:
            return
    raise AssertionError("nobody listens")


def subject(walker: Walker) -> None:
    walker.follow("Begin a process")
    walker.check("kind", "accompaniment")
    walker.fill(name=walker.told("name"))
    walker.press("Begin")
    walker.is_at(walker.typed["name"])
    walker.reads("Who is it that you accompany?")
    walker.follow("Write down who they are")
    walker.fill(described=walker.told("described"))
    walker.select(unit="group", place="MX-OAX")
    walker.save()
    walker.back()
    walker.sees("Oaxaca")


def beginning(walker: Walker) -> None:
    walker.follow("Write down how it begins")
    walker.fill(framing=walker.told("framing"))
    walker.save()
    walker.back()
    walker.move_on("Framing and agreement")


def consent(walker: Walker) -> None:
    walker.reads("They have agreed to nothing yet, so nothing leaves and nothing is counted.")
    walker.follow("Consent")
    walker.follow("Talk about it")
    walker.check("capacity", "assembly")
    walker.check("answer.service", "yes")
    walker.check("answer.research", "no")
    walker.fill(giver=walker.told("giver"))
    walker.press("Keep what was said")
    walker.is_told("Kept. What leaves and what is counted follows it from now on.")
    walker.reads("How it stands", "Take it back")
    walker.sees(walker.typed["giver"])
    walker.back()


def diagnosis(walker: Walker) -> None:
    walker.move_on("Participatory diagnosis")
    walker.follow("Diagnosis in four fields")
    walker.fill(day="2025-03-09", round="1", security=walker.told("security"))
    walker.press("Add", "Impacts")
    walker.select(impacts__0__impact="fear", impacts__0__dimension="personal")
    walker.fill(impacts__0__said=walker.told("impact"))
    walker.press("Add", "Ways of facing it")
    walker.select(copings__0__coping="mutual_care", copings__0__dimension="personal")
    walker.fill(copings__0__said=walker.told("coping"))
    walker.save()
    walker.back()
    walker.follow("Impacts and coping")
    walker.sees(walker.typed["impact"], walker.typed["coping"])
    walker.back()


def plan(walker: Walker) -> None:
    walker.move_on("Plan agreed")
    walker.follow("Plan")
    walker.reads("There is no plan yet.")
    walker.follow("Make a plan")
    walker.fill(agreed_on="2025-03-20", review_on="2025-06-20")
    walker.press("Add", "Objectives")
    walker.fill(objectives__0__objective=walker.told("objective"))
    walker.press("Add", "Activities")
    walker.fill(activities__0__what=walker.told("activity"))
    walker.save()
    walker.back()
    walker.follow("Plan")
    walker.sees(walker.typed["objective"], walker.typed["activity"])
    walker.page.locator(".moving summary").click()
    walker.page.locator("[name=move][value$='.done']").click()
    walker.is_told("Saved, sealed for the team.")
    walker.back()


def session(walker: Walker) -> None:
    walker.move_on("Accompanying")
    walker.follow("Note a session")
    walker.fill(day="2025-04-02", note=walker.told("note"))
    walker.page.locator("form.record summary").last.click()
    walker.fill(kept=walker.told("kept"))
    walker.save("Save the session")
    walker.sees(walker.typed["kept"])


def second_round(walker: Walker) -> None:
    walker.follow("Impacts and coping")
    walker.follow("Type in from paper")
    walker.fill(day="2026-03-09", change_said=walker.told("change"))
    walker.select(impact__personal__0="fear", change="better")
    walker.fill(impact_said__personal__0=walker.told("later"))
    walker.fill(coping_said__personal__0=walker.told("singing"))
    walker.save("Save this round")
    walker.sees(walker.typed["later"], walker.typed["singing"])
    walker.follow("Two rounds side by side")
    walker.sees(*(walker.typed[one] for one in ("impact", "later", "singing", "change")))
    walker.back()


def evaluation(walker: Walker) -> None:
    walker.move_on("Joint evaluation")
    walker.follow("Evaluation")
    walker.fill(day="2026-04-01", voice=walker.told("voice"))
    walker.select(with_subject="yes", change="better")
    walker.save()
    walker.back()


#: What its page offers once it is closed.
CLOSED = "Open it again, hand it over, erase it"


def close(walker: Walker) -> None:
    walker.move_on("Closing")
    walker.follow("Accompaniment")
    walker.fill(ended_on="2026-04-15", closing_said=walker.told("goodbye"))
    walker.select(closing_reason="objectives_met")
    walker.save()
    walker.back()
    walker.move_on("Closed")
    walker.follow("Open it to a colleague, close it, hand it over, erase it")
    walker.press("Close it")
    walker.is_told("Closed. It can be read, and opened again.")
    walker.reads(CLOSED)
    assert walker.says("Note a session") not in walker.page.locator("main").inner_text()


def export(walker: Walker) -> None:
    walker.follow(CLOSED)
    walker.follow("Hand everything over")
    walker.page.locator("[name=reason]").first.check()
    with walker.page.expect_download() as saved:
        walker.page.get_by_role("button", name=walker.says("Save the file"), exact=True).click()
    with zipfile.ZipFile(saved.value.path()) as file:
        held = "".join(file.read(one).decode("utf-8", "replace") for one in file.namelist())
    assert [about for about, text in walker.typed.items() if text not in held] == []
    walker.back()


def erase(walker: Walker) -> None:
    walker.follow(CLOSED)
    walker.follow("Erase it")
    walker.is_at(walker.says("Erase this process"))
    walker.check("reason", "asked_for_by_subject")
    walker.press("Erase for good")
    walker.is_told("Erased. It cannot be brought back.")
    walker.reads("No process is open to you yet.")


# --- the walk ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("en", 1280)])
def test_an_accompaniment_is_walked_from_the_first_run_to_its_erasing(
    browser: Browser, link: str, tmp_path: Path, language: str, width: int
) -> None:
    address = link.partition("/set-up/")[0]
    opened = context(browser, address, width, java_script_enabled=False, locale=language)
    walker = Walker(opened.new_page(), language)
    sign_in(walker, first_run(walker, link))
    for stop in (subject, beginning, consent, diagnosis, plan, session, second_round, evaluation):
        stop(walker)
    close(walker)
    export(walker)
    pieces = sealed(tmp_path / "node" / "node.db")
    assert left(tmp_path, pieces) == pieces
    erase(walker)
    assert left(tmp_path, pieces) == set()
    assert [name for content in contents(tmp_path) for name in find_canaries(content)] == []
    opened.close()


def sealed(database: Path) -> set[bytes]:
    """Return a piece of every record that the node keeps, as it lies in the database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        rows = opened.execute("SELECT * FROM record").fetchall()
    values = [one for row in rows for one in row if isinstance(one, bytes) and len(one) > 2 * PIECE]
    assert len(values) >= len(rows) > 0
    return {value[PIECE : 2 * PIECE] for value in values}


def left(folder: Path, pieces: set[bytes]) -> set[bytes]:
    """Return which of these pieces lie in a file."""
    return {piece for content in contents(folder) for piece in pieces if piece in content}


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
