"""Where a node is reached: the addresses that a descriptor may name."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from tejido_federation.shapes import ShapeError

MAX_ENDPOINT = 300
_MAX_HOST = 253
_MAX_PORT = 65_535
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?(?:/[A-Za-z0-9._~/-]*)?"
)


def read_endpoint(value: object) -> str:
    """Return a base URL (unverified): https anywhere, http for onion services and loopback.

    Whether loopback is used is for the settings of whoever sends.

    Raises:
        ShapeError: it is no such URL.
    """
    if not isinstance(value, str) or len(value) > MAX_ENDPOINT:
        raise ShapeError
    found = _URL.fullmatch(value)
    if found is None or int(found["port"] or 1) > _MAX_PORT:
        raise ShapeError
    host = found["host"].lower()
    is_loopback = _is_loopback(host)
    if found["scheme"] == "http" and not is_loopback and not host.endswith(".onion"):
        raise ShapeError
    return value


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine; refuses names and addresses that cannot be.

    Raises:
        ShapeError: it is too long, or looks like an address and is none.
    """
    if len(host) > _MAX_HOST:
        raise ShapeError
    try:
        if host.startswith("["):
            return IPv6Address(host[1:-1]).is_loopback
        # A name whose last label is a number would be read as an address.
        if host.rpartition(".")[2].isdigit():
            return IPv4Address(host).is_loopback
    except AddressValueError:
        raise ShapeError from None
    return host == "localhost"
