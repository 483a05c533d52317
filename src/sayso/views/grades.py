"""Grade an incident for each party blamed, and as a whole, by a policy that is data.

Comes in: the statements of an incident, its texts, the policy, actions reported nearby, and what analysts signed. Goes
out: grades, each with the rule that held, the claims it rests on, and what would change it. The rules are tried in the
policy's order. A bare denial contests nothing; naming somebody else does. What only enemies say of each other is marked
`party_only`. A grade that an analyst signed stands whatever the rules say, and is flagged once its claims change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sayso.incident_model import Grade, GradeName, Independence, Judgement, Near
from sayso.views.origins import count_origins, find_retold
from sayso.views.policy import GradePolicy, GradeRule, RuleName
from sayso.views.sides import are_kin
from sayso.views.statements import Statement, Statements
from sayso.views.texts import Texts

WHOLE = "the incident as a whole"
GRADE_RANK: dict[GradeName, int] = {
    "Confirmed": 5,
    "Contested": 4,
    "Fair": 3,
    "Weak": 2,
    "Discounted": 1,
    "Ungraded": 0,
}


@dataclass(frozen=True)
class NearbyAction:
    """An action of a side in another incident, close in place and time."""

    side: str
    incident: str
    words: str


@dataclass(frozen=True)
class Evidence:
    """What the rules look at for one party (None: nobody is blamed)."""

    party: str | None
    name: str | None
    harm: tuple[Statement, ...]
    independence: Independence
    blame: tuple[Statement, ...]
    rivals: tuple[Statement, ...]
    other_causes: tuple[Statement, ...]
    admissions: tuple[Statement, ...]
    denials: tuple[Statement, ...]
    near: Near
    near_reason: str
    near_claims: tuple[str, ...]
    discounted: Judgement | None
    party_only: bool


def grade_incident(
    statements: Statements,
    texts: Texts,
    policy: GradePolicy,
    judgements: Sequence[Judgement] = (),
    nearby: Sequence[NearbyAction] = (),
) -> tuple[Grade, ...]:
    """A grade for each party blamed, best first, and one for the incident as a whole."""
    grader = _Grader(statements, texts, policy, judgements, nearby)
    parties = [grader.grade(party) for party in grader.blamed]
    parties.sort(key=lambda grade: (-GRADE_RANK[grade.name], grade.party or ""))
    return (grader.grade_whole(parties), *parties)


class _Grader:
    def __init__(
        self,
        statements: Statements,
        texts: Texts,
        policy: GradePolicy,
        judgements: Sequence[Judgement],
        nearby: Sequence[NearbyAction],
    ) -> None:
        self.statements, self.texts, self.policy = statements, texts, policy
        self.nearby = nearby
        self.signed = {j.party: j for j in sorted(judgements, key=_age) if j.kind == "grade"}
        self.discounted = {
            j.party: j for j in sorted(judgements, key=_age) if j.kind == "discounted"
        }
        self.harm = [s for s in statements.rows if is_harm(s, policy)]
        self.retold = find_retold(statements.rows)
        self.blame = [s for s in statements.rows if self._blames(s)]
        self.blamed = sorted({s.value_side.id for s in self.blame if s.value_side is not None})

    def _blames(self, s: Statement) -> bool:
        return (
            s.shown.property == "responsible"
            and s.shown.stance in self.policy.blaming_stances
            and s.event.type in self.policy.deed_types
            and s.value_side is not None
            and s.value_side.kind not in ("civilians", "media", "ngo")
        )

    def grade(self, party: str) -> Grade:
        return self._signed(self._by_rules(self._evidence(party)))

    def grade_whole(self, parties: Sequence[Grade]) -> Grade:
        """As a whole: what the best grade of a party is; where nobody is blamed, what the origins of the harm give."""
        if not parties:
            return self._signed(self._by_rules(self._evidence(None)))
        best = parties[0]
        grade = Grade(
            party=None,
            party_name=None,
            name=best.name,
            policy=best.policy,
            rule=best.rule,
            reasons=(f"as for {best.party_name}, the strongest of {len(parties)}", *best.reasons),
            claims=best.claims,
            would_change=best.would_change,
            party_only=best.party_only,
            near=best.near,
            harm_origins=best.harm_origins,
        )
        return self._signed(grade)

    def _evidence(self, party: str | None) -> Evidence:
        blame = [s for s in self.blame if s.value_side is not None and s.value_side.id == party]
        rivals = self._rivals(party) if party is not None else []
        causes = [s for s in self.statements.rows if self._is_other_cause(s)]
        admissions, declared = self._admissions(party)
        harm = count_origins(
            "harm", self.harm, self.texts, self.statements.parties, self._against_interest(party)
        )
        near, reason, near_claims = self._near(party, blame, declared)
        return Evidence(
            party=party,
            name=self.statements.names.get(party or ""),
            harm=tuple(self.harm),
            independence=harm,
            blame=tuple(blame),
            rivals=tuple(rivals),
            other_causes=tuple(causes),
            admissions=tuple(admissions),
            denials=tuple(self._denials(party)),
            near=near,
            near_reason=reason,
            near_claims=near_claims,
            discounted=self.discounted.get(party) or self.discounted.get(None),
            party_only=bool(rivals)
            and not causes
            and all(self._is_partys_word(s) for s in (*rivals, *blame)),
        )

    def _rivals(self, party: str) -> list[Statement]:
        """Claims that blame somebody else, by origins that do not blame this party as well.

        Who blames two together tells of two that acted together; who blames another contests.
        """
        blames: dict[str, set[str]] = defaultdict(set)
        for s in self.blame:
            if s.value_side is not None:
                blames[s.shown.origin].add(s.value_side.id)
        return [
            s
            for s in self.blame
            if s.value_side is not None
            and not any(are_kin(party, other) for other in blames[s.shown.origin])
        ]

    def _is_other_cause(self, s: Statement) -> bool:
        words = f" {s.shown.words.lower()} "
        is_cause = s.shown.property in ("cause", "means") and s.shown.stance == "asserts"
        return is_cause and any(f" {cause} " in words for cause in self.policy.other_causes)

    def _denials(self, party: str | None) -> list[Statement]:
        return [
            s
            for s in self.statements.rows
            if s.shown.stance == "denies"
            and s.shown.property == "responsible"
            and s.value_side is not None
            and s.value_side.id == party
        ]

    def _admissions(self, party: str | None) -> tuple[list[Statement], list[Statement]]:
        """(admissions of the harm, declarations of the deed): "we hit a depot" declares, and admits no harm."""
        own = [
            s
            for s in self.blame
            if s.side is not None
            and s.value_side is not None
            and s.side.id == s.value_side.id == party
            and s.shown.stance == "asserts"
        ]
        later_denial = max((s.day for s in self._own_denials(party) if s.day), default="")
        standing = [s for s in own if s.day is None or s.day >= later_denial]
        admitted = [s for s in standing if self._admits_harm(s)]
        return admitted, standing

    def _own_denials(self, party: str | None) -> list[Statement]:
        """The party's denials of a deed that somebody tells; "it does not target civilians" takes nothing back."""
        told = {s.happening for s in self.statements.rows if s.shown.stance == "asserts"}
        own = [s for s in self._denials(party) if s.side is not None and s.side.id == party]
        return [s for s in own if s.happening in told]

    def _admits_harm(self, s: Statement) -> bool:
        party = s.side.id if s.side else None
        of_party = [r for r in self.statements.rows if r.side is not None and r.side.id == party]
        denies_harm = any(
            r.shown.property in self.policy.harm_properties and r.shown.stance == "denies"
            for r in of_party
        )
        if denies_harm:
            return False
        says_harm = s.hits_protected or any(
            h.happening == s.happening for h in of_party if is_harm(h, self.policy)
        )
        accepts = s.act in self.policy.admitting_acts and not self._has_own_target(s, of_party)
        return says_harm or (accepts and bool(self.harm))

    def _has_own_target(self, s: Statement, of_party: Sequence[Statement]) -> bool:
        """ "The army said that it had struck a depot" owns up to the depot, and not to the dead of the market."""
        struck = (r.happening == s.happening and r.shown.property == "recipient" for r in of_party)
        return s.is_declared and (bool(s.event.target) or any(struck))

    def _against_interest(self, party: str | None) -> frozenset[str]:
        """The accused that blames nobody else: a toll that it gives is against its own interest."""
        blames_others = any(
            s.side is not None
            and s.side.id == party
            and s.value_side is not None
            and s.value_side.id != party
            for s in self.blame
        )
        return frozenset({party} if party is not None and not blames_others else ())

    def _near(
        self, party: str | None, blame: Sequence[Statement], declared: Sequence[Statement]
    ) -> tuple[Near, str, tuple[str, ...]]:
        """Whether an action of the party here is declared (confirmed) or reported by others than parties (likely)."""
        if declared:
            said = f"{declared[0].shown.speaker_name} itself says that it acted"
            return "confirmed", said, (declared[0].shown.id,)
        seen = [s for s in blame if not self._is_enemys_word(s, party) and self._reports_action(s)]
        if seen:
            who = ", ".join(dict.fromkeys(s.shown.speaker_name for s in seen[:3]))
            return "likely", f"an action is reported by {who}", tuple(s.shown.id for s in seen)
        for action in self.nearby:
            if party is not None and are_kin(action.side, party):
                told = f"an action nearby is told: {action.words} ({action.incident})"
                return "likely", told, ()
        return "none", "no action nearby is told but by its enemies and accusers", ()

    def _is_enemys_word(self, s: Statement, party: str | None) -> bool:
        """A party's word about a deed of another; what a state's press tells of its own army is no charge."""
        side = self.texts.side_behind(s.outlet) if s.is_own_voice else None
        return self._is_partys_word(s) and (side is None or side != party)

    def _is_partys_word(self, s: Statement) -> bool:
        """What a party says, its state's press, or a headline over its word."""
        parties = self.statements.parties
        if s.shown.group == "party" or s.shown.origin in parties:
            return True
        return s.is_own_voice and self.texts.side_behind(s.outlet) in parties

    def _reports_action(self, s: Statement) -> bool:
        """Whether somebody tells that a party acted, and does not only charge it, think so, or tell it again."""
        is_told = s.shown.stance == "asserts" and s.act not in self.policy.charging_acts
        return is_told and s.shown.id not in self.retold

    def _by_rules(self, evidence: Evidence) -> Grade:
        rule = next(r for r in self.policy.rules if _HOLDS[r.rule](evidence, self.policy))
        return Grade(
            party=evidence.party,
            party_name=evidence.name,
            name=rule.grade,
            policy=self.policy.name,
            rule=rule.rule,
            reasons=tuple(_reasons(rule, evidence)),
            claims=_used(rule.rule, evidence),
            would_change=tuple(_would_change(rule.rule, evidence, self.policy)),
            party_only=evidence.party_only and rule.rule == "rivals",
            near=evidence.near,
            harm_origins=evidence.independence.count,
        )

    def _signed(self, grade: Grade) -> Grade:
        """The grade that an analyst signed in the place of the rule's, flagged if its claims changed since."""
        signed = self.signed.get(grade.party)
        if signed is None or signed.grade is None:
            return grade
        is_stale = bool(signed.claims) and set(signed.claims) != set(grade.claims)
        stale = ("its claims changed since it was signed: look again",) if is_stale else ()
        return Grade(
            party=grade.party,
            party_name=grade.party_name,
            name=signed.grade,
            policy=grade.policy,
            rule="signed",
            reasons=(
                f"{signed.by}: {signed.reason}",
                *stale,
                f"the rule {grade.rule} gives {grade.name}",
            ),
            claims=grade.claims,
            would_change=grade.would_change,
            party_only=grade.party_only,
            near=grade.near,
            harm_origins=grade.harm_origins,
            proposed=grade.name,
            signed_by=signed.by,
            judgement=signed.id,
            stale=is_stale,
        )


def _age(judgement: Judgement) -> tuple[str, str]:
    return judgement.at, judgement.id


def is_harm(s: Statement, policy: GradePolicy) -> bool:
    """Whether a statement asserts harm: a toll above nought, or a deed done to somebody or something protected."""
    if s.shown.stance != "asserts" or s.event.type not in policy.deed_types:
        return False
    if s.shown.property in policy.harm_properties and s.figure is not None:
        is_nought = s.figure.high == 0 or s.figure.central == 0
        return not is_nought and (s.figure.scope in (None, "event"))
    return s.shown.property == "recipient" and s.is_protected and s.event.type in policy.harm_types


def _enough(evidence: Evidence, policy: GradePolicy) -> bool:
    return evidence.independence.count >= policy.fair_origins


_HOLDS: Mapping[RuleName, Callable[[Evidence, GradePolicy], bool]] = {
    "admission": lambda e, p: bool(e.admissions),
    "discounted": lambda e, p: e.discounted is not None,
    "rivals": lambda e, p: bool(e.rivals or e.other_causes),
    "two_origins_near_action": lambda e, p: _enough(e, p) and e.near != "none",
    "two_origins_no_action": _enough,
    "one_origin": lambda e, p: e.independence.count >= 1,
    "no_origin": lambda e, p: True,
}


def _reasons(rule: GradeRule, e: Evidence) -> list[str]:
    reasons = [rule.says]
    if rule.rule == "admission":
        reasons += [f"{s.shown.speaker_name}{_on(s)}: “{s.shown.quote}”" for s in e.admissions[:1]]
    if rule.rule == "discounted" and e.discounted is not None:
        reasons.append(f"{e.discounted.by}: {e.discounted.reason}")
    if rule.rule == "rivals":
        reasons += [_blame_line(s) for s in _one_each((*e.blame, *e.rivals))]
        reasons += [f"{s.shown.speaker_name} names {s.shown.words}" for s in e.other_causes[:2]]
        if e.party_only:
            reasons.append("only parties accuse: party-only")
    if rule.rule in ("two_origins_near_action", "two_origins_no_action", "one_origin", "no_origin"):
        reasons.append(f"harm: {e.independence.line}" + _origin_names(e.independence))
        if e.party is not None:
            reasons.append(e.near_reason)
    if e.denials and rule.rule != "admission":
        who = ", ".join(dict.fromkeys(s.shown.speaker_name for s in e.denials))
        reasons.append(f"denied by {who}; a bare denial contests nothing")
    return reasons


def _on(s: Statement) -> str:
    return f" on {s.day}" if s.day else ""


def _blame_line(s: Statement) -> str:
    name = s.value_side.name if s.value_side else s.shown.words
    return f"{s.shown.speaker_name} blames {name}{_on(s)}"


def _one_each(statements: Sequence[Statement]) -> list[Statement]:
    """The first statement of each speaker about each party."""
    found: dict[tuple[str, str], Statement] = {}
    for s in statements:
        found.setdefault((s.shown.speaker, s.shown.proposition), s)
    return list(found.values())


def _origin_names(independence: Independence) -> str:
    names = [origin.name for origin in independence.origins if origin.counts]
    return f" ({', '.join(names[:5])})" if names else ""


def _used(rule: RuleName, e: Evidence) -> tuple[str, ...]:
    """The claims that a rule rests on."""
    if rule == "admission":
        used = [s.shown.id for s in e.admissions]
    elif rule == "rivals":
        used = [s.shown.id for s in (*e.blame, *e.rivals, *e.other_causes)]
    else:
        counted = {c for o in e.independence.origins if o.counts for c in o.claims}
        used = [s.shown.id for s in e.harm if s.shown.id in counted] + list(e.near_claims)
    return tuple(dict.fromkeys(used))


def _would_change(rule: RuleName, e: Evidence, policy: GradePolicy) -> list[str]:
    admission = [f"an admission by {e.name} → Confirmed"] if e.party is not None else []
    contest = ["another party blamed, or another cause claimed → Contested"]
    missing = policy.fair_origins - e.independence.count
    if rule == "admission":
        return [f"a later denial by {e.name}, or the admission rejected by an analyst"]
    if rule == "discounted":
        return ["the judgement withdrawn"]
    if rule == "rivals":
        return [
            *admission,
            "the rival claims rejected by an analyst, or given up by their speakers",
        ]
    if rule == "two_origins_near_action":
        return [*admission, *contest]
    if rule == "two_origins_no_action":
        near = "a declared action nearby, or one reported by others than parties → Fair"
        return [near if e.party is not None else "a party blamed by others than its enemies → Fair"]
    if rule == "one_origin":
        return [
            f"{missing} more independent origin{'s' * (missing > 1)} → Fair, with an action nearby",
            *admission,
            *contest,
        ]
    return ["a first independent origin of harm → Weak", *admission]
