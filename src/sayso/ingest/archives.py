"""An archive of news → its articles, one after the other, each with its place in it.

Comes in: a file (WARC, JSONL, both also as .gz, JSONL as .zst, Parquet). Goes out: one `Located` for each article, with
its bytes or with the reason why there are none: a broken record is a problem and reading goes on behind it where the
format allows; where it does not, the last `Located` says so. A file is never held in memory whole.

`position` counts from 0: lines of JSONL, rows of Parquet, in WARC the records that hold or should hold an article
(requests, metadata, revisits, images and pages that were not found are none). `offset` is the byte at which the
article's record begins, in archives that can be entered there; None in those that have to be read from the start.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from sayso.errors import InputError
from sayso.ingest.inputs import MAX_RECORD_BYTES, RawInput, limited_lines, problem_input
from sayso.ingest.located import Located, PassOver, pass_silently
from sayso.ingest.members import GZIP_MARK, Members, Unpacked, first_bytes, is_packed

Kind = Literal["warc", "jsonl", "jsonl.gz", "jsonl.zst", "parquet"]

_ENDINGS: dict[str, Kind] = {
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wet": "warc",
    ".wet.gz": "warc",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl.gz",
    ".ndjson.gz": "jsonl.gz",
    ".jsonl.zst": "jsonl.zst",
    ".ndjson.zst": "jsonl.zst",
    ".parquet": "parquet",
}


def kind_of(path: Path) -> Kind | None:
    """What sort of archive a file's name says it is: "news.warc.gz" → "warc"; None if it says nothing."""
    name = path.name.lower()
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def check_archive(path: Path, kind: Kind) -> None:
    """Refuse a file that is none of its kind from the first byte on."""
    with path.open("rb") as file:
        start = file.read(64)
        if not start:
            raise InputError("ingest", "empty file")
        if kind != "warc":
            return
        if start.startswith(GZIP_MARK):
            start = first_bytes(file, 0) or b"WARC/"  # broken: a matter of its first record
    if not start.lstrip(b"\r\n").startswith(b"WARC/"):
        raise InputError("ingest", f"no WARC file: it begins with {start[:30]!r}")


def read_archive(
    path: Path,
    kind: Kind,
    *,
    name: str | None = None,
    first: int = 0,
    offset: int | None = None,
    with_pages: bool = True,
    pass_over: PassOver = pass_silently,
) -> Iterator[Located]:
    """Read the articles from position `first` on, which begins at `offset` where that is known.

    `name` is what the articles' ids begin with: the file's name if not given. Without `with_pages` the bodies of WARC
    records are passed over. OSError if it cannot be opened.
    """
    from sayso.ingest.parquet_records import read_parquet
    from sayso.ingest.warc import read_warc

    name = name or path.name
    if kind == "warc":
        yield from read_warc(path, name, first, offset, with_pages=with_pages, pass_over=pass_over)
    elif kind == "parquet":
        yield from read_parquet(path, name, first)
    elif kind == "jsonl":
        with path.open("rb") as stream:
            stream.seek(offset or 0)
            yield from _read_lines(stream, name, first if offset else 0, first, offset or 0)
    else:
        with _unpacked(path, kind) as stream:
            yield from _read_lines(stream, name, 0, first, None)


def _read_lines(
    stream: BinaryIO, name: str, number: int, first: int, offset: int | None
) -> Iterator[Located]:
    """The lines from `first` on; the stream stands at line `number`, which begins at `offset`."""
    for line in _limited_lines(stream):
        source_id = f"{name}:{number + 1}"
        if number < first:
            pass
        elif isinstance(line, InputError):
            yield Located(number, problem_input(source_id, line, "record"), offset)
        elif line.strip():
            data = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
            yield Located(number, RawInput(source_id, "record", data.rstrip(b"\r\n")), offset)
        number += 1
        offset = None if offset is None else stream.tell()


def _limited_lines(stream: BinaryIO) -> Iterator[bytes | InputError]:
    """Lines, and what is wrong in the place of those that cannot be read; reading goes on where the packing allows."""
    lines = limited_lines(b"", stream)
    while True:
        try:
            line = next(lines, b"")
        except InputError as error:  # of a member of gzip; the next one may be whole
            yield error
            lines = limited_lines(b"", stream)
            continue
        except OSError as error:
            yield broken_off(error)
            return
        if line == b"":
            return
        yield InputError("ingest", _TOO_LARGE) if line is None else line


_TOO_LARGE = f"line of more than {MAX_RECORD_BYTES / 1e6:g} MB"


def broken_off(error: Exception) -> InputError:
    """What to say of an archive that cannot be read on."""
    if isinstance(error, InputError):
        return error
    reason = str(error).strip() or type(error).__name__
    return InputError("ingest", f"the archive is broken from here on: {reason}"[:300])


@contextmanager
def _unpacked(path: Path, kind: Kind) -> Iterator[BinaryIO]:
    """A stream of what a packed file holds, which refuses to unpack without end."""
    with path.open("rb") as packed:
        if kind == "jsonl.gz":
            yield cast("BinaryIO", io.BufferedReader(_members(packed), 1 << 16))
            return
        import pyarrow

        stream = pyarrow.CompressedInputStream(pyarrow.PythonFile(packed, "r"), "zstd")
        size = path.stat().st_size
        yield cast("BinaryIO", io.BufferedReader(Unpacked(stream.read, size), 1 << 16))


def _members(packed: BinaryIO) -> io.RawIOBase:
    """What a file with an ending of gzip holds, be it packed or not."""
    if is_packed(packed):
        return Members(packed)
    packed.seek(0)
    return Unpacked(packed.read, 1 << 62)
