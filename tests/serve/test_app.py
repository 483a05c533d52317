"""The application: its headers, its refusals, and files of others as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import STATIC, Served, make_app
from tests.served import make_shelf
from tests.store.made_store import made_report, open_linked, write_reports

Client = TestClient[Litestar]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, story=1))
    open_linked(path).close()
    return path


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    app = make_app(Served(make_shelf(store), "Ada"))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def test_page_runs_no_script_but_ours(client: Client) -> None:
    for address in ("/incidents", "/nowhere", "/incidents?since=x"):
        policy = client.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_another_hosts_name_is_refused(client: Client) -> None:
    assert client.get("/incidents", headers={"host": "evil.example"}).status_code == 400


def test_rows_follow_the_store(client: Client, store: Path) -> None:
    assert "2 of 2 incidents" in client.get("/incidents").text
    write_reports(store, made_report(4, story=2))
    open_linked(store).close()
    assert "3 of 3 incidents" in client.get("/incidents").text


def test_what_is_drawn_is_what_is_listed(client: Client) -> None:
    found = client.get("/incidents/found.json?since=2019-01-01").json()
    assert sum(sum(p["grades"].values()) for p in found["periods"]["periods"]) == 1
    assert found["map"]["placed"] + found["map"]["unplaced"] == 1


def test_files_of_others_are_as_they_were() -> None:
    vendor = STATIC / "vendor"
    rows = yaml.safe_load((vendor / "vendored.yaml").read_text("utf-8"))
    for row in rows:
        assert hashlib.sha256((vendor / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert (vendor / row["licence_text"]).read_text("utf-8").strip()
    listed = (
        {row["file"] for row in rows} | {"vendored.yaml"} | {row["licence_text"] for row in rows}
    )
    assert listed == {str(f.relative_to(vendor)) for f in vendor.rglob("*") if f.is_file()}
