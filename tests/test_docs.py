"""The docs are promises: every command and every snippet in them is run, and the model reference is the code's."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tools.write_datasette_metadata import make_metadata, read_questions
from tools.write_model_reference import write_incident_reference, write_reference

from sayso.store.sql_views import VIEWS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
# Pages whose commands are started as a person starts them; the others are forked from a warm process.
STARTED = ("how-a-sentence-becomes-a-claim.md",)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def _blocks(kind: str) -> list[tuple[str, str]]:
    found = [
        (page.name, m[2])
        for page in PAGES
        for m in _BLOCK.finditer(page.read_text("utf-8"))
        if m[1] == kind
    ]
    assert found, f"no {kind} block in the docs: the search for them is broken"
    return found


def _environment(command: Path | None) -> dict[str, str]:
    """The environment in which `sayso` is this command, or the installed one."""
    folders = [*([command.parent] if command else []), Path(sys.executable).parent]
    return os.environ | {"PATH": ":".join([*map(str, folders), os.environ["PATH"]])}


def _walks() -> list[tuple[str, list[str]]]:
    """For each page its console blocks: a page is a walk, and each block goes on where the one before ended."""
    walks: dict[str, list[str]] = {}
    for page, block in _blocks("console"):
        walks.setdefault(page, []).append(block)
    return list(walks.items())


@pytest.mark.model
@pytest.mark.parametrize("page", [page for page, _ in _walks()])
def test_every_command_runs(page: str, tmp_path: Path, command: Path) -> None:
    _walk(page, tmp_path, None if page in STARTED else command)
    for name, block in _blocks("python"):
        if name == page and _goes_on(block):
            _run_snippet(page, block, tmp_path)
    if page == "sql.md":
        _ask_every_question(tmp_path / "sample.db")


def _ask_every_question(store: Path) -> None:
    """The questions of the page on SQL, asked of the store that it made: each is answered, with something."""
    questions = read_questions()
    assert len(questions) >= 6
    with closing(sqlite3.connect(store)) as connection:
        answers = {title: connection.execute(sql).fetchall() for title, sql in questions.items()}
    # nothing of the sample fails
    assert [title for title, rows in answers.items() if not rows] == ["What was not read, and why"]


def _walk(page: str, tmp_path: Path, command: Path | None) -> None:
    blocks = dict(_walks())[page]
    told = [[c for c in block.splitlines() if c.startswith("$ ")] for block in blocks]
    assert all(told), f"{page}: a console block without a command"
    commands = [line.removeprefix("$ ") for lines in told for line in lines]
    script = "set -euo pipefail\n" + "\n".join(commands)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=_environment(command),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{page}: {done.stderr}"


def test_no_snippet_is_left_out() -> None:
    going_on = {page for page, block in _blocks("python") if _goes_on(block)}
    assert going_on <= {page for page, _ in _walks()}


def _goes_on(snippet: str) -> bool:
    """Whether a snippet reads the store that its page has made: then it runs where the page was walked."""
    return "sample.db" in snippet


@pytest.mark.model
@pytest.mark.parametrize(
    ("page", "block"), [(p, b) for p, b in _blocks("python") if not _goes_on(b)]
)
def test_every_snippet_runs_and_prints(page: str, block: str, tmp_path: Path) -> None:
    _run_snippet(page, block, tmp_path)


def _run_snippet(page: str, block: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{page}: {done.stderr}"
    assert "denies" in done.stdout, f"{page} promises a denial: {done.stdout}"


def test_the_model_references_are_the_codes() -> None:
    written = (ROOT / "docs/incident-model.md").read_text("utf-8")
    assert written == write_incident_reference(), "run: make reference"
    assert (ROOT / "docs/model.md").read_text("utf-8") == write_reference(), "run: make reference"


def test_the_page_on_sql_lists_the_views_as_they_are() -> None:
    page = (ROOT / "docs/sql.md").read_text("utf-8")
    for view in VIEWS:
        columns = ", ".join(f"`{column[0]}`" for column in view.columns)
        assert f"| `{view.name}` | {view.holds} | {columns} |" in page
    written = (ROOT / "docs/datasette-metadata.json").read_text("utf-8")
    assert written == make_metadata(), "run: make reference"


def test_every_link_leads_somewhere() -> None:
    missing = [
        (page.name, target)
        for page in [*PAGES, ROOT / "CONTRIBUTING.md"]
        for target in _LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not missing


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        name
        for page in [*PAGES, ROOT / "CONTRIBUTING.md"]
        for name in re.findall(r"`make ([a-z]+)", page.read_text("utf-8"))
    }
    assert named <= targets
