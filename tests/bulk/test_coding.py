"""Coding archives: it goes on where it ended, and nothing it leaves is half there, whatever ends it."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sayso.bulk.coding import Plan
from sayso.bulk.filters import Filters
from sayso.bulk.identity import pipeline_identity
from sayso.bulk.manifest import read_manifest
from sayso.bulk.output import open_output, read_output
from sayso.bulk.running import Choice, Summary, code_archives
from sayso.bulk.tables import ShardTables
from sayso.cli import main
from sayso.config import Settings
from sayso.errors import OutputError
from sayso.flow import Pipeline
from tests.bulk.coded_news import SAYSO, SETTING, engine_with, plan_for, write_news

pytestmark = pytest.mark.model
ARTICLES = 30


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of thirty tiny reports: three shards of ten."""
    return write_news(tmp_path_factory.mktemp("news") / "news.jsonl", ARTICLES)


@pytest.fixture(scope="session")
def whole(news: Path, pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """What coding it without any trouble ends with."""
    return code(news, plan_for(tmp_path_factory.mktemp("whole")), pipeline)


def code(
    news: Path,
    plan: Plan,
    pipeline: Pipeline,
    choice: Choice | None = None,
    after: Callable[[int], None] = lambda _: None,
) -> Summary:
    return code_archives([news], plan, choice or Choice(), engine_with(pipeline, plan, after))


def left_in(out: Path) -> list[str]:
    return [path.name for path in (out / "working").iterdir()]


def test_every_article_is_in_one_shard_and_counted(whole: Summary) -> None:
    assert (whole.shards, whole.coded, whole.there_before) == (3, 3, 0)
    assert (whole.counts.articles, whole.counts.read, whole.counts.failed) == (30, 30, 0)
    assert whole.counts.claims >= ARTICLES
    assert not whole.has_failed


def test_a_run_that_is_stopped_goes_on_and_ends_with_the_same_digest(
    news: Path, whole: Summary, pipeline: Pipeline, tmp_path: Path
) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    plan = plan_for(tmp_path / "out")
    stopped = code(news, plan, pipeline, after=stop)
    assert stopped.stopped
    assert stopped.has_failed
    assert stopped.coded == 1
    assert stopped.digest != whole.digest
    # what a killed run leaves
    (plan.out / "working" / "half-a-shard").mkdir()
    (plan.out / "working" / "half-a-shard" / "claims.parquet").write_bytes(b"PAR1")
    (plan.out / "working" / "some-shard.at").write_text("3 3")
    # a folder without a manifest is no shard
    (plan.out / "shards" / "0123456789").mkdir()
    done = code(news, plan, pipeline)
    assert (done.coded, done.there_before) == (2, 1)
    assert done.digest == whole.digest
    assert left_in(plan.out) == []
    again = code(news, plan, pipeline)
    assert (again.coded, again.there_before, again.digest) == (0, 3, whole.digest)


def test_what_is_broken_is_found_by_its_digest_and_coded_anew(
    news: Path, whole: Summary, pipeline: Pipeline, tmp_path: Path
) -> None:
    plan = plan_for(tmp_path)
    code(news, plan, pipeline)
    first, second, _ = sorted((tmp_path / "shards").iterdir())
    claims = first / "claims.parquet"
    claims.write_bytes(claims.read_bytes()[:-1] + b"?")
    (second / "keys.parquet").unlink()  # that is seen without being asked for
    done = code(news, plan, pipeline, Choice(verify=True))
    assert (done.coded, done.repaired, done.there_before) == (2, 1, 1)
    assert done.digest == whole.digest


def test_another_configuration_is_refused_unless_it_is_to_be_coded_again(
    news: Path, whole: Summary, pipeline: Pipeline, tmp_path: Path
) -> None:
    code(news, plan_for(tmp_path, filters=Filters(keywords=("Aleppo",))), pipeline)
    with pytest.raises(
        OutputError, match=r"another configuration \(keywords: \['Aleppo'\], now None"
    ):
        code(news, plan_for(tmp_path), pipeline)
    assert len(list((tmp_path / "shards").iterdir())) == 3
    done = code(news, plan_for(tmp_path), pipeline, Choice(again=True))
    assert (done.coded, done.digest) == (3, whole.digest)


def test_what_the_filters_drop_is_counted_and_not_read(
    news: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    filters = Filters(keywords=("Aleppo", "Idlib"), since="2016-05-10")
    done = code(news, plan_for(tmp_path, filters=filters), pipeline)
    assert done.counts.read == 4
    assert done.counts.dropped == {"before 2016-05-10": 11, "no keyword": 15}
    assert done.counts.articles == ARTICLES


def test_two_runs_on_one_folder_are_one_too_many(
    news: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    plan = plan_for(tmp_path)
    with (
        open_output(tmp_path, plan.configuration, again=False),
        pytest.raises(OutputError, match="another sayso code is at work on"),
    ):
        code(news, plan, pipeline)


def test_a_run_killed_before_it_told_its_configuration_goes_on(
    news: Path, whole: Summary, pipeline: Pipeline, tmp_path: Path
) -> None:
    """Killed while it wrote run.json, it left that beside nothing of its own, and was refused afterwards."""
    plan = plan_for(tmp_path / "out")
    code(news, plan, pipeline)
    run = tmp_path / "out" / "run.json"
    run.rename(tmp_path / "out" / "working" / "run.json.7")
    assert code(news, plan, pipeline).digest == whole.digest
    assert left_in(tmp_path / "out") == []


def test_a_folder_of_somebody_else_is_not_written_into(
    news: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(OutputError, match="is not empty, and nothing of sayso code"):
        code(news, plan_for(tmp_path), pipeline)
    with pytest.raises(OutputError, match="is a file"):
        code(news, plan_for(tmp_path / "thesis.docx"), pipeline)


def test_a_full_disk_ends_the_run_and_keeps_what_is_finished(
    news: Path,
    whole: Summary,
    pipeline: Pipeline,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written, write = [], ShardTables.write

    def write_until_full(tables: ShardTables, folder: Path) -> dict[str, str]:
        written.append(folder)
        if len(written) == 1:
            return write(tables, folder)
        (folder / "claims.parquet").write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    plan = plan_for(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(ShardTables, "write", write_until_full)
        with pytest.raises(OutputError, match=r"no space left for .*: make room and run the same"):
            code(news, plan, pipeline)
    [shard] = (tmp_path / "shards").iterdir()
    assert read_manifest(shard) is not None
    done = code(news, plan, pipeline)
    assert (done.there_before, done.digest, left_in(tmp_path)) == (1, whole.digest, [])


def test_a_shard_that_cannot_be_coded_is_quarantined_and_the_others_are_coded(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    news, plan = write_news(tmp_path / "news.jsonl", ARTICLES), plan_for(tmp_path / "out")

    def cut(count: int) -> None:
        if count == 1:  # somebody shortens the archive while it is coded
            news.write_bytes(news.read_bytes()[:-900])

    done = code(news, plan, pipeline, after=cut)
    assert done.coded == 2
    [entry] = done.quarantine
    assert "has changed since it was looked through" in entry.reason
    [line] = (plan.out / "quarantine.jsonl").read_text().splitlines()
    assert json.loads(line)["shard"] == entry.shard
    assert done.has_failed


def test_the_identity_told_without_loading_is_the_pipelines(pipeline: Pipeline) -> None:
    assert pipeline_identity(Settings(attribution=SETTING)) == pipeline.run


def sayso_code(news: Path, out: Path, *more: str) -> list[str]:
    fixed = ("--articles-per-shard", "10", "--attribution", SETTING, "--json")
    return [str(SAYSO), "code", str(news), "--out", str(out), *fixed, *more]


def children_of(pid: int) -> list[int]:
    """The processes below one that are at work: not the one that only tracks resources."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [p for p in map(int, found) if b"spawn_main" in Path(f"/proc/{p}/cmdline").read_bytes()]


def test_killed_workers_and_a_killed_parent_change_nothing(
    news: Path, whole: Summary, tmp_path: Path
) -> None:
    out, deadline = tmp_path / "out", monotonic() + 120
    with subprocess.Popen(sayso_code(news, out, "--workers", "1")) as parent:
        while not list(out.glob("shards/*/manifest.json")) and monotonic() < deadline:
            sleep(0.01)
        workers = children_of(parent.pid)
        parent.kill()
    assert len(workers) == 1
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert monotonic() < deadline, "a worker outlives its parent"
        sleep(0.02)
    with subprocess.Popen(
        sayso_code(news, out, "--workers", "1", "--verify"), stdout=subprocess.PIPE
    ) as run:
        while not list(out.glob("working/*.at")) and run.poll() is None:
            sleep(0.005)
        for worker in children_of(run.pid):
            os.kill(worker, signal.SIGKILL)
        assert run.stdout is not None
        told = json.loads(run.stdout.read())
    assert run.returncode == 0
    assert told["digest"] == whole.digest
    assert told["there_before"] >= 1
    assert told["quarantine"] == []


@pytest.mark.soak
def test_an_article_over_its_time_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    longest = "Police said gunmen killed five people in the town of Homs. " * 3_000
    news, out = write_news(tmp_path / "news.jsonl", 9, longest=longest), tmp_path / "out"
    limit = ("--seconds-per-article", "1.5", "--workers", "1")
    done = subprocess.run(
        sayso_code(news, out, *limit), stdout=subprocess.PIPE, check=False, text=True
    )
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["counts"]["read"], told["counts"]["left_out"]) == (9, 1)
    [entry] = told["quarantine"]
    assert (entry["source_id"], entry["reason"]) == ("longest", "took more than 1.5 s")
    [manifest] = read_output(out).all_finished()
    [row] = pq.read_table(out / "shards" / manifest.shard.id / "errors.parquet").to_pylist()
    assert (row["source_id"], row["stage"], row["skipped"]) == ("longest", "limit", False)


def test_a_dry_run_tells_and_does_nothing(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main, ["code", str(news), "--out", str(out), "--keyword", "Homs", "--dry-run"]
    )
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "1 shards, 30 articles; 0 shards finished before",
        "of the first 30 articles 27 dropped: no keyword",
    ]
    assert not out.exists()


def test_wrong_usage_is_told(news: Path, tmp_path: Path) -> None:
    wrong = (["--ray-address", "auto"], ["--memory-per-worker", "much"], ["--since", "someday"])
    for options in wrong:
        done = CliRunner().invoke(main, ["code", str(news), "--out", str(tmp_path / "o"), *options])
        assert done.exit_code == 2, options
