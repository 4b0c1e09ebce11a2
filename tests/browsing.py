"""A real browser in tests: quiet, in a container, on a phone or on a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

#: What a browser needs to be quiet in a container.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """Give a browser, from the path of a Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


def context(browser: Browser, address: str, width: int, **options: Any) -> BrowserContext:
    """Return a context without a past, in a window of so many pixels, for one address."""
    made = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, **options
    )
    made.set_default_timeout(10_000)
    return made


def fits(page: Page) -> bool:
    """Say whether nothing but what scrolls by itself is wider than the window."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
