"""Salience: how likely a chain is to be what a pronoun means.

Comes in: a chain that a pronoun can mean, the pronoun, and the chains so far. Goes out: a number; the weights stand
above. Which chains a pronoun can mean at all is decided in pronouns.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import ARMED, PLURAL_TAGS, SUBJECTS, Chain, Seen, is_embedded, told_clauses
from sayso.nlp.chains_so_far import ChainsSoFar
from sayso.nlp.coreference_words import CoreferenceWords
from sayso.nlp.victims_kin import load_victims_kin

_GROUPS = frozenset({"armed_group", "group", "civilians", "party"})
_CHARGED = frozenset({"dobj", "nsubjpass"})
# Weights against and for an antecedent; a sentence of distance weighs 2, a subject 2.
_MANY_AS_ONE = 3.5
_ANSWER = 4.0
_WORDS_OF_OTHERS = 2.5
_OWN = 6.0
_CLAUSE = 1.5
_PARALLEL = 2.0
_TELLER = 3.0
_TOLD_OF = 1.0
_CENTRE = 1.5
_SPEAKS_ON = 2.0
_SHOOTS = 5.0
_SENT = 4.0
_HARMED = 3.5
_TOLD_TO = 6.0
_SAME_HANDS = 4.0
_JUDGED = 6.0
_WHOSE_KIN = 2.5

# Behind what is cut or imposed these tell whom it is meant for: "ties with Israel", "sanctions on it".
_TOWARDS_PUNISHED = frozenset({"with", "on", "to", "against", "from"})


def salience_of(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> float:
    """How likely a pronoun means a chain: "Kiir accused Machar of it. He denied it" → Machar more than Kiir."""
    last = chain.last
    if last is None:
        return -99.0
    # "The premier said his country had …": the subject of its sentence, though "his" stands later.
    led = chain.led if chain.led and chain.led.sentence == last.sentence else last
    score = -2.0 * (seen.sentence - last.sentence)
    score += 2.0 if led.is_subject else 0.0
    score += 1.0 if chain.is_named or last.mention.is_pronoun else 0.0
    score += min(chain.size, 4) * 0.25
    same_word = so_far.gender_of_pronoun(seen.head.lower_)
    score += 1.0 if same_word and chain.gender == same_word else 0.0
    score -= 1.5 if last.mention.used_as == "place" else 0.0
    score -= _WORDS_OF_OTHERS if _are_words_of_others(last, seen, so_far) else 0.0
    is_many_as_one = _is_many_as_one(last, seen, so_far)
    score -= _MANY_AS_ONE if is_many_as_one else 0.0
    score -= _TOLD_OF if _is_told_of(led, seen) else 0.0
    is_answer = _answers(last, seen, so_far) or is_charged(chain, seen, so_far)
    is_answer = is_answer or _is_why_charged(last, seen, so_far)
    score += _ANSWER if is_answer else 0.0
    score += _OWN if _is_own_subjects(last, seen) else 0.0
    is_on_trial = _are_both_charged(last, seen, so_far.words.charges)
    is_on_trial = is_on_trial or _goes_on_with_charged(last, seen, so_far.words)
    score += _PARALLEL if is_on_trial else 0.0
    score += _CENTRE if _is_before(led, seen) else 0.0
    is_harmed = _are_both_harmed(last, seen, so_far.words.harms)
    is_harmed = is_harmed or _are_hit_and_dead(last, seen, so_far.words)
    score += _HARMED if is_harmed else 0.0
    score += _SENT if _are_sent(last, seen, so_far) else 0.0
    score += _SHOOTS if _may_shoot(chain, seen, so_far) else 0.0
    score += _TOLD_TO if _is_of_told_to(last, seen, so_far.words.directs) else 0.0
    score += _JUDGED if _is_of_judged(last, seen, so_far) else 0.0
    score += _SAME_HANDS if _is_in_same_hands(last, seen) else 0.0
    score += _SPEAKS_ON if _speaks_on(led, seen) else 0.0
    score += _CLAUSE if _is_subjects_own(last, seen) else 0.0
    score -= _WHOSE_KIN if _is_owner_of_kin(last) else 0.0
    score += _TELLER if _is_tellers(led, seen) and not is_many_as_one else 0.0
    return score - (seen.start - last.start) * 0.001


def _is_owner_of_kin(last: Seen) -> bool:
    """ "They took the father of the goalkeeper Ali Poe. They freed him": the father, and not the goalkeeper."""
    link = last.head.head
    is_of = last.head.dep_ == "pobj" and link.lower_ == "of"
    return is_of and link.head.lemma_.lower() in load_victims_kin().kin


def _are_words_of_others(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether somebody was named last in a quotation, and this is said by another."""
    if not so_far.quoted.holds(last.start, seen.start):
        return False
    return not so_far.quoted.goes_on(last.start, seen.start)


def _is_many_as_one(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The Houthis said it had killed them": hardly the Houthis; "the United States said it …": yes."""
    if seen.head.lower_ not in so_far.words.pronouns["thing"] or last.mention.is_pronoun:
        return False
    word = last.head.lower_
    is_plural = last.head.tag_ in PLURAL_TAGS or (last.determiner == "the" and word[-1:] == "s")
    return (
        is_plural and last.mention.kind in _GROUPS and word not in so_far.words.plural_names_of_one
    )


def _answers(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Kiir accused Machar of a plot. He denied it": the accused answers, not the accuser.

    So do the traders in "the gang was financed by traders, a charge which they rejected".
    """
    if seen.head.dep_ != "nsubj" or seen.head.head.lemma_ not in so_far.words.answers:
        return False
    if last.head.dep_ == "pobj" and last.head.head.dep_ == "agent":
        done = last.head.head.head.lemma_
        return done not in so_far.words.done_by_law and done not in so_far.words.charges
    return last.head.dep_ == "dobj" and last.head.head.lemma_ in so_far.words.charges


def _is_why_charged(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "held Arafat responsible because he had refused to arrest them": it is what the accused did."""
    verb, charge = seen.head.head, last.head.head
    if seen.head.dep_ != "nsubj" or verb.dep_ != "advcl" or last.head.dep_ != "dobj":
        return False
    is_reason = any(c.dep_ == "mark" and c.lower_ == "because" for c in verb.lefts)
    holds = any(c.dep_ == "oprd" and c.lower_ == "responsible" for c in charge.rights)
    return is_reason and verb.head == charge and (holds or charge.lemma_ in so_far.words.charges)


def is_charged(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The party blamed the council. "They sent thugs," …": whom it blamed."""
    last = chain.last
    if last is None or chain.kind == "person" or not is_they_of_others(seen, so_far):
        return False
    is_near = seen.sentence - last.sentence == 1
    return is_near and stands_accused(last, so_far) and not so_far.quoted.holds(last.start)


def stands_accused(last: Seen, so_far: ChainsSoFar) -> bool:
    """ "blamed [the party]", "blamed the opposition, [the Front]"."""
    noun = last.head.head if last.head.dep_ == "appos" else last.head
    return noun.dep_ == "dobj" and noun.head.lemma_ in so_far.words.charges


def is_they_of_others(seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether "they" is said in a quotation."""
    is_many = seen.head.lower_ in so_far.words.pronouns["group"]
    return is_many and so_far.quoted.holds(seen.start)


def _are_both_charged(last: Seen, seen: Seen, charges: frozenset[str]) -> bool:
    """ "acquitted Karic of it. Prosecutors had accused him": who was tried is the one that they accused."""
    one = last.head.head if last.head.dep_ == "appos" else last.head
    is_object = one.dep_ in _CHARGED and seen.head.dep_ in _CHARGED
    return is_object and {one.head.lemma_, seen.head.head.lemma_} <= charges


def _goes_on_with_charged(last: Seen, seen: Seen, words: CoreferenceWords) -> bool:
    """ "found two guards guilty of killing ten inmates and fined them": the guards, of whom the verb before tells."""
    charge, verb = last.head.head, seen.head.head
    if seen.head.dep_ not in _CHARGED or verb.dep_ != "conj":
        return False
    if last.head.dep_ == "nsubj" and charge.lower_ in words.found_so:
        return charge.head == verb.head
    behind = {child.lower_ for child in (*last.head.rights, *charge.rights)}
    is_charge = charge.lemma_ in words.charges or not behind.isdisjoint(words.found_so)
    return last.head.dep_ in _CHARGED and is_charge and charge == verb.head


def _are_both_harmed(last: Seen, seen: Seen, harms: frozenset[str]) -> bool:
    """ "said Russian troops shot civilians. Russia denied killing them": the civilians.

    Not in "A man stabbed a guard before he was shot dead by police": there it is the man.
    """
    verb = seen.head.head
    if last.head.dep_ not in _CHARGED or seen.head.dep_ not in _CHARGED:
        return False
    if verb.lemma_ not in harms or last.head.head.lemma_ not in harms:
        return False
    is_before = any(c.dep_ == "mark" and c.lower_ == "before" for c in verb.lefts)
    return not (is_before and any(c.dep_ == "agent" for c in verb.rights))


def _are_hit_and_dead(last: Seen, seen: Seen, words: CoreferenceWords) -> bool:
    """ "Troops attacked a meeting of rebels and 12 of them died": those whom it befell, not the troops."""
    number = seen.head.head.head
    if seen.head.dep_ != "pobj" or number.dep_ not in SUBJECTS or number.pos_ != "NUM":
        return False
    is_fate = number.head.lemma_ in words.mishaps
    is_fate = is_fate or (number.dep_ == "nsubjpass" and number.head.lemma_ in words.harms)
    noun = last.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "of":
        noun = noun.head.head
    is_hit = noun.head.lemma_ in words.harms or noun.head.lemma_ in words.shoots
    return is_fate and noun.dep_ in _CHARGED and is_hit


def _is_of_judged(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "criticised Israel for its strike", "congratulated Hamas on its attack": whoever is judged did it.

    So is whoever is punished: "cut its ties with Israel over its strike", "imposed sanctions on it over its strike".
    """
    link = seen.head.head.head
    if seen.head.dep_ != "poss" or link.lower_ not in ("for", "on", "over"):
        return False
    verb = last.head.head
    if last.head.dep_ == "pobj" and verb.lower_ in _TOWARDS_PUNISHED:
        tie = verb.head  # "ties" in "cut ties with Israel", or the verb itself
        punishing = tie.head if tie.dep_ in ("dobj", "nsubjpass") else tie
        is_punished = punishing.lemma_ in so_far.words.punishes and link.lower_ != "on"
        return is_punished and link.head in (punishing, tie, last.head)
    is_judged = last.head.dep_ == "dobj" and verb.lemma_ in so_far.words.judges_others
    at = link.head.head.head if link.head.dep_ == "pobj" else link.head  # "took Togo to court over"
    return is_judged and (link.head in (verb, last.head) or at == verb)


def _is_in_same_hands(last: Seen, seen: Seen) -> bool:
    """ "The woman said rebels had seized her sister and shot her": the sister, and not who tells of it."""
    verb = seen.head.head
    if seen.head.dep_ != "dobj" or verb.dep_ != "conj" or last.mention.is_pronoun:
        return False
    has_subject = any(c.dep_ in SUBJECTS for c in verb.lefts)
    return not has_subject and last.head.dep_ == "dobj" and last.head.head == verb.head


def _is_tellers(last: Seen, seen: Seen) -> bool:
    """ "The delegate of France said that his government …": whoever tells it speaks of his own.

    So does a pronoun in the subject of what is told, and "the Extraditables, who said they were responsible"; in
    "demanded that Hamas renounce its struggle" the subject stands nearer.
    """
    noun = seen.head.head if seen.head.dep_ == "poss" else seen.head
    if noun.dep_ not in SUBJECTS:
        return False
    verb = noun.head
    is_relative = verb.head.dep_ == "relcl" and any(c.tag_ == "WP" for c in verb.head.lefts)
    if is_relative and verb.dep_ == "ccomp" and verb.head.i < verb.i:
        return verb.head.head in (last.head, last.head.head)
    if not last.is_subject or last.sentence != seen.sentence or last.start > seen.start:
        return False
    return any(told.head.i == last.head.head.i for told in told_clauses(seen.head))


def _is_before(last: Seen, seen: Seen) -> bool:
    """ "The premier blamed Rome. "It breaks the rules," he said": the subject of the sentence before goes on."""
    if seen.head.dep_ not in SUBJECTS or is_embedded(seen.head):
        return False
    is_next = seen.sentence - last.sentence == 1
    return is_next and last.is_subject and not is_embedded(last.head)


def _is_told_of(last: Seen, seen: Seen) -> bool:
    """ "Organisers said police had promised it. They accused …": the organisers go on, not those they told of."""
    if seen.head.dep_ not in SUBJECTS or is_embedded(seen.head) or last.sentence == seen.sentence:
        return False
    return last.is_subject and is_embedded(last.head)


def _are_sent(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "France, which has 400 troops there, may withdraw them": the troops."""
    is_object = seen.head.dep_ in _CHARGED and seen.head.head.lemma_ in so_far.words.sends
    return is_object and last.head.lemma_.lower() in so_far.words.forces


def _may_shoot(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Police blocked them; marchers threw stones. "They were not shooting in the air," …": sooner the police.

    So in "Police and nuns came. "They beat us," …".
    """
    if not is_they_of_others(seen, so_far) or chain.kind not in ARMED:
        return False
    if seen.head.dep_ not in SUBJECTS:
        return False
    words = so_far.words
    return any(v.lemma_ in words.shoots or v.lemma_ in words.harms for v in _deeds_of(seen.head))


def _deeds_of(subject: Token) -> list[Token]:
    """The verbs that a subject has: "They came at night and beat us" → came, beat."""
    return [subject.head, *(c for c in subject.head.rights if c.dep_ == "conj")]


def _speaks_on(last: Seen, seen: Seen) -> bool:
    """ "The officer said the attacker had struck at noon. He said the bomber …": the officer, who spoke before."""
    return tells(seen.head) and last.is_subject and tells(last.head)


def tells(subject: Token) -> bool:
    """Whether a token is the subject of a verb that is in nobody's words and has a clause for its object."""
    if subject.dep_ not in SUBJECTS or is_embedded(subject):
        return False
    return any(child.dep_ == "ccomp" for child in subject.head.children)


def _is_subjects_own(last: Seen, seen: Seen) -> bool:
    """ "demanded that Hamas renounce its struggle": what the subject of a clause does is sooner done with its own.

    So in "the mayor disagreed, describing his men as victims".
    """
    token = seen.head
    if token.dep_ != "poss":
        return False
    verb = next((up for up in token.ancestors if up.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return False
    if token.lower_ != "its":
        is_beside = verb.dep_ == "advcl" and verb.tag_ == "VBG" and last.head.head == verb.head
        return is_beside and last.head.dep_ in SUBJECTS
    return last.head.head == verb and last.head.dep_ in SUBJECTS and token.head.dep_ == "dobj"


def _is_own_subjects(last: Seen, seen: Seen) -> bool:
    """ "the army was bombing its own city": whose own it is is the subject's of that verb."""
    token = seen.head
    if token.dep_ != "poss" or token.i + 1 >= len(token.doc) or token.nbor(1).lower_ != "own":
        return False
    verb = next((up for up in token.ancestors if up.pos_ in ("VERB", "AUX")), None)
    return verb is not None and last.head.head == verb and last.head.dep_ in SUBJECTS


def _is_of_told_to(last: Seen, seen: Seen, directs: frozenset[str]) -> bool:
    """ "asked Togo to pull back its soldiers", "called on Togo to …": who is told to do it does it with his own."""
    if seen.head.dep_ != "poss" or seen.head.lower_ != "its":
        return False
    noun = last.head.head if last.head.dep_ == "pobj" else last.head
    verb, deed = noun.head, seen.head.head.head
    is_told = noun.dep_ in ("dobj", "prep", "dative") and verb.lemma_ in directs
    is_to = any(child.tag_ == "TO" for child in deed.lefts)
    return is_told and is_to and deed.head == verb and seen.head.head.dep_ == "dobj"
