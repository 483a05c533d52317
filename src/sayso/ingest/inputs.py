"""What the user names → a lazy stream of raw inputs, in the order given.

Comes in: paths, folders, URLs and "-" for standard input. Goes out: one `RawInput` for each page, text or line of
JSONL, with its bytes or with the reason why there are none. Nothing is interpreted here beyond telling HTML, plain
text and JSONL apart (by ending; by content where the ending does not say). Files that hold many reports in another
layout have readers of their own, by ending, which the caller gives.

`source_id`: a URL as given; for a file its name (the path below the named folder where two files share a name, the
whole path where that is not enough); "-" for standard input; for a line of JSONL "<name>:<line>" until its own id
is read in records.py.

Folders are read recursively in sorted order, hidden files and links to folders left out; files of other kinds are
named in the log.
"""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from sayso.errors import InputError
from sayso.ingest.drafts import Draft
from sayso.model import Problem

log = logging.getLogger(__name__)

# "row" (of a table) and "article" (of an export) come with their draft: their reader knew the layout.
Media = Literal["html", "text", "record", "row", "article"]

MAX_PAGE_BYTES = 10_000_000
MAX_RECORD_BYTES = 10_000_000

_ENDINGS: dict[str, Media] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".jsonl": "record",
    ".ndjson": "record",
}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HTML_START = re.compile(
    rb"\s*+(?:(?:<\?xml[^>]{0,200}>|<!--(?:(?!-->).){0,500}+-->)\s*+){0,9}+<(?:!doctype\s+html|html|head|body|title|meta|div|article|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_SNIFF_BYTES = 2048
_OPENED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISDIR, "a folder"),
)


@dataclass(frozen=True)
class RawInput:
    """The bytes of one input, or the problem met when getting them.

    `told` is what the table, export or feed that names it says of it: it fills what the input does not say itself.
    """

    source_id: str
    media: Media
    data: bytes = b""
    url: str | None = None
    charset: str | None = None
    fetched: str | None = None
    problem: Problem | None = None
    told: Draft | None = None


@dataclass(frozen=True)
class _NamedFile:
    path: Path
    below: str
    given: str


Fetch = Callable[[str], RawInput]
FileReader = Callable[[Path, str], Iterator[RawInput]]


def find_inputs(
    inputs: Iterable[str],
    fetch: Fetch,
    stdin: BinaryIO | None = None,
    readers: Mapping[str, FileReader] | None = None,
    in_folders: Collection[str] = (),
) -> Iterator[RawInput]:
    """Turn the inputs of a command line into raw inputs, read one by one as they are asked for.

    `readers` read the files of some endings; `in_folders` are those of these endings that are looked for in folders.

    ["story/", "https://paper.example/a", "-"] → every page, text and record below story/, the page, standard input
    """
    readers = readers or {}
    endings = {*_ENDINGS, *in_folders}
    groups = [_group(given, endings) for given in inputs]
    ids = _source_ids([file for group in groups if isinstance(group, list) for file in group])
    for group in groups:
        if isinstance(group, RawInput):
            yield group
        elif isinstance(group, str):
            yield from _read_named(group, fetch, stdin)
        else:
            for file in group:
                reader = readers.get(file.path.suffix.lower(), _read_plainly)
                yield from _read_file(file.path, ids[file], reader)


def media_of(data: bytes, ending: str = "") -> Media:
    """Tell HTML, JSONL and plain text apart, by the ending of the name or else by the first bytes."""
    known = _ENDINGS.get(ending.lower())
    if known is not None:
        return known
    start = data[:_SNIFF_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _HTML_START.match(start):
        return "html"
    if re.match(rb'\s*\{\s*"', start):
        return "record"
    return "text"


def problem_input(
    source_id: str, error: InputError, media: Media = "text", url: str | None = None
) -> RawInput:
    """The raw input of something that could not be read."""
    problem = Problem(stage=error.stage, reason=error.reason, skipped=error.skipped)
    return RawInput(_written(source_id), media, url=url, problem=problem)


def _group(given: str, endings: Collection[str]) -> list[_NamedFile] | RawInput | str:
    """The files that an input names; "-" and URLs as they are; or why it names nothing."""
    if given == "-" or _URL.match(given):
        return given
    path = Path(given)
    try:
        if not given or (not path.exists() and not path.is_symlink()):
            return problem_input(given, InputError("ingest", "no such file or folder"))
        if not path.is_dir():
            return [_NamedFile(path, path.name, given)]
    except (OSError, ValueError) as error:  # a name with NUL, or too long for the file system
        return problem_input(given, InputError("ingest", f"no such file or folder ({error})"[:200]))
    reason = "no .html, .htm, .txt or .jsonl file in this folder"
    return _files_below(path, given, endings) or problem_input(
        given, InputError("ingest", reason, skipped=True)
    )


def _read_named(given: str, fetch: Fetch, stdin: BinaryIO | None) -> Iterator[RawInput]:
    match = _URL.match(given)
    if match is None:
        return _read_stream(stdin or sys.stdin.buffer, "-", None)
    return iter([fetch_named(given, fetch)])


def _written(name: str) -> str:
    """A name as text: bytes of a file name that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files_below(folder: Path, given: str, endings: Collection[str]) -> list[_NamedFile]:
    found: list[_NamedFile] = []
    ignored: list[str] = []

    def refused(error: OSError) -> None:
        closed = Path(error.filename)
        below = closed.relative_to(folder).as_posix()
        found.append(_NamedFile(closed, below, f"{given.rstrip('/')}/{below}"))

    for parent, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            below = path.relative_to(folder).as_posix()
            if name.startswith(".") or path.suffix.lower() not in endings:
                ignored.append(below)
            else:
                found.append(_NamedFile(path, below, f"{given.rstrip('/')}/{below}"))
    if ignored:
        log.info(
            "%s: ignored %d files that are not .html, .txt or .jsonl: %s",
            given,
            len(ignored),
            ", ".join(ignored[:20]),
        )
    return sorted(found, key=lambda file: Path(file.below).parts)


def _source_ids(files: list[_NamedFile]) -> dict[_NamedFile, str]:
    names = Counter(file.path.name for file in set(files))
    paths = Counter(file.below for file in set(files))
    return {
        file: file.path.name
        if names[file.path.name] == 1
        else file.below
        if paths[file.below] == 1
        else file.given
        for file in files
    }


def _read_file(path: Path, source_id: str, reader: FileReader) -> Iterator[RawInput]:
    try:
        _check_kind(path)
        yield from reader(path, _written(source_id))
    except InputError as error:
        yield problem_input(source_id, error)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield problem_input(source_id, InputError("ingest", reason))


def _check_kind(path: Path) -> None:
    """Refuse what may never end or never begin: a device, a pipe that nobody may ever write to, a socket.

    What a shell opened for this process (/dev/fd/63, /dev/stdin) is read.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or str(path).startswith(_OPENED):
        return
    if stat.S_ISDIR(mode):
        with os.scandir(path):  # a folder below the one named, that could not be listed
            pass
    kind = next((name for test, name in _KINDS if test(mode)), "no file")
    raise InputError("ingest", f"is {kind}, not a file; what comes through a pipe is read as -")


def _read_plainly(path: Path, source_id: str) -> Iterator[RawInput]:
    with path.open("rb") as stream:
        yield from _read_stream(stream, source_id, path.suffix)


def _read_stream(stream: BinaryIO, source_id: str, ending: str | None) -> Iterator[RawInput]:
    first = stream.readline(_SNIFF_BYTES)
    if not first.strip():
        first += stream.read(_SNIFF_BYTES)
    media = media_of(first, ending or "")
    if media == "record":
        yield from _read_lines(first, stream, source_id)
        return
    data = first + stream.read(MAX_PAGE_BYTES + 1 - len(first))
    if len(data) > MAX_PAGE_BYTES:
        yield problem_input(source_id, _too_large("file", MAX_PAGE_BYTES), media)
    else:
        yield RawInput(source_id, media, data)


def _read_lines(first: bytes, stream: BinaryIO, source_id: str) -> Iterator[RawInput]:
    found = False
    for number, line in _numbered_lines(first.removeprefix(b"\xef\xbb\xbf"), stream):
        if line is None:
            found = True
            yield problem_input(
                f"{source_id}:{number}", _too_large("line", MAX_RECORD_BYTES), "record"
            )
        elif line.strip():
            found = True
            yield RawInput(f"{source_id}:{number}", "record", line.rstrip(b"\r\n"))
    if not found:
        yield problem_input(
            source_id, InputError("ingest", "empty: no records in it", skipped=True), "record"
        )


def _numbered_lines(first: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for a line over the limit. `first` is what was read to look at."""
    head = first.split(b"\n")
    # the last piece of `first` has no line end yet: the stream goes on with the rest of that line
    lines = chain((piece + b"\n" for piece in head[:-1]), limited_lines(head[-1], stream))
    yield from enumerate(lines, 1)


def limited_lines(begun: bytes, stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream, `begun` being the start of the first one; None for a line over the limit."""
    while line := begun + stream.readline(MAX_RECORD_BYTES + 1 - len(begun)):
        begun = b""
        if len(line) <= MAX_RECORD_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield None


def _too_large(what: str, limit: int) -> InputError:
    return InputError("ingest", f"{what} of more than {limit / 1e6:g} MB: split it into parts")


def fetch_named(url: str, fetch: Fetch) -> RawInput:
    """Fetch an address that somebody named, or say why it is not fetched."""
    match = _URL.match(url)
    scheme = match.group(1).lower() if match else ""
    if scheme not in ("http", "https"):
        what = f"{scheme}:// is not fetched" if scheme else f"{url[:100]} is no web address"
        return problem_input(
            url,
            InputError("fetch", f"{what}: only http and https are"),
            url=url if scheme else None,
        )
    try:
        return fetch(url)
    except InputError as error:
        return problem_input(url, error, "html", url)
