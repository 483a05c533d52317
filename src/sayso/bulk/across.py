"""The second stage: which reports of all shards copy which, and which tell one incident.

Comes in: a folder that `sayso code` wrote. Goes out: copies.parquet, incidents.parquet and members.parquet in its
folder `across`, with a manifest of what they were made from, written last: without it they count for nothing, and with
it a rerun does nothing. The same shards give the same bytes, whatever their order. Memory is bounded (workspace.py).
Nothing is graded and nothing is judged by people here: that is a project store's work.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec
import pyarrow as pa

from sayso.bulk.copies import LEAST_SAMPLED, Say, find_copies_across
from sayso.bulk.groups import group_strands
from sayso.bulk.keys import SAMPLED
from sayso.bulk.outcomes import OUTCOMES, copy_rows, incident_rows, member_rows, write_groups
from sayso.bulk.pairs import compare_strands
from sayso.bulk.strands import Strands
from sayso.bulk.tables import file_digest, write_table
from sayso.bulk.workspace import AcrossLimits, Workspace, take_in_keys
from sayso.config import sayso_version
from sayso.errors import SaysoError, UsageError
from sayso.link.copies import CopyPolicy
from sayso.link.pair_scores import load_pair_model
from sayso.text import digest_of

FOLDER = "across"
MANIFEST, WORK = "manifest.json", "work"


class AcrossManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the tables were made from: the shards, and by what. `files` are their SHA-256.

    `configuration` is the digest of what all shards were coded with (run.json); empty where they do not say.
    """

    made_by: dict[str, str]
    shards: int
    shards_digest: str
    configuration: str = ""
    documents: int
    copies: int
    incidents: int
    compared: int
    files: dict[str, str]


class _MadeFrom(NamedTuple):
    made_by: dict[str, str]
    shards_digest: str
    configuration: str


class _ShardManifest(msgspec.Struct, frozen=True):
    """What the second stage reads of a shard's manifest."""

    configuration: str = ""
    files: dict[str, str] = {}


def finished_shards(folder: Path) -> list[Path]:
    """The finished shards of a folder: those whose manifest was written."""
    found = sorted(path.parent for path in (folder / "shards").glob(f"*/{MANIFEST}"))
    if not found:
        raise UsageError(f'no shards in {folder}: make them with "sayso code … --out {folder}"')
    return found


def read_across_manifest(folder: Path) -> AcrossManifest | None:
    """The manifest of a second stage that was finished; None if there is none, or none that can be read."""
    try:
        return msgspec.json.decode((folder / FOLDER / MANIFEST).read_bytes(), type=AcrossManifest)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def link_shards(
    folder: Path, limits: AcrossLimits | None = None, say: Say = lambda words: None
) -> tuple[AcrossManifest, bool]:
    """Find copies and incidents across all finished shards; the manifest, and whether anything was done."""
    shards = finished_shards(folder)
    manifests = {shard: _read_shard_manifest(shard / MANIFEST) for shard in shards}
    made = _MadeFrom(
        _versions(), digest_of(*_digests(manifests), length=64), _one_configuration(manifests)
    )
    before = read_across_manifest(folder)
    is_same = before and (before.made_by, before.shards_digest) == made[:2]
    if before is not None and is_same and _is_whole(folder / FOLDER, before):
        _sweep(folder / FOLDER)
        return before, False
    try:
        with (
            _locked(folder / FOLDER),
            Workspace(folder / FOLDER / WORK, limits or AcrossLimits()) as work,
        ):
            return _link(work, folder, shards, made, say), True
    except (OSError, duckdb.Error, pa.ArrowException, msgspec.MsgspecError) as error:
        raise SaysoError(f"{folder / FOLDER} could not be made: {error}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One second stage at a time; the lock is gone with whoever holds it."""
    import fcntl

    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SaysoError(f"another run writes to {folder}: wait until it is done") from None
        yield


def _sweep(folder: Path) -> None:
    """Remove what a run left that was killed when its tables were written; not while another one works."""
    if (folder / WORK).exists():
        with suppress(OSError, SaysoError), _locked(folder):
            shutil.rmtree(folder / WORK, ignore_errors=True)


def _link(
    work: Workspace, folder: Path, shards: list[Path], made: _MadeFrom, say: Say
) -> AcrossManifest:
    take_in_keys(work, [shard / "keys.parquet" for shard in shards])
    copies = find_copies_across(work, folder / "shards", say)
    model = load_pair_model()
    strands = Strands(work)
    compared = compare_strands(work, strands, model, say)
    write_groups(work, strands, group_strands(work, strands, model, say))
    new = work.folder / "new"
    new.mkdir()
    rows = {"copies": copy_rows, "incidents": incident_rows, "members": member_rows}
    for name, schema in OUTCOMES.items():
        write_table(new / f"{name}.parquet", schema, rows[name](work))
    manifest = AcrossManifest(
        made_by=made.made_by,
        shards=len(shards),
        shards_digest=made.shards_digest,
        configuration=made.configuration,
        documents=work.count(),
        copies=copies,
        incidents=int(work.one("SELECT count(*) FROM incidents")),
        compared=compared,
        files={path.name: file_digest(path) for path in sorted(new.iterdir())},
    )
    _publish(new, folder / FOLDER, manifest)
    return manifest


def _publish(new: Path, folder: Path, manifest: AcrossManifest) -> None:
    """Put the new tables in the place of the old ones: the manifest goes first and comes last."""
    (folder / MANIFEST).unlink(missing_ok=True)
    _sync(folder)
    for path in sorted(new.iterdir()):
        path.rename(folder / path.name)
    _sync(folder)
    with (new / MANIFEST).open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    (new / MANIFEST).rename(folder / MANIFEST)
    _sync(folder)


def _sync(folder: Path) -> None:
    """Make sure that what was renamed in a folder is on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_whole(folder: Path, manifest: AcrossManifest) -> bool:
    return all(
        (folder / name).is_file() and file_digest(folder / name) == digest
        for name, digest in manifest.files.items()
    )


def _versions() -> dict[str, str]:
    model = files("sayso") / "weights" / "linking" / "pair-score.json"
    policy = msgspec.json.encode(CopyPolicy())
    return {
        "sayso": sayso_version(),
        "pair model": digest_of(model.read_bytes()),
        "copies": digest_of(policy, str(SAMPLED), str(LEAST_SAMPLED)),
    }


def _digests(manifests: Mapping[Path, _ShardManifest]) -> Iterator[str]:
    """Each shard's id and the digests of the tables that are read of it."""
    for shard, told in manifests.items():
        for name in ("keys.parquet", "documents.parquet"):
            yield from (shard.name, told.files.get(name) or file_digest(shard / name))


def _one_configuration(manifests: Mapping[Path, _ShardManifest]) -> str:
    """What all shards were coded with; refused if they differ: what they hold could not be compared."""
    holding: dict[str, list[str]] = defaultdict(list)
    for shard, told in manifests.items():
        holding[told.configuration].append(shard.name)
    if len(holding) == 1:
        return next(iter(holding))
    fewest_last = sorted(holding.items(), key=lambda item: (-len(item[1]), item[0]))
    told_of = "; ".join(
        f"{len(names)} with {configuration or 'none that they tell'} ({names[0]}{', …' if names[1:] else ''})"
        for configuration, names in fewest_last
    )
    raise UsageError(
        f"the shards were coded with {len(holding)} configurations, and are not comparable: {told_of}."
        " Code the fewer anew with the configuration of the others, or keep them in a folder of their own"
    )


def _read_shard_manifest(path: Path) -> _ShardManifest:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_ShardManifest)
    except msgspec.MsgspecError as error:
        raise SaysoError(f"the manifest {path} is damaged: {error}; code the shard anew") from error
