"""kill -9 loses nothing that was acknowledged, leaves nothing half written, and a rerun completes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

import sayso
from sayso.flow import Pipeline
from sayso.store import restricting
from tests.reliability.children import Children, Fault
from tests.reliability.digests import digest_store
from tests.reliability.jobs import STORE, make_jobs, rows
from tests.reliability.killing import kill_jobs, run_whole, stores_wrong, table

SAYSO = Path(sys.executable).with_name("sayso")
SAMPLE = Path(sayso.__file__).parent / "sample"

JOBS = (
    "read --store",
    "relink",
    "judge",
    "migration",
    "users, restrict",
    "erase",
    "export",
    "backup, merge",
)


@pytest.fixture(scope="module")
def children(pipeline: Pipeline) -> Children:
    made = Children(pipeline)
    made.warm(Path(sayso.__file__).parent / "lexicons")
    return made


@pytest.mark.model
@pytest.mark.parametrize("job", JOBS)
def test_a_killed_command_loses_nothing(children: Children, tmp_path: Path, job: str) -> None:
    [tally] = kill_jobs(children, tmp_path, kills=1, seed=len(job), names=(job,))
    assert not tally.wrong


@pytest.mark.model
def test_what_is_written_in_two_halves_is_seen(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness itself: without its transaction a restriction can be lifted and not be put back."""
    monkeypatch.setattr(restricting, "transaction", nullcontext)
    folder = tmp_path / "made"
    folder.mkdir()
    [job] = [j for j in make_jobs(children, folder) if j.name == "users, restrict"]
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


@pytest.mark.model
@pytest.mark.soak
def test_the_real_command_is_killed_too(tmp_path: Path) -> None:
    """Without any harness: `sayso read` as a person starts it, killed after 1, 2 … seconds; the store is whole."""
    command = [str(w) for w in (SAYSO, "read", SAMPLE, "--store", tmp_path / STORE, "--json")]
    whole = subprocess.run(command, capture_output=True, check=True)
    wanted = digest_store(tmp_path / STORE)
    assert whole.stdout.count(b"\n") == 21
    told = 0
    for number in range(10):
        place = tmp_path / str(number)
        place.mkdir()
        here = [*command[:4], str(place / STORE), "--json"]
        with (place / "out").open("wb") as out:
            running = subprocess.Popen(here, stdout=out, stderr=subprocess.DEVNULL)
            time.sleep(2 + number * 0.8)
            running.kill()
            running.wait()
        lines = (place / "out").read_bytes().split(b"\n")[:-1]
        told += len(lines)
        known = {str(r[0]) for r in rows(place / STORE, "SELECT document FROM current_readings")}
        assert {json.loads(line)["document"]["id"] for line in lines} <= known
        assert stores_wrong(place) == []
        subprocess.run(here, capture_output=True, check=True)
        assert stores_wrong(place) == []
        assert digest_store(place / STORE) == wanted
    assert told, "every kill came too early"


@pytest.mark.soak
@pytest.mark.model
def test_hundreds_of_kills_lose_nothing(children: Children, tmp_path: Path) -> None:
    tallies = kill_jobs(children, tmp_path, kills=30, seed=8)
    print(table(tallies))
    assert not [wrong for tally in tallies for wrong in tally.wrong]
    assert sum(tally.kills for tally in tallies) >= 200
