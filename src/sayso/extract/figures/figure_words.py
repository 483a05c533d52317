"""The words of figures: figures.yaml and the vague-number policy, read, indexed and compiled once.

Comes in: the lexicon files. Goes out: a FigureLexicon. Finds nothing in texts: `quantities`,
`counted` and `figures` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.strings import get_string_id

from sayso.extract.figures.counted import CountedRow, CountedWords, make_counted_words
from sayso.extract.grammar.numbers import (
    NumberScanner,
    NumberWords,
    VaguePolicy,
    load_vague_policy,
    make_number_scanner,
)
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Bound
from sayso.nlp.persons import load_persons

PEOPLE = "people"
# Words of vague numbers that are no sign of one.
_COMMON = frozenset(("a", "an", "of", "and", "some", "quite", "number", "numbers"))


class FigureRows(LexiconHeader, frozen=True, kw_only=True):
    """The file figures.yaml as it is written."""

    numbers: NumberWords
    bounds: dict[Bound, tuple[str, ...]]
    bounds_after: dict[Bound, tuple[str, ...]]
    verb_bounds: dict[Bound, tuple[str, ...]]
    not_bound_after: tuple[str, ...]
    counted: tuple[CountedRow, ...]
    nouns: dict[str, tuple[str, ...]]
    toll_nouns: dict[str, tuple[str, ...]]
    toll_anaphors: tuple[str, ...]
    toll_resumed_by: tuple[str, ...]
    listing_words: tuple[str, ...]
    lost_people: tuple[str, ...]
    lost_by: tuple[str, ...]
    over_lasts_after: tuple[str, ...]
    sized: dict[str, tuple[str, ...]]
    nobody: tuple[str, ...]
    nobody_alone: tuple[str, ...]
    bodies: frozenset[str]
    modals: tuple[str, ...]
    recounts: frozenset[str]
    resting: frozenset[str]
    resumed_after: tuple[str, ...]
    rise_words: tuple[str, ...]
    links: tuple[str, ...]
    others: tuple[str, ...]
    implicit_counts: tuple[str, ...]
    bound_prepositions: tuple[str, ...]
    part_cues: tuple[str, ...]
    earlier_cues: tuple[str, ...]
    earlier_versions: tuple[str, ...]
    scopes: dict[str, tuple[str, ...]]
    running_total: str
    wholes: frozenset[str]
    ranked: tuple[str, ...]
    suffered_by: tuple[str, ...]
    states: tuple[str, ...]
    cared_otherwise: tuple[str, ...]
    sentencing: tuple[str, ...]
    hurts: frozenset[str]
    multiples: dict[str, float]
    munitions: tuple[str, ...]
    hyphened: dict[str, str]
    always_names: tuple[str, ...]
    not_after: tuple[str, ...]
    measures: tuple[str, ...]
    mass_units: tuple[str, ...]
    not_counted: tuple[str, ...]
    money_symbols: dict[str, str]
    money_prefixes: dict[str, str]
    money_nouns: dict[str, str]
    implicit_one: tuple[str, ...]
    one_of_them: frozenset[str]
    further_ones: list[str]
    plurals: list[str]
    degrees: tuple[str, ...]
    people_endings: tuple[str, ...]
    things: tuple[str, ...]
    definite: tuple[str, ...]
    definite_up_to: int
    people_only: tuple[str, ...]
    sent_home: tuple[str, ...]


@dataclass(frozen=True)
class FigureLexicon:
    """The rows of figures.yaml, indexed and compiled once."""

    scanner: NumberScanner
    words: CountedWords
    tolls: frozenset[str]
    bounds: dict[str, Bound]
    bounds_after: re.Pattern[str]
    bound_of_suffix: dict[str, Bound]
    verb_bounds: dict[str, Bound]
    not_bound_after: frozenset[str]
    nouns: dict[str, str]
    people: frozenset[str]
    toll_nouns: re.Pattern[str]
    toll_of: re.Pattern[str]
    sized: dict[str, str]
    listing: re.Pattern[str]
    lost_people: frozenset[str]
    lost_by: frozenset[str]
    hurts: frozenset[str]
    over_lasts_after: frozenset[str]
    nobody: re.Pattern[str]
    nobody_alone: frozenset[str]
    bodies: frozenset[str]
    modals: frozenset[str]
    resting: frozenset[str]
    resumed_after: frozenset[str]
    recounts: frozenset[str]
    toll_anaphors: re.Pattern[str]
    toll_resumed_by: re.Pattern[str]
    rise_words: re.Pattern[str]
    others: frozenset[str]
    implicit_counts: frozenset[str]
    bound_prepositions: frozenset[str]
    part_cue: re.Pattern[str]
    earlier_cue: re.Pattern[str]
    earlier_version: re.Pattern[str]
    scopes: dict[str, re.Pattern[str]]
    ranked: re.Pattern[str]
    running_total: re.Pattern[str]
    wholes: frozenset[str]
    multiples: dict[str, float]
    multiple: re.Pattern[str]
    munitions: frozenset[str]
    hyphened: dict[str, str]
    in_word: re.Pattern[str]
    always_names: frozenset[str]
    not_after: frozenset[str]
    skipped_nouns: frozenset[str]
    mass_units: frozenset[str]
    money_symbols: dict[str, str]
    money_prefixes: dict[str, str]
    money_nouns: dict[str, str]
    implicit_one: frozenset[str]
    one_of_them: frozenset[str]
    degrees: frozenset[str]
    people_endings: tuple[str, ...]
    things: frozenset[str]
    definite: frozenset[str]
    definite_up_to: int
    people_only: frozenset[str]
    sent_home: frozenset[str]
    number_ids: frozenset[int]
    single_ids: frozenset[int]

    def is_people(self, lemma: str) -> bool:
        """Whether a noun names people, by list or by its ending: "hacker" does, "helicopter" does not."""
        if lemma in self.people:
            return True
        return lemma.endswith(self.people_endings) and lemma not in self.things


def load_figure_lexicon() -> FigureLexicon:
    """Read figures.yaml and the policy of vague numbers, and index them."""
    rows = read_lexicon("figures", FigureRows)
    persons = load_persons()
    people = persons.union(rows.nouns[PEOPLE])
    singles = persons.union(rows.implicit_one)
    both = [f"{word}s" for word in singles] + rows.plurals
    policy = load_vague_policy()
    bound_of_suffix = {w: bound for bound, words in rows.bounds_after.items() for w in words}
    return FigureLexicon(
        scanner=make_number_scanner(rows.numbers, policy),
        words=make_counted_words(
            rows.counted,
            rows.links,
            rows.suffered_by,
            rows.states,
            rows.cared_otherwise,
            rows.sentencing,
        ),
        tolls=frozenset(row.counts for row in rows.counted),
        bounds={word: bound for bound, words in rows.bounds.items() for word in words},
        bounds_after=re.compile(rf"\s?(?P<bound>{_any(bound_of_suffix)})(?!\w)", re.IGNORECASE),
        bound_of_suffix=bound_of_suffix,
        verb_bounds={word: bound for bound, words in rows.verb_bounds.items() for word in words},
        not_bound_after=frozenset(rows.not_bound_after),
        nouns=dict.fromkeys(persons, PEOPLE)
        | {n: counts for counts, nouns in reversed(rows.nouns.items()) for n in nouns},
        people=people,
        toll_nouns=re.compile(rf"\b(?:{_toll_groups(rows)})\b"),
        listing=re.compile(
            rf"\b(?P<word>{_any(w for row in rows.counted for w in row.beside)})"
            rf" (?:{_any(rows.listing_words)})(?: (?:at least|some|about))? $"
        ),
        lost_people=frozenset(rows.lost_people),
        lost_by=frozenset(rows.lost_by),
        hurts=rows.hurts,
        over_lasts_after=frozenset(rows.over_lasts_after),
        nobody=re.compile(
            rf"\b(?:{_any((*rows.nobody, *rows.nobody_alone))})(?![\w.-])", re.IGNORECASE
        ),
        nobody_alone=frozenset(rows.nobody_alone),
        bodies=rows.bodies,
        modals=frozenset(rows.modals),
        resting=rows.resting,
        resumed_after=frozenset(rows.resumed_after),
        recounts=rows.recounts,
        toll_of=re.compile(rf"\b(?:{_toll_groups(rows)}) of(?: the)? $"),
        sized={noun: counts for counts, nouns in rows.sized.items() for noun in nouns},
        toll_resumed_by=re.compile(rf"\b(?:{_any(rows.toll_resumed_by)})\s*\Z"),
        toll_anaphors=re.compile(rf"\bthe (?:\w+ )?(?:{_any(rows.toll_anaphors)})\b"),
        rise_words=re.compile(rf"\b(?:{_any(rows.rise_words)})\b"),
        multiples=rows.multiples,
        multiple=re.compile(rf"\b(?:{_any(rows.multiples)})\b(?! as\b)", re.IGNORECASE),
        munitions=frozenset(rows.munitions),
        hyphened=rows.hyphened,
        in_word=_in_word(rows.hyphened),
        others=frozenset(rows.others),
        implicit_counts=frozenset(rows.implicit_counts),
        bound_prepositions=frozenset(rows.bound_prepositions),
        part_cue=re.compile(
            rf"\b(?:{_any(rows.part_cues)})(?: (?:was|were|are|is|being|at))?[ :]*$"
        ),
        earlier_cue=re.compile(rf"\b(?:{_any(rows.earlier_cues)})[ :]*$"),
        earlier_version=re.compile(rf"\b(?:{'|'.join(rows.earlier_versions)})\b[^.;:]*\Z"),
        scopes={scope: re.compile("|".join(cues)) for scope, cues in rows.scopes.items()},
        running_total=re.compile(rows.running_total),
        wholes=rows.wholes,
        ranked=re.compile(rf"\b(?:{_any(rows.ranked)})\b[^;]*\Z"),
        always_names=frozenset(rows.always_names),
        not_after=frozenset(rows.not_after),
        skipped_nouns=frozenset([*rows.measures, *rows.not_counted]),
        mass_units=frozenset(rows.mass_units),
        money_symbols=rows.money_symbols,
        money_prefixes=rows.money_prefixes,
        money_nouns=rows.money_nouns,
        implicit_one=singles,
        one_of_them=rows.one_of_them,
        degrees=frozenset(rows.degrees),
        people_endings=rows.people_endings,
        things=frozenset(rows.things),
        definite=frozenset(rows.definite),
        definite_up_to=rows.definite_up_to,
        people_only=frozenset(rows.people_only),
        sent_home=frozenset(rows.sent_home),
        number_ids=_ids(_number_starts(rows.numbers, policy)),
        single_ids=_ids([*singles, *both, *rows.further_ones]),
    )


def _in_word(hyphened: Iterable[str]) -> re.Pattern[str]:
    """ "72-hour", "40-vehicle": numbers within words that count; any other such number counts nothing."""
    counting = rf"odd|plus|strong|(?:minute|hour|day|week|month|year|{_any(hyphened)})(?![\w-])"
    return re.compile(
        rf"[-–](?!{counting})[^\W\d]|[-–/:]\d+[-–/:]\d|[/:]\d|['’]s\b|-$", re.IGNORECASE
    )


def _toll_groups(rows: FigureRows) -> str:
    """One named group for each thing counted; words may stand between "number of" and its noun."""
    groups = []
    for counts, phrases in rows.toll_nouns.items():
        pattern = _any(phrases).replace(r"number\ of\ ", r"number\ of\ (?:[\w-]+\ ){0,2}")
        groups.append(f"(?P<{counts}>{pattern})")
    return "|".join(groups)


def _number_starts(numbers: NumberWords, policy: VaguePolicy) -> Iterator[str]:
    """A word of every number that is not in digits: sentences without one need no scan."""
    yield from (*numbers.small, *numbers.scales, *numbers.collectives, "hundred")
    yield from (f"{part}{s}" for part in numbers.parts for s in ("", "s"))
    for phrase in (*policy.plain, *policy.multipliers, *policy.unknown):
        yield from (word for word in phrase.split() if word not in _COMMON)


def _ids(words: Iterable[str]) -> frozenset[int]:
    return frozenset(map(get_string_id, words))


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
