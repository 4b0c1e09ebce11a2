"""Over real HTTP: what somebody uploads or saves is in no file of the machine, at no moment.

The server's own open files are looked into, those without a name as well: from within, at the
moment when the whole request is there and no view has seen it yet, and from without, while a slow
reader has not taken what waits for them.
"""

import json
import re
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tejido.testing.nodes import PASSPHRASE
from tejido.work.attachments import LARGEST_FILE

CANARY = b"la-milpa-de-arriba-junto-al-rio"
#: Longer than what Werkzeug (500 KB) and waitress (512 KB, 1 MB) would keep in memory.
CONTENT = CANARY * 160_000
#: A plugin that looks into the server's open files before any view is called.
LOOKING = """
    import os
    from pathlib import Path
    import flask
    from tejido import hookimpl
    from tejido.hookspecs import Pages

    NOTES = Path(os.environ["HOME"])

    def look():
        if not flask.request.files:
            return
        found = []
        for entry in Path("/proc/self/fd").iterdir():
            if entry.is_file():
                content = entry.read_bytes()
                found.append([str(entry.readlink()), len(content), b"{canary}" in content])
        NOTES.joinpath("seen.json").write_text(flask.json.dumps(found))

    @hookimpl
    def pages(node):
        looking = flask.Blueprint("looking", __name__)
        looking.before_app_request(look)
        return [Pages(looking)]
""".replace("{canary}", CANARY.decode())
#: Puts everything back as the libraries would have it, to see that the looking sees.
CARELESS = """
    from waitress.buffers import OverflowableBuffer
    from tejido.cli import bodies
    from tejido.web import uploads

    class Careless(OverflowableBuffer):
        def __init__(self, folder):
            super().__init__(2**19)

    bodies.SealedBody = Careless
    uploads.SealingRequest._get_file_stream = flask.Request._get_file_stream
"""
Start = Callable[..., "subprocess.Popen[str]"]
Install = Callable[[str, str], None]
Visit = Callable[["subprocess.Popen[str]"], "Visitor"]


@dataclass
class Visitor:
    """Somebody signed in at a served node."""

    client: httpx2.Client
    process: str = ""

    def token(self, path: str) -> str:
        found = re.search(r'name="_csrf" value="([^"]+)"', self.client.get(path).text)
        assert found
        return found.group(1)

    def post(self, path: str, page: str, **sent: str) -> httpx2.Response:
        return self.client.post(path, data={"_csrf": self.token(page), **sent})

    def attach(self, content: bytes) -> httpx2.Response:
        path = f"/processes/{self.process}/attach"
        return self.client.post(
            path, data={"_csrf": self.token(path)}, files={"file": ("denuncia.pdf", content)}
        )

    def kept(self) -> str:
        page = self.client.get(f"/processes/{self.process}").text
        return "/attachments/" + page.partition('href="/attachments/')[2].partition('"')[0]


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Give the signing in at a node that was just started, and the beginning of a process."""
    with ExitStack() as clients:

        def call(process: "subprocess.Popen[str]") -> Visitor:
            assert process.stderr
            url = process.stderr.readline().strip()
            client = httpx2.Client(base_url=url, trust_env=False, timeout=30)
            visitor = Visitor(clients.enter_context(client))
            visitor.post("/sign-in", "/sign-in", handle="ana", passphrase=PASSPHRASE)
            page = "/processes/new"
            begun = visitor.post(page, page, kind="accompaniment", name="Hilo y Barro")
            visitor.process = begun.headers["Location"].rpartition("/")[2].partition("?")[0]
            return visitor

        yield call


def connection(visitor: Visitor) -> socket.socket:
    """Return a connection of its own to the node that somebody visits."""
    address = visitor.client.base_url
    return socket.create_connection((address.host, address.port or 80), timeout=30)


def cookie(visitor: Visitor) -> str:
    """Return the line of a request that says who sends it."""
    pairs = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    return f"Cookie: {pairs}\r\n"


def holding(folder: Path) -> list[Path]:
    """Return the files below a folder that hold the canary."""
    return [one for one in folder.rglob("*") if one.is_file() and CANARY in one.read_bytes()]


def open_files_with_canary(pid: int) -> list[Path]:
    """Return the open files of another process that hold the canary."""
    found = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        if entry.is_file() and CANARY in entry.read_bytes():
            found.append(entry.readlink())
    return found


def test_no_file_holds_what_is_uploaded_or_saved(
    start: Start,
    visit: Visit,
    node: Path,
    tmp_path: Path,
    install: Install,
    environment: dict[str, str],
) -> None:
    install("looking", LOOKING)
    environment["TMPDIR"] = str(tmp_path / "temporary")
    (tmp_path / "temporary").mkdir()
    served = start("serve", "--node", node, "--port", "0")
    visitor = visit(served)
    assert visitor.attach(CONTENT).status_code == 302
    seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    assert [name for name, _size, holds in seen if holds] == []
    waiting = [size for name, size, _holds in seen if "(deleted)" in name]
    assert len(waiting) == 2, "the request, and the file in it"
    assert all(size > len(CONTENT) for size in waiting)
    assert visitor.client.get(visitor.kept()).content == CONTENT
    assert open_files_with_canary(served.pid) == holding(node) == []
    assert holding(tmp_path / "temporary") == []
    assert [one.name for one in (tmp_path / "temporary").iterdir()] == []


def test_the_looking_would_see_it(
    start: Start, visit: Visit, node: Path, tmp_path: Path, install: Install
) -> None:
    careless = LOOKING + CARELESS
    install("looking", careless)
    visitor = visit(start("serve", "--node", node, "--port", "0"))
    assert visitor.attach(CONTENT).status_code in (302, 500)
    seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    assert len([name for name, _size, holds in seen if holds]) == 2


def test_no_file_holds_what_waits_for_a_slow_reader(start: Start, visit: Visit, node: Path) -> None:
    served = start("serve", "--node", node, "--port", "0")
    visitor = visit(served)
    assert visitor.attach(CONTENT * 4).status_code == 302
    address = visitor.client.base_url
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    asked = f"GET {visitor.kept()} HTTP/1.1\r\nHost: {address.host}\r\nCookie: {cookies}\r\n\r\n"
    with socket.create_connection((address.host, address.port or 80)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(asked.encode())
        assert slow.recv(12) == b"HTTP/1.1 200"
        time.sleep(1)
        assert open_files_with_canary(served.pid) == []
        # Who waits for one slow reader waits for nobody else.
        assert visitor.client.get("/processes").status_code == 200


def test_much_is_taken_only_where_files_are(start: Start, visit: Visit, node: Path) -> None:
    served = start("serve", "--node", node, "--port", "0")
    visitor = visit(served)
    much = {"file": ("a", bytes(3_000_000))}
    for path in ("/sign-in", "/processes/new", "/nowhere", f"/processes/{visitor.process}"):
        answer = visitor.client.post(path, files=much)
        assert answer.status_code == 413, path
    assert visitor.attach(bytes(3_000_000)).status_code == 302


def test_whoever_is_not_signed_in_sends_little(start: Start, visit: Visit, node: Path) -> None:
    visitor = visit(start("serve", "--node", node, "--port", "0"))
    attach = f"{visitor.client.base_url}/processes/{visitor.process}/attach"
    ended = {name: value[::-1] for name, value in visitor.client.cookies.items()}
    for url in (attach, f"{visitor.client.base_url}/sign-in"):
        for cookies in ({}, ended):
            with httpx2.Client(trust_env=False, cookies=cookies) as stranger:
                assert stranger.post(url, files={"file": ("a", bytes(70_000))}).status_code == 413
                answer = stranger.post(url, files={"file": ("a", bytes(100))})
                assert answer.status_code in (302, 400, 413), url
    answer = httpx2.post(attach, data={"a": "b"}, trust_env=False)
    assert answer.headers["Location"].startswith("/sign-in")
    assert visitor.attach(bytes(3_000_000)).status_code == 302


def test_a_full_disk_is_told_and_the_next_file_is_taken(
    start: Start, visit: Visit, node: Path
) -> None:
    served = start("serve", "--node", node, "--port", "0")
    visitor = visit(served)
    sizes = [one.stat().st_size for one in node.rglob("*") if one.is_file()]
    # No file of the server's may grow beyond this: what is sent finds no room on the way.
    most, before = max(sizes) + 2**20, resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (most, before[1]))
    path = f"/processes/{visitor.process}/attach"
    asked = f"POST {path} HTTP/1.1\r\nHost: {visitor.client.base_url.host}\r\n{cookie(visitor)}"
    with connection(visitor) as sending:
        sending.sendall(f"{asked}Content-Length: {LARGEST_FILE}\r\n\r\n".encode())
        try:
            for _number in range(LARGEST_FILE // 2**16):
                sending.sendall(bytes(2**16))
        except OSError:  # it was answered before it had said it all
            pass
        assert sending.recv(12) == b"HTTP/1.1 503"
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, before)
    assert visitor.attach(CONTENT).status_code == 302
    served.terminate()
    _out, err = served.communicate(timeout=30)
    assert err == ""


@pytest.mark.parametrize("length", [True, False])
def test_a_file_beyond_the_largest_is_not_even_waited_for(
    start: Start, visit: Visit, node: Path, length: bool
) -> None:
    served = start("serve", "--node", node, "--port", "0")
    visitor = visit(served)
    path = f"/processes/{visitor.process}/attach"
    told = "Content-Length: 99999999" if length else "Transfer-Encoding: chunked"
    host = visitor.client.base_url.host
    with connection(visitor) as sending:
        asked = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{cookie(visitor)}{told}\r\n\r\n"
        sending.sendall(asked.encode())
        if not length:
            chunk = b"10000\r\n" + bytes(65536) + b"\r\n"
            try:
                for _number in range(27 * 16):
                    sending.sendall(chunk)
            except OSError:  # it was told to be gone before it had said it all
                return
        assert sending.recv(12) == b"HTTP/1.1 413"


def test_a_file_may_come_without_its_length_said_before(
    start: Start, visit: Visit, node: Path
) -> None:
    visitor = visit(start("serve", "--node", node, "--port", "0"))
    path = f"/processes/{visitor.process}/attach"
    token = visitor.token(path).encode()
    before = (
        b'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + token + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    )
    pieces = iter([before, *([CANARY * 1000] * 50), b"\r\n--x--\r\n"])
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert visitor.client.post(path, content=pieces, headers=kind).status_code == 302
    assert visitor.client.get(visitor.kept()).content == CANARY * 50_000
