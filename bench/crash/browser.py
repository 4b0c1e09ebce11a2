"""A browser as far as forms go, over real HTTP: signs in, carries the token, posts."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

import httpx2

from bench.crash.houses import PASSPHRASE, House
from tejido.accounts.sessions import FRESH

Typed = Sequence[tuple[str, str]]
#: A file of a form: its control, name and content.
File = tuple[str, str, bytes]

_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
#: Seconds by which the node's clock and ours may differ on when a passphrase was typed.
_MARGIN = 30.0
#: Seconds for one answer; far more than any takes.
_PATIENCE = 30.0


class GoneError(Exception):
    """The server was killed before it answered: whether it did what was asked, nobody knows."""


class Browser:
    """One person's browser; cookies and the token stay while the server is killed and restarted."""

    def __init__(self, house: House, handle: str) -> None:
        """Begin without any cookie."""
        self.handle = handle
        self._house = house
        self._cookies = httpx2.Cookies()
        self._token = ""
        #: Whether the server was killed while it may have given the session another cookie.
        self.may_be_out = False
        self._proved = 0.0
        self._client = self._new_client()

    def reconnect(self) -> None:
        """Drop connections to a server that is gone; cookies stay."""
        self._cookies = self._client.cookies
        self._client.close()
        self._client = self._new_client()

    def get(self, path: str) -> httpx2.Response:
        """Return a page.

        Raises:
            GoneError: the server was killed meanwhile.
        """
        return self._asked(self._client.build_request("GET", path))

    def post(self, path: str, typed: Typed, file: File | None = None) -> httpx2.Response:
        """Send a form with the session's token; signs in first where that is needed.

        Raises:
            GoneError: the server was killed meanwhile.
        """
        if not self._token:
            self.sign_in()
        with self._given_another_cookie(only_if=self._is_stale()):
            answer = self._sent(path, [("_csrf", self._token), *typed], file)
        if "Set-Cookie" in answer.headers or is_signed_out(answer):
            self._token = ""  # it is another session's
        return answer

    def sign_in(self) -> None:
        """Sign in and take a token of the new session.

        Raises:
            GoneError: the server was killed meanwhile.
            RuntimeError: it lets its own people not in.
        """
        visitor = _token_in(self.get("/sign-in").text)
        words = [("_csrf", visitor), ("handle", self.handle), ("passphrase", PASSPHRASE)]
        if visitor:  # else their session is open
            with self._given_another_cookie():
                answer = self._sent("/sign-in", words)
            if not answer.is_redirect:
                raise RuntimeError(f"{self.handle} was not let in: {answer.status_code}")
        self.may_be_out = False
        self._token = _token_in(self.get("/processes/new").text)

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    def _is_stale(self) -> bool:
        """Whether the passphrase may be asked for anew by now."""
        return time.monotonic() > self._proved + FRESH.total_seconds() - _MARGIN

    @contextmanager
    def _given_another_cookie(self, *, only_if: bool = True) -> Iterator[None]:
        """Note if the server is killed before it tells the other cookie of a session."""
        try:
            yield
        except GoneError:
            self.may_be_out = self.may_be_out or only_if
            raise
        if only_if:
            self._proved = time.monotonic()

    def _sent(self, path: str, typed: Typed, file: File | None = None) -> httpx2.Response:
        fields: dict[str, list[str]] = {}
        for name, value in typed:
            fields.setdefault(name, []).append(value)
        files = {file[0]: (file[1], file[2])} if file else None
        return self._asked(self._client.build_request("POST", path, data=fields, files=files))

    def _asked(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return self._client.send(request)
        except httpx2.TransportError as error:
            raise GoneError from error

    def _new_client(self) -> httpx2.Client:
        return httpx2.Client(
            base_url=self._house.url, cookies=self._cookies, timeout=_PATIENCE, trust_env=False
        )


def is_signed_out(answer: httpx2.Response) -> bool:
    """Whether somebody has to sign in before anything is done.

    So it is where the session got another cookie, for a passphrase typed anew, and the server was
    killed before it had told.
    """
    if answer.status_code == HTTPStatus.UNAUTHORIZED:  # the page that keeps what they wrote
        return True
    return answer.is_redirect and answer.headers["Location"].startswith("/sign-in")


def _token_in(page: str) -> str:
    found = _TOKEN.search(page)
    return found.group(1) if found else ""
