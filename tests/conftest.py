"""What the tests share: one pipeline for the whole session, and reports of short texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import cast

import msgspec
import pytest

from sayso.config import Settings
from sayso.flow import Pipeline, load_pipeline, read_document
from sayso.ingest.drafts import Draft
from sayso.ingest.regions import Furniture, find_regions, load_furniture
from sayso.lexicon import read_rows
from sayso.model import Document, Outlet, Region, Report
from sayso.text import digest_of
from tests.warm.lending import lent_by
from tests.warm.locks import alone

ReadText = Callable[..., Report]

# jsonschema compiles a grammar when it is imported (a second in every worker), for a format, iri, that no schema of
# ours has; as if the package that knows it were not there, it leaves that out.
sys.modules.setdefault("rfc3987_syntax", cast(ModuleType, None))

# Rows of cases, sample and apart that fail with a learned tagger, by setting.
_LEARNED_GAPS = Path(__file__).parent / "learned-gaps.yaml"


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The pipeline with the setting of attribution that SAYSO_ATTRIBUTION names: rules, if none."""
    chosen = os.environ.get("SAYSO_ATTRIBUTION", "fast")
    return load_pipeline(msgspec.convert({"attribution": chosen}, Settings))


@pytest.fixture
def lent(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process take the pipeline of the session; for the test alone."""
    monkeypatch.setattr("sayso.flow.load_pipeline", lent_by([pipeline]))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sample_store(pipeline: Pipeline, shared: Path) -> Path:
    """The sample corpus in a store, read and linked by the first worker that asks; to be copied, never written to."""
    from tests.served import write_sample

    path, unfinished = shared / "sample.db", shared / f"sample-{os.getpid()}.db"
    with alone(shared / "sample.lock"):
        if not path.exists():
            write_sample(unfinished, pipeline).replace(path)
    return path


@pytest.fixture(scope="session")
def command(shared: Path) -> Iterator[Path]:
    """The command `sayso`, in a child of a process that is warm: what starts slowly has started (tests/warm)."""
    if not hasattr(os, "fork"):
        yield Path(sys.executable).with_name("sayso")
        return
    from tests.warm.starting import warm_command

    with warm_command(shared / "warm") as path:
        yield path


@pytest.fixture(scope="session")
def read_text(pipeline: Pipeline) -> ReadText:
    """Read a text as sayso would: `read_text("…", published="2016-05-04", outlet="a-paper")`."""

    def read(text: str, published: str | None = None, outlet: str | None = "a-paper") -> Report:
        return read_document(pipeline, make_document(text, published, outlet))

    return read


def make_document(
    text: str,
    published: str | None = None,
    outlet: str | None = "a-paper",
    regions: tuple[Region, ...] | None = None,
) -> Document:
    """A document as ingest makes it of a bare text; `regions` given are taken instead of those found."""
    found = find_regions(Draft(text), _furniture()) if regions is None and text.strip() else None
    return Document(
        id="d" + digest_of("", text),
        source_id="case",
        text=text,
        published=published,
        language="en",
        outlet=Outlet(id=outlet, name=outlet) if outlet else None,
        regions=found.regions if found else regions or (),
        dateline=found.dateline if found else None,
    )


@lru_cache(maxsize=1)
def _furniture() -> Furniture:
    return load_furniture()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With a learned setting, what it is known to miss must fail, and gaps of the rules may pass."""
    chosen = os.environ.get("SAYSO_ATTRIBUTION", "fast")
    if chosen == "fast":
        return
    gaps = set(read_rows(_LEARNED_GAPS)[chosen])
    for item in items:
        for marker in item.iter_markers("xfail"):
            cast(dict[str, object], marker.kwargs)["strict"] = False
        if item.nodeid in gaps:
            item.add_marker(pytest.mark.xfail(reason=f"known to fail with {chosen}", strict=True))
            gaps.remove(item.nodeid)
    collected = {item.nodeid.split("::")[0] for item in items}
    unknown = [gap for gap in gaps if gap.split("::")[0] in collected]
    is_whole_run = len(items) > 1_000
    if unknown and is_whole_run:
        raise pytest.UsageError(f"{_LEARNED_GAPS.name} names rows that are not there: {unknown}")
