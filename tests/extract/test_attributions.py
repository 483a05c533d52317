"""Laws of attributions: spans, nesting, boilerplate, odd quotation marks; and the integrity of the cue lexicon."""

from __future__ import annotations

import time
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.extract.attribution.attributions import find_attributions, load_cue_lexicon
from sayso.extract.attribution.quotations import find_quotations
from sayso.extract.attribution.tagger import Tagger, load_tagger
from sayso.extract.grammar.trees import as_stretches, merged, read_tree, without
from sayso.flow import Pipeline
from sayso.model import Act, Attribution, Document, Region, Stance
from sayso.nlp.readings import Reading, read_parses
from tests.conftest import make_document

PIECES = st.sampled_from(
    [
        *'"“”‘’«»(),.:;—–!?',
        *"''|``|\n\n|he said|police told them that|according to|Lavrov|the army denied".split("|"),
        *"citing|it was alleged that|who|accused of|rebels fled|, a charge Kigali denies".split(
            "|"
        ),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=25).map(" ".join)


def _read(pipeline: Pipeline, document: Document) -> Reading:
    return next(read_parses(pipeline.parser, [document]))


def _find(
    pipeline: Pipeline, document: Document, tagger: Tagger | None = None
) -> tuple[Attribution, ...]:
    return find_attributions(_read(pipeline, document), (), (), pipeline.cues, tagger)


@pytest.fixture(scope="module", params=["fast", "balanced", "accurate"])
def tagger(request: pytest.FixtureRequest) -> Tagger | None:
    return None if request.param == "fast" else load_tagger(request.param)


@pytest.mark.model
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
@example(text="it was alleged that citing Lavrov")
@example(text='" “ rebels fled “ " rebels fled')
def test_random_text_with_quotes_never_raises_and_keeps_the_laws(
    pipeline: Pipeline, tagger: Tagger | None, text: str
) -> None:
    found = _find(pipeline, make_document(text), tagger)
    by_id = {a.id: a for a in found}
    assert len(by_id) == len(found)
    for attribution in found:
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            assert text[span.start : span.end] == span.exact
        assert attribution.content, "nothing is said: no attribution"
        assert not _overlap(attribution.source, attribution.content)
        assert not _overlap(attribution.cue, attribution.content)
        seen = set()
        while attribution.via is not None:
            assert attribution.id not in seen, "via runs in a circle"
            seen.add(attribution.id)
            attribution = by_id[attribution.via]


def _overlap(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return any(
        a.start < b.end and b.start < a.end  # type: ignore[attr-defined]
        for a in one
        for b in other
    )


@pytest.mark.model
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=120))
def test_any_unicode_text_is_read(pipeline: Pipeline, text: str) -> None:
    if text.strip():
        _find(pipeline, make_document(text))


@pytest.mark.model
def test_an_inner_attribution_stands_in_the_content_of_the_outer(pipeline: Pipeline) -> None:
    text = "Police said witnesses told them that rebels had denied they burned the mill."
    found = _find(pipeline, make_document(text))
    by_id = {a.id: a for a in found}
    inner = [a for a in found if a.via]
    assert len(inner) >= 2
    for a in inner:
        outer = by_id[a.via or ""]
        for part in (*a.source, *a.cue, *a.content):
            assert any(c.start <= part.start and part.end <= c.end for c in outer.content)


@pytest.mark.model
def test_boilerplate_yields_nothing(pipeline: Pipeline) -> None:
    text = 'Police said he fled.\n\nEditors said: "Share this story," they told readers.'
    start = text.index("Editors")
    document = make_document(text, regions=(Region(start, len(text), "boilerplate"),))
    found = _find(pipeline, document)
    assert [a.cue[0].exact for a in found] == ["said"]
    assert all(span.end <= start for a in found for span in a.content)


@pytest.mark.model
def test_a_long_transcript_is_read_in_linear_time(pipeline: Pipeline) -> None:
    line = 'MR SAMPLE: "We were told that nobody fired," he said.\n\n'
    reading = _read(pipeline, make_document(line * 1500))
    begun = time.process_time()
    found = find_attributions(reading, (), (), pipeline.cues)
    assert len(found) >= 1500
    assert time.process_time() - begun < 15  # it was minutes; the machine may be busy


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('He said: "We left.', ['"We left.']),
        ('He is not "free to leave.', []),
        ('"We left.', ['"We left.']),
        ("“We left,” he said.", ["“We left,”"]),
        ("''We left,'' he said.", ["''We left,''"]),
        ("«We left», he said.", ["«We left»"]),
        ("„We left“, he said.", ["„We left“"]),
        ("He said: 'We left.'", ["'We left.'"]),
        ("The rebels' camp and the army's tents.", []),
        ("A 5'10\" man said it.", []),
        ("“He called it a ‘crime’ twice,” she said.", ["“He called it a ‘crime’ twice,”"]),
    ],
)
def test_quotations_are_found_with_their_marks(
    pipeline: Pipeline, text: str, wanted: list[str]
) -> None:
    reading = _read(pipeline, make_document(text))
    found = find_quotations(reading, read_tree(reading))
    assert [text[q.start : q.end] for q in found.found] == wanted


def test_the_cue_lexicon_is_whole() -> None:
    lexicon = load_cue_lexicon()
    cues = [(g.pos, cue) for g in lexicon.file.cues for cue in g.cues]
    assert len(set(cues)) >= 400
    for group in lexicon.file.cues:
        assert len(set(group.cues)) == len(group.cues), f"a cue stands twice in {group.cues}"
        assert group.act in get_args(Act) and group.stance in get_args(Stance)
        assert not ("raised" in group.takes and group.source != "none")
    assert all(" ".join(cue.split()) == cue == cue.lower() for _, cue in cues)


def test_longer_cues_come_first() -> None:
    for rows in load_cue_lexicon().rows.values():
        lengths = [len(row.rest) for row in rows]
        assert lengths == sorted(lengths, reverse=True)


def test_every_refusal_and_denial_has_a_stance_of_its_own() -> None:
    for group in load_cue_lexicon().file.cues:
        if group.act in ("denies", "rejects"):
            assert group.stance == "denies"
        if group.act == "declines":
            assert group.stance == "withholds"


stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(stretches, stretches)
def test_stretches_are_sets_of_tokens(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    def tokens(found: list[tuple[int, int]]) -> set[int]:
        return {t for s, e in found for t in range(s, e)}

    assert tokens(merged(one)) == tokens(one)
    assert tokens(without(one, [o for o in other if o[0] < o[1]])) == tokens(one) - tokens(other)
    assert as_stretches(tokens(one)) == merged(one)
