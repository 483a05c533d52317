"""robots.txt as RFC 9309 reads it: who is meant, which line decides, what patterns mean."""

from __future__ import annotations

import time

import pytest

from sayso.ingest.robots_rules import read_robots


def allows(text: str, path: str) -> bool:
    return read_robots(text, "sayso").allow("https://paper.example" + path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        # the longest decides, whatever comes first; of two as long the one that allows
        ("User-agent: *\nAllow: /\nDisallow: /private", "/private/1", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news/open", "/news/open/1", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        # our own group counts alone; several of one name are one
        ("User-agent: *\nDisallow: /\n\nUser-agent: SaySo\nDisallow: /x", "/a", True),
        ("User-agent: sayso\nDisallow: /a\n\nUser-agent: sayso\nDisallow: /b", "/b", False),
        ("User-agent: other\nUser-agent: sayso\nDisallow: /a", "/a", False),
        ("User-agent: sayso/1.0\nDisallow: /a", "/a", False),
        ("User-agent: sayso-like\nDisallow: /a", "/a", True),
        # patterns
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?a", True),
        ("User-agent: *\nDisallow: /*?print", "/x?print=1", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        # spellings
        ("user-AGENT : *  # all\n disallow : /a # not this", "/a", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /%61", "/a", False),
        ("\ufeffnonsense\nDisallow: /\nUser-agent: *\nAllow: /", "/a", True),
    ],
)
def test_which_line_decides(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


def test_the_delay_is_our_group_s() -> None:
    text = "User-agent: *\nCrawl-delay: 10\n\nUser-agent: sayso\nCrawl-delay: 2.5\n"
    assert read_robots(text, "sayso").delay_seconds == 2.5
    assert read_robots(text, "other").delay_seconds == 10
    assert read_robots("User-agent: *\nCrawl-delay: soon", "sayso").delay_seconds == 0


def test_no_pattern_takes_long() -> None:
    rule = "User-agent: *\nDisallow: /" + "*a" * 900 + "$\n"
    started = time.monotonic()
    assert allows(rule, "/" + "a" * 800 + "b")
    assert time.monotonic() - started < 1
