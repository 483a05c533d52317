"""An archive of news → its articles, one after the other, each with its place in it.

Comes in: a file (WARC, JSONL, both also as .gz, JSONL as .zst, Parquet). Goes out: one `Located` for each article, with
its bytes or with the reason why there are none: a broken record is a problem and reading goes on behind it where the
format allows; where it does not, the last `Located` says so. A file is never held in memory whole.

`position` counts from 0: lines of JSONL, rows of Parquet, in WARC the records that hold or should hold an article
(requests, metadata, revisits, images and pages that were not found are none). `offset` is the byte at which the
article's record begins, in archives that can be entered there; None in those that have to be read from the start.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, cast

from sayso.errors import InputError
from sayso.ingest.inputs import MAX_RECORD_BYTES, RawInput, limited_lines, problem_input

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
# What unpacks to more than this many times its size (and to more than a page's worth) is no news archive.
_MOST_RATIO = 500
_FREE_BYTES = 64 << 20


class Located(NamedTuple):
    """An article of an archive: where it is, and its bytes or what is wrong with them."""

    position: int
    raw: RawInput
    offset: int | None = None


def kind_of(path: Path) -> Kind | None:
    """What sort of archive a file's name says it is: "news.warc.gz" → "warc"; None if it says nothing."""
    name = path.name.lower()
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def read_archive(
    path: Path,
    kind: Kind,
    *,
    name: str | None = None,
    first: int = 0,
    offset: int | None = None,
    with_pages: bool = True,
) -> Iterator[Located]:
    """Read the articles from position `first` on, which begins at `offset` where that is known.

    `name` is what the articles' ids begin with: the file's name if not given. Without `with_pages` the bodies of WARC
    records are passed over. OSError if it cannot be opened.
    """
    from sayso.ingest.parquet_records import read_parquet
    from sayso.ingest.warc import read_warc

    name = name or path.name
    if kind == "warc":
        yield from read_warc(path, name, first, offset, with_pages=with_pages)
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
    lines = limited_lines(b"", stream)
    while True:
        source_id = f"{name}:{number + 1}"
        try:
            line = next(lines, b"")
        except (EOFError, OSError, zlib.error, InputError) as error:
            if number >= first:
                yield Located(number, problem_input(source_id, broken_off(error), "record"))
            return
        if line == b"":
            return
        if number >= first and line is None:
            too_large = f"line of more than {MAX_RECORD_BYTES / 1e6:g} MB"
            yield Located(
                number,
                problem_input(source_id, InputError("ingest", too_large), "record"),
                offset,
            )
        elif number >= first and line is not None and line.strip():
            data = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
            yield Located(number, RawInput(source_id, "record", data.rstrip(b"\r\n")), offset)
        number += 1
        offset = None if offset is None else stream.tell()


def broken_off(error: Exception) -> InputError:
    """What to say of an archive that cannot be read on."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, EOFError):
        return InputError("ingest", "the archive ends in the middle of a record")
    reason = str(error).strip() or type(error).__name__
    return InputError("ingest", f"the archive is broken from here on: {reason}"[:300])


def _unpacked(path: Path, kind: Kind) -> BinaryIO:
    """A stream of what a packed file holds, which refuses to unpack without end."""
    size = path.stat().st_size
    if kind == "jsonl.gz":
        return cast("BinaryIO", io.BufferedReader(Unpacked(gzip.open(path, "rb").read1, size)))
    import pyarrow

    packed = pyarrow.OSFile(str(path), "rb")
    stream = pyarrow.CompressedInputStream(packed, "zstd")
    return cast("BinaryIO", io.BufferedReader(Unpacked(stream.read, size)))


class Unpacked(io.RawIOBase):
    """What `read` unpacks, as long as it stands in a sane proportion to the packed size."""

    def __init__(self, read: Callable[[int], bytes], packed_bytes: int) -> None:
        self._read = read
        self._left = _FREE_BYTES + _MOST_RATIO * packed_bytes

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; an `InputError` for an archive that unpacks to far more than any news does."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                "ingest", f"unpacks to more than {_MOST_RATIO} times its size: read no further"
            )
        view[: len(data)] = data
        return len(data)
