"""The demo: the sample corpus in a store, as `make run` makes it, comes out as its stories, and again adds nothing."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from sayso.flow import Pipeline, read_reports
from sayso.incident_model import Incident
from sayso.ingest.documents import read_inputs
from sayso.store.dossiers import Dossiers
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from sayso.store.view import StoreView
from sayso.store.writer import StoreWriter
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

SAMPLE = Path(__file__).parents[1] / "src" / "sayso" / "sample"
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def incidents(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> list[Incident]:
    """The incidents that some sample report is mainly about, after reading and linking twice."""
    path = tmp_path_factory.mktemp("demo") / "sample.db"
    counts = []
    for _ in range(2):
        with StoreWriter(path) as writer:
            for report, item in read_reports(pipeline, read_inputs([str(SAMPLE)])):
                writer.write(report, item.raw)
        connection = open_store(path)
        link_pending(connection)
        members = connection.execute("SELECT count(*), max(since) FROM incident_members").fetchone()
        with StoreView(path) as view:
            counts.append((view.view_counts(), members))
    assert counts[0] == counts[1], "the second run adds nothing"
    dossiers = Dossiers(connection, load_sides(), load_policy())
    found = [dossiers.incident(name) for name in dossiers.incident_ids()]
    return [incident for incident in found if incident is not None]


def _story(source_id: str) -> str:
    return source_id.partition("-")[0]


def _main_stories(incident: Incident) -> set[str]:
    return {_story(d.source_ids[0]) for d in incident.documents if d.main}


def test_no_incident_mixes_two_stories(incidents: list[Incident]) -> None:
    assert all(len(_main_stories(incident)) == 1 for incident in incidents)
    assert {story for i in incidents for story in _main_stories(i)} == {
        "mh17",
        "dahyan",
        "olenivka",
        "togoga",
        "jeddah",
    }
    documents = [d.id for i in incidents for d in i.documents if d.main]
    assert len(documents) == len(set(documents)) == 21, "each report is mainly about one"


def test_no_outlet_blames_a_party_for_what_is_contested(incidents: list[Incident]) -> None:
    """ "The prison stands in territory occupied by Russia" was read as blame for the attack on it."""
    [olenivka] = [i for i in incidents if _main_stories(i) == {"olenivka"}]
    blamed = [c for c in olenivka.claims["responsible"] if not c.aside]
    assert blamed, "the parties accuse each other"
    assert not [c for c in blamed if c.responsibility == "fact"]


@pytest.mark.xfail(reason="MH17 of 2014 and its verdict of 2022 are two incidents", strict=True)
def test_each_story_is_one_incident(incidents: list[Incident]) -> None:
    mains = defaultdict(list)
    for incident in incidents:
        for story in _main_stories(incident):
            mains[story].append(incident.title)
    assert {story: len(titles) for story, titles in mains.items() if len(titles) > 1} == {}, mains


@pytest.mark.parametrize("story", ["dahyan", "olenivka"])
def test_these_stories_are(incidents: list[Incident], story: str) -> None:
    assert len([i for i in incidents if story in _main_stories(i)]) == 1


def test_a_truce_its_breaches_and_its_extension_are_one(incidents: list[Incident]) -> None:
    """The report of the second day opens with clashes, under a headline on the truce."""
    mains = [{d.source_ids[0] for d in i.documents if d.main} for i in incidents]
    assert any({"jeddah-signing", "jeddah-breaches", "jeddah-extension"} <= main for main in mains)


def _of(incidents: list[Incident], story: str) -> Incident:
    found = [i for i in incidents if story in _main_stories(i)]
    return max(found, key=lambda incident: len(incident.documents))


def test_the_dossiers_say_what_a_careful_reader_would(incidents: list[Incident]) -> None:
    dahyan = _of(incidents, "dahyan")
    assert dahyan.title == "Air strike in Dahyan, 9 August 2018"
    grades = {g.party: g.name for g in dahyan.grades}
    assert grades["COALITION:saudi-led"] == "Confirmed", "it admitted on 1 September"
    reprint = next(d for d in dahyan.documents if d.source_ids == ("dahyan-reprint",))
    assert reprint.copy_of == next(
        d.id for d in dahyan.documents if d.source_ids == ("dahyan-first",)
    )
    olenivka = _of(incidents, "olenivka")
    assert {g.name for g in olenivka.grades if g.party in ("RUS", "UKR")} == {"Contested"}
    positions = {(p.party, p.kind, p.target) for p in olenivka.positions}
    assert {
        ("RUS", "accuses", "UKR"),
        ("UKR", "accuses", "RUS"),
        ("UKR", "denies", "UKR"),
    } <= positions
    togoga = _of(incidents, "togoga")
    assert {g.party: g.name for g in togoga.grades}["ETH"] == "Confirmed"
    jeddah = _of(incidents, "jeddah")
    assert jeddah.truces
