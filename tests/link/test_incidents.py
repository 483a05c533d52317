"""Groups of strands: one incident or two, judgements, order, adding one by one."""

from __future__ import annotations

from sayso.link.incidents import Constraint, Linker, relink
from sayso.link.profiles import Profile, Strand


def _profile(name: str, words: str) -> Profile:
    terms = tuple((word, 1) for word in sorted(set(words.lower().split())))
    strand = Strand(item=f"{name}#", document=name, is_main=True, terms=terms)
    return Profile(document=name, strands=(strand,))


MARKET = _profile("market", "a shell hit the fish market in Dara on Monday killing six traders")
MARKET_AGAIN = _profile(
    "again", "six traders died as a shell hit the fish market in Dara on Monday"
)
BRIDGE = _profile("bridge", "engineers opened the new bridge at Sulin after a year of work")


def test_two_reports_of_one_shelling_are_one_group() -> None:
    assert relink((MARKET, BRIDGE, MARKET_AGAIN)).groups == (("again#", "market#"), ("bridge#",))


def test_a_judgement_overrules_the_score() -> None:
    apart = Constraint(left="market#", right="again#", same=False)
    together = Constraint(left="bridge#", right="again#", same=True)
    assert relink((MARKET, MARKET_AGAIN), (apart,)).groups == (("again#",), ("market#",))
    assert ("again#", "bridge#") in relink((BRIDGE, MARKET_AGAIN), (together,)).groups


def test_adding_tells_what_changed() -> None:
    linker = Linker((MARKET, BRIDGE))
    change = linker.add(MARKET_AGAIN)
    assert change.removed == (("market#",),)
    assert change.added == (("again#", "market#"),)
    assert [(link.left, link.right) for link in change.links] == [("again#", "market#")]
