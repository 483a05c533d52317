"""Tables on the command line: a mapping is proposed, used, remembered by name; wrong rows are in the store."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main

TABLE = """Ref,Headline,Story,Remarks,Date
r1,Market hit,"Kyiv said Russian shells hit a market in Kherson, killing six. Moscow denied it.",x,24/12/2022
r2,Convoy hit,Residents said an air strike hit a convoy.,y,someday
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "articles.csv"
    path.write_text(TABLE)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_mapping_is_proposed_with_what_the_columns_hold(table: Path) -> None:
    done = run("mapping", table)
    assert done.exit_code == 0
    assert "# articles.csv: guessed" in done.output
    assert "not used: Remarks = x" in done.output
    assert (
        "  text: Story\n  id: Ref\n  title: Headline\n  published: Date\ndates: day-first\n"
        in done.output
    )


def test_what_cannot_be_proposed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Age\nMara,41\n")
    done = run("mapping", path)
    assert done.exit_code == 2
    assert "no column is named like a text or an address" in done.output
    assert "1: Name | Age" in done.output
    assert run("mapping").exit_code == 2
    assert run("mapping", tmp_path / "none.csv").exit_code == 2


@pytest.mark.model
@pytest.mark.usefixtures("lent")
def test_a_mapping_is_remembered_and_wrong_rows_are_recorded(table: Path, tmp_path: Path) -> None:
    mapping, store = tmp_path / "own.yaml", tmp_path / "s.db"
    mapping.write_text(
        "name: desk\ncolumns: {text: Story, id: Ref, published: Date}\ndates: day-first\n"
    )
    asked = ("--store", store, "--attribution", "fast", "--json")
    for wanted in (str(mapping), "desk"):
        done = run("read", table, "--mapping", wanted, *asked)
        assert done.exit_code == 1
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["document"]["source_id"] for line in lines] == ["r1", "r2"]
        assert lines[0]["document"]["published"] == "2022-12-24"
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT source_id, stage, reason FROM v_problems").fetchall() == [
            ("r2", "ingest", 'row 3, column "Date": "someday" is no date that can be read')
        ]
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM mapping_uses").fetchone() == (2,)
    assert "name: desk" in run("mapping", "--store", store).output
    unknown = run("read", table, "--mapping", "other", *asked)
    assert unknown.exit_code == 2
    assert "no file and no kept mapping is called other; kept: desk" in unknown.output


@pytest.mark.model
@pytest.mark.usefixtures("lent")
def test_a_guess_is_said_on_standard_error(table: Path) -> None:
    done = run("read", table, "--attribution", "fast", "--json")
    assert "articles.csv: columns guessed, text ← Story" in done.stderr
    assert len(done.stdout.splitlines()) == 2
