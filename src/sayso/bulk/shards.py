"""Archives → shards: pieces of some hundred articles each, that can be coded apart, in any order, on any machine.

Comes in: paths of archives, folders and single pages. Goes out: `Shard` values, one after the other, and a
`BrokenArchive` for what is none. A shard's id is a digest of its bytes, its archive's name and its place: an archive
that has not changed gives the same shards wherever it lies; one that has grown gives new ones from where it grew, if
its format can be entered in the middle, and otherwise only new ones. Archives are read through once, never held whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace as dataclass_replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

import msgspec

from sayso.errors import InputError
from sayso.ingest.archives import Kind, check_archive, kind_of, read_archive
from sayso.ingest.inputs import RawInput, find_inputs, problem_input
from sayso.ingest.located import Located, PassOver, pass_silently
from sayso.text import digest_of

PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".txt")
_BLOCK = 1 << 20


class Shard(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of an archive: positions `first` to `first + count`; `articles` of them hold something.

    `name` is what the ids of its articles begin with. `offset` and `end` are the bytes it stands in, where reading may
    begin there. `files` are the pages of a shard of the kind "pages", below the folder `archive`.
    """

    id: str
    archive: str
    kind: Kind | Literal["pages"]
    name: str
    first: int
    count: int
    articles: int
    offset: int | None = None
    end: int | None = None
    files: tuple[str, ...] = ()


class BrokenArchive(msgspec.Struct, frozen=True):
    """A path that holds no article for sayso, and why."""

    archive: str
    reason: str


def plan_shards(
    archives: Sequence[Path], articles_per_shard: int = 500
) -> Iterator[Shard | BrokenArchive]:
    """Cut archives into shards; folders are searched for archives and pages, hidden files and links left out.

    [Path("news.warc.gz")] with 1,200 articles → three shards of 500, 500 and 200
    """
    for archive in archives:
        try:
            if archive.is_dir():
                yield from _folder_shards(archive, articles_per_shard)
            elif not archive.exists():
                yield BrokenArchive(str(archive), "no such file or folder")
            elif not archive.is_file():
                yield BrokenArchive(str(archive), "neither a file nor a folder")
            elif (kind := kind_of(archive)) is not None:
                yield from _archive_shards(archive, kind, archive.name, articles_per_shard)
            elif archive.suffix.lower() in PAGE_ENDINGS:
                yield from _page_shards(archive.parent, [archive.name], articles_per_shard)
            else:
                yield BrokenArchive(
                    str(archive), "its name tells of no archive: .warc, .jsonl, .parquet …"
                )
        except OSError as error:
            yield BrokenArchive(str(archive), f"cannot be read: {error.strerror or error}")


def read_shard(shard: Shard, pass_over: PassOver = pass_silently) -> Iterator[Located]:
    """The articles of a shard, each with its position and its bytes, or with the reason why there are none.

    `pass_over` is told of each record between them that is no article, and what it is: "request record", "status 404".
    """
    if shard.kind == "pages":
        yield from _read_pages(shard)
        return
    path, end, found = Path(shard.archive), shard.first + shard.count, 0
    for located in read_archive(
        path,
        shard.kind,
        name=shard.name,
        first=shard.first,
        offset=shard.offset,
        pass_over=pass_over,
    ):
        if located.position >= end:
            break
        found += 1
        yield located
    # a group of rows that is broken is one problem
    if found != shard.articles and shard.kind != "parquet":
        reason = f"{shard.name} has changed since it was looked through: {found} articles of {shard.articles}"
        raise InputError("ingest", reason)


def _folder_shards(folder: Path, articles_per_shard: int) -> Iterator[Shard | BrokenArchive]:
    pages: list[str] = []
    is_empty = True
    for below in _files_below(folder):
        path = folder / below
        kind = kind_of(path)
        if kind is not None:
            is_empty = False
            try:
                yield from _archive_shards(path, kind, below, articles_per_shard)
            except OSError as error:
                yield BrokenArchive(str(path), f"cannot be read: {error.strerror or error}")
        elif path.suffix.lower() in PAGE_ENDINGS:
            pages.append(below)
    if pages:
        yield from _page_shards(folder, pages, articles_per_shard)
    elif is_empty:
        yield BrokenArchive(str(folder), "no archive and no page in this folder")


def _files_below(folder: Path) -> list[str]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(parent) / name for name in names if not name.startswith(".")]
        found += [path.relative_to(folder) for path in paths if path.is_file()]
    return [path.as_posix() for path in sorted(found, key=lambda path: path.parts)]


def _archive_shards(
    path: Path, kind: Kind, name: str, articles_per_shard: int
) -> Iterator[Shard | BrokenArchive]:
    pieces = _Pieces(path, kind, name)
    try:
        check_archive(path, kind)
        articles = _all_articles(path, kind, name)
    except InputError as error:
        yield BrokenArchive(str(path), error.reason)
        return
    for located in articles:
        if pieces.articles >= articles_per_shard and _may_begin(located, kind):
            yield pieces.cut(located.position, located.offset)
        pieces.take(located)
    if pieces.articles:
        yield pieces.cut(pieces.behind, None)
    elif pieces.first == 0:
        yield BrokenArchive(str(path), "no article in it")


def _may_begin(located: Located, kind: Kind) -> bool:
    """A shard begins where reading can begin: not at a record that is broken, unless all is read from the start."""
    return (
        located.offset is not None or kind not in ("warc", "jsonl") or located.raw.problem is None
    )


def _all_articles(path: Path, kind: Kind, name: str) -> Iterator[Located]:
    """Where the articles are; rows of Parquet are counted without being read, unless the file is broken."""
    if kind != "parquet":
        return read_archive(path, kind, name=name, with_pages=False)
    from sayso.ingest.parquet_records import count_rows

    rows = count_rows(path)
    return (Located(row, RawInput(f"{name}:{row + 1}", "record")) for row in range(rows))


class _Pieces:
    """The shards of one archive, as its articles come by."""

    def __init__(self, path: Path, kind: Kind, name: str) -> None:
        self._path, self._kind, self._name = path, kind, name
        self._whole: str | None = None
        self.first = self.behind = self.articles = 0
        self._offset: int | None = None

    def take(self, located: Located) -> None:
        """An article that belongs to the present piece."""
        if self.articles == 0 and self.first == 0:
            # with what is passed over before the first article
            self._offset = None if located.offset is None else 0
        self.articles += 1
        self.behind = located.position + 1

    def cut(self, first: int, offset: int | None) -> Shard:
        """The present piece, which ends before the article at `first`, where the next one begins."""
        count = first - self.first
        size = self._path.stat().st_size
        end = None if self._offset is None else (size if offset is None else offset)
        if self._offset is not None and end is not None:
            content = _digest(self._path, self._offset, end)
        else:
            content = self._whole = self._whole or _digest(self._path, 0, size)
        shard = Shard(
            id=digest_of(self._kind, self._name, content, str(self.first), str(count)),
            archive=str(self._path),
            kind=self._kind,
            name=self._name,
            first=self.first,
            count=count,
            articles=self.articles,
            offset=self._offset,
            end=end,
        )
        self.first, self.articles, self._offset = first, 0, offset
        return shard


def _page_shards(folder: Path, pages: Sequence[str], articles_per_shard: int) -> Iterator[Shard]:
    for first in range(0, len(pages), articles_per_shard):
        files = tuple(pages[first : first + articles_per_shard])
        digests = [_page_digest(folder / file) for file in files]
        yield Shard(
            id=digest_of(
                "pages", *(part for pair in zip(files, digests, strict=True) for part in pair)
            ),
            archive=str(folder),
            kind="pages",
            name="",
            first=first,
            count=len(files),
            articles=len(files),
            files=files,
        )


def _read_pages(shard: Shard) -> Iterator[Located]:
    for position, file in enumerate(shard.files, shard.first):
        path = Path(shard.archive) / file
        raw = next(find_inputs([str(path)], _no_fetch), None)
        if raw is None:
            raw = problem_input(file, InputError("ingest", "nothing in it", skipped=True))
        yield Located(position, dataclass_replace(raw, source_id=file))


def _no_fetch(url: str) -> RawInput:
    raise InputError("fetch", f"archives are read offline: {url[:100]} is not fetched")


def _page_digest(path: Path) -> str:
    try:
        return _digest(path, 0, path.stat().st_size)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _digest(path: Path, start: int, end: int) -> str:
    """The digest of the bytes of a file between two offsets."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        stream.seek(start)
        for block in _blocks(cast("BinaryIO", stream), end - start):
            digest.update(block)
    return digest.hexdigest()


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (block := stream.read(min(_BLOCK, size))):
        size -= len(block)
        yield block
