"""How far people who judged the same claims agree: the raw share, and Cohen's kappa (Cohen 1960).

Comes in: the desk's steps, or any verdicts by claim and person. Goes out: an Agreement. Kappa is computed for each two
people over the claims that both judged, and over all such pairs as first against second look; it is None where both
always say one and the same thing, since chance then explains everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from sayso.review_model import Agreement, PairAgreement, Step

Pair = tuple[str, str]


def find_verdicts(steps: Iterable[Step], *, blind: bool) -> dict[str, dict[str, str]]:
    """Claim → person → their last verdict, in the order of the looks; `blind`: second looks that were not are left out.

    A decision that was undone is no look any more.
    """
    rows = list(steps)
    undone = {s.judgement for s in rows if s.verb == "undo"}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for s in rows:
        if s.verdict is None or (s.judgement in undone):
            continue
        if s.verb == "decide" or (s.verb == "look" and (s.is_blind or not blind)):
            found[s.claim][s.by] = s.verdict
    return dict(found)


def measure_agreement(
    verdicts: Mapping[str, Mapping[str, str]], *, blind: bool = True
) -> Agreement:
    """Agreement over all claims that two or more people judged."""
    by_people: dict[Pair, list[Pair]] = defaultdict(list)
    ordered: list[Pair] = []
    shared = [found for found in verdicts.values() if len(found) > 1]
    for found in shared:
        for one, other in combinations(found, 2):
            said = found[one], found[other]
            ordered.append(said)
            if one < other:
                by_people[one, other].append(said)
            else:
                by_people[other, one].append((said[1], said[0]))
    agreed = sum(len(set(found.values())) == 1 for found in shared)
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for (first, second), count in sorted(Counter(ordered).items()):
        table[first][second] = count
    return Agreement(
        claims=len(shared),
        agreed=agreed,
        share=round(agreed / len(shared), 4) if shared else None,
        kappa=_rounded(kappa(ordered)),
        pairs=tuple(_pair(people, said) for people, said in sorted(by_people.items())),
        table=dict(table),
        blind=blind,
    )


def _pair(people: Pair, said: Sequence[Pair]) -> PairAgreement:
    agreed = sum(one == other for one, other in said)
    return PairAgreement(
        one=people[0],
        other=people[1],
        claims=len(said),
        agreed=agreed,
        share=round(agreed / len(said), 4),
        kappa=_rounded(kappa(said)),
    )


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if value is not None else None


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa of two people's words on the same things; None without any, or where chance explains all.

    20 accept both, 5 and 10 one of them only, 15 neither → (0.7 - 0.5) / (1 - 0.5) = 0.4
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(one == other for one, other in pairs) / total
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(firsts[word] * seconds[word] for word in firsts) / total**2
    return None if expected >= 1 else (observed - expected) / (1 - expected)
