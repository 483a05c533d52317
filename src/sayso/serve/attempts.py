"""Failed logins: after some, the next tries of a name or from an address have to wait, longer each time.

Comes in: names and addresses. Goes out: how many seconds to wait. Kept in memory: a restart forgives.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic

FREE = 5
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 900.0
# What is remembered at most: an attacker of many names fills no memory.
_MOST = 10_000


class Attempts:
    """Failures by key (a name, an address)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_seconds(self, *keys: str) -> float:
        """How long one must wait before any of these keys may be tried again; 0: now."""
        now = monotonic()
        with self._lock:
            return max((self._wait(key, now) for key in keys), default=0.0)

    def _wait(self, key: str, now: float) -> float:
        count, last = self._failures.get(key, (0, 0.0))
        if count < FREE:
            return 0.0
        wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (count - FREE))
        return max(0.0, last + wait - now)

    def fail(self, *keys: str) -> None:
        """Note a failure."""
        now = monotonic()
        with self._lock:
            for key in keys:
                count, _ = self._failures.pop(key, (0, 0.0))
                self._failures[key] = (count + 1, now)
            while len(self._failures) > _MOST:
                self._failures.popitem(last=False)

    def forgive(self, *keys: str) -> None:
        """Forget the failures of some keys: it was they."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)
