"""Filters judge a document by what it says of itself, and give one reason for all that are dropped alike."""

from __future__ import annotations

import pytest

from sayso.bulk.filters import Filters, make_filters
from sayso.errors import UsageError
from sayso.ingest.outlets import find_outlet
from sayso.model import Document

ENGLISH = "Kyiv accused the rebels of shelling a market in the village, and the rebels denied it."
GERMAN = (
    "Kiew beschuldigte die Rebellen, einen Markt im Dorf beschossen zu haben, was diese bestritten."
)


def _document(
    text: str = ENGLISH,
    *,
    published: str | None = "2016-05-04T23:30:00+00:00",
    outlet: str | None = "https://www.bbc.co.uk/news/1",
    language: str | None = None,
    title: str | None = None,
) -> Document:
    return Document(
        id="d1",
        source_id="a",
        text=text,
        title=title,
        published=published,
        outlet=find_outlet(outlet) if outlet else None,
        language=language,
    )


KEPT: list[tuple[Filters, Document]] = [
    (Filters(), _document("")),
    (make_filters(since="2016-05-04", until="2016-05-04"), _document()),
    (make_filters(since="4 May 2016"), _document(published="2016-05-04")),
    (make_filters(outlets=("BBC",)), _document()),
    (make_filters(outlets=("bbc.com",)), _document()),
    (make_filters(outlets=("https://the-echo.example",)), _document(outlet="the-echo.example")),
    (make_filters(keywords=("MARKET", "hospital")), _document()),
    (make_filters(keywords=("the  rebels",)), _document("Fear of\nthe\nrebels")),
    (make_filters(keywords=("C++",)), _document("Written in C++, they said.")),
    (make_filters(keywords=("hospital",)), _document(title="Hospital hit")),
    (make_filters(all_keywords=("market", "rebels")), _document()),
    (make_filters(languages=("EN",)), _document()),
    (make_filters(languages=("de", "fr")), _document(GERMAN)),
    (make_filters(languages=("de",)), _document(language="de-AT")),
    (make_filters(languages=("en",)), _document(GERMAN, language="English")),
]
DROPPED: list[tuple[Filters, Document, str]] = [
    (make_filters(since="2016-05-05"), _document(), "before 2016-05-05"),
    (make_filters(until="2016-05-03"), _document(), "after 2016-05-03"),
    (make_filters(since="2016-05-05"), _document(published=None), "no publication date"),
    (make_filters(outlets=("BBC",)), _document(outlet="dawn.com"), "other outlet"),
    (make_filters(outlets=("BBC",)), _document(outlet=None), "other outlet"),
    (make_filters(keywords=("mark", "rebel")), _document(), "no keyword"),
    (make_filters(all_keywords=("market", "hospital")), _document(), "not all keywords"),
    (make_filters(languages=("en",)), _document(GERMAN), "not in en"),
    (make_filters(languages=("de", "fr")), _document(), "not in de, fr"),
]


@pytest.mark.parametrize(("filters", "document"), KEPT)
def test_what_is_asked_for_is_kept(filters: Filters, document: Document) -> None:
    assert filters.reason_to_drop(document) is None


@pytest.mark.parametrize(("filters", "document", "reason"), DROPPED)
def test_what_is_not_asked_for_is_dropped_with_a_reason(
    filters: Filters, document: Document, reason: str
) -> None:
    assert filters.reason_to_drop(document) == reason


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "someday"},
        {"since": "2016-05-05", "until": "2016-05-04"},
        {"outlets": (" ",)},
        {"keywords": ("",)},
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        make_filters(**asked)  # type: ignore[arg-type]


def test_order_and_spelling_make_no_other_filter() -> None:
    one = make_filters(languages=("FR", "en"), keywords=("b", "a "))
    assert one == make_filters(languages=("en", "fr", "en"), keywords=("a", "b"))
