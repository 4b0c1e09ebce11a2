"""A disk from which the power goes: what of a recording it may hold.

Of what was handed over and not synced yet, anything may have arrived: all of it, nothing, some
writes without others, a write in part (in pieces of 512 bytes), and in any order. What was synced
is there. Names are kept in order: a disk may have forgotten the last of them, never one before.
"""

from collections.abc import Sequence
from random import Random

from bench.crash.recorder import Created, Deleted, Event, Recorder, Synced, Truncated, Written

#: Bytes that a disk writes whole or not at all.
SECTOR = 512
#: What becomes of that which was not synced, one image after the other.
WAYS = ("nothing", "some", "some", "some", "all", "some", "some", "some")


class Disk:
    """Files as they certainly are, and what was handed over since."""

    def __init__(self, recorder: Recorder) -> None:
        """Begin with what was there when the recording began."""
        self._names: dict[str, int] = {}
        self._changes: list[Created | Deleted] = []
        self._contents: dict[int, bytearray] = {}
        self._pending: dict[int, list[Written | Truncated]] = {}
        for number, (name, content) in enumerate(recorder.base.items()):
            self._names[name] = number
            self._contents[number] = bytearray(content)

    def take(self, event: Event) -> None:
        """Let something happen."""
        match event:
            case Created(_name, inode):
                self._contents[inode] = bytearray()
                self._changes.append(event)
            case Deleted():
                self._changes.append(event)
            case Written(inode) | Truncated(inode):
                self._pending.setdefault(inode, []).append(event)
            case Synced(inode):
                self._sync(inode)

    def after_the_cut(self, way: str, random: Random) -> dict[str, bytes]:
        """Return files by name as they may be now, if the power goes."""
        kept = len(self._changes) if way == "all" else 0
        if way == "some":
            kept = random.randint(0, len(self._changes))
        names = _renamed(self._names, self._changes[:kept])
        return {name: self._content(inode, way, random) for name, inode in names.items()}

    def _sync(self, inode: int) -> None:
        """Settle a file, and the names up to its own: SQLite syncs the folder of a new file."""
        for change in self._pending.pop(inode, []):
            _apply(self._contents[inode], change)
        made = [n for n, one in enumerate(self._changes, 1) if one == _created(one, inode)]
        if made:
            self._names = _renamed(self._names, self._changes[: made[-1]])
            del self._changes[: made[-1]]

    def _content(self, inode: int, way: str, random: Random) -> bytes:
        content = bytearray(self._contents[inode])
        pending = self._pending.get(inode, [])
        if way == "all":
            for change in pending:
                _apply(content, change)
        if way == "some":
            for change in random.sample(pending, len(pending)):
                _apply_some(content, change, random)
        return bytes(content)


def _created(change: Created | Deleted, inode: int) -> Created | None:
    return change if isinstance(change, Created) and change.inode == inode else None


def _renamed(names: dict[str, int], changes: Sequence[Created | Deleted]) -> dict[str, int]:
    found = dict(names)
    for change in changes:
        if isinstance(change, Created):
            found[change.name] = change.inode
        else:
            found.pop(change.name, None)
    return found


def _apply(content: bytearray, change: Written | Truncated) -> None:
    if isinstance(change, Truncated):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


def _apply_some(content: bytearray, change: Written | Truncated, random: Random) -> None:
    """Apply a change, or not, or in part. What a file grew by without it may be anything."""
    fate = random.choice(("kept", "dropped", "torn"))
    if isinstance(change, Truncated):
        if fate == "kept":
            _apply(content, change)
        return
    pieces = _pieces(change) if fate == "torn" else [change]
    for piece in pieces:
        if fate == "kept" or (fate == "torn" and random.random() < 1 / 2):
            hole = piece.offset - len(content)
            content.extend(random.randbytes(max(0, hole)))
            _apply(content, piece)


def _pieces(change: Written) -> list[Written]:
    """Cut a write where a disk's sectors end."""
    found, offset, end = [], change.offset, change.offset + len(change.data)
    while offset < end:
        stop = min(end, (offset // SECTOR + 1) * SECTOR)
        piece = change.data[offset - change.offset : stop - change.offset]
        found.append(Written(change.inode, offset, piece))
        offset = stop
    return found
