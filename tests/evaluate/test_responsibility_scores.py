"""Which organisations MUC-4's slot is asked for, and with which label. Sentences are our own."""

from __future__ import annotations

import pytest

from sayso.evaluate.responsibility_scores import FACT, predict_confidence
from tests.conftest import ReadText

pytestmark = pytest.mark.model


def _labels(read_text: ReadText, text: str) -> dict[str, str]:
    """Shortest name of each organisation, the first of several → its label."""
    rows = predict_confidence(read_text(text))
    return {min(sorted(row["org"]), key=len): row["confidence"] for row in rows}


def test_an_attack_on_people_is_an_incident(read_text: ReadText) -> None:
    assert _labels(read_text, "The ELN kidnapped two engineers in Arauca.") == {"The ELN": FACT}


@pytest.mark.parametrize(
    "text",
    [
        "The FMLN launched an offensive in San Salvador on Saturday.",
        "The ELN ambushed nine soldiers in Arauca, killing two soldiers.",
        "Fighting between the ELN and the Colombian army went on in Arauca.",
    ],
)
def test_fighting_is_none(read_text: ReadText, text: str) -> None:
    assert _labels(read_text, text) == {}


def test_a_body_without_a_name_counts_for_what_it_did_to_people(read_text: ReadText) -> None:
    assert _labels(read_text, "The army killed nine farmers in a village.") == {"The army": FACT}
    assert _labels(read_text, "Soldiers killed nine farmers in a village.") == {}


def test_the_label_is_that_of_the_first_deed(read_text: ReadText) -> None:
    text = (
        "Police blamed the ELN for the murder of a judge in Cali on Monday.\n\n"
        "The ELN claimed responsibility for the kidnapping of an engineer in Arauca on Sunday."
    )
    assert _labels(read_text, text) == {"The ELN": "SUSPECTED OR ACCUSED BY AUTHORITIES"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Suspected members of the ELN kidnapped an engineer in Arauca.", "SUSPECTED OR ACCUSED"),
        ("The ELN may have kidnapped the engineer in Arauca.", "POSSIBLE"),
        ("The ELN kidnapped an engineer in Arauca, the local press reported.", FACT),
        ("The ELN kidnapped an engineer in Arauca, his wife said.", "SUSPECTED OR ACCUSED"),
    ],
)
def test_suspicion_is_more_than_possible_and_a_station_reports(
    read_text: ReadText, text: str, label: str
) -> None:
    assert list(_labels(read_text, text).values()) == [label]
