"""A start tag of too many attributes is cut; nothing else of a page is touched."""

from __future__ import annotations

import time

import pytest

from sayso.ingest.markup import MOST_ATTRIBUTES, bound_attributes
from sayso.ingest.pages import read_page

MANY = " ".join(f'a{n}=">"' for n in range(100_000))


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a>b" data-x=\'"\' hidden>Kyiv denied it.</p>',
        "<p" + " a" * MOST_ATTRIBUTES + ">Kyiv</p>",
        '<img src="data:image/png;base64,' + "A" * 50_000 + '">',
        "a < b <c d = e",
        '<p a="never closed',
        "<a" * 1_000 + "'\"" * 1_000,
    ],
)
def test_an_ordinary_page_stays_as_it_is(html: str) -> None:
    assert bound_attributes(html) == html


@pytest.mark.parametrize("written", [MANY, MANY.replace('"', "'"), "a " * 100_000, "a/" * 50_000])
def test_a_tag_is_cut_after_so_many(written: str) -> None:
    cut = bound_attributes(f"<p {written}>Kyiv denied it.</p>")
    assert cut.endswith(">Kyiv denied it.</p>") and len(cut) < 20_000


def test_such_a_page_is_read_at_once() -> None:
    body = "<p>Rebels shelled Aleppo on Monday, and the army said that it would answer in kind soon.</p>"
    start = time.process_time()
    draft = read_page(
        f"<html><body><article><p {MANY}>So it is.</p>{body}</article></body>".encode()
    )
    assert "Rebels shelled Aleppo" in draft.text
    assert time.process_time() - start < 4


@pytest.mark.parametrize("piece", ["<p ", '<p a="', "<p a='", "<p a=b ", "=", "<p/", "<a =\" '"])
def test_the_pattern_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    bound_attributes(piece * 100_000)
    assert time.process_time() - start < 2
