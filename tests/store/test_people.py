"""Users, sessions, restrictions, the audit trail, erasure: who may, who did, and what is really gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sayso.errors import UsageError
from sayso.store import users
from sayso.store.audit_trail import read_trail, write_trace
from sayso.store.audits import draw_audit, next_item, read_items
from sayso.store.deciding import Correction, Signature, judge_claim
from sayso.store.erasing import erase_document, read_erasure
from sayso.store.linking import link_pending
from sayso.store.restricting import hidden_from, lift_restriction, restrict
from sayso.store.review_steps import read_all_steps
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.unfinished import PREFIX
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

PASSWORD = "correct horse battery"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, *(made_report(n, story=n % 3) for n in range(1, 7)))
    return path


def test_login_takes_the_right_password_of_a_standing_user(store: Path) -> None:
    connection = open_linked(store)
    users.add_user(connection, "Ada", PASSWORD, "admin", "root")
    user = users.add_user(connection, "Ben", PASSWORD + "!", "viewer", "Ada")
    assert users.check_login(connection, "Ada", PASSWORD) is not None
    assert users.check_login(connection, "Ben", PASSWORD) is None
    assert users.check_login(connection, "nobody", PASSWORD) is None
    token = users.start_session(connection, user)
    found = users.find_session_user(connection, token)
    assert found is not None and found.name == "Ben"
    users.disable_user(connection, "Ben", "Ada")
    assert users.find_session_user(connection, token) is None
    assert users.check_login(connection, "Ben", PASSWORD + "!") is None
    stored = "\n".join(connection.iterdump())
    assert PASSWORD not in stored and token not in stored


def test_session_ends_by_itself(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = open_linked(store)
    user = users.add_user(connection, "Ada", PASSWORD, "admin", "root")
    token = users.start_session(connection, user)
    now = users._now()
    monkeypatch.setattr(users, "_now", lambda: now + users.IDLE - timedelta(minutes=1))
    assert users.find_session_user(connection, token) is not None
    users.touch_session(connection, token)
    monkeypatch.setattr(users, "_now", lambda: now + users.IDLE + timedelta(minutes=1))
    assert users.find_session_user(connection, token) is not None
    monkeypatch.setattr(users, "_now", lambda: now + 3 * users.IDLE)
    assert users.find_session_user(connection, token) is None


def test_the_last_admin_stays(store: Path) -> None:
    connection = open_linked(store)
    users.add_user(connection, "Ada", PASSWORD, "admin", "root")
    with pytest.raises(UsageError, match="last admin"):
        users.disable_user(connection, "Ada", "Ada")
    with pytest.raises(UsageError, match="last admin"):
        users.change_role(connection, "Ada", "viewer", "Ada")


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        ("", PASSWORD, "viewer"),
        ("Ada", "short", "viewer"),
        ("Ada", PASSWORD, "king"),
        ("<b>", PASSWORD, "viewer"),
    ],
)
def test_user_that_cannot_be_is_refused(store: Path, name: str, password: str, role: str) -> None:
    with pytest.raises(UsageError):
        users.add_user(open_linked(store), name, password, role, "root")


def test_trail_is_only_added_to(store: Path) -> None:
    connection = open_linked(store)
    write_trace(connection, "Ada", "look", "i1")
    for statement in ("DELETE FROM audit_trail", "UPDATE audit_trail SET by = 'Ben'"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            connection.execute(statement)
    assert [t.by for t in read_trail(connection)] == ["Ada"]


def test_restricted_incident_hides_its_reports_from_lower_roles(store: Path) -> None:
    connection = open_linked(store)
    incident = dossiers_of(connection).incident_ids()[0]
    restrict(connection, incident, "reviewer", "Ada", "A witness is named.")
    incidents, documents = hidden_from(connection, "analyst")
    assert incidents == {incident} and len(documents) == 2
    assert hidden_from(connection, "reviewer") == (frozenset(), frozenset())
    lift_restriction(connection, incident, "Ada", "Safe abroad.")
    assert hidden_from(connection, "viewer") == (frozenset(), frozenset())


def test_erased_document_leaves_no_word_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    secret = "Zyxwvutian"
    told = made_report(1, tail=f"The witness {secret} of Qwertzstadt told it. " * 3)
    write_reports(path, told, made_report(2), made_report(3, story=1))
    connection = open_linked(path)
    assert secret.encode() in _bytes(path) or secret in "".join(connection.iterdump())
    before = connection.execute("SELECT term, reports FROM term_counts").fetchall()
    dossiers_of(connection).fill()
    quoted = Correction(words=f"The witness {secret} of Qwertzstadt told it.")
    judge_claim(connection, "correct", told.claims[0].id, Signature("Ada", "Read."), quoted)
    audit = draw_audit(connection, 99, 1, Signature("Ada", "Read."))
    dossiers_of(connection).fill()
    erase_document(connection, told.document.id, "Ada", "Asked for by the witness.")
    assert len(read_all_steps(connection)) == 1
    assert {i.trigger for i in read_items(connection, audit.id)} == {"strike", ""}
    following = next_item(connection, audit.id, "Ada")
    assert following is not None
    assert following.trigger == "strike", "what is erased is judged no more"
    dump = "\n".join(connection.iterdump())
    assert "Asked for by the witness" in dump
    for words in (secret, "Qwertzstadt", secret.lower()):
        assert words not in dump
    connection.close()
    assert secret.encode() not in _bytes(path) and secret.lower().encode() not in _bytes(path)
    connection = open_linked(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    after = dict(connection.execute("SELECT term, reports FROM term_counts"))
    assert all(after.get(term, 0) <= count for term, count in before)
    assert all(count > 0 for count in after.values())
    shown = [dossiers_of(connection).incident(i) for i in dossiers_of(connection).incident_ids()]
    assert all(told.document.id not in {d.id for d in i.documents} for i in shown if i)


def test_erasing_removes_what_a_killed_backup_left(store: Path) -> None:
    left = store.parent / f"{PREFIX}x"
    left.mkdir()
    (left / "copy.db").write_bytes(store.read_bytes())
    with closing(open_store(store)) as connection:
        [(document,)] = connection.execute("SELECT min(id) FROM documents")
        erase_document(connection, document, "ana", "by court order")
    assert not left.exists()


def test_erased_document_does_not_come_back_by_reading_it_again(store: Path) -> None:
    report = made_report(1, story=1)
    connection = open_linked(store)
    erase_document(connection, report.document.id, "Ada", "By court order.")
    write_reports(store, report)
    link_pending(connection)
    assert read_erasure(connection, report.document.id) is not None
    assert connection.execute(
        "SELECT text FROM documents WHERE id = ?", (report.document.id,)
    ).fetchone() == ("",)
    [(reason,)] = connection.execute("SELECT reason FROM errors")
    assert "By court order" in reason
    assert not connection.execute(
        "SELECT 1 FROM claims WHERE document = ?", (report.document.id,)
    ).fetchall()


def test_bytes_of_two_documents_stay_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    first, second = made_report(1), made_report(2)
    with StoreWriter(path) as writer:
        for report in (first, second):
            writer.write(report, b"one file of two reports")
    connection = open_linked(path)
    erase_document(connection, first.document.id, "Ada", "Reason.")
    assert connection.execute("SELECT count(*) FROM sources").fetchone() == (1,)
    erase_document(connection, second.document.id, "Ada", "Reason.")
    assert connection.execute("SELECT count(*) FROM sources").fetchone() == (0,)


def _bytes(path: Path) -> bytes:
    beside = [path, path.with_name(path.name + "-wal")]
    return b"".join(file.read_bytes() for file in beside if file.exists())
