"""Strands: a round-up falls into its happenings, any other report stays whole."""

from __future__ import annotations

from msgspec.structs import replace

from sayso.link.incidents import Linker
from sayso.link.pair_features import compare_ready, day_number
from sayso.link.profiles import make_profile
from sayso.link.term_counts import count_terms
from sayso.link.words import load_linking_words, load_word_shares
from sayso.model import Document, Event, Place, Report, Span, TimeInterval, make_span

WORDS = load_linking_words()


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return make_span(text, start, start + len(words))


def _report(text: str, deeds: tuple[tuple[str, str], ...]) -> Report:
    """A report with an attack for each (trigger, town)."""
    towns = {
        town: Place(
            id=f"p{n}",
            span=_span(text, town),
            name=town,
            lat=30.0 + n,
            lon=36.0,
            country="SYR",
            gazetteer_id=town,
            precision="town",
        )
        for n, (_, town) in enumerate(deeds)
    }
    events = tuple(
        Event(id=f"e{n}", trigger=_span(text, trigger), type="ASSAULT", place=towns[town].id)
        for n, (trigger, town) in enumerate(deeds)
    )
    document = Document(id="d", source_id="d", text=text, published="2016-05-04")
    return Report(document=document, events=events, places=tuple(towns.values()))


TWO = "Shells hit a market in Dara, killing six.\n\nGunmen shot a teacher in Sulin, to the north."


def test_two_towns_in_two_paragraphs_are_two_strands() -> None:
    profile = make_profile(_report(TWO, (("hit", "Dara"), ("shot", "Sulin"))), WORDS)
    assert [(s.item, s.is_main) for s in profile.strands] == [("d#e0", True), ("d#e1", False)]
    main, other = profile.strands
    assert "market" in dict(main.terms)
    assert "teacher" not in dict(main.terms)
    assert "teacher" in dict(other.terms)
    assert TWO[slice(*other.spans[0])].startswith("Gunmen shot")


def test_two_towns_in_one_sentence_are_cut_between_the_clauses() -> None:
    text = "Shells hit a market in Dara while gunmen shot a teacher in Sulin."
    profile = make_profile(_report(text, (("hit", "Dara"), ("shot", "Sulin"))), WORDS)
    assert [s.item for s in profile.strands] == ["d#e0", "d#e1"]


def test_one_town_is_one_strand() -> None:
    text = "Shells hit a market in Dara.\n\nThe strike wounded a trader."
    profile = make_profile(_report(text, (("hit", "Dara"), ("wounded", "Dara"))), WORDS)
    assert [s.item for s in profile.strands] == ["d#e0"]


def test_a_long_report_with_a_background_stays_whole() -> None:
    text = f"{TWO}\n\n{'The market of Dara was full when the shells fell on it. ' * 12}"
    profile = make_profile(_report(text, (("hit", "Dara"), ("shot", "Sulin"))), WORDS)
    assert len(profile.strands) == 1
    assert [event.event for event in profile.strands[0].events] == ["e0", "e1"]


def test_a_building_in_a_town_and_a_dateline_are_no_other_towns() -> None:
    text = "Shells hit a market in Dara.\n\nA guard said gunmen shot him near Omari Mosque in the night."
    profile = make_profile(_report(text, (("hit", "Dara"), ("shot", "Omari Mosque"))), WORDS)
    assert len(profile.strands) == 2, "a mosque that the gazetteer places in a town of its own"
    report = _report(text, (("hit", "Dara"),))
    shot = Event(id="e1", trigger=_span(text, "shot"), type="ASSAULT")
    assert len(make_profile(replace(report, events=(*report.events, shot)), WORDS).strands) == 1


def test_where_a_known_deed_was_goes_on_with_it() -> None:
    text = "A bomber killed nine worshippers.\n\nThe bombing was in Sulin."
    report = _report(text, (("bombing", "Sulin"),))
    killed = Event(id="e1", trigger=_span(text, "killed"), type="ASSAULT")
    whole = replace(report, events=(killed, *report.events))
    assert len(make_profile(whole, WORDS).strands) == 1


def test_the_day_of_a_charge_is_not_the_day_of_the_deed() -> None:
    text = "On Sunday a mayor accused rebels of shelling Dara.\n\nShells hit a market on Friday."
    report = _report(text, (("shelling", "Dara"),))
    days = tuple(
        TimeInterval(
            id=f"t{n}",
            span=_span(text, word),
            type="DATE",
            value=day,
            start=day,
            end=None,
            grain="day",
        )
        for n, (word, day) in enumerate((("Sunday", "2016-05-01"), ("Friday", "2016-04-29")))
    )
    told = (
        Event(id="e1", trigger=_span(text, "accused"), type="ACCUSE", attribution="a1"),
        Event(id="e2", trigger=_span(text, "hit"), type="ASSAULT", time="t1", same_as="e0"),
    )
    whole = replace(report, events=(*report.events, *told), times=days)
    assert len(make_profile(whole, WORDS).strands) == 1


def test_a_happening_told_to_date_another_keeps_reports_of_it_apart() -> None:
    two = "A drone hit a mill in Sulin, killing six.\n\nThe attack came four days after a strike on Dara."
    mill = _report(two, (("hit", "Sulin"), ("strike", "Dara")))
    other = _report("Shells hit a market in Dara, killing six.", (("hit", "Dara"),))
    dara = replace(other, document=replace(other.document, id="e"))
    profiles = [make_profile(report, WORDS) for report in (mill, dara)]
    main, beside = profiles[0].strands
    assert (main.is_compared, beside.is_compared) == (False, True)
    assert (main.towns, beside.towns) == (("sulin",), ("dara",))
    alone = Linker([replace(profiles[0], strands=(main,)), profiles[1]])
    apart = Linker(profiles)
    assert apart.score("d#e0", "e#e0") < 0.5 * alone.score("d#e0", "e#e0")


def test_a_report_without_events_still_has_its_main_strand() -> None:
    [strand] = make_profile(_report("The ministry opened a bridge.", ()), WORDS).strands
    assert (strand.item, strand.is_main) == ("d#", True)
    [empty] = make_profile(_report("", ()), WORDS).strands
    assert empty.terms == ()


def test_a_day_that_is_none_is_left_out() -> None:
    assert day_number("-044-03-15") is None
    [strand] = make_profile(_report("A bridge fell.", ()), WORDS).strands
    counts = count_terms([strand], load_word_shares())
    assert compare_ready(strand, counts).best_day is None
