"""The way through the face in a real browser: without JavaScript, on a phone and on a desk.

axe then looks at every page in both languages, in a second context, for it is a script itself.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import pyotp
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FilePayload, Page, expect
from tests.browsing import context, fits, launched
from tests.serving import served

from tejido.accompaniment.samples import histories
from tejido.work import people, records, teams
from tejido.work.records import Entry

Site = Any

WORDS = "el maíz crece en la milpa"
#: What axe looks at each page as, by language: colours are the same in all of them.
LOOKS: Mapping[str, tuple[tuple[int, Literal["light", "dark"]], ...]] = {
    "es": ((360, "light"), (1280, "dark")),
    "en": ((360, "dark"),),
}
#: The rules that are broken and by what; all that is in order would take longer to hand over.
LOOK = """
axe.run({resultTypes: ["violations"]}).then(found => found.violations.flatMap(
  one => one.nodes.map(node => `${one.id} ${node.html.slice(0, 120)}`)))
"""

#: What is folded, and how all of it is opened.
FOLDED = "main details:not([open])"
UNFOLD = "every => every.forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser."""
    with launched(chromium) as opened:
        yield opened


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Serve the node's face on a port of this machine, as ``tejido serve`` does."""
    with served(site.app) as url:
        yield url


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Alias").fill("ana")
    page.get_by_label("Frase de acceso").fill(WORDS)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", name="Agenda").wait_for()


@pytest.mark.parametrize("width", [320, 1280])
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
    page.get_by_role("link", name="Hablarlo").click()
    page.get_by_role("link", name="Hablarlo").click()
    page.get_by_label("La asamblea o el colectivo").check()
    counted = page.locator("article", has_text="Que se cuente sin saberse de quién")
    counted.get_by_label("Sí", exact=True).check()
    counted.get_by_label("Compañeras").check()
    assert fits(page)
    page.get_by_role("button", name="Guardar lo que se dijo").last.click()
    assert "Guardado" in page.get_by_role("status").inner_text()
    assert fits(page)
    page.get_by_role("link", name="Colectivo Niebla").click()
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
    page.get_by_role("group", name="Impacts, 1 de 1").get_by_text("Miedo").wait_for()
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


@pytest.mark.parametrize("width", [320, 1280])
def test_what_was_written_when_the_session_ended_is_there_again_without_javascript(
    site: Site, browser: Browser, address: str, width: int
) -> None:
    process = site.signed_in().begin()
    opened = context(browser, address, width, java_script_enabled=False)
    page = opened.new_page()
    sign_in(page)
    page.goto(f"/processes/{process}/write/trama.everything")
    page.get_by_label("What happened").fill("Se oyó el río\ntoda la noche")
    site.clock.pass_(minutes=16)
    page.get_by_role("button", name="Guarda").last.click()
    assert "no se perdió" in page.get_by_role("status").inner_text()
    assert "oyó" not in page.content()
    assert fits(page)
    page.get_by_label("Alias").fill("ana")
    page.get_by_label("Frase de acceso").fill(WORDS)
    page.get_by_role("button", name="Entrar").click()
    assert "No se perdió" in page.get_by_role("status").inner_text()
    assert page.get_by_label("What happened").input_value() == "Se oyó el río\ntoda la noche"
    page.get_by_role("textbox", name="Day").fill("2026-03-01")
    page.get_by_role("button", name="Guarda").last.click()
    assert "Guardado" in page.get_by_role("status").inner_text()
    assert page.get_by_label("What happened").input_value() == "Se oyó el río\ntoda la noche"
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
    page.get_by_role("group", name="Meetings, 1 de 1").get_by_text("3").wait_for()
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
    page.goto(f"/processes/{process}/safekeeping")
    page.locator("#take-out").click()
    typed = page.locator("form[action$='/team/close'] [name=_passphrase]")
    typed.fill(WORDS)
    typed.press("Enter")
    assert page.url.endswith(f"/processes/{process}/safekeeping")
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
    """Bring the browser to every kind of page, one after the other; to none that shows less."""
    for path in (
        "/", "/processes", "/processes/new", f"/records/{record}",
        f"/processes/{process}/write/trama.everything",
        "/tables", "/tables/advocacy.acts/2026", "/nowhere", "/leaving/trama",
    ):  # fmt: skip
        page.goto(path)
        yield path
    page.locator("form.approve button").click()
    for path in (
        "matrix", "matrix/compare", "matrix/blank", "matrix/type", "timeline", "plan", "session",
    ):  # fmt: skip
        page.goto(f"/processes/{process}/{path}")
        page.locator(FOLDED).evaluate_all(UNFOLD)
        yield path
    page.goto(f"/processes/{process}/write/diagnosis")
    page.locator("button.add").first.click()
    page.locator(".actions button").click()
    page.locator(FOLDED).evaluate_all(UNFOLD)
    yield "a form with errors, an entry and everything unfolded"
    for path in ("consent/talk/member", "consent/talk/life", "consent/sheet", "shared"):
        page.goto(f"/processes/{process}/{path}")
        yield path
    page.goto(f"/processes/{process}/consent")
    page.locator("#give").click()
    page.locator("#give ~ form button").click()
    yield "another basis, with nothing chosen"
    page.goto(f"/processes/{process}/consent/talk/subject")
    page.locator("#f-given_on").fill("mañana")
    page.locator(".actions button").click()
    yield "a conversation with errors"
    yield from visit_files(page, process)
    for path in ("/account", "/account/sessions", "/account/codes", "/people"):
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
    for path in ("/words", "/words?q=miedo", "/words/aggression/torture"):
        page.goto(path)
        yield path
    page.goto("/words/impact")
    page.locator("main summary").last.click()
    page.locator("#broader").select_option("fear")
    page.locator("main details button").click()
    page.locator("#es-error").wait_for()
    yield "a word with errors"
    page.locator("#es").fill("Susto")
    page.locator("#en").fill("Fright")
    page.locator("main details button").click()
    page.locator("#retire").wait_for()
    yield "a word of one's own"
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
    page.locator(FOLDED).evaluate_all(UNFOLD)
    yield "an accompaniment with a file"
    page.locator("a.aside").click()
    yield "removing a file"
    page.goto("/search")
    page.locator("#words").fill("acta")
    page.locator(".search button").click()
    page.locator("mark").first.wait_for()
    yield "what was found"
    page.goto(f"/processes/{process}/export")
    yield "what is handed over"
    yield from visit_reports(page, process)


def visit_reports(page: Page, process: str) -> Iterator[str]:
    """Bring the browser to a report, to one that was asked for wrongly, and to the templates."""
    page.goto(f"/processes/{process}/report")
    page.locator("#destroy").fill("mañana")
    page.locator(".actions button").click()
    yield "a report asked for wrongly"
    page.locator("#destroy").fill("2026-04-01")
    page.locator('[name=section][value="trama.everything"]').check()
    page.locator(".actions button").click()
    page.locator(".report").wait_for()
    yield "a report"
    page.goto("/reports/templates")
    file: FilePayload = {"name": "x.docx", "mimeType": "text/plain", "buffer": b"la milpa"}
    page.locator("#file").set_input_files(file)
    page.locator("main form.record button").click()
    page.get_by_role("alert").wait_for()
    yield "a template that is none"


def whole_history(process: str) -> list[Entry]:
    """Return an invented accompaniment in two rounds, from its subject to its evaluation.

    It does not tell the subject's languages, which the pages about consent would speak.
    """
    kinds = [(told, {one.type for one in told.records}) for told in histories(1)]
    told = next(told for told, types in kinds if "evaluation" in types)
    given = [(one.type, dict(one.given)) for one in told.records]
    for _type, body in given:
        body.pop("languages", None)
    return [Entry(type_id, process, body) for type_id, body in given]


@pytest.mark.parametrize("language", ["es", "en"])
def test_axe_finds_nothing(site: Site, browser: Browser, address: str, language: str) -> None:
    ana = site.signed_in()
    process = ana.begin()
    ana.consent(process, "aggregate")
    typed = [("day", "2026"), ("place", "MX-OAX"), ("impacts", "0"), ("impacts.0.impact", "fear")]
    record = ana.write(process, typed)
    ana.write(process, {"received_on": "2026-03-01", "severity": "red"}, "crisis.emergency")
    records.write(site.node, site.node_who("ana"), whole_history(process))
    opened = context(browser, address, 360, bypass_csp=True)
    page = opened.new_page()
    found = {path: _faults(page, language, path) for path in ("/sign-in", "/recover")}
    sign_in(page)
    page.get_by_role("button", name={"es": "Español", "en": "English"}[language]).click()
    for where in visit(page, process, record, lambda: site.clock.pass_(minutes=6)):
        assert page.locator("html").get_attribute("lang") == language
        found[where] = _faults(page, language)
    assert {where: faults for where, faults in found.items() if faults} == {}
    opened.close()


def test_axe_can_find_something(browser: Browser, address: str) -> None:
    opened = context(browser, address, 360, bypass_csp=True)
    page = opened.new_page()
    page.goto("/sign-in")
    page.evaluate("document.querySelector('label').remove()")
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { h1 { color: #111 } }")
    assert [fault.partition(" <")[0] for fault in _faults(page, "es")] == [
        "360 light label", "1280 dark color-contrast", "1280 dark label"
    ]  # fmt: skip
    opened.close()


def _faults(page: Page, language: str, path: str = "") -> list[str]:
    """Return what axe finds on a page, and that it is too wide, in the looks of a language."""
    if path:
        page.goto(path)
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme} {fault}" for fault in page.evaluate(LOOK)]
        found += [] if fits(page) else [f"{width} {scheme} wider than the window"]
    return found
