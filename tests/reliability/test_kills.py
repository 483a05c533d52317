"""kill -9 loses nothing that was acknowledged, leaves nothing half written, and a rerun completes.

One kill of each command; hundreds: bench/kills.py, which `make soak` runs.
"""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.store import restricting
from tests.reliability.children import Children, Fault
from tests.reliability.jobs import STORE, make_store_jobs, rows
from tests.reliability.killing import kill_jobs, run_whole

JOBS = (
    *("read --store", "relink", "judge", "migration", "users, restrict", "erase", "export"),
    *("backup, merge", "restore", "code", "across", "load shards"),
)


@pytest.mark.model
@pytest.mark.parametrize("job", JOBS)
def test_a_killed_command_loses_nothing(children: Children, tmp_path: Path, job: str) -> None:
    series = list(kill_jobs(children, tmp_path, kills=1, names=(job,)))
    assert not [wrong for killed in series for wrong in killed.wrong]
    assert any(killed.was_hit for killed in series)


@pytest.mark.model
def test_what_is_written_in_two_halves_is_seen(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness itself: without its transaction a restriction can be lifted and not be put back."""
    monkeypatch.setattr(restricting, "transaction", nullcontext)
    folder = tmp_path / "made"
    folder.mkdir()
    [job] = [j for j in make_store_jobs(folder) if j.name == "users, restrict"]
    again = [
        ("restrict", STORE, "INCIDENT", "--role", role, "--reason", "r")
        for role in ("analyst", "admin")
    ]

    def commands(place: Path) -> list[tuple[str, ...]]:
        incident = str(rows(place / STORE, "SELECT min(id) FROM incidents")[0][0])
        return [tuple(incident if word == "INCIDENT" else word for word in c) for c in again]

    whole = run_whole(children, replace(job, commands=commands), tmp_path / "whole")
    place, wrong = tmp_path / "killed", []
    for step in range(whole.steps // 2, whole.steps):
        place.mkdir()
        job.prepare(place)
        ran = children.run(commands(place), place, Fault(at_step=step))
        wrong += job.lost(place, ran.lines)
        shutil.rmtree(place)
        if wrong:
            break
    assert wrong and "restrict" in wrong[0]
