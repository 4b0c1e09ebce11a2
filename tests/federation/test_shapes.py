"""Where nodes may be reached, and what they may be called."""

import pytest

from tejido_federation import shapes
from tejido_federation.endpoints import read_endpoint
from tejido_federation.envelope import read_envelope
from tejido_federation.founding import check, read_founding
from tejido_federation.simulator import PeerSimulator, found_network
from tejido_federation.wire import MAX_DOCUMENT


@pytest.mark.parametrize(
    "url",
    [
        "https://a",
        "https://a.example/",
        "https://a.example:65535/x/y",
        "https://1.2.3.4",
        "https://[2001:db8::1]:8443/",
        "http://abc.onion/",
        "http://localhost:8000",
        "http://[::1]",
    ],
)
def test_a_node_may_be_reached_there(url: str) -> None:
    assert read_endpoint(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https://:::",
        "https://a:99999",
        "https://a:0",
        "https://[::1",
        "https://[zz]/",
        "https://[1:2]",
        "https://-.-",
        "https://a..b",
        "https://a.",
        f"https://{'a' * 64}",
        "https://" + ".".join(["a" * 60] * 5),
        "https://1.2.3.999",
        "https://user@a.example",
        "https://a.example?x",
        "http://1.2.3.4",
        "http://onion",
        "ftp://a.example",
        "https://a.example\n",
        7,
    ],
)
def test_a_node_may_not_be_reached_there(url: object) -> None:
    with pytest.raises(shapes.ShapeError):
        read_endpoint(url)


def test_a_name_may_be_in_any_script_and_hides_nothing() -> None:
    for name in ("Brisa", "Tejido «ñandú» \u00a0", "织", "\U0001faad"):
        assert shapes.words_of(name, 120) == name
    for sign in "\x00\n\x7f\x85\u061c\u200e\u2028\u202e\u2066\ufeff":
        with pytest.raises(shapes.ShapeError):
            shapes.words_of(f"a{sign}b", 120)


def test_the_largest_network_can_be_founded() -> None:
    file = found_network([PeerSimulator(f"member {number}") for number in range(256)])
    assert len(file.charter.signatures) == 256
    assert len(file.charter.to_json()) < MAX_DOCUMENT
    assert read_envelope(file.charter.to_value()) == file.charter
    assert len(check(read_founding(file.to_json())).members) == 256
