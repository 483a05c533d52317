"""Markup that would hold the parser up: HTML → HTML that costs it linear time.

Comes in: a page as text. Goes out: the same, a start tag of more than a thousand attributes cut after so many. libxml2
compares each attribute of a tag with all before it, inside C, where no alarm reaches: 200,000 took minutes. Nothing
that the page says stands in attributes beyond the first few. One pass, possessive: each character is looked at once.
"""

from __future__ import annotations

import re
from itertools import islice

MOST_ATTRIBUTES = 1_000

_ATTRIBUTE = (
    r"""[^\s=/>]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+|=[^\s>]*+"""
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_START_TAG = re.compile(rf"<([A-Za-z][^\s/>]*+)((?:[\s/]++|{_ATTRIBUTE})*+)")


def bound_attributes(html: str) -> str:
    """The page with no start tag of more than a thousand attributes.

    '<p a1="" … a200000="">' → '<p a1="" … a1000="">'
    """
    return _START_TAG.sub(_bounded, html)


def _bounded(tag: re.Match[str]) -> str:
    written = tag[2]
    if len(written) <= 2 * MOST_ATTRIBUTES:
        return tag[0]
    last = next(islice(_EACH_ATTRIBUTE.finditer(written), MOST_ATTRIBUTES - 1, None), None)
    return tag[0] if last is None else f"<{tag[1]}{written[: last.end()]}"
