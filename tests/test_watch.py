"""Watching feeds, against a server on this machine: what is asked for, how politely, and what is recorded."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sayso.config import Settings
from sayso.errors import InputError, StoreError, UsageError
from sayso.flow import Pipeline
from sayso.ingest.feeds import Feed, load_feeds, read_feed, read_seconds
from sayso.ingest.fetch import retry_seconds
from sayso.store.feeds import watch_lock
from sayso.store.view import StoreView
from sayso.watch import RETRY_SECONDS, Stop, Watcher

STORY = (
    "<html><head><title>Market hit {n}</title></head><body><article><p>Kyiv said Russian shells hit market number {n} "
    "in Kherson on Friday, killing at least six people. Moscow denied it.</p></article></body></html>"
)
SAYSO = Path(sys.executable).parent / "sayso"


@dataclass
class Paper:
    """A paper on this machine: its pages by path, and what it was asked."""

    address: str = ""
    pages: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def serve(self, path: str, body: str, *, status: int = 200, **fields: Any) -> None:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        self.pages[path] = status, {"Content-Type": "text/html; charset=utf-8"} | named, body

    def feed(self, *numbers: int, **fields: Any) -> str:
        items = "".join(
            f"<item><title>Market hit {n}</title><link>{self.address}/story/{n}</link>"
            f"<guid>{n}</guid><pubDate>Sat, 24 Dec 2022 10:0{n % 10}:00 +0200</pubDate></item>"
            for n in numbers
        )
        rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>P</title>{items}</channel></rss>'
        self.serve("/feed", rss, Content_Type="application/rss+xml", **fields)
        for n in numbers:
            self.pages.setdefault(
                f"/story/{n}", (200, {"Content-Type": "text/html"}, STORY.format(n=n))
            )
        return f"{self.address}/feed"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


@pytest.fixture
def paper() -> Iterator[Paper]:
    found = Paper()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append((self.path, headers))
            status, fields, body = found.pages.get(self.path, (404, {}, ""))
            if fields.get("ETag") and headers.get("if-none-match") == fields["ETag"]:
                status, body = 304, ""
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 28, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Watch:
    """A watch into a store of its own, with a clock that is set by hand."""

    def __init__(
        self, folder: Path, pipeline: Pipeline | None, *feeds: Feed, **options: Any
    ) -> None:
        self.store = folder / "feeds.db"
        self.lines: list[str] = []
        self.clock = Clock()
        self.stop = Stop()

        def load(_: Settings) -> Pipeline:
            assert pipeline is not None, "nothing should be read"
            return pipeline

        named: dict[str, Any] = {"host_seconds": 0.0} | options
        self.watcher = Watcher(
            self.store,
            feeds,
            Settings(allow_private=named.pop("allow_private", True)),
            tell=self.lines.append,
            stop=self.stop,
            load=load,
            now=self.clock,
            **named,
        )

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.store)) as connection:
            return connection.execute(query).fetchall()


@pytest.mark.model
def test_what_is_new_is_read_once_and_asked_for_conditionally(
    tmp_path: Path, pipeline: Pipeline, paper: Paper
) -> None:
    url = paper.feed(1, 2, ETag='"a"', Last_Modified="Sat, 24 Dec 2022 10:00:00 GMT")
    watch = Watch(tmp_path, pipeline, Feed(url=url, outlet="The Harbour Gazette"))
    first = watch.watcher.run_once()
    assert (first.new_items, first.stored, first.failed) == (2, 2, 0)
    with StoreView(watch.store) as view:
        report = view.view_report(f"{paper.address}/story/1")
    assert report.document.published == "2022-12-24T10:01:00+02:00"
    assert report.document.title == "Market hit 1"
    assert report.document.url == f"{paper.address}/story/1"
    assert any(claim.stance == "denies" for claim in report.claims)

    paper.asked.clear()
    second = watch.watcher.run_once()
    assert (second.new_items, second.stored) == (0, 0)
    assert paper.paths() == ["/feed"]
    _, headers = paper.asked[-1]
    assert headers["if-none-match"] == '"a"'
    assert headers["if-modified-since"] == "Sat, 24 Dec 2022 10:00:00 GMT"

    paper.feed(1, 2, 3, ETag='"b"')
    third = watch.watcher.run_once()
    assert (third.new_items, third.stored) == (1, 1)
    outcomes = watch.rows("SELECT outcome, items, new_items, etag FROM feed_visits ORDER BY rowid")
    assert outcomes == [("read", 2, 2, '"a"'), ("unchanged", 0, 0, '"a"'), ("read", 3, 1, '"b"')]


@pytest.mark.model
def test_a_page_that_fails_is_tried_later_and_later_and_given_up(
    tmp_path: Path, pipeline: Pipeline, paper: Paper
) -> None:
    url = paper.feed(1, 2)
    paper.serve("/story/1", "", status=500)
    watch = Watch(tmp_path, pipeline, Feed(url=url))
    done = watch.watcher.run_once()
    assert (done.stored, done.failed) == (1, 1)
    [(stage, reason)] = watch.rows(
        "SELECT stage, reason FROM feed_attempts WHERE outcome = 'failed'"
    )
    assert (stage, reason) == ("fetch", "HTTP 500 Internal Server Error")
    assert watch.rows("SELECT stage, skipped FROM errors") == [("fetch", 0)]

    paper.asked.clear()
    assert watch.watcher.run_once().failed == 0
    assert paper.paths() == ["/feed"]
    waits = []
    for _ in RETRY_SECONDS:
        before = watch.clock.now
        [(next_at,)] = watch.rows(
            "SELECT next_at FROM feed_attempts WHERE next_at > '' ORDER BY rowid DESC LIMIT 1"
        )
        watch.clock.now = datetime.fromisoformat(next_at)
        waits.append((watch.clock.now - before).total_seconds())
        assert watch.watcher.run_once().failed == 1
    assert all(
        0.79 * want <= wait <= 1.21 * want for want, wait in zip(RETRY_SECONDS, waits, strict=True)
    )
    watch.clock.later(10**7)
    assert watch.watcher.run_once().failed == 0
    assert watch.rows("SELECT count(*) FROM feed_attempts WHERE outcome = 'given up'") == [(1,)]


@pytest.mark.model
def test_a_page_that_comes_back_is_read(tmp_path: Path, pipeline: Pipeline, paper: Paper) -> None:
    url = paper.feed(1)
    paper.serve("/story/1", "", status=503, Retry_After="7200")
    watch = Watch(tmp_path, pipeline, Feed(url=url))
    assert watch.watcher.run_once().failed == 1
    paper.serve("/story/1", STORY.format(n=1))
    watch.clock.later(3_000)
    assert watch.watcher.run_once().stored == 0, "the server asked for two hours"
    watch.clock.later(4_300)
    assert watch.watcher.run_once().stored == 1


@pytest.mark.model
def test_a_busy_host_is_left_alone(tmp_path: Path, pipeline: Pipeline, paper: Paper) -> None:
    url = paper.feed(1, 2, 3)
    paper.serve("/story/1", "", status=429, Retry_After="600")
    watch = Watch(tmp_path, pipeline, Feed(url=url))
    watch.watcher.run_once()
    assert paper.paths() == ["/feed", "/story/1"]
    watch.clock.later(700)
    assert watch.watcher.run_once().stored == 2


def test_a_feed_that_fails_is_asked_later_and_later(tmp_path: Path, paper: Paper) -> None:
    paper.serve("/feed", "gone wrong", status=503, Retry_After="4000")
    watch = Watch(tmp_path, None, Feed(url=f"{paper.address}/feed"), every_seconds=900.0)
    assert watch.watcher.run_once().failed == 1
    watch.clock.later(3_900)
    assert watch.watcher.run_once().feeds == 0
    watch.clock.later(200)
    paper.serve("/feed", "<html><p>no feed</p></html>")
    assert watch.watcher.run_once().failed == 1
    rows = watch.rows("SELECT stage, reason, failures FROM feed_visits ORDER BY rowid")
    assert rows == [
        ("fetch", "HTTP 503 Service Unavailable", 1),
        ("feed", "neither RSS nor Atom", 2),
    ]
    [(at, next_at)] = watch.rows("SELECT at, next_at FROM feed_visits ORDER BY rowid DESC LIMIT 1")
    wait = (datetime.fromisoformat(next_at) - datetime.fromisoformat(at)).total_seconds()
    assert 0.79 * 3_600 <= wait <= 1.21 * 3_600


@pytest.mark.model
def test_robots_txt_is_obeyed(tmp_path: Path, pipeline: Pipeline, paper: Paper) -> None:
    url = paper.feed(1, 2)
    paper.serve("/robots.txt", "User-agent: *\nDisallow: /story/1\n", Content_Type="text/plain")
    watch = Watch(tmp_path, pipeline, Feed(url=url))
    done = watch.watcher.run_once()
    assert (done.stored, done.failed) == (1, 1)
    assert "/story/1" not in paper.paths()
    [(stage, reason)] = watch.rows(
        "SELECT stage, reason FROM feed_attempts WHERE outcome = 'failed'"
    )
    assert stage == "robots"
    assert "does not allow /story/1" in reason
    assert [path for path, _ in paper.asked].count("/robots.txt") == 1


def test_an_unreadable_robots_txt_forbids_everything(tmp_path: Path, paper: Paper) -> None:
    url = paper.feed(1)
    paper.serve("/robots.txt", "", status=500)
    watch = Watch(tmp_path, None, Feed(url=url))
    assert watch.watcher.run_once().failed == 1
    assert paper.paths() == []


@pytest.mark.model
def test_a_redirect_into_what_is_forbidden_is_not_followed(
    tmp_path: Path, pipeline: Pipeline, paper: Paper
) -> None:
    url = paper.feed(1)
    paper.serve("/story/1", "", status=302, Location="/private/1")
    paper.serve("/private/1", STORY.format(n=1))
    paper.serve("/robots.txt", "User-agent: sayso\nDisallow: /private\n")
    watch = Watch(tmp_path, pipeline, Feed(url=url))
    assert watch.watcher.run_once().failed == 1
    assert paper.paths() == ["/feed", "/story/1"]


@pytest.mark.model
def test_a_host_is_asked_slowly(tmp_path: Path, pipeline: Pipeline, paper: Paper) -> None:
    url = paper.feed(1, 2)
    watch = Watch(tmp_path, pipeline, Feed(url=url), host_seconds=0.3)
    started = time.monotonic()
    watch.watcher.run_once()
    assert len(paper.asked) == 4
    assert time.monotonic() - started >= 0.9


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path, paper: Paper) -> None:
    watch = Watch(tmp_path, None, Feed(url=paper.feed(1)), allow_private=False)
    assert watch.watcher.run_once().failed == 1
    assert paper.asked == []
    assert "not a public address" in watch.lines[0]


@pytest.mark.model
def test_stopping_ends_between_two_pages(tmp_path: Path, pipeline: Pipeline, paper: Paper) -> None:
    url = paper.feed(1, 2, 3)
    watch = Watch(tmp_path, pipeline, Feed(url=url), host_seconds=0.05)
    tell = watch.lines.append

    def tell_and_stop(line: str) -> None:
        tell(line)
        if ": stored" in line:
            watch.stop.set()

    watch.watcher._tell = tell_and_stop
    watch.watcher.run()
    assert watch.rows("SELECT count(*) FROM documents") == [(1,)]
    assert paper.paths() == ["/feed", "/story/1"]


@pytest.mark.model
def test_a_page_that_was_read_another_way_is_not_fetched(
    tmp_path: Path, pipeline: Pipeline, paper: Paper
) -> None:
    url = paper.feed(1)
    once = Watch(tmp_path, pipeline, Feed(url=url))
    once.watcher.run_once()
    with closing(sqlite3.connect(once.store)) as connection:
        connection.executescript("DELETE FROM feed_attempts; DELETE FROM feed_items;")
    paper.asked.clear()
    assert Watch(tmp_path, None, Feed(url=url)).watcher.run_once().stored == 1
    assert paper.paths() == ["/feed"]


def test_one_watch_at_a_time(tmp_path: Path) -> None:
    store = tmp_path / "feeds.db"
    with (
        watch_lock(store),
        pytest.raises(StoreError, match="another sayso watch"),
        watch_lock(store),
    ):
        pass
    with watch_lock(store):
        pass


@pytest.mark.model
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_the_command_cleanly(tmp_path: Path, paper: Paper, number: int) -> None:
    store = tmp_path / "feeds.db"
    command: list[str | Path] = [
        SAYSO,
        "watch",
        paper.feed(),
        "--store",
        store,
        "--allow-private",
        "--host-delay",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "read 0 items" in process.stdout.readline()
        os.kill(process.pid, number)
        assert process.wait(20) == 0
        assert process.stdout.read().endswith("stopped\n")


@pytest.mark.model
def test_once_tells_and_exits_as_read_does(tmp_path: Path, paper: Paper, command: Path) -> None:
    url = paper.feed(1)
    paper.serve("/story/1", "", status=404)
    listed = tmp_path / "feeds.yaml"
    listed.write_text(f"every: 5m\nfeeds:\n  - url: {url}\n    outlet: The Harbour Gazette\n")
    words: list[str | Path] = [
        command,
        "watch",
        listed,
        "--store",
        tmp_path / "s.db",
        "--once",
        "--allow-private",
    ]
    done = subprocess.run(
        [*words, "--host-delay", "0", "--attribution", "fast"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"item {url.replace('feed', 'story/1')}: failed" in done.stdout
    assert done.stdout.endswith("1 feeds asked, 1 new items, 0 stored, 0 skipped, 1 failed\n")


ATOM = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/">
<entry><title type="html">Army &lt;b&gt;denies&lt;/b&gt; raid</title><link href="/a#top"/>
<updated>2016-05-04T14:22:00Z</updated></entry>
<entry><title>No address</title></entry>
<entry><title>Bad</title><link href="javascript:alert(1)"/></entry>
<entry><title>Twice</title><link href="/a"/></entry>
<entry><title>Local</title><link href="file:///etc/passwd"/></entry></feed>"""


def test_atom_and_what_is_left_out() -> None:
    [item] = read_feed(ATOM, "https://paper.example/feed")
    assert (item.url, item.title) == ("https://paper.example/a", "Army denies raid")
    assert item.published == "2016-05-04T14:22:00+00:00"


@pytest.mark.parametrize("data", [b"", b"<html><p>x</p></html>", b"/etc/hostname", b"{}"])
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(InputError, match="neither RSS nor Atom"):
        read_feed(data, "https://paper.example/feed")


def test_entities_do_not_explode() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 12)
    )
    data = (
        bomb
        + b"]><rss version='2.0'><channel><item><title>&a11;</title><link>https://x.example/</link></item></channel></rss>"
    )
    started = time.monotonic()
    items = read_feed(data, "https://x.example/feed")
    assert time.monotonic() - started < 5
    assert all(len(item.title or "") <= 500 for item in items)


def test_lists_of_feeds(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(
        "- https://a.example/rss\n- {url: https://b.example/rss, outlet: B, language: en}\n"
    )
    feeds, every = load_feeds([str(path), "https://a.example/rss", "https://c.example/rss"])
    assert [feed.url[8] for feed in feeds] == ["a", "b", "c"]
    assert (feeds[1].outlet, every) == ("B", None)
    for wrong in (
        "- ftp://a.example",
        "feeds: 3",
        "[",
        "feeds: []",
        "- {url: https://a.example, colour: red}",
    ):
        path.write_text(wrong)
        with pytest.raises(UsageError):
            load_feeds([str(path)])
    with pytest.raises(UsageError, match="no list of feeds"):
        load_feeds([str(tmp_path / "none.yaml")])


def test_spans_of_time() -> None:
    assert [read_seconds(each) for each in ("90s", "15m", "2 h", "1d", "30")] == [
        90,
        900,
        7_200,
        86_400,
        30,
    ]
    for wrong in ("", "0m", "soon", "-5m", "1w"):
        with pytest.raises(UsageError):
            read_seconds(wrong)


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2016, 5, 4, tzinfo=UTC)
    assert retry_seconds("120") == 120
    assert retry_seconds("Wed, 04 May 2016 01:00:00 GMT", now) == 3_600
    assert retry_seconds("Tue, 03 May 2016 01:00:00 GMT", now) == 0
    assert retry_seconds("soon") is retry_seconds(None) is None
