"""Records that are not what their digests say are problems; digests of every way crawlers write them agree."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sayso.ingest.archives import read_archive

from .warcs import make_answer, make_page, make_record

PAGE = make_page()
Write = Callable[[bytes], bytes]


def _base32(algorithm: str) -> Write:
    return lambda content: base64.b32encode(hashlib.new(algorithm, content).digest())


def _base16(algorithm: str) -> Write:
    return lambda content: hashlib.new(algorithm, content).hexdigest().encode()


WRITTEN = {
    "sha1": _base32("sha1"),
    "SHA1": lambda content: _base32("sha1")(content).lower(),
    "sha-256": _base32("sha256"),
    "sha256": lambda content: _base32("sha256")(content).rstrip(b"="),
    "md5": _base16("md5"),
    "sha512": _base16("sha512"),
}


def _record(block: bytes, *digests: str) -> bytes:
    return make_record(block, headers=digests)


def _digest(of: str, content: bytes, name: str = "sha1") -> str:
    return f"WARC-{of}-Digest: {name}:{WRITTEN[name](content).decode()}"


def _problems(tmp_path: Path, *records: bytes) -> list[str | None]:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(record) for record in records))
    found = [located.raw.problem for located in read_archive(path, "warc")]
    assert len(found) == len(records)
    return [problem.reason if problem else None for problem in found]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("of", ["Block", "Payload"])
def test_a_changed_character_is_noticed_however_the_digest_is_written(
    tmp_path: Path, of: str, name: str
) -> None:
    block = make_answer(PAGE)
    whole = _record(block, _digest(of, block if of == "Block" else PAGE, name))
    changed = whole.replace(b"seven people", b"eight people")
    assert changed != whole
    first, second, third = _problems(tmp_path, whole, changed, whole)
    assert (first, third) == (None, None)
    assert second is not None and f"WARC-{of}-Digest" in second and "byte " in second


def test_a_payload_as_it_was_sent_without_its_chunks_or_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    block = make_answer(chunked, headers=("Transfer-Encoding: chunked", "Content-Encoding: gzip"))
    records = [_record(block, _digest("Payload", content)) for content in (chunked, packed, PAGE)]
    assert _problems(tmp_path, *records) == [None] * 3


def test_the_digest_of_the_block_says_more_than_that_of_the_payload(tmp_path: Path) -> None:
    block = make_answer(PAGE)
    [problem] = _problems(
        tmp_path, _record(block, _digest("Payload", b"other"), _digest("Block", block))
    )
    assert problem is None


def test_what_is_no_digest_that_is_known_says_nothing(tmp_path: Path) -> None:
    block = make_answer(PAGE)
    unknown = (
        "WARC-Block-Digest: sha1:short",
        "WARC-Block-Digest: blake3:AAAA",
        "WARC-Payload-Digest: sha1:" + "0" * 32,
        "WARC-Payload-Digest: nothing",
    )
    assert _problems(tmp_path, *(_record(block, digest) for digest in unknown)) == [None] * 4
    cut = _record(block, "WARC-Truncated: length", _digest("Payload", b"the whole page"))
    assert _problems(tmp_path, cut) == [None]


def test_the_digest_of_a_page_that_a_page_quotes_is_none_of_its_record(tmp_path: Path) -> None:
    quoted = PAGE + b"\nWARC-Block-Digest: sha1:" + b"A" * 32 + b"\r\n"
    assert _problems(tmp_path, _record(make_answer(quoted))) == [None]
