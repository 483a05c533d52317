"""Search, compare outlets, runs: words found and marked, a search saved and taken off, nothing in the way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def test_words_are_marked_and_claims_narrowed_by_field(page: Page, served: str) -> None:
    page.goto(f"{served}/search")
    page.get_by_label("Words").fill("Dahyan bus")
    page.get_by_label("Stance").select_option("denies")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".reports li").first).to_contain_text("Dahyan")
    marked = {text.casefold() for text in page.locator(".reports mark").all_inner_texts()}
    assert marked <= {"dahyan", "bus"} and marked
    page.goto(f"{served}/search?stance=denies&property=responsible")
    stances = page.locator("table.claims tbody td:nth-child(3)").all_inner_texts()
    assert stances and all(words.startswith("denies") for words in stances)


def test_search_is_saved_found_again_and_taken_off(page: Page, served: str) -> None:
    page.goto(f"{served}/search?stance=denies")
    page.get_by_label("Save this search as").fill("Who denies <b>what</b>")
    page.get_by_role("button", name="Save").click()
    link = page.get_by_role("link", name="Who denies <b>what</b>")
    expect(link).to_have_attribute("href", "/search?stance=denies")
    page.get_by_role("button", name="Take Who denies").click()
    expect(link).to_have_count(0)


def test_outlets_words_are_side_by_side(page: Page, served: str) -> None:
    page.goto(f"{served}/outlets")
    expect(page.locator(".words-table tbody tr").first).to_be_visible()
    sums = page.evaluate(
        """() => [...document.querySelectorAll('.words-table tbody tr')].map((row) => {
            const [all, ...rest] = [...row.querySelectorAll('td')].map((cell) => Number(cell.innerText) || 0);
            return [all, rest.reduce((a, b) => a + b, 0)]; })"""
    )
    assert all(shown <= total for total, shown in sums)


def test_runs_tell_what_was_read(page: Page, served: str) -> None:
    page.goto(f"{served}/runs")
    expect(page.locator("main")).to_contain_text("21")
    expect(page.locator("main")).to_contain_text("everything anew")


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
@pytest.mark.parametrize("address", ["/search?q=strike", "/outlets", "/runs"])
def test_nothing_bars_the_way(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in serious] == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
