"""Strands: a round-up falls into its happenings, any other report stays whole."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.link.incidents import Linker
from sayso.link.pair_features import compare_ready, day_number
from sayso.link.profiles import Strand, make_profile
from sayso.link.scenes import are_apart
from sayso.link.subjects import is_headed_truce
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
    assert (main.beside, beside.beside) == (("dara",), ())
    assert (main.towns, beside.towns) == (("sulin",), ("dara",))
    alone = Linker(
        [replace(profiles[0], strands=(replace(main, beside=(), scene=()),)), profiles[1]]
    )
    apart = Linker(profiles)
    assert apart.score("d#e0", "e#e0") < 0.5 * alone.score("d#e0", "e#e0")


def test_neighbouring_villages_hit_on_one_day_are_apart() -> None:
    """The words are the same, and the day: only the names tell them apart."""
    mill = _report("A drone hit a mill in Sulin, killing six.", (("hit", "Sulin"),))
    near = _report(
        "A drone hit a farm in Dara, 10 km south of Sulin, killing two.", (("hit", "Dara"),)
    )
    near = replace(near, document=replace(near.document, id="e"))
    one, other = (make_profile(report, WORDS).strands[0] for report in (mill, near))
    assert (one.scene, other.scene, other.towns) == (("sulin",), ("dara",), ("dara",))
    six, two = replace(one, killed=(6.0,)), replace(other, killed=(2.0,))
    assert are_apart(six, two)
    assert not are_apart(six, replace(other, killed=(6.0,)))
    assert not are_apart(six, replace(two, towns=("dara", "suline")))
    dead = {"people": ("omar deng",)}
    assert not are_apart(replace(six, **dead), replace(two, **dead))


def test_towns_far_from_each_other_are_apart_whatever_the_tolls() -> None:
    one, far = (
        _report("Shells hit Dara.", (("hit", "Dara"),)),
        _report("Shells hit Sulin.", (("hit", "Sulin"),)),
    )
    away = replace(far.places[0], lat=50.0)
    far = replace(far, places=(away,), document=replace(far.document, id="e"))
    strands = [make_profile(report, WORDS).strands[0] for report in (one, far)]
    assert are_apart(*strands)


def test_strikes_of_two_countries_are_apart_for_all_that_they_share_a_day() -> None:
    """Unless a person or a toll is in both: outlets may take a border village for the other side's."""
    one, abroad = (
        make_profile(_report(text, (("hit", town),)), WORDS).strands[0]
        for text, town in (
            ("Missiles hit Dara, killing two.", "Dara"),
            ("Missiles hit Sulin, killing two.", "Sulin"),
        )
    )
    (place, weight), *_ = abroad.places
    abroad = replace(abroad, scene=(), places=((replace(place, country="PAK"), weight),))
    assert one.places[0][0].country != "PAK"
    assert are_apart(one, abroad)
    assert not are_apart(one, replace(abroad, places=one.places))
    dead = {"people": ("omar deng",)}
    assert not are_apart(replace(one, **dead), replace(abroad, **dead))


def test_what_dates_a_deed_in_the_same_town_is_another_happening() -> None:
    text = "Gunmen killed three guards in Dara. The attack came two days after raiders shot dead six drivers there."
    report = _report(text, (("killed", "Dara"),))
    shot = Event(id="e9", trigger=_span(text, "shot dead"), type="ASSAULT")
    attack = Event(id="e8", trigger=_span(text, "attack"), type="ASSAULT", same_as="e0")
    whole = replace(report, events=(*report.events, attack, shot))
    profile = make_profile(whole, WORDS)
    assert [s.item for s in profile.strands] == ["d#e0", "d#e9"]
    long = replace(
        whole, document=replace(whole.document, text=text + " The guards were young." * 30)
    )
    assert [s.item for s in make_profile(long, WORDS).strands] == ["d#e0", "d#e9"]


def test_an_attack_that_answers_another_is_not_the_one_it_answers() -> None:
    text = "Raiders burnt a depot in Dara on Monday, two weeks after they shelled the town."
    report = _report(text, (("burnt", "Dara"), ("shelled", "Dara")))
    died = _report(
        "A guard died in Dara, two days after he was shot.", (("died", "Dara"), ("shot", "Dara"))
    )
    assert [s.item for s in make_profile(report, WORDS).strands] == ["d#e0", "d#e1"]
    assert len(make_profile(died, WORDS).strands) == 1


def test_last_weeks_attack_is_not_the_one_of_tuesday() -> None:
    text = "On Tuesday shells hit Dara, killing six. Last week's attack on the town left six dead, too."
    report = _report(text, (("hit", "Dara"), ("attack", "Dara")))
    times = tuple(
        TimeInterval(
            id=f"t{n}", span=_span(text, words), type="DATE", value="", start=a, end=b, grain=grain
        )
        for n, (words, a, b, grain) in enumerate(
            (
                ("Tuesday", "2016-05-03", "2016-05-04", "day"),
                ("Last week", "2016-04-25", "2016-05-02", "week"),
            )
        )
    )
    events = tuple(replace(e, time=f"t{n}", place=None) for n, e in enumerate(report.events))
    profile = make_profile(replace(report, events=events, times=times), WORDS)
    assert [s.item for s in profile.strands] == ["d#e0", "d#e1"]


def test_a_night_is_of_its_evening_and_of_its_morning() -> None:
    def strand(day: str) -> Strand:
        report = _report("A drone hit Dara in the night.", (("hit", "Dara"),))
        span = _span(report.document.text, "night")
        night = TimeInterval(
            id="t0",
            span=span,
            type="TIME",
            value=f"{day}TNI",
            start=f"{day}T20:00",
            grain="part-of-day",
        )
        events = (replace(report.events[0], time="t0"),)
        return make_profile(replace(report, events=events, times=(night,)), WORDS).strands[0]

    assert [day for day, _ in strand("2016-05-03").days] == ["2016-05-03", "2016-05-04"]
    assert strand("2016-05-04").days == strand("2016-05-03").days  # printed on the fourth


def test_what_a_round_up_says_of_all_its_towns_is_of_none_of_them() -> None:
    text = (
        "Nine people were killed in attacks across the south.\n\nShells hit a market in Dara, killing four."
        "\n\nGunmen shot two teachers in Sulin.\n\nA bus was bombed in Tamra; three died."
    )
    report = _report(text, (("hit", "Dara"), ("shot", "Sulin"), ("bombed", "Tamra")))
    attacks = Event(id="e9", trigger=_span(text, "attacks"), type="ASSAULT")
    profile = make_profile(replace(report, events=(attacks, *report.events)), WORDS)
    assert [(s.item, s.is_overview) for s in profile.strands] == [
        ("d#e9", True),
        ("d#e0", False),
        ("d#e1", False),
        ("d#e2", False),
    ]
    assert are_apart(profile.strands[0], profile.strands[1])


def test_a_province_and_its_town_of_one_name_are_not_apart() -> None:
    """ "In Saada" may be anywhere in the province; only other tolls tell that it is another place."""
    wide = _report("A bus was bombed in Saada.", (("bombed", "Saada"),))
    town = _report("A bus was bombed in Dahyan.", (("bombed", "Dahyan"),))
    within = replace(town.places[0], admin_path=("Saada",))
    town = replace(town, places=(within,), document=replace(town.document, id="e"))
    one, other = (make_profile(report, WORDS).strands[0] for report in (wide, town))
    far = replace(other, places=tuple((replace(p, lat=50.0), w) for p, w in other.places))
    assert not are_apart(one, far)
    assert are_apart(replace(one, killed=(4.0,)), replace(far, killed=(40.0,)))


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


def test_a_truce_and_the_attack_that_breaks_it_are_two_happenings() -> None:
    """Whichever of them a report is mainly about, and however little it says of the other."""
    text = "Jets hit a temple in Dara, killing six. The rebels said the ceasefire was over."
    report = _report(text, (("hit", "Dara"),))
    over = Event(id="e1", trigger=_span(text, "ceasefire"), type="RETREAT", modes=("ceasefire",))
    whole = replace(report, events=(*report.events, over))
    long = replace(whole, document=replace(whole.document, text=text + " The temple was old." * 40))
    for told in (whole, long):
        attack, truce = make_profile(told, WORDS).strands
        assert (attack.item, attack.subject) == ("d#e0", "attack")
        assert (truce.item, truce.subject) == ("d#e1", "truce")
        assert are_apart(attack, replace(truce, item="e#e1", document="e"))


def test_a_breach_of_a_truce_is_an_attack() -> None:
    text = "Raiders violated the ceasefire in Dara. They hit a post in Dara."
    report = _report(text, (("violated the ceasefire", "Dara"), ("hit", "Dara")))
    [strand] = make_profile(report, WORDS).strands
    assert strand.subject == "attack"


def test_last_years_attack_on_the_same_town_is_another_one() -> None:
    text = "Shells hit Dara, killing six. Last year five people were killed when a bomb went off in Dara."
    report = _report(text, (("hit", "Dara"), ("killed", "Dara")))
    killed = replace(report.events[1], trigger=_span(text, "killed when"), status="historical")
    year = TimeInterval(
        id="t1", span=_span(text, "Last year"), type="DATE", value="2015", grain="year"
    )
    past = replace(killed, time="t1")
    whole = replace(report, events=(report.events[0], past), times=(year,))
    assert [s.subject for s in make_profile(whole, WORDS).strands] == ["attack", "history"]
    # What is history, and of no other year as far as is told, may be the same.
    undated = replace(whole, events=(report.events[0], killed), times=())
    assert len(make_profile(undated, WORDS).strands) == 1


@pytest.mark.parametrize(
    ("title", "is_truce"),
    [
        ("Truce in Sudan shaken on its second day", True),
        ("Ceasefire extended by five days", True),
        ("Jets bomb monastery days after truce", False),
        ("Mediators meet in Doha", False),
    ],
)
def test_a_headline_on_a_truce_is_of_the_truce(title: str, is_truce: bool) -> None:
    assert is_headed_truce(title) is is_truce
