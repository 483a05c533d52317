"""The countries: complete, and each form of one country only."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from sayso.countries import Countries, load_countries

# Forms that two countries share; the first row of the file has them, as the policy of the file says.
SHARED = {"Congolese"}


@pytest.fixture(scope="module")
def countries() -> Countries:
    return load_countries()


def test_all_of_iso_3166_is_there(countries: Countries) -> None:
    assert sum(1 for row in countries.rows if row.iso2 and row.id != "XKX") == 249
    assert len(countries.rows) >= 250


def test_states_have_a_demonym_and_a_capital(countries: Countries) -> None:
    bare = [
        row.id
        for row in countries.rows
        if row.kind == "state" and not (row.adjectives or row.people)
    ]
    assert set(bare) <= {"DMA", "VAT"}
    lost = [row.id for row in countries.rows if row.kind == "state" and not row.capitals]
    # Capitals that are common names of people and places are left out ("Kingston said", "Victoria fled").
    assert set(lost) <= {"BHS", "BRN", "CRI", "GUY", "JAM", "MCO", "MDV", "SYC"}


def test_ids_are_well_formed_and_territories_say_their_policy(countries: Countries) -> None:
    for row in countries.rows:
        assert re.fullmatch(r"[A-Z]{3}(\.[a-z-]+)?", row.id), row.id
        assert row.iso3 in countries.by_id, row.id
        if row.id != row.iso3:
            assert row.policy, row.id


def test_names_capitals_and_seats_are_unique(countries: Countries) -> None:
    for field in ("names", "adjectives", "people", "peoples", "capitals", "seats"):
        owners: dict[str, set[str]] = defaultdict(set)
        for row in countries.rows:
            for form in getattr(row, field):
                owners[form].add(row.id)
        assert {form for form, ids in owners.items() if len(ids) > 1} <= SHARED, field


def test_forms_find_their_country(countries: Countries) -> None:
    assert countries.by_name["Ivory Coast"].id == "CIV"
    assert countries.by_name["DR Congo"].id == "COD"
    assert countries.by_capital["Kiev"].id == "UKR"
    assert countries.by_seat["Downing Street"].id == "GBR"
    assert countries.by_name["Somaliland"].iso3 == "SOM"
    danes = countries.demonym("Danes")
    assert danes is not None and danes.id == "DNK"
    assert countries.is_plural_people("Syrians") and not countries.is_plural_people("Syrian")
    assert countries.demonym("polish") is None
