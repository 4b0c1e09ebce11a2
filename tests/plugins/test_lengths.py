"""What a length on the disk tells of a record: no code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.coding import code
from tejido.declare.declarations import Declarations
from tejido.declare.policy import exact_bytes
from tejido.vault.counting_keys import CountingKey
from tejido.vault.process_keys import ProcessKeys

RUN = CountingKey("0b" * 16, b"k" * 32)
KEYS = ProcessKeys("0a" * 16, 1, b"s" * 32)
CODES = {
    "crisis.emergency": {"severity": "crisis.severity", "place": "area"},
    "advocacy.act": {"aggression": "aggression", "place": "area"},
    "training.cohort": {"modality": "training.modality", "place": "area"},
}


@pytest.mark.parametrize("type_id", CODES)
@given(data=st.data())
def test_no_code_shows_in_the_length_of_what_is_sealed(
    book: Declarations, type_id: str, data: st.DataObject
) -> None:
    rows, sealed_bodies = set(), set()
    for _record in range(2):
        body: dict[str, Any] = {
            field: data.draw(st.sampled_from([*book.vocabularies[name].terms, "unknown"]))
            for field, name in CODES[type_id].items()
        }
        coded = code(book.policies[type_id], "r", "0a" * 16, body)
        rows.add(len(RUN.seal("r", coded.to_bytes())))
        sealed_bodies.add(len(KEYS.seal("r", 1, exact_bytes({"fields": body, "source": ""}))))
    assert (len(rows), len(sealed_bodies)) == (1, 1)
