"""The settings of attribution: the same contract from rules and from the learned tagger, and weights that are ours."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from sayso.extract.attribution.tagger import load_tagger
from sayso.flow import Pipeline, read_document
from sayso.model import Region
from tests.conftest import ReadText, make_document
from tests.flat import Flat, flatten
from tests.test_flow import check_laws

WEIGHTS = Path(__file__).parents[1] / "src/sayso/weights/attribution"

pytestmark = pytest.mark.model


def attributions(read_text: ReadText, text: str) -> list[Flat]:
    report = read_text(text, "2016-05-04")
    check_laws(report)
    return flatten(report)["attributions"]


def test_the_weights_are_those_that_the_notice_describes() -> None:
    told = dict(
        re.findall(r"`(\S+)` \|[^|]*\| `([0-9a-f]{64})`", (WEIGHTS / "NOTICE.md").read_text())
    )
    shipped = [path for path in WEIGHTS.iterdir() if path.suffix in (".onnx", ".json", ".npz")]
    assert len(shipped) == 7
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in shipped} == told


def test_the_run_names_its_setting_and_the_weights(pipeline: Pipeline, read_text: ReadText) -> None:
    run = read_text("Nothing.").run
    assert run["attribution"] == pipeline.settings.attribution
    assert ("weights" in run) == (pipeline.tagger is not None)


def test_both_learned_settings_load_and_are_told_apart() -> None:
    balanced, accurate = load_tagger("balanced"), load_tagger("accurate")
    assert balanced.limits != accurate.limits
    assert balanced.digest != accurate.digest


def test_a_byline_does_not_hide_its_paragraph(pipeline: Pipeline) -> None:
    text = "By Jane Doe\nKigali said its troops had left the town of Goma on Sunday morning."
    byline = Region(start=0, end=11, kind="byline")
    document = make_document(text, regions=(byline,))
    [found] = flatten(read_document(pipeline, document))["attributions"]
    assert found["source"] == ["Kigali"]


def test_two_speakers_in_one_sentence_keep_their_own_words(read_text: ReadText) -> None:
    first, second = attributions(
        read_text,
        "Kigali said its troops had left the town, while Kinshasa insisted that they were still there.",
    )
    assert (first["source"], second["source"]) == (["Kigali"], ["Kinshasa"])
    assert "left the town" in first["content"][0] and "still there" in second["content"][0]


def test_an_inserted_cue_leaves_two_pieces_or_one_but_never_the_wrong_speaker(
    read_text: ReadText,
) -> None:
    [found] = attributions(
        read_text, "The bridge, the mayor told reporters, was mined by the retreating army."
    )
    assert found["source"] == ["the mayor"]


def test_who_is_cited_stands_behind_who_cites(read_text: ReadText) -> None:
    found = attributions(
        read_text, "The agency, citing the defence ministry, said gunmen had shelled the market."
    )
    assert [(a["source"], a["via"]) for a in found] == [
        (["The agency"], None),
        (["the defence ministry"], "said"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "RUSSIA SAYS US JET DOWNED DRONE OVER SYRIA",
        "'We did it,' rebels say, \"and we'd do it again",
        "«Nous partons», said the envoy. „Wir bleiben“, replied the general.",
        "“He said ‘they told me “it was the army”’,” she recalled.",
        "LAVROV: We never bombed Idlib.\n\nQUESTION: Who did?\n\nLAVROV: Ask Washington.",
        "said said said: “” “ ” according to. Denied that that that",
        "\u202eMoscow denied\u202c \x00 it\ufeff — 🕊 said 東京",
    ],
)
def test_odd_texts_obey_the_laws(read_text: ReadText, text: str) -> None:
    check_laws(read_text(text))


def test_a_long_paragraph_without_a_full_stop_is_read(pipeline: Pipeline) -> None:
    text = "the envoy said that " * 300 + "the army had shelled the market"
    report = read_document(pipeline, make_document(text))
    check_laws(report)
    assert report.attributions
