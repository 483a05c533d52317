"""Pages become a headline and paragraphs, with what the page says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest.pages import read_page

PARAGRAPHS = (
    "ALEPPO, Syria (Reuters) - A strike killed at least 12 people in a school on Tuesday, witnesses said.",
    "Damascus denied that its jets had hit the school. “We were not there,” a general said on state television.",
    "Monitors said that the toll could rise, since many people were still missing under the ruins of the building.",
)


def page(head: str = "", body: str = "", paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><title>Strike kills 12 - The Paper</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a><a href='/w'>World</a></nav><article><h1>Strike kills 12 in Aleppo</h1>{body}{inner}"
        "</article><footer>About us | Privacy</footer></body></html>"
    ).encode()


def test_text_is_headline_and_paragraphs() -> None:
    draft = read_page(page())
    assert draft.text == "\n\n".join(["Strike kills 12 in Aleppo", *PARAGRAPHS])
    assert draft.title == "Strike kills 12 in Aleppo"


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (
            "<meta property='article:published_time' content='2016-05-04T14:22:00+03:00'>",
            "",
            "2016-05-04T14:22:00+03:00",
        ),
        (
            "<meta name='pubdate' content='Wed, 04 May 2016 14:22:00 GMT'>",
            "",
            "2016-05-04T14:22:00+00:00",
        ),
        (
            '<script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebSite"},'
            '{"@type":["NewsArticle"],"datePublished":"2016-05-04T14:22:00Z"}]}</script>',
            "",
            "2016-05-04T14:22:00+00:00",
        ),
        ("", "<time datetime='2016-05-04T14:22:00Z'>May 4</time>", "2016-05-04T14:22:00+00:00"),
        ("", "<span itemprop='datePublished'>4 May 2016</span>", "2016-05-04"),
        (
            "<meta property='article:published_time' content='2016-05-04'>",
            "<time datetime='2016-05-04T14:22:00Z'>May 4</time>",
            "2016-05-04T14:22:00+00:00",
        ),
        ("<meta property='article:published_time' content='2016-05-04T14:22'>", "", "2016-05-04"),
        ("<script type='application/ld+json'>{broken</script>", "", None),
    ],
)
def test_publication_dates(head: str, body: str, published: str | None) -> None:
    assert read_page(page(head, body)).published == published


def test_facts() -> None:
    draft = read_page(
        page(
            "<meta property='og:site_name' content='The Paper'><link rel='canonical' href='https://paper.example/a'>"
            "<meta name='author' content='Jane Doe'>"
        )
    )
    assert (draft.outlet, draft.url, draft.byline) == (
        "The Paper",
        "https://paper.example/a",
        "Jane Doe",
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "<meta property='og:title' content='Strike kills 12 in Aleppo | The Paper'>",
            "<h1>The Paper</h1>",
        ),
        (
            "<meta property='og:title' content='Strike kills 12 in Aleppo'>",
            "<h1>The Paper of Everything</h1>",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Strike kills 12 in Aleppo",'
            '"datePublished":"2016-05-04"}</script>',
            "<h1>News</h1>",
        ),
        ("", ""),
    ],
)
def test_the_headline_is_told_from_the_masthead(head: str, body: str) -> None:
    draft = read_page(page(head, body))
    assert draft.title == "Strike kills 12 in Aleppo"
    assert draft.text.startswith("Strike kills 12 in Aleppo\n\n")
    assert draft.text.count("Strike kills 12 in Aleppo") == 1


def test_the_address_that_was_fetched_counts() -> None:
    html = page("<link rel='canonical' href='https://paper.example/a'>")
    assert read_page(html, url="https://mirror.example/a").url == "https://mirror.example/a"


def test_captions_are_told() -> None:
    html = page(
        body="<figure><img src='a.jpg'><figcaption>A man at the <b>ruin</b></figcaption></figure>"
    )
    assert "A man at the ruin" in read_page(html).captions


def test_a_declared_charset_is_used() -> None:
    html = page("<meta charset='cp1252'>").decode().encode("cp1252")
    assert "“We were not there,”" in read_page(html).text


def test_inline_markup_and_breaks_do_not_glue_words() -> None:
    html = page(
        paragraphs=(
            *PARAGRAPHS,
            "One <b>bold</b> word<br>and a <a href='/x'>link</a>, then the rest of it all.",
        )
    )
    assert read_page(html).text.endswith("One bold word and a link, then the rest of it all.")


def test_an_xml_declaration_is_no_obstacle() -> None:
    html = b'<?xml version="1.0" encoding="utf-8"?>' + page()
    assert read_page(html).text.endswith(PARAGRAPHS[-1])


@pytest.mark.parametrize(
    ("data", "reason", "skipped"),
    [
        (b"", "empty", True),
        (b" \n\t ", "empty", True),
        (b"<html></html>", "no article", False),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article", False),
        (b"<html>\0</html>", "NUL", False),
        (b"<div>" * 100_000 + b"<p>Rebels hit the town.</p>", "article|HTML", False),
    ],
)
def test_pages_without_article(data: bytes, reason: str, skipped: bool) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_page(data)
    assert caught.value.skipped is skipped


@pytest.mark.slow
def test_a_page_of_two_megabytes() -> None:
    from time import process_time

    paragraphs = tuple(
        f"Shell number {number} fell on the town on Tuesday, the council said."
        for number in range(29_000)
    )
    html = page(paragraphs=paragraphs)
    assert len(html) > 2_000_000
    started = process_time()
    assert read_page(html).text.endswith(paragraphs[-1])
    assert process_time() - started < 30


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "<article>",
                "<h1>",
                "<table><tr><td>",
                "<!--",
                "]]>",
                "&#0;",
                "&amp;",
                "<script>",
                "<title>",
                "<svg>",
                "\0",
                "A strike killed 12 people. ",
                "<a href='x'>",
                "<time datetime='",
                "'>",
                "\ud83d",
            ]
        ),
        max_size=30,
    )
)
def test_any_markup_ends_in_text_or_a_reason(parts: list[str]) -> None:
    try:
        read_page("".join(parts).encode("utf-8", "replace"))
    except InputError as error:
        assert error.reason
