"""Every page over reports that a hostile sender wrote: nothing of them runs, nothing breaks, and no request leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from sayso.store.saved_searches import save_search
from sayso.store.tables import open_store
from tests.browser.conftest import Serve
from tests.hostile import SCRIPT, hostile_report
from tests.store.made_store import open_linked, write_reports

ADDRESSES = (
    "/incidents",
    f"/incidents?q={SCRIPT}&party={SCRIPT}",
    "/search?q=strike",
    "/search?property=responsible",
    f"/search?value={SCRIPT}",
    "/outlets",
    "/runs",
    "/exports",
    "/review",
    "/audit",
    "/users",
)


@pytest.fixture
def hostile(tmp_path: Path, serve: Serve) -> str:
    """Reports, a saved search and a user's name that want to be more than words."""
    path = tmp_path / "hostile.db"
    write_reports(path, hostile_report(), hostile_report(67, is_long=True))
    open_linked(path).close()
    connection = open_store(path)
    save_search(connection, SCRIPT, "search", f'q="{SCRIPT}', SCRIPT)
    connection.close()
    return serve(path, by=SCRIPT)


@pytest.mark.parametrize("address", ADDRESSES)
def test_words_stay_words(page: Page, hostile: str, address: str) -> None:
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(hostile + address, wait_until="load")
    page.wait_for_timeout(300)
    assert dialogs == []
    # The only scripts are the page's own files, and none of the attributes that run something is there.
    ran = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) =>
            (e.tagName === 'SCRIPT' && !e.src.startsWith(location.origin + '/static/')) ||
            [...e.attributes].some((a) => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
        ).map((e) => e.outerHTML.slice(0, 200))"""
    )
    assert ran == []
    assert page.locator("h1").first.is_visible()
