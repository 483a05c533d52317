"""Role fillers: what a report gives, and how entities are aligned."""

from __future__ import annotations

import pytest

from sayso.evaluate.role_scores import predict_roles, role_measures, tally_roles
from tests.conftest import ReadText


@pytest.mark.model
def test_fillers_of_an_attack(read_text: ReadText) -> None:
    report = read_text(
        "FMLN guerrillas attacked the power plant with rifles and shot the mayor, Juan Soto, and two farmers."
    )
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert {("Victim", "Juan Soto"), ("Target", "power plant"), ("Weapon", "rifles")} <= found
    assert "PerpOrg" in {role for role, _ in found}


@pytest.mark.model
def test_a_victim_is_named_and_a_target_is_a_thing(read_text: ReadText) -> None:
    """The slots of MUC-4 hold no victim who is only described, and no people or towns as targets."""
    report = read_text(
        "Gunmen shot two farmers and attacked Bogota. They killed the mayor, Juan Soto."
    )
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert ("Victim", "Juan Soto") in found
    assert not {words for role, words in found if role in ("Victim", "Target")} - {"Juan Soto"}


@pytest.mark.model
def test_a_building_is_a_target_though_somebody_owns_it(read_text: ReadText) -> None:
    report = read_text("The bomb damaged the embassy, two banks, a restaurant, and several cars.")
    targets = {row["mentions"][0] for row in predict_roles(report) if row["role"] == "Target"}
    assert targets == {"embassy", "banks", "restaurant", "cars"}


@pytest.mark.model
def test_a_target_is_without_its_number_and_with_its_house(read_text: ReadText) -> None:
    report = read_text(
        "Rebels bombed at least three houses and attacked the offices of the Liberal Party with two bombs."
    )
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert {("Target", "houses"), ("Target", "offices of the Liberal Party")} <= found
    assert ("Weapon", "bombs") in found


@pytest.mark.model
def test_what_is_an_armys_is_no_target(read_text: ReadText) -> None:
    report = read_text("Rebels bombed an army base and a school in Cali.")
    targets = {row["mentions"][0] for row in predict_roles(report) if row["role"] == "Target"}
    assert targets == {"school"}


@pytest.mark.model
def test_members_of_an_organisation_are_individuals(read_text: ReadText) -> None:
    report = read_text("Members of the ELN kidnapped two engineers in Arauca.")
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert ("PerpOrg", "the ELN") in found
    assert any(role == "PerpInd" and "Members" in words for role, words in found)


@pytest.mark.model
def test_an_organisation_goes_by_its_name_not_by_a_pronoun(read_text: ReadText) -> None:
    report = read_text("The FMLN said it had bombed the bridge. It bombed a station, too.")
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert {words for role, words in found if role == "PerpOrg"} == {"The FMLN"}


@pytest.mark.model
def test_victims_of_one_family_are_two_and_go_by_whole_names(read_text: ReadText) -> None:
    report = read_text(
        "Gunmen killed Senator Ana Lopez and Jose Lopez Rios in Cali. Lopez Rios died in hospital."
    )
    victims = {row["mentions"][0] for row in predict_roles(report) if row["role"] == "Victim"}
    assert victims == {"Ana Lopez", "Jose Lopez Rios"}


@pytest.mark.model
def test_whose_car_was_hit_is_no_victim(read_text: ReadText) -> None:
    report = read_text("A bomb destroyed Juan Soto's car in Cali on Monday.")
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(report)}
    assert ("Target", "Juan Soto's car") in found
    assert "Victim" not in {role for role, _ in found}


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Rebels may shoot the mayor.",
        "The army met the farmers.",
        "Police raided a farm owned by Juan Soto.",
    ],
)
def test_what_was_not_done_fills_no_role(read_text: ReadText, text: str) -> None:
    assert predict_roles(read_text(text)) == []


def test_entities_are_aligned_one_to_one_and_as_many_as_possible() -> None:
    item = {"roles": {"Victim": [["JOHN DOE", "MAYOR DOE"], ["JOHN DOE"]], "Weapon": ["a bomb"]}}
    rows = [
        {"role": "Victim", "mentions": ["john doe"]},
        {"role": "Victim", "mentions": ["mayor doe"]},
        {"role": "Weapon", "mentions": ["the bomb"]},
        {"role": "Target", "mentions": ["a bridge"]},
    ]
    tally = tally_roles(item, rows)
    assert (tally["strict.hit"], tally["strict.found"], tally["strict.gold"]) == (3, 4, 3)
    assert role_measures(tally)["CEAF-REE strict F1"] == pytest.approx(6 / 7)


def test_a_wrong_mention_is_no_strict_hit_but_may_overlap() -> None:
    item = {"roles": {"Target": [["THE CARACAS EMBASSY BUILDING"]]}}
    tally = tally_roles(item, [{"role": "Target", "mentions": ["an embassy building"]}])
    assert tally["strict.hit"] == 0
    assert tally["overlap.hit"] == 1


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("No group has admitted the bombing of the bank in Lima.", "PerpInd"),
        ("A bomb damaged a whole neighbourhood of Lima.", "Target"),
        ("The United States bombed a hospital in Lima.", "PerpInd"),
    ],
)
def test_what_is_no_individual_and_no_thing_fills_no_role(
    read_text: ReadText, text: str, role: str
) -> None:
    assert not [row for row in predict_roles(read_text(text)) if row["role"] == role]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "role", "words"),
    [
        ("A group of armed men kidnapped Juan Soto in Cali.", "PerpInd", "group of armed men"),
        ("Several gunmen kidnapped Juan Soto in Cali.", "PerpInd", "gunmen"),
        (
            "A rightist paramilitary group killed Juan Soto.",
            "PerpInd",
            "A rightist paramilitary group",
        ),
        (
            "The drug mafias bombed the offices of a newspaper in Cali.",
            "PerpOrg",
            "The drug mafias",
        ),
        (
            "A bomb damaged the telephone company office in Cali.",
            "Target",
            "telephone company office",
        ),
        ("Guatemalan Gilda Flores was murdered in Cali.", "Victim", "Gilda Flores"),
    ],
)
def test_fillers_are_worded_as_a_coder_words_them(
    read_text: ReadText, text: str, role: str, words: str
) -> None:
    found = {(row["role"], row["mentions"][0]) for row in predict_roles(read_text(text))}
    assert (role, words) in found
