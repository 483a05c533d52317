"""Where the records of a WARC file (ISO 28500) begin and end, in whole files and in damaged ones.

Comes in: an open file and where to begin. Goes out: one `Frame` a record, its bytes with head and block, or what is
wrong with it; then reading goes on at the next record that can be found. Frames are told by us and not by a library,
so that limits hold, a place is said for whatever is wrong, and no record is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from sayso.ingest.inputs import MAX_PAGE_BYTES
from sayso.ingest.members import Damage, Member, is_packed, member_behind, next_member

# A block holds the head of HTTP beside the page; of a larger one the beginning is kept, to say what it is.
MAX_BLOCK_BYTES = MAX_PAGE_BYTES + (1 << 16)
_KEPT_BYTES = 1 << 16
_MAX_HEAD_BYTES = 1 << 16
_LENGTH = re.compile(rb"^Content-Length[ \t]{0,9}:[ \t]{0,9}(\d{1,15})[ \t]{0,9}\r?$", re.I | re.M)
_START = b"WARC/"
_NEXT_START = b"\nWARC/1."
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Frame(NamedTuple):
    """A record's bytes. `offset` is where reading can begin to get it, None inside a member of gzip.

    With a `problem` the bytes are those that could be read, the head at least if there is one.
    """

    offset: int | None
    data: bytes
    problem: str | None = None


def find_frames(file: BinaryIO, offset: int = 0) -> Iterator[Frame]:
    """The records from an offset on, at which one must begin."""
    if not is_packed(file):
        yield from _frames_of(Member(file, offset, is_packed=False))
        return
    start: int | None = offset
    while start is not None:
        member = Member(file, start, is_packed=True)
        is_first = True
        try:
            for frame in _frames_of(member):
                yield frame
                is_first = False
            behind = member.end
        except Damage as damage:
            head = _readable_head(member) if is_first else b""
            yield Frame(start if is_first else None, head, damage.reason)
            start = next_member(file, start + 1, _is_record)
            continue
        start, lost = member_behind(file, behind, _is_record)
        if lost:
            yield Frame(None, b"", lost)


def _is_record(first: bytes) -> bool:
    return first.lstrip(b"\r\n").startswith(_START)


def _readable_head(member: Member) -> bytes:
    """The head of a record that is broken further on, so that what it is can be said."""
    try:
        member.rewind(0)
        return member.peek(2048)
    except Damage:
        return b""


def _frames_of(member: Member) -> Iterator[Frame]:
    is_first = True
    while True:
        _pass_blanks(member)
        if not member.peek(1):
            return
        begin = member.position
        offset = member.start if is_first else None
        if not member.is_packed:
            offset = member.start + begin
        is_first = False
        yield _next_frame(member, begin, offset)


def _pass_blanks(member: Member) -> None:
    while (near := member.peek(64)) and near[:1] in b"\r\n\0":
        member.read(len(near) - len(near.lstrip(b"\r\n\0")))


def _next_frame(member: Member, begin: int, offset: int | None) -> Frame:
    where = f"byte {member.start + (0 if member.is_packed else begin):,}: "
    if member.peek(len(_START)) != _START:
        found = member.peek(40)
        _find_next(member)
        return Frame(offset, b"", f"{where}no record of a WARC file begins here, but {found!r}")
    head = _read_head(member)
    length = None if head is None else _LENGTH.search(head)
    if head is None or length is None:
        found = head or member.peek(2048)
        member.read(0 if head else len(_START))
        _find_next(member)
        what = "a record without a Content-Length" if head else "a record whose head does not end"
        return Frame(offset, found, f"{where}{what}")
    return _with_block(member, offset, where, head, int(length[1]))


def _with_block(member: Member, offset: int | None, where: str, head: bytes, length: int) -> Frame:
    block_begin = member.position
    is_large = length > MAX_BLOCK_BYTES
    block = member.read(_KEPT_BYTES if is_large else length)
    passed = len(block) + (_pass(member, length - len(block)) if is_large else 0)
    is_whole = passed == length and _ends_well(member)
    if is_whole:
        problem = f"{where}a record of {length:,} bytes: more than are read" if is_large else None
        return Frame(offset, head + block, problem)
    member.rewind(block_begin)
    _find_next(member)
    if passed < length and not member.peek(1):
        problem = f"{where}cut off: {passed:,} bytes of {length:,} are there"
    else:
        problem = f"{where}its Content-Length of {length:,} bytes is wrong"
    return Frame(offset, head + block[:_KEPT_BYTES], problem)


def _read_head(member: Member) -> bytes | None:
    """The head of a record with the blank line that ends it; None, and nothing read, if there is no end."""
    size = 1024
    while size <= _MAX_HEAD_BYTES:
        near = member.peek(size)
        end = _HEAD_END.search(near)
        if end is not None:
            return member.read(end.end())
        size *= 4
    return None


def _pass(member: Member, size: int) -> int:
    passed = 0
    while passed < size and (block := member.read(min(1 << 18, size - passed))):
        passed += len(block)
    return passed


def _ends_well(member: Member) -> bool:
    """Whether the two line ends behind a record stand here, or a blank line and the next record, or the end."""
    near = member.peek(64)
    rest = near.lstrip(b"\r\n\0")
    is_followed = len(near) - len(rest) >= 2 and rest.startswith(_START)
    return near.startswith(b"\r\n\r\n") or is_followed or not rest


def _find_next(member: Member) -> None:
    """Go to the next line that begins a record, or to the end."""
    while near := member.peek(1 << 16):
        found = near.find(_NEXT_START)
        if found >= 0:
            member.read(found + 1)
            return
        keep = len(_NEXT_START) - 1
        member.read(len(near) if len(near) <= keep else len(near) - keep)
        if len(near) <= keep:
            return
