"""The second stage killed at random moments: what was there stays whole, and the next run ends with the same tables."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sayso.bulk.across import FOLDER, link_shards, read_across_manifest
from sayso.bulk.tables import file_digest
from tests.bulk.made_shards import write_shards
from tests.bulk.test_across import make_reports

KILLS = 20


@pytest.mark.soak
def test_a_killed_run_leaves_nothing_half_written(tmp_path: Path) -> None:
    dice = random.Random(17)
    reports = make_reports(24)
    write_shards(tmp_path / "whole", reports, 6)
    wanted, _ = link_shards(tmp_path / "whole")
    folder = tmp_path / "killed"
    write_shards(folder, reports[:12], 6)
    link_shards(folder)
    write_shards(folder, reports[12:], 6)
    code = "import sys; from pathlib import Path; from sayso.bulk.across import link_shards;"
    code += " print('go', flush=True); link_shards(Path(sys.argv[1]))"
    killed = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE
        ) as run:
            assert run.stdout is not None and run.stdout.readline()
            time.sleep(dice.uniform(0, 1.5))
            run.kill()
        killed += run.returncode == -9
        manifest = read_across_manifest(folder)
        if manifest is not None:
            for name, digest in manifest.files.items():
                assert file_digest(folder / FOLDER / name) == digest
        if manifest == wanted:
            (folder / FOLDER / "manifest.json").unlink()
    assert killed > KILLS // 2
    assert link_shards(folder) == (wanted, True)
    assert not (folder / FOLDER / "work").exists()
