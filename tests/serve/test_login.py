"""Who may: a login where it is asked for, roles kept, tries slowed, restricted incidents not there for lower roles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient

from sayso.cli import main
from sayso.serve.app import Served, make_app
from sayso.serve.attempts import FREE, Attempts
from sayso.serve.pages.login import _own
from sayso.store.linked import read_members
from sayso.store.restricting import restrict
from sayso.store.tables import open_store
from sayso.store.users import add_user
from tests.served import make_shelf
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

Client = TestClient[Litestar]
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store as it is before a test: three passwords are slow to hash."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    write_reports(path, *(made_report(n, story=n % 3) for n in range(1, 7)))
    connection = open_linked(path)
    for name, role in (("Vi", "viewer"), ("Ana", "analyst"), ("Ada", "admin")):
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


def _log_in(client: Client, name: str, password: str = PASSWORD, then: str = "/incidents") -> int:
    client.get("/login")
    form = {
        "name": name,
        "password": password,
        "next": then,
        "_csrf_token": client.cookies["csrftoken"],
    }
    answer = client.post("/login", data=form, follow_redirects=False)
    return answer.status_code


def _post(client: Client, address: str, **form: str) -> int:
    sent = form | {"_csrf_token": client.cookies["csrftoken"]}
    return client.post(address, data=sent, follow_redirects=False).status_code


def test_nothing_is_shown_without_login(client: Client) -> None:
    for address in ("/incidents", "/search?q=x", "/incidents/found.json", "/users"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"].startswith(
            "/login?next=%2F"
        )
    for address in ("/api/incidents", "/api/openapi.json", "/api/claims/abcd"):
        assert client.get(address).status_code == 401
    assert client.get("/static/sayso.css").status_code == 200


def test_login_leads_on_and_logout_ends_it(client: Client) -> None:
    assert _log_in(client, "Vi") == 303
    assert "3 of 3 incidents" in client.get("/incidents").text
    cookie = client.cookies["sayso_session"]
    assert _post(client, "/logout") == 303
    client.cookies.set("sayso_session", cookie)
    assert client.get("/incidents", follow_redirects=False).status_code == 303


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.get("/login")
    form = {"name": "Vi", "password": PASSWORD, "_csrf_token": client.cookies["csrftoken"]}
    sent = client.post("/login", data=form, follow_redirects=False).headers.get_list("set-cookie")
    [session] = [line.lower() for line in sent if line.startswith("sayso_session=")]
    assert "httponly" in session and "samesite=strict" in session


def test_form_without_its_token_is_refused(client: Client) -> None:
    assert _log_in(client, "Ada") == 303
    form = {"name": "Eve", "password": PASSWORD, "role": "admin"}
    assert client.post("/users", data=form).status_code == 403
    assert _post(client, "/users", **form) == 303
    assert "Eve" in client.get("/users").text


def test_roles_are_kept(client: Client) -> None:
    _log_in(client, "Vi")
    claim = client.get("/api/claims").json()["items"][0]["id"]
    body = {"kind": "accept", "claim": claim, "reason": "r"}
    assert client.post("/api/judgements", json=body).status_code == 403
    assert client.get("/users").status_code == 403
    assert _post(client, "/searches", name="n", page="search", query="q=x") == 403
    _log_in(client, "Ana")
    made = client.post("/api/judgements", json=body)
    assert made.status_code == 201 and made.json()["by"] == "Ana"
    assert _post(client, "/erasures", document="d", again="d", reason="r") == 403


def test_tries_are_slowed(client: Client) -> None:
    codes = [_log_in(client, "Ada", f"wrong {n}") for n in range(FREE + 1)]
    assert codes == [401] * FREE + [429]
    assert _log_in(client, "Ada") == 429


def test_waiting_grows_and_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("sayso.serve.attempts.monotonic", lambda: now)
    attempts = Attempts()
    waits = []
    for _ in range(FREE + 3):
        attempts.fail("ada")
        waits.append(attempts.wait_seconds("ada", "ben"))
    assert waits == [0.0] * (FREE - 1) + [2.0, 4.0, 8.0, 16.0]
    now = 17.0
    assert attempts.wait_seconds("ada") == 0
    attempts.forgive("ada")
    attempts.fail("ada")
    assert attempts.wait_seconds("ada") == 0


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/a\r\nb"],
)
def test_login_leads_to_no_other_host(address: str) -> None:
    assert _own(address) == "/incidents"
    assert _own("/incidents?grade=Weak") == "/incidents?grade=Weak"


def test_restricted_incident_is_not_there_for_lower_roles(store: Path, client: Client) -> None:
    connection = open_store(store)
    incident = dossiers_of(connection).incident_ids()[0]
    document = read_members(connection, [incident])[0].document
    claim = connection.execute("SELECT id FROM claims WHERE document = ?", (document,)).fetchone()[
        0
    ]
    restrict(connection, incident, "admin", "Ada", "A witness is named.")
    connection.close()
    _log_in(client, "Ana")
    assert "2 of 2 incidents" in client.get("/incidents").text
    for address in (f"/incidents/{incident}", f"/documents/{document}", f"/claims/{claim}"):
        assert client.get(f"/api{address}").status_code == 404
    listed = client.get("/api/documents?limit=500").json()
    assert document not in {row["id"] for row in listed["items"]} and listed["count"] == 4
    claims = client.get("/api/claims?limit=500").json()["items"]
    assert document not in {row["document"] for row in claims}
    assert incident not in client.get("/api/incidents?all=true&limit=500").text
    body = {"kind": "accept", "claim": claim, "reason": "r"}
    assert client.post("/api/judgements", json=body).status_code == 404
    _log_in(client, "Ada")
    assert client.get(f"/api/incidents/{incident}").status_code == 200


def test_token_of_the_command_line_opens_the_api(store: Path, client: Client) -> None:
    made = CliRunner().invoke(main, ["users", str(store), "token", "Vi"])
    token = made.output.strip()
    assert (
        client.get("/api/incidents", headers={"authorization": f"Bearer {token}"}).status_code
        == 200
    )
    assert client.get("/api/incidents", headers={"authorization": "Bearer x"}).status_code == 401


def test_others_are_served_only_with_users_and_https(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    write_reports(path, made_report(1))
    open_linked(path).close()
    bare = CliRunner().invoke(main, ["serve", str(path), "--host", "0.0.0.0", "--no-open"])  # noqa: S104
    assert bare.exit_code == 2 and "https" in bare.output
    nobody = CliRunner().invoke(main, ["serve", str(path), "--login", "--no-open"])
    assert nobody.exit_code == 2 and "sayso users" in nobody.output
