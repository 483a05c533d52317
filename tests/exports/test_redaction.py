"""No name that was to be masked is left in any byte of any format."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.errors import SaysoError, UsageError
from sayso.export import geojson
from sayso.export.exporting import FORMATS, Options, export
from sayso.export.holdings import GivenHoldings
from sayso.export.package import Note
from sayso.export.redacted_holdings import check_nothing_survives
from sayso.export.redaction import Hidden, Redaction, RedactionFile, read_redaction
from sayso.incident_model import Incident
from sayso.model import Actor, Mention, Report, Span
from tests.exports.made_export import NOTE, export_files, made, made_holdings, told

HIDDEN = Redaction(
    RedactionFile(
        persons=("Hassan Kadrí", "Ann Lee"),
        places=("Marqab",),
    )
)
OPTIONS = Options(redaction=HIDDEN, with_text=True)
_FORBIDDEN = (
    "hassan",
    "kadri",
    "ann lee",
    "ann-lee",
    "marqab",
    "35.15",
    "35.95",
    "tartus",
    "geonames:1",
)


def _told() -> tuple[Incident, list[Report]]:
    claims: list[dict[str, Any]] = [
        {"who": "named: Hassan Kadrí", "killed": 12},
        {"who": "named: HASSAN  KADRI", "act": "accuses", "responsible": "SYR"},
        {"who": "outlet", "recipient": "named: Kadri's sister Ann Lee"},
        {"who": "residents", "killed": "9-12"},
        {"who": "SYR.GOV", "act": "denies", "responsible": "SYR"},
    ]
    tail = "Said Hassan\u200b Kadr\u0131 of Marqabi, and Kadri once more. Ann\nLee left Marqab."
    incident, reports = made(
        told(
            claims,
            title="Hassan Kadri in Marqab",
            byline="Ann Lee",
            dateline="MARQAB",
            url="https://a.example/2020/hassan-kadri-marqab?who=Ann%20Lee",
            tail=tail,
        )
    )
    (report,) = reports
    text = report.document.text
    at = text.index("Kadri once")
    span = Span(at, at + 5, "Kadri")
    actor = Actor(id="person:hassan-kadri", name="Hassan Kadri", kind="person")
    mention = Mention(id="m1", span=span, head=span, kind="person", actor=actor.id)
    report = replace(
        report,
        actors=(*report.actors, actor),
        mentions=(mention,),
        document=replace(report.document, source_id="hassan_kadri.html", source_digest="0" * 64),
    )
    return incident, [report]


HOLDINGS = made_holdings(_told())


def _plain(content: bytes) -> str:
    words = unicodedata.normalize("NFKD", content.decode("utf-8", "replace")).casefold()
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Mn", "Cf"))


def _readable(name: str, content: bytes) -> str:
    if not name.endswith(".parquet"):
        return _plain(content)
    table = pq.read_table(io.BytesIO(content))
    return _plain(json.dumps(table.to_pylist(), ensure_ascii=False).encode())


@pytest.mark.parametrize("name", FORMATS)
def test_without_redaction_the_names_are_there(name: str) -> None:
    """Else the test below could not fail."""
    files = export_files(name, HOLDINGS)
    everything = " ".join(_readable(file, content) for file, content in files.items())
    assert "marqab" in everything
    assert ("kadri" in everything) == (name != "geojson"), "a feature has no claims"


@pytest.mark.parametrize("name", FORMATS)
def test_no_masked_name_is_in_any_byte(name: str) -> None:
    for file, content in export_files(name, HOLDINGS, OPTIONS).items():
        readable = _readable(file, content)
        assert [word for word in _FORBIDDEN if word in readable] == [], file
        assert b"Kadr" not in content
        assert b"Marqab" not in content


@pytest.mark.parametrize("name", FORMATS)
def test_every_redacted_export_says_so_and_names_nobody(name: str) -> None:
    readme = export_files(name, HOLDINGS, OPTIONS)["README.txt"].decode()
    assert "redaction: 2 persons and 1 places masked" in readme


def test_a_query_that_names_somebody_is_masked_too() -> None:
    note = replace(NOTE, selection="party=Hassan+Kadri&place=Marqab")
    with export("acled", HOLDINGS, note, OPTIONS) as exported:
        assert b"Kadri" not in exported.files[-1].read()


def test_a_document_with_a_masked_name_has_no_text_digest_or_offsets() -> None:
    files = export_files("native", HOLDINGS, OPTIONS)
    (document,) = map(json.loads, files["jsonl/documents.jsonl"].splitlines())
    assert (document["text"], document["doc_sha256"], document["source_digest"]) == (
        None,
        None,
        None,
    )
    assert document["title"] == "[withheld 1] in [withheld 3]"
    assert document["url"] == "[withheld 1]"
    for table in ("claims", "mentions", "places", "figures", "events"):
        for row in map(json.loads, files[f"jsonl/{table}.jsonl"].splitlines()):
            assert (row["start"], row["end"], row["doc_sha256"]) == (None, None, None)
    (mention,) = map(json.loads, files["jsonl/mentions.jsonl"].splitlines())
    assert (mention["quote"], mention["actor"]) == ("[withheld 1]", "person:[withheld 1]")


@pytest.mark.parametrize("name", FORMATS)
def test_no_claim_bears_the_digest_of_masked_words(name: str) -> None:
    report = HOLDINGS.report("d1-1")
    assert report is not None
    ids = [claim.id for claim in report.claims]
    for file, content in export_files(name, HOLDINGS, OPTIONS).items():
        readable = _readable(file, content)
        assert [claim for claim in ids if claim in readable] == [], file


def test_claims_are_numbered_alike_in_all_tables() -> None:
    files = export_files("native", HOLDINGS, OPTIONS)

    def column(table: str, name: str) -> set[str]:
        return {json.loads(line)[name] for line in files[f"jsonl/{table}.jsonl"].splitlines()}

    assert (
        column("claims", "claim") >= column("incident_claims", "claim") >= column("tolls", "claim")
    )
    assert all(claim.startswith("c1-1-") for claim in column("claims", "claim"))


def test_a_document_without_one_keeps_everything() -> None:
    holdings = made_holdings(
        _told(), made({"outlet": "b", "claims": [{"who": "outlet", "killed": 3}]})
    )
    files = export_files("native", holdings, OPTIONS)
    rows = [json.loads(line) for line in files["jsonl/documents.jsonl"].splitlines()]
    assert [bool(row["text"]) for row in rows] == [False, True]
    assert [bool(row["doc_sha256"]) for row in rows] == [False, True]
    claims = [json.loads(line) for line in files["jsonl/claims.jsonl"].splitlines()]
    (kept,) = (c for c in claims if c["document"] == rows[1]["document"])
    assert rows[1]["text"][kept["start"] : kept["end"]] == kept["quote"]


def test_a_masked_place_keeps_its_country_only() -> None:
    feature = json.loads(export_files("geojson", HOLDINGS, OPTIONS)["incidents.geojson"])[
        "features"
    ][0]
    assert feature["geometry"] is None
    shown = {
        key: feature["properties"].get(key) for key in ("place", "precision", "country", "admin")
    }
    assert shown == {
        "place": "[withheld 3]",
        "precision": "country",
        "country": "SYR",
        "admin": None,
    }


def test_a_quotation_cut_within_a_name_loses_the_rest_of_it() -> None:
    incident, (report,) = _told()
    (claim, *_) = incident.claims["toll.killed"]
    text = report.document.text
    at = text.index("Hassan Kadr")
    claim = replace(claim, quote=text[max(0, at - 20) : at + 8])
    incident = replace(incident, claims={"toll.killed": (claim,)})
    assert claim.quote.endswith("Hassan K")
    page = export_files("dossier", GivenHoldings([incident], [report]), OPTIONS)
    assert b"Hassan K" not in page["dossier-i1.html"]


def test_two_persons_stay_two() -> None:
    masked = HIDDEN.mask_words("Hassan Kadri met Ann Lee in Marqab")
    assert masked == "[withheld 1] met [withheld 2] in [withheld 3]"


@pytest.mark.parametrize(
    "words",
    [
        "HASSAN KADRI",
        "Hássan Kadri",
        "hassan-kadri",
        "hassan_kadri",
        "HassanKadri",
        "Hassan\nKadri",
        "Has\u00adsan Kadri",
        "\u202eHassan\u202c Kadri",
        "Kadri's",
        "person:hassan-kadri",
        "https://a.example/%48assan%20Kadri",
        "https://a.example/%2548assan",
    ],
)
def test_a_name_is_found_however_it_is_written(words: str) -> None:
    masked = HIDDEN.mask_words(words)
    assert "withheld 1" in masked
    assert not HIDDEN.survivors(masked)
    assert "assan" not in masked
    assert "adri" not in masked


@pytest.mark.parametrize("words", ["Annalee", "planned", "Lee", "An Lee", "Hass", "Mar qabi"][:5])
def test_other_words_stay(words: str) -> None:
    assert HIDDEN.mask_words(words) == words


def test_parts_of_a_name_can_be_left_alone() -> None:
    whole = Redaction(RedactionFile(persons=(Hidden(name="Hope Young", parts=False),)))
    assert whole.mask_words("young people hope") == "young people hope"


@given(st.text(), st.text())
def test_whatever_stands_around_a_name_the_name_is_gone(before: str, after: str) -> None:
    masked = HIDDEN.mask_words(f"{before} Marqab {after}")
    assert not HIDDEN.survivors(masked)


def test_a_name_that_a_format_lets_through_stops_the_export(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def leak(holdings: Any, job: Any, folder: Any) -> None:
        folder.write("leak.txt", "text/plain", "seen in Marqab")

    leaking = replace_format("geojson", leak)
    monkeypatch.setitem(FORMATS, "geojson", leaking)
    with pytest.raises(SaysoError, match=r"is left in leak\.txt"):
        export("geojson", HOLDINGS, Note(), OPTIONS)


def replace_format(name: str, write: Any) -> Any:
    """A format that writes otherwise."""
    from dataclasses import replace as with_fields

    return with_fields(FORMATS[name], write=write)


def test_the_search_for_survivors_reads_parquet_and_pages(tmp_path: Path) -> None:
    with export("native", HOLDINGS, NOTE) as exported:
        tables = [f for f in exported.files if f.name == "parquet/places.parquet"]
        with pytest.raises(SaysoError):
            check_nothing_survives(HIDDEN, tables)
    quoted = Redaction(RedactionFile(persons=("Ann O'Neil",)))
    page = tmp_path / "page.html"
    page.write_text("<p>Ann O&#39;Neil</p>", "utf-8")
    from sayso.export.package import ExportedFile

    with pytest.raises(SaysoError):
        check_nothing_survives(quoted, [ExportedFile("page.html", "text/html", page)])


def test_the_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(
        "mask: name\npersons:\n  - {name: Ann Lee, aliases: [Annie Lee]}\nplaces: [Marqab]\n",
        "utf-8",
    )
    assert read_redaction(path).mask_words("Annie Lee, Ann Lee") == "[name 1], [name 1]"
    for wrong in ("persons: []\n", "people: [Ann]\n", "persons: ['--']\n", "persons: {a: b}\n"):
        path.write_text(wrong, "utf-8")
        with pytest.raises(UsageError):
            read_redaction(path)


def test_the_archive_holds_no_name_either() -> None:
    with export("native", HOLDINGS, NOTE, OPTIONS) as exported:
        _, path = exported.download()
        with zipfile.ZipFile(path) as archive:
            assert len(archive.namelist()) == len(exported.files)
            for name in archive.namelist():
                assert "kadri" not in _readable(name, archive.read(name))


def test_features_are_made_of_what_was_masked() -> None:
    """The format itself knows nothing of redaction: it never sees a name."""
    assert "redact" not in Path(geojson.__file__).read_text("utf-8")
