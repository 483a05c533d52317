"""A report while its toponyms are sought: its tokens as plain lists, and what the whole report tells.

Comes in: a reading, the gazetteer, the words. Goes out: lookups by token index, and toponyms made from token
ranges. Decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from sayso.countries import Country
from sayso.extract.places.place_words import PlaceLexicon
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import name_key
from sayso.model import Span
from sayso.nlp.apposed_names import find_described
from sayso.nlp.readings import Reading

_APOSTROPHES = frozenset("'’")
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True)
class Toponym:
    """Some tokens that name a place. `kinds`: what the words beside the name say that it is ("province")."""

    start: int
    end: int
    span: Span
    name: str
    candidates: tuple[Candidate, ...] = ()
    kinds: tuple[str, ...] = ()
    demonym: Country | None = None
    is_facility: bool = False
    is_adjective: bool = False

    @property
    def key(self) -> str:
        """Names with one key are one place in a report, unless the words beside them ask for another kind."""
        return self.demonym.id if self.demonym else name_key(self.name)


@dataclass
class Walk:
    """A report while it is walked: plain lists, because token attributes cost a call each."""

    reading: Reading
    gazetteer: Gazetteer
    lexicon: PlaceLexicon
    tokens: list[Token] = field(init=False)
    texts: list[str] = field(init=False)
    lowers: list[str] = field(init=False)
    capitals: list[bool] = field(init=False)
    ent_of: dict[int, tuple[str, int, int]] = field(init=False)
    people: frozenset[str] = field(init=False)
    lower_words: frozenset[str] = field(init=False)
    named_place: Counter[str] = field(init=False)
    countries: frozenset[str] = field(init=False)
    described: frozenset[int] = field(init=False)
    doubtful: list[Toponym] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tokens = self.reading.tokens
        self.texts = [t.text for t in self.tokens]
        self.lowers = [text.lower() for text in self.texts]
        self.capitals = [_is_capital(text) for text in self.texts]
        self.ent_of = {}
        self.named_place = Counter()
        for ent in self.reading.entities:
            for i in range(ent.start, ent.end):
                self.ent_of[i] = (ent.label_, ent.start, ent.end)
            self.named_place[ent.text] += 1 if ent.label_ in PLACE_LABELS else -1
        self.people = frozenset(self._people())
        names = find_described(self.reading.doc)
        self.described = frozenset(i for start, end, _ in names for i in range(start, end))
        self.countries = frozenset(self._countries())
        self.lower_words = frozenset(text for text in self.texts if text.islower())

    def _people(self) -> Iterator[str]:
        """The last word of every name of a person of two words and more."""
        for ent in self.reading.entities:
            if ent.label_ != "PERSON" or ent.end - ent.start < 2:
                continue
            last = self.texts[ent.end - 1]
            yield self.texts[ent.end - 2] if last in ("'s", "’s") else last

    def _countries(self) -> Iterator[str]:
        """Countries that the report names in one word, or by a demonym."""
        table = self.lexicon.countries
        for word in {text for text in self.texts if text[:1].isupper()}:
            country = table.by_name.get(word) or table.demonym(word)
            if country is not None:
                yield country.iso3

    def text(self, i: int) -> str:
        return self.texts[i] if 0 <= i < len(self.texts) else ""

    def lower(self, i: int) -> str:
        return self.lowers[i] if 0 <= i < len(self.lowers) else ""

    def is_capital(self, i: int) -> bool:
        """Whether a token may belong to a name: "Côte" and "d'Ivoire" do."""
        return self.capitals[i] if 0 <= i < len(self.capitals) else False


def _is_capital(text: str) -> bool:
    return text[:1].isupper() or (text[1:2] in _APOSTROPHES and text[2:3].isupper())


def text_of(walk: Walk, start: int, stop: int) -> str:
    first, last = walk.tokens[start], walk.tokens[stop - 1]
    return walk.reading.text[first.idx : last.idx + len(last)]


def make_toponym(
    walk: Walk,
    start: int,
    end: int,
    name: str,
    candidates: tuple[Candidate, ...] = (),
    kinds: tuple[str, ...] = (),
    demonym: Country | None = None,
    is_facility: bool = False,
    is_adjective: bool = False,
) -> Toponym:
    span = walk.reading.span(
        walk.tokens[start].idx, walk.tokens[end - 1].idx + len(walk.tokens[end - 1])
    )
    return Toponym(start, end, span, name, candidates, kinds, demonym, is_facility, is_adjective)
