"""``bench.crash.power``: what a disk may hold after a power cut, and what a node has of it."""

from itertools import pairwise
from pathlib import Path
from random import Random

from bench.crash.disk import SECTOR, WAYS, Disk
from bench.crash.images import Verdict, judge
from bench.crash.power import Report, record, run
from bench.crash.recorder import (
    Committed,
    Created,
    Deleted,
    Event,
    Recorder,
    Synced,
    Truncated,
    Written,
)
from hypothesis import given
from hypothesis import strategies as st

IMAGES, STEPS = 48, 40


def trial(folder: Path, synchronous: str, images: int = IMAGES) -> Report:
    return run(folder, "a seed", images, synchronous, STEPS)


def test_a_power_cut_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    report = trial(tmp_path, "")
    assert report.synchronous == "full", "the product's own setting"
    assert report.is_well, report.first
    assert report.commits > STEPS


def test_without_syncs_the_same_recorder_loses_acknowledged_commits(tmp_path: Path) -> None:
    """The control (trap 9): a recorder that never loses anything would show nothing."""
    report = trial(tmp_path, "off")
    assert report.lost
    assert not report.is_well


def test_with_fewer_syncs_commits_are_lost_but_whole(tmp_path: Path) -> None:
    """As SQLite says of WAL with NORMAL: so the images are no worse than a disk may be."""
    report = trial(tmp_path, "normal")
    assert (report.half, report.damaged) == (0, 0), report.first
    assert report.lost


def test_the_line_tells_what_was_tried(tmp_path: Path) -> None:
    line = trial(tmp_path, "", images=len(WAYS)).line()
    assert line.startswith(f"synchronous=full: {len(WAYS)} images of ")
    assert "0 lost, 0 half, 0 damaged (seed a seed)" in line


def test_a_recording_holds_syncs_emptied_journals_and_every_commit(tmp_path: Path) -> None:
    events = record(tmp_path / "node", Random(1), steps=STEPS).events  # noqa: S311
    kinds = {type(event) for event in events}
    assert kinds == {Created, Deleted, Written, Truncated, Synced, Committed}
    states = [event.state for event in events if isinstance(event, Committed)]
    assert len(set(states)) > STEPS


# --- what a disk may have forgotten ---------------------------------------------------------


class Scripted(Recorder):
    """A recording that nobody made: the file ``a`` held this, and then something happened."""

    def __init__(self, held: bytes, *events: Event) -> None:
        self.base = {"a": held}
        self.events = list(events)


def after(recorder: Recorder, way: str, seed: int = 0) -> dict[str, bytes]:
    disk = Disk(recorder)
    for event in recorder.events:
        disk.take(event)
    return disk.after_the_cut(way, Random(seed))  # noqa: S311


def test_what_was_synced_is_there_and_the_rest_may_not_be() -> None:
    recorder = Scripted(b"aaaa", Written(0, 0, b"bb"), Synced(0), Written(0, 2, b"cc"))
    assert after(recorder, "nothing") == {"a": b"bbaa"}
    assert after(recorder, "all") == {"a": b"bbcc"}


def test_some_of_it_may_be_there_in_any_combination() -> None:
    recorder = Scripted(b"aaaa", Written(0, 0, b"b"), Written(0, 1, b"c"))
    found = {after(recorder, "some", seed)["a"] for seed in range(200)}
    assert found == {b"aaaa", b"baaa", b"acaa", b"bcaa"}


def test_an_older_write_may_arrive_after_a_newer_one() -> None:
    recorder = Scripted(b"a", Written(0, 0, b"b"), Written(0, 0, b"c"))
    assert {after(recorder, "some", seed)["a"] for seed in range(200)} == {b"a", b"b", b"c"}


def test_a_write_tears_where_sectors_end() -> None:
    recorder = Scripted(bytes(3 * SECTOR), Written(0, 100, b"x" * 2 * SECTOR))
    found = {after(recorder, "some", seed)["a"] for seed in range(200)}
    edges = (0, 100, SECTOR, 2 * SECTOR, 2 * SECTOR + 100, 3 * SECTOR)
    for content in found:
        for start, end in pairwise(edges):
            assert len(set(content[start:end])) == 1, "whole or not at all"
    assert len(found) == 8


def test_what_a_file_grew_by_may_hold_anything() -> None:
    recorder = Scripted(b"", Written(0, 0, b"x" * 8), Written(0, 8, b"y" * 8))
    found = {after(recorder, "some", seed)["a"] for seed in range(200)}
    assert any(one[8:] == b"y" * 8 and one[:8] not in (b"x" * 8, bytes(8)) for one in found)


def test_a_cut_may_be_forgotten_until_the_file_is_synced() -> None:
    cut = Scripted(b"aaaa", Truncated(0, 1))
    assert {after(cut, "some", seed)["a"] for seed in range(20)} == {b"aaaa", b"a"}
    cut.events.append(Synced(0))
    assert after(cut, "nothing") == {"a": b"a"}


def test_a_name_may_be_forgotten_until_its_file_is_synced() -> None:
    made = Scripted(b"a", Created("b", 1), Written(1, 0, b"x"))
    assert after(made, "nothing") == {"a": b"a"}
    made.events.append(Synced(1))
    assert after(made, "nothing") == {"a": b"a", "b": b"x"}
    made.events.append(Deleted("b"))
    assert {len(after(made, "some", seed)) for seed in range(20)} == {1, 2}


@given(st.integers(0, 1000), st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_whatever_is_synced_last_stays(seed: int, offsets: list[int]) -> None:
    events: list[Event] = [Written(0, offset, b"x") for offset in offsets]
    last: list[Event] = [Written(0, 0, b"z" * 40), Synced(0)]
    assert after(Scripted(b"", *events, *last), "some", seed) == {"a": b"z" * 40}


def test_an_image_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    recorder = record(tmp_path / "node", Random(1), steps=2)  # noqa: S311
    name = next(name for name in recorder.base if name.endswith(".db"))
    recorder.base[name] = b"\0" * len(recorder.base[name])
    place = tmp_path / "image"
    place.mkdir()
    verdicts = judge(recorder, len(WAYS), place, Random(1))  # noqa: S311
    assert any(one.damage for one in verdicts)


def test_a_verdict_is_well_only_if_nothing_is_wrong() -> None:
    assert Verdict(1, "some").is_well
    assert not Verdict(1, "some", damage="x").is_well
    assert not Verdict(1, "some", lost=1).is_well
    assert not Verdict(1, "some", half=True).is_well
