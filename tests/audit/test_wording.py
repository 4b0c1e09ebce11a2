"""The log in words."""

from tejido.audit.log import Kind
from tejido.audit.wording import KINDS


def test_everything_that_can_be_done_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(KINDS.values())) == len(Kind)
