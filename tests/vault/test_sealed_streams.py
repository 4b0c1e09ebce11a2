import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl import bindings

from tejido.errors import BusyError, SealError
from tejido.vault.ciphers import StreamOpener, StreamSealer
from tejido.vault.sealed_streams import CHUNK, SEALED_CHUNK, SealedSpool, StreamKey, unsealed

CANARY = b"la milpa de arriba, junto al r\xc3\xado "
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 77]


def text(size: int) -> bytes:
    return (CANARY * (size // len(CANARY) + 1))[:size]


@pytest.fixture
def spooled(tmp_path: Path) -> Iterator[Callable[[bytes], SealedSpool]]:
    """Give the writing of some bytes into a spool, piece by piece."""
    made: list[SealedSpool] = []

    def spool(content: bytes, piece: int = 10_000) -> SealedSpool:
        made.append(SealedSpool(tmp_path))
        for start in range(0, len(content), piece):
            assert made[-1].write(content[start : start + piece]) > 0
        made[-1].seek(0)
        return made[-1]

    yield spool
    for one in made:
        one.close()


Spooled = Callable[[bytes], SealedSpool]


def opened(key: StreamKey, chunks: list[bytes]) -> bytes:
    return b"".join(unsealed(key, chunks))


# --- a stream -------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read_and_opens_from_its_chunks(spooled: Spooled, size: int) -> None:
    spool = spooled(text(size))
    assert spool.stream_key.size == size
    assert spool.read() == text(size)
    assert spool.seek(0) == 0
    assert spool.read() == text(size), "from the beginning again"
    assert opened(spool.stream_key, list(spool.sealed())) == text(size)


@pytest.mark.parametrize("size", SIZES)
def test_only_the_number_of_chunks_shows(spooled: Spooled, size: int) -> None:
    spool = spooled(text(size))
    chunks = list(spool.sealed())
    assert {len(chunk) for chunk in chunks} == {SEALED_CHUNK}
    assert len(chunks) == spool.stream_key.chunks == max(1, -(-size // CHUNK))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pieces_of_any_length_come_back_as_any_others(tmp_path: Path, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.binary(max_size=3 * CHUNK), max_size=4))
    reads = data.draw(st.lists(st.integers(1, 2 * CHUNK), min_size=1, max_size=9))
    with SealedSpool(tmp_path) as spool:
        for piece in pieces:
            spool.write(piece)
        found = b"".join(spool.read(size) or b"" for size in reads)
        rest = spool.read()
    assert found + rest == b"".join(pieces)


def test_it_is_libsodiums_secretstream(spooled: Spooled) -> None:
    spool = spooled(text(CHUNK + 5))
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    key = spool.stream_key
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, key.header, key.key)
    found = [
        bindings.crypto_secretstream_xchacha20poly1305_pull(state, chunk)
        for chunk in spool.sealed()
    ]
    last = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    assert found == [(text(CHUNK), 0), (text(CHUNK + 5)[CHUNK:].ljust(CHUNK, b"\0"), last)]


def test_no_two_streams_have_one_key(spooled: Spooled) -> None:
    one, other = spooled(b"text"), spooled(b"text")
    assert one.stream_key.key != other.stream_key.key
    assert list(one.sealed()) != list(other.sealed())


# --- what is refused ------------------------------------------------------------------


def test_a_stream_cut_off_grown_or_reordered_does_not_open(spooled: Spooled) -> None:
    spool, other = spooled(text(3 * CHUNK + 9)), spooled(text(3 * CHUNK + 9))
    chunks, key = list(spool.sealed()), spool.stream_key
    strange = list(other.sealed())
    for wrong in (
        [],
        chunks[:-1],
        chunks[1:],
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks[:2], chunks[3], chunks[2]],
        [*chunks, chunks[-1]],
        [*chunks[:2], *chunks[1:]],
        [chunks[0], strange[1], *chunks[2:]],
        strange,
        [*chunks[:-1], chunks[-1][:-1]],
        [*chunks[:-1], b""],
    ):
        with pytest.raises(SealError):
            opened(key, wrong)


def test_a_stream_that_ends_earlier_under_the_same_key_is_refused() -> None:
    """Whoever holds the key could end it sooner; the size, sealed elsewhere, says otherwise."""
    sealer = StreamSealer()
    chunks = [sealer.seal(bytes(CHUNK), is_last=True)]
    assert opened(StreamKey(sealer.key, sealer.header, CHUNK), chunks) == bytes(CHUNK)
    for size in (CHUNK + 1, 2 * CHUNK):
        with pytest.raises(SealError):
            opened(StreamKey(sealer.key, sealer.header, size), chunks)


def test_what_fills_the_last_chunk_up_must_be_zeros() -> None:
    sealer = StreamSealer()
    chunks = [sealer.seal(b"text".ljust(CHUNK, b"x"), is_last=True)]
    with pytest.raises(SealError):
        opened(StreamKey(sealer.key, sealer.header, 4), chunks)


@settings(max_examples=40)
@given(at=st.integers(0, SEALED_CHUNK - 1), by=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(at: int, by: int) -> None:
    sealer = StreamSealer()
    sealed = bytearray(sealer.seal(bytes(CHUNK), is_last=True))
    sealed[at] ^= by
    with pytest.raises(SealError):
        opened(StreamKey(sealer.key, sealer.header, CHUNK), [bytes(sealed)])


@pytest.mark.parametrize(("key", "header"), [(b"", bytes(24)), (bytes(32), b"short")])
def test_what_is_no_key_or_header_is_a_seal_error(key: bytes, header: bytes) -> None:
    with pytest.raises(SealError):
        StreamOpener(key, header)


def test_after_a_broken_chunk_nothing_more_is_given(spooled: Spooled) -> None:
    spool = spooled(text(3 * CHUNK))
    chunks = list(spool.sealed())
    pieces = unsealed(spool.stream_key, [chunks[0], chunks[0], chunks[1], chunks[2]])
    assert next(pieces) == text(CHUNK)
    with pytest.raises(SealError):
        next(pieces)
    assert list(pieces) == []


# --- the file -------------------------------------------------------------------------


def test_the_file_has_no_name_is_its_owners_alone_and_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    folder = tmp_path / "node"
    folder.mkdir()
    with SealedSpool(folder) as spool:
        spool.write(text(2 * CHUNK))
        assert list(folder.iterdir()) == list(elsewhere.iterdir()) == []
        descriptor = spool._file.fileno()
        found = os.fstat(descriptor)
        assert (found.st_nlink, stat.S_IMODE(found.st_mode)) == (0, 0o600)
        assert found.st_dev == folder.stat().st_dev
        spool.seek(0)
        on_disk = os.pread(descriptor, 10**7, 0)
        assert len(on_disk) == 2 * SEALED_CHUNK
        assert CANARY not in on_disk
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_an_empty_spool_is_no_less_a_file(spooled: Spooled) -> None:
    """Werkzeug puts another stream into the place of one that is false."""
    assert bool(spooled(b"")) is True


def test_it_is_written_once_and_goes_nowhere_but_to_its_beginning(spooled: Spooled) -> None:
    spool = spooled(b"text")
    assert not spool.writable()
    with pytest.raises(OSError, match="it has ended"):
        spool.write(b"more")
    for place in ((1, os.SEEK_SET), (0, os.SEEK_END)):
        with pytest.raises(OSError, match="only to its beginning"):
            spool.seek(*place)


def test_reading_ends_the_writing(tmp_path: Path) -> None:
    with SealedSpool(tmp_path) as spool:
        spool.write(b"text")
        assert spool.read(2) == b"te"
        assert spool.read() == b"xt"


def test_a_full_disk_is_said_so_and_nothing_is_kept(tmp_path: Path) -> None:
    """On a device that is always full."""
    with SealedSpool(tmp_path) as spool, Path("/dev/full").open("wb", buffering=0) as full:
        spool._file.close()
        spool._file = full
        with pytest.raises(BusyError, match="no room"):
            spool.write(bytes(2 * CHUNK))
