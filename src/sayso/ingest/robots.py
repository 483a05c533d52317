"""May a page be asked for, and how soon? Comes in: addresses. Goes out: a wait, or an `InputError` of stage "robots".

A host's robots.txt is fetched once a day and obeyed (RFC 9309): none there (HTTP 4xx) allows everything; one that
cannot be had (HTTP 5xx, no answer) forbids everything until it can. Two questions to one host lie some seconds apart,
more if its Crawl-delay says so, up to a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sayso.errors import InputError
from sayso.ingest.fetch import FetchLimits, StatusError, ask
from sayso.ingest.robots_rules import RobotsRules, read_robots

AGENT = "sayso"
HOST_SECONDS = 2.0
KEPT_SECONDS = 86_400.0
_UNREACHED_SECONDS = 600.0
_LONGEST_DELAY = 60.0
_LIMITS = FetchLimits(total_seconds=30, page_bytes=2_000_000)


@dataclass(frozen=True)
class _Rules:
    """A host's rules, until when they are kept; without rules everything is forbidden for the reason given."""

    until: float
    rules: RobotsRules | None
    reason: str = ""


class Manners:
    """Remembers each host's rules and when it was asked last. `wait` sleeps, `clock` gives seconds."""

    def __init__(
        self,
        *,
        wait: Callable[[float], object],
        clock: Callable[[], float],
        host_seconds: float = HOST_SECONDS,
        allow_private: bool = False,
    ) -> None:
        self._wait, self._clock = wait, clock
        self._host_seconds = host_seconds
        self._allow_private = allow_private
        self._rules: dict[str, _Rules] = {}
        self._asked: dict[str, float] = {}

    def check(self, url: str) -> None:
        """Refuse what a host's robots.txt forbids; else wait until the host may be asked again."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        kept = self._rules.get(site)
        if kept is None or kept.until <= self._clock():
            self._pace(parts.netloc, 0.0)
            kept = self._rules[site] = self._read(site)
        if kept.rules is None:
            raise InputError("robots", f"{site}/robots.txt cannot be read: {kept.reason}")
        if not kept.rules.allow(url):
            raise InputError("robots", f"{site}/robots.txt does not allow {parts.path or '/'}")
        self._pace(parts.netloc, kept.rules.delay_seconds)

    def pace(self, url: str) -> None:
        """Wait until a host may be asked again, whatever its robots.txt says: for addresses that somebody listed."""
        self._pace(urlsplit(url).netloc, 0.0)

    def _pace(self, host: str, delay: float) -> None:
        pause = max(self._host_seconds, min(delay, _LONGEST_DELAY))
        left = self._asked.get(host, float("-inf")) + pause - self._clock()
        if left > 0:
            self._wait(left)
        self._asked[host] = self._clock()

    def _read(self, site: str) -> _Rules:
        try:
            answer = ask(
                f"{site}/robots.txt",
                "text/plain",
                allow_private=self._allow_private,
                limits=_LIMITS,
            )
            text = answer.data.decode("utf-8-sig", "replace")
        except StatusError as error:
            if not 400 <= error.status < 500 or error.status == 429:
                return _Rules(self._clock() + _UNREACHED_SECONDS, None, error.reason)
            text = ""
        except InputError as error:
            return _Rules(self._clock() + _UNREACHED_SECONDS, None, error.reason)
        return _Rules(self._clock() + KEPT_SECONDS, read_robots(text, AGENT))
