"""What an export is: files in a folder of their own, and what every one of them says of itself.

Comes in: nothing. Goes out: the folder that formats write into, and the finished export. The same store, selection and
policy give the same bytes: no file holds the hour of its making, and files of a ZIP archive bear a fixed date.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from sayso.errors import StoreError
from sayso.export.placing import placed_file, placed_folder
from sayso.unfinished import UnfinishedFolder

_CHUNK = 1 << 16
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What every export says of itself. `selection` is the query string that chose the incidents; empty: all.

    `audit`: what share of a judged sample of the corpus was right, with intervals; empty: nobody judged any.
    """

    policy: str = ""
    cells: str = ""
    selection: str = ""
    as_of: str | None = None
    run: dict[str, str] = {}
    redaction: str = ""
    audit: str = ""

    def lines(self, counts: dict[str, int]) -> list[str]:
        """The note for people and for the head of a file."""
        return [
            f"policy: {self.policy or 'none'}",
            f"cells: {self.cells or 'none: nothing is chosen'}",
            f"selection: {self.selection or 'everything'}",
            f"as of: {self.as_of or 'now'}",
            "run: " + ("; ".join(f"{k} {v}" for k, v in sorted(self.run.items())) or "unknown"),
            *([f"redaction: {self.redaction}"] if self.redaction else []),
            f"audit: {self.audit or 'no sample of this corpus was judged'}",
            "counts: " + (", ".join(f"{n} {what}" for what, n in counts.items()) or "none"),
        ]


def note_block(note: Note, counts: dict[str, int]) -> dict[str, object]:
    """The note with the counts, for JSON."""
    return {**msgspec.to_builtins(note), "counts": counts}


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export; it lies on disk as long as the export is open."""

    name: str
    media_type: str
    path: Path

    def chunks(self) -> Iterator[bytes]:
        """The bytes, a piece at a time."""
        with self.path.open("rb") as opened:
            while piece := opened.read(_CHUNK):
                yield piece

    def read(self) -> bytes:
        """All bytes at once."""
        return self.path.read_bytes()


@dataclass
class Folder:
    """Where a format writes its files, and what it counts while it does."""

    path: Path
    files: list[ExportedFile] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def open(self, name: str, media_type: str) -> IO[bytes]:
        """A new file of the export."""
        where = self.path / name
        where.parent.mkdir(parents=True, exist_ok=True)
        self.files.append(ExportedFile(name, media_type, where))
        return where.open("wb")

    def write(self, name: str, media_type: str, content: str | bytes) -> None:
        """A whole small file at once."""
        with self.open(name, media_type) as opened:
            opened.write(encode(content) if isinstance(content, str) else content)

    def count(self, what: str, number: int = 1) -> None:
        """Count rows."""
        self.counts[what] = self.counts.get(what, 0) + number


def encode(words: str) -> bytes:
    """UTF-8; half a surrogate pair, which some broken page may hold, becomes the replacement character."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


class Exported:
    """A finished export. A context manager: its files are gone when it is closed.

    with export("geojson", holdings, note) as exported:
        for file in exported.files: …
    """

    def __init__(self, name: str, unfinished: UnfinishedFolder, folder: Folder) -> None:
        self.name = name
        self.files = tuple(folder.files)
        self.counts = dict(folder.counts)
        self._unfinished = unfinished

    def __enter__(self) -> Exported:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Throw the files away."""
        self._unfinished.close()

    @property
    def main(self) -> ExportedFile:
        """The file that the others accompany."""
        return self.files[0]

    @property
    def media_type(self) -> str:
        """Of what `download` gives."""
        return self.main.media_type if len(self.files) == 1 else "application/zip"

    def save(self, folder: Path) -> list[Path]:
        """Copy the files into a folder, which is there whole or not at all, whatever happens meanwhile."""
        try:
            with placed_folder(folder) as unplaced:
                for file in self.files:
                    _copy(file, unplaced / file.name)
        except OSError as error:
            raise StoreError(f"cannot write {folder}: {error.strerror or error}") from error
        return [folder / file.name for file in self.files]

    def save_zip(self, archive: Path) -> None:
        """Write all files into one archive, which is there whole or not at all."""
        try:
            with placed_file(archive) as unplaced:
                write_zip(unplaced, self.files)
        except OSError as error:
            raise StoreError(f"cannot write {archive}: {error.strerror or error}") from error

    def download(self) -> tuple[str, Path]:
        """(file name, path) of one file to hand out: the only one, or all of them in a ZIP archive."""
        if len(self.files) == 1:
            return self.main.name, self.main.path
        archive = self._unfinished.path / f"sayso-{self.name}.zip"
        if not archive.exists():
            write_zip(archive, self.files)
        return archive.name, archive


def _copy(file: ExportedFile, where: Path) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    with where.open("wb") as opened:
        for piece in file.chunks():
            opened.write(piece)


def write_zip(archive: Path, files: tuple[ExportedFile, ...]) -> None:
    """All files in one archive, with a fixed date: the same files give the same bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as opened:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with opened.open(entry, "w", force_zip64=True) as target:
                for piece in file.chunks():
                    target.write(piece)
