"""Pronouns that mean nobody who is known: a plan, a jet, a building, people who are only counted.

Comes in: a pronoun and the chains so far. Goes out: whether it means none of them.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import SUBJECTS, Seen, joint_tellers, sentence_before
from sayso.nlp.chains_so_far import ChainsSoFar
from sayso.nlp.salience import tells

_NOBODY = frozenset({"no", "neither"})
_WHEN = frozenset({"when", "as", "while"})


def means_nobody(seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether a pronoun means a thing or people of whom no mention tells."""
    return (
        _is_plan(seen, so_far)
        or _is_of_counted(seen, so_far)
        or _is_of_thing(seen, so_far)
        or _is_nobodys(seen)
        or _is_unknown_tellers(seen, so_far)
        or _is_craft(seen, so_far)
        or _is_downed(seen, so_far)
        or _is_of_main_subject(seen, so_far)
    )


def _is_nobodys(seen: Seen) -> bool:
    """ "No group has said it was behind the raid": "it" is no group, and nobody before."""
    verb = seen.head.head
    if seen.head.dep_ not in SUBJECTS or verb.dep_ != "ccomp":
        return False
    tellers = (c for c in verb.head.children if c.dep_ in SUBJECTS and c.i < seen.head.i)
    return any(d.lower_ in _NOBODY for teller in tellers for d in (teller, *teller.lefts))


def _is_unknown_tellers(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The watch said a patrol had met troops. It said …": the watch, though nobody knows it, and not the patrol."""
    is_it = seen.head.lower_ in so_far.words.pronouns["thing"]
    if not is_it or not tells(seen.head):
        return False
    before = sentence_before(seen.head)
    if before is None:
        return False
    teller = next((t for t in before.root.children if t.dep_ in SUBJECTS), None)
    if teller is None or not tells(teller) or teller.tag_ != "NN" or teller.i in so_far.by_head:
        return False
    noun = teller.lemma_.lower()
    return noun not in so_far.words.mouthpieces and noun not in so_far.words.papers


def _is_of_thing(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The convoy was near the border with Chad when its lead car hit a mine": the convoy's, which is nobody.

    Not where a thing speaks for somebody ("The statement said its fighters had left").
    """
    if seen.head.dep_ == "nsubjpass" and seen.head.lower_ == "it":
        return _was_done_to_thing(seen, so_far)
    if seen.head.dep_ != "poss" or seen.head.lower_ != "its":
        return False
    for verb in seen.head.ancestors:
        if verb.dep_ == "ccomp":
            return False
        subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
        if subject is not None and subject.i < seen.head.i:
            is_thing = subject.tag_ == "NN" and subject.i not in so_far.by_head
            return is_thing and not subject.ent_type_
    return False


def _is_of_main_subject(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The convoy was on its way to Bandiagara when [it] hit a mine": the convoy, which is nobody."""
    clause = seen.head.head
    if seen.head.lower_ != "it" or seen.head.dep_ not in SUBJECTS or clause.dep_ != "advcl":
        return False
    if not any(c.lower_ in _WHEN and c.i < seen.head.i for c in clause.lefts):
        return False
    subject = next((c for c in clause.head.lefts if c.dep_ in SUBJECTS), None)
    if subject is None or subject.tag_ != "NN" or subject.i in so_far.by_head:
        return False
    return any(c.lower_ == "the" for c in subject.lefts) and not subject.ent_type_


def _was_done_to_thing(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The hospital was run by Caritas, which said it had been hit by missiles": the hospital, and nobody else."""
    verb = seen.head.head
    if verb.lemma_ not in so_far.words.harms or verb.dep_ != "ccomp" or verb.head.dep_ != "relcl":
        return False
    subject = next((c for c in seen.head.sent.root.lefts if c.dep_ in SUBJECTS), None)
    return subject is not None and subject.tag_ == "NN" and subject.i not in so_far.by_head


def _is_craft(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The rebels said they had downed a jet. The army said it crashed": the jet, and not the army."""
    verb = seen.head.head
    if verb.lemma_ not in so_far.words.crashes or seen.head.dep_ not in SUBJECTS:
        return False
    if seen.head.lower_ != "it" or any(c.dep_ == "dobj" for c in verb.children):
        return False
    first = (sentence_before(seen.head) or seen.head.sent).start
    before = seen.head.doc[first : seen.head.i]
    return any(token.lemma_.lower() in so_far.words.machines for token in before)


def _is_downed(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "It fired 300 drones. The army said 99 percent of them were shot down": the drones, and nobody of before."""
    thing = seen.head
    if thing.dep_ == "pobj" and thing.head.lower_ == "of":
        thing = thing.head.head
    verb = thing.head
    if thing.dep_ not in ("dobj", "nsubjpass") or verb.lemma_ not in so_far.words.downs:
        return False
    if verb.lemma_ == "shoot" and not any(c.lower_ == "down" for c in verb.rights):
        return False
    first = (sentence_before(seen.head) or seen.head.sent).start
    before = seen.head.doc[first : seen.head.i]
    return any(token.lemma_.lower() in so_far.words.machines for token in before)


def _is_of_counted(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Another 22 are being treated for their wounds": the 22 have them, and nobody of before."""
    if seen.head.dep_ != "poss" or seen.head.lower_ != "their":
        return False
    verb = next((up for up in seen.head.ancestors if up.pos_ in ("VERB", "AUX")), None)
    subjects = (c for c in verb.children if c.dep_ in SUBJECTS) if verb is not None else ()
    counted = next((c for c in subjects if c.i < seen.head.i), None)
    return counted is not None and counted.tag_ == "CD" and counted.i not in so_far.by_head


def _is_plan(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "They will hand a proposal to the rebels. It calls for a truce": the proposal does, and none of them."""
    words, verb = so_far.words, seen.head.head
    if seen.head.dep_ != "nsubj" or seen.head.lower_ not in words.pronouns["thing"]:
        return False
    is_word = verb.lemma_ in words.charges or verb.lemma_ in words.finds or tells(seen.head)
    # Not in the past: "Hamas rejected the plan. It called for a truce": Hamas did.
    is_lasting = verb.lemma_ in words.lays_down and verb.tag_ in ("VBZ", "VB")
    before = sentence_before(seen.head) if is_word or is_lasting else None
    if before is None:
        return False
    if is_word and any(_is_inquiry_speaking(t, so_far) for t in before):
        return True  # "The report accused the army. It said rebels had killed, too": not the army
    if not is_lasting:
        return False
    said = (t for t in before if t.dep_ in ("dobj", "nsubjpass", "pobj", "nsubj"))
    return any(t.lemma_.lower() in words.plans and t.i not in so_far.by_head for t in said)


def _is_inquiry_speaking(token: Token, so_far: ChainsSoFar) -> bool:
    is_subject = token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
    return (
        is_subject
        and token.lemma_.lower() in so_far.words.inquiries
        and token.i not in so_far.by_head
    )


def is_joint(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Mexico and Peru said they would attend": both of them, and nobody of before."""
    if seen.head.lower_ not in so_far.words.pronouns["group"]:
        return False
    return bool(joint_tellers(seen.head))
