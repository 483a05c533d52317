"""The responsibility ladder: how firmly, and by whom, a deed is laid at somebody's door (DESIGN.md §3, §6a).

Comes in: who claims, with what stance, about which actor. Goes out: a rung. After MUC-4's confidence slot
("reported as fact", "suspected or accused", "claimed or admitted"; Sundheim 1992), with denial added.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import pairwise

from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import Telling
from sayso.model import Actor, Attribution, Mention, Responsibility, Span

_FIRST_WORDS = 3
_TOPIC_WORDS = frozenset(
    {"on", "about", "against", "regarding", "concerning", "into", "over"}
    | {"that", "who", "whom", "whose", "which", "where"}
)

_SPEAKING_FOR = frozenset({"for", "of", "in", "at", "from"})
_ARTICLES = frozenset({"a", "an", "the", "some", "his", "her", "its", "their"})
_FORCES = frozenset({"armed_force", "police"})
_ARMY = "MIL"
# Who may have a spokesman, of whom one says no more than "spokesman Ali Musa" so many characters behind.
_BODIES = frozenset({*_FORCES, "government", "armed_group", "party", "ngo", "igo", "company"})
_NEAR = 600
_COUNTS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several"}
    | {"dozens", "many", "most", "few", "other", "another", "both", "all", "hundreds", "scores"}
)
# Where somebody's name ends and what is said of him begins.
_ASIDE = re.compile(r",?\s(?:which|who|whom|whose)\s")


class Sides:
    """Who stands on one side: a state with its organs, army, police and office holders; a group with its spokesmen."""

    def __init__(
        self,
        actors: Mapping[str, Actor],
        mentions: tuple[Mention, ...],
        attributions: tuple[Attribution, ...],
        policy: ClaimPolicy,
    ) -> None:
        self._actors = actors
        self._policy = policy
        self._voices = {
            actor
            for attribution in attributions
            for part in attribution.source
            if _is_voice(part.exact, policy)
            for actor in attribution.actors
        }
        self._spoken_for = _spoken_for(mentions, attributions, self._are_people, policy)
        for actor, body in _spokesmen_of_before(attributions, actors, policy).items():
            if not self._spoken_for.get(actor):
                self._spoken_for[actor] = {body}
                self._voices.add(actor)
        self._met_by = _met_by(mentions, attributions)
        for actor, groups in _belonging(mentions, attributions, policy).items():
            if not self.is_authority(actor):
                self._spoken_for.setdefault(actor, set()).update(groups)

    def side_of(self, actor_id: str) -> str:
        """The side an actor stands on: "SYR" for SYR.GOV, SYR.MIL and Syria's president; else its own id."""
        actor = self._actors.get(actor_id)
        root = actor_id.split(".", 1)[0]
        if _is_country(root):
            return root
        if actor is not None and actor.country and self._is_state(actor):
            return actor.country
        return actor_id

    def is_same(self, one: str, other: str) -> bool:
        """Whether two actors stand on one side, or one of them is described as the other's ("a Houthi spokesman")."""
        side, another = self.side_of(one), self.side_of(other)
        if side == another:
            return True
        if _is_country(side) and _is_country(another):
            return False  # whoever is named beside a state, one state never owns up for another
        return other in self._spoken_for.get(one, ()) or one in self._spoken_for.get(other, ())

    def is_of_one_force(self, one: str, other: str) -> bool:
        """ "soldiers" and "the army", "officers" and "a police spokesman": where no name tells them apart.

        "Colonel Ba, the army spokesman" and "government planes". Not "Serb gunners" and "U.N. military observers".
        """
        named = [self._actors.get(actor) for actor in (one, other)]
        if any(
            actor is None
            or not actor.id.startswith("doc:")
            or (_bears_name(actor) and self._policy.voice_roles.isdisjoint(actor.roles))
            for actor in named
        ):
            return False
        known = [actor for actor in named if actor is not None]
        forces = {_force_of(actor, self._policy) for actor in known}
        countries = {actor.country for actor in known if actor.country}
        return len(forces) == 1 and None not in forces and len(countries) < 2

    def is_own_force(self, teller: str, other: str) -> bool:
        """ "The Kenyan army said soldiers had shot two herders": its own, where nobody says whose they are.

        So "an army spokesman said troops had", "the defence ministry said government troops had".
        """
        one, force = self._actors.get(teller), self._actors.get(other)
        if one is None or force is None or not other.startswith("doc:"):
            return False
        if one.kind == "person" and "REB" in one.roles and force.kind == "armed_group":
            return self._are_rebels(force)  # "a rebel spokesman said fighters had"
        if force.name.lower() in self._policy.home_forces:
            return self.is_authority(teller)  # "the governor said air defences had downed it"
        if _bears_name(force) and force.name.lower() not in self._policy.plain_forces:
            return False
        words = force.name.lower().split()
        if self._heads_forces(one) and force.kind == "armed_force":
            is_all = words == ["the", words[-1]] or len(words) == 1
            if is_all:
                return not force.country or force.country == one.country
        if words[-1] in self._policy.hired_guards:
            return False  # "guards shot both, police said": a bank's, for all that is known
        is_bare = words[0] not in _ARTICLES and not force.name[:1].isdigit()
        is_bare = is_bare and self._policy.others_marks.isdisjoint(words)
        is_abroad = bool(force.country and one.country and force.country != one.country)
        is_mixed = one.kind in _FORCES and force.name.lower() in self._policy.mixed_forces
        is_theirs = is_mixed or force.kind in self._forces_spoken_for(one)
        return is_bare and not is_abroad and is_theirs

    def _are_rebels(self, force: Actor) -> bool:
        """ "fighters", "the rebels", "separatist guerrillas"; not "gunmen", nor "government fighters"."""
        *before, noun = force.name.lower().removeprefix("the ").split()
        return noun in self._policy.rebel_men and self._policy.rebel_kinds.issuperset(before)

    def _forces_spoken_for(self, actor: Actor) -> set[str]:
        """The force that somebody is or speaks for by his words: "a police spokesman", "a spokesman for the army"."""
        force = _force_of(actor, self._policy)
        if actor.kind in _FORCES:
            return {actor.kind}
        words = set(actor.name.lower().split())
        bodies = [known for body in self.bodies_of(actor.id) if (known := self._actors.get(body))]
        is_ours = {
            b.id: self._policy.others_marks.isdisjoint(b.name.lower().split()) for b in bodies
        }
        if (
            actor.kind in ("government", "person")
            and "MIL" in actor.roles
            and all(is_ours.values())
        ):
            # "the defence ministry said", "the army chief said"
            return set() if words & self._policy.out_of_office else {"armed_force"}
        if actor.kind not in self._policy.people_kinds:
            return set()
        is_voice = not self._policy.authority_voices.isdisjoint(words)
        spoken: set[str] = {b.kind for b in bodies if b.kind in _FORCES and is_ours[b.id]}
        return spoken | ({force} if is_voice and force is not None else set())

    def _heads_forces(self, actor: Actor) -> bool:
        """ "The defence ministry said the army had shelled it": its own, and no other army's."""
        return actor.kind == "government" and "MIL" in actor.roles

    def may_be_states_own(self, nameless: str, state: str) -> bool:
        """ "Venezuelan agents" and Caracas: nameless people whom a state may answer for; no rebels."""
        actor = self._actors.get(nameless)
        if actor is None or not nameless.startswith("doc:") or actor.kind == "armed_group":
            return False
        return self.is_authority(state) and actor.country in (None, self.side_of(state))

    def may_own(self, claimant: str, other: str) -> bool:
        """Who owns up to what nameless forces did means its own: "The ministry acknowledged that soldiers had".

        Not "acknowledged that rebels had", told by a ministry, nor "that Rwandan soldiers had".
        """
        actor = self._actors.get(other)
        if actor is None or not actor.id.startswith("doc:") or _bears_name(actor):
            return False
        if actor.kind == "armed_group":
            groups = (self._actors.get(one) for one in (claimant, *self.bodies_of(claimant)))
            return any(group is not None and group.kind == "armed_group" for group in groups)
        teller = self._actors.get(claimant)
        is_forces = actor.kind in self._policy.force_roles.values()
        return is_forces and teller is not None and self._is_state(teller)

    def is_armed_group(self, actor_id: str) -> bool:
        """Whether an actor is a rebel group, a militia or nameless rebels."""
        actor = self._actors.get(actor_id)
        return actor is not None and actor.kind == "armed_group"

    def is_medium_on(self, teller: str, other: str) -> bool:
        """ "German state television reported that Berlin had paid": a medium owns up to nobody's deed but its own."""
        return self.is_medium(teller) and teller != other

    def is_medium(self, actor_id: str) -> bool:
        """Whether an actor is a paper, a station or an agency."""
        actor = self._actors.get(actor_id)
        return actor is not None and actor.kind == "media"

    def is_mouthpiece(self, teller: str, other: str) -> bool:
        """ "Amaq said the group was behind it": the group's own outlet, and the group owns up by it."""
        group = self._policy.mouthpieces.get(teller)
        if group is None:
            return False
        actor = self._actors.get(other)
        is_nameless = other.startswith("doc:") and actor is not None and not _bears_name(actor)
        return self.is_same(group, other) or (is_nameless and self.is_armed_group(other))

    def is_towns_man(self, teller: str, other: str) -> bool:
        """ "Nigerian soldiers killed nine, the mayor of Jos said": a town's office owns up to no army's deed.

        Nor does "its governor", whosever "its" was taken to be.
        """
        actor, force = self._actors.get(teller), self._actors.get(other)
        if force is not None and force.name.lower() in self._policy.home_forces:
            return False  # "air defences downed nine drones, the mayor said"
        words = actor.name.lower().split() if actor is not None and teller != other else []
        is_places = words[:1] == ["its"] and words[-1] in self._policy.place_offices
        return is_places or not self._policy.town_offices.isdisjoint(words)

    def is_person(self, actor_id: str) -> bool:
        """Whether an actor is a single person, not a body."""
        actor = self._actors.get(actor_id)
        return actor is not None and actor.kind == "person"

    def bodies_of(self, actor_id: str) -> list[str]:
        """Whom somebody speaks for, as his own words for himself name it: "a spokesman for the national police"."""
        named = sorted(self._spoken_for.get(actor_id, ()))
        return [one for one in named if not self.is_person(one)]

    def is_authority(self, actor_id: str) -> bool:
        """State organs, police, courts, prosecutors, the UN and other intergovernmental bodies.

        So are several who speak for one: "police spokesmen", "official sources"; not "Salvadoran leaders", nor who was
        one once: "two former guards", "a retired general".
        """
        actor = self._actors.get(actor_id)
        if actor is None or self._is_out_of_office(actor):
            return False
        if actor.kind in self._policy.authority_kinds or self._is_official_paper(actor):
            return True
        if self._commands_rebels(actor):
            return False
        if actor.kind in self._policy.people_kinds and self._speaks_for_authority(actor):
            return True
        is_voice = actor.kind == "group" and not self._policy.authority_voices.isdisjoint(
            actor.name.lower().split()
        )
        return (actor.kind == "person" or is_voice) and bool(
            self._policy.authority_roles.intersection(actor.roles)
        )

    def _is_out_of_office(self, actor: Actor) -> bool:
        """ "a former minister", "ex-soldiers"."""
        words = actor.name.lower().split()[:_FIRST_WORDS]
        firsts = {*words, *(word.partition("-")[0] for word in words)}
        return not self._policy.out_of_office.isdisjoint(firsts)

    def _commands_rebels(self, actor: Actor) -> bool:
        """ "Commander Diaz, a member of the FARC's secretariat": of no army, whatever he is called."""
        own = self._spoken_for.get(actor.id, set()) - self._met_by.get(actor.id, set())
        bodies = [self._actors.get(one) for one in own]
        kinds = {body.kind for body in bodies if body is not None}
        is_armed = actor.kind == "person" and self._policy.force_roles.keys() >= set(actor.roles)
        return is_armed and "armed_group" in kinds and kinds.isdisjoint(self._policy.state_kinds)

    def _speaks_for_authority(self, actor: Actor) -> bool:
        """ "A spokesman for the army", "Ana Poe, a spokeswoman for the army"; not "sources close to the army"."""
        if actor.id not in self._voices and not _is_voice(actor.name, self._policy):
            return False
        bodies = (self._actors.get(body) for body in self.bodies_of(actor.id))
        return any(b is not None and b.kind in self._policy.authority_kinds for b in bodies)

    def _is_official_paper(self, actor: Actor) -> bool:
        """ "an army report", "official bulletins": what it says an authority says; not "a report on the army"."""
        *owners, paper = actor.name.lower().split() or [""]
        is_owned = not self._policy.authority_owners.isdisjoint(owners)
        is_plain = _TOPIC_WORDS.isdisjoint(owners)
        return paper in self._policy.authority_papers and is_owned and is_plain

    def _are_people(self, attribution: Attribution) -> bool:
        """Whether civilians speak: families, villagers, survivors."""
        known = (self._actors.get(actor) for actor in attribution.actors)
        return any(actor is not None and actor.kind == "civilians" for actor in known)

    def _is_state(self, actor: Actor) -> bool:
        if actor.kind not in self._policy.state_kinds:
            return False
        is_body = (
            actor.kind not in self._policy.people_kinds
        )  # "Defence officials in Baghdad" are a state's by their office
        return is_body or bool(self._policy.state_roles.intersection(actor.roles))


def _bears_name(actor: Actor) -> bool:
    """Whether an actor's words hold a name: "Serb gunners", not "Soldiers" nor "The army"."""
    words = actor.name.split()
    is_plain = words[0].lower() in _ARTICLES | _COUNTS or len(words) == 1
    rest = words[1:] if is_plain else words
    return any(word[:1].isupper() for word in rest)


def _force_of(actor: Actor, policy: ClaimPolicy) -> str | None:
    """The force that somebody is of: the army's for soldiers and its spokesman."""
    forces = policy.force_roles
    if actor.kind in forces.values():
        return actor.kind
    if actor.kind not in policy.people_kinds:
        return None
    return next((forces[role] for role in actor.roles if role in forces), None)


def _is_country(side: str) -> bool:
    return len(side) == 3 and side.isupper()


def _spoken_for(
    mentions: tuple[Mention, ...],
    attributions: tuple[Attribution, ...],
    is_kin: Callable[[Attribution], bool],
    policy: ClaimPolicy,
) -> dict[str, set[str]]:
    """Source actor → actors named inside its own words: "a spokesman for the Houthis" speaks for the Houthis.

    "Their families" speak for themselves, whoever the pronoun was taken to mean.
    """
    ordered = sorted((m for m in mentions if m.actor), key=lambda mention: mention.span.start)
    starts = [mention.span.start for mention in ordered]
    named: dict[str, set[str]] = {}
    cues = sorted(
        cue.start
        for attribution in attributions
        if not _is_adjective(attribution)
        for cue in attribution.cue
    )
    for attribution in attributions:
        inside = {
            mention.actor
            for part in attribution.source
            for end in [_end_of_name(part, cues)]
            for mention in ordered[bisect_left(starts, part.start) : bisect_left(starts, end)]
            if mention.actor and mention.span.end <= end
            if not _is_topic(part, mention, policy)
            and not (mention.is_pronoun and is_kin(attribution))
        }
        for actor in attribution.actors:
            named.setdefault(actor, set()).update(inside - set(attribution.actors))
    return named


def _spokesmen_of_before(
    attributions: tuple[Attribution, ...], actors: Mapping[str, Actor], policy: ClaimPolicy
) -> dict[str, str]:
    """ "The coast guard said so. …, spokesman Gan Yu said": he speaks for the body that spoke last before him."""
    found: dict[str, str] = {}
    body, at = None, 0
    for attribution in sorted(attributions, key=lambda a: a.source[0].start if a.source else 0):
        for part, one in zip(attribution.source, attribution.actors, strict=False):
            actor = actors.get(one)
            if actor is None:
                continue
            if actor.kind in _BODIES:
                body, at = one, part.start
            elif _is_bare_spokesman(part, actor, policy) and body and part.start - at < _NEAR:
                found.setdefault(one, body)
    return found


def _is_bare_spokesman(source: Span, actor: Actor, policy: ClaimPolicy) -> bool:
    first, *name = source.exact.split()
    is_named = bool(name) and name[0][:1].isupper()
    is_voice = first.lower() in policy.authority_voices and not actor.roles
    return is_voice and is_named and actor.kind == "person" and actor.country is None


def _is_voice(words: str, policy: ClaimPolicy) -> bool:
    """ "a spokesman for the army", "sources in the ministry"."""
    pairs = pairwise(words.lower().replace(",", " ").split())
    return any(a in policy.authority_voices and b in _SPEAKING_FOR for a, b in pairs)


def _is_adjective(attribution: Attribution) -> bool:
    """ "an alleged spokesman for the group": no aside, and he speaks for the group."""
    before = [cue.end for cue in attribution.cue]
    after = [part.start for part in attribution.content]
    return not attribution.source and bool(before) and bool(after) and min(after) == before[-1] + 1


def _belonging(
    mentions: tuple[Mention, ...], attributions: tuple[Attribution, ...], policy: ClaimPolicy
) -> dict[str, set[str]]:
    """Source actor → whom it says it belongs to: "a caller who said he belonged to the Shining Path"."""
    ordered = sorted((m for m in mentions if m.actor), key=lambda mention: mention.span.start)
    starts = [mention.span.start for mention in ordered]
    named: dict[str, set[str]] = {}
    for attribution in attributions:
        groups = {
            mention.actor
            for part in attribution.source
            for mention in ordered[bisect_left(starts, part.start) : bisect_left(starts, part.end)]
            if mention.actor and mention.actor not in attribution.actors
            if _words_before(part, mention).endswith(policy.belonging_phrases)
        }
        for actor in attribution.actors if groups else ():
            named.setdefault(actor, set()).update(groups)
    return named


def _met_by(
    mentions: tuple[Mention, ...], attributions: tuple[Attribution, ...]
) -> dict[str, set[str]]:
    """Source actor → who did something to it, by its own words: "the captain, captured by the FARC in May"."""
    ordered = sorted((m for m in mentions if m.actor), key=lambda mention: mention.span.start)
    starts = [mention.span.start for mention in ordered]
    named: dict[str, set[str]] = {}
    for attribution in attributions:
        for part in attribution.source:
            for mention in ordered[bisect_left(starts, part.start) : bisect_left(starts, part.end)]:
                if mention.actor and _words_before(part, mention).split()[-1:] == ["by"]:
                    for actor in attribution.actors:
                        named.setdefault(actor, set()).add(mention.actor)
    return named


def _words_before(source: Span, mention: Mention) -> str:
    before = source.exact[: mention.span.start - source.start].lower().split()
    return " ".join(before)


def _is_topic(source: Span, mention: Mention, policy: ClaimPolicy) -> bool:
    """ "evidence on the rebels' plans", "a report about the army" do not speak for whom they are about.

    "Ruiz, who leads the rebels" speaks for them.
    """
    before = source.exact[: mention.span.start - source.start].lower().split()
    pairs = list(pairwise(before))
    leads = [i for i, (who, verb) in enumerate(pairs) if who == "who" and verb in policy.leads]
    before = before[leads[-1] + 2 :] if leads else before
    return not (_TOPIC_WORDS | policy.commissioning_words).isdisjoint(before)


def _end_of_name(source: Span, cues: list[int]) -> int:
    """Where a source stops to name itself: "the rebels, accused by Bogotá of …" are not Bogotá's rebels.

    Nor is "Iran, which Washington accuses of …" Washington's Iran.
    """
    at = bisect_left(cues, source.start)
    if at == len(cues) or cues[at] >= source.end:
        return source.end
    asides = _ASIDE.finditer(source.exact, 0, cues[at] - source.start)
    return source.start + next((aside.start() for aside in asides), cues[at] - source.start)


def find_rung(
    telling: Telling, responsible: str, sides: Sides, policy: ClaimPolicy
) -> Responsibility:
    """The rung of one claim about who is responsible.

    "The army said its pilots had struck the school." → admitted; "Kyiv said Moscow had" → accused_by_authority;
    "Militants struck the school." → fact; "residents blamed militants" → accused.
    """
    own = [
        claimant
        for claimant in telling.claimants
        if sides.is_same(claimant, responsible) or sides.is_own_force(claimant, responsible)
        if not sides.is_towns_man(claimant, responsible)
    ]
    if telling.stance == "denies" and telling.act == "clears":
        return "cleared"  # a court that acquits an officer of its own country clears him
    if telling.stance == "denies":
        return "denied" if own or telling.act in policy.denying_acts else "cleared"
    if telling.stance in ("suggests", "doubts"):
        return "suggested"
    if telling.act is None:
        return "fact"
    if any(sides.is_mouthpiece(claimant, responsible) for claimant in telling.claimants):
        return "admitted"
    is_owner = any(not sides.is_medium_on(claimant, responsible) for claimant in own)
    if is_owner and telling.act != "accuses":  # who accuses his own side owns up to nothing himself
        return "admitted"
    if telling.act == "admits" and any(sides.may_own(c, responsible) for c in telling.claimants):
        return "admitted"
    is_authority = any(sides.is_authority(claimant) for claimant in telling.claimants)
    return "accused_by_authority" if is_authority else "accused"
