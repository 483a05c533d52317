"""A cue without any content has an act and a stance: no finder may count on a first word."""

from __future__ import annotations

import pytest

from sayso.extract.attribution.acts import find_act
from sayso.extract.attribution.asides_of_charged import leave_asides
from sayso.extract.attribution.cue_uses import read_cue
from sayso.extract.attribution.cues import load_cue_lexicon
from sayso.extract.attribution.drafts import Draft
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


@pytest.mark.model
def test_an_aside_that_is_all_that_is_told_stays(pipeline: Pipeline) -> None:
    """The tagger may take but the clause behind the comma for what a prosecutor says: it stopped the whole report."""
    text = "The district attorney handed down charges, which include murder, on Friday."
    with pipeline.parser.nlp.memory_zone():
        for reading in read_parses(pipeline.parser, [make_document(text)]):
            tree = read_tree(reading)
            verb, which = tree.words.index("handed"), tree.words.index("which")
            charges = tree.words.index("charges")
            tree.deps[charges], tree.heads[charges] = "dobj", verb
            draft = Draft(
                head=verb,
                cue=[(verb, verb + 2)],
                content=[(which, which + 3)],
                source=[(0, 3)],
                act="accuses",
                stance="asserts",
            )
            leave_asides(tree, draft)
            assert draft.content == [(which, which + 3)]
