"""What the tests of bulk share: some of the sample corpus, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso
from sayso.flow import Pipeline, read_reports
from sayso.ingest.documents import Ingested, read_inputs
from sayso.model import Report

STORIES = ("dahyan", "togoga")
SAMPLE = Path(sayso.__file__).parent / "sample"


@pytest.fixture(scope="session")
def sample_read(pipeline: Pipeline) -> list[tuple[Report, Ingested]]:
    """Reports of two incidents of the sample corpus, with what they were read from."""
    items = read_inputs([str(SAMPLE)])
    chosen = [i for i in items if any(name in i.document.source_id for name in STORIES)]
    assert len(chosen) == 8
    return list(read_reports(pipeline, chosen))


@pytest.fixture(scope="session")
def sample_reports(sample_read: list[tuple[Report, Ingested]]) -> list[Report]:
    """The same reports alone."""
    return [report for report, _ in sample_read]
