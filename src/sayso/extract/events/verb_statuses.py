"""The status that a verb has by its own clause and those above it.

Comes in: a verb and the lexicon. Goes out: one status: by conditions, negation, mood and question, by what it describes
("the day when"), by modals, by what governs it, by the verb that it is joined to. The status of an event noun is in
noun_statuses.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.events.done_before import is_told_of_before
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.governors import (
    FLIPS,
    JOINED,
    fate_status,
    governor_of,
    has_to,
    is_finite_past,
    is_of_purpose,
    is_taken_to_task_for,
    is_tried_for,
    is_unhesitating,
    is_wanted_for,
    is_wanted_of_others,
    judged_status,
    noun_governor_status,
    status_given,
)
from sayso.extract.events.negations import is_negated, is_none
from sayso.extract.events.suppositions import is_supposed
from sayso.extract.grammar.clauses_before import clause_before, is_told_before
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Status

_AFTER = frozenset({"after", "since", "following"})
_UNDONE = frozenset({"planned", "demanded", "threatened", "hypothetical"})
_CLOSING_MARKS = 3  # of a sentence: "?”)"
WHO = frozenset({"that", "which", "who"})
_WHICHEVER = frozenset({"a", "an", "any", "no", "every", "each"})
_HAVE = frozenset({"has", "have", "'ve", "’ve", "'s", "’s"})
_PRESENT_BE = frozenset({"is", "are", "'s", "'re", "am", "’s", "’re"})


def verb_status(verb: Token, lexicon: EventLexicon, steps: int = 6) -> Status:
    """The status that auxiliaries, negation, conjunctions and governing words give a verb."""
    if is_supposed(verb, lexicon.statuses.conditions):
        return "hypothetical"  # "if the guns were not withdrawn" denies nothing
    if _is_awaited(verb, lexicon):
        return "hypothetical"
    if is_negated(verb, lexicon):
        return "hypothetical" if _is_warned_off(verb, lexicon.statuses.warns) else "negated"
    if _is_imperative(verb):
        return "demanded"
    if _is_rule(verb, lexicon.statuses.as_a_rule) or _is_of_a_kind(verb):
        return "hypothetical"
    if _is_inverted(verb) or _is_asked(verb):
        return "hypothetical"
    related = _from_antecedent(verb, lexicon)
    if related is not None:
        return related
    modal = modal_status(verb, lexicon)
    if modal is not None:
        return modal
    governed = governed_status(verb, lexicon) if steps else None
    if governed is not None:
        return governed
    if is_told_of_before(verb, lexicon.statuses):
        return "historical"
    if steps and _shares_clause(verb):
        before = clause_before(verb) or verb.head
        if any(is_none(thing) for thing in children(before, "dobj")):
            return "happened"  # "The raid killed nobody but wrecked a shed"
        return verb_status(before, lexicon, steps - 1)
    return "ongoing" if _is_progressive(verb) or lasts(verb) else "happened"


def _is_warned_off(verb: Token, warns: frozenset[str]) -> bool:
    """ "warned Togo not to send troops": what it may do yet, and no word that it has not."""
    return verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in warns and has_to(verb)


def _is_awaited(verb: Token, lexicon: EventLexicon) -> bool:
    """ "would not disarm before a deal was signed", "will stay until it is": what is waited for may never be."""
    if verb.dep_ != "advcl" or not any(
        mark.lower_ in ("before", "until", "till") for mark in children(verb, "mark")
    ):
        return False
    return modal_status(verb.head, lexicon) in ("planned", "hypothetical")


def _is_rule(verb: Token, adverbs: frozenset[str]) -> bool:
    """ "Our forces strike only military targets": what somebody does as a rule, and no deed of some day."""
    if verb.tag_ not in ("VBP", "VBZ") or children(verb, "aux", "auxpass"):
        return False
    near = [*verb.children, *(c for thing in children(verb, "dobj") for c in thing.children)]
    return any(child.lower_ in adverbs for child in near)


def _is_of_a_kind(verb: Token) -> bool:
    """ "A state that bombs its people is no state": whichever does; "the state that bombs them" is one, and does."""
    noun = verb.head
    if verb.tag_ != "VBZ" or verb.dep_ != "relcl" or children(verb, "aux", "auxpass"):
        return False
    if not any(det.lower_ in _WHICHEVER for det in children(noun, "det")) or noun.dep_ != "nsubj":
        return False
    main = noun.head
    is_judged = main.tag_ == "VBZ" and main.lemma_ == "be" and bool(children(main, "attr", "acomp"))
    return is_judged or any(aux.tag_ == "MD" for aux in children(main, "aux"))


def _is_imperative(verb: Token) -> bool:
    """ "Stop the bombing": a bare verb without a subject."""
    if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "advcl", "ccomp", "parataxis"):
        return False
    return not children(verb, "aux", "auxpass", "nsubj", "nsubjpass", "mark")


def _is_inverted(verb: Token) -> bool:
    """ "Had the shell landed there, …": a condition without "if"."""
    subjects = children(verb, "nsubj", "nsubjpass")
    before = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return (
        verb.dep_ in ("advcl", "ccomp")
        and bool(subjects)
        and any(aux.lower_ in ("had", "were", "should") and aux.i < subjects[0].i for aux in before)
    )


def _is_asked(verb: Token) -> bool:
    """ "Did Russia bomb the theatre?": who asks tells nothing; an auxiliary stands before the subject, or first."""
    sentence = verb.sent
    if not any(token.text == "?" for token in sentence[-_CLOSING_MARKS:]):
        return False
    subjects = children(verb, "nsubj", "nsubjpass")
    auxiliaries = children(verb, "aux", "auxpass")
    if subjects and any(aux.i < subjects[0].i for aux in auxiliaries):
        return True
    first = next((token for token in sentence if token.is_alpha), verb)
    return first.pos_ == "AUX" and verb.dep_ != "relcl"


def _from_antecedent(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "the anniversary of the day when troops killed" is past; "it was not his men who shot" denies."""
    clause = verb
    for _ in range(JOINED):
        if clause.dep_ == "conj" and is_verb(clause.head):
            clause = clause.head
    if clause.dep_ != "relcl":
        return None
    noun = clause.head
    above = noun.head
    if _is_of_anybody(noun, clause, lexicon):
        return "hypothetical"
    if noun.dep_ == "attr" and above.lemma_ == "be" and is_negated(above, lexicon):
        is_cleft = any(child.lower_ == "it" for child in children(above, "nsubj"))
        return "negated" if is_cleft else None
    remembers = lexicon.statuses.remembers
    if noun.lemma_.lower() in remembers or (
        noun.dep_ == "pobj" and above.head.lemma_.lower() in remembers
    ):
        return "historical"
    return None


def _is_of_anybody(noun: Token, clause: Token, lexicon: EventLexicon) -> bool:
    """ "Those who obstruct aid", "officers who break the truce": whoever does, and nobody is said to."""
    is_present = clause.tag_ in ("VBP", "VBZ") and not children(clause, "aux", "auxpass")
    if not is_present or not any(c.lower_ in WHO for c in children(clause, "nsubj")):
        return False
    if noun.lower_ in lexicon.statuses.anybody or any(
        child.lower_ == "any" for child in children(noun, "det")
    ):
        return True
    is_bare = noun.tag_ == "NNS" and not children(noun, "det", "nummod", "poss", "amod", "nmod")
    verb = next((up for up in noun.ancestors if is_verb(up)), None)
    return is_bare and verb is not None and governed_status(verb, lexicon) in _UNDONE


def modal_status(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "will withdraw" → planned, "may withdraw" → hypothetical, by the lexicon's modals."""
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass") and child.tag_ == "MD":
            if child.lower_ in ("would", "'d") and _is_told_future(verb):
                return "planned"
            return lexicon.modal_status.get(child.lower_)
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and has_to(verb):
        return "planned"
    if verb.dep_ == "xcomp" and verb.head.lower_ == "going" and has_to(verb):
        return "planned"
    return None


def _is_told_future(verb: Token) -> bool:
    """ "said that it would withdraw" is "will withdraw", told."""
    if verb.dep_ != "ccomp" or verb.head.tag_ not in ("VBD", "VBN") or children(verb, "advcl"):
        return False
    return not any(child.lower_ == "have" for child in children(verb, "aux"))


def governed_status(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "planned to attack" → planned, "denied shelling it" → negated; None where nothing above the verb tells."""
    governor = governor_of(verb, lexicon.statuses.blames)
    if governor is None:
        return None
    if verb.dep_ == "pcomp" and verb.head.lower_ in _AFTER and is_verb(governor):
        # "jailed him after convicting him": done before, unless all of it is still to come
        before = verb_status(governor, lexicon, 2)
        return before if before in _UNDONE else None
    if is_wanted_of_others(verb, governor, lexicon):
        return "negated" if is_negated(governor, lexicon) else "demanded"
    if verb.dep_ == "pcomp" and is_tried_for(governor, verb.head, lexicon):
        return "historical"
    if is_taken_to_task_for(verb, governor, lexicon):
        return None
    if is_unhesitating(verb, lexicon):
        return modal_status(governor, lexicon)  # "would not hesitate to shoot": he would
    if is_of_purpose(governor):
        return "planned"
    if verb.dep_ == "pcomp" and is_wanted_for(governor, verb.head, lexicon):
        return None
    if verb.dep_ == "pcomp" and (plea := _plea_status(governor)) is not None:
        return plea
    link = verb.head.lower_ if verb.dep_ == "pcomp" else None
    status = status_given(governor, lexicon.governor_status, link) or judged_status(
        verb, governor, lexicon
    )
    if verb.dep_ == "ccomp" and status is not None and status != "negated" and is_finite_past(verb):
        return None
    if status is None:
        return _from_purpose(verb, governor, lexicon)
    if is_none(governor) or (is_verb(governor) and is_negated(governor, lexicon)):
        return "negated" if status in FLIPS else "happened"
    if status in FLIPS and is_verb(governor):
        above = governed_status(governor, lexicon)
        return "negated" if above == "negated" else status
    if status == "planned" and governor.pos_ == "NOUN":
        # "foiled a plot to blow up a train", "rejected a plan to deport them"
        return noun_governor_status(governor, lexicon) or fate_status(governor, lexicon) or status
    return status


def _plea_status(plea: Token) -> Status | None:
    """ "pleaded not guilty on Monday to killing them": by what is pleaded it was done, or was not."""
    words = load_attribution_words()
    answers = children(plea, "acomp", "oprd", "xcomp") if plea.lemma_ in words.pleads else []
    answer = next((t for t in answers if t.lower_ in words.plea), None)
    if answer is None:
        return None
    is_negated = bool(children(plea, "neg") or children(answer, "neg"))
    is_denied = is_negated != (answer.lower_ in words.plea_of_innocence)
    return "negated" if is_denied else "happened"


def _from_purpose(verb: Token, governor: Token, lexicon: EventLexicon) -> Status | None:
    """ "sent troops to storm the town": not yet done; "began to shell it": done."""
    if verb.dep_ == "advcl" and has_to(verb):
        return "planned"
    if verb.dep_ in ("xcomp", "pcomp") and is_verb(governor) and governor.dep_ != "ROOT":
        above = verb_status(governor, lexicon, 2)
        return above if above != "happened" else None
    if verb.dep_ == "xcomp" and is_verb(governor):
        above = verb_status(governor, lexicon, 2)
        return above if above not in ("happened", "historical") else None
    return "planned" if verb.dep_ == "acl" and has_to(verb) else None


def _shares_clause(verb: Token) -> bool:
    if verb.dep_ == "conj" and is_verb(verb.head):
        if is_told_before(verb):
            return False
        return not any(
            child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") and child.tag_ != "TO"
            for child in verb.children
        )
    return (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBG"
        and not children(verb, "mark", "nsubj")
        and is_verb(verb.head)
    )


def _is_progressive(verb: Token) -> bool:
    """ "are shelling", "have been shelling", "are being called up"."""
    forms = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ != "VBG":
        return "being" in forms and bool(forms & _PRESENT_BE)
    return bool(forms & _PRESENT_BE) or (
        "been" in forms and bool(forms & {"has", "have", "'ve", "'s"})
    )


def lasts(verb: Token) -> bool:
    """ "has been on hunger strike for 80 days", "are on strike": what somebody is, goes on."""
    if verb.lemma_ != "be":
        return False
    forms = {child.lower_ for child in children(verb, "aux")}
    return verb.lower_ in _PRESENT_BE or (verb.lower_ == "been" and bool(forms & _HAVE))
