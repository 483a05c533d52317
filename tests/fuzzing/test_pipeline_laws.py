"""Laws that hold for the report of any text, with the rules alone and with the learned taggers.

tests/test_flow.py has the laws of spans, ids and chains; here the printed line, figures, claimants and reading again
are added, and texts that get deeper into the stages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as dataclass_replace
from functools import lru_cache
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso.config import Settings
from sayso.extract.attribution.learned_acts import load_act_reader
from sayso.extract.attribution.tagger import load_tagger
from sayso.extract.events.event_tagger import load_event_tagger
from sayso.extract.events.role_tagger import load_role_tagger
from sayso.flow import Pipeline, read_document, read_documents
from sayso.model import Report, report_schema
from tests.conftest import make_document
from tests.fuzzing.targets import check_bounds
from tests.fuzzing.texts import heaps, sentences
from tests.test_flow import check_laws, spans_of

pytestmark = pytest.mark.model

DAYS = st.sampled_from(
    (None, "2016-05-04", "2020-02-29T23:59:59+14:00", "0001-01-01", "9999-12-31")
)
ANY_TEXT = st.one_of(sentences(), sentences(), heaps(), st.text(max_size=300))


def quick(examples: int) -> settings:
    """The same few examples each time."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


AT_LENGTH = settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def rules(pipeline: Pipeline) -> Pipeline:
    fast = Settings(attribution="fast")
    return dataclass_replace(
        pipeline, settings=fast, tagger=None, event_tagger=None, role_tagger=None, acts=None
    )


@pytest.fixture(scope="module")
def learned(pipeline: Pipeline) -> Pipeline:
    return dataclass_replace(
        pipeline,
        settings=Settings(attribution="balanced"),
        tagger=load_tagger("balanced"),
        event_tagger=load_event_tagger(),
        role_tagger=load_role_tagger(),
        acts=load_act_reader(pipeline.cues),
    )


@quick(40)
@given(text=ANY_TEXT, published=DAYS)
def test_any_text_under_the_rules(rules: Pipeline, text: str, published: str | None) -> None:
    check_text(rules, text, published)


@quick(30)
@given(text=ANY_TEXT, published=DAYS)
@example(text="", published=None)
@example(text=" \n\u2028\u00a0", published=None)
def test_any_text_under_the_taggers(learned: Pipeline, text: str, published: str | None) -> None:
    check_text(learned, text, published)


@pytest.mark.soak
@pytest.mark.slow
@AT_LENGTH
@given(text=ANY_TEXT, published=DAYS)
def test_any_text_under_the_rules_at_length(
    rules: Pipeline, text: str, published: str | None
) -> None:
    check_text(rules, text, published)


@pytest.mark.soak
@pytest.mark.slow
@AT_LENGTH
@given(text=ANY_TEXT, published=DAYS)
def test_any_text_under_the_taggers_at_length(
    learned: Pipeline, text: str, published: str | None
) -> None:
    check_text(learned, text, published)


@quick(6)
@given(texts=st.lists(sentences(), min_size=2, max_size=4))
def test_a_report_does_not_depend_on_its_neighbours(learned: Pipeline, texts: list[str]) -> None:
    documents = [make_document(text, "2016-05-04") for text in texts]
    together = [msgspec.json.encode(report) for report in read_documents(learned, documents)]
    assert together == [msgspec.json.encode(read_document(learned, d)) for d in documents]


def check_text(pipeline: Pipeline, text: str, published: str | None) -> None:
    """Read a text and hold its report to every law."""
    # A text that is no UTF-8 is refused at ingest; a document never holds half a character.
    text = text.encode("utf-8", "ignore").decode()
    document = make_document(text, published)
    report = read_document(pipeline, document)
    check_laws(report)
    check_figures_and_claimants(report)
    line = msgspec.json.encode(report)
    assert msgspec.json.encode(read_document(pipeline, document)) == line
    check_line(msgspec.json.decode(line))


def check_figures_and_claimants(report: Report) -> None:
    """Low is not above high; whoever claims something is named, and is an actor or the outlet."""
    for figure in report.figures:
        check_bounds(figure.low, figure.central, figure.high)
    actors = {actor.id for actor in report.actors}
    outlet = f"outlet:{report.document.outlet.id}" if report.document.outlet else None
    for claim in report.claims:
        assert claim.evidence, claim
        for claimant in claim.claimants:
            assert claimant in actors or claimant == outlet or claimant.endswith("#unnamed"), (
                claimant
            )
        told = [name for name in msgspec.structs.asdict(claim.value).values() if name is not None]
        assert len(told) == 1, claim.value
        if claim.responsibility == "fact":
            assert outlet in claim.claimants, "an allegation of somebody else told as a fact"


def check_line(line: Any) -> None:
    """The printed line is JSON after the schema, and its spans are those of the text."""
    errors: Iterable[Any] = _schema().iter_errors(line)
    assert not [error.message for error in errors]
    text = line["document"]["text"]
    assert all(text[s["start"] : s["end"]] == s["exact"] for s in spans_of(line))


@lru_cache(maxsize=1)
def _schema() -> Any:
    return Draft202012Validator(report_schema())
