"""What a cell without a claimant says: never an accusation as a fact, never a figure that nobody gave."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from sayso.export.cell_policy import load_cell_policy
from sayso.export.chosen import tell_claim
from sayso.export.country_codes import cameo_quad, country_codes, priogrid_cell
from sayso.export.exporting import Options
from tests.exports.made_export import (
    DAY,
    MARQAB,
    SYRIA,
    export_files,
    made,
    made_holdings,
    only,
    read_csv,
    read_tabs,
    told,
)
from tests.exports.test_columns import GDELT, POLECAT

HARM: dict[str, Any] = {"who": "residents", "killed": 12}
NOBODY = load_cell_policy().unnamed_actor


def _by(who: str, act: str = "says") -> dict[str, str]:
    return {"who": who, "act": act, "responsible": "SYR"}


# (what is told, whether Syria may be named as the actor)
NAMING: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("nobody is blamed", [told([HARM])], False),
    ("an enemy accuses", [told([HARM, _by("TUR.GOV", "accuses")])], False),
    ("one outlet says so itself", [told([HARM, _by("outlet")])], False),
    ("it admits", [told([HARM, _by("SYR.MIL", "admits")])], True),
    (
        "two outlets say so themselves",
        [told([HARM, _by("outlet")]), told([HARM, _by("outlet")], outlet="b-paper")],
        True,
    ),
    (
        "two outlets say so, and it denies",
        [
            told([HARM, _by("outlet"), _by("SYR.MIL", "denies")]),
            told([HARM, _by("outlet")], outlet="b-paper"),
        ],
        False,
    ),
    (
        "two outlets say so, and a third blames another",
        [
            told([HARM, _by("outlet")]),
            told([HARM, _by("outlet")], outlet="b-paper"),
            told([HARM, {"who": "outlet", "responsible": "TUR"}], outlet="c-paper"),
        ],
        False,
    ),
    (
        "two outlets say so, and it blames another",
        [
            told([HARM, _by("outlet"), {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"}]),
            told([HARM, _by("outlet")], outlet="b-paper"),
        ],
        False,
    ),
    (
        "two papers of one outlet's name are one origin",
        [told([HARM, _by("outlet")]), told([HARM, _by("outlet")])],
        False,
    ),
    ("somebody only suggests it", [told([HARM, _by("outlet", "suggests")])] * 2, False),
]


@pytest.mark.parametrize(
    ("reports", "is_named"), [n[1:] for n in NAMING], ids=[n[0] for n in NAMING]
)
def test_only_who_may_be_named_is_named(reports: list[dict[str, Any]], is_named: bool) -> None:
    holdings = made_holdings(made(*reports))
    wanted = "Syria" if is_named else NOBODY
    assert only(read_csv(export_files("acled", holdings)["acled-like.csv"]))["actor1"] == wanted
    assert only(read_csv(export_files("ucdp", holdings)["ged-like.csv"]))["side_a"] == wanted
    hxl = read_csv(export_files("hxl", holdings)["incidents-hxl.csv"])[1]
    assert hxl["actor"] == ("Syria" if is_named else "")
    (event,) = read_tabs(export_files("gdelt", holdings)["gdelt-like.export.tsv"])
    assert event[GDELT.index("Actor1Name")] == ("SYRIA" if is_named else "")
    entities = map(json.loads, export_files("ftm", holdings)["entities.ftm.json"].splitlines())
    (ftm,) = (e for e in entities if e["schema"] == "Event")
    assert ("involved" in ftm["properties"]) == is_named


def test_an_accusation_stands_in_the_notes_with_who_accuses() -> None:
    holdings = made_holdings(made(told([HARM, _by("TUR.GOV", "accuses")])))
    row = only(read_csv(export_files("acled", holdings)["acled-like.csv"]))
    assert "Turkey says: Syria did it" in row["notes"]
    assert "Claimed, not established" in row["notes"]
    assert (
        only(read_csv(export_files("ucdp", holdings)["ged-like.csv"]))["source_original"]
        == "Turkey"
    )


def test_a_claim_in_words_tells_who_when_and_as_what() -> None:
    incident, _ = made(told([HARM, _by("SYR.MIL", "denies")]))
    (claim,) = incident.claims["responsible"]
    claim = replace(claim, responsibility="denied")
    assert tell_claim(claim) == "Syria denies: Syria did it (2020-01-02, denied)"


def test_polecat_names_only_whom_the_report_itself_names() -> None:
    def actor(claim: dict[str, str]) -> str:
        _, row = read_tabs(
            export_files("polecat", made_holdings(made(told([HARM, claim]))))["polecat-like.tsv"]
        )
        return row[POLECAT.index("Actor Name")]

    assert actor(_by("TUR.GOV", "accuses")) == "None"
    assert actor(_by("SYR.MIL", "denies")) == "None"


def test_people_are_civilians_only_where_the_words_say_so() -> None:
    def row(words: str) -> dict[str, str]:
        claims = [HARM, {"who": "outlet", "recipient": f"named: {words}"}]
        return only(
            read_csv(export_files("acled", made_holdings(made(told(claims))))["acled-like.csv"])
        )

    assert row("29 children")["actor2"] == "Civilians (Syria)"
    assert row("29 children")["inter2"] == "Civilians"
    assert row("29 children")["civilian_targeting"] == "Civilian targeting"
    assert row("73 captives")["actor2"] == "73 captives"
    assert row("73 captives")["civilian_targeting"] == ""
    assert row("73 captives")["inter2"] == ""


def test_a_toll_is_a_range_and_best_takes_three_origins() -> None:
    def deaths(*tolls: str) -> list[str]:
        reports = [
            told([{"who": "outlet", "killed": toll}], outlet=f"paper-{number}")
            for number, toll in enumerate(tolls)
        ]
        row = only(read_csv(export_files("ucdp", made_holdings(made(*reports)))["ged-like.csv"]))
        return [row["best"], row["high"], row["low"]]

    assert deaths("12") == ["", "12", "12"]
    assert deaths("12", "20") == ["", "20", "12"]
    assert deaths("9-15", "12-") == ["", "15", "9"]


def test_no_toll_is_empty_and_not_nought() -> None:
    holdings = made_holdings(made(told([{"who": "outlet", "happened": True}])))
    assert only(read_csv(export_files("acled", holdings)["acled-like.csv"]))["fatalities"] == ""


def test_ged_holds_deadly_incidents_and_counts_the_others() -> None:
    quiet = made(told([{"who": "outlet", "happened": True}]))
    files = export_files("ucdp", made_holdings(made(told([HARM])), quiet, quiet))
    assert len(read_csv(files["ged-like.csv"])) == 1
    assert (
        "3 incidents selected, 1 rows, 2 left out, no death counted" in files["README.txt"].decode()
    )


def test_a_country_never_gets_a_point() -> None:
    where = {"who": "outlet", "place": SYRIA}
    report = {"outlet": "a-paper", "claims": [HARM, where, {"who": "outlet", "time": DAY}]}
    holdings = made_holdings(made(report))
    feature = json.loads(export_files("geojson", holdings)["incidents.geojson"])["features"][0]
    assert feature["geometry"] is None
    assert feature["properties"]["precision"] == "country"
    for name, file in (
        ("acled", "acled-like.csv"),
        ("ucdp", "ged-like.csv"),
        ("airwars", "incidents.csv"),
    ):
        row = only(read_csv(export_files(name, holdings)[file]))
        assert (row["latitude"], row["longitude"]) == ("", "")
    _, polecat = read_tabs(export_files("polecat", holdings)["polecat-like.tsv"])
    assert polecat[POLECAT.index("Latitude")] == polecat[POLECAT.index("Longitude")] == "None"
    (event,) = read_tabs(export_files("gdelt", holdings)["gdelt-like.export.tsv"])
    at = GDELT.index("ActionGeo_Type")
    assert event[at : at + 7] == ["1", "Syria", "SY", "", "", "", ""]


def test_without_a_day_there_is_no_day() -> None:
    report = {"outlet": "a-paper", "claims": [HARM, {"who": "outlet", "place": MARQAB}]}
    holdings = made_holdings(made(report))
    row = only(read_csv(export_files("acled", holdings)["acled-like.csv"]))
    assert (row["event_date"], row["year"], row["time_precision"]) == ("", "", "")
    assert "first reported=2020-01-02" in row["tags"]


@pytest.mark.parametrize(
    ("end", "codes"),
    [("2020-01-02", ("1", "1")), ("2020-01-05", ("2", "2")), ("2020-02-01", ("4", "3"))],
)
def test_the_precision_of_a_day_follows_the_length_of_its_interval(
    end: str, codes: tuple[str, str]
) -> None:
    claims = [
        HARM,
        {"who": "outlet", "place": MARQAB},
        {"who": "outlet", "time": ["2020-01-01", end]},
    ]
    report = {"outlet": "a-paper", "claims": claims, "published": "2020-03-01"}
    holdings = made_holdings(made(report))
    ged = only(read_csv(export_files("ucdp", holdings)["ged-like.csv"]))
    acled = only(read_csv(export_files("acled", holdings)["acled-like.csv"]))
    assert (ged["date_prec"], acled["time_precision"]) == codes
    assert ged["date_end"] < end


def test_types_of_actors_are_words_or_numbers() -> None:
    claims = [HARM, _by("SYR.MIL", "admits"), {"who": "outlet", "recipient": "named: 9 villagers"}]
    holdings = made_holdings(made(told(claims)))
    words = only(read_csv(export_files("acled", holdings)["acled-like.csv"]))
    assert words["inter1"] == "State forces"
    numbers = only(
        read_csv(export_files("acled", holdings, Options(inter_numeric=True))["acled-like.csv"])
    )
    assert numbers["inter1"] == "1"


def test_a_project_may_choose_cells_by_a_file_of_its_own(tmp_path: Any) -> None:
    from sayso.lexicon import lexicon_folder

    shipped = (lexicon_folder() / "policies" / "cells-1.yaml").read_text("utf-8")
    own = tmp_path / "ours.yaml"
    own.write_text(
        shipped.replace("unnamed_actor: Unidentified", "unnamed_actor: Unknown").replace(
            "name: cells-1", "name: ours-1"
        ),
        "utf-8",
    )
    files = export_files("acled", made_holdings(made(told([HARM]))), Options(cells=str(own)))
    assert only(read_csv(files["acled-like.csv"]))["actor1"] == "Unknown"
    assert "cells: ours-1 " in files["README.txt"].decode()


def test_every_selected_incident_has_one_row() -> None:
    holdings = made_holdings(*[made(told([HARM])) for _ in range(5)])
    counts = {
        "acled-like.csv": len(read_csv(export_files("acled", holdings)["acled-like.csv"])),
        "ged-like.csv": len(read_csv(export_files("ucdp", holdings)["ged-like.csv"])),
        "events": len(read_tabs(export_files("gdelt", holdings)["gdelt-like.export.tsv"])),
        "hxl": len(read_csv(export_files("hxl", holdings)["incidents-hxl.csv"])) - 1,
        "airwars": len(read_csv(export_files("airwars", holdings)["incidents.csv"])),
        "polecat": len(read_tabs(export_files("polecat", holdings)["polecat-like.tsv"])) - 1,
        "pages": sum(f.endswith(".html") for f in export_files("dossier", holdings)),
        "geojson": len(
            json.loads(export_files("geojson", holdings)["incidents.geojson"])["features"]
        ),
    }
    assert counts == dict.fromkeys(counts, 5)


def test_country_codes_are_geonames() -> None:
    syria, sudan = country_codes("SYR"), country_codes("SDN")
    assert syria is not None
    assert sudan is not None
    assert (syria.iso_number, syria.fips, syria.iso2) == (760, "SY", "SY")
    assert (sudan.fips, sudan.iso_number) == ("SU", 729)
    assert country_codes(None) is None


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [
        (-90, -180, 1),
        (-89.75, -179.25, 2),
        (-89.25, -179.75, 721),
        (90, 180, 259200),
        (0.1, 0.1, 129961),
    ],
)
def test_priogrid_cells_are_numbered_from_the_south_west(lat: float, lon: float, cell: int) -> None:
    assert priogrid_cell(lat, lon) == cell


def test_quads_of_cameo() -> None:
    assert [cameo_quad(c) for c in ("043", "0871", "112", "195", "09", "141", None, "")] == [
        *(1, 2, 3, 4),
        *(None, None, None, None),
    ]
