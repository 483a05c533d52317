"""No regular expression takes more than about linear time on a text that somebody made to slow it.

A text of 100 kB is common, and the page of an archive is written by whoever wants to: one that takes quadratic
time on it stops a run for a minute, a cubic one for ever.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from sayso.flow import Pipeline
from tests.fuzzing.patterns import Found, attacks_on, find_patterns

# Most steps are four times as long; linear time grows fourfold, quadratic sixteenfold.
SIZES = (10, 20, 80, 320, 1_280, 5_120)
STEP = 8
# What takes less can be measured no better than the clock and the machine's other work allow.
SHORTEST_SECONDS = 0.006
# With a bound on its input an expression may take this long on the longest.
BOUNDED_SECONDS = 0.03

# Expressions that are no danger though they may be superlinear: where → (the longest input they get, and why).
BOUNDED = {
    "sayso.ingest.datelines._FORMS": (160, "find_dateline looks at the first 160 characters"),
    "sayso.ingest.datelines._COLON_FORM": (160, "find_dateline looks at the first 160 characters"),
    "sayso.nlp.readings._SMILEY": (500, "LongRuns: a longer run without blanks is one token"),
}
# What is called on a pattern in a way that the sources do not show by name.
METHODS = {
    "sayso.ingest.datelines._FORMS": {"match"},
    "sayso.ingest.datelines._COLON_FORM": {"match"},
    "loaded.Furniture.patterns": {"match", "fullmatch"},
}
# Expressions over the product's own words, never over a document's.
OWN_WORDS = {"sayso.extract.grammar.regexstarts._PIECE"}

Timed = tuple[float, str, str, str]


@pytest.fixture(scope="module")
def patterns(pipeline: Pipeline) -> list[Found]:
    return find_patterns(pipeline)


@pytest.mark.model
def test_the_search_for_patterns_finds_them(patterns: list[Found]) -> None:
    assert len(patterns) > 300
    found = {each.where: each for each in patterns}
    for where in (*BOUNDED, *OWN_WORDS, "sayso.text._LINE_BREAK"):
        assert where in found, f"{where} is gone: take it out of the list"
    assert found["sayso.extract.claims.truce_claims._LASTS"].methods == {"fullmatch"}


@pytest.mark.parametrize(
    "careless",
    [r"(?:a+)+!", r"\s+$", r"(\w+\s?)*:", r"<!--.*?-->", r"[\w-]+[ -][\w-]+$", r"(?:x|y|xy)*z"],
)
def test_a_careless_expression_is_caught(careless: str) -> None:
    assert slowest_attack(Found(careless, 0, "here", frozenset({"search"})), most=10) is not None


@pytest.mark.model
def test_no_expression_takes_more_than_linear_time(patterns: list[Found]) -> None:
    assert not list(_slow(patterns, most=5))


@pytest.mark.model
@pytest.mark.soak
def test_no_expression_takes_more_than_linear_time_whatever_is_tried(patterns: list[Found]) -> None:
    assert not list(_slow(patterns, most=200))


def _slow(patterns: list[Found], most: int) -> Iterator[str]:
    for found in patterns:
        attack = None if found.where in OWN_WORDS else slowest_attack(found, most)
        if attack is not None:
            seconds, before, pump, after = attack
            yield (
                f"{found.where}: {seconds:.3f} s for {before!r} + {pump!r} × n + {after!r}"
                f" on {found.expression!r:.120}"
            )


def slowest_attack(found: Found, most: int) -> Timed | None:
    """The first of the attacks that an expression takes too long for."""
    methods = METHODS.get(found.where, found.methods)
    pattern = re.compile(found.expression, found.flags)
    for attack in attacks_on(found.expression, found.flags, most):
        bound = BOUNDED.get(found.where)
        if bound is not None:
            seconds = _seconds(pattern, methods, _text(attack, bound[0], found))
            is_slow = seconds > BOUNDED_SECONDS
        else:
            seconds, is_slow = _growth(pattern, methods, attack, found)
        if is_slow:
            return seconds, *attack
    return None


def _growth(
    pattern: re.Pattern[Any], methods: Iterable[str], attack: tuple[str, str, str], found: Found
) -> tuple[float, bool]:
    """How long the attack took at the last size, and whether that is out of proportion to the size before."""
    last = 0.0
    for size in SIZES:
        text = _text(attack, size, found)
        seconds = _seconds(pattern, methods, text)
        if seconds > max(SHORTEST_SECONDS, STEP * last):
            # Once more: the first may have met a cold cache or a busy machine.
            if seconds < 1:
                seconds = min(seconds, *(_seconds(pattern, methods, text) for _ in range(2)))
            if seconds > max(SHORTEST_SECONDS, STEP * last):
                return seconds, True
        last = seconds
    return last, False


def _text(attack: tuple[str, str, str], size: int, found: Found) -> str | bytes:
    before, pump, after = attack
    text = before + pump * max(1, size // len(pump)) + after
    return text.encode("latin-1", "ignore") if isinstance(found.expression, bytes) else text


def _seconds(pattern: re.Pattern[Any], methods: Iterable[str], text: str | bytes) -> float:
    """Processor time of all that is done with the pattern on a text; whatever searches is taken for finditer."""
    start = time.thread_time()
    for method in set(methods):
        if method in ("match", "fullmatch"):
            getattr(pattern, method)(text)
        else:
            for _ in pattern.finditer(text):
                pass
    return time.thread_time() - start
