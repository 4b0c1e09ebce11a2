"""The first run in a browser: a link that works once, and a kit that is shown until it is kept."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tejido.settings import SETTINGS_FILE
from tejido.vault.identity import node_id, root_from_words
from tejido.web.setup import create_setup_app
from tejido.work import founding, nodes, people

TOKEN = "un-enlace-de-prueba"
AT = f"/set-up/{TOKEN}"
ANSWERS = {"name": "Casa de prueba", "handle": "luz", "language": "en"}
SHEET = re.compile(r'<(?:ol|p) class="secret[^>]*>(.*?)</(?:ol|p)>')


def sheets(page: str) -> list[str]:
    """Return what is printed of a kit: one text a sheet."""
    return [" ".join(re.findall(r"[^<>]+(?=<|$)", one)) for one in SHEET.findall(page)]


class FirstRun:
    """One first run: its client, and whether it was finished."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.finished = folder, 0
        app = create_setup_app(TOKEN, "127.0.0.1", self.found, self.finish)
        self.client: FlaskClient = app.test_client()

    def found(self, answers: Mapping[str, Any]) -> founding.Founded:
        cheap: dict[str, Any] = {"passphrase_opslimit": 1, "passphrase_memory_kib": 8}
        return founding.found(self.folder, **answers, **cheap)

    def finish(self) -> None:
        self.finished += 1


@pytest.fixture
def run(tmp_path: Path) -> FirstRun:
    return FirstRun(tmp_path / "node")


def test_it_asks_makes_the_node_shows_the_kit_and_ends(run: FirstRun) -> None:
    assert "Set up this node" in run.client.get(f"{AT}?language=en").text
    made = run.client.post(AT, data=ANSWERS)
    assert (made.status_code, made.location) == (302, f"{AT}/kit?language=en")
    page = run.client.get(made.location)
    passphrase, words, root, backup = sheets(page.text)
    assert (len(words.split()), len(root.split())) == (12, 24)
    node = nodes.open_node(run.folder)
    try:
        assert node.id == node_id(root_from_words(root).public)
        assert (node.settings.name, node.settings.language) == ("Casa de prueba", "en")
        assert people.sign_in(node, "luz", passphrase).administrator
        again = people.recover(node, "luz", words, "otra frase larga")
        assert len(again) == 12
    finally:
        node.close()
    assert backup.startswith("AGE-SECRET-KEY-1")
    assert backup not in (run.folder / SETTINGS_FILE).read_text("utf-8")
    assert "age1" in (run.folder / SETTINGS_FILE).read_text("utf-8")


def test_a_form_that_is_sent_twice_at_once_makes_one_node(run: FirstRun) -> None:
    clients = [run.client.application.test_client() for _each in range(2)]
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda one: one.post(AT, data=ANSWERS), clients))
    assert [one.status_code for one in answers] == [302, 302]
    passphrase = sheets(run.client.get(f"{AT}/kit").text)[0]
    node = nodes.open_node(run.folder)
    assert people.sign_in(node, "luz", passphrase).administrator
    node.close()


def test_the_kit_is_shown_again_until_it_is_kept_and_then_never(run: FirstRun) -> None:
    run.client.post(AT, data=ANSWERS)
    first = sheets(run.client.get(f"{AT}/kit").text)
    refused = run.client.post(f"{AT}/kit", data={"language": "en"})
    assert (refused.status_code, sheets(refused.text)) == (422, first)
    assert run.finished == 0
    done = run.client.post(f"{AT}/kit", data={"kept": "yes", "language": "en"})
    done.close()
    assert run.finished == 1
    for path in (f"{AT}/kit", AT):
        after = run.client.get(path, follow_redirects=True)
        assert not any(secret in after.text for secret in first)
    assert run.client.post(AT, data=ANSWERS).status_code == 302


def test_what_was_typed_stays_when_something_is_wrong(run: FirstRun) -> None:
    wrong = run.client.post(AT, data={**ANSWERS, "handle": "Luz María"})
    assert wrong.status_code == 422
    assert 'value="Casa de prueba"' in wrong.text
    short = run.client.post(AT, data={**ANSWERS, "passphrase": "corta", "again": "corta"})
    assert short.status_code == 422
    twice = run.client.post(AT, data={**ANSWERS, "passphrase": "a" * 20, "again": "b" * 20})
    assert twice.status_code == 422
    nameless = run.client.post(AT, data={**ANSWERS, "name": "  "})
    assert nameless.status_code == 422
    assert not (run.folder / SETTINGS_FILE).exists()
    assert run.client.post(AT, data=ANSWERS).status_code == 302


def test_ones_own_passphrase_is_not_printed(run: FirstRun) -> None:
    own = "una frase que yo elegí"
    run.client.post(AT, data={**ANSWERS, "passphrase": own, "again": own})
    page = run.client.get(f"{AT}/kit").text
    assert own not in page
    assert len(sheets(page)) == 3
    node = nodes.open_node(run.folder)
    try:
        assert people.sign_in(node, "luz", own).handle == "luz"
    finally:
        node.close()


@pytest.mark.parametrize("path", ["/set-up/otro", "/set-up/otro/kit", "/set-up/", "/", "/sign-in"])
def test_without_the_link_there_is_nothing(run: FirstRun, path: str) -> None:
    run.client.post(AT, data=ANSWERS)
    assert run.client.get(path).status_code == 404
    assert run.client.post(path, data=ANSWERS).status_code in (404, 405)


def test_another_sites_form_or_name_does_nothing(run: FirstRun) -> None:
    foreign = run.client.post(AT, data=ANSWERS, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 400
    broken = run.client.post(AT, data=ANSWERS, headers={"Origin": "http://["})
    assert broken.status_code == 400
    cross = run.client.post(AT, data=ANSWERS, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 400
    named = run.client.get(AT, headers={"Host": "elsewhere.example"})
    assert named.status_code == 404
    assert not run.folder.exists()


def test_its_pages_carry_the_headers_of_all_others(run: FirstRun) -> None:
    page = run.client.get(AT)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        "no-store",
        "same-origin",
    )


@pytest.mark.parametrize("tag", ["es", "en"])
def test_it_speaks_the_language_that_is_chosen(run: FirstRun, tag: str) -> None:
    assert f'<html lang="{tag}">' in run.client.get(f"{AT}?language={tag}").text
    refused = run.client.post(AT, data={**ANSWERS, "handle": "!", "language": tag})
    assert f'<html lang="{tag}">' in refused.text


def test_listening_everywhere_it_answers_under_any_name(tmp_path: Path) -> None:
    everywhere = "0.0.0.0"  # noqa: S104  # not listened on
    app = create_setup_app(TOKEN, everywhere, FirstRun(tmp_path / "node").found, lambda: None)
    assert app.test_client().get(AT, headers={"Host": "192.0.2.7:8420"}).status_code == 200
