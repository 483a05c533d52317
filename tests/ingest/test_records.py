"""A line of JSONL is a record or has a reason; its text is kept character for character."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest.records import read_plain_text, read_record, read_record_id


def test_a_full_record() -> None:
    line = (
        b'{"id": "a1", "text": "Kyiv denied it.", "title": " Denial ", "url": "https://a.example/1",'
        b' "outlet": "The Paper", "published": "2016-05-04", "language": "en", "other": [1, {"text": 2}]}'
    )
    draft = read_record(line)
    assert draft.text == "Kyiv denied it."
    assert (draft.source_id, draft.title, draft.url) == ("a1", "Denial", "https://a.example/1")
    assert (draft.outlet, draft.published, draft.language) == ("The Paper", "2016-05-04", "en")


def test_a_number_as_id_and_nulls() -> None:
    draft = read_record(b'{"id": 17, "text": "x", "title": null, "published": "", "url": null}')
    assert (draft.source_id, draft.title, draft.published, draft.url) == ("17", None, None, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b'{"id": "a", "text": "x"} trailing', "not JSON"),
        (b'["a"]', "must be an object"),
        (b'"text"', "must be an object"),
        (b"null", "must be an object"),
        (b'{"id": "a"}', 'no "text"'),
        (b'{"id": "a", "text": null}', 'no "text"'),
        (b'{"id": "a", "text": 3}', "text"),
        (b'{"id": true, "text": "x"}', "id"),
        (b'{"id": {"a": 1}, "text": "x"}', "id"),
        (b'{"id": "a", "text": "x", "title": ["x"]}', "title"),
        (b'{"id": "a", "text": "x", "published": 20160504}', "published"),
        (b'{"id": "a", "text": "x", "text": "y"}', "written twice: text"),
        (b'{"id": "a", "text": "x\\ud800"}', "surrogate"),
        (b'{"id": "\\udfff", "text": "x"}', "surrogate"),
        (b'{"id": "a", "text": "\xff"}', "UTF-8"),
        (
            b'{"id": "a", "text": "x", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            "nested too deep",
        ),
        (b'{"id": ' + b"9" * 5000 + b', "text": "x"}', "not a record"),
    ],
)
def test_what_is_no_record(line: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_record(line)
    assert caught.value.stage == "ingest"
    assert not caught.value.skipped


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"id": "a"}', "a"),
        (b'{"id": 4}', "4"),
        (b'{"id": true}', None),
        (b"{", None),
        (b'{"id": "\\ud800"}', None),
    ],
)
def test_the_id_of_a_bad_record(line: bytes, found: str | None) -> None:
    assert read_record_id(line) == found


@given(st.text(min_size=1))
def test_text_is_kept_exactly(text: str) -> None:
    line = json.dumps({"id": "a", "text": text}).encode()
    assert read_record(line).text == text
    assert (
        read_record(json.dumps({"id": "a", "text": text}, ensure_ascii=False).encode()).text == text
    )


@given(st.binary(max_size=200))
def test_any_line_is_a_record_or_has_a_reason(line: bytes) -> None:
    try:
        read_record(line)
    except InputError as error:
        assert error.reason
    read_record_id(line)


def test_plain_text_keeps_its_line_ends() -> None:
    assert read_plain_text(b"  One.\r\n\r\nTwo.\t\n").text == "  One.\r\n\r\nTwo.\t\n"
