"""The API: against its own description with inputs made up by schemathesis, and by hand what that cannot know."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from tests.served import make_shelf
from tests.store.made_store import made_report, open_linked, write_reports

Client = TestClient[Litestar]
LOCAL = {"host": "localhost"}
# More of them in `make soak`.
EXAMPLES = int(os.environ.get("SAYSO_EXAMPLES", "15"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    return _made_app(tmp_path_factory.mktemp("api") / "made.db")


def _made_app(store: Path) -> Litestar:
    write_reports(store, *(made_report(n, story=n % 3) for n in range(1, 7)))
    open_linked(store).close()
    return make_app(Served(make_shelf(store), "Ada"))


@pytest.fixture(scope="module")
def client(app: Litestar) -> Iterator[Client]:
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def unjudged(tmp_path: Path) -> Iterator[Client]:
    """A client of a store of its own, in which nothing is judged while it looks."""
    with TestClient(_made_app(tmp_path / "own.db"), base_url="http://localhost") as client:
        yield client


def test_every_answer_is_as_described(app: Litestar) -> None:
    """No input makes the server fail, and what it answers is what it says it answers."""
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=LOCAL)
    tried: set[str] = set()
    for found in described.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        tried.add(operation.label)

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(headers=LOCAL, checks=CHECKS)

        ask()
    assert len(tried) >= 13


def test_description_is_openapi_3_1(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/incidents", "/api/judgements", "/api/claims"} <= described["paths"].keys()
    assert all(path.startswith("/api") for path in described["paths"])


def test_pages_of_a_list_hold_each_item_once(client: Client) -> None:
    first = client.get("/api/incidents?limit=2").json()
    second = client.get(f"/api/incidents?limit=2&offset={first['next']}").json()
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert len(set(ids)) == len(ids) == first["count"] == 3
    assert second["next"] is None


def test_api_and_page_show_the_same(client: Client) -> None:
    listed = client.get("/api/incidents?until=2019-01-01").json()
    page = client.get("/incidents?until=2019-01-01").text
    assert f"{listed['count']} of 3 incidents" in page
    assert all(row["id"] in page for row in listed["items"])


def test_what_is_unchanged_is_not_sent_again(unjudged: Client) -> None:
    first = unjudged.get("/api/incidents")
    again = unjudged.get("/api/incidents", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = unjudged.get("/api/incidents?limit=1", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_tag_is_the_same_a_day_later(unjudged: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long answer goes out compressed, and gzip writes the second into it: the tag is of the answer alone."""
    first = unjudged.get("/api/incidents")
    assert first.headers["content-encoding"] == "gzip"
    later = time.time() + 86_400
    monkeypatch.setattr("gzip.time.time", lambda: later)
    assert unjudged.get("/api/incidents").headers["etag"] == first.headers["etag"]


def test_judgement_takes_effect_and_is_withdrawn(client: Client) -> None:
    incident = client.get("/api/incidents").json()["items"][0]["id"]
    [claim, *_] = client.get("/api/claims").json()["items"]
    body = {"kind": "accept", "claim": claim["id"], "reason": "I read it."}
    made = client.post("/api/judgements", json=body)
    assert made.status_code == 201 and made.json()["by"] == "Ada"
    assert client.get(f"/api/claims/{claim['id']}").json()["judgements"]
    gone = client.post(
        f"/api/judgements/{made.json()['id']}/withdraw", json={"reason": "Wrong one."}
    )
    assert gone.json()["withdrawn_by"] == "Ada"
    grade = {"kind": "grade", "incident": incident, "grade": "Weak", "reason": "One source."}
    tag = client.get(f"/api/incidents/{incident}").headers["etag"]
    assert client.post("/api/judgements", json=grade).status_code == 201
    assert client.get(f"/api/incidents/{incident}").headers["etag"] != tag


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "accept", "claim": "nothing-like-it", "reason": "r"},
        {"kind": "accept", "claim": "abcd", "reason": ""},
        {"kind": "same", "incidents": ["iaaaaaaaa"], "reason": "r"},
        {"kind": "praise", "reason": "r"},
        [],
    ],
)
def test_decision_that_means_nothing_is_refused(client: Client, body: Any) -> None:
    answer = client.post("/api/judgements", json=body)
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]


def test_form_of_another_site_decides_nothing(client: Client) -> None:
    body = '{"kind": "accept", "claim": "abcdefgh", "reason": "r"}'
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = client.post("/api/judgements", content=body, headers={"content-type": kind})
        assert answer.status_code == 415, kind
