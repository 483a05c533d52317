"""Where a report plays, and a paragraph that opens with a place: "In Tehran, police fired tear gas …" → Iran.

Comes in: a reading and its places. Goes out: the report's country, and that of each such paragraph. "The government" of
that paragraph is no other country's, wherever the report has its dateline. Does not say whose army is meant there: it
may be a foreign one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from sayso.model import Mention, Place
from sayso.nlp.readings import Reading

_SHARE_OF_HOME = 0.6
_WITHIN = ("in", "at", "near", "outside", "inside")
# "In the Iranian capital, Tehran, police …": so many characters may stand before the place.
_NEAR = 40


def find_home(places: Iterable[Place]) -> str | None:
    """The country where a report plays: that of most of its places, if it is clear.

    "Shells fell on Homs and Aleppo, Ankara said." → "SYR"
    """
    counts = Counter(
        p.country for p in places if p.country and p.used_as in {"place", "modifier", "dateline"}
    )
    if not counts:
        return None
    country, count = counts.most_common(1)[0]
    return country if count >= _SHARE_OF_HOME * counts.total() else None


def find_opening_countries(
    reading: Reading, places: Iterable[Place], armies_in: Mapping[str, str]
) -> dict[int, tuple[str, str]]:
    """The country of each paragraph that opens with a place of one, by the paragraph's index, and whose army is there.

    "In Gaza, the army said" → PSE, ISR
    """
    found: dict[int, tuple[str, str]] = {}
    for place in places:
        if place.country is None or place.used_as not in ("place", "modifier"):
            continue
        paragraph = reading.paragraph_at(place.span.start)
        start = reading.paragraphs[paragraph][0]
        before = reading.document.text[start : place.span.start].split()
        is_near = place.span.start - start <= _NEAR
        if before and before[0].lower() in _WITHIN and is_near and "," not in before[-1]:
            army = armies_in.get(place.country, place.country)
            found.setdefault(paragraph, (place.country, army))
    return found


def part_chains(
    mentions: Sequence[Mention],
    reading: Reading,
    openings: Mapping[int, tuple[str, str]],
    country_of: Callable[[str], str | None],
) -> tuple[Mention, ...]:
    """The mentions, where "the government" of a paragraph that plays abroad is another than the one told of before.

    "The Iraqi government condemned it. ¶ In Tehran, the government admitted …" → two chains; `country_of` an owner.
    """
    if not openings:
        return tuple(mentions)
    told: dict[str, str | None] = {}
    here: set[tuple[str, int]] = set()
    parted: dict[tuple[str, int], str] = {}
    found: dict[str, Mention] = {}
    highest = max((int(m.chain[1:]) for m in mentions if m.chain), default=0)
    for mention in sorted(mentions, key=lambda m: m.span.start):
        if mention.chain is None:
            continue
        place = mention.chain, reading.paragraph_at(mention.span.start)
        before, opening = told.get(mention.chain), openings.get(place[1])
        is_other = before is not None and opening is not None and before not in opening
        if is_other and place not in here and _is_plain(mention):
            highest += 1
            parted[place] = f"c{highest}"
        if place in parted:
            found[mention.id] = replace(mention, chain=parted[place])
            continue
        here.add(place)
        told[mention.chain] = before or country_of(_owner_of(mention))
    return tuple(found.get(mention.id, mention) for mention in mentions)


def _is_plain(mention: Mention) -> bool:
    """ "the government", "the army": nobody says whose."""
    is_unowned = (mention.actor or "").startswith("role:|")
    return is_unowned and mention.span.exact.lower().startswith("the ")


def _owner_of(mention: Mention) -> str:
    return (mention.actor or "").removeprefix("role:").split("|")[0]
