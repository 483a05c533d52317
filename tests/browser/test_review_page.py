"""The review desk and the audit as somebody uses them: by keyboard, by touch, with somebody else at the desk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sayso.store.deciding import Correction, Signature
from sayso.store.judgements import read_judgements
from sayso.store.locks import read_lock, take_lock
from sayso.store.review_steps import read_all_steps
from sayso.store.reviewing import decide
from sayso.store.tables import open_store
from tests.browser.conftest import Serve

BEN = Signature("Ben Other", "read it")


def _start(page: Page, served: str, query: str = "") -> str:
    """Open the first card of the queue; its claim."""
    page.goto(f"{served}/review/next?{query}")
    expect(page.locator("#lock")).to_contain_text("You are on this claim")
    return _claim(page)


def _press(page: Page, key: str) -> None:
    """Press a key once the page listens: nobody is as fast as a test."""
    page.wait_for_selector("html[data-keys=ready]")
    busy = ".htmx-request:not(.hold), .htmx-swapping, .htmx-settling, .htmx-added"
    page.wait_for_function("what => !document.querySelector(what)", arg=busy)
    page.keyboard.press(key)


def _claim(page: Page) -> str:
    found = page.locator("#review").get_attribute("data-claim")
    assert found
    return found


def _kinds(store: Path) -> list[tuple[str, str, str | None]]:
    with closing(open_store(store)) as connection:
        return [
            (j.kind, j.left[0].claim or "", j.withdrawn_by) for j in read_judgements(connection)
        ]


def test_four_keys_and_undo(page: Page, served: str, store: Path) -> None:
    first = _start(page, served)
    expect(page.locator("#said")).to_contain_text("Saudi armed forces")
    expect(page.locator("#quote mark").first).to_have_text("a Saudi warplane")
    _press(page, "a")
    expect(page.locator(".told")).to_have_text("Accepted.")
    second = _claim(page)
    _press(page, "r")
    _press(page, "ArrowDown")
    _press(page, "Tab")
    _press(page, "Enter")
    expect(page.locator(".told")).to_have_text("Rejected.")
    third = _claim(page)
    _press(page, "s")
    expect(page.locator(".told")).to_have_text("Left as it was.")
    fourth = _claim(page)
    _press(page, "e")
    page.get_by_label("How").select_option("suggests")
    page.locator("details#correct button").click()
    expect(page.locator(".told")).to_have_text("Corrected.")
    _press(page, "u")
    expect(page.locator(".told")).to_contain_text("Undone")
    assert _claim(page) == fourth
    assert len({first, second, third, fourth}) == 4
    assert _kinds(store) == [
        ("accept", first, None),
        ("reject", second, None),
        ("correct", fourth, "Ada Tester"),
    ]
    with closing(open_store(store)) as connection:
        reasons = {s.claim: s.comment for s in read_all_steps(connection) if s.verb == "decide"}
    assert reasons[first] == "The words say so."
    assert reasons[second] == "Somebody else says it."


def test_undo_without_anything_says_so(page: Page, served: str) -> None:
    page.expected_errors = ("409",)  # type: ignore[attr-defined]
    _start(page, served)
    _press(page, "u")
    expect(page.locator(".problem")).to_contain_text("nothing that could be undone")


def test_words_marked_in_the_quote_fill_the_form(page: Page, served: str, store: Path) -> None:
    _start(page, served)
    _press(page, "e")
    page.evaluate(
        "() => { const range = document.createRange();"
        " range.selectNodeContents(document.querySelector('#quote mark'));"
        " getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    expect(page.get_by_label("In which words")).to_have_value("a Saudi warplane")
    page.locator("details#correct button").click()
    expect(page.locator(".told")).to_have_text("Corrected.")
    with closing(open_store(store)) as connection:
        [judgement] = read_judgements(connection)
    assert judgement.span is not None
    assert judgement.span.exact == "a Saudi warplane"
    assert (judgement.value, judgement.stance, judgement.claimant) == (None, None, None)


def test_a_letter_typed_into_a_field_decides_nothing(page: Page, served: str, store: Path) -> None:
    _start(page, served)
    page.get_by_label("A comment decides nothing").click()
    page.keyboard.type("a rare use of passive")
    _press(page, "Enter")
    expect(page.locator(".comment")).to_contain_text("a rare use of passive")
    assert _kinds(store) == []


def test_a_claim_is_taken_for_later_and_given_back(page: Page, served: str) -> None:
    _start(page, served)
    page.get_by_label("For later").fill("waiting for the hospital")
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("h2", has_text="So far: Claimed")).to_be_visible()
    expect(page.locator(".steps")).to_contain_text("waiting for the hospital")
    form = page.locator("form.step", has_text="Give it back")
    form.get_by_role("textbox").fill("no answer")
    form.get_by_role("button").click()
    expect(page.locator("h2", has_text="So far: New")).to_be_visible()


def test_somebody_else_is_on_it(page: Page, served: str, store: Path) -> None:
    page.expected_errors = ("409",)  # type: ignore[attr-defined]
    claim = _start(page, served)
    with closing(open_store(store)) as connection:
        held = read_lock(connection, claim)
        assert held is not None
        assert held.by == "Ada Tester"
        connection.execute("DELETE FROM review_locks")
        take_lock(connection, claim, "Ben Other", 15)
    _press(page, "a")
    expect(page.locator(".problem")).to_contain_text("Ben Other is on this claim")
    expect(page.locator("#lock")).to_contain_text("It frees itself then")
    expect(page.locator("form[data-act=accept]")).to_have_count(0)
    assert _kinds(store) == []
    _press(page, "s")
    expect(page.locator(".told")).to_have_text("Left as it was.")
    assert _claim(page) != claim
    page.goto(f"{served}/review")
    expect(page.locator(".queue li").first).to_contain_text("Ben Other is on it")


def test_the_second_look_is_blind_and_makes_final(page: Page, serve: Serve, store: Path) -> None:
    ada = serve(store)
    with closing(open_store(store)) as connection:
        claim = _start(page, ada)
        _press(page, "s")
        expect(page.locator(".told")).to_have_text("Left as it was.")
        decide(connection, "correct", claim, BEN, Correction(value="TUR", stance="doubts"))
    page.goto(f"{ada}/review?queue=second")
    expect(page.locator(".queue li")).to_have_count(1)
    assert "Turkey" not in page.locator("main").inner_text()
    page.get_by_role("link", name="Start looking").click()
    expect(page.locator(".blind")).to_contain_text("Ben Other decided")
    told = page.locator("main").inner_text()
    assert "Turkey" not in told
    assert "doubts" not in page.locator("#said").inner_text()
    _press(page, "a")
    expect(page.locator(".told")).to_have_text("Looked at.")
    expect(page.locator("#said")).to_contain_text("doubts")
    expect(page.locator("h2", has_text="So far: In review")).to_be_visible()
    form = page.locator("form.step", has_text="final")
    form.get_by_role("textbox").fill("he is right, it is doubted")
    form.get_by_role("button").click()
    expect(page.locator("h2", has_text="So far: Final")).to_be_visible()
    page.goto(f"{ada}/review/agreement")
    expect(page.locator(".big")).to_contain_text("0 of 1")


def test_who_decided_gets_no_second_look(page: Page, served: str) -> None:
    claim = _start(page, served)
    _press(page, "a")
    expect(page.locator(".told")).to_have_text("Accepted.")
    page.goto(f"{served}/review?queue=second")
    expect(page.locator(".queue li")).to_have_count(0)
    page.goto(f"{served}/review/{claim}")
    expect(page.locator(".verdicts")).to_contain_text("You decided: accept")


def test_the_queue_follows_its_filters(page: Page, served: str) -> None:
    page.goto(f"{served}/review?rank=casualties&q=Dahyan")
    expect(page.locator(".queue li").first).to_contain_text("New figure")
    count = page.locator(".queue li").count()
    page.get_by_role("link", name="Start").click()
    expect(page.locator("#lock")).to_contain_text("You are on")
    assert "rank=casualties" in page.url
    assert "q=Dahyan" in page.url
    for _ in range(count):
        _press(page, "a")
        expect(page.locator(".told, #review h1").first).to_be_visible()
        page.wait_for_timeout(300)
    expect(page.locator("main")).to_contain_text("Nothing waits here")


def test_a_claim_is_added_by_hand(page: Page, served: str) -> None:
    page.expected_errors = ("409",)  # type: ignore[attr-defined]
    _start(page, served)
    page.get_by_role("link", name="add a claim, comment").click()
    page.get_by_label("By whom").fill("a medic of the hospital")
    page.get_by_label("About").select_option("toll.killed")
    page.locator("#value").fill("many")
    page.get_by_label("Kind", exact=True).select_option("video")
    page.get_by_label("Description").fill("filmed in the ward")
    page.get_by_label("Its words").fill("ثلاثة وخمسون شهيداً")
    page.get_by_label("Language", exact=True).fill("ar")
    page.get_by_label("Recorded or printed on").fill("2018-08-10")
    page.get_by_label("Why it belongs here").fill("names the bus")
    page.get_by_role("button", name="Add and sign").click()
    expect(page.locator(".problem")).to_contain_text("many is no value of toll.killed")
    expect(page.get_by_label("Description")).to_have_value("filmed in the ward")
    page.locator("#value").fill("53+")
    page.get_by_role("button", name="Add and sign").click()
    expect(page.locator(".added li")).to_contain_text("a medic of the hospital asserts")
    expect(page.locator(".added q")).to_have_attribute("lang", "ar")
    page.get_by_label("A comment decides nothing").fill("ask the ward for names")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".comment")).to_contain_text("ask the ward for names")


def test_an_audit_by_keyboard(page: Page, served: str) -> None:
    page.goto(f"{served}/audit")
    page.get_by_label("Claims").fill("6")
    page.get_by_label("What for").fill("before the release")
    page.get_by_label("as evenly as may be").check()
    page.get_by_role("button", name="Draw").click()
    page.get_by_role("link", name="Start").click()
    page.wait_for_selector("html[data-keys=ready]")
    for number in range(1, 7):
        expect(page.locator(".claim > p.quiet")).to_contain_text(f"{number} of 6")
        if number == 3:
            _press(page, "1")
            _press(page, "3")
            _press(page, "r")
        else:
            _press(page, "a")
    expect(page.locator("h1")).to_have_text("6 of 6 claims judged")
    expect(page.locator("main")).to_contain_text("What was wrong: who says it 1, what is said 1.")
    expect(page.locator(".intervals").first).to_contain_text("5 of 6")
    page.reload()
    expect(page.locator("main")).to_contain_text("You have judged all of them.")


def test_wrong_takes_a_part(page: Page, served: str) -> None:
    page.expected_errors = ("409",)  # type: ignore[attr-defined]
    page.goto(f"{served}/audit")
    page.get_by_label("What for").fill("a look")
    page.get_by_role("button", name="Draw").click()
    page.get_by_role("link", name="Start").click()
    page.wait_for_selector("html[data-keys=ready]")
    expect(page.locator("#said")).to_be_visible()
    _press(page, "r")
    expect(page.locator(".problem")).to_contain_text("say which part is wrong")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_it_works_without_scripts(page: Page, served: str, store: Path) -> None:
    page.goto(f"{served}/review/next")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".told")).to_have_text("Accepted.")
    page.locator("details#reject summary").click()
    page.locator("details#reject button").click()
    expect(page.locator(".told")).to_have_text("Rejected.")
    assert [kind for kind, _, _ in _kinds(store)] == ["accept", "reject"]


LOOKS = [
    pytest.param({}, marks=pytest.mark.soak),
    {"color_scheme": "dark"},
    {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    pytest.param(
        {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}, marks=pytest.mark.soak
    ),
]


@pytest.mark.parametrize("page", LOOKS, indirect=True, ids=["wide", "dark", "phone", "small-dark"])
def test_nothing_is_cut_and_everything_is_reachable(
    page: Page, served: str, tmp_path: Path
) -> None:
    """No page scrolls sideways, and axe finds nothing wrong, in light and dark, wide and narrow."""
    claim = _start(page, served)
    incident = page.locator("a[href^='/incidents/i']").first.get_attribute("href")
    page.goto(f"{served}/audit")
    page.get_by_label("What for").fill("a look")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("#bulk")).to_be_visible()
    audit = page.url
    for address in (
        f"{served}/review",
        f"{served}/review/{claim}#correct",
        f"{served}/review/{claim}#reject",
        f"{served}/review/agreement",
        f"{served}{incident}/add",
        f"{served}/audit",
        audit,
        f"{audit}/1",
    ):
        page.goto("about:blank")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is {wide} pixels too wide"
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        told = [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]]
        assert told == [], address
