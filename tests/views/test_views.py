"""The views over made incidents: origins, matrix, positions, tolls, timeline, truces, framing, title, versions."""

from __future__ import annotations

import time
from dataclasses import replace as with_fields
from io import StringIO
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console

from sayso.incident_model import Copy, Incident, incident_schema
from sayso.model import Mention, Span
from sayso.terminal_dossier import render_dossier
from sayso.views.dossier import Material, make_incident
from sayso.views.judged import find_claim, make_anchor
from sayso.views.policy import load_policy
from sayso.views.sides import are_kin, load_sides
from sayso.views.statements import make_statements, quote_around
from sayso.views.texts import find_credit
from sayso.views.truces import find_truces
from sayso.views.versions import compare_versions, find_notice
from tests.views.made import made_incident, make_material, make_reports
from tests.views.test_grades import ROWS

VALIDATOR = jsonschema.Draft202012Validator(incident_schema())
SYR_DENIES = {"who": "SYR.GOV", "act": "denies", "responsible": "SYR.MIL"}
SYR_ADMITS = {"who": "SYR.MIL", "act": "admits", "responsible": "SYR.MIL"}
BLAMED = {"who": "residents", "responsible": "SYR"}
MARQAB = {"name": "Marqab", "country": "SYR", "lat": 35.15, "lon": 35.95, "precision": "town"}


def _report(*claims: Any, outlet: Any = "a-paper", **row: Any) -> dict[str, Any]:
    return {"outlet": outlet, "claims": list(claims)} | row


def _made(*reports: dict[str, Any], **row: Any) -> Incident:
    return made_incident({"reports": list(reports)} | row)


def test_who_said_otherwise_before_is_struck_and_kept() -> None:
    incident = _made(_report(SYR_DENIES), _report(SYR_ADMITS, outlet="b-paper"))
    denial, admission = incident.claims["responsible"]
    assert denial.struck_by == admission.id
    assert admission.struck_by is None
    [row] = [p for p in incident.propositions if p.id == "responsible:SYR"]
    [cell] = row.cells
    assert (cell.stance, cell.claims, cell.earlier) == ("asserts", (admission.id,), (denial.id,))


def test_two_words_of_one_day_strike_nothing() -> None:
    incident = _made(_report(SYR_DENIES, SYR_ADMITS))
    assert [c.struck_by for c in incident.claims["responsible"]] == [None, None]


def test_speakers_are_parties_first_then_third_parties_then_outlets() -> None:
    incident = _made(
        _report({"who": "outlet", "killed": 3}, {"who": "UN", "killed": 4}, SYR_DENIES, BLAMED)
    )
    groups = [speaker.group for speaker in incident.speakers]
    assert groups == sorted(groups, key=["party", "third", "outlet"].index)
    assert groups[0] == "party"


def test_positions_with_their_days_and_changes_of_mind() -> None:
    incident = _made(
        _report(SYR_DENIES, BLAMED),
        _report({"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"}, outlet="b-paper"),
        _report(SYR_ADMITS, outlet="c-paper"),
    )
    found = {(p.party, p.kind): p for p in incident.positions}
    denial = found["SYR", "denies"]
    assert (denial.since, denial.until, denial.changed_to) == ("2020-01-02", "2020-01-04", "admits")
    assert found["SYR", "accuses"].target_name == "Turkey"
    assert found["SYR", "admits"].since == "2020-01-04"
    assert ("TUR", "silent") in found


def test_who_tells_of_gunmen_accuses_nobody() -> None:
    incident = _made(
        _report(
            {"who": "outlet", "place": MARQAB},
            {"who": "SYR.MIL", "responsible": "gunmen"},
            {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR"},
        )
    )
    assert [(p.party, p.target) for p in incident.positions if p.kind == "accuses"] == [
        ("SYR", "TUR")
    ]


def test_tolls_stand_by_speaker_and_are_never_summed() -> None:
    incident = _made(
        _report({"who": "ICRC", "killed": "29-"}),
        _report(
            {"who": "UN", "killed": "30-35"}, {"who": "residents", "killed": 50}, outlet="b-paper"
        ),
        _report({"who": "ICRC", "killed": 51}, outlet="c-paper"),
    )
    by_speaker = {t.speaker: t for t in incident.tolls}
    assert (by_speaker["ICRC"].low, by_speaker["ICRC"].high, by_speaker["ICRC"].earlier) == (
        51,
        51,
        ("29-",),
    )
    [span] = incident.toll_ranges
    assert (span.min, span.max, span.low, span.high) == (30, 51, 30, 51)
    assert span.best == 50, "the median of three origins: 32.5, 50, 51"
    two = _made(
        _report({"who": "ICRC", "killed": 29}),
        _report({"who": "UN", "killed": 30}, outlet="b-paper"),
    )
    assert two.toll_ranges[0].best is None, "no best of two origins"


def test_what_was_claimed_by_a_day() -> None:
    rows = [
        _report(BLAMED, {"who": "residents", "killed": 3}),
        _report(SYR_ADMITS, outlet="b-paper"),
    ]
    undated = _report({"who": "UN", "killed": 9}, outlet="c-paper", published=None)
    now, then = _made(*rows, undated), _made(*rows, undated, as_of="2020-01-02")
    assert now.grades[0].name == "Confirmed"
    assert then.grades[0].name == "Weak"
    assert then.as_of == "2020-01-02"
    assert [d.id for d in then.documents] == ["d1"]
    assert [day.date for day in now.timeline] == ["2020-01-02", "2020-01-03", None]
    assert "Syria asserts: Syria did it" in now.timeline[1].lines
    nothing = make_incident(
        make_material({"reports": rows}), load_sides(), load_policy(), "2019-12-31"
    )
    assert nothing is None


def test_a_truce_is_what_its_sides_say_day_by_day() -> None:
    truce = {"type": "RETREAT", "modes": ["ceasefire"]}
    incident = _made(
        _report({"who": "outlet", "happened": True}, **truce),
        _report(
            {"who": "SDN.MIL", "act": "accuses", "violates": "the truce"}, outlet="b-paper", **truce
        ),
        _report(
            {"who": "armed-group:rsf", "act": "denies", "violates": "the truce"},
            outlet="c-paper",
            **truce,
        ),
    )
    moves = [(t.date, t.state, t.by) for t in incident.truces]
    assert moves == [
        ("2020-01-02", "begun", "a-paper"),
        ("2020-01-03", "breached", "Sudan"),
        ("2020-01-04", "denied_breach", "Rapid Support Forces"),
    ]
    assert incident.title.startswith("Ceasefire")


def test_who_suspends_a_truce_has_ended_it() -> None:
    row = _report({"who": "outlet", "happened": True}, type="RETREAT", modes=["ceasefire"])
    told = make_material({"reports": [row]}).told
    made = make_statements(told, (), load_sides(), load_policy()).rows
    trigger = replace(made[0].event.trigger, exact="suspended the ceasefire")
    ended = [
        with_fields(s, event=replace(s.event, type="SANCTION", modes=("cancel",), trigger=trigger))
        for s in made
    ]
    assert [t.state for t in find_truces(ended)] == ["ended"]
    assert [t.state for t in find_truces(made)] == ["begun"]


@pytest.mark.parametrize(
    ("said", "trigger", "state"),
    [
        ("The rebels said that the ceasefire they signed in June was over.", "ceasefire", "ended"),
        ("The army declared the ceasefire at an end.", "ceasefire", "ended"),
        ("The truce with the rebels no longer holds, the army said.", "truce", "ended"),
        ("The rebels pulled out of the truce on Monday.", "truce", "ended"),
        ("The truce is not over, the army said.", "truce", "begun"),
        ("The truce lasts until the war is over.", "truce", "begun"),
        ("The truce held, though the rainy season was over.", "truce", "begun"),
        ("Raiders hit a post in breach of the month-old ceasefire.", "ceasefire", None),
        ("Previous ceasefires have collapsed within weeks.", "ceasefires", None),
    ],
)
def test_the_words_beside_a_truce_tell_how_it_stands(
    said: str, trigger: str, state: str | None
) -> None:
    row = _report({"who": "outlet", "happened": True}, type="RETREAT", modes=["ceasefire"])
    told = make_material({"reports": [row]}).told
    made = make_statements(told, (), load_sides(), load_policy()).rows
    start = said.index(trigger)
    rows = [
        with_fields(
            s,
            event=replace(s.event, trigger=Span(start, start + len(trigger), trigger)),
            shown=replace(s.shown, quote=said),
        )
        for s in made
    ]
    assert [t.state for t in find_truces(rows)] == ([state] if state else [])


@pytest.mark.parametrize(
    ("said", "trigger", "states"),
    [
        ("The rebels pulled out of the truce.", "pulled out", ["ended"]),
        ("The army called off the ceasefire.", "called off the ceasefire", ["ended"]),
        ("The rebels pulled out of the talks.", "pulled out", []),
        ("The rebels ended their boycott of truce talks.", "ended", []),
    ],
)
def test_who_leaves_a_truce_has_ended_it(said: str, trigger: str, states: list[str]) -> None:
    row = _report({"who": "outlet", "happened": True}, type="SANCTION", modes=["cancel"], tail=said)
    [told] = make_material({"reports": [row]}).told
    start = told.report.document.text.index(trigger)
    span = Span(start, start + len(trigger), trigger)
    events = tuple(replace(e, trigger=span) for e in told.report.events)
    claims = tuple(replace(c, evidence=(span,)) for c in told.report.claims)
    one = type(told)(replace(told.report, events=events, claims=claims), told.events, told.lead)
    rows = make_statements((one,), (), load_sides(), load_policy()).rows
    assert [t.state for t in find_truces(rows)] == states


def test_framing_counts_the_outlets_own_words_alone() -> None:
    material = make_material({"reports": [_report(BLAMED)]})
    [told] = material.told
    here = Span(0, 6, "Report")
    own = Mention(
        id="m1", span=here, head=here, kind="government", actor="SYR.GOV", words=("regime",)
    )
    quoted = replace(own, id="m2", voice="a1", words=("butchers",))
    report = replace(told.report, mentions=(own, own, quoted))
    told = type(told)(report, told.events, told.lead)
    incident = make_incident(type(material)(id="i1", told=(told,)), load_sides(), load_policy())
    assert incident is not None
    assert [(f.outlet, f.actor, f.words) for f in incident.framing] == [
        ("a-paper", "SYR", {"regime": 2})
    ]


def test_the_title_names_deed_place_and_day_and_never_who_did_it() -> None:
    time = ["2020-01-01", "2020-01-02"]
    told = [{"who": "outlet", "place": MARQAB}, {"who": "outlet", "time": time}, BLAMED]
    incident = _made(_report(*told), _report(*told, outlet="b-paper"))
    assert (incident.title, incident.title_rule) == (
        "Air strike in Marqab, 1 January 2020",
        "deed-place-day-1",
    )
    assert incident.dates.start == "2020-01-01"
    assert incident.place is not None
    assert incident.place.precision == "town"


def test_what_is_told_of_another_day_blames_nobody_here() -> None:
    here, there = ["2020-01-01", "2020-01-02"], ["2019-06-01", "2019-06-02"]
    incident = _made(
        _report(
            {"who": "outlet", "time": here},
            BLAMED,
            {"who": "outlet", "time": there, "in": 2},
            {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR", "in": 2},
        )
    )
    assert {g.party for g in incident.grades} == {None, "SYR"}
    aside = [c for c in incident.claims["responsible"] if c.aside]
    assert [c.value for c in aside] == ["TUR"], "it is kept, and counts for nothing"


HERE, LAST_YEAR = ["2020-01-01", "2020-01-02"], ["2019-01-01", "2019-02-01"]


def test_an_older_deed_of_the_same_town_is_an_aside() -> None:
    """ "In January 2019 a drone had killed 11 in the town, an attack that was blamed on others"."""
    now = [{"who": "outlet", "place": MARQAB}, {"who": "outlet", "time": HERE}, BLAMED]
    older = [
        {"who": "outlet", "place": MARQAB, "in": 2},
        {"who": "outlet", "killed": 11, "in": 2},
        {"who": "SYR.GOV", "act": "accuses", "responsible": "TUR", "in": 2},
    ]
    dated = [*older, {"who": "outlet", "time": LAST_YEAR, "in": 2}]
    for told in (older, dated):
        incident = _made(_report(*now, *told, statuses={2: "historical"}))
        assert {g.party for g in incident.grades} == {None, "SYR"}
        assert not incident.toll_ranges
    as_news = _made(_report(*now, *dated))
    assert not as_news.toll_ranges, "the year alone tells, whatever the status"


def test_who_tells_of_the_incident_months_later_tells_it_as_history() -> None:
    now = [{"who": "outlet", "place": MARQAB}, {"who": "outlet", "time": HERE}, BLAMED]
    later = _report(
        {"who": "outlet", "place": MARQAB, "in": 2},
        {"who": "residents", "killed": 11, "in": 2},
        outlet="b-paper",
        published="2020-09-01",
        types={1: "CONSULT"},
        statuses={2: "historical"},
    )
    [killed] = _made(_report(*now), later).toll_ranges
    assert killed.max == 11


def test_who_dies_of_wounds_days_later_died_of_the_same_attack() -> None:
    now = [{"who": "outlet", "time": HERE}, {"who": "outlet", "killed": 4}]
    later = [
        {"who": "outlet", "time": ["2020-01-07", "2020-01-08"], "in": 2},
        {"who": "TUR", "killed": 5, "in": 2},
    ]
    for word, most in (("death toll", 5), ("raid", 4)):
        material = make_material(
            {"reports": [_report(*now), _report({"who": "outlet", "time": HERE}, *later)]}
        )
        first, second = material.told
        events = [
            replace(e, trigger=replace(e.trigger, exact=word)) if e.id == "e2" else e
            for e in second.report.events
        ]
        second = type(second)(
            replace(second.report, events=tuple(events)), second.events, second.lead
        )
        incident = make_incident(
            type(material)(id="i1", told=(first, second)), load_sides(), load_policy()
        )
        assert incident is not None
        assert [r.max for r in incident.toll_ranges] == [most]


def test_a_toll_of_one_class_alone_is_a_toll() -> None:
    """Nobody gives a total: three at least, and the class is told."""
    material = make_material({"reports": [_report({"who": "outlet", "killed": 3})]})
    [told] = material.told
    for who, kind in (("policemen", "police"), ("soldiers", "soldiers")):
        figures = tuple(replace(f, who=who) for f in told.report.figures)
        one = type(told)(replace(told.report, figures=figures), told.events, told.lead)
        incident = make_incident(type(material)(id="i1", told=(one,)), load_sides(), load_policy())
        assert incident is not None
        assert [(t.who, t.low) for t in incident.tolls] == [(kind, 3)]
        assert [(r.counts, r.min, r.max) for r in incident.toll_ranges] == [("killed", 3, None)]


def test_an_attack_that_ends_a_truce_is_an_attack() -> None:
    """ "Jets bombed a town three days after a ceasefire took hold": who did it is no aside, how the truce stands is."""
    truce = {"types": {2: "RETREAT"}, "modes_of": {2: ["ceasefire"]}}
    over = {"who": "outlet", "happened": True, "in": 2}
    incident = _made(
        _report(BLAMED, {"who": "outlet", "killed": 17}, over, **truce),
        _report({"who": "TUR", "killed": 22}, over, outlet="b-paper", **truce),
    )
    assert [c.aside for c in incident.claims["responsible"]] == [False]
    assert {c.aside for c in incident.claims["occurrence"]} == {True}
    assert not incident.truces


def test_who_did_a_deed_of_another_type_did_not_do_this_one() -> None:
    occupied = {"who": "outlet", "responsible": "RUS", "in": 2}
    killed = {"who": "outlet", "killed": 7}
    incident = _made(_report(killed, occupied, types={2: "COERCE"}))
    assert {g.party for g in incident.grades} == {None}
    [aside] = [c for c in incident.claims["responsible"] if c.aside]
    assert aside.value == "RUS", "it is kept, and counts for nothing"


def test_each_collapse_has_its_reason() -> None:
    killed = {"who": "outlet", "killed": 7}
    incident = _made(
        _report(killed, outlet="wire"),
        _report(killed, outlet="one", owner="Big"),
        _report(killed, outlet="two", owner="Big"),
        _report(killed, outlet="three"),
        _report(killed, outlet="four", dateline="HOMS, May 3 (Reuters)"),
        copies=[[4, 1, 0.93]],
    )
    [toll] = [o for o in incident.origins if o.proposition == "toll.killed"]
    assert toll.line == "5 articles, 4 texts, 3 origins"
    reasons = {c.document: (c.kind, c.reason) for o in toll.origins for c in o.collapsed}
    assert reasons == {
        "d3": ("same_owner", "owned by Big, too"),
        "d4": ("copy", "93% of its text stands in wire's report"),
        "d5": ("wire", "credits Reuters"),
    }


def test_the_title_names_a_village_that_no_gazetteer_knows() -> None:
    near = {"name": "Sulin", "country": "SYR", "precision": "town"}
    wide = {"name": "Dara Province", "country": "SYR", "precision": "province"}
    for place, expected in (
        (near, "Air strike in Sulin"),
        (wide, "Air strike in Kuma, Dara Province"),
    ):
        row = {"reports": [_report({"who": "outlet", "place": place}, outlet="a-paper")]}
        material = make_material(row)
        told = tuple(with_fields(t, scene=("Kuma",)) for t in material.told)
        made = make_incident(Material(id="i", told=told), load_sides(), load_policy())
        assert made is not None
        assert made.title.startswith(expected)


def test_a_namesake_abroad_gives_an_incident_no_point() -> None:
    kuma = {"name": "Kuma", "country": "JPN", "precision": "town", "lat": 33.6, "lon": 132.9}
    mellit = {"name": "Mellit", "country": "SDN", "precision": "town", "lat": 14.1, "lon": 25.5}
    claims = [{"who": "outlet", "place": kuma}, {"who": "outlet", "place": mellit, "in": 2}]
    material = make_material({"reports": [{"outlet": "a-paper", "claims": claims}]})
    told = tuple(with_fields(t, events=frozenset({"e1"})) for t in material.told)
    incident = make_incident(Material(id="i", told=told), load_sides(), load_policy())
    assert incident is not None
    assert incident.place is not None
    assert (incident.place.country, incident.place.lat) == ("SDN", None)


def test_a_village_lies_where_the_place_named_right_behind_it_lies() -> None:
    """ "Koh-e-Sabz, a village in Panjgur district", in a report that names Iran more often."""
    village = {"name": "Koh-e-Sabz", "precision": None}
    behind = {"name": "Panjgur", "country": "PAK", "precision": "district"}
    often = {"name": "Zahedan", "country": "IRN", "precision": "town"}
    places = (village, behind, often, often)
    claims = [{"who": "outlet", "place": place, "in": n + 1} for n, place in enumerate(places)]
    abroad = {"who": "outlet", "place": often, "in": 2}
    other = [abroad, {"who": "outlet", "place": village}]
    reports = [
        {"outlet": "a-paper", "claims": claims},
        {"outlet": "b-paper", "claims": other},
        {"outlet": "c-paper", "claims": other},
    ]
    material = make_material({"reports": reports})
    told = tuple(with_fields(t, events=frozenset({"e1"})) for t in material.told)
    incident = make_incident(Material(id="i", told=told), load_sides(), load_policy())
    assert incident is not None
    assert incident.place is not None
    assert (incident.place.name, incident.place.country) == ("Koh-e-Sabz", "PAK")


def test_the_title_of_a_spell_tells_its_first_and_its_last_day() -> None:
    week = {"who": "outlet", "time": ["2020-01-06", "2020-01-13"]}
    incident = _made(_report(week, outlet="a-paper", published="2020-01-14"))
    assert incident.title.endswith(", 6 to 12 January 2020")


def test_what_the_accused_says_that_it_did_is_no_aside() -> None:
    """Another happening of its report, to which neither day nor place speaks."""
    place = {"name": "Odesa", "country": "UKR", "precision": "town", "gazetteer_id": "g1"}
    incident = _made(
        {
            "outlet": "a-paper",
            "claims": [
                {"who": "outlet", "place": place},
                {"who": "residents", "responsible": "RUS"},
                {"who": "RUS.MIL", "act": "claims-credit", "responsible": "RUS.MIL", "in": 2},
                {"who": "UKR.MIL", "act": "claims-credit", "responsible": "UKR.MIL", "in": 3},
            ],
        }
    )
    told = {c.speaker: c.aside for c in incident.claims["responsible"]}
    assert (told["RUS"], told["UKR"]) == (False, True)


def test_who_tells_it_again_days_later_confirms_nothing() -> None:
    killed = {"who": "outlet", "killed": 7}
    incident = _made(
        _report(killed, outlet="wire", published="2020-03-01"),
        _report(killed, outlet="daily", published="2020-03-03"),
        _report(killed, outlet="column", published="2020-03-09"),
        _report({"who": "outlet", "killed": 9}, outlet="inquiry", published="2020-03-20"),
        _report({"who": "residents", "killed": 7}, outlet="weekly", published="2020-03-20"),
    )
    [toll] = [o for o in incident.origins if o.proposition == "toll.killed"]
    assert toll.count == 4
    [late] = [o for o in toll.origins if not o.counts]
    assert (late.name, late.why_not) == (
        "column",
        "tells again what was told 8 days before, and names no source of its own",
    )


def test_a_copied_paragraph_rests_on_the_original_even_in_an_own_article() -> None:
    material = make_material(
        {
            "reports": [
                _report({"who": "outlet", "killed": 7}, outlet="wire"),
                _report({"who": "outlet", "killed": 7}, outlet="own"),
            ]
        }
    )
    text = material.told[1].report.document.text
    copy = Copy(document="d2", of="d1", share=0.2, own_share=0.8, spans=((0, len(text)),))
    incident = make_incident(
        type(material)(id="i", told=material.told, copies=(copy,)), load_sides(), load_policy()
    )
    assert incident is not None
    [toll] = [o for o in incident.origins if o.proposition == "toll.killed"]
    assert (toll.count, toll.texts) == (1, 2)


@pytest.mark.parametrize(
    ("row", "credited"),
    [
        ({"dateline": "SANAA, Aug 9 (Reuters)"}, "reuters"),
        ({"dateline": "SANAA, Aug 9 (Reuters)", "outlet": "reuters"}, None),
        ({"byline": "Jane Doe and AFP"}, "afp"),
        ({"tail": "\nReporting by Meridian Wire; editing by the desk."}, "meridian-wire"),
        ({"tail": " (AFP)"}, "afp"),
        ({"tail": " – Reuters"}, "reuters"),
        ({"tail": " He works for Reuters"}, None),
        ({"dateline": "SANAA"}, None),
    ],
)
def test_wire_credits(row: dict[str, Any], credited: str | None) -> None:
    [report] = make_reports([{"outlet": "a-paper", "claims": []} | row])
    found = find_credit(report.document)
    assert (found.id if found else None) == credited


def test_a_quote_does_not_end_behind_an_abbreviation() -> None:
    text = "It rained. The truce begins on Saturday, Maj. Gen. Zaw Min Tun said. Nobody else did."
    start = text.index("truce")
    quote = quote_around(text, (Span(start, start + 5, "truce"),))
    assert quote == "The truce begins on Saturday, Maj. Gen. Zaw Min Tun said."


def test_sides() -> None:
    sides = load_sides()
    sought = {
        "RUS.GOV.defence-ministry": "RUS",
        "person:turki-al-malki": "COALITION:saudi-led",
        "UN.ohchr": "UN",
        "person:alexander-borodai": "armed-group:donetsk-separatists",
        "armed-group:houthis": "armed-group:houthis",
        "GEO.abkhazia.MIL": "GEO.abkhazia",
    }
    for actor, wanted in sought.items():
        side = sides.side_of(actor, None, "2018-08-09")
        assert side is not None
        assert side.id == wanted
    assert sides.side_of("doc:d1#3", None, None) is None
    assert are_kin("SAU", "COALITION:saudi-led")
    assert not are_kin("SAU", "YEM")


def test_versions() -> None:
    old, new = make_reports(
        [
            _report({"who": "ICRC", "killed": 29}, SYR_DENIES),
            _report({"who": "ICRC", "killed": 51}, {"who": "UN", "injured": 3}),
        ]
    )
    revision = compare_versions(new, old)
    assert [len(r) for r in (revision.gone, revision.changed, revision.new)] == [1, 1, 1]
    assert revision.changed[0] in {c.id for c in new.claims}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ten died.\n\nCorrection: the toll was nine.", True),
        ("This article was amended on May 4 to remove a name.", True),
        ("An earlier version of this story misstated the date.", True),
        ("The ministry retracted its statement about the market.", True),
        ("The correct toll is unknown. He works in a correctional facility.", False),
    ],
)
def test_correction_notices(text: str, found: bool) -> None:
    assert (find_notice(text) is not None) == found


def test_notice_is_its_sentence_to_the_end_of_the_line() -> None:
    text = "One. An earlier version of this article said 12. It was 21.\nMore."
    assert find_notice(text) == "An earlier version of this article said 12. It was 21."


def test_a_word_of_a_megabyte_takes_no_time_to_look_through() -> None:
    started = time.monotonic()
    assert find_notice("W" * 1_000_000) is None
    assert time.monotonic() - started < 2


@given(prefix=st.text(alphabet="ab \n", max_size=60))
def test_a_judgement_finds_its_claim_again_wherever_its_words_moved(prefix: str) -> None:
    [report] = make_reports([_report({"who": "ICRC", "killed": 29}, {"who": "UN", "killed": 30})])
    claim = report.claims[1]
    anchor = make_anchor(report, claim)
    by = len(prefix)

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by, span.exact)

    claims = tuple(
        replace(c, id="new" + c.id, evidence=tuple(moved(s) for s in c.evidence))
        for c in report.claims
    )
    document = replace(report.document, text=prefix + report.document.text)
    found, why = find_claim(replace(report, document=document, claims=claims), anchor)
    assert found is not None
    assert (found.id, why) == ("new" + claim.id, None)


def test_a_judgement_whose_words_are_gone_says_so() -> None:
    [report] = make_reports([_report({"who": "ICRC", "killed": 29})])
    anchor = make_anchor(report, report.claims[0])
    gone = replace(report, document=replace(report.document, text="Nothing."), claims=())
    assert find_claim(gone, anchor) == (None, "no claim rests on these words any more")


HOSTILE = st.text(
    alphabet=st.sampled_from(list("ab<&\"'\\[]{}%_\x00\x1b\u202e\u200b\U0001f4a5 \n")), max_size=30
)


@settings(max_examples=80, deadline=None)
@given(
    words=HOSTILE,
    outlet=HOSTILE,
    title=HOSTILE,
    published=st.sampled_from([None, "2020-01-01", "2020", "2020-01-01T00:00:00Z"]),
    killed=st.sampled_from(["0", "3", "3-9", "7-", "999999999999"]),
)
def test_hostile_values_give_an_incident_that_fits_its_schema(
    words: str, outlet: str, title: str, published: str | None, killed: str
) -> None:
    row = _report(
        {"who": f"named: {words}", "killed": killed},
        {"who": f"named: {words}", "cause": words},
        BLAMED,
        outlet=outlet or "x",
        title=title,
        published=published,
        byline=words,
        dateline=words,
    )
    incident = _made(row, _report(SYR_DENIES, outlet="b-paper"))
    encoded = msgspec.json.encode(incident)
    assert msgspec.json.decode(encoded, type=Incident) == incident
    VALIDATOR.validate(msgspec.json.decode(encoded))
    console = Console(file=StringIO(), width=100, emoji=False, markup=False, highlight=False)
    console.print(render_dossier(incident, everything=True))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert not set(printed) & set("\x00\x1b\u202e\u200b")


def test_every_made_incident_fits_the_schema() -> None:
    for row in ROWS:
        VALIDATOR.validate(msgspec.json.decode(msgspec.json.encode(made_incident(row))))


def test_judgements_of_later_days_are_not_part_of_an_earlier_state() -> None:
    row = {"reports": [_report({"who": "UN", "responsible": "SYR"}, {"who": "UN", "killed": 3})]}
    signed = {"kind": "grade", "grade": "Fair", "at": "2020-06-01T00:00:00+00:00"}
    assert made_incident(row | {"judgements": [signed]}).grades[0].name == "Fair"
    then = made_incident(row | {"judgements": [signed], "as_of": "2020-05-31"})
    assert then.grades[0].name == "Weak"
    assert not then.judgements
