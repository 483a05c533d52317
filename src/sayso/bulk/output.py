"""The folder that `sayso code` writes: nothing in it is ever half there.

Comes in: a folder and a configuration. Goes out: the right to write there, and shards that are whole. A shard is
written below `working`, its files are flushed to the disk, its folder gets its name below `shards`, and that is flushed
too: a folder below `shards` is whole, or it is not there. One run at a time; what a killed one left is swept up.

Not done here: what a shard and its manifest hold (tables.py, manifest.py).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from sayso.bulk.manifest import (
    MANIFEST_FILE,
    QUARANTINE_FILE,
    RUN_FILE,
    Configuration,
    Manifest,
    Quarantined,
    broken_files,
    pretty_json,
    read_configuration,
    read_manifest,
)
from sayso.errors import OutputError

SHARDS, WORKING, LOCK = "shards", "working", "lock"


@contextmanager
def open_output(out: Path, configuration: Configuration, *, again: bool) -> Iterator[Output]:
    """Take hold of a folder to code into: made, locked, cleaned of what a killed run left, and of this configuration.

    With `again`, shards of another configuration are removed.
    """
    with _explained(out):
        if not (out / RUN_FILE).exists() and _has_strangers(out):
            raise OutputError(
                f"{out} is not empty, and nothing of sayso code: choose another --out"
            )
        for folder in (out, out / SHARDS, out / WORKING):
            folder.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        with _explained(out):
            _agree(out, configuration, again=again)
            _sweep(out / WORKING)
            write_whole(out, RUN_FILE, pretty_json(configuration))
        yield Output(out, configuration.digest())


class Output:
    """A folder that is coded into, and the configuration that its shards must have."""

    def __init__(self, path: Path, configuration: str) -> None:
        self.path, self.configuration = path, configuration

    def finished(self, shard_id: str) -> Manifest | None:
        """The manifest of a shard that is finished: with this configuration, and all its files are there."""
        folder = self.path / SHARDS / shard_id
        manifest = read_manifest(folder)
        if manifest is None or manifest.configuration != self.configuration:
            return None
        return manifest if all((folder / name).is_file() for name in manifest.files) else None

    def all_finished(self) -> Iterator[Manifest]:
        """The manifests of all finished shards, by id."""
        for name in sorted(path.name for path in (self.path / SHARDS).iterdir()):
            if (manifest := self.finished(name)) is not None:
                yield manifest

    def remove(self, shard_id: str) -> None:
        """Take a shard away, to be coded anew."""
        _remove_folder(self.path, self.path / SHARDS / shard_id)

    def write_quarantine(self, entries: Iterable[Quarantined]) -> None:
        """Write the list of what could not be coded anew; no list if there is nothing."""
        lines = sorted(msgspec.json.encode(entry) for entry in entries)
        with _explained(self.path):
            if lines:
                write_whole(self.path, QUARANTINE_FILE, b"".join(line + b"\n" for line in lines))
            else:
                (self.path / QUARANTINE_FILE).unlink(missing_ok=True)


def finish_shard(out: Path, folder: Path, manifest: Manifest) -> None:
    """Give a shard's folder its manifest and its name; all of it is on the disk by then.

    If another worker was faster, its shard is kept: they are the same.
    """
    with _explained(out):
        (folder / MANIFEST_FILE).write_bytes(pretty_json(manifest))
        for path in folder.iterdir():
            _flush(path)
        _flush(folder)
        final = out / SHARDS / manifest.shard.id
        if final.exists():
            known = read_manifest(final)
            if known == manifest and not broken_files(final, manifest):
                shutil.rmtree(folder)
                return
            _remove_folder(out, final)
        folder.rename(final)
        _flush(final.parent)


def read_output(out: Path) -> Output:
    """A folder that was coded into, to read what is finished."""
    configuration = read_configuration(out)
    if configuration is None:
        raise OutputError(f"{out} holds nothing of sayso code: no {RUN_FILE} in it")
    return Output(out, configuration.digest())


def write_whole(out: Path, name: str, data: bytes) -> None:
    """Write a file of the folder so that it is there as a whole or as it was before."""
    temporary = out / WORKING / f"{name}.{os.getpid()}"
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(out / name)
    _flush(out)


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    """What the system says when writing, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise output_error(out, error) from error


def is_full(error: OSError) -> bool:
    """Whether it is for want of space."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def output_error(out: Path, error: OSError) -> OutputError:
    """An error of the system when writing into a folder, in words."""
    if is_full(error):
        words = f"no space left for {out}: make room and run the same command again"
    elif error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        words = f"cannot write into {out}: {error.strerror}"
    else:
        words = f"cannot write into {out}: {error.strerror or error}"
    return OutputError(words)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold the right to code into a folder; the system lets go of it when the process ends, however it ends."""
    import fcntl

    with _explained(out):
        lock = (out / LOCK).open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"another sayso code is at work on {out}") from error
        yield


def _has_strangers(out: Path) -> bool:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file: --out names a folder")
    return out.exists() and any(path.name not in (SHARDS, WORKING, LOCK) for path in out.iterdir())


def _agree(out: Path, configuration: Configuration, *, again: bool) -> None:
    """See to it that a folder holds shards of one configuration only."""
    known = read_configuration(out)
    if known is None or known == configuration:
        return
    if not again:
        raise OutputError(
            f"{out} was coded with another configuration ({_difference(known, configuration)}): choose another --out,"
            " or --again to code it anew (what it holds is removed)"
        )
    for folder in [*(out / SHARDS).iterdir()]:
        _remove_folder(out, folder)


def _difference(known: Configuration, now: Configuration) -> str:
    """What of two configurations is not the same: "attribution: fast, now balanced"."""
    before, after = (
        {**c.run, **c.asked, "articles per shard": c.articles_per_shard, "schema": c.schema}
        for c in (known, now)
    )
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return "; ".join(f"{name}: {before.get(name)}, now {after.get(name)}" for name in names)


def _sweep(working: Path) -> None:
    """Remove what a run that was killed left."""
    for path in working.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _remove_folder(out: Path, folder: Path) -> None:
    """Remove a shard's folder so that it is never half there: its name goes first."""
    doomed = out / WORKING / f"removed-{folder.name}-{os.getpid()}"
    shutil.rmtree(doomed, ignore_errors=True)
    try:
        folder.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
