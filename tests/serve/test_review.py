"""The desk's pages: who may do what, what is restricted, what hostile words become, and refusals that tell why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from sayso.store.deciding import Signature
from sayso.store.judgements import read_judgements
from sayso.store.restricting import restrict
from sayso.store.reviewing import decide
from sayso.store.tables import open_store
from sayso.store.users import add_user
from tests.served import make_shelf
from tests.store.made_store import dossiers_of, incident_of, made_report, open_linked, write_reports

Client = TestClient[Litestar]
PASSWORD = "correct horse battery"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store as it is before a test: three passwords are slow to hash."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    told = [{"who": f"named: {HOSTILE}", "killed": 12}, {"who": "residents", "responsible": "SYR"}]
    write_reports(path, made_report(1, claims=told), made_report(2), made_report(3, story=1))
    connection = open_linked(path)
    for name, role in (("Vi", "viewer"), ("Ana", "analyst"), ("Rae", "reviewer")):
        add_user(connection, name, PASSWORD, role, "root")
    connection.close()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copy(made, tmp_path / "made.db"))


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    app = make_app(Served(make_shelf(store), by=None))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def _log_in(client: Client, name: str) -> None:
    client.get("/login")
    form = {"name": name, "password": PASSWORD, "next": "/review"}
    _post(client, "/login", **form)


def _post(client: Client, address: str, **form: str) -> tuple[int, str]:
    sent = form | {"_csrf_token": client.cookies["csrftoken"]}
    answer = client.post(address, data=sent, follow_redirects=False)
    return answer.status_code, answer.text


def _claim(store: Path, document: str = "d1", prop: str = "toll.killed") -> str:
    with closing(open_store(store)) as connection:
        incident = dossiers_of(connection).incident(incident_of(connection, document))
        assert incident is not None
        claims = chain(*incident.claims.values())
        return next(c.id for c in claims if c.document == document and c.property == prop)


def _judged(store: Path) -> list[str]:
    with closing(open_store(store)) as connection:
        return [f"{j.by} {j.kind}" for j in read_judgements(connection)]


def test_a_viewer_looks_and_decides_nothing(client: Client, store: Path) -> None:
    _log_in(client, "Vi")
    claim = _claim(store)
    page = client.get(f"/review/{claim}")
    assert page.status_code == 200
    assert 'data-act="accept"' not in page.text
    for act in ("decide", "skip", "lock", "comment", "step"):
        assert _post(client, f"/review/{claim}/{act}", verdict="accept", reason="x")[0] == 403
    assert _post(client, "/audit/draw", size="2", seed="1", reason="x")[0] == 403
    assert _judged(store) == []


def test_an_analyst_decides_and_a_reviewer_looks_again(client: Client, store: Path) -> None:
    claim = _claim(store)
    _log_in(client, "Ana")
    assert _post(client, f"/review/{claim}/decide", verdict="accept")[0] == 409
    assert _post(client, f"/review/{claim}/decide", verdict="maybe", reason="x")[0] == 409
    assert _post(client, f"/review/{claim}/decide", verdict="accept", reason="read")[0] == 303
    with closing(open_store(store)) as connection:
        other = _claim(store, "d2")
        decide(connection, "accept", other, Signature("Ben", "read"))
    status, told = _post(client, f"/review/{other}/decide", verdict="accept", reason="x")
    assert (status, "takes the role of reviewer" in told) == (409, True)
    _log_in(client, "Rae")
    assert _post(client, f"/review/{claim}/decide", verdict="accept", reason="read")[0] == 303
    assert "So far: Final" in client.get(f"/review/{claim}").text
    assert _judged(store) == ["Ana accept", "Ben accept"], "a second look is no judgement"


def test_a_restricted_incident_is_in_no_queue(client: Client, store: Path) -> None:
    claim = _claim(store, "d3")
    with closing(open_store(store)) as connection:
        incident = incident_of(connection, "d3")
        restrict(connection, incident, "admin", "root", "A witness is named.")
    _log_in(client, "Rae")
    assert claim not in client.get("/review").text
    assert client.get(f"/review/{claim}").status_code == 404
    for act in ("decide", "lock", "comment", "step"):
        form = {"verdict": "accept", "verb": "reopen", "reason": "x", "words": "x"}
        assert _post(client, f"/review/{claim}/{act}", **form)[0] == 404
    assert client.get(f"/incidents/{incident}/add").status_code == 404
    assert _post(client, "/audit/draw", size="99", seed="1", reason="x")[0] == 303
    addresses = client.get("/audit").text
    audit = addresses.split('href="/audit/')[1].split('"')[0]
    answers = [client.get(f"/audit/{audit}/{n}").status_code for n in range(1, 8)]
    assert sorted(set(answers)) == [200, 403, 404]
    kind = {"property": "toll.killed", "stance": "asserts", "reason": "x"}
    assert _post(client, f"/audit/{audit}/accept", **kind)[0] == 403
    assert _judged(store) == []


def test_hostile_words_stay_words(client: Client, store: Path) -> None:
    claim = _claim(store)
    _log_in(client, "Ana")
    _post(client, f"/review/{claim}/comment", words=HOSTILE)
    _post(
        client, f"/review/{claim}/decide", verdict="correct", claimant=HOSTILE + "2", reason=HOSTILE
    )
    with closing(open_store(store)) as connection:
        incident = incident_of(connection, "d1")
    form = {
        "property": "toll.killed",
        "value": "3",
        "claimant": HOSTILE,
        "stance": "asserts",
        "kind": "video",
        "description": HOSTILE,
        "url": "javascript:alert(1)",
        "words": HOSTILE,
        "reason": HOSTILE,
    }
    assert _post(client, f"/incidents/{incident}/claims", **form)[0] == 303
    for address in (
        "/review",
        f"/review/{claim}",
        f"/incidents/{incident}/add",
        "/review?queue=second",
    ):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "javascript:" not in page.split("<main")[1]
    page = client.get(f"/incidents/{incident}/add").text
    assert "&lt;script&gt;" in page
    judgement = page.split('name="judgement" value="')[1].split('"')[0]
    answer = client.get(f"/review/m{judgement[1:]}", follow_redirects=False)
    assert answer.headers["location"] == f"/incidents/{incident}/add#added"
    withdrawal = {"judgement": judgement, "reason": "not this"}
    assert _post(client, f"/incidents/{incident}/claims/withdraw", **withdrawal)[0] == 303
    assert _post(client, f"/incidents/{incident}/claims/withdraw", **withdrawal)[0] == 409
    assert "Ana add" in _judged(store)


def test_a_form_without_its_token_is_refused(client: Client, store: Path) -> None:
    claim = _claim(store)
    _log_in(client, "Ana")
    answer = client.post(f"/review/{claim}/decide", data={"verdict": "accept", "reason": "x"})
    assert answer.status_code == 403
    assert _judged(store) == []


@pytest.mark.parametrize(
    "address",
    [
        "/review?queue=nothing",
        "/review?page=x&rank=grade",
        "/review?since=soon",
        "/review/cffff",
        "/audit/qffff",
        "/audit/qffff/1",
        "/incidents/iffff/add",
        "/review?page=999999",
    ],
)
def test_odd_addresses_are_told_off(client: Client, address: str) -> None:
    _log_in(client, "Ana")
    assert client.get(address).status_code in (200, 400, 404)
