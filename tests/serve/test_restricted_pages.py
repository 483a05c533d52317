"""Dossiers and documents that a role may not see are not there for it: by no address, and no form reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from sayso.store.deciding import Signature, judge_claim
from sayso.store.restricting import restrict
from sayso.store.users import add_user
from tests.served import make_shelf
from tests.store.made_store import incident_of, made_report, open_linked, write_reports

Client = TestClient[Litestar]
PASSWORD = "correct horse battery"
HIDDEN = made_report(1)
CLAIM = HIDDEN.claims[0].id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, HIDDEN, made_report(2, story=1))
    with closing(open_linked(path)) as connection:
        add_user(connection, "Vi", PASSWORD, "viewer", "root")
        add_user(connection, "Ana", PASSWORD, "analyst", "root")
        judge_claim(connection, "accept", CLAIM, Signature("Ada", "seen"))
        restrict(connection, incident_of(connection, "d1"), "reviewer", "Ada", "witnesses")
    return path


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    app = make_app(Served(make_shelf(store), by=None))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def _log_in(client: Client, name: str) -> None:
    client.get("/login")
    form = {"name": name, "password": PASSWORD, "_csrf_token": client.cookies["csrftoken"]}
    assert client.post("/login", data=form, follow_redirects=False).status_code == 303


def _post(client: Client, address: str, **form: str) -> int:
    sent = form | {"_csrf_token": client.cookies["csrftoken"]}
    return client.post(address, data=sent, follow_redirects=False).status_code


def _incidents(store: Path) -> tuple[str, str, str]:
    """(the hidden incident, the open one, the judgement on a claim of the hidden one)"""
    with closing(open_linked(store)) as connection:
        [judgement] = connection.execute("SELECT id FROM judgements").fetchone()
        return incident_of(connection, "d1"), incident_of(connection, "d2"), judgement


def test_no_address_shows_what_is_hidden(client: Client, store: Path) -> None:
    hidden, shown, _ = _incidents(store)
    _log_in(client, "Ana")
    for address in (
        f"/incidents/{hidden}",
        f"/incidents/{hidden}?as_of=2021-01-01",
        f"/incidents/{hidden}/proposals",
        f"/incidents/{shown}/claims/{CLAIM}",
        "/documents/d1",
        "/documents/d1/source",
        f"/documents/d2?claim={CLAIM}",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "Barrel bombs" not in answer.text
    assert hidden not in client.get(f"/incidents/{shown}/proposals").text


def test_no_form_reaches_what_is_hidden(client: Client, store: Path) -> None:
    hidden, shown, judgement = _incidents(store)
    _log_in(client, "Ana")
    assert _post(client, f"/incidents/{hidden}/grade", grade="Fair", reason="r") == 404
    assert _post(client, f"/incidents/{shown}/merge", other=hidden, reason="r") == 404
    assert _post(client, f"/incidents/{hidden}/split", document="d1", reason="r") == 404
    assert _post(client, f"/incidents/{shown}/withdraw", judgement=judgement, reason="r") == 404


def test_viewers_look_and_decide_nothing(client: Client, store: Path) -> None:
    _, shown, _ = _incidents(store)
    _log_in(client, "Vi")
    page = client.get(f"/incidents/{shown}").text
    assert "Sign a grade" not in page
    assert "Splitting takes" in page or "cannot be split" in page
    assert "Merge as" not in client.get(f"/incidents/{shown}/proposals").text
    assert _post(client, f"/incidents/{shown}/grade", grade="Fair", reason="r") == 403
