"""Stores to serve in tests: the sample corpus, and made reports of a hostile sender."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sayso.flow import Pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.serve.desk import Shelf
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

SAMPLE = Path(__file__).parents[1] / "src" / "sayso" / "sample"


def write_sample(path: Path, pipeline: Pipeline) -> Path:
    """The sample corpus, read and linked."""
    with StoreWriter(path) as writer:
        for report, item in read_reports(pipeline, read_inputs([str(SAMPLE)])):
            writer.write(report, item.raw)
    with closing(open_store(path)) as connection:
        link_pending(connection)
    return path


def make_shelf(store: Path) -> Shelf:
    """A store under the shipped policy."""
    return Shelf(store, load_policy(), load_sides())
