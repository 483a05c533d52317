"""A headline rests on what its text tells, and on whose word the text tells it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sayso.incident_model import Incident
from sayso.model import Region
from sayso.views.dossier import make_incident
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides
from tests.views.made import make_material


def _with_headline(*claims: dict[str, Any]) -> Incident:
    """An incident of one report whose first claim stands in the headline."""
    material = make_material({"reports": [{"outlet": "a-paper", "claims": list(claims)}]})
    [told] = material.told
    end = told.report.claims[0].evidence[0].end
    document = replace(told.report.document, regions=(Region(0, end, "headline"),))
    told = type(told)(replace(told.report, document=document), told.events, told.lead)
    incident = make_incident(type(material)(id="i1", told=(told,)), load_sides(), load_policy())
    assert incident is not None
    return incident


def _origins(incident: Incident, proposition: str) -> list[str]:
    [found] = [o for o in incident.origins if o.proposition == proposition]
    return [o.name for o in found.origins]


HEADLINE = {"who": "outlet", "killed": "19"}


def test_a_headline_over_the_word_of_another_outlet_is_no_origin_of_its_own() -> None:
    incident = _with_headline(HEADLINE, {"who": "outlet:afp", "killed": "19-"})
    assert _origins(incident, "toll.killed") == ["Agence France-Presse (owner: AFP)"]
    [toll] = incident.tolls
    assert toll.words == "19-", "and it has no figure of its own"


def test_a_headline_over_a_partys_word_confirms_nothing() -> None:
    says = {"who": "SYR.MIL", "killed": "19"}
    blames = {"who": "TUR", "act": "accuses", "responsible": "SYR"}
    incident = _with_headline(HEADLINE, says, blames)
    [killed] = [o for o in incident.origins if o.proposition == "toll.killed"]
    assert (killed.count, [o.name for o in killed.origins]) == (0, ["Syria"])


def test_what_the_text_tells_in_the_outlets_own_voice_stays_its_own() -> None:
    incident = _with_headline(
        HEADLINE, {"who": "outlet:afp", "killed": "19-"}, {"who": "outlet", "killed": "20"}
    )
    assert "a-paper" in _origins(incident, "toll.killed")


def test_a_headline_over_nothing_is_its_own() -> None:
    assert _origins(_with_headline(HEADLINE), "toll.killed") == ["a-paper"]


def test_whom_a_headline_blames_rests_on_no_other_word() -> None:
    """Nobody in the text says so: that the outlet does is not to be hidden."""
    incident = _with_headline(
        {"who": "outlet", "responsible": "SYR"}, {"who": "outlet:afp", "killed": "19"}
    )
    assert _origins(incident, "responsible:SYR") == ["a-paper"]
