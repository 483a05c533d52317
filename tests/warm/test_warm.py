"""The command of the warm process is the command: same bytes, same codes, and nothing of another run left in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAYSO = Path(sys.executable).with_name("sayso")
STORY = "Kyiv said Russian shells hit a market in Kherson on Friday, killing six people. Moscow denied it."
pytestmark = pytest.mark.model


def _run(command: Path, *words: str, **options: Any) -> tuple[int, bytes, bytes]:
    done = subprocess.run([command, *words], capture_output=True, check=False, **options)
    return done.returncode, done.stdout, re.sub(rb"[0-9.]+ (?=s\b)", b"", done.stderr)


def test_it_says_what_the_installed_command_says(command: Path, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text(STORY)
    asked: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("read", "-", "here.txt", "none.txt", "--json"), {"input": STORY.encode()}),
        (("--version",), {}),
        (("read",), {}),
        (("incidents", "none.db"), {}),
        (("show", "--help"), {"env": os.environ | {"COLUMNS": "60"}}),
    ]
    for words, options in asked:
        installed = _run(SAYSO, *words, cwd=tmp_path, **options)
        assert _run(command, *words, cwd=tmp_path, **options) == installed, words
    assert (0, b"") not in {_run(command, *words, cwd=tmp_path)[:2] for words, _ in asked}


def test_a_run_leaves_nothing_to_the_next(command: Path, tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("one", "two")]
    for home in homes:
        home.mkdir()
        done = _run(
            command, "read", "-", "--store", "a.db", cwd=home, input=STORY.encode(),
            env=os.environ | {"TMPDIR": str(home)},
        )  # fmt: skip
        assert done[0] == 0, done
        assert [path.name for path in home.iterdir()] == ["a.db"]


def test_an_output_that_cannot_be_written_is_told(command: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([command, "schema"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr == b"sayso: No space left on device\n"
