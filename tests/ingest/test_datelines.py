"""Datelines: the forms of the agencies, and dashes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.datelines import find_dateline

REST = "Rebels shelled the port on Tuesday, residents of the town said."


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("ALEPPO, Syria, May 3 (Reuters) — ", "ALEPPO, Syria, May 3 (Reuters)"),
        ("ALEPPO, Syria (AP) — ", "ALEPPO, Syria (AP)"),
        ("KABUL, Nov. 22 (Xinhua) -- ", "KABUL, Nov. 22 (Xinhua)"),
        ("GAZA CITY — ", "GAZA CITY"),
        ("BEIRUT/AMMAN (Reuters) - ", "BEIRUT/AMMAN (Reuters)"),
        ("TEHRAN (FNA)- ", "TEHRAN (FNA)"),
        ("NAIROBI, 4 May 2016 (IRIN) - ", "NAIROBI, 4 May 2016 (IRIN)"),
        ("(CNN) — ", "(CNN)"),
        ("Damascus, SANA – ", "Damascus, SANA"),
        ("Beirut (AFP) - ", "Beirut (AFP)"),
        ("Gaza City — ", "Gaza City"),
        ("Norfolk, Va. - ", "Norfolk, Va."),
        ("NAIROBI, Kenya (AP) _ ", "NAIROBI, Kenya (AP)"),
        ("ISLAMABAD: ", "ISLAMABAD"),
        ("THE HAGUE (ANP) — ", "THE HAGUE (ANP)"),
        ("SANA’A, Yemen — ", "SANA’A, Yemen"),
        ("NEW DELHI, May 3, 2019: ", "NEW DELHI, May 3, 2019"),
    ],
)
def test_datelines(written: str, words: str) -> None:
    found = find_dateline(written + REST)
    assert found is not None
    assert found.words == words
    assert (written + REST)[found.end :].lstrip() == REST


@pytest.mark.parametrize(
    "text",
    [
        "Aleppo — long a ruin — fell on Tuesday, rebels said.",
        "The town fell on Tuesday — the army said it had left.",
        "AL-QAEDA-linked fighters shelled the port on Tuesday.",
        "Israel - Hamas talks failed on Tuesday, mediators said.",
        "Russia – Ukraine exchanges of prisoners went on.",
        "Army denies strike: “We were not there,” says general",
        "He said: Rebels shelled the port on Tuesday, and left again.",
        "Kyiv-based monitors counted nine shells on Tuesday.",
        "The U.S. - led coalition said that it had hit the port.",
        "",
    ],
)
def test_no_datelines(text: str) -> None:
    assert find_dateline(text) is None


def test_a_bare_hyphen_needs_a_beginning() -> None:
    found = find_dateline("Gaza City - A strike hit the port on Tuesday, residents said.")
    assert found is not None
    assert found.words == "Gaza City"


def test_a_label_is_no_dateline() -> None:
    assert find_dateline(f"LATEST: {REST}", frozenset({"latest"})) is None
    assert find_dateline(f"KHALIDI: {REST}", is_first=False) is None


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    found = find_dateline(text)
    assert found is None or 0 < found.end <= len(text)
