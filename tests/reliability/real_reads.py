"""Kill `sayso read` as a person starts it, without any harness: the whole start of a process, model and all.

Comes in: a folder. Goes out: what came of each kill, as killing.py tells it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import sayso
from tests.reliability.digests import digest_store
from tests.reliability.jobs import STORE, rows
from tests.reliability.killing import Killed
from tests.reliability.wholeness import stores_wrong

NAME = "sayso read, as a person starts it"
SAYSO = Path(sys.executable).with_name("sayso")
SAMPLE = Path(sayso.__file__).parent / "sample"
_REPORTS = 21


def kill_real_reads(folder: Path, kills: int, first: int = 0) -> Iterator[Killed]:
    """Kill it so many times, each time at another share of its life."""
    if first >= kills:
        return
    started = time.monotonic()
    whole = subprocess.run(_command(folder), capture_output=True, check=True)
    seconds = time.monotonic() - started
    assert whole.stdout.count(b"\n") == _REPORTS
    wanted = digest_store(folder / STORE)
    for number in range(first, kills):
        place = folder / str(number)
        place.mkdir()
        share = (number + 0.5) / kills
        yield _kill_once(place, number, seconds * share, round(_REPORTS * share), wanted)


def _command(folder: Path) -> list[str]:
    fixed = ("--json", "--attribution", "fast")
    return [str(word) for word in (SAYSO, "read", SAMPLE, "--store", folder / STORE, *fixed)]


def _kill_once(
    place: Path, number: int, seconds: float, lines_told: int, wanted: dict[str, str]
) -> Killed:
    """Every other one is killed after some seconds, the others when so many lines were told: then most is at stake."""
    with (place / "out").open("wb") as out:
        running = subprocess.Popen(_command(place), stdout=out, stderr=subprocess.DEVNULL)
        if number % 2:
            time.sleep(seconds)
        while not number % 2 and running.poll() is None:
            if (place / "out").read_bytes().count(b"\n") >= lines_told:
                break
            time.sleep(0.001)
        running.kill()
        code = running.wait()
    lines = (place / "out").read_bytes().split(b"\n")[:-1]
    known = {str(r[0]) for r in rows(place / STORE, "SELECT document FROM current_readings")}
    problems = [
        f"lost: {name}" for name in {json.loads(line)["document"]["id"] for line in lines} - known
    ]
    problems += stores_wrong(place)
    again = subprocess.run(_command(place), capture_output=True, check=False)
    if again.returncode:
        problems.append(f"the rerun failed: {again.stderr.decode()[-300:]}")
    problems += stores_wrong(place)
    if digest_store(place / STORE) != wanted:
        problems.append("it differs from an uninterrupted run")
    return Killed(
        job=NAME,
        number=number,
        steps=0,
        was_hit=code < 0,
        acknowledged=len(lines),
        wrong=tuple(problems),
    )
