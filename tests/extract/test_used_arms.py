"""With what a deed was done, and all that it hit: sentences with what stands in the roles."""

from __future__ import annotations

import pytest

from tests.conftest import ReadText

ROWS = [
    ("Terrorists placed a dynamite charge under a bus.", "means", ["a dynamite charge"]),
    ("Terrorists placed a charge of dynamite under a bus.", "recipient", ["a bus"]),
    ("A bomb destroyed a branch of the bank on Monday night.", "means", ["A bomb"]),
    ("The guerrillas used mortars to attack the building.", "means", ["mortars"]),
    ("The attack was carried out with 500 kg of explosives.", "means", ["explosives"]),
    ("A car bomb exploded near the market.", "means", ["A car bomb"]),
    ("Five were hurt in the explosion of a grenade.", "means", ["a grenade"]),
    ("Police defused a car bomb in Lima.", "means", ["a car bomb"]),
    (
        "The rebels destroyed the municipal office, a gas station, and the police post.",
        "recipient",
        ["the municipal office", "a gas station", "the police post"],
    ),
    (
        "They attacked military targets, including the residence of the president.",
        "recipient",
        ["military targets", "the residence of the president"],
    ),
    (
        "The explosion caused serious damage to the embassy building and to nearby structures.",
        "recipient",
        ["the embassy building", "nearby structures"],
    ),
    ("FMLN members attacked two cotton plants in San Miguel.", "actor", ["FMLN members"]),
    (
        "Two engineers were kidnapped by National Liberation Army (ELN) guerrillas near Arauca.",
        "actor",
        ["National Liberation Army (ELN) guerrillas"],
    ),
    (
        "Rebels burned the offices of the newspaper El Siglo and a bank in Lima.",
        "recipient",
        ["the offices of the newspaper El Siglo", "a bank"],
    ),
    (
        "Rebels attacked several targets across the capital, including the residence of the president and a bank.",
        "recipient",
        ["several targets", "the residence of the president"],
    ),
    ("A bomb destroyed the home of the mayor.", "recipient", ["the home of the mayor"]),
    ("The bomb destroyed Trushin's car in Lima.", "recipient", ["Trushin's car"]),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "role", "words"), ROWS)
def test_who_or_what_stands_in_a_role(
    text: str, role: str, words: list[str], read_text: ReadText
) -> None:
    report = read_text(text)
    found = {a.span.exact for event in report.events for a in event.arguments if a.role == role}
    assert set(words) <= found, found


@pytest.mark.model
def test_nothing_is_done_to_the_arms(read_text: ReadText) -> None:
    report = read_text("Gunmen fired machinegun bursts at a watchman in Mejicanos.")
    hit = [
        a.span.exact for event in report.events for a in event.arguments if a.role == "recipient"
    ]
    assert "machinegun bursts" not in hit
