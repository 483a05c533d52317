"""The rules' and the role tagger's word on who did a deed and to whom."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sayso.extract.attribution.tagger import load_tagger, read_windows
from sayso.extract.events.learned_roles import Weighing
from sayso.extract.events.role_tagger import load_role_tagger, score_roles
from sayso.extract.events.role_weights import RoleWeights, load_role_weights
from sayso.extract.grammar.trees import read_tree
from sayso.flow import Pipeline, Stages
from sayso.model import Event, Findings
from sayso.nlp.readings import load_parser, read_parses
from tests.conftest import make_document

pytestmark = pytest.mark.model

WEIGHTS = Path(__file__).parents[2] / "src/sayso/weights/roles"

YES, NO, HARDLY = 6.0, -9.0, -2.0
TEXT = "The army shelled a market near Duma, a rebel spokesman said."

WeighWith = Callable[[str, str, dict[str, tuple[float, float]]], tuple[Event, Findings]]


@pytest.fixture(scope="module")
def weights() -> RoleWeights:
    return load_role_weights()


@pytest.fixture
def weigh_with(pipeline: Pipeline, weights: RoleWeights) -> WeighWith:
    """Read a text and weigh one of its events with made-up scores of some words; all others are between two chairs."""

    def weigh(
        text: str, trigger: str, said: dict[str, tuple[float, float]]
    ) -> tuple[Event, Findings]:
        [reading] = read_parses(pipeline.parser, [make_document(text)])
        found = Stages(pipeline, reading).find_all()
        [event] = [e for e in found.events if e.trigger.exact == trigger]
        between = tuple((weights.keep[role] + weights.add[role]) / 2 for role in weights.keep)
        scores = {t.i: np.array(said.get(t.text, between), np.float32) for t in reading.doc}
        weighing = Weighing(reading, read_tree(reading), found.mentions, weights)
        return weighing.weigh(event, scores), found

    return weigh


def _names(ids: tuple[str, ...], found: Findings) -> list[str]:
    return [actor.name for actor in found.actors if actor.id in ids]


def test_without_a_clear_word_all_stays(weigh_with: WeighWith) -> None:
    event, found = weigh_with(TEXT, "shelled", {})
    assert event == next(e for e in found.events if e.trigger.exact == "shelled")


def test_whom_the_tagger_rules_out_is_no_recipient(weigh_with: WeighWith) -> None:
    text = "Rebels apologised to a nurse for the delay."
    event, _ = weigh_with(text, "apologised", {"nurse": (NO, NO)})
    assert event.recipients == ()
    assert not [a for a in event.arguments if a.role == "recipient"]


def test_a_plain_object_stays(weigh_with: WeighWith) -> None:
    event, found = weigh_with("Rebels freed a nurse.", "freed", {"nurse": (NO, NO)})
    assert _names(event.recipients, found) == ["a nurse"]


def test_violence_stays_as_the_rules_have_it(weigh_with: WeighWith) -> None:
    text = "Denmark carried out air strikes with France on Monday."
    event, _ = weigh_with(text, "air strikes", {"France": (YES, YES)})
    assert (len(event.actors), event.recipients) == (1, ())


def test_a_thing_is_hit_where_nobody_is(weigh_with: WeighWith) -> None:
    event, _ = weigh_with("Looting began; the depots stood open.", "Looting", {"depots": (NO, YES)})
    assert event.target == "the depots"


def test_who_is_ruled_out_in_one_role_keeps_the_other(weigh_with: WeighWith) -> None:
    event, _ = weigh_with("Rebels freed a nurse.", "freed", {"nurse": (NO, YES)})
    assert len(event.recipients) == 1
    assert len(event.actors) == 1


def test_a_sure_recipient_joins(weigh_with: WeighWith) -> None:
    text = "Putin telephoned Aliyev, and apologised."
    event, found = weigh_with(text, "apologised", {"Aliyev": (NO, YES)})
    assert _names(event.recipients, found) == ["Ilham Aliyev"]
    [argument] = [a for a in event.arguments if a.role == "recipient"]
    assert argument.span.exact == "Aliyev"


def test_nobody_has_two_roles(weigh_with: WeighWith) -> None:
    event, _ = weigh_with("Rebels freed a nurse.", "freed", {"Rebels": (YES, YES)})
    assert len(set(event.actors) & set(event.recipients)) == 0


def test_the_weights_are_those_that_the_notice_describes() -> None:
    told = re.search(
        r"`roles.onnx` \|[^|]*\| `([0-9a-f]{64})`", (WEIGHTS / "NOTICE.md").read_text()
    )
    assert told is not None
    assert hashlib.sha256((WEIGHTS / "roles.onnx").read_bytes()).hexdigest() == told[1]


def test_the_tagger_tells_a_shelling_from_its_town() -> None:
    """The graph itself, over the trunk: who shelled and what was hit come out above all other words."""
    [reading] = read_parses(load_parser(), [make_document("Rebels shelled a clinic on Friday.")])
    windows = read_windows(reading, load_tagger("balanced"))
    scores = score_roles(load_role_tagger(), windows, read_tree(reading), {1: "ASSAULT"})[1]
    assert max(scores, key=lambda t: scores[t][0]) == 0
    assert max(scores, key=lambda t: scores[t][1]) == 3
