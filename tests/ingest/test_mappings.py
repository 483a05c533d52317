"""Mappings: what is guessed from a header, what is refused, and that YAML gives back what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import UsageError
from sayso.ingest.mappings import FIELDS, Mapping, propose_mapping, read_mapping, write_mapping


def test_a_header_is_recognised_by_its_names() -> None:
    rows = [
        ("Ref No", "Headline", "Article_Text", "Publication", "Pub. Date", "Remarks"),
        ("7", "Army denies raid", "The army denied it.", "The Harbour Gazette", "25/12/2016", ""),
    ]
    found = propose_mapping(rows, "gazette")
    assert found is not None
    assert found.columns == {
        "text": "Article_Text",
        "title": "Headline",
        "outlet": "Publication",
        "published": "Pub. Date",
    }
    assert found.dates == "day-first"
    assert found.header is None


def test_the_header_may_stand_below_a_title() -> None:
    rows = [("Monthly export", "", ""), ("", "", ""), ("Date", "Link", "Title"), ("x", "y", "z")]
    found = propose_mapping(rows, "export of june")
    assert found is not None
    assert (found.header, found.columns["url"], found.name) == (3, "Link", "table")


def test_one_column_serves_one_field() -> None:
    found = propose_mapping([("Source", "Text", "Source URL")], "t")
    assert found is not None
    assert found.columns == {"text": "Text", "url": "Source URL", "outlet": "Source"}


def test_nothing_is_guessed_without_text_or_address() -> None:
    assert propose_mapping([("Name", "Date", "Headline"), ("a", "b", "c")], "t") is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("name: x\ncolumns: {title: Headline}", "holds the text, or the url"),
        ("name: x\ncolumns: {text: Body, colour: Red}", "no mapping"),
        ("name: x\ncolumns: {text: Body}\nsheets: 2", "no mapping"),
        ("name: 'a/../b'\ncolumns: {text: Body}", "name:"),
        ("name: x\ncolumns: {text: Body}\ndates: backwards", "dates:"),
        ("name: x\ncolumns: {text: Body, title: [A, B]}", "only text may join"),
        ("name: x\ncolumns: {text: Body}\nfill_down: [outlet]", "fill_down"),
        ("name: x\ncolumns: {text: Body}\ndelimiter: '||'", "delimiter"),
        ("name: [", "not YAML"),
        ("- a list", "no mapping"),
    ],
)
def test_what_is_wrong_is_said(written: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read_mapping(written, "m.yaml")


_columns = st.one_of(st.integers(1, 99), st.text("abc Äø", min_size=1))


@given(
    st.dictionaries(st.sampled_from(FIELDS), _columns, min_size=1).filter(
        lambda columns: "text" in columns or "url" in columns
    ),
    st.none() | st.integers(0, 5),
    st.booleans(),
)
def test_yaml_gives_back_the_mapping(
    columns: dict[str, str | int], header: int | None, fetch: bool
) -> None:
    mapping = Mapping(name="m", columns=columns, header=header, fetch=fetch)  # type: ignore[arg-type]
    assert read_mapping(write_mapping(mapping), "m") == mapping
