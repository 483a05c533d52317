"""The document as an analyst reads it: words and facts light each other up, keys, filters, hostile texts."""

from __future__ import annotations

import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sayso.store.tables import open_store
from tests.browser.conftest import Serve
from tests.hostile import LONG_WORD, hostile_report
from tests.store.made_store import open_linked, write_reports

# Where the first and the last letter of "deined" stand, as they are drawn.
_FIRST_AND_LAST = """text => {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const at = node.data.indexOf("deined");
    if (at < 0) continue;
    return [at, at + 5].map((place) => {
      const letter = document.createRange();
      letter.setStart(node, place);
      letter.setEnd(node, place + 1);
      return letter.getBoundingClientRect().left;
    });
  }
}"""


@pytest.fixture
def document(store: Path) -> str:
    """The id of a sample report that denies and accuses."""
    return _id(store, "dahyan-first")


def _id(store: Path, report: str) -> str:
    with closing(open_store(store)) as connection:
        row = connection.execute(
            "SELECT document FROM document_inputs WHERE source_id = ?", (report,)
        ).fetchone()
    return str(row[0])


def _stored(store: Path, document: str) -> str:
    with closing(open_store(store)) as connection:
        row = connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
    return str(row[0])


def test_every_character_is_the_documents(page: Page, served: str, store: Path) -> None:
    with closing(open_store(store)) as connection:
        names = [row[0] for row in connection.execute("SELECT id FROM documents")]
    assert len(names) == 21
    for name in names:
        page.goto(f"{served}/documents/{name}")
        assert page.locator("#text").evaluate("t => t.textContent") == _stored(store, name)


def test_words_and_facts_light_each_other_up(page: Page, served: str, document: str) -> None:
    page.goto(f"{served}/documents/{document}")
    fact = page.locator(".fact-figure").first
    fact.hover()
    name = fact.get_attribute("data-fact")
    words = page.locator(f'#text [data-a~="{name}"]')
    assert "".join(words.all_text_contents()) == fact.locator(".fact-words").inner_text()
    for piece in words.all():
        expect(piece).to_have_class(re.compile(r"\bis-lit\b"))
    page.locator("#text .k-event").first.click()
    focused = page.evaluate("document.activeElement.className")
    assert "fact-" in focused


def test_keys_walk_the_facts_and_open_a_review(page: Page, served: str, document: str) -> None:
    page.goto(f"{served}/documents/{document}?hide=attribution,event,figure,place,time")
    page.keyboard.press("j")
    claims = page.locator(".fact-claim")
    expect(claims.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(claims.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(claims.nth(0)).to_be_focused()
    claim = claims.nth(0).get_attribute("data-claim")
    page.expected_errors = ("404",)  # type: ignore[attr-defined]
    page.keyboard.press("a")
    page.wait_for_url(f"**/review/{claim}#accept")


def test_chips_hide_a_kind_and_the_address_keeps_it(page: Page, served: str, document: str) -> None:
    page.goto(f"{served}/documents/{document}")
    expect(page.locator(".fact-place").first).to_be_visible()
    page.get_by_label("Places").uncheck()
    expect(page.locator(".fact-place").first).to_be_hidden()
    assert "hide=place" in page.url
    page.reload()
    expect(page.locator(".fact-place").first).to_be_hidden()
    expect(page.get_by_label("Places")).not_to_be_checked()
    page.get_by_label("only judged").check()
    expect(page.locator(".fact").first).to_be_hidden()


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
@pytest.mark.parametrize("report", ["dahyan-first", "togoga-army.html"])
def test_nothing_serious_for_axe_and_nothing_wider_than_the_screen(
    page: Page, served: str, store: Path, report: str
) -> None:
    page.goto(f"{served}/documents/{_id(store, report)}")
    claim = page.locator(".fact-claim").first.get_attribute("data-fact")
    page.goto(f"{served}/documents/{_id(store, report)}?claim={claim}")
    found = Axe().run(page).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in bad] == []
    width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= screen


def test_hostile_words_run_nothing_and_turn_nothing(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.db"
    report = hostile_report(is_long=True)
    write_reports(path, report)
    open_linked(path).close()
    started = time.monotonic()
    address = serve(path)
    text = page.locator("#text")
    shown = []
    for part in (2, 1):
        page.goto(f"{address}/documents/d66?part={part}")
        shown.append(text.evaluate("t => t.textContent"))
    assert shown[1] + shown[0] == report.document.text
    assert LONG_WORD in shown[0]
    assert time.monotonic() - started < 20
    assert page.title().startswith("<script>")
    assert page.locator("#content img").count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0
    # The override stands alone, named, and what follows it keeps its direction.
    control = text.locator("bdi.control[data-name=RLO]").first
    expect(control).to_be_attached()
    box = text.evaluate(_FIRST_AND_LAST)
    assert box[0] < box[1]
    width, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= screen
    page.keyboard.press("j")
    expect(page.locator(".fact:focus")).to_have_count(1)
