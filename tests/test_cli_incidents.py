"""The commands over incidents, on a store of made reports: no model is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from sayso.cli import main
from sayso.incident_model import incident_schema
from tests.store.made_store import made_report, write_reports

MARQAB = {"name": "Marqab", "country": "SYR", "lat": 35.15, "lon": 35.95, "precision": "town"}
TELWARA = {"name": "Telwara", "country": "IND", "precision": "town"}
SIGNED = ("--by", "ana", "--reason", "looked")


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Two incidents: one contested in Marqab told by two reports, one in Telwara told by one."""
    path = tmp_path / "made.db"
    told = [
        {"who": "residents", "killed": 12},
        {"who": "TUR.GOV", "act": "accuses", "responsible": "SYR"},
        {"who": "outlet", "place": MARQAB},
        {"who": "outlet", "time": ["2020-01-01", "2020-01-02"]},
    ]
    answer = [
        {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"},
        {"who": "outlet", "place": MARQAB},
    ]
    other = [{"who": "outlet", "killed": 3}, {"who": "outlet", "place": TELWARA}]
    write_reports(
        path,
        made_report(1, claims=told),
        made_report(2, claims=answer),
        made_report(3, 1, claims=other, published="2020-01-04"),
    )
    return str(path)


def _run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments), env={"COLUMNS": "100", "TERM": "dumb"})
    assert result.exit_code == code, result.output
    return result


def _incidents(store: str, *options: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in _run("incidents", store, "--json", *options).stdout.splitlines()
    ]


def test_every_line_fits_the_schema_that_the_command_prints(store: str) -> None:
    schema = json.loads(_run("schema", "incident").stdout)
    assert schema == json.loads(json.dumps(incident_schema()))
    incidents = _incidents(store)
    assert len(incidents) == 2
    for incident in incidents:
        jsonschema.Draft202012Validator(schema).validate(incident)
        assert incident["schema"] == "sayso.incident/1"


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (("--place", "marqab"), {"Marqab"}),
        (("--place", "IND"), {"Telwara"}),
        (("--party", "Turkey"), {"Marqab"}),
        (("--party", "syr"), {"Marqab"}),
        (("--grade", "contested"), {"Marqab"}),
        (("--grade", "weak"), {"Telwara"}),
        (("--stance", "accuses"), {"Marqab"}),
        (("--stance", "accuses", "--party", "TUR"), {"Marqab"}),
        (("--stance", "denies"), set()),
        (("--until", "2020-01-01"), {"Marqab"}),
        (("--since", "2020-01-03"), {"Telwara"}),
        (("--as-of", "2020-01-03"), {"Marqab"}),
        ((), {"Marqab", "Telwara"}),
    ],
)
def test_filters(store: str, options: tuple[str, ...], places: set[str]) -> None:
    assert {incident["place"]["name"] for incident in _incidents(store, *options)} == places
    table = _run("incidents", store, *options).stdout
    assert {name for name in ("Marqab", "Telwara") if name in table} == places


def test_the_table_and_the_dossier_are_readable_at_a_hundred_columns(store: str) -> None:
    table = _run("incidents", store).stdout
    assert "Contested *" in table
    assert "only parties accuse each other" in table
    dossier = _run("show", store, "r1", "--dossier").stdout
    for words in (
        "Contested, party-only",
        "Who says what",
        "Turkey blames Syria",
        "On whose word",
        "Sources",
        "policy airwars-like-1",
        "would change",
    ):
        assert words in dossier, words
    assert max(map(len, (table + dossier).splitlines())) <= 100


def test_show_finds_incidents_and_reports(store: str) -> None:
    [first, _] = _incidents(store)
    assert first["title"] in _run("show", store, first["id"][:6]).stdout
    assert json.loads(_run("show", store, first["id"], "--json").stdout) == first
    assert json.loads(_run("show", store, "r1", "--json").stdout)["schema"] == "sayso.report/1"
    then = json.loads(
        _run("show", store, "r1", "--dossier", "--json", "--as-of", "2020-01-02").stdout
    )
    assert [d["id"] for d in then["documents"]] == ["d1"]
    assert (
        "had been printed by 2019-01-01"
        in _run("show", store, first["id"], "--as-of", "2019-01-01", code=1).output
    )
    assert "no day" in _run("show", store, first["id"], "--as-of", "soon", code=2).output
    assert "0 incidents have r9" in _run("show", store, "r9", "--dossier", code=1).output


def test_judging(store: str) -> None:
    [one] = (incident["id"] for incident in _incidents(store, "--place", "Marqab"))
    [other] = (incident["id"] for incident in _incidents(store, "--place", "Telwara"))
    merged = _run("judge", store, "same", one, other, *SIGNED).stdout.split()[0]
    [incident] = _incidents(store)
    assert len(incident["redirects"]) == 1
    assert _run("show", store, one, "--json").stdout == _run("show", store, other, "--json").stdout
    _run("judge", store, "withdraw", merged, "--by", "bob", "--reason", "two places")
    assert {incident["id"] for incident in _incidents(store)} == {one, other}
    _run("judge", store, "grade", one, "fair", "--party", "SYR", *SIGNED)
    graded = next(i for i in _incidents(store) if i["id"] == one)
    [grade] = [g for g in graded["grades"] if g["party"] == "SYR"]
    assert (grade["name"], grade["signed_by"], grade["proposed"]) == ("Fair", "ana", "Contested")
    assert "signed by ana" in _run("show", store, one).stdout
    [claim] = list(graded["claims"]["toll.killed"])
    _run("judge", store, "correct", claim["id"], "--value", "13", *SIGNED)
    corrected = next(i for i in _incidents(store) if i["id"] == one)["claims"]["toll.killed"][0]
    assert (corrected["value"], corrected["printed_value"], corrected["judged"]) == (
        "13",
        "12",
        "correct",
    )
    _run("judge", store, "reject", claim["id"], *SIGNED)
    assert not next(i for i in _incidents(store) if i["id"] == one)["tolls"]


def test_judging_what_is_not_there_says_so(store: str) -> None:
    _run("incidents", store)
    assert (
        "no incident is called i999"
        in _run("judge", store, "same", "i999", "i998", *SIGNED, code=2).output
    )
    assert "no claim is called" in _run("judge", store, "accept", "c999", *SIGNED, code=1).output
    assert "0 judgements" in _run("judge", store, "withdraw", "j999", *SIGNED, code=1).output
    assert "no store at" in _run("judge", store + "x", "accept", "c999", *SIGNED, code=1).output
    assert not Path(store + "x").exists()


def test_why_leads_to_the_bytes(store: str) -> None:
    claim = _incidents(store, "--party", "SYR")[0]["claims"]["responsible"][0]
    told = _run("why", store, claim["id"]).stdout
    assert "sha256:" in told
    assert "intact" in told
    ground = json.loads(_run("why", store, claim["id"], "--json").stdout)
    assert ground["source_is_intact"] is True
    assert ground["evidence"][0]["exact"] in claim["quote"]
    assert ground["chain"][0]["act"] == "accuses"


def test_a_project_grades_by_its_own_policy(store: str, tmp_path: Path) -> None:
    from sayso.lexicon import lexicon_folder

    shipped = (lexicon_folder() / "policies" / "airwars-like-1.yaml").read_text("utf-8")
    own = tmp_path / "own-1.yaml"
    own.write_text(shipped.replace("name: airwars-like-1", "name: own-1"), "utf-8")
    assert {g["policy"] for i in _incidents(store, "--policy", str(own)) for g in i["grades"]} == {
        "own-1"
    }
    assert {g["policy"] for i in _incidents(store) for g in i["grades"]} == {"airwars-like-1"}
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: broken", "utf-8")
    assert "broken.yaml" in _run("incidents", store, "--policy", str(broken), code=1).output
    assert "no lexicon at" in _run("incidents", store, "--policy", "none-9", code=1).output


def test_asking_twice_changes_nothing(store: str) -> None:
    first = _run("incidents", store, "--json").stdout
    assert _run("incidents", store, "--json").stdout == first
    assert _run("incidents", store, "--json", "--relink").stdout == first
