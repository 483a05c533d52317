"""The commands that keep a store: what they print, and their exit codes."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.store.deciding import Signature, judge_claim
from sayso.store.tables import open_store
from tests.store.made_store import open_linked, sealed_report, write_reports

CLAIM = sealed_report(1).claims[0].id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ana.db"
    write_reports(path, sealed_report(1), sealed_report(2))
    open_linked(path).close()
    return path


def _run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


def test_backup_check_restore(store: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    code, printed = _run("backup", store, kept)
    assert code == 0 and "2 documents" in printed
    assert _run("backup", store, kept)[0] == 2
    code, printed = _run("backup", store, kept, "--force", "--json")
    assert code == 0 and json.loads(printed)["counts"]["documents"] == 2
    assert _run("restore", kept, store)[0] == 2
    assert _run("restore", kept, store, "--force")[0] == 0
    assert _run("restore", tmp_path / "none.db", tmp_path / "new.db")[0] == 2
    code, printed = _run("check", store)
    assert code == 0 and "nothing found in" in printed


def test_check_tells_what_to_do(store: Path, tmp_path: Path) -> None:
    with closing(open_store(store)) as connection:
        connection.execute("UPDATE documents SET text = text || '!'")
    code, printed = _run("check", store)
    assert code == 1
    line, *_ = printed.splitlines()
    assert line.startswith("documents d") and "read the report again" in line
    code, printed = _run("check", store, "--json", "--deep")
    assert code == 1
    assert json.loads(printed)["findings"][0]["todo"]
    assert _run("check", tmp_path / "none.db")[0] == 2
    assert _run("check", tmp_path)[0] == 2


def test_merge_lists_conflicts_until_somebody_decides(store: Path, tmp_path: Path) -> None:
    other, into = tmp_path / "ben.db", tmp_path / "both.db"
    shutil.copy(store, other)
    for path, kind, by in ((store, "accept", "ana"), (other, "reject", "ben\x1b[2J")):
        with closing(open_store(path)) as connection:
            judge_claim(connection, kind, CLAIM, Signature(by, "Read it."))  # type: ignore[arg-type]
    code, printed = _run("merge", store, other)
    assert code == 0 and "nothing was written" in printed and not into.exists()
    code, printed = _run("merge", store, other, "--into", into, "--by", "eve")
    assert code == 0 and "1 conflict\n" in printed and "“reject”" in printed
    assert "\x1b" not in printed
    assert _run("merge", store, other, "--into", into)[0] == 2
    code, printed = _run("conflicts", into, "--json")
    [conflict] = json.loads(printed)
    assert (conflict["kind"], conflict["about"]) == ("claim", CLAIM)
    assert _run("judge", into, "accept", CLAIM, "--by", "cy", "--reason", "Both.")[0] == 0
    assert _run("conflicts", into) == (0, "0 conflicts\n")
