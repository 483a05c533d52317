"""Claims from findings made by hand: the policy's decisions one by one, and laws that hold for all findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.attribution.voices import Contents
from sayso.extract.claims.claim_ground import make_ground
from sayso.extract.claims.claim_policy import ClaimPolicy, load_claim_policy
from sayso.extract.claims.event_claims import make_event_claims
from sayso.extract.claims.tellings import find_tellings
from sayso.model import Act, Actor, Attribution, Event, Findings, Span, Stance
from tests.conftest import make_document

POLICY: ClaimPolicy = load_claim_policy()
TEXT = "The agency, citing the ministry, said witnesses claimed troops shot three men."
DOCUMENT = make_document(TEXT, "2022-08-01", "harbour-gazette")
OUTLET = "outlet:harbour-gazette"


def _span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def _attribution(
    name: str,
    content: str,
    source: str | None = "The agency",
    act: Act = "says",
    stance: Stance = "asserts",
    via: str | None = None,
) -> Attribution:
    return Attribution(
        id=name,
        source=(_span(source),) if source else (),
        actors=(f"actor:{name}",) if source else (),
        source_kind="named" if source else "none",
        cue=(_span("said"),),
        content=(_span(content),),
        act=act,
        stance=stance,
        via=via,
    )


SHOT = "troops shot three men"
OUTER = _attribution("a1", "witnesses claimed troops shot three men")
INNER = _attribution("a2", SHOT, "witnesses", via="a1")


def test_outside_every_content_the_outlet_speaks() -> None:
    [telling] = find_tellings(_span("The agency"), Contents((OUTER, INNER)), DOCUMENT, POLICY)
    assert (telling.claimants, telling.via, telling.act) == ((OUTLET,), (), None)


def test_the_innermost_source_is_the_claimant_and_the_chain_is_outermost_first() -> None:
    [telling] = find_tellings(_span("shot"), Contents((INNER, OUTER)), DOCUMENT, POLICY)
    assert telling.claimants == ("actor:a2",)
    assert telling.via == ("a1", "a2")


def test_one_content_for_two_is_told_by_the_one_that_lies_within() -> None:
    ministry = _attribution("a3", SHOT, "the ministry", via="a4")
    agency = _attribution("a4", SHOT, "The agency")
    [telling] = find_tellings(_span("shot"), Contents((ministry, agency)), DOCUMENT, POLICY)
    assert telling.claimants == ("actor:a3",)
    assert telling.via == ("a4", "a3")


def test_a_source_without_name_leaves_the_claim_to_the_next_one_out() -> None:
    alleged = _attribution("a2", SHOT, None, "accuses", via="a1")
    [telling] = find_tellings(_span("shot"), Contents((OUTER, alleged)), DOCUMENT, POLICY)
    assert telling.claimants == ("actor:a1",)
    [alone] = find_tellings(_span("shot"), Contents((alleged,)), DOCUMENT, POLICY)
    assert alone.claimants == (f"doc:{DOCUMENT.id}#unnamed",)
    hinted = _attribution("a2", SHOT, None, "suggests", "suggests")
    [hint] = find_tellings(_span("shot"), Contents((hinted,)), DOCUMENT, POLICY)
    assert (hint.claimants, hint.stance) == ((OUTLET,), "suggests")


def test_a_refusal_and_a_demand_claim_nothing() -> None:
    refused = _attribution("a1", SHOT, act="declines", stance="withholds")
    assert find_tellings(_span("shot"), Contents((refused,)), DOCUMENT, POLICY) == []
    demanded = _attribution("a1", "witnesses claimed troops shot three men", act="demands")
    assert find_tellings(_span("shot"), Contents((demanded, INNER)), DOCUMENT, POLICY) == []


def test_who_denies_anothers_claim_denies_and_leaves_the_claim_standing() -> None:
    denied = _attribution(
        "a1", "witnesses claimed troops shot three men", act="denies", stance="denies"
    )
    claimed, answered = find_tellings(_span("shot"), Contents((denied, INNER)), DOCUMENT, POLICY)
    assert (claimed.claimants, claimed.stance) == (("actor:a2",), "asserts")
    assert (answered.claimants, answered.stance) == (("actor:a1",), "denies")


def _findings(attributions: tuple[Attribution, ...], **event: object) -> Findings:
    shot = Event(
        id="e1",
        trigger=_span("shot"),
        type="ASSAULT",
        actors=("SYR.MIL",),
        **event,  # type: ignore[arg-type]
    )
    actors = (
        Actor(id="SYR.MIL", name="Syrian army", kind="armed_force", country="SYR", roles=("MIL",)),
        Actor(id="actor:a1", name="agency", kind="media"),
        Actor(id="actor:a2", name="witnesses", kind="civilians"),
        Actor(id="actor:un", name="UN", kind="igo"),
    )
    return Findings(actors=actors, attributions=attributions, events=(shot,))


def _rungs(findings: Findings) -> list[str | None]:
    claims = make_event_claims(make_ground(DOCUMENT, findings, POLICY))
    return [claim.responsibility for claim in claims if claim.property == "responsible"]


def test_the_rungs_of_the_ladder() -> None:
    def told_by(actor: str, act: Act = "says", stance: Stance = "asserts") -> Findings:
        own = Attribution(
            id="a9",
            source=(_span("The agency"),),
            actors=(actor,),
            cue=(_span("said"),),
            content=(_span(SHOT),),
            act=act,
            stance=stance,
        )
        return _findings((own,))

    assert _rungs(_findings(())) == ["fact"]
    assert _rungs(told_by("actor:a2")) == ["accused"]
    assert _rungs(told_by("actor:un")) == ["accused_by_authority"]
    assert _rungs(told_by("SYR.GOV")) == ["admitted"]
    assert _rungs(told_by("SYR.GOV", "denies", "denies")) == ["denied"]
    assert _rungs(told_by("actor:un", "clears", "denies")) == ["cleared"]
    assert _rungs(told_by("actor:un", "suggests", "suggests")) == ["suggested"]


def test_nobody_is_responsible_for_what_is_demanded_threatened_or_supposed() -> None:
    for status in ("demanded", "threatened", "hypothetical", "planned"):
        assert _rungs(_findings((), status=status)) == []
    [claim] = [
        claim
        for claim in make_event_claims(
            make_ground(DOCUMENT, _findings((), status="negated"), POLICY)
        )
        if claim.property == "responsible"
    ]
    assert claim.stance == "denies"


SOURCES = ("The agency", "the ministry", "witnesses", "three men")
STANCES = st.sampled_from(["asserts", "suggests", "doubts", "denies", "withholds"])
ACTS = st.sampled_from(["says", "accuses", "denies", "demands", "suggests", "admits", "clears"])


@given(st.lists(st.tuples(STANCES, ACTS, st.booleans()), max_size=4))
def test_no_allegation_is_ever_told_as_fact(chain: list[tuple[Stance, Act, bool]]) -> None:
    """Whatever holds the trigger, the outlet asserts nothing, and no rung says fact."""
    attributions = tuple(
        _attribution(
            f"a{i}", SHOT, SOURCES[i] if named else None, act, stance, f"a{i - 1}" if i else None
        )
        for i, (stance, act, named) in enumerate(chain)
    )
    findings = _findings(attributions)
    rungs = _rungs(findings)
    assert ("fact" in rungs) == (not chain)
    claims = make_event_claims(make_ground(DOCUMENT, findings, POLICY))
    assert len({claim.id for claim in claims}) == len(claims)
    for telling in find_tellings(_span("shot"), Contents(attributions), DOCUMENT, POLICY):
        assert telling.claimants
        if chain and telling.claimants == (OUTLET,):
            assert telling.stance != "asserts" or not any(named for *_, named in chain)


def test_the_voice_is_the_innermost_content() -> None:
    assert Contents((OUTER, INNER)).voice(_span("shot")) == INNER
    assert Contents((OUTER, INNER)).voice(_span("claimed")) == OUTER
    assert Contents((OUTER, INNER)).voice(_span("said")) is None
