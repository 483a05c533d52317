"""Whether two strands tell of happenings at different places, by the names of the places.

Comes in: two strands. Goes out: yes or no. Two strikes of one day in neighbouring towns are told in the same words:
no score of words keeps them apart. "Apart" takes that each strand tells where its first deed was, and that neither
names a place of the other, save as what lies near its own. Outlets write villages in many ways and the gazetteer
knows few of them: names are compared by their letters. What a round-up says of several towns together is of none of
them, and a truce is no attack, for all that the one answers the other. A toll or a victim in common speaks against it
(one outlet names the camp, another the town). Not handled: a quarter that a report names without its town.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from sayso.link.pair_features import day_number, distance_km
from sayso.link.profiles import Strand

# "Mellit" and "Melit", "Kfar Tebnit" and "Kfar Tibnit".
_ALIKE = 0.8
# Scenes that lie so far apart are two, whatever is told of the dead.
FAR_KM = 50.0
# Tolls of fewer are in every other report.
_LEAST_TOLL = 3.0
# A place of more weight is told of a deed, and not only named.
_TOLD = 0.25
# Reports of so many days tell the same as news; as history they tell something older.
_NEWS_DAYS = 30


def are_apart(a: Strand, b: Strand) -> bool:
    """Whether two strands tell of different places.

    "A drone hit the market of Mellit", "Shells fell on Kuma, near Mellit" → True
    """
    if a.is_overview != b.is_overview or _are_of_two_kinds(a, b):
        return True
    if _is_told_beside(a, b) or _is_told_beside(b, a) or _are_elsewhere(a, b):
        return True
    return _are_in_two_countries(a, b)


def _are_of_two_kinds(a: Strand, b: Strand) -> bool:
    """ "A ceasefire took hold in Shan", "last year shells hit the town", "jets bombed the town on Tuesday".

    What a report tells as history months later may well be the attack that was news then.
    """
    subjects = {a.subject, b.subject} - {None}
    if len(subjects) < 2 or "history" not in subjects:
        return len(subjects) > 1
    days = [day_number(s.published) for s in (a, b) if s.published]
    known = [day for day in days if day is not None]
    return len(known) == 2 and abs(known[0] - known[1]) <= _NEWS_DAYS


def _is_told_beside(a: Strand, b: Strand) -> bool:
    """ "A drone hit a mill in Sulin, four days after one hit Dara": a report of Dara alone is not of the mill."""
    own, others = a.towns, b.towns
    return bool(own and others and not _share(own, others) and _share(a.beside, others))


def _are_elsewhere(a: Strand, b: Strand) -> bool:
    if not a.scene or not b.scene or _share(a.towns, b.towns) or set(a.people) & set(b.people):
        return False
    if _have_one_toll(a, b):
        return False
    return _tolls_differ(a, b) or (not _lie_in_one_another(a, b) and _lie_far_apart(a, b))


def _are_in_two_countries(a: Strand, b: Strand) -> bool:
    """ "Missiles killed two in Chuhuiv", "killed two children in Pakistan": no town, person or toll in common."""
    left, right = (
        {place.country for place, weight in strand.places if weight > _TOLD and place.country}
        for strand in (a, b)
    )
    if not left or not right or left & right:
        return False
    is_shared = _share(a.towns, b.towns) or bool(set(a.people) & set(b.people))
    return not is_shared and not _have_one_toll(a, b)


def _tolls_differ(a: Strand, b: Strand) -> bool:
    """Whether both count the killed, or both the wounded, and no number is in both."""
    killed, injured = (set(a.killed), set(b.killed)), (set(a.injured), set(b.injured))
    counted = killed if all(killed) else injured
    return all(counted) and not counted[0] & counted[1]


def _lie_in_one_another(a: Strand, b: Strand) -> bool:
    """ "In Saada" may be the province, where the other report names the town of Dahyan."""
    return any(
        _share((name.lower() for place, _ in one.places for name in place.admin_path), other.scene)
        for one, other in ((a, b), (b, a))
    )


def _lie_far_apart(a: Strand, b: Strand) -> bool:
    """Whether the gazetteer knows both scenes, and puts them far from each other."""
    left, right = (
        [place for place, _ in strand.places if place.name.lower() in strand.scene]
        for strand in (a, b)
    )
    found = [km for p in left for q in right if (km := distance_km(p, q)) is not None]
    return bool(found) and min(found) >= FAR_KM


def _have_one_toll(a: Strand, b: Strand) -> bool:
    tolls = ((a.killed, b.killed), (a.injured, b.injured))
    return any(n >= _LEAST_TOLL for one, other in tolls for n in set(one) & set(other))


def _share(one: Iterable[str], other: Iterable[str]) -> bool:
    others = list(other)
    return any(_is_one_name(name, known) for name in one for known in others)


def _is_one_name(one: str, other: str) -> bool:
    if one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return True
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
