"""Find the words of a report that name a place: gazetteer names, demonyms, and what the parser calls a place.

Comes in: a reading and the gazetteer. Goes out: toponyms with every place that they may mean, in text order.
Names inside other names ("New York Times", "University of Aleppo") and people ("Jordan said") are left out. Does not
choose the place (place_resolution.py) nor say what a name is used as (place_uses.py).

Whether a match is a toponym is a sum of weighed evidence, `weights` in `place-words.yaml`: what the parser calls it,
how large the place is, the words around it, what the same words are elsewhere in the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from spacy.tokens import Token

from sayso.countries import Country
from sayso.extract.place_words import PlaceLexicon
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import name_key
from sayso.model import Span
from sayso.nlp.readings import Reading

_LONGEST = 6
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_HYPHENS = frozenset({"-", "–"})


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
class _Walk:
    """A report while it is walked: plain lists, because token attributes cost a call each."""

    reading: Reading
    gazetteer: Gazetteer
    lexicon: PlaceLexicon
    tokens: list[Token] = field(init=False)
    texts: list[str] = field(init=False)
    lowers: list[str] = field(init=False)
    ent_of: dict[int, tuple[str, int, int]] = field(init=False)
    people: frozenset[str] = field(init=False)
    lower_words: frozenset[str] = field(init=False)
    named_place: Counter[str] = field(init=False)
    countries: frozenset[str] = field(init=False)
    doubtful: list[Toponym] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tokens = list(self.reading.doc)
        self.texts = [t.text for t in self.tokens]
        self.lowers = [text.lower() for text in self.texts]
        self.ent_of = {}
        self.named_place = Counter()
        for ent in self.reading.doc.ents:
            for i in range(ent.start, ent.end):
                self.ent_of[i] = (ent.label_, ent.start, ent.end)
            self.named_place[ent.text] += 1 if ent.label_ in _PLACE_LABELS else -1
        self.people = frozenset(self._people())
        self.countries = frozenset(self._countries())
        self.lower_words = frozenset(text for text in self.texts if text.islower())

    def _people(self) -> Iterator[str]:
        """The last word of every name of a person of two words and more."""
        for ent in self.reading.doc.ents:
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
        return self.text(i)[:1].isupper()


def find_toponyms(reading: Reading, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Toponym]:
    """Find every toponym outside boilerplate.

    "Syrian jets hit Sukkari, police in Long Beach said." → Syrian (demonym), Sukkari, Long Beach
    """
    walk = _Walk(reading, gazetteer, lexicon)
    found = [
        t
        for sentence in reading.sentences
        for t in _in_sentence(walk, sentence.start, sentence.end)
    ]
    found += _second_look(walk, found)
    found += _introduced(walk, found)
    return sorted(found + list(_unknown(walk, found)), key=lambda t: t.start)


def _second_look(walk: _Walk, found: list[Toponym]) -> list[Toponym]:
    """Doubtful matches of a name that is surely a place elsewhere in the report."""
    sure = {toponym.key for toponym in found}
    return [match for match in walk.doubtful if match.key in sure]


def _in_sentence(walk: _Walk, start: int, end: int) -> Iterator[Toponym]:
    i = start
    while i < end:
        toponym, i = _at(walk, i, end)
        if toponym is not None:
            yield toponym


def _at(walk: _Walk, i: int, end: int) -> tuple[Toponym | None, int]:
    """The toponym that begins at token i, and the token to go on from."""
    if not (
        walk.is_capital(i)
        or (walk.lowers[i] in walk.lexicon.words.articles and walk.text(i + 1) in _HYPHENS)
    ):
        return None, i + 1
    demonym = _demonym_at(walk, i)
    if demonym is not None:
        return demonym, demonym.end
    match = _longest_match(walk, i, end)
    if match is None:
        return None, i + 1
    score = sum(walk.lexicon.words.weights.get(e, 0.0) for e in evidence(walk, match))
    if score <= 0:
        walk.doubtful += [match] if score > walk.lexicon.words.second_look else []
        return None, max(match.end, _end_of_name(walk, match))
    return match, match.end


def _end_of_name(walk: _Walk, match: Toponym) -> int:
    """Where the organisation's or person's name ends that a rejected match stands in."""
    label, _, end = walk.ent_of.get(match.start, ("", 0, 0))
    return (
        end if label in ("ORG", "PERSON", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT") else match.end
    )


def _demonym_at(walk: _Walk, i: int) -> Toponym | None:
    for length in (3, 2, 1) if walk.texts[i] in walk.lexicon.long_demonyms else (1,):
        words = " ".join(walk.texts[i : i + length])
        country = walk.lexicon.demonym(words)
        region = walk.lexicon.words.region_adjectives.get(words)
        if (country is None and region is None) or _is_embedded_demonym(walk, i, i + length):
            continue
        if walk.is_capital(i + length) and _begins_a_name(walk, i):
            return None
        if country is not None:
            return _make(walk, i, i + length, words, demonym=country)
        if region is not None and not walk.is_capital(i + length):
            candidates = walk.gazetteer.candidates(region)
            return _make(walk, i, i + length, region, candidates=candidates, is_adjective=True)
    return None


def _begins_a_name(walk: _Walk, i: int) -> bool:
    """ "British Columbia", "Indian Ocean", "French Guiana": a name that begins with a demonym."""
    for stop in (i + 3, i + 2):
        found = walk.gazetteer.candidates(_text_of(walk, i, min(stop, len(walk.tokens))))
        if any(c.rank < 2 and c.kind not in ("town", "village", "district") for c in found):
            return True
    return False


def _is_embedded_demonym(walk: _Walk, start: int, end: int) -> bool:
    """ "British Airways", "Syrian Observatory for Human Rights": the name of an organisation."""
    label, ent_start, _ = walk.ent_of.get(start, ("", 0, 0))
    if label == "LANGUAGE" or (label == "PERSON" and start > ent_start):
        return True
    if walk.is_capital(end) and walk.lower(end) in (
        "airways",
        "airlines",
        "observatory",
        "times",
        "post",
    ):
        return True
    return label in ("ORG", "WORK_OF_ART") and start > ent_start + 1 and walk.is_capital(start - 1)


def _abbreviation(walk: _Walk, i: int) -> Toponym | None:
    """ "Calif.", "N.Y.", "Alta" and a dot: a state or province; without the dot "Miss" and "Mass" are words."""
    known = walk.lexicon.words.abbreviations
    for end in (i + 1, i + 2):
        full = known.get(_text_of(walk, i, end)) if end <= len(walk.texts) else None
        if full is not None:
            return _make(
                walk,
                i,
                end,
                full,
                candidates=walk.gazetteer.candidates(full),
                kinds=("province", "capital"),
            )
    return None


def _longest_match(walk: _Walk, i: int, end: int) -> Toponym | None:
    abbreviation = _abbreviation(walk, i)
    if abbreviation is not None:
        return abbreviation
    for stop in reversed(_stops(walk, i, end)):
        name = _text_of(walk, i, stop)
        candidates = walk.gazetteer.candidates(name)
        if candidates and _may_be_a_name(walk, name, stop, candidates):
            return _with_feature(walk, _make(walk, i, stop, name, candidates=candidates))
    return None


def _may_be_a_name(walk: _Walk, name: str, stop: int, candidates: tuple[Candidate, ...]) -> bool:
    if _is_country_code(name) or name in walk.lexicon.countries.by_name:
        return any(c.kind == "country" for c in candidates) or len(name) > 3
    if (
        len(name) <= 2
        or (len(name) == 3 and name.isupper())
        or name_key(name) in walk.lexicon.words.not_alone
    ):
        return False
    ends_small = walk.lowers[stop - 1] == walk.texts[stop - 1]
    return (
        not ends_small
        or candidates[0].gid.startswith("sayso:")
        or candidates[0].kind in ("camp", "region")
    )


def _is_country_code(name: str) -> bool:
    """ "US" is in capitals, "us" is not."""
    return name.isupper() and len(name) == 2


def _stops(walk: _Walk, i: int, end: int) -> list[int]:
    """Where a name that begins at i may end: after a capital, or after a word such as "crossing"."""
    stops = []
    for j in range(i, min(end, i + _LONGEST)):
        if walk.is_capital(j):
            stops.append(j + 1)
        elif walk.lowers[j] in walk.lexicon.words.feature_kinds and j > i:
            stops.append(j + 1)
            break
        elif walk.lowers[j] not in walk.lexicon.words.connectors:
            break
    return stops


def _text_of(walk: _Walk, start: int, stop: int) -> str:
    first, last = walk.tokens[start], walk.tokens[stop - 1]
    return walk.reading.document.text[first.idx : last.idx + len(last)]


def _with_feature(walk: _Walk, match: Toponym) -> Toponym:
    """Take in a capitalised "County" or "Province" after the name, and note what the words beside it say."""
    words = walk.lexicon.words
    after = walk.lower(match.end)
    goes_on = (
        walk.is_capital(match.end + 1)
        and walk.lower(match.end + 1) in words.organs | words.embedding
    )
    kinds = () if goes_on else words.feature_kinds.get(after, ())
    if walk.is_capital(match.end) and after in words.streets:
        return _make(walk, match.start, match.end + 1, _text_of(walk, match.start, match.end + 1))
    facility = _facility_end(walk, match.end)
    if facility is not None:
        return _make(walk, match.start, facility, match.name, match.candidates, is_facility=True)
    if kinds and walk.is_capital(match.end):
        return _make(walk, match.start, match.end + 1, match.name, match.candidates, kinds)
    if not kinds and walk.lower(match.start - 1) == "of":
        kinds = words.feature_kinds.get(walk.lower(match.start - 2), ())
    if not kinds:
        kinds = words.feature_kinds.get(walk.lower(match.start - 1), ())
    return (
        _make(walk, match.start, match.end, match.name, match.candidates, kinds) if kinds else match
    )


def _facility_end(walk: _Walk, i: int) -> int | None:
    """Where a facility's name ends that begins with a place: "Damascus [International Airport]"."""
    for j in range(i, i + 3):
        if not walk.is_capital(j) or walk.lowers[j] in walk.lexicon.words.embedding:
            return None
        if walk.lowers[j] in walk.lexicon.words.facilities:
            return j + 1
    return None


def _make(
    walk: _Walk,
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


def _introduced(walk: _Walk, found: list[Toponym]) -> list[Toponym]:
    """Names that the text itself calls places: "the village of Qarabolaq", "Qarabolaq, a village in the north"."""
    taken = {i for toponym in found for i in range(toponym.start, toponym.end)}
    made: list[Toponym] = []
    for start, end in chain(_introductions(walk), _contained(walk, found)):
        if not taken.intersection(range(start, end)) and not walk.reading.is_boilerplate(
            walk.tokens[start].idx
        ):
            taken.update(range(start, end))
            made.append(_make(walk, start, end, _text_of(walk, start, end)))
    return made


def _introductions(walk: _Walk) -> Iterator[tuple[int, int]]:
    settlements = walk.lexicon.words.settlements
    for i, word in enumerate(walk.lowers):
        if word == "of" and walk.lower(i - 1) in settlements and walk.is_capital(i + 1):
            yield i + 1, _end_of_capitals(walk, i + 1)
        elif word == "," and walk.is_capital(i - 1) and walk.lower(i + 1) in ("a", "an", "the"):
            is_place = not settlements.isdisjoint(walk.lowers[i + 2 : i + 4])
            yield from [(_start_of_capitals(walk, i - 1), i)] if is_place else []


def _contained(walk: _Walk, found: list[Toponym]) -> Iterator[tuple[int, int]]:
    """ "in Kabkabiya in North Darfur", "near Tell Nowhere, Syria": what stands before a place and its container."""
    for toponym in found:
        i = toponym.start - 1
        if (
            toponym.demonym is not None
            or walk.lower(i) not in ("in", ",")
            or not walk.is_capital(i - 1)
        ):
            continue
        start = _start_of_capitals(walk, i - 1)
        label = walk.ent_of.get(start, ("none", 0, 0))[0]
        if walk.lower(start - 1) in ("in", "at", "near") and label not in ("DATE", "TIME", "EVENT"):
            yield start, i


def _end_of_capitals(walk: _Walk, i: int) -> int:
    end = i + 1
    while walk.is_capital(end) or (walk.text(end) in _HYPHENS and walk.text(end + 1)[:1].isalpha()):
        end += 1
    return end if walk.texts[end - 1] not in _HYPHENS else end - 1


def _start_of_capitals(walk: _Walk, i: int) -> int:
    start = i
    while start > 0 and walk.is_capital(start - 1) and not walk.tokens[start].is_sent_start:
        start -= 1
    return start


def _unknown(walk: _Walk, found: list[Toponym]) -> Iterator[Toponym]:
    """What the parser calls a place and the gazetteer does not know."""
    taken = {i for toponym in found for i in range(toponym.start, toponym.end)}
    for ent in walk.reading.doc.ents:
        if ent.label_ not in _PLACE_LABELS or walk.reading.is_boilerplate(ent.start_char):
            continue
        start, end = ent.start, ent.end
        while start < end and not walk.is_capital(start):
            start += 1
        while end > start and not walk.is_capital(end - 1):
            end -= 1
        if start == end or any(i in taken for i in range(start, end)):
            continue
        toponym = _make(walk, start, end, _text_of(walk, start, end))
        if walk.lexicon.demonym(toponym.name) is not None:
            continue
        if sum(walk.lexicon.words.weights.get(e, 0.0) for e in evidence(walk, toponym)) > 0:
            yield toponym


def evidence(walk: _Walk, match: Toponym) -> list[str]:
    """What speaks for and against a match's being a toponym: the names of weights in the lexicon."""
    return [
        "bias",
        *_label_evidence(walk, match),
        *_size_evidence(match),
        *_before_evidence(walk, match),
        *_after_evidence(walk, match),
        *_report_evidence(walk, match),
    ]


def _label_evidence(walk: _Walk, match: Toponym) -> Iterator[str]:
    label, start, end = walk.ent_of.get(match.start, ("none", match.start, match.end))
    if label not in ("GPE", "LOC", "FAC", "PERSON", "ORG", "NORP", "none"):
        label = "other"
    part = "part" if end > match.end or start < match.start - 1 else "whole"
    if label == "ORG" and part == "part":
        rest = walk.lowers[match.end : end]
        part = "of organ" if any(word in walk.lexicon.words.organs for word in rest) else part
        part = (
            "of embedding" if any(word in walk.lexicon.words.embedding for word in rest) else part
        )
    yield f"ent {label} {part}"
    if not match.candidates:
        yield f"unknown {label}"
    elif label == "PERSON":
        if (
            match.key not in walk.lexicon.capitals
            and walk.tokens[match.end - 1].dep_ in ("nsubj", "nsubjpass")
            and match.end - match.start == 1
        ):
            yield "a person who acts"
        if walk.lower(match.start - 1) in walk.lexicon.words.locative:
            yield "a person after locative"
    if walk.tokens[match.start].pos_ != "PROPN":
        large = any(c.population >= 300_000 and c.rank < 2 for c in match.candidates[:3])
        yield "no proper noun but large" if large else "no proper noun"


def _size_evidence(match: Toponym) -> Iterator[str]:
    if not match.candidates:
        return
    top = max(
        match.candidates,
        key=lambda c: (c.rank < 2, c.kind in ("country", "province"), c.population),
    )
    if top.gid.startswith("sayso:") or top.kind in ("country", "province", "district"):
        yield f"kind {'supplement' if top.gid.startswith('sayso:') else top.kind}"
    else:
        yield f"size {len(str(top.population))}"
    if top.rank == 2:
        yield "other name"
    if match.end - match.start > 1:
        yield "long"
    if match.kinds:
        yield "feature"
    if match.is_facility:
        yield "facility"


def _before_evidence(walk: _Walk, match: Toponym) -> Iterator[str]:
    words = walk.lexicon.words
    i = match.start - 1
    if i >= 0 and walk.lowers[i] == "the":
        i -= 1
    before = walk.lower(i)
    if before in words.locative:
        yield "after locative"
    elif i >= 0 and walk.tokens[i].lemma_ in words.place_verbs:
        yield "after place verb"
    elif before == "of":
        is_name = walk.is_capital(i - 1) and walk.lower(i - 1) in words.embedding
        yield "after organisation of" if is_name else "after of"
    elif before == "from":
        yield "after from"
    elif before in words.titles and walk.is_capital(i):
        yield "after title"
    elif before in words.directions:
        yield "after direction"
    elif walk.is_capital(i) and not walk.tokens[i].is_sent_start:
        yield "after capital"
    if walk.tokens[match.start].is_sent_start:
        yield "sentence start"


def _after_evidence(walk: _Walk, match: Toponym) -> Iterator[str]:
    words = walk.lexicon.words
    after = walk.lower(match.end)
    if walk.is_capital(match.end):
        if after in words.embedding:
            yield "before embedding"
        elif after in words.organs:
            yield "before organ"
        elif walk.lexicon.demonym(walk.texts[match.end]) is None:
            yield "before capital"
            last = walk.tokens[match.end - 1]
            if last.dep_ == "compound" and last.head.i == match.end and not match.kinds:
                yield "part of a longer name"
    elif after in ("'s", "’s"):
        yield "possessive"
    elif after in words.firms:
        yield "before firm"
    elif after == ",":
        yield "before comma place" if _is_place_like(walk, match.end + 1) else "before comma"
    elif match.end < len(walk.tokens) and walk.tokens[match.end].pos_ in ("VERB", "AUX"):
        yield "before verb"


def _is_place_like(walk: _Walk, i: int) -> bool:
    if not walk.is_capital(i):
        return False
    if walk.texts[i] in walk.lexicon.words.state_codes:
        return True
    found = walk.gazetteer.candidates(walk.texts[i]) or walk.gazetteer.candidates(
        " ".join(walk.texts[i : i + 2])
    )
    return any(c.kind in ("country", "province") for c in found)


def _report_evidence(walk: _Walk, match: Toponym) -> Iterator[str]:
    last = walk.texts[match.end - 1]
    if match.end - match.start > 1 and walk.ent_of.get(match.start) == (
        "PERSON",
        match.start,
        match.end,
    ):
        yield "a person's whole name"
    elif last in walk.people or walk.texts[match.start] in walk.people:
        yield "a person's name"
    if any(c.country in walk.countries and c.kind != "country" for c in match.candidates[:20]):
        yield "in a country named"
    if match.end - match.start == 1 and walk.lowers[match.start] in walk.lower_words:
        yield "also a word"
    label = walk.named_place.get(match.span.exact, 0)
    if label:
        yield "a place elsewhere" if label > 0 else "another thing elsewhere"
