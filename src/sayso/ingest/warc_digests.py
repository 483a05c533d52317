"""Whether a record of a WARC file still holds what was put into it: the digests that it carries (ISO 28500, 5.8, 5.9).

Comes in: a record's bytes. Goes out: what is wrong with them, or None: a digest that is not carried, or made in a way
that is not known, says nothing. The digest of the block is compared where there is one, since it covers all; else that
of the payload, which crawlers make of the body as it was sent, without its chunks, or unpacked: any of them will do.
Of a page that the crawler cut short, the payload may have been longer than what is stored: it is not compared.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

_DIGEST = re.compile(
    rb"^WARC-(Block|Payload)-Digest[ \t]{0,9}:[ \t]{0,9}([A-Za-z0-9-]{1,16}):([A-Za-z0-9=+/_-]{1,200})[ \t]{0,9}\r?$",
    re.I | re.M,
)
_CUT_SHORT = re.compile(rb"^WARC-Truncated[ \t]{0,9}:", re.I | re.M)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ALGORITHMS = ("sha1", "sha256", "sha512", "md5")


class Digest(NamedTuple):
    """A digest that a record carries; `name` is its header."""

    name: str
    algorithm: str
    value: bytes

    def problem(self, contents: Iterable[bytes]) -> str | None:
        """What to say if it is the digest of none of them."""
        for content in contents:
            made = hashlib.new(self.algorithm, content, usedforsecurity=False)
            if made.digest() == self.value:
                return None
        return f"its bytes are not those of its {self.name}: it was damaged or changed"


def block_problem(data: bytes) -> str | None:
    """What is wrong with the block of a record, head and block."""
    carried = _carried(data)
    end = _HEAD_END.search(data)
    if "block" not in carried or end is None:
        return None
    return carried["block"].problem([data[end.end() :]])


def payload_digest(data: bytes) -> Digest | None:
    """The digest of its payload that a record carries, if it carries none of its block, which says more."""
    carried = _carried(data)
    is_comparable = "block" not in carried and not _CUT_SHORT.search(_HEAD_END.split(data, 1)[0])
    return carried.get("payload") if is_comparable else None


def _carried(data: bytes) -> dict[str, Digest]:
    head = _HEAD_END.split(data, 1)[0]
    found = {}
    for of, algorithm, written in _DIGEST.findall(head):
        name = algorithm.decode().lower().replace("-", "")
        value = _value(name, written)
        if value is not None:
            found[of.decode().lower()] = Digest(f"WARC-{of.decode().title()}-Digest", name, value)
    return found


def _value(algorithm: str, written: bytes) -> bytes | None:
    """The bytes of a digest, written in base 32 or 16; None if it is neither, or of an unknown algorithm."""
    if algorithm not in _ALGORITHMS:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    try:
        if len(written) == 2 * size:
            return binascii.unhexlify(written)
        bare = written.rstrip(b"=").upper()
        value = base64.b32decode(bare + b"=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        return None
    return value if len(value) == size else None
