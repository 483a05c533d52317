"""The bytes of an archive, plain or packed by gzip in one or many members, with places to go back to.

Comes in: an open file and where a member begins. Goes out: unpacked bytes, never more at a time than are asked for.
What is broken or cut off, or unpacks to far more than any news does, is a `Damage` that says where; whoever reads can
then look for the next member. Nothing is known here of what the bytes mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import SEEK_END, RawIOBase
from typing import BinaryIO

from sayso.errors import InputError

GZIP_MARK = b"\x1f\x8b\x08"
# What unpacks to more than this many times its size, and to more than FREE_BYTES, is no news: deflate packs zeros 1,000
# to 1, news pages 3 to 1 up to 30 to 1.
MOST_RATIO = 500
FREE_BYTES = 64 << 20
_BLOCK = 1 << 16
_UNPACK = 1 << 18


class Damage(InputError):  # noqa: N818 - a state of the archive, with its place
    """The bytes cannot be read on; `offset` is where in the file."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__("ingest", f"byte {offset:,}: {reason}")
        self.offset = offset


class Member:
    """One member of gzip, or a plain file from some byte on. `position` counts the unpacked bytes that were read."""

    def __init__(self, file: BinaryIO, start: int, *, is_packed: bool) -> None:
        self._file, self.start, self.is_packed = file, start, is_packed
        self.rewind(0)

    def rewind(self, position: int) -> None:
        """Read again from an unpacked byte on; a packed member is unpacked anew."""
        self._at = self.start
        self._buffer = b""
        self._unpacker = zlib.decompressobj(wbits=31)
        self._unpacked = 0
        self._packed = b""
        self.position = 0
        if not self.is_packed:
            self._at += position
            self.position = position
        while self.position < position and self.read(min(_UNPACK, position - self.position)):
            pass

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay; fewer than asked for only at the end."""
        while len(self._buffer) < size and (more := self._more()):
            self._buffer += more
        return self._buffer[:size]

    def read(self, size: int) -> bytes:
        """The next bytes; fewer than asked for only at the end."""
        found = self.peek(size)
        self._buffer = self._buffer[len(found) :]
        self.position += len(found)
        return found

    @property
    def end(self) -> int:
        """The byte of the file behind what was unpacked so far; of a member that is read, where the next begins."""
        return self._at - len(self._unpacker.unused_data or self._packed)

    def _more(self) -> bytes:
        self._file.seek(self._at)
        if not self.is_packed:
            block = self._file.read(_BLOCK)
            self._at += len(block)
            return block
        return self._unpack_more()

    def _unpack_more(self) -> bytes:
        while not self._unpacker.eof:
            if not self._packed:
                self._packed = self._file.read(_BLOCK)
                self._at += len(self._packed)
                if not self._packed:
                    raise Damage(self._at, "the file ends in the middle of a packed record")
            try:
                found = self._unpacker.decompress(self._packed, _UNPACK)
            except zlib.error as error:
                raise Damage(self.start, f"a packed record that is broken ({error})") from error
            self._packed = self._unpacker.unconsumed_tail
            self._unpacked += len(found)
            if is_bomb(self._unpacked, self._at - self.start):
                raise Damage(self.start, too_much_unpacked())
            if found:
                return found
        return b""


class Members(RawIOBase):
    """All members of a file as one stream. `Damage` is raised once; who reads on gets what the next member holds."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._member: Member | None = Member(file, 0, is_packed=True)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        while self._member is not None:
            member = self._member
            try:
                data = member.read(min(len(view), _UNPACK))
            except Damage:
                self._enter(next_member(self._file, member.start + 1))
                raise
            if data:
                view[: len(data)] = data
                return len(data)
            start, lost = member_behind(self._file, member.end)
            self._enter(start)
            if lost:
                raise Damage(member.end, lost.split(": ", 1)[1])
        return 0

    def _enter(self, start: int | None) -> None:
        self._member = None if start is None else Member(self._file, start, is_packed=True)


class Unpacked(RawIOBase):
    """What `read` unpacks, as long as it stands in a sane proportion to the packed size."""

    def __init__(self, read: Callable[[int], bytes], packed_bytes: int) -> None:
        self._read, self._packed, self._unpacked = read, packed_bytes, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; `OSError` for what unpacks to far more than any news does: nothing behind it can be had."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._read(len(view))
        self._unpacked += len(data)
        if is_bomb(self._unpacked, self._packed):
            raise OSError(too_much_unpacked())
        view[: len(data)] = data
        return len(data)


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether something unpacks to more than any news does."""
    return unpacked > FREE_BYTES and unpacked > MOST_RATIO * packed


def too_much_unpacked() -> str:
    return f"unpacks to more than {MOST_RATIO} times its size: not unpacked further"


def is_packed(file: BinaryIO) -> bool:
    """Whether a file is one of gzip, whatever its name says."""
    file.seek(0)
    return file.read(len(GZIP_MARK)) == GZIP_MARK


def next_member(
    file: BinaryIO, offset: int, is_wanted: Callable[[bytes], bool] = bool
) -> int | None:
    """Where the next member of gzip begins, at `offset` or behind, whose first bytes are wanted; None if nowhere."""
    at = offset
    while True:
        file.seek(at)
        block = file.read(1 << 20)
        found = block.find(GZIP_MARK)
        while found >= 0:
            if is_wanted(first_bytes(file, at + found)):
                return at + found
            found = block.find(GZIP_MARK, found + 1)
        if len(block) < 1 << 20:
            return None
        at += len(block) - len(GZIP_MARK) + 1


def member_behind(
    file: BinaryIO, offset: int, is_wanted: Callable[[bytes], bool] = bool
) -> tuple[int | None, str | None]:
    """Where the member behind one that ends at `offset` begins, and what to say of bytes between that are in none."""
    file.seek(offset)
    if file.read(len(GZIP_MARK)) == GZIP_MARK:
        return offset, None
    start = next_member(file, offset, is_wanted)
    end = file.seek(0, SEEK_END) if start is None else start
    file.seek(offset)
    near = file.read(min(end - offset, 1 << 16))
    if not near.strip(b"\0\r\n "):
        return start, None  # padding
    return start, f"byte {offset:,}: {end - offset:,} bytes that are in no member of gzip"


def first_bytes(file: BinaryIO, offset: int) -> bytes:
    """The first bytes of a member of gzip; none if it is none, or broken there."""
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(4096), 64)
    except zlib.error:
        return b""
