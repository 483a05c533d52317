"""Which articles of an archive are read at all, judged by what they say of themselves, before any model runs.

Comes in: a document as ingest makes it. Goes out: nothing if it is to be read, else the reason why not, in few words
that are the same for all that are dropped for it, so that they can be counted: "not in en", "before 2016-05-01".
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from sayso.errors import UsageError
from sayso.ingest.dates import normalise_date
from sayso.ingest.outlets import find_outlet
from sayso.model import Document

_DAY = 10


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; nothing of it: all articles. `since` and `until` are ISO days, both included.

    `keywords`: any of these stands in title or text; `all_keywords`: each of them does; whole words, in any case.
    """

    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    all_keywords: tuple[str, ...] = ()

    def reason_to_drop(self, document: Document) -> str | None:
        """Why a document is not read; None if it is.

        Filters(since="2016-05-01") and a document published on 2016-04-30 → "before 2016-05-01"
        """
        return (
            self._date_reason(document.published)
            or self._outlet_reason(document)
            or self._word_reason(document)
            or self._language_reason(document)
        )

    def _date_reason(self, published: str | None) -> str | None:
        if self.since is None and self.until is None:
            return None
        if published is None:
            return "no publication date"
        day = published[:_DAY]
        if self.since is not None and day < self.since[: len(day)]:
            return f"before {self.since}"
        if self.until is not None and day > self.until:
            return f"after {self.until}"
        return None

    def _outlet_reason(self, document: Document) -> str | None:
        if not self.outlets:
            return None
        is_wanted = document.outlet is not None and document.outlet.id in _outlet_ids(self.outlets)
        return None if is_wanted else "other outlet"

    def _word_reason(self, document: Document) -> str | None:
        if not self.keywords and not self.all_keywords:
            return None
        text = f"{document.title or ''}\n{document.text}"
        if self.keywords and not any(_word(word).search(text) for word in self.keywords):
            return "no keyword"
        if not all(_word(word).search(text) for word in self.all_keywords):
            return "not all keywords"
        return None

    def _language_reason(self, document: Document) -> str | None:
        if not self.languages:
            return None
        found = _language_of(document)
        return None if found in self.languages else f"not in {', '.join(self.languages)}"


def make_filters(
    languages: tuple[str, ...] = (),
    since: str | None = None,
    until: str | None = None,
    outlets: tuple[str, ...] = (),
    keywords: tuple[str, ...] = (),
    all_keywords: tuple[str, ...] = (),
) -> Filters:
    """Filters as the command line gives them, in one order and spelling; UsageError for what cannot be meant."""
    for outlet in outlets:
        if find_outlet(outlet) is None:
            raise UsageError(f'--outlet "{outlet}" names no outlet')
    if not all(word.strip() for word in (*keywords, *all_keywords)):
        raise UsageError("an empty word stands in every text: give a keyword")
    found = Filters(
        languages=tuple(sorted({code.strip().lower() for code in languages})),
        since=_day("--since", since),
        until=_day("--until", until),
        outlets=tuple(sorted(set(outlets))),
        keywords=tuple(sorted({word.strip() for word in keywords})),
        all_keywords=tuple(sorted({word.strip() for word in all_keywords})),
    )
    if found.since and found.until and found.since > found.until:
        raise UsageError(f"nothing is published after {found.since} and before {found.until}")
    return found


def _day(option: str, given: str | None) -> str | None:
    if given is None:
        return None
    found = normalise_date(given)
    if found is None:
        raise UsageError(f'{option} "{given}" is no date: write it as 2016-05-04')
    return found[:_DAY]


@lru_cache(maxsize=16)
def _outlet_ids(names: tuple[str, ...]) -> frozenset[str]:
    found = (find_outlet(name) for name in names)
    return frozenset(outlet.id for outlet in found if outlet is not None)


@lru_cache(maxsize=1000)
def _word(word: str) -> re.Pattern[str]:
    """A word as whole words in any case; white space in it is any white space."""
    parts = r"\s+".join(re.escape(part) for part in word.split())
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)


def _language_of(document: Document) -> str:
    """The language a document states, or the one it seems to be in."""
    from sayso.nlp.language import guess_language

    stated = (document.language or "").strip().lower().replace("_", "-").split("-")[0]
    return _SHORT.get(stated, stated) if stated else guess_language(document.text).code


_SHORT = {"eng": "en", "english": "en"}
