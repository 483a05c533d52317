"""Find the words of a report that name a place: gazetteer names, demonyms, and what the parser calls a place.

Comes in: a reading and the gazetteer. Goes out: toponyms with every place that they may mean, in text order.
Names inside other names ("New York Times", "University of Aleppo") and people ("Jordan said") are left out. Does not
choose the place (place_resolution.py) nor say what a name is used as (place_uses.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from sayso.extract.grammar.body_names import is_law
from sayso.extract.places.place_words import PlaceLexicon
from sayso.extract.places.toponym_evidence import weigh_evidence
from sayso.extract.places.toponym_walk import PLACE_LABELS, Toponym, Walk, make_toponym, text_of
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import Kind, name_key
from sayso.nlp.readings import Reading

__all__ = ["Toponym", "find_toponyms", "search_report"]

Accepts = Callable[[Toponym], bool]

# "South Georgia and the South Sandwich Islands" has seven words.
_LONGEST = 7
_HYPHENS = frozenset({"-", "–"})


def find_toponyms(reading: Reading, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Toponym]:
    """Find every toponym outside boilerplate.

    "Syrian jets hit Sukkari, police in Long Beach said." → Syrian (demonym), Sukkari, Long Beach
    """
    walk = Walk(reading, gazetteer, lexicon)
    return search_report(walk, partial(_is_toponym, walk))


def search_report(walk: Walk, accepts: Accepts) -> list[Toponym]:
    """Find toponyms; `accepts` decides on each match (fitting the weights asks the gold instead)."""
    found: list[Toponym] = []
    for sentence in walk.reading.sentences:
        found += _in_sentence(walk, sentence.start, sentence.end, accepts)
    found += _second_look(walk, found)
    found += _introduced(walk, found)
    found += list(_unknown(walk, found, accepts))
    # "Maria Lopez, a town councillor": somebody, whatever town has that name.
    places = [t for t in found if t.start not in walk.described]
    return sorted(places, key=lambda t: t.start)


def _is_toponym(walk: Walk, match: Toponym) -> bool:
    if is_law(walk.tokens[match.end - 1]):
        return False  # "under the Anti-Terrorism Act"
    score = weigh_evidence(walk, match)
    if match.candidates and walk.lexicon.words.second_look < score <= 0:
        walk.doubtful.append(match)
    return score > 0


def _second_look(walk: Walk, found: list[Toponym]) -> list[Toponym]:
    """Doubtful matches of a name that is a place elsewhere, opens a sentence or stands in a list with a place."""
    sure = {toponym.key for toponym in found}
    edges = {toponym.start for toponym in found} | {toponym.end for toponym in found}
    taken: list[Toponym] = []
    for match in reversed(walk.doubtful):
        if match.key in sure or _is_listed(walk, match, edges) or _opens_in(walk, match):
            edges |= {match.start, match.end}
            taken.append(match)
    return taken


def _opens_in(walk: Walk, match: Toponym) -> bool:
    """ "In Sukma, the rebels …": a town where a sentence opens so, whatever else the parser takes it for."""
    link = walk.tokens[match.start - 1] if match.start else None
    is_first = link is not None and link.lower_ == "in" and bool(link.is_sent_start)
    return is_first and walk.lower(match.end) == ","


def _is_listed(walk: Walk, match: Toponym, edges: set[int]) -> bool:
    """ "Odesa, Dnipro and Kherson": joined to another place by a comma or by "and"."""
    joins = (",", "and")
    after = walk.lower(match.end) in joins and match.end + 1 in edges
    return after or (walk.lower(match.start - 1) in joins and match.start - 1 in edges)


def _in_sentence(walk: Walk, start: int, end: int, accepts: Accepts) -> Iterator[Toponym]:
    i = start
    articles = walk.lexicon.words.articles
    while i < end:
        if not walk.capitals[i] and walk.lowers[i] not in articles:
            i += 1
            continue
        toponym, i = _at(walk, i, end, accepts)
        if toponym is not None:
            yield toponym


def _at(walk: Walk, i: int, end: int, accepts: Accepts) -> tuple[Toponym | None, int]:
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
    if not accepts(match):
        return None, max(match.end, _end_of_name(walk, match))
    return match, match.end


def _end_of_name(walk: Walk, match: Toponym) -> int:
    """Where the organisation's or person's name ends that a rejected match stands in."""
    label, _, end = walk.ent_of.get(match.start, ("", 0, 0))
    return (
        end if label in ("ORG", "PERSON", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT") else match.end
    )


def _demonym_at(walk: Walk, i: int) -> Toponym | None:
    for length in (3, 2, 1) if walk.texts[i] in walk.lexicon.long_demonyms else (1,):
        words = " ".join(walk.texts[i : i + length])
        country = walk.lexicon.demonym(words)
        region = walk.lexicon.words.region_adjectives.get(words)
        if (country is None and region is None) or _is_embedded_demonym(walk, i, i + length):
            continue
        if walk.is_capital(i + length) and _begins_a_name(walk, i):
            return None
        if country is not None:
            return make_toponym(walk, i, i + length, words, demonym=country)
        if region is not None and not walk.is_capital(i + length):
            candidates = walk.gazetteer.candidates(region)
            return make_toponym(
                walk, i, i + length, region, candidates=candidates, is_adjective=True
            )
    return None


def _begins_a_name(walk: Walk, i: int) -> bool:
    """ "British Columbia", "Indian Ocean", "French Guiana": a name that begins with a demonym."""
    for stop in (i + 3, i + 2):
        found = walk.gazetteer.candidates(text_of(walk, i, min(stop, len(walk.tokens))))
        if any(c.rank < 2 and c.kind not in ("town", "village", "district") for c in found):
            return True
    return False


def _is_embedded_demonym(walk: Walk, start: int, end: int) -> bool:
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
    return (
        label in ("ORG", "WORK_OF_ART")
        and start > ent_start
        and walk.is_capital(start - 1)
        and walk.lowers[start - 1] != "the"
    )


def _abbreviation(walk: Walk, i: int) -> Toponym | None:
    """ "Calif.", "N.Y.", "Alta" and a dot: a state or province; without the dot "Miss" and "Mass" are words."""
    known = walk.lexicon.words.abbreviations
    for end in (i + 1, i + 2):
        full = known.get(text_of(walk, i, end)) if end <= len(walk.texts) else None
        if full is not None:
            return make_toponym(
                walk,
                i,
                end,
                full,
                candidates=walk.gazetteer.candidates(full),
                kinds=("province", "capital"),
            )
    return None


def _longest_match(walk: Walk, i: int, end: int) -> Toponym | None:
    abbreviation = _abbreviation(walk, i)
    if abbreviation is not None:
        return abbreviation
    for stop in reversed(_stops(walk, i, end)):
        name = text_of(walk, i, stop)
        candidates = walk.gazetteer.candidates(name)
        if candidates and _may_be_a_name(walk, name, stop, candidates):
            return _with_feature(walk, make_toponym(walk, i, stop, name, candidates=candidates))
    return None


def _may_be_a_name(walk: Walk, name: str, stop: int, candidates: tuple[Candidate, ...]) -> bool:
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


def _stops(walk: Walk, i: int, end: int) -> list[int]:
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


def _with_feature(walk: Walk, match: Toponym) -> Toponym:
    """Take in a capitalised "County" or "Province" after the name, and note what the words beside it say."""
    words = walk.lexicon.words
    after = walk.lower(match.end)
    goes_on = (
        walk.is_capital(match.end + 1)
        and walk.lower(match.end + 1) in words.organs | words.embedding
    )
    kinds = () if goes_on else words.feature_kinds.get(after, ())
    is_of_law = walk.lower(match.end - 1) in words.courts  # "Supreme Court", not "Earls Court"
    if walk.is_capital(match.end) and after in words.streets and not is_of_law:
        return make_toponym(
            walk, match.start, match.end + 1, text_of(walk, match.start, match.end + 1)
        )
    facility = _facility_end(walk, match.end)
    if facility is not None and all(c.kind == "country" for c in match.candidates):
        # "the Saudi Maternity Hospital" of El-Fasher: in whatever town that is
        return make_toponym(walk, match.start, facility, text_of(walk, match.start, facility))
    if facility is not None:
        return make_toponym(
            walk, match.start, facility, match.name, match.candidates, is_facility=True
        )
    if kinds and walk.is_capital(match.end):
        return make_toponym(walk, match.start, match.end + 1, match.name, match.candidates, kinds)
    if not kinds and walk.lower(match.start - 1) == "of":
        kinds = words.feature_kinds.get(walk.lower(match.start - 2), ())
    if not kinds:
        kinds = words.feature_kinds.get(walk.lower(match.start - 1), ())
    if not kinds:
        kinds = _kinds_behind(walk, match.end)
    return (
        make_toponym(walk, match.start, match.end, match.name, match.candidates, kinds)
        if kinds
        else match
    )


def _kinds_behind(walk: Walk, i: int) -> tuple[Kind, ...]:
    """ "Moria, a camp on the island": the kinds that an apposition asks for."""
    if walk.lower(i) != "," or walk.lower(i + 1) not in ("a", "an", "the"):
        return ()
    known = walk.lexicon.words.feature_kinds
    return next((known[word] for word in walk.lowers[i + 2 : i + 5] if word in known), ())


def _facility_end(walk: Walk, i: int) -> int | None:
    """Where a facility's name ends that begins with a place: "Damascus [International Airport]"."""
    for j in range(i, i + 3):
        if not walk.is_capital(j) or walk.lowers[j] in walk.lexicon.words.embedding:
            return None
        if walk.lowers[j] in walk.lexicon.words.facilities:
            return j + 1
    return None


def _introduced(walk: Walk, found: list[Toponym]) -> list[Toponym]:
    """Names that the text itself calls places: "the village of Qarabolaq", "Qarabolaq, a village in the north"."""
    taken = {i for toponym in found for i in range(toponym.start, toponym.end)}
    made: list[Toponym] = []
    for first, last in chain(_introductions(walk), _contained(walk, found)):
        start, end = _whole_name(walk, first, last)
        if not taken.intersection(range(start, end)) and not walk.reading.is_boilerplate(
            walk.tokens[start].idx
        ):
            taken.update(range(start, end))
            made.append(make_toponym(walk, start, end, text_of(walk, start, end)))
    return made


def _introductions(walk: Walk) -> Iterator[tuple[int, int]]:
    settlements = walk.lexicon.words.settlements
    for i, word in enumerate(walk.lowers):
        if word == "of" and walk.lower(i - 1) in settlements and walk.is_capital(i + 1):
            yield i + 1, _end_of_capitals(walk, i + 1)
        elif word == "," and walk.is_capital(i - 1) and walk.lower(i + 1) in ("a", "an", "the"):
            is_place = not settlements.isdisjoint(walk.lowers[i + 2 : i + 4])
            yield from [(_start_of_capitals(walk, i - 1), i)] if is_place else []


def _contained(walk: Walk, found: list[Toponym]) -> Iterator[tuple[int, int]]:
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


def _end_of_capitals(walk: Walk, i: int) -> int:
    end = i + 1
    while walk.is_capital(end) or (walk.text(end) in _HYPHENS and walk.text(end + 1)[:1].isalpha()):
        end += 1
    return end if walk.texts[end - 1] not in _HYPHENS else end - 1


def _start_of_capitals(walk: Walk, i: int) -> int:
    start = i
    while start > 0 and walk.is_capital(start - 1) and not walk.tokens[start].is_sent_start:
        start -= 1
    return start


def _unknown(walk: Walk, found: list[Toponym], accepts: Accepts) -> Iterator[Toponym]:
    """What the parser calls a place and the gazetteer does not know."""
    taken = {i for toponym in found for i in range(toponym.start, toponym.end)}
    for ent in walk.reading.doc.ents:
        if ent.label_ not in PLACE_LABELS or walk.reading.is_boilerplate(ent.start_char):
            continue
        start, end = ent.start, ent.end
        while start < end and not walk.is_capital(start):
            start += 1
        while end > start and not walk.is_capital(end - 1):
            end -= 1
        if start == end or any(i in taken for i in range(start, end)):
            continue
        start, end = _whole_name(walk, start, end)
        toponym = make_toponym(walk, start, end, text_of(walk, start, end))
        if walk.lexicon.demonym(toponym.name) is not None:
            continue
        if accepts(toponym):
            yield toponym


def _whole_name(walk: Walk, start: int, end: int) -> tuple[int, int]:
    """ "Koh-e-Sabz", of which the parser takes the last part for a place: what hyphens join is one name."""
    tokens = walk.tokens
    while start >= 2 and _joins(walk, start - 1) and tokens[start - 2].is_alpha:
        start -= 2
    while end + 1 < len(tokens) and _joins(walk, end) and tokens[end + 1].is_title:
        end += 2
    while start < end and not walk.is_capital(start):
        start += 1
    return start, end


def _joins(walk: Walk, i: int) -> bool:
    """Whether a token is a hyphen without a space on either side."""
    is_hyphen = walk.text(i) in _HYPHENS
    return is_hyphen and not walk.tokens[i].whitespace_ and not walk.tokens[i - 1].whitespace_
