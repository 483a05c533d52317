"""Twenty workers killed at random moments (and the run itself now and then): the digest is that of a run in peace."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from tests.bulk.coded_news import SAYSO, SETTING, write_news
from tests.bulk.test_coding import children_of

KILLS = 24


def _command(news: Path, out: Path) -> list[str]:
    fixed = ("--attribution", SETTING, "--workers", "2", "--articles-per-shard", "50", "--json")
    return [str(SAYSO), "code", str(news), "--out", str(out), *fixed]


@pytest.mark.soak
@pytest.mark.model
def test_random_kills_change_nothing(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", 1_000)
    peace = json.loads(subprocess.check_output(_command(news, tmp_path / "peace")))
    chance, killed = random.Random(8), 0
    told: dict[str, Any] = {}
    while not told or told["stopped"]:
        run = subprocess.Popen(_command(news, tmp_path / "war"), stdout=subprocess.PIPE)
        while run.poll() is None:
            sleep(chance.uniform(0.2, 4.0))
            with suppress(OSError):  # it ended in between
                victims = [*children_of(run.pid), *([run.pid] if chance.random() < 0.1 else [])]
                if victims and killed < KILLS:
                    os.kill(chance.choice(victims), signal.SIGKILL)
                    killed += 1
        assert run.stdout is not None
        said = run.stdout.read()
        told = json.loads(said) if said.strip() else {}
    assert killed >= 20
    assert told["quarantine"] == []
    assert told["digest"] == peace["digest"]
