"""A limit of time for a piece of work on one document: seconds of the processor → its result, or `OverTime`.

Comes in: seconds and the work. Goes out: what the work returns; `OverTime` if it took longer, even if that swallowed
the alarm. The time of the processor is counted, since a busy machine is no fault of a document. The alarm is a signal:
it rings in the main thread only, and between two steps of Python: a single call into C is not interrupted. What such
calls are given is bounded therefore (ingest/markup.py, nlp/pieces.py); `sayso code` ends its workers from outside too.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

LIMIT = "limit"
SECONDS_PER_ARTICLE = 60.0
_REPEAT_SECONDS = 2.0

Found = TypeVar("Found")


class OverTime(Exception):  # noqa: N818 - it is raised into whatever runs, and says what it is
    """A document takes too long."""


def over_time(seconds: float) -> str:
    """The reason for a document over its time; it names no measured number, so that it is always the same."""
    return f"took more than {seconds:g} s"


def run_within(seconds: float | None, work: Callable[[], Found]) -> Found:
    """Do the work within so many seconds of the processor, or raise OverTime; None: however long it takes."""
    if seconds is None:
        return work()
    rung: list[bool] = []
    try:
        with alarm(seconds) as rung:
            found = work()
    except Exception as error:
        if rung:
            raise OverTime from error
        raise
    if rung:
        raise OverTime
    return found


@contextmanager
def alarm(seconds: float) -> Iterator[list[bool]]:
    """Raise OverTime in what runs within after some seconds of the processor, and again if that swallows it.

    It tells whether it rang.
    """
    rung: list[bool] = []
    if threading.current_thread() is not threading.main_thread():
        yield rung  # no signals here: whoever watches from outside is all there is
        return

    def ring(_: int, __: FrameType | None) -> None:
        rung.append(True)
        raise OverTime

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, _REPEAT_SECONDS)
    try:
        yield rung
    finally:
        try:
            signal.setitimer(signal.ITIMER_PROF, 0)
        except OverTime:  # it rang on the way out; it cannot again so soon
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
