"""A document that takes too long is told, and costs itself alone; so does a clock that jumps."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from bench.hostile import INPUTS, read_hostile

from sayso import flow
from sayso.config import Settings
from sayso.deadline import LIMIT, OverTime, run_within
from sayso.flow import Pipeline, read_reports
from sayso.ingest import documents
from sayso.ingest.documents import read_inputs
from sayso.model import Findings
from sayso.store import writer as writing
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from tests.store.made_store import made_report


def _spin(seconds: float = 20.0) -> int:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return 1


def test_what_takes_too_long_is_stopped_and_the_next_is_not() -> None:
    with pytest.raises(OverTime):
        run_within(0.05, _spin)
    assert run_within(5, lambda: _spin(0.01)) == run_within(None, lambda: _spin(0.01)) == 1


def test_swallowing_the_alarm_does_not_help() -> None:
    def swallow() -> int:
        try:
            return _spin()
        except Exception:
            return 2

    def turn() -> int:
        try:
            return _spin()
        except Exception as error:
            raise ValueError("something else") from error

    for work in (swallow, turn):
        with pytest.raises(OverTime):
            run_within(0.05, work)


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        run_within(5, lambda: 1 // 0)


@pytest.mark.model
def test_a_slow_report_is_told_and_the_others_are_read(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_all = flow.Stages.find_all

    def slow(stages: flow.Stages) -> Findings:
        if "SLOW" in stages.reading.document.text:
            _spin()
        return find_all(stages)

    monkeypatch.setattr(flow.Stages, "find_all", slow)
    for name, text in (("a", "Moscow denied it."), ("b", "SLOW denied it."), ("c", "Kyiv left.")):
        (tmp_path / f"{name}.txt").write_text(text)
    told = [r.problem for r, _ in read_reports(pipeline, read_inputs([str(tmp_path)]), 2)]
    assert told[0] is None and told[2] is None
    assert told[1] is not None and not told[1].skipped
    assert (told[1].stage, told[1].reason) == (LIMIT, "took more than 2 s")


@pytest.mark.model
def test_a_slow_parse_is_told_and_the_next_is_not_spoilt(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Rebels shelled the market in Homs, the army said. " * 8_000)
    (tmp_path / "b.txt").write_text("Moscow denied that its jets hit the clinic.")
    first, second = (r for r, _ in read_reports(pipeline, read_inputs([str(tmp_path)]), 0.5))
    assert first.problem is not None and first.problem.stage == LIMIT
    assert second.problem is None and second.claims


def test_a_slow_page_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "read_page", lambda *_: _spin())
    (tmp_path / "a.html").write_text("<p>x</p>")
    [item] = read_inputs([str(tmp_path)], Settings(), seconds=0.05)
    assert item.problem is not None and item.problem.stage == LIMIT
    assert item.raw == b"<p>x</p>"


@pytest.mark.model
def test_the_command_line_tells_it_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rebels shelled the market in Homs, the army said. " * 3_000)
    (tmp_path / "b.txt").write_text("Moscow denied that its jets hit the clinic.")
    sayso = Path(sys.executable).with_name("sayso")
    words: list[str | Path] = [
        "read",
        tmp_path,
        "--attribution",
        "fast",
        "--seconds-per-article",
        "3",
        "--json",
    ]
    done = subprocess.run([sayso, *words], capture_output=True, text=True, check=False)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1 and "1 failed" in done.stderr
    assert first["problem"]["stage"] == LIMIT and second["problem"] is None


def test_a_clock_that_jumps_back_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    for number, year in ((1, 2030), (2, 2020), (3, 2025)):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None, year: int = year) -> datetime:  # type: ignore[override]
                return datetime(year, 1, 1, tzinfo=tz or UTC)

        monkeypatch.setattr(writing, "datetime", Clock)
        with StoreWriter(path) as writer:
            writer.write(made_report(number, published="2019-01-01"))
    with closing(open_store(path)) as connection:
        runs = connection.execute("SELECT started FROM runs ORDER BY rowid").fetchall()
        kept = connection.execute("SELECT count(*) FROM current_readings").fetchone()
        order = connection.execute("SELECT id FROM documents ORDER BY rowid").fetchall()
    assert [started[:4] for (started,) in runs] == ["2030", "2020", "2025"]
    assert kept == (3,)
    assert order == [(made_report(n, published="2019-01-01").document.id,) for n in (1, 2, 3)]


@pytest.mark.soak
@pytest.mark.parametrize("name", INPUTS)
def test_hostile_inputs_end_in_time(name: str) -> None:
    outcome, seconds, megabytes = read_hostile(INPUTS[name], 1.0, 60.0)
    assert outcome.startswith(("read", "refused", "skipped")), outcome
    assert seconds < 180
    assert megabytes < 2_500
