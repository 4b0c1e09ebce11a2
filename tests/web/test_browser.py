"""The way through the face in a real browser: without JavaScript, on a phone and on a desk.

axe then looks at every page in both languages, in a second context, for it is a script itself.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect, sync_playwright
from waitress.server import create_server

from tejido.work import people, teams

Site = Any

WORDS = "el maíz crece en la milpa"
#: What a browser needs to be quiet in a container.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Serve the node's face on a port of this machine, as ``tejido serve`` does."""
    server = create_server(site.app, host="127.0.0.1", port=0, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"  # type: ignore[union-attr]  # the stubs lack it
    server.close()
    thread.join(10)


def context(browser: Browser, address: str, width: int, **options: Any) -> BrowserContext:
    made = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, **options
    )
    made.set_default_timeout(10_000)
    return made


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Alias").fill("ana")
    page.get_by_label("Frase de acceso").fill(WORDS)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", name="Agenda").wait_for()


def fits(page: Page) -> bool:
    """Say whether nothing but what scrolls by itself is wider than the window."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_from_signing_in_to_the_table_without_javascript(
    site: Site, browser: Browser, address: str, width: int
) -> None:
    opened = context(browser, address, width, java_script_enabled=False)
    page = opened.new_page()
    # 1. Somebody signs in and begins a process.
    sign_in(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Agenda"
    page.get_by_role("link", name="Empieza un proceso").click()
    page.get_by_label("Acompañamiento").check()
    page.get_by_label("Cómo le dicen entre ustedes").fill("Colectivo Niebla")
    page.get_by_role("button", name="Empieza", exact=True).click()
    assert fits(page)
    # 2. Its subject consents to one purpose and one recipient.
    page.get_by_text("Anota un consentimiento").click()
    page.get_by_label("Que se cuente sin saberse de quién").check()
    page.get_by_label("Compañeras").check()
    page.get_by_role("button", name="Guarda este consentimiento").click()
    assert page.get_by_role("status").inner_text() == "El consentimiento quedó guardado."
    # 3. A record: wrong first, then with an entry in a group.
    page.get_by_role("link", name="Everything", exact=True).click()
    page.get_by_role("button", name="Guarda").click()
    assert page.get_by_role("alert").get_by_role("link", name="Day").count() == 1
    page.get_by_role("textbox", name="Day").fill("2026-03-01")
    page.get_by_label("Where").select_option("MX-OAX")
    page.get_by_role("button", name="Agrega Impacts").click()
    assert page.get_by_role("textbox", name="Day").input_value() == "2026-03-01"
    page.get_by_role("group", name="Impacts, 1 de 1").get_by_label("Impact").select_option("fear")
    assert fits(page)
    page.get_by_role("button", name="Guarda").click()
    assert "Guardado" in page.get_by_role("status").inner_text()
    assert page.get_by_role("group", name="Impacts, 1 de 1").get_by_text("Miedo").is_visible()
    # 4. What would leave is seen, byte by byte, and approved.
    page.get_by_role("link", name="Lo que saldría").click()
    page.get_by_text("bytes tal como salen").click()
    assert '"place":"MX-OAX"' in page.locator("pre").inner_text()
    assert fits(page)
    page.get_by_role("button", name="Aprueba y envía").click()
    assert "Aprobado" in page.get_by_role("status").inner_text()
    assert len(site.queue) == 1
    # 5. The table; then out.
    page.get_by_role("link", name="Tablas").click()
    page.get_by_role("link", name="2026").first.click()
    assert page.get_by_role("heading", level=1).inner_text().endswith("2026")
    assert fits(page)
    page.get_by_role("button", name="Salir").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Entrar"
    opened.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_somebody_is_added_and_comes_in_without_javascript(
    site: Site, browser: Browser, address: str, width: int
) -> None:
    opened = context(browser, address, width, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    # 1. Ana is asked for her passphrase anew, for she typed it a while ago.
    site.clock.pass_(minutes=6)
    page.goto("/people/new")
    page.locator("#handle").fill("luz")
    page.locator("[name=_passphrase]").fill("otra cosa")
    page.locator(".actions button").click()
    assert fits(page)
    page.locator("[name=_passphrase]").fill(WORDS)
    page.locator("main form button").click()
    # 2. What is shown once fits, and on paper nothing says whose it is.
    passphrase = page.locator("p.secret").inner_text()
    assert fits(page)
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.locator("h1").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Salir").click()
    # 3. Luz comes in with it once, and gets a passphrase and words that only she sees.
    page.locator("#handle").fill("luz")
    page.locator("#passphrase").fill(passphrase)
    page.locator("main form button").click()
    page.locator("main form button").click()
    own = page.locator("p.secret").inner_text()
    assert own != passphrase
    assert page.locator("ol.words li").count() == 12
    assert fits(page)
    # 4. With her own she comes in again, and gives her phone the secret.
    page.goto("/sign-in")
    page.locator("#handle").fill("luz")
    page.locator("#passphrase").fill(own)
    page.locator("main form button").click()
    page.goto("/account/codes")
    assert page.evaluate("document.querySelector('img.code').naturalWidth") > 200
    page.locator("main summary").click()
    secret = page.locator("details .secret").inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(secret).at(site.clock()))
    page.locator("main form button").click()
    assert page.locator("ol.codes li").count() == 10
    assert fits(page)
    opened.close()


def test_what_a_session_left_in_the_browser_is_gone_once_it_is_locked(
    browser: Browser, address: str
) -> None:
    opened = context(browser, address, 360, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    assert opened.cookies()
    page.get_by_role("button", name="Salir").click()
    page.get_by_role("heading", name="Entrar").wait_for()
    assert opened.cookies() == []
    opened.close()


def test_pressing_enter_saves_and_removes_nothing(browser: Browser, address: str) -> None:
    opened = context(browser, address, 360, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    page.goto("/processes/new")
    page.get_by_label("Acompañamiento").check()
    page.get_by_label("Cómo le dicen").fill("Hilo")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Everything", exact=True).click()
    page.get_by_role("button", name="Agrega Meetings").click()
    page.get_by_role("group", name="Meetings, 1 de 1").get_by_label("People").first.fill("3")
    page.get_by_role("textbox", name="Day").fill("2026")
    page.keyboard.press("Enter")
    assert "Guardado" in page.get_by_role("status").inner_text()
    assert page.get_by_role("group", name="Meetings, 1 de 1").get_by_text("3").is_visible()
    opened.close()


def test_enter_in_a_passphrase_presses_no_other_forms_button(
    site: Site, browser: Browser, address: str
) -> None:
    ana = site.signed_in()
    process = ana.begin()
    rosas = f"/people/{_card_of(site, 'rosa').id}"
    who = site.node_who("ana")
    (other,) = teams.others(site.node, who)
    teams.open_to(site.node, who, process, "rosa", public=other.public)
    opened = context(browser, address, 360, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    site.clock.pass_(minutes=6)
    # 1. On the team's page nobody is taken out as long as nobody is chosen.
    page.goto(f"/processes/{process}")
    page.locator("#take-out").click()
    typed = page.locator("form[action$='/team/close'] [name=_passphrase]")
    typed.fill(WORDS)
    typed.press("Enter")
    assert page.url.endswith(f"/processes/{process}")
    assert len(teams.team(site.node, site.node_who("ana"), process).members) == 2
    # 2. On a person's page it keeps rights as they are, in whichever form it is typed; only the
    #    one button beside the field is pressed.
    page.goto(rosas)
    typed = page.locator("form[action$='/rights'] [name=_passphrase]")
    typed.fill(WORDS)
    typed.press("Enter")
    page.wait_for_url(f"**{rosas}?done=changed")
    rosa = _card_of(site, "rosa")
    assert (rosa.state, rosa.accompanier, rosa.administrator) == ("active", True, False)
    assert rosa.roles == ()
    opened.close()


def _card_of(site: Site, handle: str) -> Any:
    return people.card(site.node, site.node_who("ana"), handle)


def test_the_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    opened = context(browser, address, 360, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Salta al contenido")
    expect(skip).to_be_focused()
    assert skip.bounding_box() is not None
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    opened.close()


def visit(page: Page, process: str, record: str, stale: Callable[[], None]) -> Iterator[str]:
    """Bring the browser to every kind of page, one after the other."""
    for path in (
        "/", "/processes", "/processes/new", f"/processes/{process}", f"/records/{record}",
        f"/processes/{process}/write/trama.everything",
        f"/processes/{process}/write/crisis.emergency",
        f"/processes/{process}/write/organizational.diagnosis",
        "/leaving/trama", "/tables", "/tables/advocacy.acts/2026", "/nowhere",
    ):  # fmt: skip
        page.goto(path)
        yield path
    page.goto(f"/processes/{process}/write/organizational.diagnosis")
    page.locator("button.add").first.click()
    page.locator(".actions button").click()
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    yield "a form with errors, an entry and everything unfolded"
    page.goto(f"/processes/{process}")
    page.locator("#give").click()
    yield "the consent form"
    yield from visit_files(page, process)
    for path in ("/account", "/account/sessions", "/account/roles", "/account/codes", "/people"):
        page.goto(path)
        yield path
    page.locator(".cards a").last.click()
    yield "a person"
    page.goto("/people/new")
    page.locator("#handle").fill("rosa")
    page.locator(".actions button").click()
    yield "a handle that is taken"
    page.locator("#handle").fill("luz")
    page.locator(".actions button").click()
    page.locator(".sheet").first.wait_for()
    yield "what is shown once"
    stale()
    page.goto("/account/roles")
    yield "forms that ask for the passphrase"
    page.goto("/people/new")
    page.locator("#handle").fill("sol")
    page.locator("[name=_passphrase]").fill("x")
    page.locator(".actions button").click()
    yield "the page in between"


def visit_files(page: Page, process: str) -> Iterator[str]:
    """Bring the browser to a file on its way through, to what is found and what is handed over."""
    page.goto(f"/processes/{process}/attach")
    yield "attaching a file"
    file: FilePayload = {"name": "acta.txt", "mimeType": "text/plain", "buffer": b"la milpa"}
    page.locator("#file").set_input_files(file)
    page.locator(".actions button").click()
    page.get_by_text("acta.txt").first.wait_for()
    yield "a file"
    page.locator("a.aside").click()
    yield "removing a file"
    page.goto("/search")
    page.locator("#words").fill("acta")
    page.locator(".search button").click()
    page.locator("mark").wait_for()
    yield "what was found"
    page.goto(f"/processes/{process}/export")
    yield "what is handed over"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing(
    site: Site, browser: Browser, address: str, language: str, width: int, scheme: str
) -> None:
    ana = site.signed_in()
    process = ana.begin()
    ana.consent(process, "aggregate")
    typed = [("day", "2026"), ("place", "MX-OAX"), ("impacts", "0"), ("impacts.0.impact", "fear")]
    record = ana.write(process, typed)
    ana.write(process, {"received_on": "2026-03-01", "severity": "red"}, "crisis.emergency")
    opened = context(browser, address, width, color_scheme=scheme, bypass_csp=True)
    page = opened.new_page()
    found = {path: _faults(page, path) for path in ("/sign-in", "/recover")}
    sign_in(page)
    page.get_by_role("button", name={"es": "Español", "en": "English"}[language]).click()
    for where in visit(page, process, record, lambda: site.clock.pass_(minutes=6)):
        assert page.locator("html").get_attribute("lang") == language
        found[where] = _faults(page)
    assert {where: faults for where, faults in found.items() if faults} == {}
    opened.close()


def test_axe_can_find_something(browser: Browser, address: str) -> None:
    opened = context(browser, address, 360, bypass_csp=True)
    page = opened.new_page()
    page.goto("/sign-in")
    page.evaluate("document.querySelector('label').remove()")
    assert [fault.partition(":")[0] for fault in _faults(page)] == ["label"]
    opened.close()


def _faults(page: Page, path: str = "") -> list[str]:
    """Return what axe finds on a page: the rule, and what breaks it."""
    if path:
        page.goto(path)
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]
