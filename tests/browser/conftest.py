"""A real browser before a real server: the workbench over the sample corpus, on a free port of this machine.

Every request of every page is watched: one that leaves for another address is stopped and fails the test, and so does
any error on the browser's console, a refusal by the content security policy among them.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from sayso.serve.app import Served, make_app
from tests.served import make_shelf

CHROMIUM = Path(os.environ.get("SAYSO_CHROMIUM", "/usr/bin/chromium"))
# As root in a container there is no sandbox of Chromium's own; no flag lets it call home.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Serve = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of this folder need a browser: where there is none they are skipped, and the summary says so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.model)
            if not CHROMIUM.exists():
                reason = (
                    f"NO BROWSER at {CHROMIUM}: apt-get install chromium, or set SAYSO_CHROMIUM"
                )
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store that a test may change."""
    return Path(shutil.copy(sample_store, tmp_path / "project.db"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a store: `serve(path)` gives the address, `serve(path, by=None)` asks for a login; stopped when it ends."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(path: Path, by: str | None = "Ada Tester") -> str:
        port = _free_port()
        app = make_app(Served(make_shelf(path), by, port=port))
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        return f"http://127.0.0.1:{port}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def served(store: Path, serve: Serve) -> str:
    """The address of the workbench over the sample corpus."""
    return serve(store)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, serve: Serve, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page of 1280 × 900 (or what `@pytest.mark.parametrize("page", …, indirect=True)` gives as settings).

    It asks for `serve` so that it is closed before the servers are: what it still asks then is no error.
    """
    settings = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
    context = browser.new_context(**settings)
    context.set_default_timeout(15_000)
    left: list[str] = []
    errors: list[str] = []

    def watch(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            left.append(route.request.url)
            route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    context.route("**/*", watch)
    found = context.new_page()
    found.on("console", hear)
    found.on("pageerror", lambda error: errors.append(str(error)))
    yield found
    context.close()
    assert not left, f"requests that leave the machine: {left}"
    expected = getattr(found, "expected_errors", ())
    assert [e for e in errors if not any(words in e for words in expected)] == []
