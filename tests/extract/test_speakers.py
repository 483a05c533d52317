"""Laws of speakers: whoever found a source's words and however they were cut, the actor and kind stay the same."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.actors.actors import find_actors
from sayso.extract.actors.mentions import find_mentions
from sayso.extract.actors.source_words import load_source_words
from sayso.extract.attribution.addressees import find_addressees
from sayso.extract.attribution.channels import find_channel
from sayso.extract.attribution.speakers import (
    MentionIndex,
    find_actors_at,
    index_mentions,
    source_kind,
)
from sayso.extract.grammar.trees import Stretch, Tree, read_tree
from sayso.extract.places.places import find_places
from sayso.extract.times.times import find_times
from sayso.flow import Pipeline, read_document
from sayso.nlp.coref import link_mentions
from sayso.nlp.readings import read_parses
from tests.conftest import make_document


def _read(pipeline: Pipeline, text: str) -> tuple[Tree, MentionIndex]:
    reading = next(read_parses(pipeline.parser, [make_document(text)]))
    places = find_places(
        reading, find_times(reading, pipeline.times), pipeline.gazetteer, pipeline.places
    )
    found = link_mentions(reading, find_mentions(reading, places, pipeline.actors))
    _, mentions = find_actors(reading, found, pipeline.actors, places)
    return read_tree(reading), index_mentions(mentions)


def _stretch(tree: Tree, text: str, words: str) -> Stretch:
    start = text.index(words)
    return bisect_left(tree.starts, start), bisect_left(tree.starts, start + len(words))


CUT = [
    ("The Taliban, who seized Kunduz, denied it.", "The Taliban", "armed-group:taliban"),
    ("The Taliban, who seized Kunduz, denied it.", "The Taliban, who seized Kunduz,", "armed-group:taliban"),
    ("The Taliban, who seized Kunduz, denied it.", "Taliban, who", "armed-group:taliban"),
    ("On Monday Hezbollah said it had won.", "Hezbollah said", "armed-group:hezbollah"),
    ("On Monday Hezbollah said it had won.", "Monday Hezbollah", "armed-group:hezbollah"),
    ("Ankara's claim that it won was false.", "Ankara's", "TUR.GOV"),
    ("Ankara's claim that it won was false.", "Ankara", "TUR.GOV"),
    ("The raid failed, NATO said.", "failed, NATO said.", "NATO"),
]  # fmt: skip


@pytest.mark.model
@pytest.mark.parametrize(("text", "words", "actor"), CUT)
def test_a_source_cut_too_long_or_too_short_is_the_same_actor(
    pipeline: Pipeline, text: str, words: str, actor: str
) -> None:
    tree, mentions = _read(pipeline, text)
    stretch = _stretch(tree, text, words)
    assert find_actors_at(tree, [stretch], mentions) == (actor,)
    assert source_kind(tree, [stretch], pipeline.cues.file, mentions) == "named"


@pytest.mark.model
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(start=st.integers(0, 30), length=st.integers(1, 30))
def test_any_stretch_has_a_kind_and_no_actor_twice(
    pipeline: Pipeline, start: int, length: int
) -> None:
    text = 'US officials, "who" fled; said: its army – and THEIR allies (who knew) – told us it, he said.'
    tree, mentions = _read(pipeline, text)
    stretch = (min(start, len(tree) - 1), min(start + length, len(tree)))
    if stretch[0] < stretch[1]:
        found = find_actors_at(tree, [stretch], mentions)
        assert len(set(found)) == len(found)
        assert source_kind(tree, [stretch], pipeline.cues.file, mentions)


SAID = [
    (
        "The war is over, the emir said in a letter to the council.",
        "said",
        "The war is over",
        "in a letter to the council",
        ["the council"],
    ),
    (
        "He told villagers over loudspeakers that the war was over.",
        "told",
        "that the war was over",
        "over loudspeakers",
        ["villagers"],
    ),
    ("The emir said in Doha that the war was over.", "said", "that the war was over", None, []),
    ("Paris urged Kigali to withdraw.", "urged", "Kigali to withdraw", None, ["Kigali"]),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "cue", "content", "channel", "hearers"), SAID)
def test_channel_and_addressee_follow_from_cue_and_content(
    pipeline: Pipeline, text: str, cue: str, content: str, channel: str | None, hearers: list[str]
) -> None:
    tree, _ = _read(pipeline, text)
    head, said = _stretch(tree, text, cue)[0], [_stretch(tree, text, content)]
    words = load_source_words()
    found = find_channel(tree, head, said, [], words)
    heard = find_addressees(tree, head, said, [], found, words)
    printed = [text[tree.starts[s] : tree.ends[e - 1]] for s, e in ([found] if found else [])]
    assert printed == ([channel] if channel else [])
    assert [text[tree.starts[s] : tree.ends[e - 1]] for s, e in heard] == hearers


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "US SAYS IRAN DENIES IT; THEY SAY US KNEW",
        '""Who" said \'that\'?" it said. Which it, they said, said it.',
        "The report, which it says which says it, said.",
        "He said. She said. They said. It said. We said. I said. You said.",
    ],
)
def test_odd_sources_do_not_fail(pipeline: Pipeline, text: str) -> None:
    report = read_document(pipeline, make_document(text))
    assert report.problem is None
    ids = {actor.id for actor in report.actors}
    for attribution in report.attributions:
        assert set(attribution.actors) <= ids or not attribution.actors
        assert bool(attribution.actors) or not attribution.source
    assert len({mention.id for mention in report.mentions}) == len(report.mentions)
