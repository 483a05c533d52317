"""The words that co-reference goes by: the lexicon `coreference.yaml`.

Comes in: the file. Goes out: `CoreferenceWords`, read once. Decides nothing: see coref.py.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import ActorKind


class Anaphor(msgspec.Struct, frozen=True):
    """Nouns that name again somebody of one of these kinds; `alone`: not as the last word of a longer one."""

    words: frozenset[str]
    kinds: frozenset[ActorKind]
    alone: bool = False


class CoreferenceWords(LexiconHeader, frozen=True, kw_only=True):
    """The file `coreference.yaml`."""

    pronouns: dict[str, frozenset[str]]
    men: frozenset[str]
    women: frozenset[str]
    spouses: dict[str, str]
    first_names: frozenset[str]
    anaphors: tuple[Anaphor, ...]
    apart: frozenset[str]
    corpses: frozenset[str]
    creeds: frozenset[str]
    disguises: frozenset[str]
    answers: frozenset[str]
    charges: frozenset[str]
    alleges: frozenset[str]
    hints: frozenset[str]
    directs: frozenset[str]
    officers_of_law: frozenset[str]
    done_by_law: frozenset[str]
    found_so: frozenset[str]
    frees: frozenset[str]
    takes: frozenset[str]
    remains: frozenset[str]
    why_taken: frozenset[str]
    looks_for: frozenset[str]
    captures: frozenset[str]
    fates_of_captives: frozenset[str]
    some_of_them: frozenset[str]
    forces: frozenset[str]
    machines: frozenset[str]
    crafts: tuple[frozenset[str], ...]
    downs: frozenset[str]
    custody: frozenset[str]
    seizes: frozenset[str]
    lets_go: frozenset[str]
    crashes: frozenset[str]
    papers: frozenset[str]
    plans: frozenset[str]
    inquiries: frozenset[str]
    lays_down: frozenset[str]
    strife: frozenset[str]
    takes_its_toll: frozenset[str]
    accuses: frozenset[str]
    fires_back: dict[str, frozenset[str]]
    hurls: frozenset[str]
    fells: frozenset[str]
    falls: frozenset[str]
    many_in_one: frozenset[str]
    counts: frozenset[str]
    harms: frozenset[str]
    finds: frozenset[str]
    shoots: frozenset[str]
    perpetrates: frozenset[str]
    judges: frozenset[str]
    judges_others: frozenset[str]
    punishes: frozenset[str]
    plural_names_of_one: frozenset[str]
    general_persons: frozenset[str]
    mouthpieces: frozenset[str]
    defenders: frozenset[str]
    pleads: frozenset[str]
    tells_of_others: frozenset[str]
    mishaps: frozenset[str]
    kills: frozenset[str]
    sends: frozenset[str]
    of_no_state: frozenset[str]
    usurpers: frozenset[str]
    doers: frozenset[str]
    suspected: frozenset[str]
    plain_titles: frozenset[str]
    bodies: frozenset[str]
    collectives: frozenset[str]
    several: frozenset[str]
    once: frozenset[str]
    short_titles: dict[str, str]


@lru_cache(maxsize=1)
def load_coreference_words() -> CoreferenceWords:
    """Read the words, once."""
    return read_lexicon("coreference", CoreferenceWords)
