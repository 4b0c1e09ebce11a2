"""The pictures of docs/: a node with the invented histories, seen as people see it.

    python .ci/pictures.py

Needs a Chromium (``TEJIDO_TEST_CHROMIUM``, or one on PATH). Writes ``docs/pictures/*.png``.
"""

import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from waitress.server import create_server

from tejido.testing.nodes import PASSPHRASE, SmallNode, small_node
from tejido.web.app import create_app
from tejido.work import processes, records
from tejido.work.records import Entry

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
#: What a picture may weigh, in bytes: these pages are read over poor lines too.
HEAVIEST = 120_000
PHONE = ViewportSize(width=360, height=720)
DESK = ViewportSize(width=1000, height=680)
#: Every invented history comes from it.
SEED = 1


@dataclass(frozen=True)
class Picture:
    """One picture: its file, what is looked at, how large, and what stands at its top."""

    name: str
    path: str
    size: ViewportSize
    top: str = ""


#: ``{p}`` is the accompaniment with the most records.
PICTURES = (
    Picture("agenda", "/", PHONE),
    Picture("procesos", "/processes", PHONE),
    Picture("acompanamiento", "/processes/{p}", DESK),
    Picture("linea-del-tiempo", "/processes/{p}/timeline", PHONE),
    Picture("consentimiento", "/processes/{p}/consent/talk/subject", PHONE, "#f-purposes"),
    Picture("matriz", "/processes/{p}/matrix", DESK),
    Picture("dos-rondas", "/processes/{p}/matrix/compare", DESK),
    Picture("hoja", "/processes/{p}/matrix/blank", DESK),
    Picture("sesion", "/processes/{p}/session", PHONE),
    Picture("informe", "/processes/{p}/report", PHONE),
)


def main() -> int:
    """Make every picture; 1 if one is heavier than a poor line bears."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, small_node(Path(folder) / "node") as small:
        fullest = _filled(small)
        with _served(small) as address, _browser() as browser:
            for one in PICTURES:
                _taken(browser, address, one, fullest)
    heavy = [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > HEAVIEST]
    if heavy:
        print(f"heavier than {HEAVIEST} bytes: {', '.join(heavy)}", file=sys.stderr)  # noqa: T201
    return 1 if heavy else 0


def _filled(small: SmallNode) -> str:
    """Write the invented histories; return the id of the accompaniment with the most records."""
    small.joined_by("luz", "administrator", "network", "auditor", "intake", "analyst")
    told: dict[str, int] = {}
    for sample in small.node.plugins.samples(SEED):
        process = processes.start(small.node, small.ana, sample.kind, sample.name)
        entries = [Entry(one.type, process, one.given) for one in sample.records]
        written = records.write(small.node, small.ana, entries)
        told[process] = len(written) if sample.kind == "accompaniment" else 0
    return max(told, key=lambda process: told[process])


@contextmanager
def _served(small: SmallNode) -> Iterator[str]:
    bound = socket.create_server(("127.0.0.1", 0))
    server = create_server(create_app(small.node), sockets=[bound], ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    program = os.environ.get("TEJIDO_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _taken(browser: Browser, address: str, picture: Picture, process: str) -> None:
    context = browser.new_context(
        base_url=address, viewport=picture.size, java_script_enabled=False, locale="es-MX"
    )
    page = context.new_page()
    _sign_in(page)
    page.goto(picture.path.format(p=process) + picture.top)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("[name=handle]").fill("ana")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main())
