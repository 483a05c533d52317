"""Pronouns: whom "he", "it", "they" and "we" mean.

Comes in: a pronoun and the chains so far. Goes out: the likeliest of the chains that it can mean by gender, number,
clause and quotation, or None. Reads no split antecedents ("Ann and Bo … they").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from spacy.tokens import Token

from sayso.nlp.accused_captors import was_taken
from sayso.nlp.alleged_of import alleges_it, find_hinted
from sayso.nlp.bodies_of import took_the_dead
from sayso.nlp.chains import (
    ARMED,
    BODIES_OF_ONE,
    HUMANS,
    PLURAL_TAGS,
    SUBJECTS,
    Chain,
    Seen,
    is_bound,
    is_counted,
    is_embedded,
    speaks_after,
    without_told_with,
)
from sayso.nlp.chains_so_far import FARTHEST_NOUN, FARTHEST_PRONOUN, ChainsSoFar
from sayso.nlp.done_by_others import (
    are_only_counted,
    denies_in_words,
    fired_first,
    is_dead,
    was_killed_before,
)
from sayso.nlp.found_dead import find_dead
from sayso.nlp.hands_of_law import acts_by_law, freed_those, holds_them
from sayso.nlp.nobody_meant import is_joint, means_nobody
from sayso.nlp.salience import is_charged, is_they_of_others, salience_of, stands_accused, tells
from sayso.nlp.strife_again import is_strife_again
from sayso.nlp.taken_for import find_held, find_taken, is_officer_of_clause
from sayso.nlp.told_of import find_client, whom_it_befell

_NOBODY = frozenset({"no", "neither"})
_BODIES_OF_MANY = frozenset(
    {
        "police",
        "armed_force",
        "armed_group",
        "civilians",
        "group",
        "government",
        "ngo",
        "party",
        "media",
    }
)
# Bodies of one that are many where their noun is plural: "Prosecutors … They".
_MANY_IN_PLURAL = frozenset({"court", "igo"})
_PLURALS = frozenset({"police", "armed_group"})
_OF_LAW = frozenset({"court", "police"})
_OF_STATE = frozenset({"state", "government", "armed_force"})
_UNDERGOES = frozenset({"dobj", "nsubjpass"})
_FRONTED = 4


def find_meant(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """The likeliest of those whom a pronoun can mean: "Ann Poe met Jon Roe. She said …" → Ann Poe's chain."""
    word = seen.head.lower_
    if word in so_far.words.pronouns["speaker"]:
        return _speaker(seen, so_far)
    fits = _pronoun_test(word, so_far)
    if fits is None or _is_before_subject(seen.head, so_far) or is_joint(seen, so_far):
        return None
    if means_nobody(seen, so_far):
        return None
    if is_strife_again(seen, so_far.words):
        return None
    if (spoken_for := _chain_spoken_for(seen, so_far)) is not None:
        return spoken_for
    if (hinted := find_hinted(seen, so_far)) is not None and fits(hinted):
        return hinted
    if (taken := find_taken(seen, so_far)) is not None and fits(taken):
        return taken
    if (held := find_held(seen, so_far)) is not None and fits(held):
        return held
    client = find_client(seen, so_far) if _is_of_one(seen, so_far) else None
    if client is not None and fits(client):
        return client
    body = _body_told_for(seen, so_far)
    if body is not None and (named := _chain_of_body(body, seen, so_far)) is not None:
        return named
    near = [
        c
        for c in so_far.recent(seen, FARTHEST_PRONOUN)
        if not (c.size == 1 and c.last and c.last.determiner in _NOBODY)
        and (fits(c) or is_charged(c, seen, so_far))
        and not _is_answerer(c, seen, so_far)
        and not _is_they_before(c, seen, so_far)
        and not is_bound(c, seen)
        and not _is_inside(c, seen)
        and not _is_in_own_words(c, seen, so_far)
        and not _is_told_of_by(c, seen, so_far)
        and not _is_entry_before(c, seen, so_far)
        and not _only_describes(c, seen)
        and _may_be_told_of(c, seen, so_far)
        and not acts_by_law(c, seen, so_far)
        and not freed_those(c, seen, so_far)
        and not holds_them(c, seen, so_far)
        and not was_killed_before(c, seen, so_far)
        and not is_dead(c, seen, so_far)
        and not fired_first(c, seen, so_far)
        and not are_only_counted(c, seen, so_far)
        and not took_the_dead(c, seen, so_far)
        and not was_taken(c, seen, so_far)
        and not is_officer_of_clause(c, seen, so_far)
        and not _has_no_forces(c, seen, so_far)
        and not alleges_it(c, seen, so_far)
    ]
    near = whom_it_befell(near, seen, so_far)
    if _is_part_of(seen):
        near = [c for c in near if c.last is not None and is_counted(c.last.head)] or near
    if (dead := find_dead(near, seen, so_far)) is not None:
        return dead
    near = _without_told_with(near, seen)
    best = near[0] if len(near) == 1 else None
    best = best or max(near, key=lambda c: salience_of(c, seen, so_far), default=None)
    is_states = best is not None and best.kind in _OF_STATE
    if is_states and body is not None and body in so_far.words.of_no_state:
        return None
    return None if best is not None and _are_things(best, seen, so_far) else best


def _without_told_with(near: list[Chain], seen: Seen) -> list[Chain]:
    """ "It was done by men who came behind Russian tanks. They burned it": the men, and not those of the tanks."""
    if seen.head.dep_ not in SUBJECTS:
        return near
    here = [c for c in near if c.last and c.last.sentence == seen.sentence]
    return here + without_told_with([c for c in near if c not in here])


def _is_of_one(seen: Seen, so_far: ChainsSoFar) -> bool:
    return so_far.gender_of_pronoun(seen.head.lower_) is not None


def _body_told_for(seen: Seen, so_far: ChainsSoFar) -> str | None:
    """ "A coalition spokesman said its aircraft had struck it": whose "its" are, as the speaker's noun has it."""
    if seen.head.lower_ not in so_far.words.pronouns["thing"]:
        return None
    for verb in seen.head.ancestors:
        teller = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < seen.head.i), None)
        if teller is not None and teller.lemma_.lower() in so_far.words.mouthpieces:
            bodies = (c for c in teller.lefts if c.dep_ in ("compound", "nmod") and c.tag_ == "NN")
            return next((c.lemma_.lower() for c in bodies), None)
    return None


def _chain_spoken_for(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "A man claiming to speak for the coalition said it had killed nobody": the coalition."""
    if seen.head.lower_ not in so_far.words.pronouns["thing"]:
        return None
    for verb in seen.head.ancestors:
        teller = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < seen.head.i), None)
        if (
            teller is None
            or not tells(teller)
            or (teller.i in so_far.by_head and _is_body(so_far.by_head[teller.i]))
        ):
            continue
        for token in teller.subtree:
            is_spoken_for = token.dep_ == "pobj" and token.head.lower_ == "for"
            chain = so_far.by_head.get(token.i) if is_spoken_for else None
            if chain is not None and _is_body(chain):
                return chain
    return None


def _chain_of_body(body: str, seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """The last of those called by a noun: "the Saudi-led coalition" for "coalition"."""
    met = (c for c in so_far.recent(seen, FARTHEST_NOUN) if body in c.heads and _is_body(c))
    return next(met, None)


def _are_things(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "It said it had sent two jets but that they had not fired": the jets, and nobody of the sentences before."""
    last = chain.last
    is_they = seen.head.lower_ in so_far.words.pronouns["group"]
    if (
        last is None
        or not is_they
        or seen.head.dep_ not in SUBJECTS
        or last.sentence == seen.sentence
    ):
        return False
    sentence = seen.head.sent
    before = (t for t in sentence if t.i < seen.head.i and t.dep_ in ("dobj", "nsubjpass"))
    return is_embedded(seen.head) and any(
        t.tag_ in PLURAL_TAGS and t.lemma_.lower() in so_far.words.machines for t in before
    )


def _pronoun_test(word: str, so_far: ChainsSoFar) -> Callable[[Chain], bool] | None:
    pronouns = so_far.words.pronouns
    if word in pronouns["man"]:
        return lambda c: "f" not in (c.gender, c.known_gender) and _is_human(c, so_far)
    if word in pronouns["woman"]:
        return lambda c: "m" not in (c.gender, c.known_gender) and _is_human(c, so_far)
    if word in pronouns["group"]:
        return lambda c: _may_be_they(c, so_far)
    if word in pronouns["thing"]:
        return _is_body
    return None


def _may_be_told_of(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """'"He blew himself up," Khan said': not Khan. '"They shot them," said a mother of sons': hardly the sons."""
    quote, last = so_far.quoted.sentence_at(seen.start), chain.last
    word = seen.head.lower_
    if quote is None or last is None or word in so_far.words.pronouns["thing"]:
        return True
    beside = so_far.quoted.speakers_beside(quote)
    if last.head in beside or any(_is_named_by(chain, token, so_far) for token in beside):
        return False
    if _is_spoken_for_by(last, beside, so_far) and word in so_far.words.pronouns["group"]:
        return False
    is_doer = word in so_far.words.pronouns["group"] and seen.head.dep_ == "nsubj"
    is_inside = quote[0] <= last.start < quote[1]
    is_likely = _may_have_done(chain, last, so_far) or is_charged(chain, seen, so_far)
    return not is_doer or is_inside or is_likely


def _is_spoken_for_by(last: Seen, beside: list[Token], so_far: ChainsSoFar) -> bool:
    """ "A spokesman for the Front said so. "They came to kill," he said": he would say "we" of the Front."""
    if all(so_far.gender_of_pronoun(token.lower_) is None for token in beside):
        return False
    noun = last.head
    is_behind = noun.dep_ == "pobj" and noun.head.lower_ in ("for", "of")
    voice = noun.head.head if is_behind else noun.head
    is_owner = is_behind or noun.dep_ in ("compound", "nmod", "poss")
    return is_owner and voice.lemma_.lower() in so_far.words.mouthpieces


def _has_no_forces(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The group's television said its fighters had fired": not the television's."""
    if seen.head.dep_ != "poss" or chain.kind != "media":
        return False
    return seen.head.head.lemma_.lower() in so_far.words.forces


def _is_named_by(chain: Chain, token: Token, so_far: ChainsSoFar) -> bool:
    """Whether a chain is known by the name that a word is."""
    keys = (f"person {token.text}", token.lower_)
    return token.pos_ == "PROPN" and any(so_far.by_name.get(key) is chain for key in keys)


def _may_have_done(chain: Chain, last: Seen, so_far: ChainsSoFar) -> bool:
    """Whom witnesses tell of as "they": those who bear arms, who did something, or who stand accused of it."""
    does = last.is_subject and last.head.dep_ != "nsubjpass"  # "110 men were locked in a barn"
    does = does and last.head.head.lemma_ not in so_far.words.mishaps  # "Nine people died"
    tells = any(child.dep_ == "ccomp" for child in last.head.head.children)
    is_teller = tells and chain.kind == "civilians"  # "Villagers insisted there were two gunmen"
    # "Doctors called the shooting a crime", "Groups criticised it": by that they have done nothing.
    verb = next((t for t in last.head.ancestors if t.pos_ == "VERB"), None)
    is_teller = is_teller or (verb is not None and verb.lemma_ in so_far.words.judges)
    return chain.kind in ARMED or (does and not is_teller) or stands_accused(last, so_far)


def _may_be_they(chain: Chain, so_far: ChainsSoFar) -> bool:
    if chain.kind in _MANY_IN_PLURAL:
        return chain.is_plural
    return chain.kind in _BODIES_OF_MANY and (chain.is_plural or _is_many(chain, so_far))


def _is_many(chain: Chain, so_far: ChainsSoFar) -> bool:
    """ "the police", "Hamas", "a family": singular in form, "they" in speech; not "a police officer", "a gunman"."""
    if chain.kind == "civilians":
        return bool(chain.heads & so_far.words.many_in_one)
    if chain.kind not in _PLURALS:
        return False
    return chain.actor is not None or chain.is_named or bool(chain.words & so_far.words.collectives)


def _is_human(chain: Chain, so_far: ChainsSoFar) -> bool:
    """One person: by kind, or by a noun such as "a policeman", "a coalition officer"."""
    if chain.kind == "other" and _is_likely_person(chain, so_far):
        return True
    if chain.is_plural or chain.kind == "person":
        return not chain.is_plural
    if chain.kind not in HUMANS or chain.is_named or chain.actor is not None:
        return False
    return bool(chain.described) and not chain.heads & so_far.words.collectives


def _is_likely_person(chain: Chain, so_far: ChainsSoFar) -> bool:
    """ "Selahattin Demirtas said it. He charged …": a name of two or three words that the model did not know."""
    last = chain.last
    if last is None or not chain.is_named or chain.actor is not None:
        return False
    if not last.is_subject or last.head.head.lemma_ not in so_far.words.finds:
        return False
    # "Demirtas" is tagged as a plural.
    is_bare = last.mention.span.exact.count(" ") == len(last.capitals) - 1
    is_name = is_bare and last.determiner not in ("the", "a", "an")
    return is_name and len(last.capitals) in (2, 3) and last.head.tag_ in ("NNP", "NNPS")


def _is_body(chain: Chain) -> bool:
    """What may be "it": no policeman."""
    is_last_one = chain.last is not None and chain.last.head.tag_ not in PLURAL_TAGS
    is_one = not chain.is_plural or chain.is_named or is_last_one
    return chain.kind in BODIES_OF_ONE and is_one and chain.gender is None


def _is_part_of(seen: Seen) -> bool:
    """ "Two boys were paid to do it, prosecutors said. One of | them | was held": of the two, who were counted."""
    link = seen.head.head
    is_of = seen.head.lower_ == "them" and seen.head.dep_ == "pobj" and link.lower_ == "of"
    return is_of and link.head.tag_ == "CD"


def _is_answerer(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Activists rejected that. "They shot at us," …": not those whose side the words are."""
    last = chain.last
    if last is None or not is_they_of_others(seen, so_far):
        return False
    if chain.led is not None and chain.led.sentence == last.sentence:
        last = chain.led  # "The coalition said its planes had …"
    if not last.is_subject:
        return _is_charged_and_answers(last, seen, so_far)
    verb = next((t for t in last.head.ancestors if t.pos_ == "VERB"), None)
    if verb is None or seen.sentence - last.sentence > FARTHEST_PRONOUN:
        return False
    is_near = seen.sentence - last.sentence == 1
    return (is_near and verb.lemma_ in so_far.words.answers) or denies_in_words(last)


def _is_charged_and_answers(last: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "… accusing the militia of it. The Houthis rejected that. "They kill us," …": the militia is who answers."""
    if last.head.dep_ != "dobj" or last.head.head.lemma_ not in so_far.words.charges:
        return False
    between = so_far.subjects_of.get(seen.sentence - 1, ())
    verbs = (so_far.subjects[n][0].head.head for n in between)
    return seen.sentence - last.sentence == 2 and any(
        verb.lemma_ in so_far.words.answers for verb in verbs
    )


def _is_they_before(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "They brought thugs," its secretary said": not the secretary of those who brought them."""
    last = chain.last
    if last is None or seen.head.dep_ != "poss" or not so_far.quoted.holds(last.start, seen.start):
        return False
    is_they = last.head.lower_ in so_far.words.pronouns["group"]
    return is_they and last.sentence == seen.sentence


def _speaker(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """Who says "we" or "I": the nearest subject outside the quotation, in its sentence or the one before."""
    is_quoted = so_far.quoted.holds(seen.start)
    near = [
        (seen.sentence - sentence, is_embedded(other.head), abs(other.start - seen.start), n)
        for sentence in (seen.sentence - 1, seen.sentence)
        for n in so_far.subjects_of.get(sentence, ())
        for other in (so_far.subjects[n][0],)
        if is_quoted or speaks_after(other, seen)
    ]
    if not near:
        return None
    nearest, chain = so_far.subjects[min(near)[3]]
    return None if is_quoted and _is_anothers(nearest, seen, so_far) else chain


def _is_anothers(nearest: Seen, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Police freed five men. "They beat us," one said": whoever says it, it is not the subject of before."""
    quote = so_far.quoted.sentence_at(seen.start)
    if quote is None or nearest.sentence == seen.sentence:
        return False
    beside = so_far.quoted.speakers_beside(quote)
    return any(t.lower_ in so_far.words.some_of_them or t.pos_ == "NUM" for t in beside)


def _is_inside(chain: Chain, seen: Seen) -> bool:
    """ "its" is no part of what it describes: "[its] army" is not the army's."""
    last = chain.last
    return last is not None and last.mention.span.start <= seen.start < last.mention.span.end


def _is_in_own_words(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """'"Normalcy has returned," she said': who speaks is not named in these words alone.

    Nor is a person who speaks named in them at all: "Poe's battalion did it," he said.
    """
    last = chain.last
    if last is None or last.sentence != seen.sentence or not tells(seen.head):
        return False
    is_named = chain.kind == "person" and not last.mention.is_pronoun
    if not is_named and (chain.size > 1 or not last.is_subject):
        return False
    return so_far.quoted.holds(last.start, seen.start)


def _only_describes(chain: Chain, seen: Seen) -> bool:
    """ "Its jets destroyed three Houthi launchers, it added": nobody whose a thing in there is says so."""
    last = chain.last
    if last is None or last.sentence != seen.sentence or not tells(seen.head):
        return False
    return last.head.dep_ in ("amod", "compound", "nmod") and last.start < seen.start


def _is_told_of_by(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The army said so. Rebels were killed, it said": whoever spoke before, and not of whom his words tell."""
    last = chain.last
    if last is None or last.sentence != seen.sentence or seen.head.dep_ not in SUBJECTS:
        return False
    clauses = [c for c in seen.head.head.lefts if c.dep_ == "ccomp" and c.i < seen.head.i]
    if not any(c.left_edge.i <= last.head.i <= c.right_edge.i for c in clauses):
        return False
    before = [so_far.subjects[n] for n in so_far.subjects_of.get(seen.sentence - 1, ())]
    tellers = [c for told, c in before if tells(told.head)]
    return bool(tellers) and all(c is not chain and _is_body(c) for c in tellers)


def _is_entry_before(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether a time of day on a line of its own stands between: the next entry of a live page begins there."""
    start = chain.last.start if chain.last is not None else seen.start
    at = bisect_right(so_far.entries, start)
    return at < len(so_far.entries) and so_far.entries[at] < seen.start


def _is_before_subject(pronoun: Token, so_far: ChainsSoFar) -> bool:
    """ "In its 30-year campaign, the PKK has": whose it is, is named behind it; in "In its report, it said" before."""
    before = so_far.reading.tokens[max(0, pronoun.i - _FRONTED) : pronoun.i]
    if pronoun.dep_ != "poss" or all(t.lower_ != "in" for t in before):
        return False
    opening = [t for t in pronoun.sent[:_FRONTED] if t.is_alpha]
    if not opening or opening[0].lower_ != "in" or pronoun not in opening[:2]:
        return False
    verb = opening[0].head
    subjects = [child for child in verb.children if child.dep_ in SUBJECTS]
    return not any(child.pos_ == "PRON" for child in subjects)
