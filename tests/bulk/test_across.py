"""The second stage: what a store finds in the same reports, whatever the shards, with the same bytes."""

from __future__ import annotations

import fcntl
import random
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from sayso.bulk import copies, pairs
from sayso.bulk.across import FOLDER, link_shards, read_across_manifest
from sayso.bulk.workspace import AcrossLimits
from sayso.cli import main
from sayso.errors import SaysoError, UsageError
from sayso.ingest.documents import document_id
from sayso.link.copies import find_copies
from sayso.model import Outlet, Report
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from tests.bulk.made_shards import SKIPPED, write_shards
from tests.store.made_store import TAILS, made_report, write_reports

TABLES = ("copies", "incidents", "members")
DAYS = ("2016-05-04", "2016-05-05", "2016-05-09", "2016-05-16", "2016-06-20", "2017-01-02", None)


def _words(dice: random.Random, count: int) -> str:
    return " ".join(
        f"{dice.choice('bdfgklmnprst')}{dice.choice('aeiou')}{dice.randrange(90)}"
        for _ in range(count)
    )


def make_reports(count: int, seed: int = 3) -> list[Report]:
    """Reports of three stories, some without a date, some of which repeat half of an earlier one."""
    dice = random.Random(seed)
    reports: list[Report] = []
    for number in range(count):
        tail = f"{TAILS[number % 3]} {_words(dice, 60)}"
        if number % 4 == 3:
            copied = dice.choice(reports).document.text.split()
            tail = f"{_words(dice, 30)} {' '.join(copied[-70:])}"
        report = made_report(number, number % 3, published=dice.choice(DAYS), tail=tail)
        reports.append(report)
    return reports


def _across(folder: Path, **limits: Any) -> dict[str, list[dict[str, Any]]]:
    link_shards(folder, AcrossLimits(**limits))
    return {n: pq.read_table(folder / FOLDER / f"{n}.parquet").to_pylist() for n in TABLES}


def _store(path: Path, reports: list[Report]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    write_reports(path, *reports)
    connection = open_store(path)
    link_pending(connection, full=True)
    members = connection.execute(
        "SELECT incident, item FROM incident_members WHERE until IS NULL"
    ).fetchall()
    copies = connection.execute("SELECT document, original FROM copies WHERE until IS NULL")
    return set(members), set(copies.fetchall())


def _same(
    found: dict[str, list[dict[str, Any]]],
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    return (
        {(row["incident"], row["item"]) for row in found["members"]},
        {(row["document"], row["original"]) for row in found["copies"]},
    )


def test_what_a_store_finds(tmp_path: Path) -> None:
    reports = make_reports(30)
    write_shards(tmp_path / "out", reports, 7)
    found = _across(tmp_path / "out")
    members, copies = _store(tmp_path / "a.db", reports)
    assert copies and len({incident for incident, _ in members}) < len(reports)
    assert _same(found) == (members, copies)
    by_id = {row["incident"]: row for row in found["incidents"]}
    assert {incident for incident, _ in members} == by_id.keys()
    for name, row in by_id.items():
        documents = {r["document"] for r in found["members"] if r["incident"] == name}
        assert row["documents"] == len(documents)


@pytest.mark.model
def test_what_a_store_finds_in_the_sample(tmp_path: Path, sample_reports: list[Report]) -> None:
    write_shards(tmp_path / "out", sample_reports, 4)
    found = _across(tmp_path / "out")
    assert _same(found) == _store(tmp_path / "a.db", sample_reports)
    assert len(found["incidents"]) < len(sample_reports)


def test_the_same_bytes_whatever_the_shards_and_the_memory(tmp_path: Path) -> None:
    reports = make_reports(18)
    write_shards(tmp_path / "a", reports, 5)
    _across(tmp_path / "a")
    digests = read_across_manifest(tmp_path / "a")
    assert digests is not None
    other_name = "b's [1] *"
    # Other folders, made in another order, on two threads, with next to nothing held ready.
    for path in sorted((tmp_path / "a/shards").iterdir(), reverse=True):
        shutil.copytree(path, tmp_path / other_name / "shards" / path.name)
    _across(tmp_path / other_name, threads=2, held_ready=2, memory="100MB")
    assert read_across_manifest(tmp_path / other_name) == digests
    for name in TABLES:
        one, other = (tmp_path / f / FOLDER / f"{name}.parquet" for f in ("a", other_name))
        assert one.read_bytes() == other.read_bytes()


def test_the_same_bytes_however_little_is_looked_at_in_one_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shards(tmp_path, make_reports(24), 5)
    first, _ = link_shards(tmp_path)
    for module in (copies, pairs):
        monkeypatch.setattr(module, "_ROWS_AT_ONCE", 20)
    (tmp_path / FOLDER / "manifest.json").unlink()
    told: list[str] = []
    assert link_shards(tmp_path, say=told.append) == (first, True)
    assert len(told) > 20


@pytest.mark.parametrize(
    "name",
    ["a?b", "a?b=c", "back\\slash", "50%25 #1", 'it\'s "so"', "[a-z]*", "{a,b}", "s3:x", "~"],
)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    write_shards(folder, make_reports(8))
    manifest, _ = link_shards(folder, AcrossLimits(memory="100MB"))
    assert (manifest.documents, manifest.copies) == (8, 2)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert not (folder / FOLDER / "work").exists()


def test_shards_of_different_configurations_are_told_and_not_compared(tmp_path: Path) -> None:
    reports = make_reports(12)
    write_shards(tmp_path, reports[:8], 4, configuration="one")
    first, _ = link_shards(tmp_path)
    assert first.configuration == "one"
    [other] = write_shards(tmp_path, reports[8:], 4, configuration="two")
    with pytest.raises(UsageError, match=rf"2 with one \(s.*; 1 with two \({other}\)"):
        link_shards(tmp_path)
    assert read_across_manifest(tmp_path) == first
    shutil.rmtree(tmp_path / "shards" / other)
    assert link_shards(tmp_path) == (first, False)


def test_a_rerun_does_nothing_until_something_has_changed(tmp_path: Path) -> None:
    reports = make_reports(12)
    write_shards(tmp_path, reports[:8], 4)
    first, is_new = link_shards(tmp_path)
    assert is_new
    assert link_shards(tmp_path) == (first, False)
    assert sorted(p.name for p in (tmp_path / FOLDER).iterdir()) == [
        "copies.parquet",
        "incidents.parquet",
        "lock",
        "manifest.json",
        "members.parquet",
    ]
    write_shards(tmp_path, reports[8:], 4)
    second, is_new = link_shards(tmp_path)
    assert is_new and second.documents == 12
    # A table that was changed, and a run that was cut off before its manifest, are made anew.
    (tmp_path / FOLDER / "copies.parquet").write_bytes(b"")
    assert link_shards(tmp_path) == (second, True)
    (tmp_path / FOLDER / "manifest.json").unlink()
    assert link_shards(tmp_path) == (second, True)


def test_what_a_run_killed_at_its_end_left_is_removed(tmp_path: Path) -> None:
    write_shards(tmp_path, make_reports(4), 4)
    link_shards(tmp_path)
    (tmp_path / FOLDER / "work").mkdir()
    (tmp_path / FOLDER / "work" / "work.duckdb").write_bytes(b"much")
    _, is_new = link_shards(tmp_path)
    assert not is_new and not (tmp_path / FOLDER / "work").exists()


def test_an_unfinished_shard_counts_for_nothing(tmp_path: Path) -> None:
    reports = make_reports(8)
    names = write_shards(tmp_path, reports, 4)
    (tmp_path / "shards" / names[0] / "manifest.json").unlink()
    assert link_shards(tmp_path)[0].documents == 4


def test_a_document_of_two_shards_is_one(tmp_path: Path) -> None:
    report = made_report(1)
    write_shards(tmp_path, [report, made_report(2)], 2)
    write_shards(tmp_path, [made_report(3), report], 2)
    found = _across(tmp_path)
    assert len({row["document"] for row in found["members"]}) == 3
    assert link_shards(tmp_path)[0].documents == 3


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    write_shards(tmp_path, make_reports(4))
    (tmp_path / FOLDER).mkdir()
    with (tmp_path / FOLDER / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SaysoError, match="another run"):
            link_shards(tmp_path)
    assert link_shards(tmp_path)[1]


def test_without_shards_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sayso code"):
        link_shards(tmp_path)


def test_the_command_tells_what_it_did(tmp_path: Path) -> None:
    write_shards(tmp_path, make_reports(4))
    told = [CliRunner().invoke(main, ["across", str(tmp_path)]) for _ in range(2)]
    assert [result.exit_code for result in told] == [0, 0]
    assert "documents: 4, shards: 1, copies: 1, incidents: " in told[0].output
    assert "written" in told[0].output and "nothing has changed" in told[1].output
    refused = CliRunner().invoke(main, ["across", str(tmp_path / "none")])
    assert refused.exit_code == 2 and "sayso code" in refused.output
    refused = CliRunner().invoke(main, ["across", str(tmp_path), "--memory", "some"])
    assert refused.exit_code == 2 and "--memory" in refused.output


def test_a_shard_of_which_nothing_was_read_is_no_error(tmp_path: Path) -> None:
    write_shards(tmp_path, [SKIPPED], 1)
    manifest, _ = link_shards(tmp_path)
    assert (manifest.documents, manifest.copies, manifest.incidents) == (0, 0, 0)


def test_a_damaged_shard_is_told_and_leaves_what_was_found_before(tmp_path: Path) -> None:
    [whole] = write_shards(tmp_path, make_reports(4), 4)
    first, _ = link_shards(tmp_path)
    [name] = write_shards(tmp_path, [made_report(9)], 1)
    (tmp_path / "shards" / name / "keys.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(SaysoError, match="could not be made"):
        link_shards(tmp_path)
    assert read_across_manifest(tmp_path) == first
    assert not (tmp_path / FOLDER / "work").exists()
    shutil.rmtree(tmp_path / "shards" / name)
    (tmp_path / FOLDER / "manifest.json").unlink()
    documents = tmp_path / "shards" / whole / "documents.parquet"
    documents.write_bytes(documents.read_bytes()[:-200])
    with pytest.raises(SaysoError, match=f"shard {whole} is damaged"):
        link_shards(tmp_path)


def _retold(report: Report, text: str) -> Report:
    document = replace(
        report.document, text=text, id=document_id(None, text), published="2016-05-04"
    )
    return replace(report, document=replace(document, outlet=Outlet(id="p", name="p")))


def test_samples_find_the_copies_that_whole_texts_find(tmp_path: Path) -> None:
    """Recall on made copies: whole, edited in every eighth word, excerpts of 60 and of 45 words among own ones."""
    dice = random.Random(11)
    blank = made_report(1, claims=[])
    reports = []
    for _ in range(16):
        words = _words(dice, 240).split()
        edited = [w if dice.random() > 0.125 else _words(dice, 1) for w in words]
        texts = [
            words,
            [*_words(dice, 40).split(), *words],
            edited,
            [*_words(dice, 60).split(), *words[50:110], *_words(dice, 60).split()],
            [*_words(dice, 50).split(), *words[100:145], *_words(dice, 50).split()],
        ]
        reports += [_retold(blank, " ".join(text)) for text in texts]
    write_shards(tmp_path / "out", reports, 50)
    _, found = _same(_across(tmp_path / "out"))
    wanted = {(copy.document, copy.of) for copy in find_copies(r.document for r in reports)}
    assert len(wanted) > 100
    assert found <= wanted
    assert len(found) / len(wanted) > 0.98
