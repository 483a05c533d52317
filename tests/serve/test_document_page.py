"""The document's handlers: the text as it was, the claim that is asked for, the raw bytes as a file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from sayso.store.deciding import Correction, Signature, judge_claim
from tests.hostile import LONG_WORD, hostile_report
from tests.served import make_shelf
from tests.store.made_store import made_report, open_linked, write_reports

Client = TestClient[Litestar]
REPORT = made_report(
    1,
    claims=[{"who": "residents", "killed": "10"}, {"who": "outlet", "happened": True}],
    tail="\n\nA line\r\nand another.",
)
CLAIM = REPORT.claims[0]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, REPORT, hostile_report(is_long=True))
    open_linked(path).close()
    return path


@pytest.fixture
def client(store: Path) -> Iterator[Client]:
    app = make_app(Served(make_shelf(store), "Ada"))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def _text(page: str) -> str:
    """The words of the text's element."""
    found = re.search(r'<div id="text".*?>(.*?)</div>\s*</section>', page, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub(r"<[^>]*>", "", found[1].replace("&#13;", "\r")))


@pytest.mark.parametrize("report", [REPORT, hostile_report(is_long=True)], ids=["plain", "hostile"])
def test_text_is_the_documents_to_the_character(client: Client, report: object) -> None:
    document = report.document  # type: ignore[attr-defined]
    page = client.get(f"/documents/{document.id}").text
    count = int((re.search(r"Part 1 of (\d+)", page) or ["", "1"])[1])
    pages = [client.get(f"/documents/{document.id}?part={n}").text for n in range(1, count + 1)]
    assert "".join(map(_text, pages)) == document.text


def test_asked_claim_is_marked_and_nothing_else(client: Client) -> None:
    page = client.get(f"/documents/d1?claim={CLAIM.id}").text
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)
    assert "".join(re.sub(r"<[^>]*>", "", m) for m in marked) == CLAIM.evidence[0].exact
    assert f'<a id="c-{CLAIM.id}"' in page
    assert f'fact-claim is-target" id="f-{CLAIM.id}"' in page
    assert "<mark" not in client.get("/documents/d1").text


def test_claim_of_another_document_is_not_found(client: Client) -> None:
    other = hostile_report().claims[0].id
    assert client.get(f"/documents/d1?claim={other}").status_code == 404


def test_raw_bytes_are_a_file_of_plain_text(client: Client) -> None:
    answer = client.get("/documents/d1/source")
    assert answer.content == REPORT.document.text.encode()
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_judged_facts_are_marked_and_hidden_kinds_stay_hidden(client: Client, store: Path) -> None:
    with closing(open_linked(store)) as connection:
        judge_claim(
            connection, "correct", CLAIM.id, Signature("Ben", "misread"), Correction(value="11")
        )
    page = client.get("/documents/d1?hide=place,nonsense&judged=1").text
    assert 'class="reader hides-place only-judged"' in page
    card = re.search(
        rf'<li class="fact fact-claim[^"]*" id="f-{CLAIM.id}".*?</li>', page, re.DOTALL
    )
    assert card is not None
    assert "corrected" in card[0]
    assert "11" in card[0]
    assert "misread" in page


def test_a_megabyte_in_one_word_is_a_part_of_its_own(client: Client) -> None:
    first, second = (client.get(f"/documents/d66?part={n}").text for n in (1, 2))
    assert "Part 1 of 2" in first
    assert LONG_WORD in second
    assert len(second) < len(LONG_WORD) + 100_000


def test_claim_asked_for_is_on_the_part_that_is_shown(client: Client) -> None:
    claim = hostile_report().claims[0].id
    assert "<mark" in client.get(f"/documents/d66?claim={claim}").text
