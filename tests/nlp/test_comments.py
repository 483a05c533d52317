"""Comments in apposition: found by their words, and parsed as what they mean, in whatever stands around them."""

from __future__ import annotations

import pytest

from sayso.extract.grammar.trees import is_circular, read_tree
from sayso.flow import Pipeline
from sayso.nlp.comments import Comment, find_comments
from sayso.nlp.readings import read_parses
from tests.conftest import make_document


def _tagged(text: str) -> tuple[list[str], list[str]]:
    pairs = [word.rsplit("/", 1) for word in text.split()]
    return [word for word, _ in pairs], [tag for _, tag in pairs]


def test_a_comment_is_a_noun_a_subject_and_a_verb_of_denial() -> None:
    words, tags = _tagged("nine/CD died/VBD ,/, a/DT toll/NN the/DT army/NN contests/NNS ./.")
    assert list(find_comments(words, tags)) == [Comment(2, 4, 5, 7, 7, 7)]


def test_a_comment_that_calls_it_something_ends_with_that() -> None:
    words, tags = _tagged("he/PRP fled/VBD ,/, a/DT claim/NN kin/NNS called/VBD absurd/JJ ./.")
    assert list(find_comments(words, tags)) == [Comment(2, 4, 5, 6, 6, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "he/PRP fled/VBD ,/, a/DT soldier/NN the/DT army/NN denies/VBZ ./.",
        "he/PRP fled/VBD ,/, a/DT claim/NN the/DT army/NN made/VBD ./.",
        "he/PRP fled/VBD ,/, a/DT claim/NN denies/VBZ ./.",
        "he/PRP fled/VBD ,/, a/DT claim/NN he/PRP said/VBD kin/NNS deny/VBP ./.",
    ],
)
def test_what_is_no_comment(text: str) -> None:
    assert list(find_comments(*_tagged(text))) == []


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Police said nine men died, a toll the army contests.",
        "Nine died. A nurse said so, a claim the army denies. The mayor fled, a version kin dispute.",
        ", a toll the army contests.",
        'She "saw nine die", an account that officials in Kano have disputed."',
        "Nine died, something the army denies. Ten died, something residents of the valley dismiss.",
    ],
)
def test_the_parse_holds_together_and_the_verb_has_its_subject(
    pipeline: Pipeline, text: str
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    tree = read_tree(reading)
    assert not is_circular(tree.heads)
    found = [c for c in find_comments(tree.words, tree.tags) if tree.words[0] != ","]
    for comment in found:
        assert tree.heads[comment.verb] == comment.noun
        subject = tree.child(comment.verb, "nsubj")
        assert subject is not None and comment.start <= subject < comment.end
    assert tree.words[0] == "," or found


@pytest.mark.model
def test_a_heap_of_comments_is_no_circle(pipeline: Pipeline) -> None:
    text = "He fled, a claim, a claim, a claim the army denies; he died, a figure they dispute! , a toll, a"
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    assert not is_circular(read_tree(reading).heads)
