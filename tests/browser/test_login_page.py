"""Logging in, being refused, adding users, erasing, exporting: as somebody does it before the screen."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sayso.store.tables import open_store
from sayso.store.users import add_user
from tests.browser.conftest import Serve

PASSWORD = "correct horse battery"


@pytest.fixture
def guarded(store: Path, serve: Serve) -> str:
    """The sample store, behind a login."""
    with closing(open_store(store)) as connection:
        add_user(connection, "Vi", PASSWORD, "viewer", "root")
        add_user(connection, "Ada", PASSWORD, "admin", "root")
    return serve(store, by=None)


def _log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_login_leads_to_what_was_wanted_and_refuses_what_may_not_be(
    page: Page, guarded: str
) -> None:
    page.expected_errors = ("401", "403")  # type: ignore[attr-defined]
    page.goto(f"{guarded}/incidents?grade=Contested")
    _log_in(page, "Vi", "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("don't fit")
    _log_in(page, "Vi")
    expect(page.locator("#count")).to_contain_text("1 of")
    assert page.get_by_role("link", name="Users").count() == 0
    page.goto(f"{guarded}/users")
    expect(page.locator("main")).to_contain_text("this takes the role of admin; Vi is a viewer")
    page.goto(f"{guarded}/exports")
    expect(page.locator("main")).to_contain_text("Only analysts take exports away")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{guarded}/incidents")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_admin_adds_a_user_erases_a_document_and_the_trail_tells(page: Page, guarded: str) -> None:
    page.goto(f"{guarded}/users")
    _log_in(page, "Ada")
    add = page.locator("form[action='/users']")
    add.get_by_label("Name").fill("Ben")
    add.get_by_label("Password").fill(PASSWORD)
    add.get_by_label("Role").select_option("analyst")
    add.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Ben")).to_be_visible()
    found = page.request.get(f"{guarded}/api/documents?limit=1").json()["items"][0]
    page.get_by_text("Erase a document").click()
    page.get_by_label("Document's id").fill(found["id"])
    page.get_by_label("The id once more").fill(found["id"])
    erase = page.locator("form[action='/erasures']")
    erase.get_by_label("Reason").fill("The witness asked for it.")
    erase.get_by_role("button").click()
    expect(page.locator("#erasures + ul")).to_contain_text(found["id"])
    expect(page.locator("main")).to_contain_text("add user")
    assert page.request.get(f"{guarded}/api/documents/{found['id']}").status == 404


def test_export_is_taken_away(page: Page, served: str) -> None:
    page.goto(f"{served}/incidents?grade=Contested")
    page.get_by_role("link", name="Export these 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export 1 incident")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="acled").click()
    assert waiting.value.suggested_filename.endswith(".zip")
    page.get_by_label("Persons").fill("Vladimir Putin")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="geojson").click()
    assert Path(waiting.value.path()).stat().st_size > 100


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
@pytest.mark.parametrize("address", ["/exports", "/users", "/login"])
def test_nothing_bars_the_way(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in serious] == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
