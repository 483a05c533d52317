"""The sample corpus, held to what a careful reader takes from it (tests/sample/*.yaml, written apart from the rules).

A file names its `report` and lists rows under `expect` (some found item must fit) and `reject` (none may fit), as in
the cases; a row's `why` says what it is there for, its `gap` that the pipeline is known to miss it: then it must.
"outlet" among claimants stands for the outlet that published the report.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sayso.flow import Pipeline, read_documents
from sayso.ingest.documents import read_inputs
from sayso.lexicon import read_rows
from sayso.model import Document, Report
from tests.flat import Flat, fits, flatten

EXPECTED = Path(__file__).parent / "sample"
SAMPLE = Path(__file__).parents[1] / "src" / "sayso" / "sample"
REPRINT = ("dahyan-first", "dahyan-reprint")
LISTS = {"actors", "mentions", "attributions", "events", "figures", "places", "times", "claims"}
Found = dict[str, dict[str, list[Flat]]]


def _expectations() -> list[tuple[Path, dict[str, Any]]]:
    return [(p, read_rows(p)) for p in sorted(EXPECTED.glob("*.yaml"))]


def _rows() -> list[Any]:
    return [
        _param(path.stem, expectation["report"], side, name, number, row)
        for path, expectation in _expectations()
        for side in ("expect", "reject")
        for name, rows in expectation.get(side, {}).items()
        for number, row in enumerate(rows, 1)
    ]


def _param(stem: str, report: str, side: str, name: str, number: int, row: Flat) -> Any:
    gap = [pytest.mark.xfail(reason=row["gap"], strict=True)] if "gap" in row else []
    return pytest.param(report, side, name, row, id=f"{stem}-{side}-{name}-{number}", marks=gap)


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    read = list(read_inputs([str(SAMPLE)]))
    assert not [i.problem for i in read if i.problem], "every sample report can be read"
    return [i.document for i in read]


@pytest.fixture(scope="session")
def found(pipeline: Pipeline, documents: list[Document]) -> Found:
    """What the pipeline found in each sample report, by source id."""
    reports = read_documents(pipeline, documents)
    return {r.document.source_id: _with_own_outlet(r) for r in reports if not r.problem}


def _with_own_outlet(report: Report) -> dict[str, list[Flat]]:
    """The flat report with "outlet" for the claimant that is the report's own outlet, named or not."""
    outlet = report.document.outlet
    own = f"outlet:{outlet.id.removeprefix('outlet:')}" if outlet else "outlet:"
    flat = flatten(report)
    for claim in flat["claims"]:
        claim["claimants"] = [_own(c, own) for c in claim["claimants"]]
    return flat


def _own(claimant: str, own: str) -> str:
    is_own = claimant == own or (own == "outlet:" and claimant.startswith(own))
    return "outlet" if is_own else claimant


@pytest.mark.model
@pytest.mark.parametrize(("report", "side", "name", "row"), _rows())
def test_sample_row(report: str, side: str, name: str, row: Flat, found: Found) -> None:
    wanted = {key: value for key, value in row.items() if key not in ("why", "gap")}
    assert report in found, "the report was read without a problem"
    items = found[report][name]
    fitting = [item for item in items if fits(wanted, item)]
    story = "\n".join(f"  found {name}: {item}" for item in items)
    assert bool(fitting) == (side == "expect"), f"{side} {name}: {row}\n{story}"


def test_expectations_cover_the_corpus(documents: list[Document]) -> None:
    """Every report has its expectations, at least twelve rows, and every expectation its report."""
    reports = {document.source_id for document in documents}
    assert {expectation["report"] for _, expectation in _expectations()} == reports
    for path, expectation in _expectations():
        sides = [expectation["expect"], expectation["reject"]]
        assert {name for side in sides for name in side} <= LISTS, path.name
        assert sum(len(rows) for side in sides for rows in side.values()) >= 12, path.name


def test_corpus_tells_five_stories_in_many_voices(documents: list[Document]) -> None:
    assert len(documents) >= 18
    assert {_story(d) for d in documents} == {"mh17", "dahyan", "olenivka", "togoga", "jeddah"}
    assert len({d.outlet.name for d in documents if d.outlet}) >= 6
    assert all(150 <= len(d.text.split()) <= 450 for d in documents)


def _story(document: Document) -> str:
    return document.source_id.partition("-")[0]


def test_no_sentence_stands_in_two_reports_but_the_reprint(documents: list[Document]) -> None:
    told: dict[str, set[str]] = {}
    for document in documents:
        for sentence in _sentences(document.text):
            told.setdefault(sentence, set()).add(document.source_id)
    repeated = {sentence: ids for sentence, ids in told.items() if len(ids) > 1}
    assert repeated, "the reprint repeats its wire story"
    assert all(ids == set(REPRINT) for ids in repeated.values()), repeated


def _sentences(text: str) -> set[str]:
    """Rough sentences of five words or more, which is enough to find copies."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    return {part.strip().casefold() for part in parts if len(part.split()) >= 5}


def test_records_are_read_character_for_character(documents: list[Document]) -> None:
    texts = {document.source_id: document.text for document in documents}
    for line in (SAMPLE / "reports.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        assert texts[record["id"]] == record["text"]
