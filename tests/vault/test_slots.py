from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import SealError
from tejido.vault.ciphers import BoxPair, open_with, seal_to
from tejido.vault.counting_keys import CountingKey
from tejido.vault.process_keys import ProcessKeys, seal_deposit
from tejido.vault.slots import Slot, open_slot, seal_slot

ANA = BoxPair.of(bytes(range(32)))
PROCESS, OTHER, DEPOSIT = "0a" * 16, "0b" * 16, "0d" * 16
SLOT = Slot("process", PROCESS, "0c" * 16, 1, b"s" * 32)

ids = st.binary(min_size=16, max_size=16).map(bytes.hex)
slots = st.builds(
    Slot,
    kind=st.just("process"),
    owner=ids,
    person=ids,
    version=st.integers(0, 2**32 - 1),
    seed=st.binary(min_size=32, max_size=32),
) | st.builds(
    Slot,
    kind=st.just("role"),
    owner=st.sampled_from(["network", "intake", "analyst", "auditor"]),
    person=ids,
    version=st.integers(0, 2**32 - 1),
    seed=st.binary(min_size=32, max_size=32),
)


def opened(sealed: bytes, expected: Slot, pair: BoxPair = ANA) -> Slot:
    return open_slot(
        sealed,
        pair,
        kind=expected.kind,
        owner=expected.owner,
        person=expected.person,
        version=expected.version,
    )


@given(slot=slots)
def test_a_slot_gives_its_seed_back(slot: Slot) -> None:
    sealed = seal_slot(slot, ANA.public)
    assert len(sealed) == 132
    assert opened(sealed, slot) == slot


@given(slot=slots, other=slots)
def test_a_slot_opens_only_as_what_it_is(slot: Slot, other: Slot) -> None:
    sealed = seal_slot(slot, ANA.public)
    if replace(slot, seed=other.seed) != other:
        with pytest.raises(SealError):
            opened(sealed, other)


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(replace(SLOT, owner=OTHER), id="another process"),
        pytest.param(replace(SLOT, person=OTHER), id="another person"),
        pytest.param(replace(SLOT, version=2), id="another version"),
        pytest.param(replace(SLOT, kind="role", owner="network"), id="a role"),
    ],
)
def test_a_slot_for_something_else_is_refused(expected: Slot) -> None:
    with pytest.raises(SealError):
        opened(seal_slot(SLOT, ANA.public), expected)


def test_a_slot_for_someone_else_does_not_open() -> None:
    with pytest.raises(SealError):
        opened(seal_slot(SLOT, ANA.public), SLOT, BoxPair.generate())


def test_the_layout_is_the_one_written_down() -> None:
    plaintext = open_with(ANA, seal_slot(SLOT, ANA.public))
    owner, person = bytes.fromhex(PROCESS), bytes.fromhex(SLOT.person)
    assert plaintext == b"tejido/slot/v1\0\x01" + owner + person + b"\0\0\0\x01" + b"s" * 32
    role = open_with(ANA, seal_slot(replace(SLOT, kind="role", owner="intake"), ANA.public))
    assert role[15:32] == b"\x02intake" + bytes(10)


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 83])
def test_a_slot_of_another_size_is_refused(cut: int) -> None:
    plaintext = open_with(ANA, seal_slot(SLOT, ANA.public))
    for changed in (plaintext[:cut], plaintext + bytes(cut + 1)):
        with pytest.raises(SealError):
            opened(seal_to(ANA.public, changed), SLOT)


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(replace(SLOT, owner=PROCESS.upper()), id="an id in capitals"),
        pytest.param(replace(SLOT, owner="0a" * 15), id="a short id"),
        pytest.param(replace(SLOT, person="nobody"), id="a name for an id"),
        pytest.param(replace(SLOT, kind="role", owner=""), id="no role"),
        pytest.param(replace(SLOT, kind="role", owner="a" * 17), id="a long role"),
        pytest.param(replace(SLOT, kind="role", owner="niñez"), id="not ASCII"),
        pytest.param(replace(SLOT, version=2**32), id="too many versions"),
        pytest.param(replace(SLOT, version=-1), id="a version below zero"),
        pytest.param(replace(SLOT, seed=b"short"), id="a short seed"),
    ],
)
def test_nonsense_is_not_sealed(slot: Slot) -> None:
    with pytest.raises(SealError):
        seal_slot(slot, ANA.public)


def test_no_seed_is_ever_shown() -> None:
    assert "ssss" not in repr(SLOT)
    assert "ssss" not in repr(ProcessKeys.of(SLOT))
    assert "ssss" not in repr(CountingKey("00" * 16, b"s" * 32))


# --- what a process's seed seals ------------------------------------------------------


def test_a_body_opens_in_its_place_alone() -> None:
    keys = ProcessKeys.generate(PROCESS)
    sealed = keys.seal("r", 1, b"body")
    assert keys.open("r", 1, sealed) == b"body"
    moved = [
        (keys, "s", 1),
        (keys, "r", 2),
        (replace(keys, process=OTHER), "r", 1),
        (replace(keys, version=2), "r", 1),
        (ProcessKeys.generate(PROCESS), "r", 1),
    ]
    for elsewhere, record, version in moved:
        with pytest.raises(SealError):
            elsewhere.open(record, version, sealed)


def test_nothing_sealed_for_one_use_opens_as_another() -> None:
    keys = ProcessKeys.generate(PROCESS)
    body, card = keys.seal("r", 1, b"body"), keys.seal_card(b"card")
    emission = keys.seal_emission("r", "1", b"emission")
    hold = keys.seal_hold(b"why")
    assert keys.open_card(card) == b"card"
    assert keys.open_hold(hold) == b"why"
    assert keys.open_emission("r", "1", emission) == b"emission"
    with pytest.raises(SealError):
        keys.open("r", 1, emission)
    with pytest.raises(SealError):
        keys.open_emission("r", "1", body)
    for sealed in (body, hold):
        with pytest.raises(SealError):
            keys.open_card(sealed)
    with pytest.raises(SealError):
        keys.open_emission("r", "2", emission)


def test_a_slot_gives_all_the_keys_of_its_process() -> None:
    keys = ProcessKeys.generate(PROCESS)
    slot = opened(seal_slot(keys.slot(SLOT.person), ANA.public), keys.slot(SLOT.person))
    assert ProcessKeys.of(slot) == keys
    assert ProcessKeys.of(slot).open("r", 1, keys.seal("r", 1, b"body")) == b"body"


def test_reception_writes_what_only_the_team_reads() -> None:
    keys = ProcessKeys.generate(PROCESS)
    sealed = seal_deposit(keys.deposit.public, PROCESS, DEPOSIT, b"left at the door")
    assert keys.open_deposit(DEPOSIT, sealed) == b"left at the door"
    assert keys.deposit.private != keys.seed
    with pytest.raises(SealError):
        ProcessKeys.generate(PROCESS).open_deposit(DEPOSIT, sealed)


def test_what_was_left_opens_in_its_place_alone() -> None:
    keys = ProcessKeys.generate(PROCESS)
    here = seal_deposit(keys.deposit.public, PROCESS, DEPOSIT, b"left at the door")
    assert len(here) == 48 + 18 + 32 + 256
    with pytest.raises(SealError):
        keys.open_deposit(OTHER, here)
    elsewhere = seal_deposit(keys.deposit.public, OTHER, DEPOSIT, b"left at the door")
    bare = seal_to(keys.deposit.public, b"left at the door")
    for sealed in (elsewhere, bare, here[:-1]):
        with pytest.raises(SealError):
            keys.open_deposit(DEPOSIT, sealed)


def test_renewed_keys_are_of_the_next_version_and_open_nothing_older() -> None:
    keys = ProcessKeys.generate(PROCESS)
    newer = keys.renewed()
    assert (newer.process, newer.version) == (PROCESS, 2)
    assert newer.seed != keys.seed
    left = seal_deposit(keys.deposit.public, PROCESS, DEPOSIT, b"left")
    openings: list[Callable[[], bytes]] = [
        lambda: newer.open("r", 1, keys.seal("r", 1, b"body")),
        lambda: replace(newer, version=1).open("r", 1, keys.seal("r", 1, b"body")),
        lambda: newer.open_card(keys.seal_card(b"card")),
        lambda: newer.open_hold(keys.seal_hold(b"why")),
        lambda: newer.open_deposit(DEPOSIT, left),
    ]
    for opening in openings:
        with pytest.raises(SealError):
            opening()


# --- counting keys --------------------------------------------------------------------


def test_analysts_open_the_key_of_a_run_and_its_rows() -> None:
    run = CountingKey.generate()
    row = run.seal("r", b"codes", origin="peer")
    key = CountingKey.open(ANA, run.id, run.sealed_to(ANA.public))
    assert key.open_codes("r", row, origin="peer") == b"codes"
    for record, origin in [("s", "peer"), ("r", ""), ("r", "other")]:
        with pytest.raises(SealError):
            key.open_codes(record, row, origin=origin)


def test_a_counting_key_in_anothers_place_is_refused() -> None:
    run, other = CountingKey.generate(), CountingKey.generate()
    with pytest.raises(SealError):
        CountingKey.open(ANA, other.id, run.sealed_to(ANA.public))
    with pytest.raises(SealError):
        CountingKey.open(BoxPair.generate(), run.id, run.sealed_to(ANA.public))
    with pytest.raises(SealError):
        CountingKey.open(ANA, run.id, seal_to(ANA.public, b"short"))
