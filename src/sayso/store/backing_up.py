"""Back a store up while others write to it, and put a backup back.

Comes in: the path of a store or of a backup, and where it goes. Goes out: a whole, checked file, or nothing: it is
written under a name of its own, checked, brought to the disk, and only then given the name that was asked for. A backup
is one file without a log beside it; it holds what the store held at the moment when it began, restrictions and users
included, and nobody may read it who may not read the store. Nothing here looks into the rows (checking.py does).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from sayso.errors import StoreError, UsageError
from sayso.store.as_it_is import open_as_it_is
from sayso.store.tables import schema_version
from sayso.unfinished import UnfinishedFolder

# So many pages are copied at once; writers to the store wait for none of it.
PAGES = 512
_COUNTED = ("documents", "readings", "claims", "judgements")

Progress = Callable[[int, int], None]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: where, how large, and how many rows of the tables that matter most."""

    path: str
    size: int
    schema_version: int
    counts: dict[str, int]


def make_backup(
    store: Path, target: Path, *, force: bool = False, progress: Progress | None = None
) -> Kept:
    """Copy a store as it stands at this moment, whoever writes to it meanwhile.

    `progress` is told how many pages are left, and of how many. An existing target is only replaced by `force`, and
    never while somebody has it open.
    """
    with closing(open_as_it_is(store)) as source:
        _refuse_itself(store, target)
        with replacing(target, force=force) as part:
            _write_part(source, store, part, progress)
    return _describe(target)


def restore_backup(backup: Path, store: Path, *, force: bool = False) -> Kept:
    """Put a backup in the place of a store; the backup stays as it is.

    An existing store is only replaced by `force`, and never while somebody has it open: it is gone then.
    """
    with closing(open_as_it_is(backup)) as source:
        _refuse_itself(backup, store)
        with replacing(store, force=force) as part:
            _write_part(source, backup, part, None)
    return _describe(store)


def copy_store(store: Path, part: Path) -> None:
    """Copy a store as it stands into a new file that others cannot read; checked, but neither named nor fsynced."""
    with closing(open_as_it_is(store)) as source:
        part.touch(mode=0o600, exist_ok=False)
        _copy(source, store, part, None)


def _write_part(
    source: sqlite3.Connection, store: Path, part: Path, progress: Progress | None
) -> None:
    _copy(source, store, part, progress)
    part.chmod(store.stat().st_mode & 0o666)


def _copy(source: sqlite3.Connection, store: Path, part: Path, progress: Progress | None) -> None:
    """Copy by SQLite's backup interface, a few pages at a time, and check what was written."""

    def tell(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(remaining, total)

    try:
        with closing(sqlite3.connect(part, timeout=30)) as copy:
            copy.execute(
                "PRAGMA synchronous = OFF"
            )  # the whole file is brought to the disk before it gets its name
            [(mode,)] = source.execute("PRAGMA journal_mode")
            if mode == "wal":
                # Where the log is written ahead, holding on to one state hinders no writer; without this hold every
                # write of somebody else would start the copy over again.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            try:
                source.backup(copy, pages=PAGES, progress=tell)
            finally:
                source.rollback()
            copy.execute("PRAGMA journal_mode = DELETE")
            _check_copy(copy, store)
    except sqlite3.Error as error:
        raise StoreError(
            f"cannot copy {store} to {part.parent}: {error}; nothing was written"
        ) from error


def _check_copy(copy: sqlite3.Connection, store: Path) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    broken = [] if found == ["ok"] else found
    broken += [
        f"{row[0]}: a row points at nothing" for row in copy.execute("PRAGMA foreign_key_check")
    ]
    if broken:
        raise StoreError(
            f"{store} is damaged ({'; '.join(broken[:3])}); nothing was written: sayso check {store} tells more"
        )


@contextmanager
def replacing(target: Path, *, force: bool) -> Iterator[Path]:
    """A file to be written under a name of its own, which takes the target's place once it is whole and on the disk.

    Nobody but its owner may read it meanwhile. Whatever goes wrong leaves the target as it was.
    """
    check_free(target, force=force)
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}")
    with folder_beside(target) as folder:
        part = folder / target.name
        part.touch(mode=0o600, exist_ok=False)
        yield part
        try:
            _to_disk(part)
            _place(part, target, force=force)
            _to_disk(target.parent)
        except OSError as error:
            raise StoreError(f"cannot write {target}: {error.strerror}") from error


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A hidden folder of one's own beside a target that is to be written; it is gone afterwards (unfinished.py)."""
    try:
        unfinished = UnfinishedFolder(target.parent)
    except OSError as error:
        raise StoreError(f"cannot write in {target.parent}: {error.strerror}") from error
    with unfinished:
        yield unfinished.path


def check_free(target: Path, *, force: bool) -> None:
    """Refuse a target that is there already, unless it may be replaced: a store of ours that nobody has open."""
    if not target.exists():
        left = next((name for name in _logs(target) if name.exists()), None)
        if left is not None:
            raise StoreError(
                f"{left} is the log of a store that is gone: move it away first, it would be taken for the new one's"
            )
        return
    if not force:
        raise UsageError(f"{target} is there already: choose another name, or --force replaces it")
    with _alone(target):
        pass


def _place(part: Path, target: Path, *, force: bool) -> None:
    """Give the file its name; a file that came to be there meanwhile stays, unless it may be replaced."""
    if not target.exists():
        try:
            os.link(part, target)
        except FileExistsError:
            check_free(target, force=force)
        except OSError:  # a file system without links
            part.rename(target)
            return
        else:
            return
    with _alone(target):
        for name in _logs(target):
            if not name.name.endswith(
                "-journal"
            ):  # empty ones, left by readers; the lock's own is needed
                name.unlink(missing_ok=True)
        part.replace(target)


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Hold a store that nobody else has open, its log written into it and gone; refused if somebody has."""
    _check_watch(store)
    try:
        # Only whoever is alone may take a store out of the mode that writes its log ahead.
        with closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as connection:
            open_as_it_is(store).close()
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            [(mode,)] = connection.execute("PRAGMA journal_mode = DELETE")
            if mode != "delete":
                raise StoreError(f"{store} is in use: close what has it open first")
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise StoreError(f"{store} is in use ({error}): close what has it open first") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{store} cannot be replaced: {error}; move it away first") from error


def _check_watch(store: Path) -> None:
    import fcntl

    lock = store.with_name(store.name + ".watch")
    with suppress(FileNotFoundError), lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"sayso watch is at work on {store}: stop it first") from error


def _refuse_itself(store: Path, target: Path) -> None:
    if target.exists() and store.samefile(target):
        raise UsageError(f"{target} is {store} itself: choose another name")


def _logs(store: Path) -> list[Path]:
    return [store.with_name(store.name + end) for end in ("-wal", "-shm", "-journal")]


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _describe(path: Path) -> Kept:
    with closing(open_as_it_is(path)) as connection:
        version = schema_version(connection)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in _COUNTED
            if table in tables
        }
    return Kept(path=str(path), size=path.stat().st_size, schema_version=version, counts=counts)
