"""The page of conflicts in a browser: a side is signed by keyboard, and nothing is cut on a small dark screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.store.made_conflicts import write_conflicts

SMALL = {"viewport": {"width": 375, "height": 800}, "color_scheme": "dark"}


@pytest.mark.parametrize("page", [SMALL], indirect=True, ids=["small-dark"])
def test_a_side_is_signed_and_its_conflict_ends(page: Page, serve: Serve, tmp_path: Path) -> None:
    page.goto(f"{serve(write_conflicts(tmp_path))}/review")
    page.get_by_role("link", name="Conflicts").click()
    verdicts = page.locator("article", has_text="two verdicts")
    other = verdicts.get_by_label("The other")
    expect(other.locator(".says")).to_have_text("reject")
    width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= screen
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    other.get_by_label("Reason").fill("Read with both before me.")
    page.keyboard.press("Enter")
    expect(verdicts).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("3 conflicts")
