"""The sample corpus, read by the pipeline, in every format: real spans, real claims, rival accusations."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import geojson
import pytest
from prov.model import ProvDocument

from sayso.export.choosing import export_store
from sayso.export.exporting import FORMATS, Options
from sayso.store.tables import open_store
from tests.exports.made_export import read_csv, read_tabs

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def exports(
    sample_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, Path]]]:
    """Format → file name → path."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(sample_store, folder / "sample.db")
    found: dict[str, dict[str, Path]] = {}
    with closing(open_store(folder / "sample.db")) as connection:
        for name in FORMATS:
            options = Options(with_text=True)
            with export_store(connection, name, options=options, keeps=True) as exported:
                paths = exported.save(folder / name)
                found[name] = {f.name: p for f, p in zip(exported.files, paths, strict=True)}
    yield found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_actors_are_named_by_their_own_word_alone(exports: dict[str, dict[str, Path]]) -> None:
    rows = read_csv(exports["acled"]["acled-like.csv"].read_bytes())
    actors = {row["location"]: row["actor1"] for row in rows if row["location"]}
    assert actors["Olenivka"] == "Unidentified"
    assert actors["Dahyan"] == "Saudi-led coalition"
    assert actors["Togoga"] == "Ethiopia"
    attacks = [row for row in rows if not row["notes"].startswith("Ceasefire")]
    blamed = [row for row in attacks if row["actor1"] == "Unidentified"]
    assert all("did it" in row["notes"] for row in blamed)


def test_rows_are_as_many_everywhere(exports: dict[str, dict[str, Path]]) -> None:
    incidents = len(_lines(exports["native"]["jsonl/incidents.jsonl"]))
    assert incidents == 7
    assert len(read_csv(exports["acled"]["acled-like.csv"].read_bytes())) == incidents
    truces = 1  # no violence told, so no event of UCDP's
    assert len(read_csv(exports["ucdp"]["ged-like.csv"].read_bytes())) == incidents - truces
    assert len(read_tabs(exports["gdelt"]["gdelt-like.export.tsv"].read_bytes())) == incidents
    assert len(read_tabs(exports["polecat"]["polecat-like.tsv"].read_bytes())) == 21 + 1
    assert len(json.loads(exports["citations"]["citations.json"].read_bytes())) == 21


def test_every_span_is_its_words(exports: dict[str, dict[str, Path]]) -> None:
    files = exports["native"]
    texts = {d["document"]: d["text"] for d in _lines(files["jsonl/documents.jsonl"])}
    checked = 0
    for name, path in files.items():
        if name.startswith("jsonl/"):
            for row in _lines(path):
                if "doc_sha256" in row and isinstance(row.get("start"), int):
                    text, quote = texts[row["document"]], row["quote"]
                    parts = quote.split(" … ")
                    assert text[row["start"] :].startswith(parts[0]), (name, row)
                    assert text[: row["end"]].endswith(parts[-1]), (name, row)
                    checked += 1
    assert checked > 2000


def test_links_between_claims_lead_to_claims(exports: dict[str, dict[str, Path]]) -> None:
    folder = exports["native"]["parquet/claims.parquet"].parent
    with duckdb.connect() as connection:
        (lost,) = connection.execute(
            f"SELECT count(*) FROM '{folder}/claim_links.parquet' WHERE linked_claim NOT IN"  # noqa: S608
            f" (SELECT claim FROM '{folder}/claims.parquet')"
        ).fetchall()[0]
        (denials,) = connection.execute(
            f"SELECT count(*) FROM '{folder}/claim_links.parquet' WHERE relation = 'denies'"  # noqa: S608
        ).fetchall()[0]
    assert lost == 0
    assert denials > 0


def test_other_programs_read_them(exports: dict[str, dict[str, Path]]) -> None:
    from followthemoney import model  # takes most of a second

    features = geojson.loads(exports["geojson"]["incidents.geojson"].read_text("utf-8"))
    assert features.is_valid
    content = exports["prov"]["prov.json"].read_text("utf-8")
    assert ProvDocument.deserialize(content=content, format="json").get_records()
    for row in _lines(exports["ftm"]["entities.ftm.json"]):
        schema = model.get(str(row["schema"]))
        assert schema is not None
        schema.validate({"properties": row["properties"]})


def test_a_rival_accusation_stands_on_the_page_with_its_denial(
    exports: dict[str, dict[str, Path]],
) -> None:
    pages = [p.read_text("utf-8") for n, p in exports["dossier"].items() if n.endswith(".html")]
    (page,) = (page for page in pages if "Olenivka" in page.partition("</title>")[0])
    assert "<strong>Contested</strong>" in page
    assert "denies: " in page
