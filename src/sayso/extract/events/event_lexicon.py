"""The event lexicon: which words tell a deed, of which PLOVER type, and what tells its status.

Comes in: `lexicons/events.yaml` and `lexicons/statuses.yaml`. Goes out: an EventLexicon, indexed by the lemma that a
trigger is looked up by. Does not look at any text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace
from spacy.strings import get_string_id

from sayso.extract.events.world_lexicon import Worlds, load_worlds
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import EventType, Status
from sayso.nlp.coreference_words import load_coreference_words
from sayso.nlp.persons import load_persons

_WORLDS = "sport fiction drill business campaign physical exercises exhibits".split()
PREPOSITIONS = frozenset("of in on at to for from into with against by between on".split())
_SMALL_WORDS = frozenset("of the a an its their his her it".split())


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that trigger only with certain arguments; the lists hold lemmas and names of classes.

    `objectless` asks for no direct object: "fired on the crowd", and not "fired the chief on Friday"; `many` for a
    plural or a number above one among the objects: "found six bodies".
    """

    words: tuple[str, ...]
    subject: tuple[str, ...] = ()
    not_subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    not_object: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    not_clause: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    passive: bool = False
    alone: bool = False
    iobject: bool = False
    objectless: bool = False
    nouns: bool = False
    many: bool = False


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sense: a PLOVER type with its mode, contexts and CAMEO code, and the words that trigger it.

    `described` are participles that tell the deed before a noun, too: "the bombed school". `by_nobody`: the subject
    tells of it and did not do it ("Police found nine bodies"). `takes_ground` are those of its words that win or cross
    ground ("advanced on the town"); a kind under such a word is `harmless`: it need not have killed who died meanwhile.
    `lost_to`: what is undergone is the doing of whom these govern: "fell to the rebels", "fell under the control of".
    """

    name: str
    type: EventType
    cameo: str
    family: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    status: Status | None = None
    recipient: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    reciprocal: bool = False
    consequence: bool = False
    undergone: bool = False
    lost_to: tuple[str, ...] = ()
    by_nobody: bool = False
    takes_ground: tuple[str, ...] = ()
    harmless: bool = False
    weak: bool = False
    anaphor: bool = False
    verbal: bool = False


class EventFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    classes: dict[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]


class Means(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mode (and code) that a weapon beside a trigger tells."""

    mode: str
    cameo: str
    words: frozenset[str]


class Negatives(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shows that no deed is meant."""

    before: frozenset[str]
    only_with: frozenset[str]
    targets: frozenset[str]
    hit_targets: frozenset[str]
    hitting: frozenset[str]
    only: frozenset[str]
    lawful: frozenset[str]
    sport: frozenset[str]
    campaign: frozenset[str]
    spoken_only: frozenset[str]
    counted: frozenset[str]
    messages: frozenset[str]
    fragments: frozenset[str]
    makes: frozenset[str]
    physical: frozenset[str]
    epidemics: frozenset[str]
    mishaps: frozenset[str]
    sheer_mishaps: frozenset[str]
    mishap_blasts: frozenset[str]
    mishap_causes: frozenset[str]
    barriers: frozenset[str]
    posts: frozenset[str]
    feelings: frozenset[str]
    pits: frozenset[str]
    rites: frozenset[str]
    electioneering: frozenset[str]
    keeping: frozenset[str]
    rallies: frozenset[str]
    processions: frozenset[str]
    meant: frozenset[str]
    natural_deaths: frozenset[str]
    penal: frozenset[str]
    fiction: frozenset[str]
    fiction_makers: frozenset[str]
    drill: frozenset[str]
    business: frozenset[str]
    nature: frozenset[str]
    figures: tuple[str, ...]
    terms: frozenset[str]
    causes: frozenset[str]
    shows: frozenset[str]
    goods: frozenset[str]
    handled: frozenset[str]
    handlings: frozenset[str]
    comes_upon: frozenset[str]
    exhibits: frozenset[str]
    exercises: frozenset[str]
    critics: frozenset[str]


StatusWords = dict[Status, frozenset[str]]


class StatusFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    governors: StatusWords
    noun_governors: StatusWords
    modifiers: StatusWords
    modals: StatusWords
    negations: frozenset[str]
    conditions: frozenset[str]
    wants: frozenset[str]
    threats_announced: frozenset[EventType]
    carriers_do: frozenset[str]
    carriers_undergo: frozenset[str]
    harm_verbs: frozenset[str]
    escapes: frozenset[str]
    unharmed: frozenset[str]
    harms: frozenset[str]
    aims: frozenset[str]
    parts: frozenset[str]
    occurs: frozenset[str]
    purposes: frozenset[str]
    begins: frozenset[str]
    mutual: frozenset[str]
    exchanges: frozenset[str]
    exchanged: frozenset[str]
    lapses: frozenset[str]
    stopped: frozenset[str]
    ends: frozenset[str]
    holds_back: frozenset[str]
    plotted: frozenset[str]
    concludes: frozenset[str]
    ended: dict[EventType, str]
    agreed: frozenset[str]
    brokers: frozenset[str]
    mediations: frozenset[str]
    campaigns: frozenset[str]
    observes: frozenset[str]
    habitual: frozenset[str]
    wields: frozenset[str]
    counts_of_harm: frozenset[str]
    tells_counts: frozenset[str]
    same_things: tuple[frozenset[str], ...]
    blames: frozenset[str]
    commands: frozenset[str]
    likenesses: frozenset[str]
    distances: frozenset[str]
    blames_on: frozenset[str]
    penalises: frozenset[str]
    penalties: frozenset[str]
    denies: frozenset[str]
    takes_for_granted: frozenset[str]
    links: frozenset[str]
    tellings: frozenset[str]
    holds: frozenset[str]
    warns: frozenset[str]
    retaliations: frozenset[str]
    shares: frozenset[str]
    admits: frozenset[str]
    contends: frozenset[str]
    responsible: frozenset[str]
    tries: frozenset[str]
    taken_to_task: frozenset[str]
    answers_for: frozenset[str]
    accuses: frozenset[str]
    hearsay: frozenset[str]
    harmed: frozenset[str]
    ready: frozenset[str]
    disputes: frozenset[str]
    truths: frozenset[str]
    as_a_rule: frozenset[str]
    object_control: frozenset[str]
    remembers: frozenset[str]
    done_before: frozenset[str]
    again_and_again: frozenset[str]
    countless: frozenset[str]
    lasting: frozenset[str]
    long_ago: tuple[str, ...]
    tidings: frozenset[str]
    discusses: frozenset[str]
    quantities: frozenset[str]
    means: tuple[Means, ...]
    weapons: frozenset[str]
    custody: frozenset[str]
    custodians: frozenset[str]
    civil_offices: frozenset[str]
    fates: frozenset[str]
    pledges: frozenset[str]
    mouthpieces: frozenset[str]
    anybody: frozenset[str]
    works: frozenset[str]
    works_by: frozenset[str]
    vehicles: frozenset[str]
    mishaps: frozenset[str]
    negatives: Negatives


@dataclass(frozen=True, slots=True)
class Pattern:
    """What must stand with a trigger word: words before it (nouns), words with it, a condition."""

    kind: Kind
    before: tuple[str, ...] = ()  # "sit-": with a hyphen behind it
    rest: tuple[str, ...] = ()
    condition: Condition | None = None

    @property
    def weight(self) -> tuple[int, bool]:
        """Longer patterns are tried first, then conditions."""
        return len(self.before) + len(self.rest), self.condition is not None


@dataclass(frozen=True)
class EventLexicon:
    """Triggers by lemma, and all words that tell status and non-events.

    `bare_verbs`: the patterns of a lemma that need no word beside it; `rest_ids`: the words that the others begin with.
    """

    verbs: dict[str, tuple[Pattern, ...]]
    bare_verbs: dict[str, tuple[Pattern, ...]]
    rest_ids: dict[str, frozenset[int]]
    nouns: dict[str, tuple[Pattern, ...]]
    classes: dict[str, frozenset[str]]
    statuses: StatusFile
    kinds: dict[str, Kind]
    takes_ground: frozenset[str]
    doers: frozenset[str]
    described: dict[str, Kind]
    governor_status: dict[str, Status]
    noun_governor_status: dict[str, Status]
    modifier_status: dict[str, Status]
    modal_status: dict[str, Status]
    trigger_ids: frozenset[int]
    world_ids: dict[str, frozenset[int]]
    worlds: Worlds


def load_event_lexicon(folder: Path | None = None) -> EventLexicon:
    """Read and index the event lexicon.

    "open fire" → under the verb "open": Pattern(kind shooting, rest ("fire",)).
    """
    events = read_lexicon("events", EventFile, folder)
    statuses = read_lexicon("statuses", StatusFile, folder)
    # "accused X of shelling", "acquitted X of killing": who is blamed or cleared is the one who does it.
    statuses = replace(statuses, object_control=statuses.object_control | statuses.blames)
    verbs, nouns = _index(_verb_patterns(events.kinds)), _index(_noun_patterns(events.kinds))
    negatives = statuses.negatives
    return EventLexicon(
        verbs=verbs,
        bare_verbs={
            lemma: tuple(p for p in patterns if not p.rest) for lemma, patterns in verbs.items()
        },
        rest_ids={
            lemma: frozenset(get_string_id(p.rest[0]) for p in patterns if p.rest)
            for lemma, patterns in verbs.items()
        },
        nouns=nouns,
        classes=_classes(events),
        statuses=statuses,
        kinds={kind.name: kind for kind in events.kinds},
        takes_ground=frozenset(word for kind in events.kinds for word in kind.takes_ground),
        doers=load_coreference_words().doers,
        described={form: kind for kind in events.kinds for form in kind.described},
        governor_status=_by_word(statuses.governors),
        noun_governor_status=_by_word(statuses.noun_governors),
        modifier_status=_by_word(statuses.modifiers),
        modal_status=_by_word(statuses.modals),
        trigger_ids=_ids(
            (*verbs, *nouns, *(form for kind in events.kinds for form in kind.described))
        ),
        world_ids={name: _ids(getattr(negatives, name)) for name in _WORLDS},
        worlds=load_worlds(),
    )


def _classes(events: EventFile) -> dict[str, frozenset[str]]:
    """The file's classes of nouns; whoever is called by trade, age or kin can be hurt, too."""
    classes = {name: frozenset(words) for name, words in events.classes.items()}
    return classes | {"victim": classes.get("victim", frozenset()) | load_persons()}


def _ids(words: Iterable[str]) -> frozenset[int]:
    """spaCy's number for each word, the same in every vocabulary: a whole text is searched without making tokens."""
    return frozenset(get_string_id(form) for word in words for form in (word, word.capitalize()))


def _by_word(words: StatusWords) -> dict[str, Status]:
    found: dict[str, Status] = {}
    for status, lemmas in words.items():
        for lemma in lemmas:
            found.setdefault(lemma, status)
    return found


def _index(patterns: Iterable[tuple[str, Pattern]]) -> dict[str, tuple[Pattern, ...]]:
    gathered: dict[str, list[Pattern]] = {}
    for lemma, pattern in patterns:
        gathered.setdefault(lemma, []).append(pattern)
    return {
        lemma: tuple(sorted(found, key=lambda pattern: pattern.weight, reverse=True))
        for lemma, found in gathered.items()
    }


def _verb_patterns(kinds: Iterable[Kind]) -> Iterator[tuple[str, Pattern]]:
    for kind in kinds:
        for words in kind.verbs:
            yield _verb_pattern(kind, words)
            if "-" in words.split()[0]:
                yield _verb_at_hyphen(*_verb_pattern(kind, words))
        for condition in kind.when:
            for words in condition.words:
                if not condition.nouns:
                    yield _verb_pattern(kind, words, condition)


def _verb_pattern(
    kind: Kind, words: str, condition: Condition | None = None
) -> tuple[str, Pattern]:
    lemma, *rest = words.split()
    return lemma, Pattern(
        _as_told_by(lemma, kind),
        rest=tuple(word for word in rest if word not in _SMALL_WORDS),
        condition=condition,
    )


def _noun_patterns(kinds: Iterable[Kind]) -> Iterator[tuple[str, Pattern]]:
    for kind in kinds:
        for words in kind.nouns:
            yield _noun_pattern(kind, words)
            if "-" in words:
                yield _at_hyphens(*_noun_pattern(kind, words))
        for condition in kind.when:
            for words in condition.words:
                if condition.nouns:
                    yield words, Pattern(kind, condition=condition)


def _noun_pattern(kind: Kind, words: str) -> tuple[str, Pattern]:
    parts = words.split()
    cut = next((i for i, word in enumerate(parts) if word in PREPOSITIONS and i > 0), len(parts))
    rest = tuple(word for word in parts[cut:] if word not in _SMALL_WORDS)
    if parts[-1] == "of":
        rest = (*rest, "of")  # "storming of": the noun alone would be too many things
    noun = parts[cut - 1]
    return noun, Pattern(_as_told_by(noun, kind), before=tuple(parts[: cut - 1]), rest=rest)


def _at_hyphens(noun: str, pattern: Pattern) -> tuple[str, Pattern]:
    """The same words as spaCy cuts them: "sit-in" → "in" behind "sit-", "all-out war" → "war" behind "all-", "out"."""
    *before, noun = [piece for word in (*pattern.before, noun) for piece in _pieces(word)]
    return noun, dataclasses.replace(pattern, before=tuple(before))


def _verb_at_hyphen(verb: str, pattern: Pattern) -> tuple[str, Pattern]:
    """ "gang-rape" → "rape" behind "gang-"."""
    *before, verb = _pieces(verb)
    return verb, dataclasses.replace(pattern, before=tuple(before))


def _pieces(word: str) -> list[str]:
    *first, last = word.split("-")
    return [*(f"{piece}-" for piece in first), last]


def _as_told_by(word: str, kind: Kind) -> Kind:
    """ "advanced on the town" is an offensive that by itself harms nobody."""
    return replace(kind, harmless=True) if word in kind.takes_ground else kind


Role = Literal["subject", "object"]
