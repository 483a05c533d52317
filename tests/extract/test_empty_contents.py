"""A cue without any content has an act and a stance: no finder may count on a first word."""

from __future__ import annotations

import pytest

from sayso.extract.attribution.acts import find_act
from sayso.extract.attribution.cue_uses import read_cue
from sayso.extract.attribution.cues import load_cue_lexicon
from sayso.extract.grammar.trees import read_tree
from sayso.flow import Pipeline
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

CUES = ("called", "denied", "described", "dismissed", "ruled", "blamed", "warned", "threatened")


@pytest.mark.model
@pytest.mark.parametrize("cue", CUES)
def test_no_content(cue: str, pipeline: Pipeline) -> None:
    lexicon = load_cue_lexicon()
    text = f"The minister, who was in Accra, {cue} again."
    with pipeline.parser.nlp.memory_zone():
        for reading in read_parses(pipeline.parser, [make_document(text)]):
            tree = read_tree(reading)
            at = tree.words.index(cue)
            use = read_cue(tree, [(at, at + 1)], (), lexicon)
            act, stance = find_act(tree, use, [(0, 2)], lexicon)
            assert act
            assert stance
