"""Handing everything over from a page: with the passphrase anew, as one file to be saved."""

import io
import json
import zipfile
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tejido.store.tables import RecordTable


def export(browser: Any, process: str, **typed: str) -> TestResponse:
    path = f"/processes/{process}/export"
    sent = {"reason": "asked_for_by_subject", "language": "es", **typed}
    answer: TestResponse = browser.post(path, path, sent)
    return answer


def opened(answer: TestResponse) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_everything_is_saved_as_one_file(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin(name="Hilo y Barro")
    browser.write(process, {"day": "2026-02-03", "narrative": "dos\r\nlíneas <b>"})
    page = f"/processes/{process}/attach"
    file = FileStorage(io.BytesIO(b"text"), "río.txt")
    browser.post(page, page, {"file": file}, content_type="multipart/form-data")
    answer = export(browser, process)
    archive = opened(answer)
    assert archive.namelist() == ["export.html", "export.json", "files/001-río.txt"]
    assert json.loads(archive.read("export.json"))["process"]["name"] == "Hilo y Barro"
    assert "dos\nlíneas &lt;b&gt;" in archive.read("export.html").decode()
    assert archive.read("files/001-río.txt") == b"text"


def test_it_is_saved_and_never_shown(site: Any) -> None:
    browser = site.signed_in()
    answer = export(browser, browser.begin())
    assert answer.content_type == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-03-01-')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_needs_the_passphrase_anew(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    site.clock.pass_(minutes=10)
    refused = export(browser, process)
    assert refused.status_code == 403
    assert "application/zip" not in refused.content_type
    assert export(browser, process, _passphrase="otra cosa del todo").status_code == 403
    opened(export(browser, process, _passphrase="el maíz crece en la milpa"))


def test_why_it_is_handed_over_is_asked(site: Any) -> None:
    browser = site.signed_in()
    answer = export(browser, browser.begin(), reason="")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_it_is_said_in_the_language_that_was_chosen(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    for tag, expected in (("en", 'lang="en"'), ("es", 'lang="es"'), ("../x", 'lang="es"')):
        page = opened(export(browser, process, language=tag)).read("export.html").decode()
        assert f"<html {expected}>" in page


def test_nobody_but_the_team_gets_it(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    path, stranger = f"/processes/{process}/export", site.signed_in("rosa")
    assert stranger.get(path).status_code == 403
    sent = {"reason": "moving", "_csrf": stranger.token("/processes")}
    assert stranger.client.post(path, data=sent).status_code == 403
    assert site.client().get(path).status_code == 302
    assert browser.client.post(path, data={"reason": "moving"}).status_code == 400


def test_asking_for_the_page_takes_nothing_out(site: Any) -> None:
    browser = site.signed_in()
    answer = browser.get(f"/processes/{browser.begin()}/export?reason=moving")
    assert answer.content_type.startswith("text/html")


def test_what_does_not_open_is_an_error_and_not_a_file(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    browser.write(process, {"day": "2026"})
    with site.node.store.write() as tx:
        tx.run(RecordTable.update(version=7))
    answer = export(browser, process)
    assert answer.status_code == 500
    assert "Content-Disposition" not in answer.headers
