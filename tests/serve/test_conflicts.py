"""Conflicts of merged stores on the desk: side by side for who may see them, ended by a withdrawal or a signature."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from sayso.store.conflicts import find_conflicts
from sayso.store.erasing import erase_document
from sayso.store.judgements import read_judgement, read_judgements
from sayso.store.restricting import restrict
from sayso.store.tables import open_store
from sayso.store.users import add_user
from tests.served import make_shelf
from tests.store.made_conflicts import FIRST, REPORTS, SECOND, STEPPED, TOLL, write_conflicts
from tests.store.made_store import dossiers_of, incident_of, open_linked, write_reports

Client = TestClient[Litestar]
Serve = Callable[..., Client]
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_conflicts(tmp_path_factory.mktemp("conflicts"))


@pytest.fixture
def store(merged: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(merged, tmp_path / "c.db"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    clients: list[Client] = []

    def start(path: Path, by: str | None = "Cy") -> Client:
        app = make_app(Served(make_shelf(path), by=by))
        client = TestClient(app, base_url="http://localhost")
        client.__enter__()
        clients.append(client)
        return client

    yield start
    for client in clients:
        client.__exit__(None, None, None)


def _log_in(client: Client, name: str) -> None:
    client.get("/login")
    form = {"name": name, "password": PASSWORD, "_csrf_token": client.cookies["csrftoken"]}
    assert client.post("/login", data=form, follow_redirects=False).status_code == 303


def _withdraw(client: Client, judgement: str, **more: str) -> int:
    form = {"judgement": judgement, "_csrf_token": client.cookies["csrftoken"], **more}
    return client.post("/conflicts/withdraw", data=form, follow_redirects=False).status_code


def test_each_kind_stands_with_both_sides_and_the_way_to_decide(store: Path, serve: Serve) -> None:
    client = serve(store)
    page = client.get("/conflicts").text
    with closing(open_store(store)) as c:
        found = find_conflicts(c)
    assert f"<h1>{len(found)} conflicts</h1>" in page
    for words in ("two verdicts", "two grades", "or two:", "two places on the desk"):
        assert words in page
    assert "The words &lt;b&gt;say&lt;/b&gt; so." in page and "<b>say" not in page
    assert page.count("Holds now</p>") == page.count("The other</p>") == len(found)
    assert f'href="/review/{TOLL}"' in page and f'href="/review/{STEPPED}"' in page
    for address in (f"/review/{TOLL}", f"/documents/{FIRST}?claim={TOLL}"):
        assert client.get(address).status_code == 200
    assert 'href="/conflicts"' in client.get("/review").text
    told = client.get("/api/conflicts").json()
    assert [(t["kind"], t["holds"]["by"]) for t in told] == [(f.kind, f.holds.by) for f in found]


def test_withdrawing_one_side_ends_its_conflict_alone(store: Path, serve: Serve) -> None:
    client = serve(store)
    client.get("/conflicts")
    with closing(open_store(store)) as c:
        before = find_conflicts(c)
        [conflict] = [found for found in before if found.kind == "claim"]
    gone = conflict.other.judgement
    assert gone is not None
    assert _withdraw(client, gone) == 400, "a withdrawal takes a reason"
    assert _withdraw(client, gone, reason="Agreed with ana.") == 303
    with closing(open_store(store)) as c:
        assert [f for f in find_conflicts(c) if f.kind == "claim"] == []
        assert len(find_conflicts(c)) == len(before) - 1
        assert read_judgement(c, gone).withdrawn_by == "Cy"
    assert _withdraw(client, gone, reason="Again.") == 404, "it is in no conflict any more"
    assert _withdraw(client, "j" * 8, reason="None.") == 404


@pytest.mark.parametrize(
    ("kind", "lasts"), [("claim", False), ("grade", False), ("membership", True)]
)
def test_signing_a_side_with_both_in_view_makes_it_hold(
    store: Path, serve: Serve, kind: str, lasts: bool
) -> None:
    client = serve(store)
    client.get("/conflicts")
    with closing(open_store(store)) as c:
        conflict = next(found for found in find_conflicts(c) if found.kind == kind)
    sent = {"judgement": conflict.other.judgement, "_csrf_token": client.cookies["csrftoken"]}
    assert client.post("/conflicts/sign", data=sent, follow_redirects=False).status_code == 400
    answer = client.post(
        "/conflicts/sign", data=sent | {"reason": "Both read."}, follow_redirects=False
    )
    assert answer.status_code == (400 if lasts else 303)
    with closing(open_store(store)) as c:
        assert any(found.about == conflict.about for found in find_conflicts(c)) == lasts
        last = max(read_judgements(c), key=lambda j: j.at)
        said = read_judgement(c, str(conflict.other.judgement))
        if not lasts:
            assert (last.by, last.kind, last.grade) == ("Cy", said.kind, said.grade)


def test_who_may_not_see_or_decide_does_not(store: Path, serve: Serve) -> None:
    with closing(open_store(store)) as c:
        add_user(c, "Vi", PASSWORD, "viewer", "root")
        add_user(c, "Ann", PASSWORD, "analyst", "root")
    client = serve(store, by=None)
    _log_in(client, "Vi")
    page = client.get("/conflicts").text
    assert "two verdicts" in page and "Withdraw it" not in page and "Decide otherwise" not in page
    with closing(open_store(store)) as c:
        judgements = [f.holds.judgement for f in find_conflicts(c) if f.kind == "claim"]
        assert _withdraw(client, str(judgements[0]), reason="r") == 403
        for document in (FIRST, SECOND, REPORTS[2].document.id):
            restrict(c, incident_of(c, document), "reviewer", "root", "witnesses")
    other = serve(store, by=None)
    _log_in(other, "Ann")
    page = other.get("/conflicts").text
    assert "two verdicts" not in page and "ana" not in page and FIRST not in page
    assert all(told["about"] != TOLL for told in other.get("/api/conflicts").json())
    assert _withdraw(other, str(judgements[0]), reason="r") == 404


def test_conflicts_over_what_was_erased_break_no_page(store: Path, serve: Serve) -> None:
    with closing(open_store(store)) as c:
        for document in (FIRST, REPORTS[2].document.id):
            erase_document(c, document, "root", "asked by the source")
    client = serve(store)
    assert client.get("/conflicts").status_code == 200
    assert "residents says" not in client.get("/conflicts").text


def test_a_store_that_was_never_merged_has_none(tmp_path: Path, serve: Serve) -> None:
    write_reports(tmp_path / "one.db", *REPORTS)
    with closing(open_linked(tmp_path / "one.db")) as c:
        dossiers_of(c).fill()
    client = serve(tmp_path / "one.db")
    assert "No conflict stands" in client.get("/conflicts").text
    assert 'href="/conflicts"' not in client.get("/review").text
