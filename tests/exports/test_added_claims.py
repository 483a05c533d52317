"""A claim that a person added, and a corrected one, go out in every format; masked, their words are masked, too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayso.export.choosing import export_store
from sayso.export.exporting import FORMATS, Options
from sayso.export.redaction import Redaction, RedactionFile
from sayso.incident_model import Evidence, MadeClaim
from sayso.store.deciding import Correction, Signature, add_claim, judge_claim
from sayso.store.tables import open_store_to_read
from sayso.views.selection import Selection
from tests.store.made_store import dossiers_of, incident_of, made_report, open_linked, write_reports

ANA = Signature("ana", "looked")
EVIDENCE = Evidence(
    kind="video",
    description="filmed by Hassan Kadri from his roof",
    url="https://video.example/hassan-kadri",
    captured="2020-01-04",
    words="My name is Hassan Kadri, I counted twenty.",
)
TOLL = MadeClaim(property="toll.killed", value="20-22", claimant="Hassan Kadri", evidence=EVIDENCE)
PLACE = MadeClaim(
    property="place",
    value="Marqab",
    claimant="Hassan Kadri",
    evidence=EVIDENCE,
    lat=35.17293,
    lon=35.94813,
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    told = [
        {"who": "named: Hassan Kadri", "killed": 12},
        {"who": "residents", "responsible": "SYR"},
        {"who": "outlet", "happened": True},
    ]
    write_reports(path, made_report(1, claims=told), made_report(2, claims=told[1:]))
    with closing(open_linked(path)) as connection:
        dossiers = dossiers_of(connection)
        incident = incident_of(connection, "d1")
        for made in (TOLL, PLACE, replace(TOLL, property="responsible", value="Turkey")):
            add_claim(connection, dossiers, incident, made, ANA)
        shown = dossiers.incident(incident)
        assert shown is not None
        claim = next(c.id for c in shown.claims["toll.killed"] if c.made_by is None)
        words = Correction(
            value="13", claimant="Ann Lee", words="named: Hassan Kadri says killed 12"
        )
        judge_claim(connection, "correct", claim, ANA, words)
    return path


def _exported(store: Path, name: str, options: Options) -> dict[str, bytes]:
    with (
        closing(open_store_to_read(store)) as connection,
        export_store(connection, name, Selection(all=True), options=options) as exported,
    ):
        return {file.name: file.read() for file in exported.files}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_it(store: Path, name: str) -> None:
    assert any(_exported(store, name, Options()).values())


@pytest.mark.parametrize("name", FORMATS)
def test_a_masked_name_is_masked_in_what_people_typed(store: Path, name: str) -> None:
    hidden = Redaction(RedactionFile(persons=("Hassan Kadri", "Ann Lee"), places=("Marqab",)))
    for content in _exported(store, name, Options(redaction=hidden)).values():
        told = content.lower()
        for word in (b"kadri", b"hassan", b"ann lee", b"marqab", b"35.1729", b"35.9481"):
            assert word not in told, word


def test_the_native_export_tells_who_added_what_by_which_evidence(store: Path) -> None:
    files = _exported(store, "native", Options())
    told = b"".join(files.values())
    assert b"filmed by Hassan Kadri from his roof" in told
    page = b"".join(_exported(store, "dossier", Options()).values())
    assert b"added by <bdi>ana</bdi>, video: <bdi>filmed by Hassan Kadri" in page
