"""Searching in a browser: a form that is posted, its words in no address and kept nowhere."""

import logging
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tejido.minimize.canaries import find_canaries, new_canary


def search(browser: Any, typed: str, **more: str) -> TestResponse:
    answer: TestResponse = browser.post("/search", "/search", {"words": typed, **more})
    return answer


def test_what_is_found_leads_there_with_its_words_marked(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin(name="Hilo y Barro")
    record = browser.write(process, {"day": "2026", "narrative": "Contaron que García volvió"})
    page = search(browser, "GARCIA conta").text
    assert f'<a href="/records/{record}">' in page
    assert f'<a href="/processes/{process}">Hilo y Barro</a>' in page
    assert "<mark>Conta</mark>ron que <mark>García</mark> volvió" in page
    assert 'value="GARCIA conta"' in page


def test_a_process_is_found_by_its_name(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin(name="Hilo y Barro")
    page = search(browser, "barro").text
    assert f'<a href="/processes/{process}">' in page
    assert "Hilo y <mark>Barro</mark>" in page


def test_everything_found_is_escaped(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin(name="<script>alert(1)</script> milpa")
    browser.write(process, {"day": "2026", "narrative": "milpa <script>alert(2)</script>"})
    page = search(browser, "milpa <script>").text
    assert "<script" not in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert 'value="milpa &lt;script&gt;"' in page


def test_nothing_found_says_what_to_try(site: Any) -> None:
    browser = site.signed_in()
    page = search(browser, "milpa")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_without_a_word_the_form_says_so(site: Any) -> None:
    page = search(site.signed_in(), "a ¡!")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert 'value="a ¡!"' in page.text


def test_further_pages_are_asked_for_by_the_same_words(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    for number in range(51):
        browser.write(process, {"day": "2026", "line": f"la milpa {number}"})
    first = search(browser, "milpa").text
    assert first.count("<mark>") == 50
    assert 'name="page" value="2"' in first
    second = search(browser, "milpa", page="2").text
    assert second.count("<mark>") == 1
    assert 'name="page" value="1"' in second
    assert search(browser, "milpa", page="x").text.count("<mark>") == 50


def test_nobody_finds_what_was_not_opened_to_them(site: Any) -> None:
    browser = site.signed_in()
    browser.write(browser.begin(), {"day": "2026", "line": "la milpa"})
    assert "<mark>" in search(browser, "milpa").text
    assert "<mark>" not in search(site.signed_in("rosa"), "milpa").text
    assert site.client().get("/search").status_code == 302


def test_only_our_own_form_searches(site: Any) -> None:
    browser = site.signed_in()
    browser.begin(name="Hilo y Barro")
    assert browser.client.post("/search", data={"words": "barro"}).status_code == 400
    assert "<mark>" not in browser.get("/search?words=barro").text


def test_the_words_are_in_no_address_no_log_and_no_file(
    site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser, canary = site.signed_in(), new_canary()
    browser.write(browser.begin(), {"day": "2026", "line": canary})
    answer = search(browser, canary)
    assert "<mark>" in answer.text
    addresses = re.findall(r'(?:href|action)="([^"]*)"', answer.text)
    assert find_canaries(" ".join(addresses).encode()) == []
    assert find_canaries(str(answer.headers).encode()) == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert find_canaries(caplog.text.encode()) == []
    for path in site.node.settings.folder.rglob("*"):
        assert path.is_dir() or find_canaries(path.read_bytes()) == [], path
