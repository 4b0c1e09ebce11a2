"""A second factor of one's own, from the picture on the screen to taking it away."""

import base64
import struct
import threading
import zlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tejido.accounts.second_factor import generator
from tejido.audit.log import read as read_log
from tejido.errors import ChangedError, InputError, SealError, SignInError, ThrottledError
from tejido.store.tables import PersonTable
from tejido.testing.nodes import PASSPHRASE
from tejido.work import people, second_factor


class Phone:
    """Somebody's phone, which has a seed, and what they were given with it."""

    def __init__(self, office: Any, who: Any) -> None:
        self.office, self.who = office, who
        self.secret = second_factor.draw(office.node, who).secret
        self.codes = generator(base64.b32decode(self.secret))
        self.spare = second_factor.confirm(office.node, who, self.secret, self.now())

    def now(self) -> str:
        return self.codes.at(self.office.clock())

    def next(self) -> str:
        """Wait for the next code."""
        self.office.clock.pass_(seconds=30)
        return self.now()

    def comes_in(self, code: str, passphrase: str = PASSPHRASE) -> str:
        return people.sign_in(self.office.node, self.who.handle, passphrase, code).person


@pytest.fixture
def phone(office: Any) -> Phone:
    """Rosa's phone."""
    return Phone(office, office.rosa)


def refused(phone: Phone, code: str, passphrase: str = PASSPHRASE) -> None:
    with pytest.raises(SignInError) as error:
        phone.comes_in(code, passphrase)
    assert str(error.value) == "This handle and passphrase do not open anything."


def told(office: Any) -> list[tuple[str, Any]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))
    return [(entry.kind.value, entry.facts) for entry in entries]


# --- drawing --------------------------------------------------------------------------


def test_what_a_phone_reads_names_handle_and_node_not_the_organization(office: Any) -> None:
    drawn = second_factor.draw(office.node, office.rosa)
    uri = urlsplit(drawn.uri)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path == f"/{office.node.id[:6]}:rosa"
    assert parse_qs(uri.query) == {"secret": [drawn.secret], "issuer": [office.node.id[:6]]}
    assert len(base64.b32decode(drawn.secret)) == 20
    assert drawn.secret not in repr(drawn)


def test_the_picture_is_plain_with_a_quiet_zone_and_large_enough(office: Any) -> None:
    png = second_factor.draw(office.node, office.rosa).png
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert (depth, colour) == (1, 0), "black and white"
    assert width == height >= 8 * (21 + 2 * 4), "no version of a QR code is smaller"
    rows = rows_of(png, width)
    quiet, light = 8 * 4, b"\xff" * 4
    assert len(rows) == height
    assert {row[:-1].strip(b"\xff") for row in (*rows[:quiet], *rows[-quiet:])} == {b""}
    assert {row[: quiet // 8] for row in rows} == {light}
    assert rows[quiet][quiet // 8] == 0, "where the finder pattern begins"


def rows_of(png: bytes, width: int) -> list[bytes]:
    """Return the pixel rows of a PNG of one bit a pixel; each is plain, or like the one above."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, size = zlib.decompress(data), (width + 7) // 8
    rows: list[bytes] = []
    for start in range(0, len(raw), size + 1):
        kind, row = raw[start], raw[start + 1 : start + size + 1]
        assert kind in (0, 2)
        above = rows[-1] if kind == 2 else bytes(size)
        rows.append(bytes((one + up) % 256 for one, up in zip(row, above, strict=True)))
    return rows


def test_nothing_is_kept_before_a_code_shows_that_the_phone_has_it(office: Any) -> None:
    drawn = second_factor.draw(office.node, office.rosa)
    for code in ("", "000000", "12345", "ñ"):
        with pytest.raises(InputError) as error:
            second_factor.confirm(office.node, office.rosa, drawn.secret, code)
        assert "code" in error.value.fields
    assert not second_factor.is_set(office.node, "rosa")
    assert people.sign_in(office.node, "rosa", PASSPHRASE).handle == "rosa"


def test_a_seed_is_shown_again_as_it_was(office: Any) -> None:
    drawn = second_factor.draw(office.node, office.rosa)
    assert second_factor.draw(office.node, office.rosa, drawn.secret) == drawn
    assert second_factor.draw(office.node, office.rosa) != drawn


@pytest.mark.parametrize("secret", ["x", "ñ", "MFRGG", "A" * 40, "1" * 32])
def test_what_is_no_seed_is_refused(office: Any, secret: str) -> None:
    with pytest.raises(InputError) as error:
        second_factor.confirm(office.node, office.rosa, secret, "000000")
    assert "secret" in error.value.fields
    with pytest.raises(InputError):
        second_factor.draw(office.node, office.rosa, secret)


# --- coming in ------------------------------------------------------------------------


def test_both_factors_are_needed(office: Any, phone: Phone) -> None:
    assert second_factor.is_set(office.node, " ROSA ")
    assert not second_factor.is_set(office.node, "ana")
    assert not second_factor.is_set(office.node, "nadie")
    refused(phone, "")
    refused(phone, phone.next(), "otra frase que no es la suya")
    assert phone.comes_in(phone.next()) == office.rosa.person
    assert told(office)[-1] == ("sign_in", {"person": office.rosa.person, "second": "code"})


def test_a_wrong_passphrase_uses_no_code_up(phone: Phone) -> None:
    code = phone.next()
    refused(phone, code, "otra frase que no es la suya")
    refused(phone, phone.spare[0], "otra frase que no es la suya")
    assert phone.comes_in(code)
    assert phone.comes_in(phone.spare[0])


def test_a_code_is_good_once_and_half_a_minute_late_at_most(phone: Phone) -> None:
    code = phone.next()
    phone.next()
    assert phone.comes_in(code)
    refused(phone, code)
    late = phone.next()
    phone.next()
    phone.next()
    refused(phone, late)


def test_spare_codes_are_good_once(office: Any, phone: Phone) -> None:
    assert second_factor.spare_left(office.node, office.rosa) == 10
    assert phone.comes_in(phone.spare[3].upper())
    assert told(office)[-1] == ("sign_in", {"person": office.rosa.person, "second": "spare"})
    refused(phone, phone.spare[3])
    assert second_factor.spare_left(office.node, office.rosa) == 9


def test_wrong_codes_count_as_tries(phone: Phone) -> None:
    for _try in range(5):
        refused(phone, "000000")
    with pytest.raises(ThrottledError):
        phone.comes_in(phone.spare[0])


def test_two_at_once_do_not_come_in_with_one_code(office: Any, phone: Phone) -> None:
    for code in (phone.next(), phone.spare[0]):
        came_in: list[str] = []
        together = threading.Barrier(4)
        threads = [
            threading.Thread(target=_tries, args=(phone, code, together, came_in))
            for _browser in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert came_in == [office.rosa.person]


def _tries(phone: Phone, code: str, together: threading.Barrier, came_in: list[str]) -> None:
    together.wait()
    try:
        came_in.append(phone.comes_in(code))
    except SignInError:
        return


# --- taking it away -------------------------------------------------------------------


def test_it_is_taken_away_with_a_code_and_set_up_anew(office: Any, phone: Phone) -> None:
    for code in ("", "000000", phone.now()):
        with pytest.raises(SignInError):
            second_factor.remove(office.node, office.rosa, code)
    second_factor.remove(office.node, office.rosa, phone.next())
    assert told(office)[-1] == (
        "second_factor",
        {"person": office.rosa.person, "factor": "removed"},
    )
    assert phone.comes_in("")
    again = Phone(office, office.rosa)
    refused(again, phone.spare[0])
    second_factor.remove(office.node, office.rosa, again.spare[0])


def test_another_is_set_up_only_once_the_first_was_taken_away(office: Any, phone: Phone) -> None:
    with pytest.raises(ChangedError):
        Phone(office, office.rosa)
    assert phone.comes_in(phone.next())


def test_codes_are_not_guessed_by_who_sits_down_at_an_open_session(
    office: Any, phone: Phone
) -> None:
    for _try in range(5):
        with pytest.raises(SignInError):
            second_factor.remove(office.node, office.rosa, "000000")
    with pytest.raises(ThrottledError):
        second_factor.remove(office.node, office.rosa, phone.next())


# --- whoever has the database ---------------------------------------------------------


def test_the_database_yields_no_seed_and_no_spare_code(office: Any, phone: Phone) -> None:
    kept = repr(office.dump()).encode() + b"".join(
        path.read_bytes() for path in office.folder.rglob("*") if path.is_file()
    )
    seed = base64.b32decode(phone.secret)
    for secret in (seed, phone.secret.encode(), repr(seed)[2:-1].encode(), phone.spare[0].encode()):
        assert secret not in kept


def test_taking_it_out_of_the_database_locks_rather_than_opens(office: Any, phone: Phone) -> None:
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(sealed_totp=None).where(PersonTable.handle == "rosa"))
    with pytest.raises(SealError):
        phone.comes_in("")
