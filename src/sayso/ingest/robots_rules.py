"""What a robots.txt says (RFC 9309). Comes in: its text. Goes out: whether an address may be asked for, and how often.

The group that names us counts, else the one for all; several of one name are one. The longest path that fits decides,
and of two as long the one that allows. `*` and a closing `$` are understood. The standard library's parser lets the
first line that fits decide, and knows no patterns: it would ask for pages that their owners wanted left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

_LINE = re.compile(r"[ \t]*([A-Za-z-]{1,40})[ \t]*:[ \t]*([^#]*)")
_LONGEST_PATH = 2_000
_MOST_RULES = 20_000
_KEPT = "/*$?=&+,;:@!()~'"  # what stands in paths and patterns unescaped


@dataclass(frozen=True)
class RobotsRules:
    """The rules for one agent: (path, whether it is allowed) and the pause in seconds that is asked for."""

    paths: tuple[tuple[str, bool], ...] = ()
    delay_seconds: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether an address may be asked for."""
        parts = urlsplit(url)
        wanted = _escaped((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(len(path), allowed) for path, allowed in self.paths if _fits(path, wanted)]
        return max(fitting, default=(0, True))[1]


def read_robots(text: str, agent: str) -> RobotsRules:
    """The rules of a robots.txt for one agent.

    "User-agent: *\\nAllow: /\\nDisallow: /private" → /private is not allowed, all else is
    """
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    names: list[str] = []
    is_open = False
    for line in text.splitlines()[:_MOST_RULES]:
        match = _LINE.match(line)
        if match is None:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key == "user-agent":
            names = [*names, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(names[-1], ([], []))
        elif key in ("allow", "disallow", "crawl-delay"):
            is_open = False
            for name in names:
                _add(groups[name], key, value)
    # the token that names us; "sayso/1.0" is written by some for it
    mine = [name for name in groups if name.split("/")[0] == agent.lower()] or ["*"]
    chosen = [groups[name] for name in mine if name in groups]
    return RobotsRules(
        tuple(rule for rules, _ in chosen for rule in rules),
        max((delay for _, delays in chosen for delay in delays), default=0.0),
    )


def _add(group: tuple[list[tuple[str, bool]], list[float]], key: str, value: str) -> None:
    rules, delays = group
    if key == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
            delays.append(float(value))
    elif value:  # "Disallow:" alone forbids nothing
        rules.append((_escaped(value[:_LONGEST_PATH]), key == "allow"))


def _escaped(path: str) -> str:
    """One spelling for all escapes of a path."""
    return quote(unquote(path), safe=_KEPT)


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says; piece by piece, so that no pattern takes long."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others and is_whole else None
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not is_whole or at == len(path)
