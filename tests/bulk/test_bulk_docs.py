"""docs/bulk-tables.md: every column is named there, and every question is answered."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from sayso.bulk.across import link_shards
from sayso.bulk.outcomes import OUTCOMES
from sayso.bulk.tables import SCHEMAS
from sayso.model import Report
from tests.bulk.made_shards import SKIPPED, write_shards

PAGE = (Path(__file__).parents[2] / "docs/bulk-tables.md").read_text("utf-8")


@pytest.mark.parametrize("table", [*SCHEMAS, *OUTCOMES])
def test_every_column_is_told(table: str) -> None:
    told = re.search(rf"^\*\*(across/)?{table}\.parquet\*\*(.*?)(?=^\*\*|^## )", PAGE, re.M | re.S)
    assert told is not None
    schema = SCHEMAS.get(table) or OUTCOMES[table]
    assert [name for name in schema.names if f"`{name}`" not in told[2]] == []


@pytest.mark.model
def test_every_question_is_answered(
    tmp_path: Path, sample_reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = re.findall(r"^```sql\n(.*?)^```", PAGE, re.M | re.S)
    assert len(questions) >= 4
    write_shards(tmp_path / "coded", [*sample_reports, SKIPPED], 5)
    link_shards(tmp_path / "coded")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        answers = [connection.execute(question).fetchall() for question in questions]
    blamed, told, tolls, _ = answers
    assert all(answers)
    assert {row[3] for row in blamed} >= {"asserts", "denies"}
    assert told[0][4] > 1 and told[0][5] > 1
    assert len(tolls) == len(set(tolls)) and all(row[3] for row in tolls)
