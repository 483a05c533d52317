"""The dossier's handlers: what they show, what they let somebody decide, and where old ids lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from tests.hostile import ADDRESS, IMAGE, SCRIPT, hostile_report
from tests.served import make_shelf
from tests.store.made_store import dossiers_of, incident_of, made_report, open_linked, write_reports

Client = TestClient[Litestar]
CLAIMS = [
    {"who": "UKR", "responsible": "RUS"},
    {"who": "RUS", "act": "denies", "responsible": "RUS"},
    {"who": "residents", "killed": "10"},
    {"who": "outlet", "happened": True},
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(
        path,
        made_report(1, claims=CLAIMS),
        made_report(2, claims=[*CLAIMS, {"who": "residents", "killed": "12-"}]),
        made_report(3, story=1),
        hostile_report(),
    )
    open_linked(path).close()
    return path


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    app = make_app(Served(make_shelf(store), "Ada"))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def incident(store: Path) -> str:
    with closing(open_linked(store)) as connection:
        return incident_of(connection, "d1")


def _post(client: Client, address: str, **fields: str | list[str]) -> str:
    """Send a form as a browser does; the page that follows."""
    client.get("/incidents")
    token = client.cookies["csrftoken"]
    answer = client.post(address, data={"_csrf_token": token, **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def _other(store: Path, document: str) -> str:
    with closing(open_linked(store)) as connection:
        return incident_of(connection, document)


def test_page_shows_who_says_what_as_words(client: Client, incident: str) -> None:
    page = client.get(f"/incidents/{incident}").text
    assert "Russia did it" in page
    assert re.search(r"✕</span> denies", page)
    assert re.search(r"●</span> asserts", page)
    assert "Would change it" in page


def test_a_cell_opens_its_quotes_with_and_without_scripts(client: Client, incident: str) -> None:
    where = f"/incidents/{incident}?proposition=responsible%3ARUS&speaker=RUS"
    whole = client.get(where).text
    part = client.get(where, headers={"hx-request": "true", "hx-target": "quotes-1"}).text
    assert "<h1>" in whole
    assert "<h1>" not in part
    for answer in (whole, part):
        assert "<mark>RUS denies responsible RUS.</mark>" in answer
        assert "#accept" in answer
    back = {"hx-request": "true", "hx-history-restore-request": "true", "hx-target": "quotes-1"}
    assert "<h1>" in client.get(where, headers=back).text


def test_a_tree_of_origins_comes_as_part(client: Client, incident: str) -> None:
    part = {"hx-request": "true", "hx-target": "tree-1"}
    where = f"/incidents/{incident}?tree=toll.killed"
    answer = client.get(where, headers=part).text
    assert "<h1>" not in answer
    assert "unnamed sources of" in answer
    assert '<details class="tree" open>' in client.get(where).text
    assert client.get(f"/incidents/{incident}?tree=none", headers=part).status_code == 404


def test_a_day_shows_what_had_been_printed_by_then(client: Client, incident: str) -> None:
    early = client.get(f"/incidents/{incident}?as_of=2020-01-02").text
    assert "What had been printed by" in early
    assert "Report 2" not in early
    assert (
        "Nothing of it had been printed"
        in client.get(f"/incidents/{incident}?as_of=2019-01-01").text
    )
    assert client.get(f"/incidents/{incident}?as_of=yesterday").status_code == 400


def test_grade_is_signed_shown_and_withdrawn(client: Client, incident: str) -> None:
    page = _post(
        client, f"/incidents/{incident}/grade", party="RUS", grade="Confirmed", reason="seen <b>"
    )
    assert "signed by <bdi>Ada</bdi>, the rules propose" in page
    assert "seen &lt;b&gt;" in page
    [judgement] = set(re.findall(r'id="j-(\w+)"', page))
    page = _post(
        client, f"/incidents/{incident}/withdraw", judgement=judgement, reason="looked again"
    )
    assert "signed by" not in page
    assert "withdrawn by <bdi>Ada</bdi>" in page
    assert "looked again" in page


def test_discounted_is_signed_too(client: Client, incident: str) -> None:
    page = _post(
        client, f"/incidents/{incident}/grade", party="RUS", grade="Discounted", reason="fighters"
    )
    assert "signed by the analyst named below" in page
    assert "Ada: fighters" in page


def test_no_judgement_without_reason_or_token(client: Client, incident: str) -> None:
    client.get("/incidents")
    fields = {"party": "RUS", "grade": "Fair", "reason": "seen"}
    assert client.post(f"/incidents/{incident}/grade", data=fields).status_code == 403
    token = client.cookies["csrftoken"]
    fields |= {"_csrf_token": token, "reason": "  "}
    answer = client.post(f"/incidents/{incident}/grade", data=fields)
    assert answer.status_code == 400
    assert "Nobody has judged anything" in client.get(f"/incidents/{incident}").text


def test_merged_id_leads_to_the_one_that_stays_and_says_so(
    client: Client, incident: str, store: Path
) -> None:
    other = _other(store, "d3")
    page = _post(client, f"/incidents/{incident}/merge", incident=[other], reason="one story")
    assert "Split" in page
    stays = dossiers_find(store, other)
    gone = incident if stays == other else other
    answer = client.get(f"/incidents/{gone}")
    assert str(answer.url).endswith(f"/incidents/{stays}?from={gone}")
    assert f"<strong>{gone}</strong> was merged into this incident" in answer.text
    assert f"also known as {gone}" in answer.text


def test_a_link_cannot_claim_a_merge_that_was_none(client: Client, incident: str) -> None:
    assert "was merged" not in client.get(f"/incidents/{incident}?from=i000000").text


def test_split_takes_reports_out_and_both_sides_tell(
    client: Client, incident: str, store: Path
) -> None:
    page = _post(client, f"/incidents/{incident}/split", document=["d2"], reason="another day")
    new = _other(store, "d2")
    assert new != incident
    assert f'Split off from it: <a href="/incidents/{new}">' in page
    assert f'Split from: <a href="/incidents/{incident}">' in client.get(f"/incidents/{new}").text


def test_proposals_come_as_part_or_as_page(client: Client, incident: str) -> None:
    where = f"/incidents/{incident}/proposals"
    assert "<h1>" in client.get(where).text
    part = client.get(where, headers={"hx-request": "true"}).text
    assert "<h1>" not in part
    assert "Merge as" in part


def test_claim_leads_to_its_words(client: Client, incident: str) -> None:
    page = client.get(f"/incidents/{incident}?proposition=responsible%3ARUS&speaker=RUS").text
    claim = re.search(r'id="q-(c\w+)"', page)
    assert claim is not None
    answer = client.get(f"/incidents/{incident}/claims/{claim[1]}", follow_redirects=False)
    assert re.fullmatch(
        rf"/documents/d\d+\?claim={claim[1]}#c-{claim[1]}", answer.headers["location"]
    )


def test_hostile_words_stay_words(client: Client, store: Path) -> None:
    hostile = _other(store, "d66")
    for address in (f"/incidents/{hostile}?rows=all", "/documents/d66"):
        page = client.get(address).text
        assert SCRIPT not in page
        assert IMAGE not in page
        assert "<img" not in page
        assert f'href="{ADDRESS}' not in page
        assert "49" not in re.sub(r"[\da-f]{10,}", "", page)
        assert not re.search(r'\son\w+="', page)
        assert not re.search(r'\sstyle="', page)


def test_unknown_names_are_not_found(client: Client) -> None:
    for address in ("/incidents/i00000000", "/documents/dffff", "/documents/dffff/source"):
        assert client.get(address).status_code == 404


def dossiers_find(store: Path, name: str) -> str:
    with closing(open_linked(store)) as connection:
        found = dossiers_of(connection).find(name)
        assert found is not None
        return found
