"""One speaker under several names counts once; two speakers of one name stay two."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from sayso.incident_model import Incident, Independence
from sayso.model import Actor, Attribution, Outlet, Place, Report, Span
from sayso.views.sides import load_sides
from sayso.views.speakers import Speakers, person_words, with_ground
from tests.views.made import made_incident, make_reports


def _made(*reports: dict[str, Any]) -> Incident:
    return made_incident({"reports": list(reports)})


def _toll(who: str, killed: str, outlet: str, day: int = 1) -> dict[str, Any]:
    claims = [{"who": f"named: {who}", "killed": killed}]
    return {"outlet": outlet, "published": f"2020-01-0{day}", "claims": claims}


def _killed(incident: Incident) -> Independence:
    return next(o for o in incident.origins if o.proposition == "toll.killed")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Caretaker Interior Minister Sarfraz Bugti", "Sarfraz Bugti"),
        ("the region's governor Philip Pronin", "Philip Pronin"),
        ("Spokesman Wasim Baig", "Wasim Baig"),
        ("the health department", ""),
        ("the committee in Kabkabiya", ""),
    ],
)
def test_a_person_is_called_without_titles(name: str, words: str) -> None:
    assert " ".join(person_words(name)) == words


def test_a_person_with_and_without_a_title_is_one_origin() -> None:
    incident = _made(
        _toll("Spokesman Omar Deng", "12", "a-paper"), _toll("Omar Deng", "14", "b-paper", 2)
    )
    assert _killed(incident).count == 1
    [toll] = incident.tolls
    assert (toll.speaker_name, toll.words, toll.earlier) == ("Omar Deng", "14", ("12",))


def test_a_surname_is_the_only_person_of_that_name() -> None:
    one = _made(_toll("Omar Deng", "12", "a-paper"), _toll("Deng", "12", "b-paper"))
    assert _killed(one).count == 1
    two = _made(
        _toll("Omar Deng", "12", "a-paper"),
        _toll("Ayen Deng", "12", "b-paper"),
        _toll("Deng", "12", "c-paper"),
    )
    assert _killed(two).count == 3


def test_the_short_name_of_an_organisation_is_its_own() -> None:
    claims = [
        {"who": "named: the resistance committee in Nertiti", "killed": "12"},
        {"who": "named: The committee", "killed": "15"},
    ]
    incident = _made({"outlet": "a-paper", "claims": claims})
    assert _killed(incident).count == 1


def test_a_doctor_and_the_hospital_are_one_speaker() -> None:
    words = ("Doctor Amna Idris of the town's hospital", "the town's hospital")
    made = make_reports(
        [_toll("Doctor Amna Idris", "41", "a-paper"), _toll("the town's hospital", "41", "b-paper")]
    )
    reports = [
        replace(r, attributions=(replace(r.attributions[0], source=(Span(0, len(said), said),)),))
        for r, said in zip(made, words, strict=True)
    ]
    speakers = Speakers(reports, load_sides())
    found = {s.key for r in reports if (s := speakers.find(r.document.id, r.actors[0].id))}
    assert found == {"town s hospital"}


def test_an_outlet_and_its_unnamed_sources_are_one_origin() -> None:
    claims = [{"who": "outlet", "killed": "12"}, {"who": "residents", "killed": "12"}]
    assert _killed(_made({"outlet": "a-paper", "claims": claims})).count == 1


def _with_places(report: Report, *countries: str) -> Report:
    army = Actor(id="doc:1#9", name="The army", kind="armed_force", roles=("MIL",))
    places = tuple(
        Place(id=f"p{n}", span=Span(0, 1, "R"), name="Nowhere", country=c, used_as="place")
        for n, c in enumerate(countries)
    )
    return replace(report, actors=(army,), places=places)


def test_the_army_is_that_of_the_only_country_told_of() -> None:
    [report] = make_reports([{"outlet": "a-paper", "claims": []}])
    assert with_ground(_with_places(report, "SDN", "SDN"))["doc:1#9"].country == "SDN"
    assert with_ground(_with_places(report, "SDN", "TCD"))["doc:1#9"].country is None
    assert with_ground(_with_places(report))["doc:1#9"].country is None


def test_the_health_ministry_is_that_of_the_country_where_people_died() -> None:
    """The attackers came from abroad: their army is not meant, nor is their ministry."""
    [report] = make_reports([{"outlet": "a-paper", "claims": []}])
    told = _with_places(report, "LBN")
    ministry = Actor(id="doc:1#8", name="the health ministry", kind="government")
    israel = Actor(id="ISR", name="Israel", kind="state", country="ISR")
    actors = with_ground(replace(told, actors=(*told.actors, ministry, israel)))
    assert (actors["doc:1#8"].country, actors["doc:1#9"].country) == ("LBN", None)
    mayor = Actor(id="doc:1#8", name="Mayor Ali Hamdan", kind="person", roles=("GOV",))
    assert with_ground(replace(told, actors=(mayor, israel)))["doc:1#8"].country == "LBN"


def test_the_army_of_an_outlet_whose_country_takes_part_is_that_countrys() -> None:
    """ "The Defence Ministry said" in a Russian agency's report of a strike on Odesa."""
    [report] = make_reports([{"outlet": "tass", "claims": []}])
    told = _with_places(report, "UKR")
    russia = Actor(id="RUS.MIL", name="Russian forces", kind="armed_force", country="RUS")
    ministry = Actor(id="doc:1#8", name="the Defense Ministry", kind="government")
    whole = replace(told, actors=(*told.actors, russia, ministry))
    assert with_ground(whole)["doc:1#8"].country is None
    agency = Outlet(id="tass", name="TASS", country="RUS")
    whole = replace(whole, document=replace(whole.document, outlet=agency))
    assert with_ground(whole)["doc:1#8"].country == "RUS"


def test_a_shadow_government_is_not_the_state_that_it_fights() -> None:
    side = load_sides().side_of("MMR.OPP.nug", None, "2024-06-10")
    assert side is not None
    assert (side.id, side.is_armed) == ("MMR.OPP.nug", False)


def test_an_officer_of_an_armed_group_is_no_officer_of_the_state() -> None:
    officer = Actor(
        id="doc:1#1", name="An RSF officer", kind="police", country="SDN", roles=("REB",)
    )
    side = load_sides().side_of(officer.id, officer, "2025-03-19")
    assert side is not None
    assert side.id == "armed-group:rsf"


def _said_by(actor: Actor, words: str, *others: Actor, kind: str = "named") -> Report:
    """A report of Sudan whose first source is an actor, in some words."""
    [report] = make_reports([_toll("somebody", "12", "a-paper")])
    told = _with_places(report, "SDN")
    [attribution] = report.attributions
    said = msgspec.convert(
        msgspec.to_builtins(attribution)
        | {
            "actors": (actor.id,),
            "source": ({"start": 0, "end": len(words), "exact": words},),
            "source_kind": kind,
        },
        Attribution,
    )
    return replace(told, actors=(actor, *others), attributions=(said,))


ARMY = Actor(id="doc:1#9", name="the army", kind="armed_force", roles=("MIL",))


@pytest.mark.parametrize(
    ("words", "others", "country"),
    [
        ("General Adam Issa", (ARMY,), "SDN"),
        ("General Adam Issa", (), None),
        ("General Adam Issa of the Support Forces", (ARMY,), None),
        ("Adam Issa", (ARMY,), None),
    ],
)
def test_an_officer_is_of_the_only_army_told_of(
    words: str, others: tuple[Actor, ...], country: str | None
) -> None:
    name = words.partition(" of ")[0]
    officer = Actor(id="doc:1#1", name=name, kind="person", roles=("MIL",))
    assert with_ground(_said_by(officer, words, *others))["doc:1#1"].country == country


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("A TNLA spokesman, Sai Aung", "armed-group:tnla"),
        ("TNLA spokesperson Sai Aung", "armed-group:tnla"),
        ("A spokesman, Sai Aung", None),
        ("Sai Aung, who was attacked by the TNLA", None),
    ],
)
def test_a_spokesman_is_of_the_group_named_before(words: str, side: str | None) -> None:
    person = Actor(id="doc:1#1", name="Sai Aung", kind="person", roles=())
    report = _said_by(person, words)
    found = Speakers([report], load_sides()).find(report.document.id, "doc:1#1")
    assert found is not None
    assert (found.side.id if found.side else None) == side


def test_the_director_of_a_hospital_is_not_the_state() -> None:
    """He is a source of his own, named or not; a mayor is an organ of the state."""
    words = "The director of Nyala Teaching Hospital"
    boss = Actor(id="doc:1#1", name=words, kind="person", country="SDN", roles=("GOV",))
    report = _said_by(boss, words, kind="role")
    assert load_sides().side_of(boss.id, with_ground(report)["doc:1#1"], None) is None
    found = Speakers([report], load_sides()).find(report.document.id, "doc:1#1")
    assert found is not None
    assert found.side is None
    mayor = replace(boss, name="The mayor of Nyala")
    told = _said_by(mayor, mayor.name, kind="role")
    side = load_sides().side_of(mayor.id, with_ground(told)["doc:1#1"], None)
    assert side is not None
    assert side.id == "SDN"
    assert Speakers([told], load_sides()).find(told.document.id, "doc:1#1") is None
