"""What we write is read by programs that others wrote, and says the same there."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import geojson
import pytest
from prov.model import ProvAgent, ProvDocument, ProvEntity

from sayso.export.holdings import GivenHoldings
from tests.exports.hostile import TITLES, hostile_holdings
from tests.exports.made_export import export_files, made, made_holdings, told


@lru_cache(maxsize=1)
def _plain_holdings() -> GivenHoldings:
    claims = [
        {"who": "residents", "killed": "12-15"},
        {"who": "TUR.GOV", "act": "accuses", "responsible": "SYR"},
        {"who": "SYR.GOV", "act": "denies", "responsible": "SYR"},
        {"who": "outlet", "recipient": "named: 9 villagers"},
    ]
    return made_holdings(
        made(told(claims, title="A strike in Marqab", url="https://a.example/1")),
        made(told([{"who": "outlet", "killed": 3}], title="Another")),
    )


@pytest.fixture(params=[_plain_holdings, hostile_holdings], ids=["plain", "hostile"])
def holdings(request: pytest.FixtureRequest) -> GivenHoldings:
    """Exported incidents: such as there are, and such as break readers."""
    make: Callable[[], GivenHoldings] = request.param
    return make()


def _written(tmp_path: Path, name: str, holdings: Any) -> Path:
    for file, content in export_files(name, holdings).items():
        where = tmp_path / file
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content)
    return tmp_path


def test_duckdb_reads_the_same_from_parquet_csv_and_jsonl(holdings: Any, tmp_path: Path) -> None:
    folder = _written(tmp_path, "native", holdings)
    tables = sorted(path.stem for path in (folder / "parquet").iterdir())
    assert len(tables) >= 16
    with duckdb.connect() as connection:
        for table in tables:
            counts = {
                connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]  # noqa: S608
                for source in (
                    f"read_parquet('{folder}/parquet/{table}.parquet')",
                    f"read_csv('{folder}/csv/{table}.csv', header=true, all_varchar=true, delim=',', quote='\"',"
                    " escape='\"', max_line_size=10000000)",
                    f"read_json('{folder}/jsonl/{table}.jsonl', format='newline_delimited', columns={{a: 'JSON'}},"
                    " maximum_object_size=10000000)",
                )
            }
            assert len(counts) == 1, (table, counts)


def test_duckdb_joins_claims_to_documents_and_knows_numbers(tmp_path: Path) -> None:
    folder = _written(tmp_path, "native", _plain_holdings()) / "parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT property, stance, title FROM '{folder}/claims.parquet' JOIN '{folder}/documents.parquet'"  # noqa: S608
            " USING (document, doc_sha256) WHERE property = 'responsible' ORDER BY stance"
        ).fetchall()
        assert rows == [
            ("responsible", "asserts", "A strike in Marqab"),
            ("responsible", "denies", "A strike in Marqab"),
        ]
        toll = f"SELECT sum(low), max(high) FROM '{folder}/figures.parquet'"  # noqa: S608
        assert connection.execute(toll).fetchall() == [(15.0, 15.0)]
        kinds = dict(
            connection.execute(
                f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{folder}/incidents.parquet')"  # noqa: S608
            ).fetchall()
        )
        assert (kinds["lat"], kinds["documents"], kinds["title"]) == ("DOUBLE", "BIGINT", "VARCHAR")


@pytest.mark.parametrize(
    ("name", "file"),
    [("acled", "acled-like.csv"), ("ucdp", "ged-like.csv"), ("airwars", "incidents.csv")],
)
def test_duckdb_reads_the_sheets(name: str, file: str, tmp_path: Path) -> None:
    path = _written(tmp_path, name, hostile_holdings()) / file
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT * FROM read_csv('{path}', header=true, max_line_size=10000000)"  # noqa: S608
        ).fetchall()
    assert len(rows) == len(TITLES)


def test_geojson_is_valid(holdings: Any) -> None:
    found = geojson.loads(export_files("geojson", holdings)["incidents.geojson"].decode())
    assert isinstance(found, geojson.FeatureCollection)
    assert found.is_valid, found.errors()
    points = [f.geometry.coordinates for f in found.features if f.geometry is not None]
    assert [35.95, 35.15] in points


def test_every_entity_is_valid_in_followthemoney(holdings: Any) -> None:
    from followthemoney import model  # takes most of a second

    lines = export_files("ftm", holdings)["entities.ftm.json"].splitlines()
    names = {json.loads(line)["id"] for line in lines}
    assert len(names) == len(lines)
    for line in lines:
        row = json.loads(line)
        proxy = model.get_proxy(row)
        schema = model.get(row["schema"])
        assert schema is not None
        schema.validate({"properties": row["properties"]})
        for prop, values in row["properties"].items():
            assert prop in proxy.schema.properties
            cleaned = model.get_proxy({"id": row["id"], "schema": row["schema"], "properties": {}})
            for value in values:
                cleaned.add(prop, value)
                assert cleaned.get(prop), (row["schema"], prop, value[:60])
        for prop in ("proof", "involved", "subject", "object"):
            assert set(row["properties"].get(prop, [])) <= names


def test_an_accusation_is_a_link_that_says_whose_it_is() -> None:
    lines = export_files("ftm", _plain_holdings())["entities.ftm.json"].splitlines()
    links = [e["properties"] for e in map(json.loads, lines) if e["schema"] == "UnknownLink"]
    assert [link["role"] for link in links] == [
        ["Turkey asserts: Syria did it"],
        ["Syria denies: Syria did it"],
    ]


def test_prov_reads_who_claims_and_what_it_comes_from(holdings: Any) -> None:
    content = export_files("prov", holdings)["prov.json"].decode()
    document = ProvDocument.deserialize(content=content, format="json")
    named = [*document.get_records(ProvEntity), *document.get_records(ProvAgent)]
    names = {str(record.identifier) for record in named}
    claims = {name for name in names if name.startswith("sayso:claim-")}
    assert claims
    records = json.loads(content)
    attributed = {r["prov:entity"] for r in records["wasAttributedTo"].values()}
    derived = {r["prov:generatedEntity"] for r in records["wasDerivedFrom"].values()}
    assert claims <= attributed
    assert claims <= derived
    used = {v for r in records["wasDerivedFrom"].values() for v in r.values()}
    assert used <= names


def test_annotations_point_at_their_words() -> None:
    page = json.loads(export_files("annotations", _plain_holdings())["annotations.jsonld"])
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (page["type"], page["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    items = page["first"]["items"]
    assert page["total"] == len(items) > 0
    assert len({(item["id"], item["sayso:document"]) for item in items}) == len(items)
    for item in items:
        assert item["type"] == "Annotation"
        report = _plain_holdings().report(item["sayso:document"])
        assert report is not None
        text = report.document.text
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        for target in targets:
            assert target["source"] == (
                report.document.url or f"urn:sayso:document:{report.document.id}"
            )
            position, quote = target["selector"]
            assert position["type"] == "TextPositionSelector"
            assert quote["type"] == "TextQuoteSelector"
            assert text[position["start"] : position["end"]] == quote["exact"]
            at = position["start"]
            assert text[:at].endswith(quote["prefix"])
            assert text[at + len(quote["exact"]) :].startswith(quote["suffix"])


def test_csl_items_have_what_the_schema_asks() -> None:
    items = json.loads(export_files("citations", _plain_holdings())["citations.json"])
    assert len(items) == 2
    for item in items:
        assert {"id", "type"} <= set(item)
        assert item["type"] == "article-newspaper"
    assert items[0]["issued"] == {"date-parts": [[2020, 1, 2]]}


def test_hxl_reads_the_tags(tmp_path: Path) -> None:
    """libhxl has no wheel and is not installed everywhere; where it is missing, this says so and is skipped."""
    hxl = pytest.importorskip(
        "hxl", reason="libhxl is not installed: HXL is checked by its own columns alone"
    )
    content = export_files("hxl", _plain_holdings())["incidents-hxl.csv"]
    data = hxl.data(hxl.make_input(io.BytesIO(content)))
    assert "#affected+killed+max" in [column.display_tag for column in data.columns]
    assert len(list(data)) == 2
    again = hxl.data(hxl.make_input(io.BytesIO(content)))
    assert hxl.validate(again)["issues"] == []
