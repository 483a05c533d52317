"""Which incidents are proposed as one: near in place and day, or alike in words; with what people have judged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sayso.store.deciding import Signature, judge_different, judge_same
from sayso.store.proposals import Proposal, propose_merges
from tests.store.made_store import (
    dossiers_of,
    incident_of,
    made_report,
    open_linked,
    write_reports,
)

SIGNED = Signature("Ada", "looked")


def _claims(lat: float, day: str) -> list[dict[str, Any]]:
    place = {"name": f"Town {lat}", "lat": lat, "lon": 35.9, "country": "SYR", "precision": "town"}
    return [
        {"who": "outlet", "happened": True},
        {"who": "outlet", "place": place},
        {"who": "outlet", "time": [day, f"{day[:-1]}{int(day[-1]) + 1}"]},
    ]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "made.db"
    write_reports(
        path,
        made_report(1, published="2020-01-05", claims=_claims(35.1, "2020-01-01")),
        made_report(2, story=1, published="2020-08-06", claims=_claims(35.2, "2020-01-02")),
        made_report(3, story=2, published="2019-05-09", claims=_claims(35.1, "2019-05-03")),
    )
    with closing(open_linked(path)) as found:
        yield found


def _propose(connection: sqlite3.Connection, document: str) -> dict[str, Proposal]:
    dossiers = dossiers_of(connection)
    rows = list(dossiers.rows(dossiers.incident_ids(with_asides=True)))
    found = propose_merges(connection, incident_of(connection, document), rows)
    return {proposal.row.id: proposal for proposal in found}


def test_near_in_place_and_day_is_proposed_with_its_reasons(
    connection: sqlite3.Connection,
) -> None:
    found = _propose(connection, "d1")
    near = found[incident_of(connection, "d2")]
    assert near.reasons[:2] == ("11 km apart", "1 day apart")
    assert not near.judged_different
    assert incident_of(connection, "d1") not in found


def test_the_same_place_in_another_year_is_not_near(connection: sqlite3.Connection) -> None:
    found = _propose(connection, "d1")
    other = found.get(incident_of(connection, "d3"))
    assert other is None or "at the same place" not in other.reasons


def test_what_was_judged_apart_comes_last_and_says_so(connection: sqlite3.Connection) -> None:
    one, two = (incident_of(connection, name) for name in ("d1", "d2"))
    judge_same(connection, [one, two], SIGNED)
    judge_different(connection, incident_of(connection, "d1"), ["d2"], SIGNED)
    found = _propose(connection, "d1")
    assert found[incident_of(connection, "d2")].judged_different
