"""What a serving node writes to its log: routes and numbers, no address, no handle, no content."""

import io
import logging
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tejido.cli.log_lines import Discreet

Start = Callable[..., "subprocess.Popen[str]"]
Install = Callable[[str, str], None]

#: Pages that break: in the view, while the answer is sent, and after the view.
BREAKING = """
    import flask
    from tejido import hookimpl
    from tejido.hookspecs import Pages

    @hookimpl
    def pages(node):
        routes = flask.Blueprint("breaking", "outside_breaking")

        @routes.route("/<how>/<of>", methods=["GET", "POST"])
        def broken(how, of):
            if how == "view":
                raise ValueError(f"said of {of}")
            if how == "late":
                @flask.after_this_request
                def fail(response):
                    raise ValueError(f"said of {of}")
                return "so far"
            return flask.Response(midway(of))

        return [Pages(routes, machines=True)]

    def midway(of):
        yield "so far"
        raise ValueError(f"said of {of}")
"""
SECRETS = ("colibri", "milpa", "rosa", "said of", "?", "Traceback", "/view", "/late", "/midway")


@pytest.fixture
def lines(start: Start, node: Path, install: Install) -> list[str]:
    """Give what a node wrote to its log while it was asked for all sorts of things."""
    install("breaking", BREAKING)
    process = start("serve", "--node", node, "--port", "0")
    assert process.stderr is not None
    url = process.stderr.readline().strip()
    with httpx2.Client(base_url=url) as visitor:
        page = visitor.get("/sign-in?back=/processes/colibri").text
        token = re.search(r'name="_csrf" value="([^"]+)"', page)
        assert token
        typed = {"_csrf": token[1], "handle": "rosa", "passphrase": "el maíz crece en la milpa"}
        assert visitor.post("/sign-in", data=typed).status_code == 401
        assert visitor.get("/nowhere/at/colibri?of=rosa").status_code == 404
        assert visitor.get("/view/colibri?of=rosa").status_code == 500
        assert visitor.post("/late/colibri", data={"of": "rosa"}).status_code == 500
        with pytest.raises(httpx2.HTTPError):
            visitor.get("/midway/colibri")
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(url.replace("http", "https"))  # noise, as a port scan makes
    process.terminate()
    _out, err = process.communicate(timeout=20)
    return err.splitlines()


def test_no_line_of_a_serving_node_tells_of_whom(lines: list[str]) -> None:
    assert lines
    for line in lines:
        assert not [secret for secret in SECRETS if secret in line], line


def test_what_broke_stands_there_by_number_route_method_and_status(lines: list[str]) -> None:
    found = [line for line in lines if re.search(r" ERROR [0-9a-f]{8} at ", line)]
    assert [line.partition(" at ")[2].partition(": ")[0] for line in found] == [
        "GET breaking.broken 500",
        "POST breaking.broken 500",
    ]
    assert [line for line in lines if line not in found and "An answer broke off" in line]


def test_a_librarys_exception_says_its_kind_and_place_alone() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet("%(levelname)s %(message)s"))
    log = logging.getLogger("library")
    log.addHandler(handler)
    try:
        int("el secreto\nde Rosa")
    except ValueError:
        log.exception("It went %s", "wrong")
    log.removeHandler(handler)
    name = "test_a_librarys_exception_says_its_kind_and_place_alone"
    assert re.fullmatch(rf"ERROR It went wrong ValueError in {name}:\d+\n", written.getvalue())


@pytest.mark.parametrize("level", [logging.ERROR, logging.CRITICAL])
def test_no_error_of_the_web_server_is_repeated(level: int) -> None:
    said = "uncaptured python exception, closing channel <10.0.0.7:/processes/colibri> (%s)"
    record = logging.LogRecord("waitress", level, "", 0, said, ("said of rosa",), None)
    assert Discreet("%(message)s").format(record) == "A connection broke off."
    ours = logging.LogRecord("tejido.web", level, "", 0, "1a2b3c4d at %s", ("GET home",), None)
    assert Discreet("%(message)s").format(ours) == "1a2b3c4d at GET home"
