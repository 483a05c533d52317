"""What `sayso code` says of what it wrote: the configuration, a manifest for each shard, digests, the quarantine.

    OUT/run.json                     what the shards were coded with, and its digest
    OUT/shards/<id>/…parquet         one shard; manifest.json in it says what it holds, and the digest of each file
    OUT/quarantine.jsonl             what could not be coded, and why: archives, shards, articles
    OUT/working/                     what is being written; nothing in it counts
    OUT/lock                         held by the run that writes

Digests hold no times, machines or paths: equal input, read with an equal configuration, gives an equal digest
whatever ran it. Not done here: writing (output.py), and what the tables hold (tables.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from sayso.bulk.shards import Shard
from sayso.errors import OutputError
from sayso.text import digest_of

BULK_SCHEMA = "sayso.bulk/1"
RUN_FILE, MANIFEST_FILE, QUARANTINE_FILE = "run.json", "manifest.json", "quarantine.jsonl"


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What decides the words of a shard: the versions of `Pipeline.run`, what was asked for, and the schema."""

    run: dict[str, str]
    asked: dict[str, Any]
    articles_per_shard: int
    schema: str = BULK_SCHEMA

    def digest(self) -> str:
        """One digest over all of it."""
        return digest_of(msgspec.json.encode(self, order="sorted"))


class Counts(msgspec.Struct, kw_only=True):
    """How many articles there were, and what became of them; `dropped` by the filters, by reason."""

    articles: int = 0
    read: int = 0
    skipped: int = 0
    failed: int = 0
    left_out: int = 0
    dropped: dict[str, int] = {}
    claims: int = 0
    characters: int = 0

    def add(self, other: Counts) -> None:
        """Count these as well."""
        for name in ("articles", "read", "skipped", "failed", "left_out", "claims", "characters"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, number in other.dropped.items():
            self.drop(reason, number)

    def drop(self, reason: str, number: int = 1) -> None:
        """Count what a filter dropped."""
        self.dropped[reason] = self.dropped.get(reason, 0) + number


class LeftOut(msgspec.Struct, frozen=True):
    """An article that was not read since it ended the workers that tried: its position in the archive, and why."""

    position: int
    reason: str
    source_id: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished shard holds."""

    shard: Shard
    configuration: str
    files: dict[str, str]
    counts: Counts
    left_out: tuple[LeftOut, ...] = ()
    schema: str = BULK_SCHEMA

    def digest(self) -> str:
        """One digest over the shard's files."""
        return digest_of(
            self.shard.id, *(part for pair in sorted(self.files.items()) for part in pair)
        )


class Quarantined(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that could not be coded; `position` and `source_id` if it is one article of a shard."""

    archive: str
    reason: str
    shard: str | None = None
    position: int | None = None
    source_id: str | None = None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a shard's folder, if there is one that can be read."""
    try:
        return msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None


def broken_files(folder: Path, manifest: Manifest) -> list[str]:
    """The files of a shard whose bytes are not those that were written."""
    return [
        name for name, digest in manifest.files.items() if _file_digest(folder / name) != digest
    ]


def read_configuration(out: Path) -> Configuration | None:
    """What the shards of a folder were coded with; None if it is no output of `sayso code`."""
    try:
        data = (out / RUN_FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return msgspec.json.decode(data, type=Configuration)
    except msgspec.MsgspecError as error:
        raise OutputError(f"{out / RUN_FILE} is broken: {error}") from error


def digest_of_shards(manifests: Iterable[Manifest]) -> str:
    """One digest over all shards' files: equal whatever coded them, in whatever order."""
    return digest_of(*sorted(manifest.digest() for manifest in manifests))


def pretty_json(value: object) -> bytes:
    """A value as JSON that people can read, the same bytes for the same value."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2) + b"\n"


def _file_digest(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
