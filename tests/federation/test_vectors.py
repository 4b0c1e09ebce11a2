"""Every vector gives what it expects, and every rejection code has one."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import PeerError
from tejido_federation import charter as charters
from tejido_federation import checks, descriptor, receipts
from tejido_federation.codes import CODES, RefusedError
from tejido_federation.envelope import read_envelope

VECTORS = Path(__file__).parent / "vectors"
ROOT = Path(__file__).parents[2]
#: What a vector may expect besides a rejection code.
OUTCOMES = {"applied", "erased", "duplicate", "gap", "good", "counts", "does_not_count"}


def cases(pattern: str) -> list[Any]:
    """Return the vectors of some files, each under its comment."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['comment']}")
        for path in sorted(VECTORS.glob(pattern))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases("message-*.json"))
def test_a_message_is_judged_as_its_vector_expects(case: dict[str, Any], world: Any) -> None:
    found, item = _become(case, world)
    assert found == case["expect"]
    assert item == case.get("item", item)


@pytest.mark.parametrize("case", cases("descriptor.json"))
def test_a_descriptor_is_judged_as_its_vector_expects(case: dict[str, Any]) -> None:
    before = read_envelope(case["after"]) if "after" in case else None
    held = descriptor.follow(before, None) if before else None
    assert (
        _judged(lambda: descriptor.follow(read_envelope(case["envelope"]), held))
        == (case["expect"])
    )


@pytest.mark.parametrize("case", cases("charter.json"))
def test_a_charter_is_judged_as_its_vector_expects(case: dict[str, Any], world: Any) -> None:
    before = read_envelope(case["after"]) if "after" in case else None
    held = charters.follow(before, None, world.pinned) if before else None
    arrived = read_envelope(case["envelope"])
    assert _judged(lambda: charters.follow(arrived, held, world.pinned)) == case["expect"]


@pytest.mark.parametrize("case", cases("receipt.json"))
def test_a_receipt_counts_as_its_vector_expects(case: dict[str, Any], world: Any) -> None:
    raw = json.dumps(case["envelope"]).encode()
    message = case["message"]
    try:
        receipt = receipts.verify_receipt(raw, world.roster, world.today)
        receipts.counts_for(
            receipt, message["network"], message["from"], message["to"], message["of"]
        )
        found = "counts"
    except receipts.ReceiptError:
        found = "does_not_count"
    assert found == case["expect"]


def test_no_vector_expects_what_is_not_known() -> None:
    expected = {case.values[0]["expect"] for case in cases("[!w]*.json")}
    assert expected <= OUTCOMES | CODES.keys()


def test_every_rejection_code_has_a_vector() -> None:
    assert CODES.keys() - {case.values[0]["expect"] for case in cases("[!w]*.json")} == set()


def test_vectors_and_page_are_what_the_code_makes() -> None:
    making = [sys.executable, "-m", "tests.federation.making", "--check"]
    done = subprocess.run(making, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def _become(case: dict[str, Any], world: Any) -> tuple[str, int | None]:
    request = case.get("request", {})
    try:
        checks.check_length(request.get("length"))
        checks.check_encoding(request.get("encoding"))
        return world.run(base64.b64decode(case["message"]), case.get("here")), None
    except RefusedError as error:
        return error.code.id, error.item


def _judged(follow: Any) -> str:
    try:
        follow()
    except RefusedError as error:
        return error.code.id
    except PeerError as error:
        pytest.fail(f"not a rejection code: {error}")
    return "good"
