"""Made constellations and their grades; the reasons are printed with each, and what a policy file changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sayso.incident_model import Grade, Incident
from sayso.lexicon import lexicon_folder, read_rows
from sayso.views.policy import load_policy
from tests.views.made import made_incident

ROWS: list[dict[str, Any]] = read_rows(Path(__file__).parent / "grades.yaml")
ONE_ORIGIN = {
    "outlet": "a-paper",
    "claims": [{"who": "ICRC", "killed": 29}, {"who": "UN", "responsible": "SYR"}],
}


def _told(incident: Incident) -> str:
    lines = [incident.line]
    for grade in incident.grades:
        lines.append(f"{grade.party_name or 'the whole'}: {grade.name} by {grade.rule}")
        lines += [f"   {words}" for words in (*grade.reasons, *grade.would_change)]
    return "\n".join(lines)


def _of(incident: Incident, party: str) -> Grade:
    return next(grade for grade in incident.grades if grade.party == party)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_constellation(row: dict[str, Any]) -> None:
    incident = made_incident(row)
    told = _told(incident)
    print(told)
    assert {grade.party or "whole": grade.name for grade in incident.grades} == row["expect"], told
    assert row["rule"] in {grade.rule for grade in incident.grades}, told
    assert row.get("said", "") in told, told
    for grade in incident.grades:
        assert grade.reasons, told
        assert grade.would_change, told
        assert grade.policy == "airwars-like-1"
    if "party_only" in row:
        assert incident.grades[0].party_only == row["party_only"], told


def test_there_are_enough_constellations_and_every_rule_gives_one() -> None:
    assert len(ROWS) >= 25
    assert {row["rule"] for row in ROWS} == {rule.rule for rule in load_policy().rules} | {"signed"}


def test_a_signed_grade_is_flagged_once_its_claims_change() -> None:
    used = _of(made_incident({"reports": [ONE_ORIGIN]}), "SYR").claims
    signed = {"kind": "grade", "party": "SYR", "grade": "Fair", "claims": used}
    same = made_incident({"reports": [ONE_ORIGIN], "judgements": [signed]})
    assert not _of(same, "SYR").stale
    another = {"outlet": "b-paper", "claims": [{"who": "outlet", "killed": 31}]}
    changed = made_incident({"reports": [ONE_ORIGIN, another], "judgements": [signed]})
    assert _of(changed, "SYR").stale
    assert _of(changed, "SYR").name == "Fair"
    assert "look again" in _told(changed)


def test_a_rejected_admission_confirms_nothing_and_stays_visible() -> None:
    incident = made_incident(ROWS[0])
    [admission] = [c for c in incident.claims["responsible"] if c.speaker == "SYR"]
    anchor = {
        "document": "d1",
        "claim": admission.id,
        "property": "responsible",
        "value": "SYR.MIL",
    }
    rejected = made_incident(ROWS[0] | {"judgements": [{"kind": "reject", "left": [anchor]}]})
    assert rejected.grades[0].name == "Weak", _told(rejected)
    [shown] = [c for c in rejected.claims["responsible"] if c.id == admission.id]
    assert shown.judged == "reject"


def test_a_project_can_replace_the_policy(tmp_path: Path) -> None:
    shipped = (lexicon_folder() / "policies" / "airwars-like-1.yaml").read_text("utf-8")
    changed = shipped.replace("name: airwars-like-1", "name: strict-2")
    changed = changed.replace("fair_origins: 2", "fair_origins: 3")
    (tmp_path / "strict-2.yaml").write_text(changed, "utf-8")
    policy = load_policy(tmp_path / "strict-2.yaml")
    [row] = [r for r in ROWS if r["name"].startswith("two independent origins and")]
    incident = made_incident(row, policy)
    assert {grade.name for grade in incident.grades} == {"Weak"}
    assert {grade.policy for grade in incident.grades} == {"strict-2"}
    assert incident.run["policy"] == f"strict-2 {policy.digest}"
    assert policy.digest != load_policy().digest
