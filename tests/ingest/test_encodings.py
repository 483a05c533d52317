"""Bytes become the characters that were meant, or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest.encodings import declared_charset, decode_text

TEXT = "“Nothing is left of the café,” said Éva Szabó, who fled. The army denied that it had shelled the town at all."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_western_encodings(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == TEXT


def test_big_endian_marks() -> None:
    assert decode_text(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


def test_a_declared_encoding_is_tried_first() -> None:
    assert decode_text("Київ".encode("koi8-u"), "koi8-u") == "Київ"


@pytest.mark.parametrize(
    "declared", ["utf-8", "no-such-encoding", "hex", "rot13", "ascii", "", "a\0b", "idna"]
)
def test_a_wrong_declaration_is_no_obstacle(declared: str) -> None:
    assert decode_text(TEXT.encode("cp1252"), declared) == TEXT


def test_line_ends_and_inner_marks_stay() -> None:
    assert decode_text(b"a\r\nb\rc\xef\xbb\xbfd\n") == "a\r\nb\rc\ufeffd\n"


def test_a_cut_utf8_file_is_read_with_a_replacement(caplog: pytest.LogCaptureFixture) -> None:
    assert decode_text(TEXT.encode() + "é".encode()[:1]) == TEXT + "\ufffd"
    assert "U+FFFD" in caplog.text


def test_cyrillic_without_declaration() -> None:
    text = (
        "Правительство отвергло обвинение в обстреле больницы. Армия заявила, что её самолёты не летали. "
        * 5
    )
    assert decode_text(text.encode("cp1251")) == text


def test_binary_is_refused() -> None:
    with pytest.raises(InputError, match="NUL"):
        decode_text(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


def test_a_false_mark_is_refused() -> None:
    with pytest.raises(InputError, match="not valid UTF-16"):
        decode_text(b"\xff\xfea")


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (b'<html><head><meta charset="windows-1256">', "windows-1256"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=ISO-8859-1'>", "ISO-8859-1"),
        (b"<html><p>charset=utf-8</p>", None),
    ],
)
def test_declared_charset(html: bytes, charset: str | None) -> None:
    assert declared_charset(html) == charset


@given(
    st.text(max_size=300).filter(lambda text: "\0" not in text and not text.startswith("\ufeff"))
)
def test_utf8_round_trip(text: str) -> None:
    assert decode_text(text.encode()) == text


@given(st.binary(max_size=300))
def test_any_bytes_end_in_text_or_a_reason(data: bytes) -> None:
    try:
        decode_text(data).encode("utf-8", "strict")
    except InputError as error:
        assert error.reason
