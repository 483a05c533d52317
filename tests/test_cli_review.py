"""The commands of the review desk and of audits, on a store of made reports: no model is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sayso.cli import main
from tests.store.made_store import made_report, write_reports

MARQAB = {"name": "Marqab", "country": "SYR", "lat": 35.15, "lon": 35.95, "precision": "town"}
ANA = ("--by", "ana", "--reason", "the words say so")
TAKES = ("--by", "ana", "--reason", "mine")
BOB = ("--by", "bob", "--reason", "read again")


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A contested incident in Marqab told by two reports."""
    path = tmp_path / "made.db"
    told = [
        {"who": "residents", "killed": 12},
        {"who": "TUR.GOV", "act": "accuses", "responsible": "SYR"},
        {"who": "outlet", "place": MARQAB},
    ]
    answer = [{"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"}]
    write_reports(path, made_report(1, claims=told), made_report(2, claims=answer))
    return str(path)


def _run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments), env={"COLUMNS": "100", "TERM": "dumb"})
    assert result.exit_code == code, result.output
    return result


def _queue(store: str, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run("review", store, "list", "--json", *options).stdout)
    return found


def test_from_the_queue_to_final(store: str) -> None:
    page = _queue(store)
    assert page["total"] == 4
    claim = page["rows"][0]["claim"]
    assert page["rows"][0]["rank"] == "grade"
    table = _run("review", store, "list").stdout
    assert "changes a grade: " in table
    assert max(map(len, table.splitlines())) <= 100
    assert "Claimed" in _run("review", store, "take", claim, *TAKES).stdout
    assert "accept" in _run("review", store, "decide", claim, "accept", *ANA).stdout
    assert "ana decided" in _run("review", store, "second", claim, "accept", *ANA, code=2).output
    blind = _run("review", store, "show", claim, "--by", "bob").stdout
    assert "not shown before you have looked" in blind
    assert "the words say so" not in blind
    assert "Final" in _run("review", store, "second", claim, "accept", *BOB).stdout
    shown = json.loads(_run("review", store, "show", claim, "--json").stdout)
    assert [step["state"] for step in shown["steps"]] == ["Claimed", "Decided", "Final"]
    assert _queue(store)["by_state"] == {"Final": 1, "New": 3}
    assert _queue(store, "--state", "Final")["rows"][0]["claim"] == claim
    agreement = json.loads(_run("review", store, "agreement", "--json").stdout)
    assert (agreement["claims"], agreement["agreed"]) == (1, 1)
    assert "1 of 1 claims alike (100%)" in _run("review", store, "agreement").stdout
    assert (
        "reopen it first" in _run("review", store, "decide", claim, "accept", *BOB, code=2).output
    )
    assert "Claimed" in _run("review", store, "reopen", claim, *BOB).stdout


def test_the_queue_takes_the_filters_of_the_incidents(store: str) -> None:
    assert _queue(store, "--where", "country=SYR")["total"] == 4
    assert _queue(store, "--where", "country=IND")["total"] == 0
    assert _queue(store, "--property", "toll.killed")["total"] == 1
    assert _queue(store, "--rank", "grade", "--rank", "casualties")["total"] >= 2


def test_correcting_and_undoing(store: str) -> None:
    claim = _queue(store, "--property", "toll.killed")["rows"][0]["claim"]
    corrected = ("--value", "13", "--stance", "suggests", "--claimant", "UN")
    _run("judge", store, "correct", claim, *corrected, *ANA)
    [incident] = (json.loads(x) for x in _run("incidents", store, "--json").stdout.splitlines())
    [shown] = incident["claims"]["toll.killed"]
    assert (shown["words"], shown["stance"], shown["speaker"]) == ("13", "suggests", "UN")
    assert (
        "value read as 12, corrected to 13"
        in _run("review", store, "show", claim, "--by", "ana").stdout
    )
    told = " ".join(_run("show", store, incident["id"]).stdout.split())
    assert "ana: correct 13, suggests, UN — the words say so" in told
    assert "withdrawn" in _run("review", store, "undo", *ANA).stdout
    assert _queue(store, "--property", "toll.killed")["rows"][0]["state"] == "New"
    told = _run("judge", store, "correct", claim, *ANA, code=2).output
    assert "takes what is right" in told


def test_comments(store: str) -> None:
    row = _queue(store)["rows"][0]
    _run("review", store, "comment", row["claim"], "who is the spokesman?", "--by", "ana")
    _run("review", store, "comment", row["incident"], "map it", "--by", "ana")
    assert "who is the spokesman?" in _run("review", store, "show", row["claim"]).stdout
    assert "no claim" in _run("review", store, "comment", "cffff", "x", "--by", "a", code=1).output


def test_a_person_adds_a_claim(store: str, tmp_path: Path) -> None:
    incident = _queue(store)["rows"][0]["incident"]
    film = tmp_path / "film.mp4"
    film.write_bytes(b"moving pictures")
    rests: tuple[str, ...] = ("--kind", "video", "--evidence", "filmed from a roof")
    rests += ("--file", str(film), "--captured", "2020-01-04", "--language", "ar")
    said = ("--property", "toll.killed", "--value", "20+", "--claimant", "a medic")
    added = _run("judge", store, "add", incident, *said, *rests, *ANA).stdout.split()[0]
    [shown] = (json.loads(x) for x in _run("incidents", store, "--json").stdout.splitlines())
    [claim] = [c for c in shown["claims"]["toll.killed"] if c["made_by"]]
    assert claim["made_by"] == "ana"
    assert (
        claim["rests_on"]["digest"].startswith("8b2c3f") or len(claim["rests_on"]["digest"]) == 64
    )
    shown_words = " ".join(_run("show", store, incident).stdout.split())
    assert (
        "● killed: 20+ a medic video: filmed from a roof, 2020-01-04; added by ana" in shown_words
    )
    _run("judge", store, "withdraw", added, *BOB)
    assert "added by ana" not in _run("show", store, incident).stdout
    point = ("--property", "place", "--value", "Marqab", "--claimant", "a medic", "--point", "95,1")
    told = _run("judge", store, "add", incident, *point, *rests, *ANA, code=2).output
    assert "no point on the earth" in told


def test_an_audit_from_draw_to_report(store: str) -> None:
    assert "no audit was drawn" in _run("audit", store, "report", code=1).output
    _run("audit", store, "draw", "--size", "4", "--seed", "3", *ANA)
    for number in range(1, 5):
        assert f"{number} of 4" in _run("audit", store, "next", "--by", "ana").stdout
        verdict = ("wrong", "--part", "claimant") if number == 2 else ("right",)
        _run("audit", store, "judge", str(number), *verdict, *ANA)
    assert "has judged all 4" in _run("audit", store, "next", "--by", "ana").stdout
    report = json.loads(_run("audit", store, "report", "--json").stdout)
    assert (report["overall"]["share"], report["overall"]["low"]) == (0.75, 0.3006)
    told = _run("audit", store, "report").stdout
    assert "75%" in told
    assert "wrong: claimant 1" in told
    groups = _run("review", store, "bulk").stdout
    assert "it takes 90%" in groups
    assert "may be accepted" not in groups
