"""Servers as processes: one that cannot start is named with its reason, and none stays behind."""

import socket
from pathlib import Path

import httpx2
import pytest

from tejido.cli.demonstration.ports import HOST
from tejido.cli.demonstration.scenario import ORGANIZATIONS
from tejido.cli.demonstration.serving import serving
from tejido.cli.demonstration.sites import Site
from tejido.cli.demonstration.visiting import sign_in
from tejido.errors import NodeError
from tejido.work import founding


def small_site(folder: Path, port: int) -> Site:
    """Found a node whose passphrase is cheap to try."""
    url = f"http://{HOST}:{port}"
    made = founding.found(
        folder,
        name="Casa de prueba",
        handle="ana",
        port=port,
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    return Site(ORGANIZATIONS[0], folder, made.node, url, {"ana": made.passphrase})


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def test_a_server_is_up_while_it_is_needed_and_lets_its_people_in(
    tmp_path: Path, free_port: int
) -> None:
    site = small_site(tmp_path / "node", free_port)
    with serving([site], tmp_path / "logs") as servers:
        servers.check()
        sign_in(site, "ana")
        with pytest.raises(NodeError, match="did not let"):
            sign_in(Site(site.organization, site.folder, site.node, site.url, {"eva": "x"}), "eva")
    with httpx2.Client(trust_env=False) as browser, pytest.raises(httpx2.ConnectError):
        browser.get(site.url)


def test_a_port_that_is_taken_ends_it_in_one_line_that_names_the_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        site = small_site(tmp_path / "node", port)
        refusing = pytest.raises(NodeError, match=f"ended by itself.*{port}")
        with refusing, serving([site], tmp_path / "logs"):
            pass


def test_when_one_cannot_start_the_others_are_stopped(tmp_path: Path, free_port: int) -> None:
    sound = small_site(tmp_path / "node", free_port)
    broken = Site(ORGANIZATIONS[1], tmp_path / "nothing", "", f"http://{HOST}:1", {})
    refusing = pytest.raises(NodeError, match=r"ended by itself.*node\.toml")
    with refusing, serving([sound, broken], tmp_path / "logs"):
        pass
    with httpx2.Client(trust_env=False) as browser, pytest.raises(httpx2.ConnectError):
        browser.get(sound.url)
