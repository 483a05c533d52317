"""Deeds that another deed answers: "in revenge for the killing", "after the raid"; or that cost the speaker his men.

Comes in: the token of a deed, or the events of a report, and the words of `lexicons/owning-up.yaml`. Goes out: whether
the clause around it tells of another deed, done because of it. Whoever did that one did not do this one. Finds no deeds
itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from sayso.extract.attribution.owning_up import load_owning_up
from sayso.extract.events.happening_words import load_happening_words
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, climb, is_passive, is_verb
from sayso.model import Event
from sayso.nlp.readings import Reading

_FLEES = frozenset({"flee", "escape", "run", "return", "retreat", "withdraw"})
_TO = frozenset({"for", "to", "against"})
_DAYS = frozenset({"DATE", "TIME"})
_DURING = frozenset({"in", "during", "at", "to"})
_WITHIN = frozenset({"in", "by"})
_AFTERWARDS = frozenset({"after", "following", "since"})
_AFTER = _AFTERWARDS | {"over", "despite"}
_BEFORE = frozenset({"after", "because"})
_DIES = frozenset({"die", "perish", "fall"})
_IN_COUNT = frozenset({"CD", "CC", "JJS", "RB", "RBR", "JJR", ","})
_BOUNDS = frozenset({"at", "than", "about", "around", "over"})
_ONLY_WHEN = frozenset({"since", "before", "until", "till"})


def find_deeds(reading: Reading, events: Iterable[Event]) -> dict[str, Token]:
    """The token that each event of a report hangs on, by the event's id.

    "It fired rockets in revenge for the raid." → fired, raid
    """
    doc = reading.doc
    spans = ((e, doc.char_span(e.trigger.start, e.trigger.end)) for e in events)
    return {e.id: span.root for e, span in spans if span is not None}


def is_anothers(token: Token) -> bool:
    """Whether a deed told in somebody's own account was done to him, answered by his, or befell others before."""
    return (
        is_answered(token)
        or is_suffered(token)
        or is_own_death(token)
        or befell_before(token, token.head.head)
    )


def befell_before(told: Token, deed: Token) -> bool:
    """ "A teacher, kidnapped on 7 April, was found dead near Jos": two happenings, and only the first is dated.

    So it is in "Troops killed nine men held for ransom": somebody else held them.
    """
    noun = told.head
    if told.dep_ != "acl" or told.tag_ != "VBN" or noun.head != deed:
        return False
    if noun.dep_ == "nsubjpass":
        return any(t.ent_type_ in _DAYS for link in children(told, "prep") for t in link.rights)
    # not "left nine men wounded": that is what the deed did
    is_outcome = deed.lemma_ in load_happening_words().leaves
    return noun.dep_ == "dobj" and not children(told, "agent") and not is_outcome


def is_avenged(token: Token) -> bool:
    """ "revenge for the killing of their leader", "to avenge the raid": the deed before this one."""
    words = load_owning_up()
    if token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in words.avenges:
        return True
    return _what_is_to(token) in words.revenges


def avenges(token: Token) -> bool:
    """ "[The attack] was carried out to avenge a death": another's than who caused the death.

    So it is in "[bombed] the station in revenge for the death".
    """
    words = load_owning_up()
    verb = token if is_verb(token) else token.head
    aims = (c for c in children(verb, "xcomp", "advcl") if c.i > token.i)
    links = (t for link in children(verb, "prep") for t in children(link, "pobj"))
    return any(c.lemma_ in words.avenges for c in aims) or any(
        t.lemma_.lower() in words.revenges and t.i > token.i for t in links
    )


def is_answered(token: Token) -> bool:
    """Whether a deed is what another deed answers: "shelled it in response to rocket fire", "fired after the raid".

    So is what that one did: "fired after the raid on a post, which had left nine dead"; and what nobody is said to have
    done before: "said it shelled a depot after rockets were fired at Haifa".
    """
    if _is_done_before(token):
        return True
    if token.dep_ == "relcl" and token.head.pos_ == "NOUN":
        noun = token.head
        if noun.dep_ == "pobj" and noun.head.head.pos_ == "NOUN" and _is_answered(noun.head.head):
            return True
        token = noun
    return _is_answered(token) or _is_within_answered(token)


def _is_within_answered(token: Token) -> bool:
    """ "in revenge for the killing of a general | in a drone strike": the strike is answered, too."""
    for _ in range(2):
        noun = token.head.head
        if token.dep_ != "pobj" or (noun.pos_ != "NOUN" and noun.pos_ != "PROPN"):
            return False
        if _is_answered(noun):
            return token.head.lower_ in _WITHIN or noun.pos_ == "PROPN"
        token = noun
    return False


def _is_answered(token: Token) -> bool:
    link = token.head
    if token.dep_ in ("pobj", "pcomp") and link.lower_ in _AFTER:
        return is_verb(link.head)
    return is_avenged(token) or _what_is_to(token) in load_owning_up().answers


def _is_done_before(verb: Token) -> bool:
    """ "struck a depot after rockets were fired": by others than who struck; "nine died after shells were fired"."""
    above = verb.head
    if verb.dep_ != "advcl" or not is_passive(verb) or children(verb, "agent"):
        return False
    is_after = any(mark.lower_ in _BEFORE for mark in children(verb, "mark"))
    is_deed = not is_passive(above) and above.lemma_ not in _DIES and bool(children(above, "dobj"))
    return is_after and is_deed


def is_suffered(token: Token) -> bool:
    """ "said it lost 12 men in the ambush", "lost four killed and two captured": done to whoever tells his losses."""
    above = token.head
    if is_own_count(token) or _is_fled(token):
        return True
    if token.dep_ == "conj" and token.tag_ == "VBN" and not children(token, "aux", "auxpass"):
        return _loses(above) and any(t.tag_ == "CD" for t in children(token, "nsubj", "nsubjpass"))
    if token.dep_ == "acl" and above.dep_ == "dobj":
        return _loses(above.head)
    if token.dep_ != "pobj" or above.lower_ not in _DURING:
        return False
    return _loses(above.head) or (above.head.dep_ == "dobj" and _loses(above.head.head))


def _is_fled(token: Token) -> bool:
    """ "said it had hit gunmen fleeing from an attack": that was the gunmen's, or another's."""
    link = token.head
    if token.dep_ == "dobj":
        return link.lemma_ in ("flee", "escape")
    return token.dep_ == "pobj" and link.lower_ == "from" and link.head.lemma_ in _FLEES


def is_own_death(token: Token) -> bool:
    """ "The army admitted that two soldiers had died in the ambush": its own dead, whom it did not kill.

    Not "that two farmers had died", nor "that two Malian soldiers had", nor with a word for who killed them.
    """
    if token.dep_ == "pobj" and token.head.lower_ in _DURING:
        token = token.head.head  # "killed in the raid": the raid, too, was another's
    words, verb = load_owning_up(), _first_of(token)
    if token.pos_ == "NOUN" and token.head.lemma_ in words.counts_own:
        return _is_own_loss(token)
    if not is_verb(verb) or children(verb, "agent") or verb.dep_ not in ("ccomp", "acl"):
        return False
    died = children(verb, "nsubjpass") or [
        t for t in children(verb, "nsubj") if verb.lemma_ in _DIES
    ]
    dead = [one for t in died for one in (t, *t.conjuncts)]
    if any(_is_own_man(t) for one in dead for t in (one, *objects_of(one, ("of",)))):
        return True
    if is_others_deed(verb):
        return True
    own = [t for t in dead if t.lemma_.lower() in words.own_dead and not _names_one(t)]
    return bool(own) and _is_told_by(verb, words.own_bodies)


def _is_own_loss(noun: Token) -> bool:
    """ "the death of its chief"; of soldiers, as the army tells it, and of fighters, as the rebels do."""
    words, dead = load_owning_up(), objects_of(noun, ("of",))
    if any(_is_own_man(t) for t in dead):
        return True
    kinds = {t.lemma_.lower() for t in dead if not _names_one(t)}
    tellers = {t.lemma_.lower() for t in children(noun.head, "nsubj")}
    is_rebels = bool(tellers & words.rebels) and bool(kinds & words.rebels_dead)
    return is_rebels or (bool(kinds & words.own_dead) and _is_told_by(noun, words.own_bodies))


def _is_own_man(noun: Token) -> bool:
    """ "three of its fighters", "their commander"; not "its prisoners"."""
    words = load_owning_up()
    is_fighter = noun.lemma_.lower() in words.own_men | words.own_dead
    return is_fighter and any(t.tag_ == "PRP$" for t in children(noun, "poss"))


def is_others_deed(verb: Token) -> bool:
    """ "The governor admitted that 40 pupils had been abducted", "that nine farmers had been killed": by others.

    Who heads a town has no men who do so; of takings that holds for any authority.
    """
    words = load_owning_up()
    if not children(verb, "auxpass") or children(verb, "agent"):
        return False
    civil = words.civil_heads | (words.own_bodies if verb.lemma_ in words.takings else frozenset())
    return _is_told_by(verb, civil)


def _is_told_by(verb: Token, bodies: frozenset[str]) -> bool:
    """Whether one of these admits it, and no "rebel commander"."""
    rebels = load_owning_up().rebels
    return any(
        t.lemma_.lower() in bodies
        and rebels.isdisjoint(below.lemma_.lower() for below in t.subtree)
        for t in children(verb.head, "nsubj")
    )


def is_own_count(token: Token) -> bool:
    """ "The army admitted four dead in the attack", "lost 11 dead": a bare count of one's own, and the attack on those.

    Not "admitted four dead farmers", nor "four civilian dead".
    """
    words = load_owning_up()
    for verb in climb(token):
        is_told = verb.lemma_ in words.counts_own | words.loses
        if is_verb(verb) and (is_told or _is_there_admitted(verb)):
            run = _count_behind(verb)
            is_during = token.dep_ == "pobj" and token.head.lower_ in _DURING
            return token.i in run or (is_during and bool(run) and _is_of(token.head, verb, run))
    return False


def _is_there_admitted(verb: Token) -> bool:
    """ "admitted that there were 14 dead"."""
    return bool(children(verb, "expl")) and verb.head.lemma_ in load_owning_up().counts_own


def _is_of(link: Token, verb: Token, run: range) -> bool:
    """Whether "in" is the verb's or the count's that stands behind it, as in "killed by rebels in the raid"."""
    above = next((up for up in climb(link) if is_verb(up) or up.i in run), None)
    return link.i >= run.stop and above is not None and (above == verb or above.i in run)


def _count_behind(verb: Token) -> range:
    """Where "[admitted] only 3 dead and 5 wounded" stands behind its verb, if those who are counted have no name."""
    doc, harmed = verb.doc, load_owning_up().harmed
    start = verb.i + 1 + (doc[verb.i + 1 : verb.i + 2].text == "to")
    end = start
    allowed, bodies = harmed | _BOUNDS, load_owning_up().own_bodies
    while end < verb.sent.end and (
        doc[end].tag_ in _IN_COUNT
        or doc[end].lower_ in allowed
        or (doc[end].lower_ in bodies and doc[end + 1 : end + 2].text.lower() in harmed)
    ):  # "three army casualties"
        end += 1
    run = doc[start:end]
    is_count = any(t.tag_ == "CD" for t in run) and any(t.lower_ in harmed for t in run)
    has_name = end < verb.sent.end and doc[end].pos_ in ("NOUN", "PROPN")
    return range(start, end if is_count and not has_name else start)


def _first_of(verb: Token) -> Token:
    """ "had died and four were wounded": the first of a row of verbs."""
    while verb.dep_ == "conj":
        verb = verb.head
    return verb


def _names_one(noun: Token) -> bool:
    """ "Malian soldiers", "ELN soldiers"."""
    return any(t.text[:1].isupper() for t in children(noun, "amod", "compound", "nmod", "poss"))


def _loses(verb: Token) -> bool:
    return verb.lemma_ in load_owning_up().loses


def comes_after(harm: Token, deed: Token) -> bool:
    """ "After the death of a senator the army launched an offensive": what comes after a harm did not do it.

    In "nine people died after a bomb exploded" the harm comes after the deed, and of it.
    """
    for above in (harm, *climb(harm)):
        is_opening = above.dep_ == "prep" or above.lower_ == "following"
        opens = [above] if is_opening else children(above, "mark")
        if any(word.lower_ in _AFTERWARDS for word in opens):
            return deed != above and above not in climb(deed)
        if deed == above:
            return False
    return False


def is_set_apart(harm: Token, deed: Token) -> bool:
    """ "Hundreds have been killed since the army launched an offensive", "before soldiers stormed the town".

    From then on or until then, and not by that. So is "bodies were found, hours after gunmen ambushed a patrol".
    """
    for above in (deed, *climb(deed)):
        if above == harm:
            return False
        opens = [above] if above.dep_ == "prep" else children(above, "mark", "prep")
        if any(word.lower_ in _ONLY_WHEN for word in opens):
            return harm in climb(above)
        if is_verb(above) and any(_is_measured(word) for word in opens):
            return harm in climb(above) and harm.lemma_ not in _DIES
    return False


def _is_measured(link: Token) -> bool:
    """ "[hours] after gunmen attacked", "two [days] after": a stretch of time lies between."""
    if link.lower_ != "after":
        return False
    stretches = (*children(link, "npadvmod"), *children(link.head, "npadvmod"))
    at_once = load_happening_words().moments
    return any(
        n.i < link.i and n.ent_type_ in _DAYS and n.lemma_.lower() not in at_once for n in stretches
    )


def opens_since(token: Token) -> bool:
    """ "since the army launched an offensive": what only tells from when on."""
    near = (token, *climb(token))
    return any(mark.lower_ == "since" for above in near[:2] for mark in children(above, "mark"))


def is_response_to(token: Token, other: Token) -> bool:
    """Whether one deed of a clause answers the other: "shelled the town in response to rocket fire from Gaza"."""
    answers = load_owning_up().answers
    return any(
        _what_is_to(one) in answers and (another in one.ancestors or another.head in one.ancestors)
        for one, another in ((token, other), (other, token))
    )


def is_told_of_avenged(token: Token, deed: Token) -> bool:
    """ "fired rockets in revenge for the massacre at Shati": where the massacre was, and not where the rockets fell."""
    for up in (token, *token.ancestors):
        if up == deed:
            return False
        if is_avenged(up) or _what_is_to(up) in load_owning_up().answers:
            above = set(up.ancestors)
            return deed in above or (is_verb(deed.head) and deed.head in above)
    return False


def is_told_of_answering(place: Token, deed: Token) -> bool:
    """ "shelled Beit Lahiya in response to rocket fire": where it was shelled, and not where the rockets fell.

    So with when: "fired rockets on Tuesday in revenge for the killing", "attacked it on Monday to avenge the raid".
    """
    answers = load_owning_up().answers
    for up in (deed, *deed.ancestors):
        if is_avenged(up) or _what_is_to(up) in answers:
            return place not in up.head.subtree
    return False


def _what_is_to(token: Token) -> str | None:
    """What is "for", "to" or "against" it: of the raid in "in revenge for the raid", revenge."""
    link = token.head
    if token.dep_ not in ("pobj", "pcomp") or link.lower_ not in _TO:
        return None
    first = link.head if link.dep_ == "conj" else link  # "for their arrests and for the siege"
    before = first.nbor(-1) if first.i > first.sent.start else first
    above = before.head.head
    is_beside = first.head in (above, above.head)  # or "in revenge" on what was shelled
    if before.dep_ == "pobj" and before.head.lower_ == "in" and is_beside:
        return (
            before.lemma_.lower()
        )  # the parse hangs both on the verb: "shelled it in revenge for"
    return first.head.lemma_.lower()
