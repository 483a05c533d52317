# ruff: noqa: S608 - statements that damage a store are put together from constants
"""A check finds each thing that can be wrong with a store, nothing in a sound one, and never writes."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from sayso.errors import UsageError
from sayso.store import users
from sayso.store.audits import draw_audit, judge_item
from sayso.store.checking import check_store
from sayso.store.checking_shards import check_shards
from sayso.store.comments import write_comment
from sayso.store.deciding import Correction, Signature, judge_claim, judge_same
from sayso.store.erasing import erase_document
from sayso.store.linking import link_pending
from sayso.store.restricting import lift_restriction, restrict
from sayso.store.tables import MIGRATIONS, open_store
from tests.store.made_store import dossiers_of, open_linked, sealed_report, write_reports

ANA = Signature("ana", "Read it.")
REPORTS = [sealed_report(n, story=n % 3) for n in range(1, 7)]
LAST = REPORTS[5].document.id


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which everything was done that leaves rows."""
    path = tmp_path_factory.mktemp("used") / "used.db"
    write_reports(path, *REPORTS)
    with closing(open_linked(path)) as connection:
        first, second, *_ = dossiers_of(connection).incident_ids()
        users.add_user(connection, "Ada", "correct horse battery", "admin", "root")
        judge_claim(connection, "accept", REPORTS[0].claims[0].id, ANA)
        words = Correction(value="9", words=REPORTS[1].claims[1].evidence[0].exact)
        judge_claim(connection, "correct", REPORTS[1].claims[0].id, ANA, words)
        judge_same(connection, [first, second], ANA)
        restrict(connection, first, "reviewer", "Ada", "A witness is named.")
        lift_restriction(connection, first, "Ada", "Safe abroad.")
        write_comment(connection, "incident", first, "ana", "Look again.")
        write_comment(connection, "claim", REPORTS[0].claims[0].id, "ana", "Look again.")
        audit = draw_audit(connection, 5, 1, ANA)
        judge_item(connection, audit.id, 1, ANA, is_right=True)
        erase_document(connection, LAST, "Ada", "Asked for.")
    return path


@pytest.fixture
def store(used: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(used, tmp_path / "made.db"))


def test_sound_store_has_no_findings_and_stays_as_it_is(store: Path, tmp_path: Path) -> None:
    before = store.read_bytes(), store.stat().st_mtime_ns
    checked = check_store(store, deep=True)
    assert checked.findings == ()
    assert checked.notes == ()
    assert checked.checked["documents"] == 6 and checked.checked["judgements"] == 3
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    assert [path.name for path in tmp_path.iterdir()] == ["made.db"]


def test_store_in_use_is_checked_with_what_its_log_holds(store: Path) -> None:
    with closing(open_store(store)) as connection:
        connection.execute("UPDATE documents SET text = text || '!' WHERE id <> ?", (LAST,))
        assert len(check_store(store).findings) >= 5


# What is done to a sound store past sayso, and how the findings tell of it.
_REPORT = "SELECT report FROM readings WHERE document = '{}'"
_D = REPORTS[0].document.id
DAMAGE = {
    "a text was changed": (
        f"UPDATE documents SET text = 'x' || text WHERE id = '{_D}'",
        [f"documents {_D}", "claims ", "readings ", "judgements ", "review_steps "],
    ),
    "an address was changed": (
        f"UPDATE documents SET url = 'https://other.example/' WHERE id = '{_D}'",
        [f"documents {_D}: its address or text"],
    ),
    "bytes were changed": (
        f"UPDATE sources SET bytes = (SELECT bytes FROM sources WHERE digest <> '{REPORTS[0].document.id}'"
        " ORDER BY digest DESC LIMIT 1) WHERE digest = (SELECT min(digest) FROM sources)",
        ["sources "],
    ),
    "bytes cannot be unpacked": (
        "UPDATE sources SET bytes = x'00' WHERE digest = (SELECT min(digest) FROM sources)",
        ["cannot be unpacked"],
    ),
    "a claim quotes what is not there": (
        "UPDATE claims SET evidence = replace(evidence, '\"start\":', '\"start\":1')",
        ["claims c", "does not stand at"],
    ),
    "a reading cannot be read": (
        f"UPDATE readings SET report = x'00' WHERE document = '{_D}'",
        ["readings r", "cannot be read"],
    ),
    "a reading is of another document": (
        f"UPDATE readings SET report = (SELECT report FROM readings WHERE document = '{REPORTS[1].document.id}')"
        f" WHERE document = '{_D}'",
        ["is of another document", "is not what reading"],
    ),
    "the reading shown is another document's": (
        f"UPDATE current_readings SET reading = (SELECT id FROM readings WHERE document = '{REPORTS[1].document.id}')"
        f" WHERE document = '{_D}'",
        ["current_readings", "shows a reading of another document"],
    ),
    "a document lost its reading": (
        f"DELETE FROM current_readings WHERE document = '{_D}'",
        [f"documents {_D}: has no reading"],
    ),
    "a row points at nothing": (
        "UPDATE claims SET reading = 'rgone' WHERE id = (SELECT min(id) FROM claims)",
        ["claims", "points at nothing in readings"],
    ),
    "redirects lead in a circle": (
        "INSERT INTO incident_redirects SELECT new, old, kind, since, NULL FROM incident_redirects WHERE until IS NULL;"
        "UPDATE incident_members SET until = since WHERE incident IN (SELECT new FROM incident_redirects)",
        ["leads in a circle"],
    ),
    "a redirect leads to two": (
        "INSERT INTO incident_redirects SELECT old, (SELECT max(id) FROM incidents WHERE id NOT IN (old, new)), kind,"
        " since, NULL FROM incident_redirects WHERE until IS NULL AND kind = 'merge'",
        ["leads to two incidents"],
    ),
    "an incident that is there is redirected": (
        "INSERT INTO incident_redirects SELECT new, old, kind, since, NULL FROM incident_redirects WHERE until IS NULL",
        ["is redirected and has members"],
    ),
    "a redirect was deleted": ("DELETE FROM incident_redirects", ["leads nowhere"]),
    "a member is in two incidents": (
        "INSERT INTO incident_members SELECT (SELECT max(id) FROM incidents WHERE id <> incident), item, document,"
        " is_main, since, NULL FROM incident_members WHERE until IS NULL LIMIT 1",
        ["in two incidents at once"],
    ),
    "a member is of another document": (
        f"UPDATE incident_members SET item = 'd0#e1' WHERE document = '{_D}' AND until IS NULL",
        ["is said to be of another document"],
    ),
    "a linked report is in no incident": (
        f"DELETE FROM incident_members WHERE document = '{_D}'",
        [f"linked {_D}: is in no incident"],
    ),
    "a judgement cannot be read": (
        "UPDATE judgements SET judgement = '{' WHERE kind = 'accept'",
        ["judgements j", "cannot be read"],
    ),
    "a judgement is signed otherwise": (
        "UPDATE judgements SET by = 'eve' WHERE kind = 'accept'",
        ["was signed otherwise"],
    ),
    "a judgement is not found under its document": (
        "DELETE FROM judged_documents WHERE document IN (SELECT document FROM judged_documents LIMIT 1)",
        ["is not listed under its documents"],
    ),
    "a judgement's claim is gone": (
        f"DELETE FROM claims WHERE id = '{REPORTS[0].claims[0].id}'",
        ["which is not there", "review_steps", "claim that is not there", "is not what reading"],
    ),
    "a comment's incident is gone": (
        "UPDATE comments SET about = 'inone' WHERE kind = 'incident'",
        ["comments inone"],
    ),
    "a word is missing from the index": (
        "INSERT INTO documents_text (documents_text, rowid, title, text) SELECT 'delete', rowid, title, text"
        f" FROM documents WHERE id = '{_D}'",
        ["documents_text: leaves out row 1"],
    ),
    "the index holds other words": (
        "INSERT INTO documents_text (documents_text, rowid, title, text) SELECT 'delete', rowid, title, text"
        f" FROM documents WHERE id = '{_D}';"
        "INSERT INTO documents_text (rowid, title, text) VALUES (1, 'other', 'words altogether')",
        ["documents_text: is wrong about"],
    ),
    "a trace was deleted": (
        "DROP TRIGGER audit_trail_is_kept; DELETE FROM audit_trail WHERE id = 2",
        ["audit_trail: 1 of", "trigger audit_trail_is_kept: is not there"],
    ),
    "a user was added past sayso": (
        "INSERT INTO users VALUES ('Eve', 'x', 'admin', '2026-01-01', 'Eve', NULL, NULL)",
        ["audit_trail Eve: no trace of “add user”"],
    ),
    "a step was deleted": (
        "DROP TRIGGER review_steps_are_kept; DELETE FROM review_steps WHERE number = 1",
        ["review_steps: 1 of 2 rows are missing"],
    ),
    "an erased text came back": (
        f"UPDATE documents SET text = 'It is back.' WHERE id = '{LAST}'",
        [f"erasures {LAST}: is erased and still holds words"],
    ),
    "a trigger was changed": (
        "DROP TRIGGER audit_trail_stays; CREATE TRIGGER audit_trail_stays BEFORE UPDATE ON audit_trail"
        " BEGIN SELECT 1; END",
        ["trigger audit_trail_stays: is not as sayso made it"],
    ),
    "an index is missing": ("DROP INDEX claims_by_id", ["index claims_by_id: is not there"]),
    "a table is missing": ("DROP TABLE comments", ["table comments: is not there"]),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(store: Path, what: str) -> None:
    script, told = DAMAGE[what]
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for statement in script.split(";") if "TRIGGER" not in script else _statements(script):
            connection.execute(statement)
    found = [str(finding) for finding in check_store(store, deep=True).findings]
    assert found, what
    for words in told:
        assert any(words in line for line in found), (words, found)
    assert all("; " in line for line in found), "each says what to do"


def _statements(script: str) -> list[str]:
    found, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found


def test_page_that_was_overwritten_is_found(store: Path) -> None:
    raw = bytearray(store.read_bytes())
    for page in range(20, len(raw) // 4096, 7):
        raw[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    store.write_bytes(raw)
    assert any(f.where == "file" for f in check_store(store).findings)


def test_file_that_was_cut_off_is_found(store: Path) -> None:
    store.write_bytes(store.read_bytes()[:100_000])
    assert any(f.where == "file" for f in check_store(store).findings)


def test_what_relinking_mends_is_mended(store: Path) -> None:
    for what in ("redirects lead in a circle", "a redirect leads to two"):
        with closing(sqlite3.connect(store, isolation_level=None)) as connection:
            for statement in DAMAGE[what][0].split(";"):
                connection.execute(statement)
        assert check_store(store).findings
        with closing(open_store(store)) as connection:
            link_pending(connection, full=True)
        assert check_store(store).findings == ()


def test_earlier_reading_is_looked_at_only_in_depth(store: Path) -> None:
    with closing(open_store(store)) as connection:
        row = connection.execute(_REPORT.format(_D)).fetchone()
        report = json.loads(zlib.decompress(row[0]))
        report["claims"][0]["evidence"][0]["exact"] = "never said"
        connection.execute(
            "INSERT INTO readings VALUES ('rold', ?, 'p', ?)",
            (_D, zlib.compress(json.dumps(report).encode())),
        )
    assert check_store(store).findings == ()
    found = {finding.where for finding in check_store(store, deep=True).findings}
    assert "readings rold" in found


def test_older_store_is_no_damage(tmp_path: Path) -> None:
    open_store(tmp_path / "old.db", MIGRATIONS[:5]).close()
    checked = check_store(tmp_path / "old.db")
    assert checked.findings == () and "schema 5 of" in checked.notes[0]


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(UsageError, match="no store"):
        check_store(tmp_path / "none.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(UsageError, match="no store"):
        check_store(tmp_path / "empty.db")
    with pytest.raises(UsageError, match="no store"):
        check_store(tmp_path / "other.db")
    with pytest.raises(UsageError, match="no shards"):
        check_shards(tmp_path)


def test_shards_are_those_of_their_manifests(tmp_path: Path) -> None:
    for name in ("s1", "s2", "s3", "s4"):
        folder = tmp_path / "shards" / name
        folder.mkdir(parents=True)
        (folder / "claims.parquet").write_bytes(name.encode())
        files = {"claims.parquet": hashlib.sha256(name.encode()).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps({"files": files, "shard": {"id": name}}))
    assert check_shards(tmp_path).findings == ()
    (tmp_path / "shards/s1/claims.parquet").write_bytes(b"s0")
    (tmp_path / "shards/s2/claims.parquet").rename(tmp_path / "shards/s2/other.parquet")
    (tmp_path / "shards/s3/manifest.json").write_text("{")
    checked = check_shards(tmp_path)
    assert checked.checked == {"shards": 3, "files": 3}
    assert [(f.where, f.problem) for f in checked.findings] == [
        ("shards s1", "claims.parquet is not what was written"),
        ("shards s2", "claims.parquet is not there"),
        ("shards s2", "other.parquet is there and not in the manifest"),
        ("shards s3", "has no manifest that can be read"),
    ]
