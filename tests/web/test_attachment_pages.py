"""Files over the web: sealed while they come in, given back to be saved, asked about, removed."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from tejido.store.tables import AttachmentPartTable
from tejido.vault.sealed_streams import CHUNK, SealedSpool
from tejido.web.process_files import size_in_words
from tejido.web.uploads import LONGEST_UPLOAD
from tejido.work.attachments import LARGEST_FILE

TEXT = "Lo que contaron junto al río. ".encode() * 5000


def attach(
    browser: Any,
    process: str,
    content: bytes = TEXT,
    name: str = "denuncia.pdf",
    kind: str = "application/pdf",
    record: str = "",
) -> TestResponse:
    path = f"/processes/{process}/attach"
    typed = [("file", sent_file(content, name, kind))] + ([("record", record)] if record else [])
    return send(browser, path, [*typed, ("_csrf", browser.token(path))])


def send(browser: Any, path: str, typed: Any) -> TestResponse:
    """Send a form with files; the test client's own way would put it into a file itself."""
    stream, length, boundary = stream_encode_multipart(MultiDict(typed), use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    answer: TestResponse = browser.client.post(
        path, input_stream=stream, content_length=length, content_type=kind
    )
    return answer


def sent_file(content: bytes, name: str = "a.txt", kind: str = "") -> Any:
    return FileStorage(io.BytesIO(content), name, content_type=kind)


def kept(browser: Any, process: str) -> str:
    """Return the address of the newest file of a process."""
    page: str = browser.get(f"/processes/{process}").text
    return "/attachments/" + page.partition('href="/attachments/')[2].partition('"')[0]


def test_a_file_is_attached_listed_saved_and_removed(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    answer = attach(browser, process)
    assert (answer.status_code, answer.location) == (302, f"/processes/{process}?done=attached")
    page = browser.get(answer.location).text
    assert "denuncia.pdf" in page
    assert "155 KB" in page
    path = kept(browser, process)
    saved = browser.get(path)
    assert saved.data == TEXT
    question = browser.get(f"{path}/remove").text
    assert "denuncia.pdf" in question
    removed = browser.post(f"{path}/remove", f"{path}/remove")
    assert removed.location == f"/processes/{process}?done=file_removed"
    assert "denuncia.pdf" not in browser.get(f"/processes/{process}").text
    assert browser.get(path).status_code == 404


def test_a_file_about_a_record_is_listed_with_it_and_with_its_process(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    record = browser.write(process, {"day": "2026"})
    other = browser.write(process, {"day": "2025"})
    assert attach(browser, process, record=record).location == f"/records/{record}?done=attached"
    assert "denuncia.pdf" in browser.get(f"/records/{record}").text
    assert "denuncia.pdf" not in browser.get(f"/records/{other}").text
    page = browser.get(f"/processes/{process}").text
    assert f'<a href="/records/{record}">' in page.partition("denuncia.pdf")[2]


def test_what_is_saved_is_never_shown_within_a_page(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process, b"<script>alert(1)</script>", "a.html", "text/html")
    saved = browser.get(kept(browser, process))
    assert saved.content_type == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="a.html"')
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert "default-src 'none'" in saved.headers["Content-Security-Policy"]
    assert saved.headers["Cache-Control"] == "no-store"
    assert saved.headers["Content-Length"] == "25"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("application/pdf", "application/pdf"),
        ("image/png", "image/png"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("text/plain", "text/plain; charset=utf-8"),
    ],
)
def test_only_some_kinds_are_told_to_the_browser(site: Any, kind: str, told: str) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process, b"text", "a", kind)
    assert browser.get(kept(browser, process)).content_type == told


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("acción «urgente».pdf", "acción «urgente».pdf"),
        # As browsers write it within quotes.
        ("con %22comillas%22; filename=otro.exe", 'con "comillas"; filename=otro.exe'),
        ("../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ñ" * 198 + ".p", "ñ" * 198 + ".p"),
        ("صورة.jpg", "صورة.jpg"),
        ("<b>.txt", "<b>.txt"),
    ],
)
def test_a_name_of_any_kind_comes_back_whole(site: Any, name: str, shown: str) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process, b"", name)
    header = browser.get(kept(browser, process)).headers["Content-Disposition"]
    plain, encoded = header.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    assert unquote(encoded) == shown
    assert encoded.isascii()
    assert not set(plain) & set('"\\;/%')
    assert "<b>" not in browser.get(f"/processes/{process}").text


def test_an_empty_file_is_a_file(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    assert attach(browser, process, b"", "vacío.txt").status_code == 302
    saved = browser.get(kept(browser, process))
    assert (saved.data, saved.headers["Content-Length"]) == (b"", "0")


def test_without_a_file_the_form_says_so(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    for answer in (
        attach(browser, process, b"", ""),
        browser.post(f"/processes/{process}/attach", f"/processes/{process}/attach"),
    ):
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


# --- to whom ---------------------------------------------------------------------------


def test_it_is_open_to_the_team_alone(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process)
    path, stranger = kept(browser, process), site.signed_in("rosa")
    for url in (path, f"{path}/remove", f"/processes/{process}/attach"):
        assert stranger.get(url).status_code == 403
        assert site.client().get(url).status_code == 302
    token = stranger.token("/processes")
    sent = {"file": sent_file(b"text", "a"), "_csrf": token}
    upload = stranger.client.post(f"/processes/{process}/attach", data=sent)
    assert upload.status_code == 403
    assert stranger.client.post(f"{path}/remove", data={"_csrf": token}).status_code == 403
    assert browser.get(path).data == TEXT


def test_without_our_own_token_nothing_is_kept_or_removed(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process)
    path = kept(browser, process)
    sent = {"file": sent_file(b"text", "otra.txt")}
    assert browser.client.post(f"/processes/{process}/attach", data=sent).status_code == 400
    assert browser.client.post(f"{path}/remove").status_code == 400
    assert "otra.txt" not in browser.get(f"/processes/{process}").text
    assert browser.get(path).status_code == 200


# --- how much --------------------------------------------------------------------------


def test_the_largest_file_is_taken_and_a_larger_one_is_refused_in_words(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    assert attach(browser, process, bytes(LARGEST_FILE)).status_code == 302
    assert len(browser.get(kept(browser, process)).data) == LARGEST_FILE
    answer = attach(browser, process, bytes(LARGEST_FILE + 1))
    assert answer.status_code == 422
    assert "25 MB" in answer.text
    assert attach(browser, process, bytes(LONGEST_UPLOAD)).status_code == 413


def test_only_what_takes_files_takes_much(site: Any) -> None:
    browser = site.signed_in()
    token = ("_csrf", browser.token("/processes/new"))
    long, file = ("more", "x" * 3_000_000), ("file", sent_file(b"text"))
    assert send(browser, "/processes/new", [token, long]).status_code == 413
    assert send(browser, "/processes/new", [token, file]).status_code == 413
    path = f"/processes/{browser.begin()}/attach"
    assert send(browser, path, [token, file, long]).status_code == 413, "it stays in memory"
    many = [(f"file{number}", sent_file(b"text")) for number in range(11)]
    assert send(browser, path, [token, *many]).status_code == 413


def test_what_no_view_takes_waits_in_no_file(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Werkzeug's own place for longer files is not used, even where files are refused."""

    def no_file(*_: object, **__: object) -> None:
        raise AssertionError("something was put into a temporary file")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", no_file)
    browser = site.signed_in()
    process = browser.begin()
    assert attach(browser, process, bytes(2_000_000)).status_code == 302
    much = [("file", sent_file(bytes(900_000)))]
    assert send(browser, "/processes/new", much).status_code == 413
    assert send(site.client(), "/sign-in", much).status_code == 413


def test_a_view_sees_a_spool_that_is_gone_with_the_request(site: Any) -> None:
    seen: list[Any] = []

    def look() -> None:
        seen.extend(file.stream for file in request.files.values())

    app: Flask = site.app
    browser = site.signed_in()
    process = browser.begin()
    app.before_request_funcs[None].append(look)
    attach(browser, process)
    (spool,) = seen
    assert isinstance(spool, SealedSpool)
    assert spool.closed


# --- damage ----------------------------------------------------------------------------


def test_a_missing_piece_is_an_error_and_not_a_file(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process)
    path = kept(browser, process)
    with site.node.store.write() as tx:
        tx.run(AttachmentPartTable.delete().where(AttachmentPartTable.number == 1))
    answer = browser.get(path)
    assert answer.status_code == 500
    assert "Content-Disposition" not in answer.headers


def test_a_piece_damaged_later_breaks_the_answer_off(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process)
    path = kept(browser, process)
    with site.node.store.write() as tx:
        broken = AttachmentPartTable.update(sealed=bytes(CHUNK + 17))
        tx.run(broken.where(AttachmentPartTable.number == 1))
    answer = browser.client.get(path)
    assert answer.headers["Content-Length"] == str(len(TEXT))
    with pytest.raises(Exception, match="does not open"):
        answer.get_data()


# --- words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (1001, "2 KB"),
        (999_999, "1,000 KB"),
        (1_000_000, "1 MB"),
        (1_000_001, "1.1 MB"),
        (26_214_400, "26.3 MB"),
    ],
)
def test_a_size_is_never_said_as_less_than_it_is(site: Any, size: int, said: str) -> None:
    with site.app.test_request_context():
        from flask import g

        g.language = "en"
        assert size_in_words(size) == said


def test_nothing_of_a_file_is_in_the_nodes_folder(site: Any) -> None:
    browser = site.signed_in()
    process = browser.begin()
    attach(browser, process, TEXT, "apellido-canario.pdf")
    browser.get(kept(browser, process))
    folder: Path = site.node.settings.folder
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert TEXT[:30] not in content
            assert b"apellido-canario" not in content


def test_what_is_open_to_anybody_takes_little(site: Any) -> None:
    visitor = site.client()
    typed = {"_csrf": visitor.token("/sign-in"), "handle": "ana", "passphrase": "x" * 65_536}
    assert visitor.client.post("/sign-in", data=typed).status_code == 413
