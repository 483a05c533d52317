"""What somebody owns up to in words that speak of a deed, and what he only regrets.

Comes in: an attribution, and the words of `lexicons/owning-up.yaml`. Goes out: whether its source regrets what another
did. Which deeds his own deed answers is read off the parse: extract/events/answered_deeds.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Attribution, Span

_MARKS = ".,;:!?'\"”“’‘«»()"


class OwningUp(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `owning-up.yaml`: words of regret, words that call a deed one's own, words for what answers a deed."""

    regrets: frozenset[str]
    apologies: frozenset[str]
    speaks_for_all: frozenset[str]
    owns: frozenset[str]
    revenges: frozenset[str]
    answers: frozenset[str]
    avenges: frozenset[str]
    loses: frozenset[str]
    counts_own: frozenset[str]
    harmed: frozenset[str]
    own_dead: frozenset[str]
    own_bodies: frozenset[str]
    rebels_dead: frozenset[str]
    rebels: frozenset[str]
    own_men: frozenset[str]
    civil_heads: frozenset[str]
    takings: frozenset[str]
    avows: frozenset[str]
    connects: frozenset[str]
    goes_on: frozenset[str]


@lru_cache(maxsize=1)
def load_owning_up() -> OwningUp:
    """Read the words, once."""
    return read_lexicon("owning-up", OwningUp)


def regrets_anothers(attribution: Attribution) -> bool:
    """Whether its source is sorry about what another did: "its attack" and "that its soldiers fired" own up.

    "Russia regretted the strikes." → True; "Russia regretted its attack." → False. "Parliament apologised for the
    massacre." → True: it did not do it itself; the army that apologises did
    """
    lexicon = load_owning_up()
    cue = _words_in(attribution.cue)
    is_regret = not cue.isdisjoint(lexicon.regrets) or (
        not cue.isdisjoint(lexicon.apologies) and speaks_for_all(attribution.source)
    )
    return is_regret and _words_in(attribution.content).isdisjoint(lexicon.owns)


def speaks_for_all(source: Iterable[Span]) -> bool:
    """Whether a head of state, of a church or of a town, or a parliament speaks: they are sorry for what others did."""
    return not _words_in(source).isdisjoint(load_owning_up().speaks_for_all)


def _words_in(parts: Iterable[Span]) -> set[str]:
    return {word.strip(_MARKS) for part in parts for word in part.exact.lower().split()}
