"""The incidents page as somebody uses it: facets, words, brush, back, keys; in light, dark and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def _open(page: Page, served: str, query: str = "") -> None:
    page.goto(f"{served}/incidents{query}")
    page.wait_for_selector("#map[data-ready=yes]")


def test_facet_narrows_list_map_and_timeline_and_back_widens_them(page: Page, served: str) -> None:
    _open(page, served)
    all_rows = page.locator("table.incidents tbody tr").count()
    page.get_by_role("link", name="Contested").first.click()
    expect(page.locator("#count")).to_contain_text("1 of")
    assert "grade=Contested" in page.url
    expect(page.locator("#map-note")).to_contain_text("1 on the map")
    expect(page.locator("#timeline-title")).to_contain_text("1 by day")
    expect(page.locator("table.incidents tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("table.incidents tbody tr")).to_have_count(all_rows)


def test_words_are_looked_up_in_the_reports(page: Page, served: str) -> None:
    _open(page, served)
    page.get_by_label("Words in the reports").fill("Dahyan")
    page.keyboard.press("Enter")
    expect(page.locator("table.incidents tbody tr")).to_have_count(1)
    expect(page.locator("table.incidents tbody")).to_contain_text("Dahyan")
    assert "q=Dahyan" in page.url


def test_brush_over_the_timeline_sets_the_days(page: Page, served: str) -> None:
    _open(page, served)
    box = page.locator("#timeline .u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 40, steps=6)
    page.mouse.up()
    page.wait_for_url("**since=**")
    expect(page.get_by_label("Since")).not_to_have_value("")
    # Two stories lie in 2014, before the brush.
    assert "17 July 2014" not in page.locator("table.incidents").inner_text()


def test_keys_walk_the_list(page: Page, served: str) -> None:
    _open(page, served)
    titles = page.locator("table.incidents .title")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Words in the reports")).to_be_focused()


def test_a_filter_that_means_nothing_is_explained(page: Page, served: str) -> None:
    page.expected_errors = ("400",)  # type: ignore[attr-defined]
    page.goto(f"{served}/incidents?since=yesterday")
    expect(page.locator("main")).to_contain_text("yesterday is no day")


@pytest.mark.parametrize(
    "page",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 375, "height": 800}},
    ],
    indirect=True,
    ids=["light", "dark", "phone"],
)
def test_nothing_bars_the_way_and_nothing_is_cut(page: Page, served: str) -> None:
    _open(page, served)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
