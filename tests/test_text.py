"""Paragraphs: wrapped lines belong together, headlines and list items stand alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.text import find_paragraphs


def paragraphs_of(text: str) -> list[str]:
    return [text[start:end] for start, end in find_paragraphs(text)]


WRAPPED = (
    "Shells fell on the market of Bara on Monday and killed nine people, the\n"
    "mayor said, and a tenth died of wounds in the hospital of a nearby town.\n"
    "The army denied it.\n"
    "   A spokesman said that the army (which holds the hills above the town)\n"
    "had not fired."
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_broken_at_the_margin_are_one_paragraph(newline: str) -> None:
    first, second = paragraphs_of(WRAPPED.replace("\n", newline))
    assert first.startswith("Shells fell") and first.endswith("denied it.")
    assert second.startswith("A spokesman") and second.endswith("not fired.")


def test_a_full_stop_at_the_margin_ends_no_paragraph() -> None:
    text = (
        "Rockets struck the port of Hodr on Tuesday, and three dockers were hurt.\n"
        "Nobody claimed the attack, but the governor blamed men who had left the\n"
        "old quarter in a lorry."
    )
    assert len(paragraphs_of(text)) == 1


def test_a_line_that_goes_on_in_small_letters_is_broken_in_mid_sentence() -> None:
    assert len(paragraphs_of("Three men were killed in the village\nof Kaf on Monday.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        # A headline that is long for a headline, and the story on one line.
        "A headline that is rather long and has no full stop at its very end\n"
        "The army said on Monday that it had taken the town of Bara after three days of fighting with rebels in the "
        "north, where thousands have fled.",
        # Short paragraphs of one sentence and nearly one length: nothing shows a margin.
        "Rebels shelled the market on Monday, killing nine people, police said.\n"
        "The army said that it had returned fire at rebels close to the town.",
        "Head line\n\nFirst. Second.",
        "Head line\n \t\nFirst.",
        "They want:\n- peace",
        "They ask for the release of all prisoners, who are\n- men",
        "Short\nShort",
        # A headline that is longer than the byline or the date below it shows no margin.
        "Gunmen kill nine in raid on mosque near the border as army denies part\nStory by Sahel Desk • 23h",
        "Rivals accuse each other of opening fire along the border\nBy The Hill Observer    September 13, 2022",
        "Police and rights groups give rival tolls for the march\nNAIROBI, Thursday June 26 2025",
    ],
)
def test_what_stands_alone_stays_alone(text: str) -> None:
    assert len(paragraphs_of(text)) == 2


@given(st.text(alphabet=st.sampled_from('aB. \n\r\u2028-\t"é'), max_size=300))
def test_paragraphs_hold_all_that_is_printed_once_and_in_order(text: str) -> None:
    spans = list(find_paragraphs(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans) and spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
