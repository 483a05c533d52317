"""The record of a report: the charges and deeds told so far, by sentence, so that an answer finds what it answers.

Comes in: the claims and events of a report. Goes out: a `Record` to ask for the latest charge or deed before a place.
Which of them an answer is about is decided in answers.py, answered_charges.py and denied_claims.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

from spacy.tokens import Token

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.tellings import words_of
from sayso.model import Attribution, Claim, Event, Span
from sayso.nlp.readings import Reading

_MOST_DENIALS = 20
# "In a new action | blamed on", "In an incident police | attributed to".
_OPENING = re.compile(
    r"\s*(?:In|During|in|during) (?:an?|another|the latest|one|yet another) (?:[\w-]+ ){1,3}"
    r"(?:(?:that|which) )?(?:[\w-]+ ){0,3}"
)
# Behind these a clause of its own begins: "the line was cut, and | the governor blamed smugglers".
_JOINED = (" and", " but", " while")
# A clause below the main one.
_BELOW_MAIN = frozenset({"advcl", "relcl", "acl", "ccomp"})


class Record:
    """The charges and deeds told so far."""

    def __init__(self, reading: Reading, ground: Ground, claims: Sequence[Claim]) -> None:
        self._starts = [sentence.start_char for sentence in reading.sentences]
        self._reading = reading
        self._ground = ground
        self._charges: list[tuple[int, int, Claim]] = []
        self._denials: list[Claim] = []
        self._admitted: list[Claim] = []
        for claim in claims:
            self.add(claim)
        harms = (event for event in ground.findings.events if self._is_harm(event))
        self._harms = sorted(harms, key=lambda event: event.trigger.start)

    def add(self, claim: Claim) -> None:
        """Remember a claim if it charges somebody with a deed."""
        event = self._ground.events[claim.event]
        if claim.property == "responsible" and claim.stance == "denies":
            self._denials.append(claim)
        if claim.property == "responsible" and claim.responsibility == "admitted":
            self._admitted.append(claim)
        is_charge = claim.property == "responsible" and claim.stance in ("asserts", "suggests")
        if is_charge and claim.responsibility != "admitted" and not self._is_decreed(event):
            sentence = self._sentence(event.trigger.start)
            said = max(span.start for span in claim.evidence)
            insort(self._charges, (sentence, said, claim), key=lambda item: item[:2])

    def is_owned_up(self, event: Event, denial: Attribution) -> bool:
        """Whether the denier's own side has owned up to a deed, as another telling of it has it."""
        sides, happening = self._ground.sides, event.same_as or event.id
        return any(
            (self._ground.events[c.event].same_as or c.event) == happening
            and any(sides.is_same(a, b) for a in denial.actors for b in c.claimants)
            for c in self._admitted
        )

    def is_blamed(self, claim: Claim) -> bool:
        """Whether a charge is of harm, or an accusation's: anybody denies that, and not only who is charged with it.

        "alleged that an officer had handed them a map. The UN called the remark untrue"
        """
        if self._ground.events[claim.event].type in self._ground.policy.blamed_types:
            return True
        return bool(claim.via) and self._ground.attributions[claim.via[-1]].act == "accuses"

    def charges_before(self, at: int) -> list[Claim]:
        """The charges within reach before a character, the latest last."""
        here = self._sentence(at)
        first = bisect_left(self._charges, here - self._reach, key=lambda item: item[0])
        last = bisect_right(self._charges, here, key=lambda item: item[0])
        near = sorted(self._charges[first:last], key=lambda item: item[1])
        return [claim for _, said, claim in near if said < at]

    def is_within_reach(self, start: int, at: int) -> bool:
        """Whether a place stands before another one, in its sentence or the few before that."""
        return start < at and self._sentence(at) - self._sentence(start) <= self._reach

    def is_same_sentence(self, one: int, other: int) -> bool:
        """Whether two places stand in one sentence."""
        return self._sentence(one) == self._sentence(other)

    def charges_after(self, at: int) -> list[Claim]:
        """The charges that the same sentence makes behind a character, the first one first.

        ' "We did not fire," the colonel said, after elders accused his men of shooting herders. '
        """
        here = self._sentence(at)
        first = bisect_left(self._charges, here, key=lambda item: item[0])
        last = bisect_right(self._charges, here, key=lambda item: item[0])
        near = sorted(self._charges[first:last], key=lambda item: item[1])
        return [claim for _, said, claim in near if said > at]

    def deed_before(self, at: int) -> Event | None:
        """The latest deed of harm within reach before a character; one of long ago only in the same sentence, or alone.

        "In November 50 died in Zaongo; witnesses blamed soldiers." → died
        """
        return next(reversed(self.deeds_before(at)), None)

    def deeds_before(self, at: int) -> list[Event]:
        """The deeds of harm within reach before a character, the latest last; those of long ago as in `deed_before`."""
        near, old = self._new_deeds_before(at), self._old_deed_before(at)
        near = [e for e in near if not self._goes_on(e, at)] or near
        # "launched drones in response to air strikes. Paris blamed Iran": for the drones
        near = [e for e in near if e.id not in self._ground.others.answered] or near
        if old is None or (near and not self._is_told_anew(old, near[-1], at)):
            return near
        return [*near, old]

    def _goes_on(self, event: Event, at: int) -> bool:
        """ "blamed rebels, who have been fighting since 2017. A spokesman denied they were involved": in no war."""
        is_war = event.status == "ongoing" and not self._ground.contents.chain(event.trigger)
        return is_war and not self.is_same_sentence(event.trigger.start, at)

    def _new_deeds_before(self, at: int) -> list[Event]:
        begun = ("happened", "ongoing", "attempted")
        return [
            event
            for event in self._harms_before(at)
            if event.status in begun
            or (event.status == "historical" and self.is_same_sentence(event.trigger.start, at))
        ]

    def tells_of_another(self, blaming: Attribution, deed: Event) -> bool:
        """ "The line was cut on Tuesday, and the governor blamed smugglers": for that."""
        if not blaming.source:
            return False
        at = blaming.source[0].start
        here = self._sentence(at)
        start = self._starts[here - 1] if here else 0
        if deed.trigger.start >= start:
            return False
        told = self._ground.document.text[start:at].lower().rstrip()
        return told.endswith(_JOINED) and self._has_verb(start, at)

    def _has_verb(self, start: int, end: int) -> bool:
        """Whether something is told between two places, in nobody's words and by no verb of speech."""
        tokens = self._reading.doc.char_span(start, end, alignment_mode="contract") or ()
        cues = {part.start for a in self._ground.attributions.values() for part in a.cue}
        return any(
            token.tag_ in ("VBD", "VBN")
            and token.idx not in cues
            and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
            and not self._ground.contents.chain(
                Span(start=token.idx, end=token.idx + len(token), exact=token.text)
            )
            for token in tokens
        )

    def _old_deed_before(self, at: int) -> Event | None:
        """ "The village was burned in 1992. Survivors blamed reservists": told right before."""
        here = self._sentence(at)
        old = [e for e in self._harms_before(at) if e.status == "historical"]
        return old[-1] if old and here - self._sentence(old[-1].trigger.start) <= 1 else None

    def _is_told_anew(self, old: Event, new: Event, at: int) -> bool:
        """ "Jets hit a camp. ¶ In 2016 a clinic was hit. Paris blamed Russia": for the clinic, of another paragraph.

        Not for what is only remembered there: "the worst since 2014, when gunmen killed 140".
        """
        paragraph = self._reading.paragraph_at
        if paragraph(old.trigger.start) != paragraph(at) or paragraph(
            new.trigger.start
        ) == paragraph(at):
            return False
        place = self._reading.token_at.get(old.trigger.start)
        token = self._reading.doc[place] if place is not None else None
        while token is not None and not _opens_clause(token) and token.head != token:
            token = token.head
        return token is not None and token.head == token

    def denied_before(self, blaming: Attribution) -> Event | None:
        """ "He denied it and blamed two defectors": he blames them for what he denied in the same breath."""
        at = blaming.cue[0].start
        for claim in reversed(self._denials[-_MOST_DENIALS:]):
            denied = max(span.start for span in claim.evidence)
            is_his = bool(set(claim.claimants) & set(blaming.actors))
            if is_his and denied < at and self.is_same_sentence(denied, at):
                return self._ground.events[claim.event]
        return None

    def denied_by(self, blaming: Attribution, told: Event) -> Event | None:
        """ "The rebels denied the raid and said the army had shelled a village. They were blamed": for the raid.

        Where the deed told last is one that those who are blamed lay at another's door, what they denied is meant.
        """
        accused = {*blaming.accused}
        is_theirs = any(
            claim.event == told.id and accused & {*claim.claimants} for _, _, claim in self._charges
        )
        if not is_theirs:
            return None
        at = blaming.cue[0].start
        for claim in reversed(self._denials[-_MOST_DENIALS:]):
            denied = max(span.start for span in claim.evidence)
            if accused & {*claim.claimants} and self.is_within_reach(denied, at):
                return self._ground.events[claim.event]
        return None

    def told_before(self, at: int, denial: Attribution, *, of_part: bool = False) -> Event | None:
        """The latest deed of harm that somebody but the denier told; else the latest that the outlet tells.

        Whoever denies a part (`of_part`) denies it in what was done, where anything was, sooner in what somebody was
        charged with: after "Tehran blamed a Gulf state. Suspects were arrested." nobody denies a part in the arrests;
        nor after "Gunmen attacked a bank. Police said that suspects had been arrested."
        """
        harms = self._harms_before(at)
        if of_part:  # "A man was arrested. He pleaded not guilty": not of his arrest
            harms = [e for e in harms if set(e.recipients).isdisjoint(denial.actors)]
        done = [event for event in harms if event.status != "negated"]
        done = [event for event in done if not self._is_custody(event)] or done
        near = done if of_part and done else harms
        told = [e for e in near if self._is_told_by_another(e, denial)]
        if near:
            laid = [e for e in told or near if of_part and self._is_laid(e)]
            return (laid or told or near)[-1]
        if not self._ground.policy.harm_words.isdisjoint(words_of(denial)):
            return None  # "The army rescued nine. The rebels said none had been harmed": no rescue is denied so
        others = [e for e in self._deeds_before(at) if self._is_told_by_another(e, denial)]
        return others[-1] if others else None

    def _is_custody(self, event: Event) -> bool:
        """ "Suspects were arrested", "had been caught": by nobody told, or whose work it is."""
        is_taken = event.type == "COERCE" and (not event.actors or "arrest" in event.modes)
        return is_taken and not self._is_laid(event)

    def _is_laid(self, event: Event) -> bool:
        """Whether somebody was charged with a deed, or with another telling of it."""
        happening = event.same_as or event.id
        charged = (self._ground.events[claim.event] for _, _, claim in self._charges if claim.via)
        return any((other.same_as or other.id) == happening for other in charged)

    def held_before(self, at: int) -> Event | None:
        """The latest taking of somebody within reach before a character: "Two organisers were abducted"."""
        here, modes = self._sentence(at), self._ground.policy.holding_modes
        held = [
            event
            for event in self._ground.findings.events
            if event.trigger.start < at
            and here - self._sentence(event.trigger.start) <= self._reach
            and not modes.isdisjoint(event.modes)
        ]
        return max(held, key=lambda event: event.trigger.start, default=None)

    def opened_by(self, charge: Attribution) -> Event | None:
        """ "In an action blamed on the Front, three buses were burned": what the sentence goes on to tell."""
        at = charge.cue[0].start
        here = self._sentence(at)
        before = self._ground.document.text[self._starts[here - 1] : at]
        nouns = self._ground.policy.deed_nouns
        if _OPENING.fullmatch(before) is None or nouns.isdisjoint(before.lower().split()):
            return None
        behind = (e for e in self._harms if e.trigger.start > at)
        near = (e for e in behind if self._sentence(e.trigger.start) == here)
        return next((e for e in near if e.status in ("happened", "ongoing", "attempted")), None)

    def denied_after(self, at: int) -> Event | None:
        """ "contradicted the exiles: no village had been razed": what the sentence goes on to say was not done."""
        here = self._sentence(at)
        behind = (e for e in self._harms if e.trigger.start > at)
        near = (e for e in behind if self._sentence(e.trigger.start) == here)
        return next((e for e in near if e.status == "negated"), None)

    def asked_after(self, at: int, denial: Attribution) -> Event | None:
        """' "It was not us," he said when he was asked about the raid ': the deed that is named behind it.

        Not the one of "he called the charge baseless and accused the army of the raid".
        """
        here, deniers = self._sentence(at), set(denial.actors)
        for event in self._harms:
            if event.trigger.start <= at or self._sentence(event.trigger.start) != here:
                continue
            chain = self._ground.contents.chain(event.trigger)
            is_asked = any(
                a.act == "asks" or (a.act == "accuses" and deniers.isdisjoint(a.actors))
                for a in chain
            )
            if event.status != "negated" and is_asked:
                return event
        return None

    def _harms_before(self, at: int) -> list[Event]:
        index = bisect_left(self._harms, at, key=lambda event: event.trigger.start)
        here = self._sentence(at)
        return [
            deed
            for deed in self._harms[max(0, index - self._reach * 4) : index]
            if here - self._sentence(deed.trigger.start) <= self._reach
        ]

    def _deeds_before(self, at: int) -> list[Event]:
        """The deeds of any kind in the same sentence and the one before, where no harm is told."""
        here = self._sentence(at)
        return [
            event
            for event in self._ground.findings.events
            if event.attribution is None
            and event.trigger.start < at
            and here - self._sentence(event.trigger.start) <= 1
            and event.type in self._ground.policy.deed_types
            and event.status in ("happened", "ongoing", "attempted")
        ]

    def _is_told_by_another(self, event: Event, denial: Attribution) -> bool:
        chain = self._ground.contents.chain(event.trigger)
        return bool(chain) and not set(chain[-1].actors) & set(denial.actors)

    @property
    def _reach(self) -> int:
        return self._ground.policy.reach_sentences

    def _sentence(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def _is_harm(self, event: Event) -> bool:
        is_deed = event.attribution is None and event.type in self._ground.policy.blamed_types
        is_done = event.status not in ("planned", "demanded", "threatened")
        is_deed = is_deed and not self._is_decreed(event)
        return is_deed and (is_done or self.is_laid_at_a_door(event))

    def _is_decreed(self, event: Event) -> bool:
        """ "Chad declared a state of emergency": the outlet says so, nobody blames anybody for it or denies it."""
        is_decree = not self._ground.policy.decreed_modes.isdisjoint(event.modes)
        return is_decree and not self._ground.contents.chain(event.trigger)

    def is_laid_at_a_door(self, event: Event) -> bool:
        """ "accused him of having ordered the massacre", "of having planned it": what one is charged with."""
        chain = self._ground.contents.chain(event.trigger)
        is_charge = any(a.act == "accuses" and a.accused for a in chain)
        return is_charge and event.status in ("demanded", "planned")


def _opens_clause(token: Token) -> bool:
    """Whether a finite clause below the main one begins; "a clinic was hit, killing nine" is one with its harm."""
    return token.dep_ in _BELOW_MAIN and token.tag_ != "VBG"
