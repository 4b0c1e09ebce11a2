"""The most work that one try at a passphrase may ask for."""

from pathlib import Path
from typing import Any

import pytest

from tejido.errors import SealError, SettingsError
from tejido.settings import Settings, write_settings
from tejido.vault.passphrases import MOST, LockedKey, unlock


@pytest.mark.parametrize(
    ("passes", "memory"), [(MOST.opslimit + 1, 8192), (1, MOST.memlimit + 1024)]
)
def test_a_key_that_asks_for_more_work_than_any_setting_is_not_tried(
    passes: int, memory: int
) -> None:
    locked = LockedKey(bytes(16), passes, memory, bytes(72))
    with pytest.raises(SealError, match="more work"):
        unlock(locked, "el maíz crece en la milpa", bytes(32), "0" * 32)


def test_settings_allow_the_most_and_no_more(tmp_path: Path) -> None:
    most: dict[str, Any] = {
        "passphrase_opslimit": MOST.opslimit,
        "passphrase_memory_kib": MOST.memlimit // 1024,
    }
    made = write_settings(tmp_path, name="Casa", **most)
    assert (made.passphrase_opslimit, made.passphrase_memlimit) == (MOST.opslimit, MOST.memlimit)
    for one, value in most.items():
        with pytest.raises(SettingsError):
            Settings.load(tmp_path, {f"TEJIDO_{one.upper()}": str(value + 1)})
