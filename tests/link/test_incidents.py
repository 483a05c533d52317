"""Groups of strands: one incident or two, judgements, order, adding one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.link.candidates import CandidateIndex
from sayso.link.incidents import Constraint, Linker, relink
from sayso.link.pair_features import compare_ready
from sayso.link.profiles import EventProfile, PlaceProfile, Profile, Strand
from sayso.link.term_counts import count_terms
from sayso.link.words import (
    count_names,
    count_terms_of,
    find_words,
    load_linking_words,
    load_word_shares,
    stem,
)

WORDS = load_linking_words()


def _profile(
    name: str, text: str, day: str, town: str, published: str, killed: tuple[float, ...] = ()
) -> Profile:
    words = find_words(text, WORDS)
    terms = tuple(sorted(count_terms_of(words).items()))
    place = PlaceProfile(name=town, gazetteer_id=town, precision="town", country="SYR")
    event = EventProfile(event="e1", type="ASSAULT", status="happened", trigger="hit", start=day)
    strand = Strand(
        item=f"{name}#e1",
        document=name,
        is_main=True,
        published=published,
        events=(event,),
        terms=terms,
        names=tuple(sorted(count_names(text, words, WORDS).items())),
        lead=terms,
        days=((day, 1.0),),
        places=((place, 1.0),),
        killed=killed,
    )
    return Profile(document=name, published=published, strands=(strand,))


MARKET = _profile(
    "market",
    "A shell hit the fish market of Dara on Monday, killing six traders, among them Hasan Qutaibi.",
    "2016-05-02",
    "Dara",
    "2016-05-03",
)
AGAIN = _profile(
    "again",
    "Six traders died as a shell hit the fish market in Dara; the family of Hasan Qutaibi buried him.",
    "2016-05-02",
    "Dara",
    "2016-05-04",
)
BRIDGE = _profile(
    "bridge",
    "Gunmen on motorcycles shot an engineer at the new bridge of Sulin, north of the river.",
    "2016-05-09",
    "Sulin",
    "2016-05-10",
)
ALL = (MARKET, AGAIN, BRIDGE)


def test_two_reports_of_one_shelling_are_one_group_with_reasons() -> None:
    linking = relink(ALL)
    assert linking.groups == (("again#e1", "market#e1"), ("bridge#e1",))
    [link] = linking.links
    assert link.score > 0.5
    assert any("hasan qutaibi" in reason for reason in link.reasons)
    assert "both tell of 2016-05-02" in link.reasons


def test_reports_that_count_as_many_dead_on_one_day_are_compared_in_whatever_words() -> None:
    told = "Gunmen opened fire on holidaymakers in the meadow of Baisaran."
    later = "The border was closed and a water treaty suspended after the bloodshed."
    counts, index = count_terms([], load_word_shares()), CandidateIndex()
    one, other, fewer = (
        compare_ready(_profile(name, text, "2025-04-22", town, day, (killed,)).strands[0], counts)
        for name, text, town, day, killed in (
            ("one", told, "Pahalgam", "2025-04-22", 26.0),
            ("other", later, "Srinagar", "2025-04-23", 26.0),
            ("fewer", later, "Srinagar", "2025-04-23", 4.0),
        )
    )
    number = index.add(one, counts)
    assert index.find(other, counts) == [number]
    assert index.find(fewer, counts) == []


def test_a_judgement_overrules_the_score() -> None:
    apart = Constraint(left="market#e1", right="again#e1", same=False)
    together = Constraint(left="bridge#", right="again#e1", same=True)
    assert relink(ALL, (apart,)).groups == (("again#e1",), ("bridge#e1",), ("market#e1",))
    linking = relink((AGAIN, BRIDGE), (together,))
    assert linking.groups == (("again#e1", "bridge#e1"),)
    assert linking.links[0].reasons[0] == "judged to be the same"


def test_adding_tells_what_changed_and_adding_twice_changes_nothing() -> None:
    linker = Linker((MARKET, BRIDGE))
    change = linker.add(AGAIN)
    assert change.removed == (("market#e1",),)
    assert change.added == (("again#e1", "market#e1"),)
    assert [(link.left, link.right) for link in change.links] == [("again#e1", "market#e1")]
    assert linker.add(AGAIN).added == ()


@settings(deadline=None, max_examples=20)
@given(st.permutations(ALL))
def test_the_order_of_profiles_does_not_matter(profiles: list[Profile]) -> None:
    assert relink(profiles) == relink(ALL)


@settings(deadline=None, max_examples=20)
@given(st.permutations(ALL))
def test_one_by_one_groups_like_all_at_once(profiles: list[Profile]) -> None:
    linker = Linker(profiles[:1])
    for profile in profiles[1:]:
        linker.add(profile)
    assert linker.groups() == relink(ALL).groups


def test_stems_join_forms_of_a_word() -> None:
    assert stem("shells") == stem("shell")
    assert stem("bombed") == stem("bombing") == "bomb"
    assert stem("3900") == "3900"
