"""The dossier as an analyst uses it: from a cell to the words, through the days, signing, merging, splitting."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sayso.store.tables import open_store
from tests.browser.conftest import Serve
from tests.hostile import hostile_report
from tests.store.made_store import dossiers_of, incident_of, open_linked, write_reports


@pytest.fixture
def dahyan(store: Path) -> str:
    return _incident(store, "dahyan-first")


def _incident(store: Path, report: str) -> str:
    """The incident that a sample report is mainly about."""
    with closing(open_store(store)) as connection:
        return dossiers_of(connection).find_of_report(report)


def _axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_from_a_cell_to_the_very_words(page: Page, served: str, dahyan: str) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    row = page.locator("table.matrix tbody tr", has_text="Saudi-led coalition did it").first
    row.locator(".cell").first.click()
    quotes = page.locator("tr.quotes .quote").first
    expect(quotes).to_be_visible()
    assert "proposition=" in page.url and "speaker=" in page.url
    evidence = "".join(quotes.locator("mark").all_inner_texts())
    link = quotes.locator(".quote-source > a")
    claim = (link.get_attribute("href") or "").partition("#c-")[2]
    link.click()
    page.wait_for_url("**/documents/**")
    assert claim in page.url
    marked = "".join(page.locator("#text mark").evaluate_all("ms => ms.map(m => m.textContent)"))
    told = page.request.get(f"{served}/api/claims/{claim}").json()
    assert marked == evidence == "".join(span["exact"] for span in told["evidence"])
    expect(page.locator("#text mark").first).to_be_in_viewport()


def test_quotes_open_by_address_and_close_by_key(page: Page, served: str, dahyan: str) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    cell = page.locator("table.matrix .cell").first
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr.quotes .quote").first).to_be_visible()
    expect(cell).to_have_attribute("aria-expanded", "true")
    address = page.url
    page.keyboard.press("Escape")
    expect(page.locator("tr.quotes .quote")).to_have_count(0)
    expect(cell).to_be_focused()
    assert "proposition" not in page.url
    page.goto(address)
    expect(page.locator("tr.quotes .quote").first).to_be_visible()


def test_arrow_keys_walk_the_cells(page: Page, served: str, dahyan: str) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    row = page.locator("table.matrix tbody tr", has_text="an attack happened").first
    row.locator(".cell").nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(row.locator(".cell").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(row.locator(".cell").nth(0)).to_be_focused()


def test_slider_goes_back_in_time_and_the_address_with_it(
    page: Page, served: str, dahyan: str
) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    rows = page.locator("table.sources tbody tr")
    expect(rows).to_have_count(5)
    slider = page.get_by_label("As of", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    expect(rows).to_have_count(1)
    assert "as_of=2018-08-09" in page.url
    expect(page.get_by_text("What had been printed by")).to_be_visible()
    expect(page.locator(".place-map[data-ready=yes]")).to_be_visible()
    page.go_back()
    expect(rows).to_have_count(5)


def test_days_are_links_without_scripts(page: Page, served: str, dahyan: str) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    bare = plain.new_page()
    bare.goto(f"{served}/incidents/{dahyan}")
    expect(bare.locator("#as-of-slider")).to_be_hidden()
    bare.get_by_role("navigation", name="As of a day").get_by_role(
        "link", name="14 August 2018"
    ).click()
    expect(bare.locator("table.sources tbody tr")).to_have_count(3)
    bare.locator("table.matrix .cell").first.click()
    expect(bare.locator("tr.quotes .quote").first).to_be_visible()
    plain.close()


def test_grade_is_signed_and_withdrawn(page: Page, served: str, dahyan: str) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    box = page.locator(".grade-box", has_text="Saudi Arabia").last
    box.get_by_text("Sign a grade").click()
    box.get_by_label("Grade").select_option("Weak")
    box.get_by_label("Reason").fill("one origin only, I say")
    box.get_by_role("button", name="Sign as Ada Tester").click()
    box = page.locator(".grade-box", has_text="Saudi Arabia").last
    expect(box).to_contain_text("signed by Ada Tester, the rules propose Fair")
    item = page.locator("#history ~ ol > li").first
    item.get_by_text("Withdraw", exact=True).click()
    item.get_by_label("Reason").fill("looked again")
    item.get_by_role("button", name="Withdraw as").click()
    expect(page.locator("#history ~ ol > li")).to_contain_text("withdrawn by Ada Tester")
    expect(page.locator(".grade-box", has_text="signed by")).to_have_count(0)


def test_split_then_merge_and_the_old_id_leads_on(
    page: Page, served: str, store: Path, dahyan: str
) -> None:
    page.goto(f"{served}/incidents/{dahyan}")
    form = page.locator('form[action$="/split"]')
    form.get_by_label("Rights group calls bus bombing").check()
    form.get_by_label("Reason").fill("another strike")
    form.get_by_role("button").click()
    expect(page.get_by_text("Split off from it:")).to_be_visible()
    expect(page.locator("table.sources tbody tr")).to_have_count(4)
    split_off = _incident(store, "dahyan-rights")
    page.goto(f"{served}/incidents/{split_off}")
    expect(page.get_by_text("Split from:")).to_be_visible()
    merge = page.locator('form[action$="/merge"]')
    merge.locator(f'input[value="{dahyan}"]').check()
    merge.get_by_label("Reason").fill("the same strike after all")
    merge.get_by_role("button").click()
    page.wait_for_url(f"**/incidents/{dahyan}?from={split_off}**")
    expect(page.locator("table.sources tbody tr")).to_have_count(5)
    page.goto(f"{served}/incidents/{split_off}")
    expect(page.locator(".notice")).to_contain_text(f"{split_off} was merged into this incident")


PHONE = {"viewport": {"width": 375, "height": 800}}


@pytest.mark.parametrize(
    ("page", "report"),
    [
        pytest.param({"color_scheme": "light"}, "dahyan-first", id="dahyan-light"),
        pytest.param({"color_scheme": "dark"}, "dahyan-first", id="dahyan-dark"),
        pytest.param(PHONE, "dahyan-first", id="dahyan-phone", marks=pytest.mark.soak),
        pytest.param(
            {"color_scheme": "light"},
            "jeddah-signing",
            id="jeddah-light",
            marks=pytest.mark.soak,
        ),
        pytest.param(
            {"color_scheme": "dark"}, "jeddah-signing", id="jeddah-dark", marks=pytest.mark.soak
        ),
        pytest.param(PHONE, "jeddah-signing", id="jeddah-phone"),
    ],
    indirect=["page"],
)
def test_nothing_serious_for_axe_and_nothing_wider_than_the_screen(
    page: Page, served: str, store: Path, report: str
) -> None:
    page.goto(f"{served}/incidents/{_incident(store, report)}?rows=all")
    page.locator("table.matrix .cell").first.click()
    expect(page.locator("tr.quotes .quote").first).to_be_visible()
    expect(page.locator('form[action$="/merge"]')).to_be_visible()
    for summary in page.locator("#dossier summary").all():
        summary.click()
    assert _axe(page) == []
    width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= screen


def test_hostile_words_run_nothing_and_break_nothing(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.db"
    write_reports(path, hostile_report(), hostile_report(67, is_long=True))
    with closing(open_linked(path)) as connection:
        incidents = {incident_of(connection, name) for name in ("d66", "d67")}
    address = serve(path)
    for incident in incidents:
        page.goto(f"{address}/incidents/{incident}?rows=all")
        for cell in page.locator("table.matrix .cell").all():
            cell.click()
        expect(page.locator("tr.quotes .quote").first).to_be_visible()
        assert "RAN" not in page.title().replace("document.title='RAN'", "")
        assert page.locator("#content img").count() == 0
        assert page.locator('a[href^="javascript"]').count() == 0
        width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= screen
        expect(page.locator("#history")).to_be_visible()
