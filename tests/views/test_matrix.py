"""The matrix as laid out, the tree of origins, and quotes: nothing dropped, silence shown as silence."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.views import matrix as matrix_view
from sayso.views.matrix import claims_of, make_matrix
from sayso.views.origin_trees import make_origin_trees
from sayso.views.quotes import make_quote
from tests.views.made import made_incident, make_reports

PLACE = {"name": "Marqab", "lat": 35.1, "lon": 35.9, "country": "SYR", "precision": "town"}
ROW: dict[str, Any] = {
    "reports": [
        {
            "outlet": "one",
            "claims": [
                {"who": "UKR", "responsible": "RUS"},
                {"who": "RUS", "act": "denies", "responsible": "RUS"},
                {"who": "RUS", "responsible": "UKR"},
                {"who": "UKR", "killed": "12"},
                {"who": "outlet", "place": PLACE},
            ],
        },
        {"outlet": "two", "claims": [{"who": "UKR", "killed": "12"}]},
        {"outlet": "three", "claims": [{"who": "UKR", "killed": "19"}]},
    ],
    "copies": [[2, 1, 0.9]],
}


def test_cells_stand_under_their_speakers_and_silence_is_none() -> None:
    found = make_matrix(made_incident(ROW))
    row = next(r for r in found.rows if r.proposition.words == "Russia did it")
    told = {
        s.id: c.cell.stance if c else None for s, c in zip(found.speakers, row.cells, strict=True)
    }
    assert told == {"UKR": "asserts", "RUS": "denies"}
    assert [g.group for g in found.groups] == ["party"]


def test_what_was_said_before_stays_struck() -> None:
    found = make_matrix(made_incident(ROW))
    row = next(r for r in found.rows if r.proposition.words == "killed")
    [cell] = [c for c in row.cells if c is not None]
    assert cell.cell.words == "19"
    assert {(e.words, e.stance) for e in cell.earlier} == {("12", "asserts")}


def test_places_come_when_asked_for() -> None:
    incident = made_incident(ROW)
    short, full = make_matrix(incident), make_matrix(incident, everything=True)
    assert short.more == len(full.rows) - len(short.rows) > 0
    assert any(r.proposition.property == "place" for r in full.rows)
    assert not any(r.proposition.property == "place" for r in short.rows)


def test_of_many_speakers_all_parties_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_view, "MOST_SPEAKERS", 1)
    claims = [{"who": f"named: Witness {n}", "killed": "12"} for n in range(9)]
    row = {"reports": [{"outlet": "one", "claims": [*ROW["reports"][0]["claims"], *claims]}]}
    found = make_matrix(made_incident(row))
    assert {s.id for s in found.speakers} == {"UKR", "RUS"}
    assert found.more_speakers == 9
    assert all(len(r.cells) == len(found.speakers) for r in found.rows)


def test_tree_gathers_articles_of_one_text_and_says_why() -> None:
    [tree] = [t for t in make_origin_trees(made_incident(ROW)) if t.proposition.words == "killed"]
    assert tree.independence.articles == 3
    [branch] = tree.branches
    assert not branch.origin.counts
    assert branch.origin.why_not is not None
    assert [[a.document.id for a in c.articles] for c in branch.clusters] == [["d1", "d2"], ["d3"]]
    reasons = {a.document.id: a.reason for c in branch.clusters for a in c.articles}
    assert reasons["d1"] is None
    assert reasons["d2"] == "90% of its text stands in one's report"


def test_quote_marks_exactly_the_evidence_in_its_sentence() -> None:
    incident = made_incident(ROW)
    reports = {r.document.id: r for r in make_reports(ROW["reports"])}
    for claims in incident.claims.values():
        for claim in claims:
            quote = make_quote(claim, reports[claim.document])
            marked = "".join(p.text for p in quote.pieces if p.over)
            assert marked == "".join(s.exact for s in claim.evidence)
            assert "".join(p.text for p in quote.pieces) in reports[claim.document].document.text


def test_claims_of_a_cell_are_its_speakers_latest_first() -> None:
    found = claims_of(made_incident(ROW), "toll.killed", "UKR")
    assert [c.words for c in found] == ["19", "12", "12"]
    assert claims_of(made_incident(ROW), "toll.killed", "RUS") == []
