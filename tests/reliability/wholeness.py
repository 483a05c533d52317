"""Is anything half written? What must hold of the stores, the shards and the exports in a folder, whoever was killed.

Comes in: a folder. Goes out: what is wrong with it, in words; nothing, if all is well.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sayso.bulk.across import FOLDER, read_across_manifest
from sayso.bulk.manifest import QUARANTINE_FILE, RUN_FILE
from sayso.bulk.output import LOCK, SHARDS, WORKING
from sayso.bulk.tables import file_digest
from sayso.store.checking import check_store
from sayso.store.checking_shards import check_shards

_CODED = {RUN_FILE, QUARANTINE_FILE, LOCK, SHARDS, WORKING, FOLDER}


def stores_wrong(folder: Path) -> list[str]:
    """What `sayso check --deep` finds in the stores of a folder."""
    return [
        f"{path.name}: {finding}"
        for path in sorted(folder.glob("*.db"))
        if _has_tables(path)
        for finding in check_store(path, deep=True).findings
    ]


def _has_tables(path: Path) -> bool:
    """Whether anything is in it yet: a kill before the first transaction leaves an empty database, which is no harm."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None


def shards_wrong(folder: Path) -> list[str]:
    """What `sayso check` finds in the shards of a folder, and what else does not belong there."""
    out = folder / "out"
    if not (out / SHARDS).is_dir():
        return []
    found = [str(finding) for finding in check_shards(out).findings]
    return found + [f"{p.name} in out" for p in out.iterdir() if p.name not in _CODED]


def across_wrong(folder: Path) -> list[str]:
    """Files of the second stage that are not those of its manifest."""
    place = folder / "out" / FOLDER
    manifest = read_across_manifest(folder / "out")
    if manifest is None:
        return ["a manifest that cannot be read"] if (place / "manifest.json").exists() else []
    return [
        f"{name} is not what was written"
        for name, digest in manifest.files.items()
        if not (place / name).is_file() or file_digest(place / name) != digest
    ]


def names_in(folder: Path) -> set[str]:
    """Every file and folder but the logs of databases, which come and go, and the empty folder for temporary files."""
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {n for n in names if n != "tmp" and not n.endswith(("-wal", "-shm", "-journal"))}
