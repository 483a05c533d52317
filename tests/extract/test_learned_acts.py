"""The learned reading of acts: when it may overrule the rules, and what it never does lightly."""

from __future__ import annotations

import hashlib
import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from sayso.config import Settings
from sayso.extract.attribution.act_features import read_signs_of, read_word_lists
from sayso.extract.attribution.act_vetoes import tells_own_deed
from sayso.extract.attribution.cues import load_cue_lexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.learned_acts import (
    ACTS,
    OWNING,
    STANCE_OF,
    STANCES,
    Floats,
    Margins,
    decide_act,
    is_known,
    load_act_reader,
    read_features,
    score_acts,
)
from sayso.extract.grammar.trees import read_tree
from sayso.flow import Pipeline, load_pipeline, read_documents
from sayso.model import Act, Stance
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

WEIGHTS = Path(__file__).parents[2] / "src/sayso/weights/acts"
MARGINS = Margins(
    plain=0.5, disputing=1.0, eventful=1.5, known=2.0, owning=3.0, stronger=4.0, hint=2.0
)
WEAK: tuple[tuple[Act, Stance], ...] = (
    ("denies", "denies"),
    ("rejects", "denies"),
    ("declines", "withholds"),
    ("doubts", "doubts"),
)


def scores_for(act: Act, lead: float, stance: Stance = "asserts", gain: float = 1.0) -> Floats:
    """Scores by which one act is ahead of all others, and one stance."""
    scores = np.zeros(len(ACTS) + len(STANCES), dtype=np.float32)
    scores[ACTS.index(act)] = lead
    scores[len(ACTS) + STANCES.index(stance)] = gain
    return scores


def test_a_plain_act_gives_way_sooner_than_one_that_the_lexicon_knows() -> None:
    surer = scores_for("estimates", 0.9)
    assert decide_act("says", "asserts", surer, MARGINS) == ("estimates", "asserts")
    assert decide_act("says", "asserts", surer, MARGINS, is_known=True) == ("says", "asserts")
    assert decide_act("condemns", "asserts", surer, MARGINS) == ("condemns", "asserts")
    assert (
        decide_act("condemns", "asserts", scores_for("estimates", 2.5), MARGINS)[0] == "estimates"
    )


@pytest.mark.parametrize("act", ["accuses", "denies"])
def test_a_charge_and_an_answer_to_it_take_more(act: Act) -> None:
    assert decide_act("says", "asserts", scores_for(act, 0.9), MARGINS)[0] == "says"
    assert decide_act("says", "asserts", scores_for(act, 1.1), MARGINS)[0] == act


@pytest.mark.parametrize("act", ["promises", "threatens", "warns", "demands"])
def test_what_makes_an_event_of_politics_takes_more_still(act: Act) -> None:
    assert decide_act("says", "asserts", scores_for(act, 1.4), MARGINS)[0] == "says"
    assert decide_act("says", "asserts", scores_for(act, 1.6), MARGINS)[0] == act


@pytest.mark.parametrize("act", ["rejects", "clears"])
def test_to_turn_down_and_to_clear_take_as_much_as_a_known_cue(act: Act) -> None:
    assert decide_act("says", "asserts", scores_for(act, 1.9), MARGINS)[0] == "says"
    assert decide_act("says", "asserts", scores_for(act, 2.1), MARGINS)[0] == act


def test_a_cue_is_known_by_its_row() -> None:
    assert is_known({"row accuses", "act says"})
    assert not is_known({"row none", "act says"})
    assert not is_known({"row says", "act accuses"})


@pytest.mark.parametrize("act", sorted(OWNING))
def test_nobody_owns_up_on_a_small_margin(act: Act) -> None:
    assert decide_act("says", "asserts", scores_for(act, 2.9), MARGINS) == ("says", "asserts")
    assert decide_act("says", "asserts", scores_for(act, 3.1), MARGINS)[0] == act


@pytest.mark.parametrize("ruled", WEAK, ids=lambda pair: pair[0])
def test_a_denial_stays_one(ruled: tuple[Act, Stance]) -> None:
    for act in ACTS:
        act_read, stance = decide_act(*ruled, scores_for(act, 3.9), MARGINS)
        assert stance == ruled[1], f"{ruled} → {act_read}"


def test_who_tells_an_own_deed_does_not_deny_it() -> None:
    own = frozenset({"subject ours", "root harms"})
    assert tells_own_deed(own)
    assert not tells_own_deed(own | {"root not"})
    assert not tells_own_deed(frozenset({"subject other", "root harms"}))


def test_a_hint_stays_a_hint_unless_it_is_denied() -> None:
    for act in ACTS:
        _, stance = decide_act("says", "suggests", scores_for(act, 9.0), MARGINS)
        assert stance == STANCE_OF.get(act, "suggests")


def test_act_and_stance_always_agree() -> None:
    for (act, best), stance in itertools.product(itertools.product(ACTS, ACTS), STANCES):
        ruled = STANCE_OF.get(act, "asserts")
        read, found = decide_act(act, ruled, scores_for(best, 9.0, stance), MARGINS)
        assert found == STANCE_OF.get(read, found)
        assert found in ("asserts", "suggests") or read in STANCE_OF


def test_an_assertion_may_become_a_hint_and_never_the_other_way_round() -> None:
    hinting = scores_for("says", 1.0, "suggests", gain=2.5)
    assert decide_act("says", "asserts", hinting, MARGINS) == ("says", "suggests")
    sure = scores_for("says", 1.0, "asserts", gain=9.0)
    assert decide_act("says", "suggests", sure, MARGINS) == ("says", "suggests")


def test_the_weights_are_those_that_the_notice_describes() -> None:
    page = (WEIGHTS / "NOTICE.md").read_text("utf-8")
    told = dict(re.findall(r"`(\S+)` \|[^|]*\| `([0-9a-f]{64})`", page))
    shipped = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in WEIGHTS.iterdir()
        if path.suffix in (".json", ".npy", ".npz", ".onnx")
    }
    assert shipped == told


def test_the_margins_in_use_are_careful() -> None:
    margins = load_act_reader(load_cue_lexicon()).margins
    assert margins.plain <= margins.disputing < margins.known
    assert min(margins.known, margins.owning, margins.stronger) >= 4.0


@pytest.mark.model
def test_signs_tell_what_the_rules_read_and_what_the_content_looks_like(pipeline: Pipeline) -> None:
    [reading] = read_parses(pipeline.parser, [make_document("Mali owned that we had not fired.")])
    tree = read_tree(reading)
    cue, content = tree.words.index("owned"), tree.words.index("that")
    draft = Draft(
        head=cue, cue=[(cue, cue + 1)], content=[(content, len(tree) - 1)], source=[(0, 1)]
    )
    lists = read_word_lists(pipeline.cues.file)
    [signs] = read_signs_of(tree, [draft], pipeline.cues, lists)
    assert {"act says", "stance asserts", "source named", "we", "any not", "first that"} <= signs


@pytest.mark.model
def test_without_windows_only_signs_count(pipeline: Pipeline) -> None:
    reader = load_act_reader(pipeline.cues)
    [reading] = read_parses(pipeline.parser, [make_document("Mali said it had fired.")])
    tree = read_tree(reading)
    draft = Draft(head=1, cue=[(1, 2)], content=[(2, 5)], source=[(0, 1)])
    [(signs, states)] = read_features(tree, [draft], (), pipeline.cues, reader.lists)
    assert not states.size
    assert np.isfinite(score_acts(reader, signs, states)).all()


@pytest.fixture(scope="module")
def learned() -> Pipeline:
    """The pipeline whose acts are learned, whatever the session's reads."""
    return load_pipeline(Settings(attribution="balanced"))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "act"),
    [
        # Who stands accused answers by what his side does, and who is told of by what it has not done.
        (
            "Unions allege that thugs in the pay of the mill clubbed two strikers. "
            "The mill's manager answers that he hires cane cutters only.",
            "denies",
        ),
        (
            "UNHCR said Serb police had turned back its lorries at Rudo. "
            "A Serb colonel said his men had stopped nobody.",
            "denies",
        ),
        # Nobody accuses him of it: that he did it he says himself.
        ("The army says its forces shelled only military posts.", "claims-credit"),
    ],
)
def test_answers_by_what_ones_own_side_does(learned: Pipeline, text: str, act: Act) -> None:
    [report] = read_documents(learned, [make_document(text)])
    assert report.attributions[-1].act == act
