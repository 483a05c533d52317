"""Exports from the page and the API: what the screen shows, the same bytes everywhere, nothing that may not be seen."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.export.exporting import FORMATS
from sayso.serve.app import Served, make_app
from sayso.store.audit_trail import read_trail
from sayso.store.restricting import restrict
from sayso.store.tables import open_store
from sayso.store.users import add_user, find_user, start_session
from tests.served import make_shelf
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

Client = TestClient[Litestar]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, *(made_report(n, story=n % 3) for n in range(1, 7)))
    open_linked(path).close()
    return path


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    with TestClient(
        make_app(Served(make_shelf(store), "Ada")), base_url="http://localhost"
    ) as client:
        yield client


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_page_and_api_give_the_same_bytes(client: Client, name: str) -> None:
    page = client.get(f"/exports/{name}?sort=earliest")
    api = client.get(f"/api/exports/{name}?sort=earliest")
    assert page.status_code == api.status_code == 200
    assert page.content == api.content and page.content
    assert page.headers["content-disposition"].startswith("attachment")


def _rows(content: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        words = archive.read("acled-like.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(words)))


@pytest.mark.parametrize("query", ["", "until=2019-01-01", "grade=Confirmed", "q=bazaar"])
def test_what_is_exported_is_what_is_listed(client: Client, query: str) -> None:
    listed = client.get(f"/api/incidents?{query}").json()["count"]
    assert f"Export {listed} incident" in client.get(f"/exports?{query}").text
    assert len(_rows(client.get(f"/exports/acled?{query}").content)) == listed


def test_redacted_export_holds_no_such_name_and_the_trail_tells_none(
    client: Client, store: Path
) -> None:
    client.get("/exports")
    form = {
        "places": "Marqab\nTelwara",
        "selection": "",
        "_csrf_token": client.cookies["csrftoken"],
    }
    answer = client.post("/exports/native", data=form)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name in archive.namelist():
            assert b"Marqab" not in archive.read(name), name
    trail = read_trail(open_store(store))
    assert trail[0].what == "native, redacted" and "Marqab" not in trail[0].detail


def test_who_may_not_see_an_incident_does_not_export_it(store: Path) -> None:
    connection = open_store(store)
    incident = dossiers_of(connection).incident_ids()[0]
    restrict(connection, incident, "admin", "Ada", "A witness is named.")
    tokens = {}
    for name, role in (("Vi", "viewer"), ("Ana", "analyst"), ("Ada", "admin")):
        add_user(connection, name, "correct horse battery", role, "root")
        tokens[name] = start_session(connection, find_user(connection, name))
    connection.close()
    with TestClient(
        make_app(Served(make_shelf(store), None)), base_url="http://localhost"
    ) as client:

        def take(name: str, who: str) -> bytes:
            headers = {"authorization": f"Bearer {tokens[who]}"}
            answer = client.get(f"/api/exports/{name}", headers=headers)
            assert answer.status_code == (403 if who == "Vi" else 200)
            return answer.content

        take("native", "Vi")
        assert (len(_rows(take("acled", "Ana"))), len(_rows(take("acled", "Ada")))) == (2, 3)
        with zipfile.ZipFile(io.BytesIO(take("native", "Ana"))) as archive:
            assert all(
                incident.encode() not in archive.read(n)
                for n in archive.namelist()
                if n.endswith("csv")
            )
