import pytest

from tejido.vault.passphrases import Cost


@pytest.fixture(scope="session")
def cheap() -> Cost:
    """The least work that libsodium accepts: tests do not guess passphrases."""
    return Cost(opslimit=1, memlimit=8192)
