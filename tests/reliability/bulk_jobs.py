"""The commands over archives that are killed: code, across, load shards.

Comes in: a folder. Goes out: `Job`s, as in jobs.py. `sayso code` has workers, which are killed as well as the command.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from sayso.bulk.across import FOLDER
from sayso.bulk.output import SHARDS
from tests.bulk.coded_news import write_news
from tests.bulk.made_shards import write_shards
from tests.reliability.digests import digest_store
from tests.reliability.jobs import STORE, Command, Job, rows, told_by
from tests.reliability.wholeness import across_wrong, shards_wrong, stores_wrong

_ARTICLES, _PER_SHARD = 16, 4
_LINKED_BEFORE, _REPORTS = 8, 16


def make_bulk_jobs(folder: Path) -> list[Job]:
    """The jobs on archives and shards; what they start from is made once, in a folder."""
    made = _Made(folder)
    return [
        Job(
            "code",
            made.copy_news,
            _coding,
            _lost_shards,
            _of_shards,
            has_workers=True,
            finished=_finished_shards,
            wrong=shards_wrong,
        ),
        Job(
            "across",
            made.copy_shards,
            lambda _: [("across", "out")],
            _lost_across,
            _of_across,
            wrong=across_wrong,
        ),
        Job(
            "load shards",
            made.copy_shards,
            lambda _: [("load", "shards", "out", STORE)],
            _lost_loaded,
            lambda place: digest_store(place / STORE),
            wrong=stores_wrong,
        ),
    ]


class _Made:
    """An archive, and shards some of which the second stage has seen, made once and copied for each kill."""

    def __init__(self, folder: Path) -> None:
        self._news = write_news(folder / "news.jsonl", _ARTICLES)
        self._shards = folder / "out"
        reports = [told_by(number) for number in range(1, _REPORTS + 1)]
        write_shards(self._shards, reports[:_LINKED_BEFORE], 4)
        from sayso.bulk.across import link_shards

        link_shards(self._shards)
        write_shards(self._shards, reports[_LINKED_BEFORE:], 4)

    def copy_news(self, folder: Path) -> None:
        shutil.copy(self._news, folder / "news.jsonl")

    def copy_shards(self, folder: Path) -> None:
        shutil.copytree(self._shards, folder / "out")


def _coding(_: Path) -> list[Command]:
    fixed = ("--attribution", "fast", "--memory-per-worker", "none", "--workers", "2")
    per_shard = ("--articles-per-shard", str(_PER_SHARD))
    return [("code", "news.jsonl", "--out", "out", *fixed, *per_shard, "--json")]


def _finished_shards(folder: Path) -> dict[str, int]:
    """Shard → the file that its manifest is: another one if it was coded again."""
    places = (folder / "out" / SHARDS).glob("*/manifest.json")
    return {path.parent.name: path.stat().st_ino for path in places}


def _lost_shards(folder: Path, lines: Sequence[str]) -> list[str]:
    """The summary promises all shards, each with all its articles."""
    lost = []
    for line in lines:
        told = json.loads(line)
        found = len(_finished_shards(folder))
        if not told["shards"] == found == _ARTICLES // _PER_SHARD:
            lost.append(f"{told['shards']} shards were told of, {found} are there")
        if told["quarantine"] or told["counts"]["failed"]:
            lost.append(f"not coded: {told['quarantine']}")
    return lost


def _of_shards(folder: Path) -> dict[str, str]:
    return _digests(folder / "out" / SHARDS, "*/*.parquet")


def _of_across(folder: Path) -> dict[str, str]:
    return _digests(folder / "out" / FOLDER, "*.*")


def _digests(place: Path, pattern: str) -> dict[str, str]:
    return {
        str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(place.glob(pattern))
        if path.is_file()
    }


def _lost_across(folder: Path, lines: Sequence[str]) -> list[str]:
    """Whoever is told that the tables are written finds them, and their manifest."""
    is_told = any(line.endswith(("written", "nothing has changed")) for line in lines)
    is_there = (folder / "out" / FOLDER / "manifest.json").exists()
    return ["the tables are not there"] if is_told and not is_there else []


def _lost_loaded(folder: Path, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    [(found,)] = rows(folder / STORE, "SELECT count(*) FROM current_readings")
    return [] if found == _REPORTS else [f"{found} reports of {_REPORTS}"]
