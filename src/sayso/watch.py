"""Watch feeds: what is new in them is fetched, read and stored.

    feed → items → page → Document → Report → store

Comes in: feeds, a store, settings. Goes out: rows, and a line of log for whatever was done. An item's page is fetched
once; one that failed is tried again, each time later, and given up after some days; a feed that fails is asked again,
each time later. Hosts are asked slowly and as their robots.txt allows (ingest/robots.py). Nothing that a feed or a page
does ends the watch, `stop` does; what was begun is finished and on disk by then.
"""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from sayso.config import Settings
from sayso.deadline import SECONDS_PER_ARTICLE
from sayso.errors import InputError
from sayso.flow import Pipeline, load_pipeline, read_reports
from sayso.ingest.documents import read_safely
from sayso.ingest.drafts import Draft
from sayso.ingest.feeds import Feed, read_feed
from sayso.ingest.fetch import StatusError, ask, fetch_page
from sayso.ingest.inputs import RawInput, problem_input
from sayso.ingest.regions import load_furniture
from sayso.ingest.robots import HOST_SECONDS, Manners
from sayso.model import Report
from sayso.store.feeds import (
    Attempt,
    DueItem,
    Visit,
    document_at,
    due_items,
    last_visit,
    next_due,
    write_attempt,
    write_items,
    write_visit,
    written_time,
)
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter

log = logging.getLogger(__name__)

_FEEDS = (
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
# A page that cannot be had is tried again after these times; then it is given up.
RETRY_SECONDS = (600, 3_600, 6 * 3_600, 24 * 3_600, 72 * 3_600)
_LONGEST_SECONDS = 24 * 3_600
# Waits are made longer or shorter by up to this share, so that not all who failed together ask again together.
_JITTER = 0.2
# Statuses by which a server asks to be left alone, all of it.
_BUSY = frozenset({429, 503})


@dataclass
class Round:
    """What one round over the feeds did."""

    feeds: int = 0
    new_items: int = 0
    stored: int = 0
    skipped: int = 0
    failed: int = 0


class Stop:
    """The wish to end: set by a signal, looked at between two pages and while waiting.

    A plain flag: an Event that its own thread waits for must not be set from a signal's handler.
    """

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Wish to end."""
        self._is_set = True

    def is_set(self) -> bool:
        """Whether it is wished to end."""
        return self._is_set

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is wished to end."""
        until = monotonic() + seconds
        while not self._is_set and (left := until - monotonic()) > 0:
            sleep(min(left, 0.2))


class _Stopped(Exception):  # noqa: N818 - no error: the watch is to end before something is asked for
    pass


class Watcher:
    """Watches feeds into a store; `tell` gets a line for whatever is done, `stop` ends it between two pages."""

    def __init__(
        self,
        store: Path,
        feeds: tuple[Feed, ...],
        settings: Settings,
        *,
        tell: Callable[[str], None],
        stop: Stop,
        every_seconds: float = 900,
        host_seconds: float = HOST_SECONDS,
        article_seconds: float = SECONDS_PER_ARTICLE,
        load: Callable[[Settings], Pipeline] = load_pipeline,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._settings = store, settings
        self._feeds = {feed.url: feed for feed in feeds}
        self._tell, self._stop, self._now, self._load = tell, stop, now, load
        self._every, self._article_seconds = every_seconds, article_seconds
        self._manners = Manners(
            wait=self._pause,
            clock=monotonic,
            host_seconds=host_seconds,
            allow_private=settings.allow_private,
        )
        self._pipeline: Pipeline | None = None
        self._furniture = load_furniture()
        self._busy: dict[str, datetime] = {}

    def _pause(self, seconds: float) -> None:
        """Wait before a host is asked again; who stops meanwhile does not ask at all."""
        self._stop.wait(seconds)
        if self._stop.is_set():
            raise _Stopped

    def run(self) -> None:
        """Go round until stopped."""
        while not self._stop.is_set():
            self.run_once(all_feeds=False)
            self._stop.wait(self._idle_seconds())

    def run_once(self, *, all_feeds: bool = True) -> Round:
        """Ask the feeds that are due, with `all_feeds` all that did not fail just now; read what is new."""
        done = Round()
        with suppress(_Stopped), closing(open_store(self._store)) as connection:
            for feed in self._feeds.values():
                if not self._stop.is_set() and self._is_due(connection, feed, all_feeds):
                    self._visit(connection, feed, done)
            due = due_items(connection, self._feeds, written_time(self._now()))
            if due and not self._stop.is_set():
                with StoreWriter(self._store) as writer:
                    for each in due:
                        if self._stop.is_set():
                            break
                        self._read(connection, writer, each, done)
        return done

    def _is_due(self, connection: sqlite3.Connection, feed: Feed, all_feeds: bool) -> bool:
        visit = last_visit(connection, feed.url)
        if visit is None or (all_feeds and not visit.failures):
            return True
        return visit.next_at <= written_time(self._now())

    def _idle_seconds(self) -> float:
        """How long nothing is due."""
        with closing(open_store(self._store)) as connection:
            visits = [last_visit(connection, url) for url in self._feeds]
            moments = [visit.next_at if visit else "" for visit in visits]
            item = next_due(connection, self._feeds)
        first = min([*moments, *([item] if item else [])])
        if not first:
            return 1.0
        left = (datetime.fromisoformat(first) - self._now()).total_seconds()
        return min(max(1.0, left), self._every)

    def _visit(self, connection: sqlite3.Connection, feed: Feed, done: Round) -> None:
        """Ask for a feed and record what it lists."""
        before = last_visit(connection, feed.url)
        done.feeds += 1
        try:
            visit = self._ask(connection, feed, before)
        except InputError as error:
            done.failed += 1
            visit = self._failed_visit(feed, before, error)
        except _Stopped:
            raise
        except Exception as error:
            log.exception("feed %s", feed.url)
            done.failed += 1
            failure = InputError("feed", f"{type(error).__name__}: {error}"[:300])
            visit = self._failed_visit(feed, before, failure)
        write_visit(connection, visit)
        done.new_items += visit.new_items
        told = f"{visit.items} items, {visit.new_items} new" if visit.outcome == "read" else ""
        reason = f"{visit.stage}: {visit.reason}; again at {visit.next_at}" if visit.stage else ""
        self._tell(f"feed {feed.url}: {visit.outcome} {told}{reason}".strip())

    def _ask(self, connection: sqlite3.Connection, feed: Feed, before: Visit | None) -> Visit:
        fields = {}
        if before is not None and before.etag:
            fields["If-None-Match"] = before.etag
        if before is not None and before.last_modified:
            fields["If-Modified-Since"] = before.last_modified
        answer = ask(
            feed.url,
            _FEEDS,
            fields=fields,
            allow_private=self._settings.allow_private,
            check=self._manners.check,
        )
        now = self._now()
        visit = Visit(
            feed=feed.url,
            at=written_time(now),
            outcome="unchanged" if answer.status == 304 else "read",
            etag=answer.fields.get("etag") or (before.etag if before else None),
            last_modified=answer.fields.get("last-modified")
            or (before.last_modified if before else None),
            next_at=written_time(now + timedelta(seconds=self._every)),
        )
        if answer.status == 304:
            return visit
        items = read_feed(answer.data, answer.url, answer.fields.get("content-type", ""))
        new = write_items(connection, feed.url, visit.at, items)
        return visit._replace(
            items=len(items),
            new_items=new,
            etag=answer.fields.get("etag"),
            last_modified=answer.fields.get("last-modified"),
        )

    def _failed_visit(self, feed: Feed, before: Visit | None, error: InputError) -> Visit:
        failures = (before.failures if before else 0) + 1
        wait = min(self._every * 2.0 ** min(failures, 20), _LONGEST_SECONDS)
        return Visit(
            feed=feed.url,
            at=written_time(self._now()),
            outcome="failed",
            stage=error.stage,
            reason=error.reason,
            # what it said of itself before still holds
            etag=before.etag if before else None,
            last_modified=before.last_modified if before else None,
            failures=failures,
            next_at=self._later(wait, error),
        )

    def _later(self, seconds: float, error: InputError | None = None) -> str:
        """The moment after a wait, jittered, and not before a server asked to be asked again."""
        jittered = seconds * (1 + random.uniform(-_JITTER, _JITTER))  # noqa: S311 - spreads load, guards nothing
        asked = error.retry_seconds if isinstance(error, StatusError) else None
        wait = max(jittered, min(asked or 0.0, _LONGEST_SECONDS))
        return written_time(self._now() + timedelta(seconds=wait))

    def _read(
        self, connection: sqlite3.Connection, writer: StoreWriter, due: DueItem, done: Round
    ) -> None:
        """Fetch and read an item's page, store its report, record how it went."""
        url = due.item.url
        known = document_at(connection, url)
        if known is not None:
            self._record(connection, due, Attempt(url, "", "stored", document=known), done)
            return
        host = urlsplit(url).netloc
        if (until := self._busy.get(host)) is not None and until > self._now():
            return  # it stays due
        raw, error = self._fetch(due)
        if isinstance(error, StatusError) and error.status in _BUSY:
            asked = min(error.retry_seconds or 60.0, _LONGEST_SECONDS)
            self._busy[host] = self._now() + timedelta(seconds=asked)
        for report, data in self._reports(raw):
            written = writer.write(report, data)  # a page that was erased is a problem by now
            self._record(connection, due, self._attempt(due, written, error), done)

    def _fetch(self, due: DueItem) -> tuple[RawInput, InputError | None]:
        feed, item = self._feeds[due.feed], due.item
        told = Draft(
            text="",
            outlet=feed.outlet,
            title=item.title,
            published=item.published,
            language=feed.language,
        )
        try:
            raw = fetch_page(
                item.url,
                allow_private=self._settings.allow_private,
                check=self._manners.check,
            )
        except InputError as error:
            return problem_input(item.url, error, "html", item.url), error
        # the feed's address is the page's, wherever it leads to today: it is what is looked for next time
        return dataclass_replace(raw, told=told, url=item.url), None

    def _reports(self, raw: RawInput) -> Iterator[tuple[Report, bytes | None]]:
        if self._pipeline is None:
            self._pipeline = self._load(self._settings)
        item = read_safely(raw, self._settings, self._furniture, self._article_seconds)
        for report, ingested in read_reports(self._pipeline, [item], self._article_seconds):
            yield report, ingested.raw

    def _attempt(self, due: DueItem, report: Report, error: InputError | None) -> Attempt:
        problem = report.problem
        if problem is None:
            return Attempt(due.item.url, "", "stored", document=report.document.id)
        if problem.skipped:
            return Attempt(due.item.url, "", "skipped", problem.stage, problem.reason)
        if due.failures >= len(RETRY_SECONDS):
            return Attempt(due.item.url, "", "given up", problem.stage, problem.reason)
        next_at = self._later(RETRY_SECONDS[due.failures], error)
        return Attempt(due.item.url, "", "failed", problem.stage, problem.reason, next_at=next_at)

    def _record(
        self, connection: sqlite3.Connection, due: DueItem, attempt: Attempt, done: Round
    ) -> None:
        write_attempt(connection, attempt._replace(at=written_time(self._now())))
        done.stored += attempt.outcome == "stored"
        done.skipped += attempt.outcome == "skipped"
        done.failed += attempt.outcome in ("failed", "given up")
        why = f" at {attempt.stage}: {attempt.reason}" if attempt.stage else ""
        again = f"; again at {attempt.next_at}" if attempt.next_at else ""
        self._tell(f"item {due.item.url}: {attempt.outcome} {attempt.document or ''}{why}{again}")
