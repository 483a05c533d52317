"""Exports of a store: exactly what the selection shows, with words where the offsets say, by command as by function."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from sayso.cli import main
from sayso.export.choosing import export_store
from sayso.export.exporting import FORMATS, Options
from sayso.export.package import Exported
from sayso.model import Problem
from sayso.review_model import WrongPart
from sayso.store.audits import draw_audit, judge_item
from sayso.store.deciding import Signature
from sayso.store.erasing import erase_document
from sayso.store.restricting import hidden_from, restrict
from sayso.store.tables import open_store, open_store_to_read
from sayso.store.users import Role
from sayso.store.writer import StoreWriter
from sayso.views.selection import Selection, parse_selection
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

MARQAB = {"name": "Marqab", "country": "SYR", "lat": 35.15, "lon": 35.95, "precision": "town"}
SIGNED = ("--by", "ana", "--reason", "looked")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two incidents: one contested in Marqab told by two reports, one told by one."""
    path = tmp_path / "made.db"
    told = [
        {"who": "residents", "killed": 12},
        {"who": "TUR.GOV", "act": "accuses", "responsible": "SYR"},
        {"who": "outlet", "place": MARQAB},
    ]
    answer = [
        {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"},
        {"who": "outlet", "place": MARQAB},
    ]
    other = [{"who": "outlet", "killed": 3}]
    write_reports(
        path,
        made_report(1, claims=told, published="2020-01-02"),
        made_report(2, claims=answer, published="2020-01-05"),
        made_report(3, 1, claims=other, published="2018-01-04"),
    )
    open_linked(path).close()
    return path


def _run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def _exported(store: Path, name: str, **wanted: Any) -> dict[str, bytes]:
    with (
        closing(open_store_to_read(store)) as connection,
        export_store(connection, name, Selection(**wanted)) as exported,
    ):
        return {file.name: file.read() for file in exported.files}


def _features(store: Path, **wanted: Any) -> list[str]:
    content = _exported(store, "geojson", **wanted)["incidents.geojson"]
    return [feature["id"] for feature in json.loads(content)["features"]]


SELECTIONS: list[dict[str, Any]] = [
    {},
    {"grade": ("Contested",)},
    {"since": "2020-01-01"},
    {"until": "2019-01-01"},
    {"party": ("Syria",)},
    {"outlet": ("paper-3",)},
    {"q": "Marqab"},
    {"as_of": "2020-01-03"},
    {"as_of": "2019-01-01"},
    {"sort": "earliest"},
    {"grade": ("Confirmed",)},
]


@pytest.mark.parametrize("wanted", SELECTIONS, ids=str)
def test_an_export_holds_what_the_selection_shows(store: Path, wanted: dict[str, Any]) -> None:
    from sayso.store.searching import find_incidents
    from sayso.views.rows import make_row
    from sayso.views.selection import select

    selection = Selection(**wanted)
    with closing(open_store(store)) as connection:
        dossiers = dossiers_of(connection)
        found = [dossiers.incident(i, selection.as_of) for i in dossiers.incident_ids()]
        within = find_incidents(connection, selection.q) if selection.q else None
        rows = select([make_row(i) for i in found if i is not None], selection, within)
    shown = [row.id for row in rows]
    assert _features(store, **wanted) == shown
    files = _exported(store, "acled", **wanted)
    sheet = list(csv.DictReader(io.StringIO(files["acled-like.csv"].decode(), newline="")))
    assert [row["event_id_cnty"] for row in sheet] == shown
    readme = files["README.txt"].decode()
    assert f"selection: {selection.query() or 'everything'}" in readme
    assert f"as of: {selection.as_of or 'now'}" in readme


def test_the_past_holds_only_what_had_been_printed(store: Path) -> None:
    files = _exported(store, "native", as_of="2020-01-03", all=True)
    documents = [json.loads(line) for line in files["jsonl/documents.jsonl"].splitlines()]
    assert sorted(d["published"] for d in documents) == ["2018-01-04", "2020-01-02"]
    incidents = [json.loads(line) for line in files["jsonl/incidents.jsonl"].splitlines()]
    assert {row["as_of"] for row in incidents} == {"2020-01-03"}


def test_native_rows_are_the_stores(store: Path) -> None:
    files = _exported(store, "native")
    with closing(open_store_to_read(store)) as connection:
        for table, query in {
            "documents": "SELECT count(*) FROM documents",
            "claims": "SELECT count(*) FROM current_claims",
            "sources": "SELECT count(*) FROM sources",
            "inputs": "SELECT count(*) FROM document_inputs",
            "runs": "SELECT count(*) FROM runs",
            "errors": "SELECT count(*) FROM errors",
        }.items():
            (wanted,) = connection.execute(query).fetchone()
            assert len(files[f"jsonl/{table}.jsonl"].splitlines()) == wanted, table


def test_every_quote_stands_where_its_row_says(store: Path) -> None:
    with (
        closing(open_store_to_read(store)) as connection,
        export_store(connection, "native", options=Options(with_text=True)) as exported,
    ):
        tables = {Path(f.name).stem: f.path for f in exported.files if f.name.endswith(".jsonl")}
        documents = {d["document"]: d for d in _rows(tables["documents"])}
        runs = {run["run_id"] for run in _rows(tables["runs"])}
        checked = 0
        for name, path in tables.items():
            for row in _rows(path):
                if "doc_sha256" in row and name != "documents" and "quote" in row:
                    text = documents[row["document"]]["text"]
                    assert sha256(text.encode()).hexdigest() == row["doc_sha256"]
                    assert row["run_id"] in runs
                    assert text[row["start"] : row["end"]].startswith(row["quote"].split(" … ")[0])
                    checked += 1
        assert checked > 10


def test_texts_are_left_out_unless_asked_for(store: Path) -> None:
    (first, *_) = _exported(store, "native")["jsonl/documents.jsonl"].splitlines()
    assert json.loads(first)["text"] is None


def test_withdrawn_judgements_stay(store: Path) -> None:
    (name, *_) = _features(store, grade=("Contested",))
    _run("judge", store, "grade", name, "Weak", *SIGNED)
    judgement = _rows_of(store, "judgements")[0]
    _run("judge", store, "withdraw", judgement["judgement"], *SIGNED)
    (row,) = _rows_of(store, "judgements")
    assert (row["kind"], row["by"], row["grade"], row["withdrawn_by"]) == (
        "grade",
        "ana",
        "Weak",
        "ana",
    )
    assert row["left"][0]["document"]


def _rows_of(store: Path, table: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in _exported(store, "native")[f"jsonl/{table}.jsonl"].splitlines()
    ]


def test_merged_incidents_are_told_as_deleted(store: Path) -> None:
    first, second = _features(store)
    _run("judge", store, "same", first, second, *SIGNED)
    (kept,) = _features(store)
    (gone,) = {first, second} - {kept}
    files = _exported(store, "acled")
    assert files["sayso_deletions.csv"].decode().splitlines()[1:] == [f"{gone},{kept}"]
    assert _rows_of(store, "redirects") == [{"old": gone, "new": kept}]


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_what_the_function_gives(store: Path, name: str, tmp_path: Path) -> None:
    for _ in range(2):
        out = tmp_path / "out.zip"
        _run("export", store, "--format", name, "--out", out)
        with zipfile.ZipFile(out) as archive:
            written = {entry: archive.read(entry) for entry in archive.namelist()}
        assert written == _exported(store, name)
    folder = tmp_path / "folder"
    listed = _run("export", store, "--format", name, "--out", folder).stdout.splitlines()
    assert {Path(line).relative_to(folder).as_posix() for line in listed} == set(written)


def test_an_old_export_is_never_mixed_with_a_new_one(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _run("export", store, "--format", "dossier", "--out", folder)
    result = _run("export", store, "--format", "dossier", "--out", folder, code=2)
    assert "is there already" in result.output


def test_the_main_file_goes_to_standard_output(store: Path) -> None:
    result = _run("export", store, "--format", "geojson", "--out", "-", "--place", "Marqab")
    assert len(json.loads(result.stdout)["features"]) == 1


def test_one_incident_by_a_start_of_its_id(store: Path) -> None:
    name = _features(store)[1]
    result = _run("export", store, "--format", "geojson", "--out", "-", "--id", name[:8])
    assert [f["id"] for f in json.loads(result.stdout)["features"]] == [name]
    _run("export", store, "--format", "geojson", "--out", "-", "--id", "nothing", code=2)


def test_filters_are_those_of_the_page(store: Path) -> None:
    query = parse_selection([("grade", "contested"), ("since", "2020-01-01")]).query()
    both = [
        _run("export", store, "--format", "geojson", "--out", "-", *options).stdout
        for options in (("--select", query), ("--grade", "Contested", "--since", "2020-01-01"))
    ]
    assert both[0] == both[1]
    assert json.loads(both[0])["sayso"]["selection"] == query


def test_redaction_by_command(store: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("places: [Marqab]\n", "utf-8")
    out = tmp_path / "out"
    _run("export", store, "--format", "native", "--out", out, "--redact", names, "--text")
    assert not any(b"Marqab" in path.read_bytes() for path in _all_files(out))


def _all_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_excel_finds_its_mark_where_asked_for(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run("export", store, "--format", "hxl", "--out", out, "--bom")
    assert (out / "incidents-hxl.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xlsx"),
        ("--format", "hxl", "--grade", "Good"),
        ("--format", "hxl", "--since", "soon"),
    ],
)
def test_wrong_usage_says_so(store: Path, arguments: tuple[str, ...]) -> None:
    _run("export", store, *arguments, code=2)


def test_no_store_no_export(tmp_path: Path) -> None:
    result = _run("export", tmp_path / "none.db", "--format", "hxl", code=1)
    assert "no store at" in result.output


def test_exporting_leaves_nothing_behind(store: Path) -> None:
    with closing(open_store_to_read(store)) as connection:
        exported = export_store(connection, "geojson")
        path = exported.main.path
        assert path.is_file()
        exported.close()
        assert not path.exists()


def test_what_is_restricted_is_not_there_for_a_lower_role(store: Path) -> None:
    (secret,) = _features(store, grade=("Contested",))
    with closing(open_store(store)) as connection:
        restrict(connection, secret, "reviewer", "ana", "names witnesses")
    seen = {}
    roles: tuple[Role, ...] = ("viewer", "reviewer")
    for role in roles:
        for selection in (Selection(), Selection(until="2030-01-01")):
            with (
                closing(open_store_to_read(store)) as connection,
                export_store(
                    connection, "native", selection, hidden=hidden_from(connection, role)[0]
                ) as exported,
            ):
                seen[role] = b"".join(f.read() for f in exported.files if "jsonl" in f.name)
            assert (secret.encode() in seen[role]) == (role == "reviewer")
            assert (b"Marqab" in seen[role]) == (role == "reviewer")
    (open_one,) = set(_features(store)) - {secret}
    assert open_one.encode() in seen["viewer"]


def test_what_is_erased_is_in_no_format(store: Path) -> None:
    with closing(open_store(store)) as connection:
        erase_document(connection, "d1", "ana", "asked for")
    for name in FORMATS:
        for file, content in _exported(store, name).items():
            assert b"paper-1" not in content, file


def test_a_selection_tells_nothing_of_other_inputs(store: Path) -> None:
    with StoreWriter(store) as writer:
        problem = Problem(stage="language", reason="written in de", skipped=True)
        report = replace(made_report(9), problem=problem)
        writer.write(replace(report, document=replace(report.document, source_id="secret.html")))
    everything = b"".join(_exported(store, "native").values())
    chosen = b"".join(_exported(store, "native", until="2019-01-01").values())
    assert b"secret.html" in everything
    assert b"secret.html" not in chosen
    assert b"paper-1" not in chosen


def test_export_tells_how_precise_the_corpus_is_once_somebody_judged_a_sample(
    tmp_path: Path,
) -> None:
    path = tmp_path / "made.db"
    write_reports(path, *(made_report(n, story=n % 3) for n in range(1, 7)))
    connection = open_linked(path)
    with export_store(connection, "citations") as exported:
        assert "no sample of this corpus was judged" in _readme(exported)
    list(dossiers_of(connection).rows(dossiers_of(connection).incident_ids()))
    audit = draw_audit(connection, 4, 1, Signature("Ada", "before the release"))
    for number in (1, 2, 3, 4):
        signature = Signature("Ada", "I read it.")
        parts: tuple[WrongPart, ...] = () if number > 1 else ("value",)
        judge_item(connection, audit.id, number, signature, is_right=number > 1, parts=parts)
    with export_store(connection, "citations") as exported:
        told = _readme(exported)
    assert f"audit {audit.id} of 4 claims" in told
    assert "3 of 4 right: 75%" in told
    assert "by property: " in told and "by stance: " in told


def _readme(exported: Exported) -> str:
    return next(f for f in exported.files if f.name == "README.txt").read().decode()
