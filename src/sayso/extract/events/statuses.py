"""The status of a deed: happened, ongoing, attempted, planned, demanded, threatened, hypothetical, negated, historical.

Comes in: a trigger, the attributions whose content holds it, the lexicon. Goes out: one status, as its teller gives it.
The words of the deed's own sentence are weighed in noun_statuses.py and verb_statuses.py, here what its teller says to
it. Dates are left to the events stage (what lies more than thirty days back becomes historical there).
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.events.event_lexicon import EventLexicon, StatusFile
from sayso.extract.events.governors import is_finite_past
from sayso.extract.events.noun_statuses import carries, noun_status
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.verb_statuses import WHO, verb_status
from sayso.extract.grammar.voice import (
    children,
    climb,
    is_gerund_before_object,
    is_passive,
    tells_which,
)
from sayso.model import Attribution, Status

_TOLD = frozenset({"happened", "ongoing"})
# What lays an order at somebody's door.
_FINDING = frozenset({"accuses", "reports", "says", "believes", "suggests"})
# Findings that do so without naming an accused: "documents show the army ordered the bombing".
_SHOWING = frozenset({"reports", "believes", "suggests"})
_BY_ACT: dict[str, Status] = {
    "denies": "negated",
    "clears": "negated",
    "demands": "demanded",
    "orders": "demanded",
    "asks": "demanded",
    "threatens": "threatened",
    "promises": "planned",
    "intends": "planned",
    "expects": "planned",
    "doubts": "hypothetical",
}
_CORE = frozenset(
    {
        "ccomp",
        "xcomp",
        "pcomp",
        "pobj",
        "prep",
        "dobj",
        "conj",
        "acl",
        "nsubj",
        "nsubjpass",
        "attr",
        "agent",
        "ROOT",
        "dative",
    }
)
_KNOWN = frozenset({"the", "this", "that", "these", "those"})
_TOLD_CLAUSES = frozenset({"ccomp", "conj"})


def find_status(trigger: Trigger, within: list[Attribution], lexicon: EventLexicon) -> Status:
    """Tell the status of a deed.

    "Rebels threatened to attack the port" → threatened; "the army did not shell the camp" → negated
    """
    if trigger.kind.status is not None:
        return trigger.kind.status
    status = _status_of_words(trigger, lexicon)
    if status == "planned" and within and _is_announced(trigger, lexicon):
        return "threatened"
    if status == "hypothetical" and within and _is_any(trigger) and within[-1].stance == "denies":
        status = "happened"  # "denied that any fighting had taken place"
    if (
        status in ("demanded", "planned")
        and within
        and _is_charged_with(trigger, within[-1], lexicon)
    ):
        return "happened"
    if status not in _TOLD or not within:
        return status
    if any(
        _is_denial_of_reports(outer, within[k + 1 :])
        and _is_core(trigger.token, within[-1], lexicon.statuses)
        for k, outer in enumerate(within[:-1])
    ):
        return "negated"
    if _is_object_of_another(trigger, within[-1], lexicon):
        return status
    if _is_charged_beside(within):
        return status
    act = _BY_ACT.get(within[-1].act)
    if within[-1].stance == "denies":
        is_rival = tells_instead(within[-1], trigger.token.idx)
        act = None if is_rival else "negated"
    if act == "demanded" and is_to_end(trigger.token, within[-1], lexicon.statuses):
        return "ongoing"
    if act is None or not _is_core(trigger.token, within[-1], lexicon.statuses):
        return status
    if act != "negated" and _is_past(trigger):
        return status
    if act == "negated" and (
        is_known_deed(trigger, lexicon.statuses) or tells_which(trigger.token)
    ):
        return status
    return act


def _is_charged_with(trigger: Trigger, inner: Attribution, lexicon: EventLexicon) -> bool:
    """ "The panel found that the colonel had ordered the killings": who is charged with the order is so with the deed.

    "The panel concluded that he had probably ordered them" is no less of a finding.

    Only with violence, which nobody is charged with where it was not done: not "had ordered the evacuation".
    """
    noun, verb = trigger.token, trigger.token.head
    is_finding = inner.act in _FINDING and inner.stance in ("asserts", "suggests")
    if not is_finding or not (inner.accused or inner.act in _SHOWING):
        return False
    if not trigger.is_noun or trigger.kind.type != "ASSAULT" or noun.dep_ != "dobj":
        return False
    return verb.lemma_ in lexicon.statuses.commands and is_finite_past(verb)


def _is_definite(trigger: Trigger) -> bool:
    """ "approved the killing of six": one that was; "approved an attack" is of one to come."""
    return not any(d.lower_ in ("a", "an", "any") for d in children(trigger.token, "det"))


def _is_any(trigger: Trigger) -> bool:
    """Whether a deed is supposed by nothing but its "any"."""
    return trigger.is_noun and any(
        child.lower_ == "any" for child in children(trigger.token, "det")
    )


def _is_charged_beside(within: list[Attribution]) -> bool:
    """ "accused the militia of killing herders, which it denies": the deed is what the one charges, too."""
    if len(within) < 2 or within[-1].stance != "denies":
        return False
    outer = within[-2]
    return outer.act == "accuses" and outer.stance == "asserts" and within[-1].via != outer.id


def _is_announced(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "We will bomb the camps again, its president said": what is announced so is a threat, whoever announces it."""
    if trigger.is_noun or trigger.kind.type not in lexicon.statuses.threats_announced:
        return False
    verb = trigger.token
    return any(
        child.tag_ == "MD" and lexicon.modal_status.get(child.lower_) in ("planned", "hypothetical")
        for child in children(verb, "aux")
    )


def _is_object_of_another(
    trigger: Trigger, attribution: Attribution, lexicon: EventLexicon
) -> bool:
    """ "denied breaking the truce": what is denied is the breaking, the truce was."""
    carrier = trigger.carrier
    if not trigger.is_noun or carrier is None or carries(trigger.token, carrier, lexicon):
        return False
    if any(cue.start <= carrier.idx < cue.end for cue in attribution.cue):
        return False
    return trigger.token.head == carrier and trigger.token.dep_ in ("dobj", "nsubjpass")


def _is_denial_of_reports(outer: Attribution, inner: list[Attribution]) -> bool:
    """ "rejected accusations that it bombed": the accusers are nobody in particular, the denial is what is told."""
    if outer.stance != "denies":
        return False
    return all(a.act in ("accuses", "says", "reports", "suggests") and not a.source for a in inner)


def _status_of_words(trigger: Trigger, lexicon: EventLexicon) -> Status:
    if not trigger.is_noun:
        status = verb_status(trigger.token, lexicon)
        return "planned" if is_pledge(trigger, lexicon) and status in _TOLD else status
    return noun_status(trigger, lexicon)


def is_pledge(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "pledged 20 million euros": what is given so is still to be given."""
    return trigger.token.lemma_ in lexicon.statuses.pledges and trigger.kind.type == "AID"


def _is_past(trigger: Trigger) -> bool:
    verb = trigger.token if not trigger.is_noun else trigger.carrier
    return verb is not None and is_finite_past(verb)


def is_told_as_past(trigger: Trigger) -> bool:
    """Whether the verb of a deed stands in the past: "took effect" does, "takes effect on Monday" does not."""
    return _is_past(trigger)


def is_told_perfect(trigger: Trigger) -> bool:
    """ "said that rebels had shelled it and that no raid was planned": it was done, whatever is denied beside it."""
    if trigger.is_noun or trigger.token.tag_ != "VBN" or trigger.token.dep_ not in _TOLD_CLAUSES:
        return False
    return any(
        child.lower_ == "had" and child.tag_ != "MD" for child in children(trigger.token, "aux")
    )


def is_known_deed(trigger: Trigger, words: StatusFile) -> bool:
    """ "denied any role in the attack", "distanced itself from the raid": nobody says that it never was."""
    link = trigger.token.head
    if not trigger.is_noun or trigger.token.dep_ != "pobj" or link.dep_ != "prep":
        return False
    is_part = link.head.lemma_.lower() in words.shares | words.distances
    return is_part and any(d.lower_ in _KNOWN for d in children(trigger.token, "det", "poss"))


def is_told_by_harm(trigger: Trigger) -> bool:
    """ "protested against a strike that it said killed two": what killed somebody was done."""
    if not trigger.is_noun:
        return False
    clauses = [c for c in trigger.token.rights if c.dep_ == "relcl"]
    told = [*clauses, *(c for clause in clauses for c in children(clause, "ccomp"))]
    return any(
        verb.tag_ == "VBD"
        and not children(verb, "neg", "aux")
        and any(child.lower_ in WHO for child in children(verb, "nsubj"))
        for verb in told
    )


def _is_setting(preposition: Token, words: StatusFile) -> bool:
    """ "Nobody was killed in the protests": where somebody was not harmed; they were held for all that."""
    verb = preposition.head
    is_in = preposition.dep_ == "prep" and preposition.lower_ in ("in", "at")
    return is_in and verb.lemma_ in words.harmed and (is_passive(verb) or verb.lemma_ == "die")


def is_granted(token: Token, attribution: Attribution, words: StatusFile) -> bool:
    """Whether a demand, a promise or a denial takes a deed for granted: "called for an inquiry into the massacre"."""
    return _granting(token, attribution, words) is not None


def is_to_end(token: Token, attribution: Attribution, words: StatusFile) -> bool:
    """ "called for an end to the shelling": it goes on."""
    granting = _granting(token, attribution, words)
    return granting is not None and granting.lemma_.lower() in words.ends


def _granting(token: Token, attribution: Attribution, words: StatusFile) -> Token | None:
    """The word below an attribution's cue whose complement is taken for granted: "an inquiry into", "an end to"."""
    cues = [(span.start, span.end) for span in attribution.cue]
    for up in climb(token):
        if up.dep_ not in _CORE or any(start <= up.idx < end for start, end in cues):
            return None
        if _takes_for_granted(up, words):
            return up
    return None


def _is_core(token: Token, attribution: Attribution, words: StatusFile) -> bool:
    """Whether the deed is what is said, not something mentioned by the way (a relative clause, "after the attack")."""
    cues = [(span.start, span.end) for span in attribution.cue]
    start = token.head if is_gerund_before_object(token) else token
    for up in (start, *climb(start)):
        if any(start <= up.idx < end for start, end in cues):
            return True
        if up.dep_ not in _CORE or up.lemma_.lower() in words.shares:
            return False
        if up.dep_ == "prep" and up.lower_ in (
            "after",
            "before",
            "since",
            "during",
            "amid",
            "following",
            "despite",
            "over",
        ):
            return False
        if _is_setting(up, words) or _takes_for_granted(up, words):
            return False
    return True


def _takes_for_granted(up: Token, words: StatusFile) -> bool:
    """ "called for an inquiry into the massacre", "demanded an end to the shelling": nobody demands the massacre."""
    names = [up.lemma_.lower()]
    if up.dep_ == "prep":
        names.append(f"{up.head.lemma_.lower()} {up.lower_}")
    return not words.takes_for_granted.isdisjoint(names)
