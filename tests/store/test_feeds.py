"""What a store keeps of watched feeds, and what an erasure leaves of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sayso.ingest.feeds import FeedItem
from sayso.store.erasing import erase_document
from sayso.store.feeds import Attempt, due_items, write_attempt, write_items
from sayso.store.tables import open_store
from tests.store.made_store import made_report, write_reports


def test_an_erasure_takes_the_title_that_a_feed_told_and_does_not_fetch_again(
    tmp_path: Path,
) -> None:
    path, url = tmp_path / "s.db", "https://paper.example/a"
    report = made_report(1)
    write_reports(path, report)
    with closing(open_store(path)) as connection:
        items = [FeedItem(url=url, title="Zeppelin over Marqab")]
        assert write_items(connection, "feed", "2026-11-28", items) == 1
        assert write_items(connection, "feed", "2026-11-29", items) == 0
        assert [due.item for due in due_items(connection, ["feed"], "2026-11-29")] == items
        write_attempt(connection, Attempt(url, "2026-11-28", "stored", document=report.document.id))
        erase_document(connection, report.document.id, "Mara Olin", "asked for by a source")
        assert due_items(connection, ["feed"], "2027-01-01") == []
    assert b"Zeppelin" not in path.read_bytes()
