"""What cannot be written to: every command that writes says so in one line, exit code 1, and changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sayso.store.tables import open_store
from tests.bulk.coded_news import write_news
from tests.bulk.made_shards import write_shards
from tests.reliability.children import Children, Fault
from tests.reliability.disks import make_read_only, mind_modes, small_disk
from tests.reliability.jobs import STORE, Command, make_old_store, rows, told_by
from tests.store.made_store import open_linked, write_reports

pytestmark = pytest.mark.model
_BY = ("--by", "ana")
_REASON = ("--reason", "looked", *_BY)


def _fill(folder: Path) -> None:
    write_reports(folder / STORE, *map(told_by, range(1, 5)))
    open_linked(folder / STORE).close()
    write_reports(folder / "b.db", *map(told_by, range(3, 7)))
    open_linked(folder / "b.db").close()
    write_reports(folder / "pending.db", *map(told_by, range(1, 3)))
    make_old_store(folder / STORE, folder / "old.db", 1)
    write_news(folder / "news.jsonl", 2)
    write_shards(folder / "out", [told_by(n) for n in range(1, 5)], 2)
    (folder / "a.txt").write_text("Shells hit Homs on Monday, residents said.", "utf-8")
    for store in folder.glob("*.db"):
        open_store(store).close() if store.name != "old.db" else None


def _names(folder: Path) -> tuple[str, str]:
    """An incident and a claim of such a store."""
    (folder / "same").mkdir()
    _fill(folder / "same")
    incident, claim = (
        str(rows(folder / "same" / STORE, f"SELECT min(id) FROM {table}")[0][0])
        for table in ("incidents", "current_claims")
    )
    return incident, claim


def writing_commands(incident: str, claim: str) -> Iterator[Command]:
    """Every command that writes, here."""
    document = told_by(1).document.id
    fast = ("--attribution", "fast")
    yield ("read", "a.txt", "--store", STORE, *fast)
    yield ("read", "a.txt", "--store", "new.db", *fast)
    yield ("code", "news.jsonl", "--out", "coded", *fast)
    yield ("code", "news.jsonl", "--out", "out", *fast)
    yield ("across", "out")
    yield ("load", "shards", "out", STORE)
    yield ("load", "shards", "out", "new.db")
    yield ("incidents", "pending.db")
    yield ("incidents", STORE, "--relink")
    yield ("judge", STORE, "accept", claim, *_REASON)
    yield ("judge", STORE, "grade", incident, "Weak", *_REASON)
    yield ("users", STORE, "add", "ana", "--role", "admin", *_BY)
    yield ("restrict", STORE, incident, "--role", "admin", *_REASON)
    yield ("erase", STORE, document, *_REASON, "--yes")
    yield ("export", STORE, "--format", "native", "--out", "exported")
    yield ("export", STORE, "--format", "acled", "--out", "exported.zip")
    yield ("backup", STORE, "copy.db")
    yield ("restore", "b.db", STORE, "--force")
    yield ("restore", "b.db", "new.db")
    yield ("merge", STORE, "b.db", "--into", "c.db", *_BY)
    yield ("show", "old.db")
    yield ("review", STORE, "comment", incident, "Looked at.", *_BY)
    yield ("audit", STORE, "draw", "--size", "1", *_REASON)


def _contents(folder: Path) -> dict[str, str]:
    """Every file but SQLite's index of a log, which readers may write."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.endswith("-shm"))
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@contextmanager
def _read_only_disk(folder: Path) -> Iterator[tuple[Path, Fault]]:
    with small_disk(folder / "disk", 64) as disk:
        _fill(disk)
        (disk / "tmp").mkdir()
        make_read_only(disk)
        yield disk, Fault()


@contextmanager
def _read_only_folder(folder: Path) -> Iterator[tuple[Path, Fault]]:
    place = folder / "place"
    place.mkdir()
    _fill(place)
    (place / "tmp").mkdir()
    (place / "tmp").chmod(0o777)
    made = [place, *(p for p in place.rglob("*") if p != place / "tmp")]
    for path in made:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield place, Fault(wrong=mind_modes)
    for path in made:
        path.chmod(0o755)


KINDS = {"disk": _read_only_disk, "folder": _read_only_folder}


@pytest.mark.parametrize("kind", [pytest.param("disk", marks=pytest.mark.soak), "folder"])
def test_nothing_can_be_written(children: Children, tmp_path: Path, kind: str) -> None:
    with KINDS[kind](tmp_path) as (place, fault):
        before = _contents(place)
        for command in writing_commands(*_names(tmp_path)):
            ran = children.run([command], place, fault, stdin="a long password\n" * 2)
            told = f"{' '.join(command)}: code {ran.code}, {ran.errors}"
            assert ran.code == 1, told
            assert ran.errors.startswith("sayso: ") and ran.errors.count("\n") == 1, told
            assert _contents(place) == before, told


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_reads_works(children: Children, tmp_path: Path, kind: str) -> None:
    """A store that is up to date and linked can be looked at and copied out of there."""
    with KINDS[kind](tmp_path) as (place, fault):
        before = _contents(place)
        for command in (
            ("check", STORE, "--deep"),
            ("backup", STORE, str(tmp_path / "copy.db")),
            ("check", "out"),
        ):
            ran = children.run([command], place, fault)
            assert ran.code == 0, f"{' '.join(command)}: {ran.errors}"
        assert _contents(place) == before
