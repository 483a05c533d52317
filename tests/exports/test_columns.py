"""The columns are those that each project publishes: written here from their lists, not from our code."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest

from sayso.cli_export import FORMAT_NAMES
from sayso.export.exporting import FORMATS
from sayso.export.holdings import GivenHoldings
from tests.exports.made_export import (
    export_files,
    made,
    made_holdings,
    read_csv,
    read_header,
    read_tabs,
    told,
)

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
).split(",")
UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
).split(",")
_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code"
    " Type2Code Type3Code"
).split()
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
GDELT = [
    *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
    *(f"Actor{n}{field}" for n in (1, 2) for field in _ACTOR),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),
    *"NumMentions NumSources NumArticles AvgTone".split(),
    *(f"{who}Geo_{field}" for who in ("Actor1", "Actor2", "Action") for field in _GEO),
    *"DATEADDED SOURCEURL".split(),
]
MENTIONS = (
    "GLOBALEVENTID,EventTimeDate,MentionTimeDate,MentionType,MentionSourceName,MentionIdentifier,SentenceID,"
    "Actor1CharOffset,Actor2CharOffset,ActionCharOffset,InRawText,Confidence,MentionDocLen,MentionDocTone,"
    "MentionDocTranslationInfo,Extras"
).split(",")
POLECAT = (
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,"
    "Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,"
    "Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,"
    "Wikipedia Recipient ID,Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,"
    "Feature Type,Source,Publication Date,Story People,Story Organizations,Story Locations,Language,Version"
).split(",")
AIRWARS_INCIDENT = (
    "code date country_slug latitude longitude geolocation_accuracy_slug strike_status_slug"
    " civilian_harm_status_slug civilian_non_combatants_killed_min civilian_non_combatants_killed_max"
    " civilian_non_combatants_injured_min civilian_non_combatants_injured_max"
    " persons_directly_participating_in_hostilities_killed_min"
    " persons_directly_participating_in_hostilities_killed_max num_victims_named summary permalink"
).split()
AIRWARS_BELLIGERENT = (
    "belligerent_id,belligerent_name,belligerent_slug,type,assessment_name,assessment_slug,deaths_conceded_min,"
    "deaths_conceded_max,injuries_conceded_min,injuries_conceded_max,location,mgrs_coordinate,mgrs_accuracy,"
    "civcas_statements,strike_reports"
).split(",")
ATTESTED_TAGS = set(
    "#date+occurred #date+year #event+type #group+name+first #group+name+second #country+name #country+code"
    " #adm1+name #adm2+name #adm3+name #loc+name #geo+lat #geo+lon #meta+source #description #date+end".split()
)


@lru_cache(maxsize=1)
def _one() -> GivenHoldings:
    claims = [{"who": "residents", "killed": 12}, {"who": "outlet", "happened": True}]
    return made_holdings(made(told(claims)))


def test_the_sheets_have_the_published_columns() -> None:
    assert len(ACLED) == 31
    assert len(UCDP) == 49
    assert read_header(export_files("acled", _one())["acled-like.csv"]) == ACLED
    assert read_header(export_files("ucdp", _one())["ged-like.csv"]) == UCDP


def test_low_stands_after_high_after_best() -> None:
    header = read_header(export_files("ucdp", _one())["ged-like.csv"])
    assert header[header.index("best") :][:3] == ["best", "high", "low"]


def test_gdelt_has_61_and_16_fields_and_no_header() -> None:
    assert (len(GDELT), len(MENTIONS)) == (61, 16)
    files = export_files("gdelt", _one())
    (event,) = read_tabs(files["gdelt-like.export.tsv"])
    (mention,) = read_tabs(files["gdelt-like.mentions.tsv"])
    assert (len(event), len(mention)) == (61, 16)
    described = dict(FORMATS["gdelt"].fields)
    assert [name for name, _ in described["gdelt-like.export.tsv"]] == GDELT
    assert [name for name, _ in described["gdelt-like.mentions.tsv"]] == MENTIONS
    assert event[GDELT.index("ActionGeo_CountryCode")] == "SY"
    assert event[GDELT.index("ActionGeo_Lat")] == "35.15"
    assert event[GDELT.index("SQLDATE")] == "20200101"
    assert mention[0] == event[0]


def test_polecat_has_40_fields_with_none_for_missing() -> None:
    header, row = read_tabs(export_files("polecat", _one())["polecat-like.tsv"])
    assert header == POLECAT
    assert len(row) == 40
    assert row[header.index("Actor Name")] == "None"


def test_hxl_tags_are_those_attested_and_our_own() -> None:
    content = export_files("hxl", _one())["incidents-hxl.csv"]
    tags = list(read_csv(content)[0].values())
    assert set(tags) >= ATTESTED_TAGS
    assert {"#affected+killed+min", "#affected+killed+max", "#group+name+claimant"} <= set(tags)
    assert len(tags) == len(set(tags))


def test_airwars_tables() -> None:
    files = export_files("airwars", _one())
    assert read_header(files["incidents.csv"]) == AIRWARS_INCIDENT
    assert read_header(files["belligerents.csv"])[1:] == AIRWARS_BELLIGERENT
    tables = {"incidents", "belligerents", "casualties", "infrastructure", "victims", "sources"}
    assert {f"{name}.csv" for name in tables} | {"README.txt"} == set(files)


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_says_what_it_is(name: str) -> None:
    readme = export_files(name, _one())["README.txt"].decode()
    for line in ("policy: airwars-like-1 0", "selection: grade=Weak", "as of: now", "readings p1"):
        assert line in readme
    assert "What is lost" in readme
    assert ("cells: cells-1 " in readme) == FORMATS[name].has_chosen_cells


@pytest.mark.parametrize("name", FORMATS)
def test_every_column_is_explained_in_the_readme(name: str) -> None:
    files = export_files(name, _one())
    readme = files["README.txt"].decode()
    for file, content in files.items():
        if file.endswith(".csv"):
            assert [c for c in read_header(content) if c not in readme] == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_again_gives_the_same_bytes(name: str) -> None:
    assert export_files(name, _one()) == export_files(name, _one())


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_a_valid_export(name: str) -> None:
    for file, content in export_files(name, made_holdings()).items():
        if file.endswith((".json", ".geojson", ".jsonld")) and "ftm" not in file:
            json.loads(content)
        elif file.endswith(".csv"):
            assert len(read_header(content)) > 1
        elif file.endswith((".jsonl", ".ftm.json")):
            assert content == b""
