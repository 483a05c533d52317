"""Laws of quotations, labels and headlines: marks are paired once, odd text never fails, long text costs its length."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.extract.attribution.attributions import find_attributions
from sayso.extract.attribution.floating import attach_floating
from sayso.extract.attribution.labels import read_labels
from sayso.extract.attribution.layout_words import load_layout_words
from sayso.extract.attribution.quotation_marks import find_quoted
from sayso.extract.attribution.quotations import find_quotations, mark_quoted
from sayso.extract.grammar.trees import read_tree
from sayso.flow import Pipeline
from sayso.model import Attribution
from sayso.nlp.readings import Reading, read_parses
from sayso.text import find_paragraphs
from tests.conftest import make_document

PIECES = st.sampled_from(
    [
        *"\"'“”‘’«»„‟‚‹›`,.:;—–!?()[]*",
        *"''|``|\"\"|,,|\n|\n\n|we left|the rebels' camp|don't|'68|5'10\"|he said|LAVROV:|Q:".split(
            "|"
        ),
        *"[00:12] HOST:|**Host:**|>> |BREAKING:|says May|– ministry|: UN|(Applause)".split("|"),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=30).map(" ".join)


def _quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quoted(text, list(find_paragraphs(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We left,” he said.", ["“We left,”"]),
        ("”We left,” he said. ”Nobody fired.”", ["”We left,”", "”Nobody fired.”"]),
        ("»We left«, he said.", ["»We left«"]),
        ("‹We left›, he said.", ["‹We left›"]),
        ("„We left“, he said.", ["„We left“"]),
        (",,We left,'' he said.", [",,We left,''"]),
        ("‚We left‘, he said.", ["‚We left‘"]),
        ("＂We left,＂ he said.", ["＂We left,＂"]),
        ('``We left," he said.', ['``We left,"']),
        ('""We left,"" he said.', ['""We left,""']),
        ('" We left , " he said .', ['" We left , "']),
        ("‘We saw the soldiers’ tents,’ he said.", ["‘We saw the soldiers’ tents,’"]),
        ("The ‘rebels’ had fled, the soldiers’ tents burned.", ["‘rebels’"]),
        ("The rebels' camp and the drivers' trucks.", []),
        ("Rebels of '68, 'tis said, hold Sana'a.", []),
        ('A 5\'10" man, a 12" pipe.', []),
        ("“It was late. “We left,” he said.", ["“It was late. ", "“We left,”"]),
        ('He said it was "late. "We left," she said.', ['"We left,"']),
        ("“One.\n\nTwo.\n\nThree,” he said.", ["“One.", "Two.", "Three,”"]),
        ("“One.\n\nHe wept. “Two,” she said.", ["“One.", "“Two,”"]),
    ],
)
def test_marks_of_every_house_are_paired(text: str, wanted: list[str]) -> None:
    assert _quoted(text) == wanted


def test_a_quotation_within_a_quotation_is_kept_below_it() -> None:
    text = "“He shouted ‘Fire’ twice,” she said."
    [outer] = find_quoted(text, [(0, len(text))])
    assert [text[s:e] for s, e in outer.inner] == ["‘Fire’"]


def test_what_is_quoted_is_marked_character_by_character() -> None:
    text = 'He said "go".\n\n"We left.\n\n"Nobody stayed," he said.'
    inside = mark_quoted(text)
    assert len(inside) == len(text)
    assert "".join(c for c, q in zip(text, inside, strict=True) if q) == (
        '"go""We left."Nobody stayed,"'
    )


@given(text=TEXTS)
def test_quoted_stretches_are_in_order_and_apart(text: str) -> None:
    paragraphs = list(find_paragraphs(text))
    last = 0
    for quoted in find_quoted(text, paragraphs):
        start, end = paragraphs[quoted.paragraph]
        assert start <= quoted.start < quoted.end <= end
        assert quoted.start >= last
        last = quoted.end
        assert all(quoted.start < s < e < quoted.end for s, e in quoted.inner)


@given(text=st.text(max_size=200))
def test_any_text_can_be_marked(text: str) -> None:
    assert set(mark_quoted(text)) <= {0, 1}


def _read(pipeline: Pipeline, text: str) -> Reading:
    return next(read_parses(pipeline.parser, [make_document(text)]))


def _find(pipeline: Pipeline, text: str) -> tuple[Attribution, ...]:
    return find_attributions(_read(pipeline, text), (), (), pipeline.cues)


@pytest.mark.model
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
@example('" we left " " **Host:** says May "')
def test_odd_layouts_never_fail_and_keep_the_laws(pipeline: Pipeline, text: str) -> None:
    for attribution in _find(pipeline, text):
        assert attribution.content
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            assert text[span.start : span.end] == span.exact
        said = {c for s in attribution.content for c in range(s.start, s.end)}
        named = {c for s in attribution.source for c in range(s.start, s.end)}
        assert not said & named


def _calls(work: Any, *arguments: Any) -> int:
    """How many calls of Python functions a piece of work takes: the same on every machine."""
    count = 0

    def see(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work(*arguments)
    finally:
        sys.setprofile(None)
    return count


TURNS = (
    "LAVROV: We did not bomb the clinic. “We were not even there,” our pilots told us.\n\n"
    "It is all invented.\n\n[00:12:31] HOST: Who did, then?\n\n"
)
SPEECH = '"They came at dawn.\n\n"They burned the mill," he said. "We fled.\n\n'
ALONE = 'The baker wept. "We saw the jets come in low." "Nobody fired at them."\n\n'
HEADLINES = "Army shelled clinic: UN\n\n‘They shot at us’: Survivors recall raid\n\n"
ONE_LINE = 'He wept, "we saw nothing", and "we fled" and '


@pytest.mark.parametrize(
    "unit", [TURNS, SPEECH, ALONE, HEADLINES, ONE_LINE, "'", "“", '" ', "‘a ”"]
)
def test_marks_cost_the_length_of_the_text(unit: str) -> None:
    short, long = unit * 400, unit * 800
    calls = [_calls(find_quoted, t, list(find_paragraphs(t))) for t in (short, long)]
    assert calls[1] < 2.2 * calls[0] + 100


@pytest.mark.model
@pytest.mark.parametrize("unit", [TURNS, SPEECH, ALONE, HEADLINES, ONE_LINE])
def test_labels_and_floating_quotations_cost_the_length_of_the_text(
    pipeline: Pipeline, unit: str
) -> None:
    calls = []
    for times in (60, 120):
        reading = _read(pipeline, unit * times)
        tree = read_tree(reading)
        quotations = find_quotations(reading, tree)

        def work(r: Any = reading, t: Any = tree, q: Any = quotations) -> None:
            attach_floating(t, q, read_labels(r, t, [], pipeline.cues), pipeline.cues)

        calls.append(_calls(work))
    assert calls[1] < 2.3 * calls[0]


@pytest.mark.model
@pytest.mark.slow
def test_a_transcript_of_20000_words_is_read_whole(pipeline: Pipeline) -> None:
    times = 20_000 // len(TURNS.split()) + 1
    found = _find(pipeline, TURNS * times)
    lavrov = [a for a in found if a.source and a.source[0].exact == "LAVROV"]
    hosts = [a for a in found if a.source and a.source[0].exact == "HOST"]
    assert len(lavrov) == len(hosts) == times
    assert all(a.via is None for a in lavrov)
    assert all(len(a.content) == 2 for a in lavrov), "the second paragraph is his, too"
    assert {a.act for a in hosts} == {"asks"}


@pytest.mark.model
def test_the_reporter_is_not_swallowed_by_a_label(pipeline: Pipeline) -> None:
    text = "Lavrov: We fired nobody.\n\nThe jets came at noon.\n\nThey bombed the mill.\n\nNobody slept."
    [found] = [a for a in _find(pipeline, text) if a.source and a.source[0].exact == "Lavrov"]
    assert [s.exact for s in found.content] == ["We fired nobody"]


def test_the_lexicon_of_layout_is_whole() -> None:
    words = load_layout_words()
    assert all(w == w.lower().strip() for w in words.desk | words.fields | words.asking)
    assert not words.asking & words.desk - {"interview"}
