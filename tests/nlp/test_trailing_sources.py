"""Sources at the end of a sentence: what must never come of them."""

from __future__ import annotations

from sayso.model import Document
from sayso.nlp.readings import load_parser, read_parses


def test_a_plan_announced_earlier_is_not_who_announces() -> None:
    """The noun that a participle hangs on would hang on the participle: no tree, and a report lost."""
    text = (
        "The agency will go on screening people in Honduras for eligibility to come to the coast as refugees, "
        "a plan announced earlier this year.\n\nThe minister left, killing talk of a deal and rumours, aides said."
    )
    document = Document(id="d", source_id="s", text=text, language="en")
    [reading] = read_parses(load_parser(), [document])
    for token in reading.doc:
        steps, at = 0, token
        while at.head.i != at.i:
            steps, at = steps + 1, at.head
            assert steps <= len(reading.doc), token.text
    said = next(t for t in reading.doc if t.text == "said")
    assert [c.text for c in said.children if c.dep_ == "nsubj"] == ["aides"]
