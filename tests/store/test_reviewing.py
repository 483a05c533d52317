"""The review desk: the queue by what would change, the states, two people, locks, undo, comments, added claims."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from time import process_time
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.errors import UsageError
from sayso.incident_model import Evidence, Incident, IncidentClaim, MadeClaim
from sayso.review_model import Lock, LookRank, ReviewVerb, Step
from sayso.store.cards import cut_pieces, read_card
from sayso.store.comments import read_comments, write_comment
from sayso.store.deciding import Correction, Signature, add_claim, judge_claim, judge_same, withdraw
from sayso.store.linking import link_pending
from sayso.store.locks import check_lock, read_lock, release_lock, take_lock
from sayso.store.queue import find_next, read_queue
from sayso.store.review_steps import read_all_steps, read_steps
from sayso.store.reviewing import decide, look_again, read_standing, take_step, undo, undo_last
from sayso.store.tables import MIGRATIONS, open_store
from sayso.views.agreement import find_verdicts, kappa, measure_agreement
from sayso.views.standings import find_standing, next_state
from tests.store.made_store import (
    RUN,
    dossiers_of,
    incident_of,
    made_report,
    open_linked,
    write_reports,
)

ANA, BOB, CY = (Signature(name, "looked") for name in ("ana", "bob", "cy"))
MARQAB = {"name": "Marqab", "country": "SYR", "lat": 35.15, "lon": 35.95, "precision": "town"}


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    """One incident in two reports: two tolls, one accusation that a grade hangs on, a place."""
    told = [
        {"who": "ICRC", "killed": 12},
        {"who": "UN", "killed": 12},
        {"who": "UN", "responsible": "SYR"},
        {"who": "outlet", "place": MARQAB},
    ]
    answer = [
        {"who": "TUR.GOV", "killed": 40},
        {"who": "SYR.GOV", "act": "denies", "responsible": "SYR"},
        {"who": "outlet", "place": MARQAB},
    ]
    path = tmp_path / "a.db"
    write_reports(path, made_report(1, claims=told), made_report(2, claims=answer))
    return open_linked(path)


def _incident(connection: sqlite3.Connection, document: str = "d1") -> Incident:
    found = dossiers_of(connection).incident(incident_of(connection, document))
    assert found is not None
    return found


def _claims(connection: sqlite3.Connection, **wanted: Any) -> list[IncidentClaim]:
    return [
        c
        for c in chain(*_incident(connection).claims.values())
        if all(getattr(c, name) == value for name, value in wanted.items())
    ]


def _claim(connection: sqlite3.Connection, **wanted: Any) -> str:
    [claim] = _claims(connection, **wanted)
    return claim.id


def test_what_would_change_a_grade_comes_first_then_figures_then_the_rest(
    connection: sqlite3.Connection,
) -> None:
    dossiers_of(connection).fill()
    page = read_queue(connection)
    assert page.total == 7
    assert [row.rank for row in page.rows] == sorted(
        (row.rank for row in page.rows), key=["grade", "casualties", "merge", "rest"].index
    )
    first = page.rows[0]
    assert first.claim == _claim(connection, speaker="UN", property="responsible")
    assert "no longer blamed" in first.effect
    highest = next(row for row in page.rows if row.rank == "casualties")
    assert highest.claim == _claim(connection, words="40")
    assert highest.effect == "if rejected, killed 12–40 → 12"
    assert all(row.state == "New" for row in page.rows)


def test_the_effect_that_is_told_is_the_effect_that_it_has(connection: sqlite3.Connection) -> None:
    dossiers_of(connection).fill()
    for row in read_queue(connection).rows:
        before = {g.party: g.name for g in _incident(connection).grades}
        judgement = judge_claim(connection, "reject", row.claim, ANA)
        after = {g.party: g.name for g in _incident(connection).grades}
        assert (row.rank == "grade") == (
            any(after.get(party) != name for party, name in before.items())
        ), row.why
        withdraw(connection, judgement.id, ANA)


def test_doubtful_merges_stand_before_the_rest(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE links SET score = 0.31")
    connection.execute("DELETE FROM dossiers")
    assert connection.execute("SELECT count(*) FROM claim_keys").fetchone() == (0,)
    dossiers_of(connection).fill()
    merges: tuple[LookRank, ...] = ("merge",)
    rows = read_queue(connection, ranks=merges).rows
    assert rows
    assert rows[0].why.startswith("its report is linked by 0.31 only")
    assert rows[0].weight == 0.69


def test_keys_are_thrown_away_with_their_dossier_and_made_once(
    connection: sqlite3.Connection,
) -> None:
    dossiers = dossiers_of(connection)
    dossiers.fill()
    count = read_queue(connection).total
    judge_claim(connection, "accept", _claim(connection, words="40"), ANA)
    for _ in range(2):
        dossiers.fill()
        page = read_queue(connection)
        assert page.total == count - 1
        assert page.by_state == {"New": count - 1, "Decided": 1}


def test_the_queue_is_paged_and_filtered(connection: sqlite3.Connection) -> None:
    dossiers_of(connection).fill()
    everything = [row.claim for row in read_queue(connection).rows]
    paged = [read_queue(connection, offset=n, limit=1).rows[0] for n in range(len(everything))]
    assert [row.claim for row in paged] == everything
    assert [row.number for row in paged] == list(range(1, len(everything) + 1))
    assert read_queue(connection, incidents=()).total == 0
    assert read_queue(connection, incidents={incident_of(connection, "d1")}).total == 7
    tolls = read_queue(connection, properties=("toll.killed",)).rows
    assert {row.property for row in tolls} == {"toll.killed"}
    walked = [None, *everything]
    found = [find_next(connection, "ana", after=claim) for claim in walked]
    assert [row.claim for row in found if row] == [*everything, everything[0]]
    take_lock(connection, everything[1], "bob", 15)
    beside = find_next(connection, "ana", after=everything[0])
    assert beside is not None
    assert beside.claim == everything[2], "somebody else is on the second"
    assert find_next(connection, "ana", incidents=()) is None


def test_two_people_make_a_claim_final(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    assert take_step(connection, "take", claim, ANA).state == "Claimed"
    decide(connection, "accept", claim, ANA)
    assert read_standing(connection, claim).decided_by == "ana"
    verbs: tuple[ReviewVerb, ...] = ("take_review", "finalise", "return")
    for verb in verbs:
        with pytest.raises(UsageError, match=r"decided this claim|not while"):
            take_step(connection, verb, claim, ANA)
    with pytest.raises(UsageError, match="ana decided this claim"):
        look_again(connection, "accept", claim, ANA)
    with pytest.raises(UsageError, match="review it, or reopen it"):
        decide(connection, "reject", claim, BOB)
    assert look_again(connection, "accept", claim, BOB).state == "Final"
    with pytest.raises(UsageError, match="reopen it first"):
        decide(connection, "reject", claim, BOB)
    told = [(s.verb, s.by, s.state, s.comment) for s in read_steps(connection, claim)]
    assert told == [
        ("take", "ana", "Claimed", "looked"),
        ("decide", "ana", "Decided", "looked"),
        ("look", "bob", "Final", "looked"),
    ]


def test_who_differs_leaves_it_in_review_and_may_send_it_back(
    connection: sqlite3.Connection,
) -> None:
    claim = _claim(connection, words="40")
    decide(connection, "correct", claim, ANA, Correction(value="41"))
    assert look_again(connection, "accept", claim, BOB).state == "In review"
    assert _claims(connection, id=claim)[0].words == "41", "a second verdict changes nothing"
    back = take_step(connection, "return", claim, BOB)
    assert (back.state, back.holder) == ("Claimed", "ana")
    decide(connection, "accept", claim, ANA)
    same = Correction(value="41")
    assert look_again(connection, "correct", claim, BOB, same).state == "In review"
    assert take_step(connection, "finalise", claim, CY).state == "Final"
    assert take_step(connection, "reopen", claim, CY).state == "Claimed"


def test_a_second_look_is_blind(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    decide(connection, "correct", claim, ANA, Correction(value="41", stance="doubts"))
    dossiers_of(connection).fill()
    card = read_card(connection, _incident(connection), claim, "bob")
    assert card.is_blind
    assert (card.words, card.stance, card.standing.verdict, card.corrected) == (
        "40",
        "asserts",
        None,
        (),
    )
    assert all(s.verdict is None and s.comment == "" for s in card.steps)
    own = read_card(connection, _incident(connection), claim, "ana")
    assert not own.is_blind
    assert own.corrected == (("value", "40", "41"), ("stance", "asserts", "doubts"))
    look_again(connection, "accept", claim, BOB)
    after = read_card(connection, _incident(connection), claim, "bob")
    assert (after.is_blind, after.words) == (False, "41")
    assert "".join(piece for piece, _ in after.pieces).count("killed 40") == 1
    assert any(piece.endswith("killed 40.") and is_said for piece, is_said in after.pieces)


def test_undo_withdraws_and_leads_back(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    take_step(connection, "take", claim, ANA)
    decide(connection, "reject", claim, ANA)
    assert not any(t.words == "40" for t in _incident(connection).tolls)
    with pytest.raises(UsageError, match="ana decided"):
        undo(connection, claim, BOB)
    undone = undo(connection, claim, ANA)
    assert undone.withdrawn_by == "ana"
    assert read_standing(connection, claim).state == "Claimed"
    assert any(t.words == "40" for t in _incident(connection).tolls)
    decide(connection, "accept", claim, ANA)
    assert undo_last(connection, ANA).kind == "accept"
    with pytest.raises(UsageError, match="nothing that could be undone"):
        undo_last(connection, ANA)
    assert [s.verb for s in read_steps(connection, claim)] == [
        "take",
        "decide",
        "undo",
        "decide",
        "undo",
    ]


def test_the_log_is_never_changed(connection: sqlite3.Connection) -> None:
    decide(connection, "accept", _claim(connection, words="40"), ANA)
    with pytest.raises(sqlite3.IntegrityError, match="take another one"):
        connection.execute("UPDATE review_steps SET comment = 'other'")
    with pytest.raises(sqlite3.IntegrityError, match="take another one"):
        connection.execute("DELETE FROM review_steps")


def test_a_lock_tells_others_and_frees_itself(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    held = take_lock(connection, claim, "ana", 15, noon)
    assert held == Lock(claim=claim, by="ana", since=held.since, until=held.until)
    later = noon + timedelta(minutes=10)
    with pytest.raises(UsageError, match="ana is on this claim: it frees itself in 5 minutes"):
        take_lock(connection, claim, "bob", 15, later)
    renewed = take_lock(connection, claim, "ana", 15, later)
    assert (renewed.since, renewed.until > held.until) == (held.since, True)
    with pytest.raises(UsageError, match="in 1 minute"):
        check_lock(connection, claim, "bob", noon + timedelta(minutes=24, seconds=30))
    assert read_lock(connection, claim, noon + timedelta(minutes=25)) is None
    assert take_lock(connection, claim, "bob", 15, noon + timedelta(minutes=25)).by == "bob"
    release_lock(connection, claim, "ana")
    assert read_lock(connection, claim, noon + timedelta(minutes=26)) is not None
    release_lock(connection, claim, "bob")
    assert read_lock(connection, claim, noon + timedelta(minutes=26)) is None


def test_nobody_decides_what_somebody_else_is_on(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    take_lock(connection, claim, "bob", 15)
    with pytest.raises(UsageError, match="bob is on this claim"):
        decide(connection, "accept", claim, ANA)
    dossiers_of(connection).fill()
    row = next(r for r in read_queue(connection).rows if r.claim == claim)
    assert row.lock is not None
    assert row.lock.by == "bob"
    decide(connection, "accept", claim, BOB)
    assert read_lock(connection, claim) is None, "who decides gives the lock back"


def test_every_step_takes_a_comment(connection: sqlite3.Connection) -> None:
    with pytest.raises(UsageError, match="a reason"):
        Signature("ana", "  ")
    with pytest.raises(UsageError, match="a name and words"):
        write_comment(connection, "incident", incident_of(connection, "d1"), "ana", " ")


def test_comments_stay_with_claims_and_incidents(connection: sqlite3.Connection) -> None:
    one = incident_of(connection, "d1")
    write_comment(connection, "incident", one, "ana", "the mosque's own page gives names")
    write_comment(connection, "incident", one, "bob", "asked them")
    assert [(c.by, c.words) for c in read_comments(connection, [one])] == [
        ("ana", "the mosque's own page gives names"),
        ("bob", "asked them"),
    ]
    claim = _claim(connection, words="40")
    write_comment(connection, "claim", claim, "ana", "counted twice?")
    dossiers_of(connection).fill()
    card = read_card(connection, _incident(connection), claim, "bob")
    assert [c.words for c in card.comments] == ["counted twice?"]


def test_what_reads_otherwise_since_comes_back_flagged(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    report = made_report(1)
    write_reports(path, report, made_report(2))
    connection = open_linked(path)
    claim = next(c for c in report.claims if c.property == "toll.killed")
    decide(connection, "accept", claim.id, ANA)
    dossiers_of(connection).fill()
    assert claim.id not in {r.claim for r in read_queue(connection).rows}
    figures = tuple(replace(f, span=replace(f.span, exact="ten")) for f in report.figures)
    claims = tuple(
        replace(c, id="c" + c.id[1:][::-1]) if c.id == claim.id else c for c in report.claims
    )
    write_reports(path, replace(report, figures=figures, claims=claims, run=RUN | {"sayso": "1"}))
    link_pending(connection)
    dossiers_of(connection).fill()
    [row] = [r for r in read_queue(connection).rows if r.machine_updated]
    assert row.claim == "c" + claim.id[1:][::-1]
    assert row.machine_updated == "its value was '10' and is 'ten'"
    assert row.state == "Decided"
    connection.execute("DELETE FROM dossiers")
    decide(connection, "accept", row.claim, ANA)
    dossiers_of(connection).fill()
    assert {s.claim for s in read_all_steps(connection)} == {claim.id}, "one log for one claim"
    assert not any(r.machine_updated for r in read_queue(connection).rows)
    assert len(read_all_steps(connection)) == 2
    assert read_standing(connection, row.claim).state == "Decided"


def test_an_older_store_gets_the_steps_of_its_judgements(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2))
    connection = open_linked(path)
    claim = _claim(connection, document="d1", property="toll.killed")
    kept = judge_claim(connection, "accept", claim, ANA)
    gone = judge_claim(connection, "reject", claim, BOB)
    withdraw(connection, gone.id, BOB)
    for table in (
        "claim_keys review_steps review_locks comments audit_verdicts audit_items audits signed_apart kept_aside"
    ).split():
        connection.execute(f"DROP TABLE {table}")
    # What younger migrations add.
    for index in ("claims_by_words", "claims_by_stance", "framings_by_name"):
        connection.execute(f"DROP INDEX {index}")
    desk = next(n for n, m in enumerate(MIGRATIONS) if "CREATE TABLE review_steps" in m)
    connection.execute(f"PRAGMA user_version = {desk}")
    connection.close()
    connection = open_store(path)
    [step] = read_steps(connection, claim)
    assert (step.verb, step.state, step.by, step.judgement) == ("decide", "Decided", "ana", kept.id)


def _step(verb: ReviewVerb, by: str, number: int, **more: Any) -> Step:
    at = f"2026-01-01T00:00:{number:02}"
    return Step(claim="c", document="d", verb=verb, state="New", by=by, at=at, comment="x", **more)


@given(
    st.lists(st.tuples(st.sampled_from(get_args(ReviewVerb)), st.sampled_from("ab"), st.booleans()))
)
def test_nothing_becomes_final_by_one_person(asked: list[tuple[ReviewVerb, str, bool]]) -> None:
    """Whatever is tried in whatever order: a final claim was decided by one and looked at by another."""
    steps: list[Step] = []
    for number, (verb, by, agrees) in enumerate(asked):
        now = find_standing(steps)
        judgement = f"j{number}" if verb == "decide" else now.judgement
        try:
            state = next_state(now, verb, by, agrees=agrees)
        except UsageError:
            continue
        steps.append(replace(_step(verb, by, number, judgement=judgement), state=state))
        now = find_standing(steps)
        if now.state == "Final":
            assert now.decided_by is not None
            assert now.reviewer not in (None, now.decided_by)
        if verb not in ("undo",):
            assert now.state == state


def test_kappa_is_cohens() -> None:
    pairs = [("accept", "accept")] * 20 + [("accept", "reject")] * 5
    pairs += [("reject", "accept")] * 10 + [("reject", "reject")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("accept", "accept")] * 5) is None
    assert kappa([]) is None


def test_agreement_counts_blind_looks_alone(connection: sqlite3.Connection) -> None:
    first, second, third, *_ = (c.id for c in _claims(connection) if c.property != "place")
    decide(connection, "accept", first, ANA)
    decide(connection, "reject", second, ANA)
    decide(connection, "accept", third, ANA)
    look_again(connection, "accept", first, BOB)
    look_again(connection, "accept", second, BOB)
    look_again(connection, "reject", third, CY, is_blind=False)
    steps = read_all_steps(connection)
    blind = measure_agreement(find_verdicts(steps, blind=True))
    assert (blind.claims, blind.agreed, blind.share) == (2, 1, 0.5)
    assert [(p.one, p.other, p.claims) for p in blind.pairs] == [("ana", "bob", 2)]
    assert blind.table == {"accept": {"accept": 1}, "reject": {"accept": 1}}
    everything = measure_agreement(find_verdicts(steps, blind=False), blind=False)
    assert (everything.claims, everything.agreed) == (3, 1)


def test_looking_twice_is_blind_once(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, words="40")
    decide(connection, "accept", claim, ANA)
    look_again(connection, "reject", claim, BOB)
    look_again(connection, "accept", claim, BOB)
    assert [s.is_blind for s in read_steps(connection, claim)] == [False, True, False]


def test_a_correction_reaches_stance_claimant_and_words(connection: sqlite3.Connection) -> None:
    claim = _claim(connection, speaker="UN", property="responsible")
    decide(
        connection,
        "correct",
        claim,
        ANA,
        Correction(stance="suggests", claimant="Turkey", words="UN says"),
    )
    [shown] = _claims(connection, id=claim)
    assert (shown.stance, shown.printed_stance, shown.responsibility) == (
        "suggests",
        "asserts",
        "suggested",
    )
    assert (shown.speaker, shown.speaker_name, shown.claimants) == ("TUR", "Turkey", ("TUR",))
    assert shown.printed_claimants == ("UN",)
    assert [s.exact for s in shown.evidence] == ["UN says"]
    [row] = [p for p in _incident(connection).propositions if p.id == "responsible:SYR"]
    assert {(c.speaker, c.stance) for c in row.cells} == {("TUR", "suggests"), ("SYR", "denies")}
    with pytest.raises(UsageError, match="does not say"):
        judge_claim(connection, "correct", claim, ANA, Correction(words="no such words"))
    with pytest.raises(UsageError, match="no value of toll"):
        toll = _claim(connection, words="40")
        judge_claim(connection, "correct", toll, ANA, Correction(value="many"))


def test_a_fact_given_to_its_speaker_is_none_any_more(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told = [{"who": "outlet", "responsible": "SYR"}, {"who": "ICRC", "killed": 3}]
    write_reports(path, made_report(1, claims=told), made_report(2))
    connection = open_linked(path)
    claim = _claim(connection, property="responsible")
    decide(connection, "correct", claim, ANA, Correction(claimant="TUR.GOV"))
    [shown] = _claims(connection, id=claim)
    assert (shown.responsibility, shown.speaker) == ("accused_by_authority", "TUR")
    decide(connection, "correct", claim, ANA, Correction(claimant="outlet"))
    [shown] = _claims(connection, id=claim)
    assert (shown.responsibility, shown.speaker) == ("fact", "outlet:paper-1")


VIDEO = Evidence(
    kind="video",
    description="filmed from the roof of the clinic, 40 seconds",
    url="https://video.example/7",
    digest="a" * 64,
    language="ar",
    captured="2020-01-03",
    words="عشرون شهيداً",
)


def test_a_claim_that_a_person_adds_stands_beside_the_machines(
    connection: sqlite3.Connection,
) -> None:
    one = incident_of(connection, "d1")
    dossiers = dossiers_of(connection)
    toll = MadeClaim(property="toll.killed", value="20-22", claimant="a medic", evidence=VIDEO)
    blame = MadeClaim(property="responsible", value="Turkey", claimant="a medic", evidence=VIDEO)
    added = add_claim(connection, dossiers, one, toll, ANA)
    add_claim(connection, dossiers, one, blame, ANA)
    incident = _incident(connection)
    [shown] = [c for c in incident.claims["toll.killed"] if c.made_by]
    assert (shown.made_by, shown.speaker_name, shown.words) == ("ana", "a medic", "20-22")
    assert shown.rests_on == VIDEO
    assert shown.quote == VIDEO.words
    assert shown.published == "2020-01-03"
    assert shown.id == "m" + added.id[1:]
    [own] = [t for t in incident.tolls if t.claim == shown.id]
    assert (own.low, own.high, own.speaker_name) == (20, 22, "a medic")
    [row] = [p for p in incident.propositions if p.id == "toll.killed"]
    assert shown.id in {claim for cell in row.cells for claim in cell.claims}
    [blamed] = [p for p in incident.propositions if p.id == "responsible:TUR"]
    assert [cell.stance for cell in blamed.cells] == ["asserts"]
    assert {g.party for g in incident.grades} == {None, "SYR", "TUR"}
    [origins] = [o for o in incident.origins if o.proposition == "responsible:TUR"]
    assert (origins.articles, origins.count) == (0, 1)
    assert origins.line == "0 articles, 0 texts, 1 origin, 1 added by people"
    assert incident.line.startswith("2 articles, 2 texts")
    assert [n.claim for n in incident.judgements if n.id == added.id] == [shown.id]
    withdraw(connection, added.id, Signature("bob", "another day"))
    assert not [c for c in _incident(connection).claims["toll.killed"] if c.made_by]


def test_an_added_claim_follows_its_incident_into_a_merge(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, 1))
    connection = open_linked(path)
    one, other = incident_of(connection, "d1"), incident_of(connection, "d3")
    made = MadeClaim(property="toll.injured", value="7", claimant="UN", evidence=VIDEO)
    add_claim(connection, dossiers_of(connection), other, made, ANA)
    assert not _incident(connection, "d1").claims.get("toll.injured")
    merged = judge_same(connection, [one, other], ANA)
    [claim] = _incident(connection, "d1").claims["toll.injured"]
    assert (claim.speaker, claim.made_by) == ("UN", "ana")
    withdraw(connection, merged.id, ANA)
    assert not _incident(connection, "d1").claims.get("toll.injured")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "many"}, "no value of toll"),
        ({"claimant": " "}, "who says it"),
        ({"evidence": replace(VIDEO, description="")}, "what it rests on"),
        ({"evidence": replace(VIDEO, captured="soon")}, "no day"),
        ({"evidence": replace(VIDEO, digest="a1")}, "no SHA-256"),
        ({"lat": 1.0}, "latitude and longitude"),
    ],
)
def test_a_claim_without_what_it_takes_is_refused(
    connection: sqlite3.Connection, change: dict[str, Any], told: str
) -> None:
    made = MadeClaim(property="toll.killed", value="7", claimant="WHO", evidence=VIDEO)
    with pytest.raises(UsageError, match=told):
        add_claim(
            connection,
            dossiers_of(connection),
            incident_of(connection, "d1"),
            replace(made, **change),
            ANA,
        )


def test_pieces_are_the_text_and_nothing_else() -> None:
    text = "Shells hit the depot. " * 60 + "Two died, said 🙂 Ali. " + "Later it rained. " * 60
    at = text.index("🙂 Ali")
    from sayso.model import make_span

    pieces = list(cut_pieces(text, [make_span(text, at, at + 5), make_span(text, at - 15, at - 6)]))
    assert "".join(piece for piece, _ in pieces) in text
    assert [piece for piece, is_said in pieces if is_said] == ["Two died,", "🙂 Ali"]


def test_a_hundred_thousand_claims_are_paged_at_once(connection: sqlite3.Connection) -> None:
    dossiers_of(connection).fill()
    [(incident,)] = connection.execute("SELECT incident FROM dossiers").fetchall()
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO claim_keys VALUES (?, ?, 'd1', 'place', 'asserts', ?, ?, 'w', '', 'l', ?, NULL)",
        [(incident, f"x{n}", n % 4, n % 997 / 997, f"x{n}") for n in range(100_000)],
    )
    connection.executemany(
        "INSERT INTO review_steps (claim, document, verb, state, by, at, comment, is_blind, anchor)"
        " VALUES (?, 'd1', 'take', 'Claimed', 'ana', '', 'c', 0, '{}')",
        [(f"x{n}",) for n in range(0, 100_000, 10)],
    )
    connection.execute("COMMIT")
    started = process_time()
    page = read_queue(connection, limit=50)
    assert process_time() - started < 2, "some 0.5 s, nearly all of it to count what is where"
    assert page.total == 100_007
    assert len(page.rows) == 50
