"""Who is told again: by a name or a part of it, or by a noun ("the ministry", "the group", "the midwife").

Comes in: a mention and the chains so far. Goes out: the chain of whoever was called that before, or may be called that,
or None. Who stands right beside somebody is found in appositions.py, whom a pronoun means in pronouns.py.
"""

from __future__ import annotations

from sayso.model import ActorKind
from sayso.nlp.chains import (
    ARMED,
    PLURAL_TAGS,
    SUBJECTS,
    Chain,
    Seen,
    deed_that_tells,
    description_of,
    is_counted,
    is_counted_part,
    may_be_same,
    name_keys,
    names_agree,
    noun_of,
    owner_of,
    short_keys,
    tells_behind,
    without_told_with,
)
from sayso.nlp.chains_so_far import FARTHEST_NOUN, FARTHEST_PRONOUN, ChainsSoFar
from sayso.nlp.only_some import are_the_others, is_of_a_kind

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_INDEFINITE = frozenset({"a", "an", "another", "some", "several", "other", "more"})
_RULING = frozenset({"ruling", "governing", "opposition"})
_OFFICES = frozenset({"person", "government"})
_CALLINGS = frozenset({"person", "civilians", "group"})
_UNTOLD = frozenset({"civilians", "armed_group"})
_WATCHERS = frozenset({"ngo", "igo", "media"})
_BODIES = frozenset({"ngo", "igo", "media", "group", "party", "company", "other"})
# In so many sentences "the suspect" is who was arrested last.
_NEAR_SUSPECT = 4
_BODIES = frozenset({"group", "ngo"})
_CALLED_BODIES = frozenset({"group", "ngo", "other", "armed_group"})
_ORGANS = frozenset({"government", "armed_force", "police", "court", "state", "armed_group"})


def find_named(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """Who has been called by that name before: "Jane Poe … Poe said" → Jane Poe's chain."""
    for name in (*name_keys(seen), *short_keys(seen, is_whole=False)):
        chain = so_far.by_name.get(name)
        if chain is not None and may_be_same(chain, seen) and names_agree(chain, seen):
            are_others = _are_others_of_people(seen, chain)
            are_others = are_others or are_the_others(chain, seen, so_far.words)
            return None if are_others else chain
    return _same_surname(seen, so_far) or _named_at_last(seen, so_far)


def _named_at_last(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "A pro-democracy lawyers' group said so. … said the Emergency Lawyers": the group, named when it speaks again.

    Not where it shares no word with the name: "A rights group said so. Amnesty International called it a crime".
    """
    if seen.mention.kind not in _WATCHERS | {"group", "other"} or len(seen.capitals) < 2:
        return None
    name = {word.lower().removesuffix("'s").removesuffix("’s") for word in seen.capitals}
    near = [
        c
        for c in so_far.recent(seen, FARTHEST_NOUN)
        if c.kind in _CALLED_BODIES and not c.is_named and c.actor is None and not c.is_plural
        if c.last is not None and c.last.determiner in ("a", "an", "the")
        if name & _belongings(c.last)
    ]
    return near[0] if len(near) == 1 else None


def _belongings(seen: Seen) -> set[str]:
    """Whose a body is, or what it is of: "lawyers" of "a lawyers' group", "doctors" of "a network of doctors"."""
    below = (t for t in seen.head.subtree if t.dep_ in ("poss", "compound", "amod", "pobj"))
    return {t.lower_ for t in below if t.tag_ in ("NN", "NNS", "NNP", "NNPS")}


def _are_others_of_people(seen: Seen, chain: Chain) -> bool:
    """ "Hundreds of Serbs", "about 30 armed Serbs": some of a people, each time others; "the Serbs" are those again."""
    last = chain.last
    if last is None or seen.mention.kind != "civilians" or seen.determiner in _DEFINITE:
        return False
    is_people = seen.head.ent_type_ == "NORP" and seen.head.tag_ in PLURAL_TAGS
    return is_people and any(is_counted(t) or is_counted_part(t) for t in (seen.head, last.head))


def _same_surname(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Corker" alone, which the tagger took for a body, is "Sen. Bob Corker", and the other way round."""
    if seen.mention.kind == "person":
        chain = so_far.by_name.get(seen.head.lower_)
    elif seen.mention.kind == "other" and len(seen.capitals) == 1:
        chain = so_far.by_name.get(f"person {seen.head.text}")
    else:
        return None
    if chain is None or chain.actor is not None or seen.mention.actor is not None:
        return None
    return chain if chain.kind in {"person", "other"} else None


def find_described(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """Who is told again by what he is: "The Houthis fired on it. The group said …" → the Houthis' chain."""
    first = next((up for up in seen.head.ancestors if up.dep_ != "conj"), seen.head)
    joined = first if seen.head.dep_ == "conj" else seen.head
    if (
        seen.determiner in _INDEFINITE
        or is_counted(seen.head)
        or is_counted(joined)
        or _is_named_behind(seen, so_far)
    ):
        return None
    noun = noun_of(seen)
    told = tells_behind(seen, so_far.reading.token_at[seen.mention.span.start])
    again = [
        c
        for c in so_far.recent(seen, FARTHEST_NOUN)
        if _is_again(c, seen, noun, so_far) and not _is_owner_of(seen, c)
    ]
    again = [c for c in again if not (_are_told_apart(c, seen) or _are_others(c, seen, so_far))]
    again = [c for c in again if not are_the_others(c, seen, so_far.words)]
    again = [c for c in again if not is_of_a_kind(c, seen)]
    if told:
        again = [c for c in again if not _is_in_sentence(c, seen)]
        again.sort(key=lambda c: not c.tells)
    if again:
        nearest = _never_owned(again, seen) or again[0]
        return _armed_since(nearest, seen, so_far) or nearest
    if seen.determiner not in _DEFINITE:
        return None
    if (owner := _owner_of_craft(seen, so_far)) is not None:
        return owner
    if (somebody := _same_calling(seen, noun, so_far) or _doers_again(seen, so_far)) is not None:
        return somebody
    if seen.head.lower_ in so_far.words.suspected:
        return _suspect_again(seen, so_far)
    if (formerly := _former_office(seen, so_far)) is not None or owner_of(seen.mention):
        return formerly
    if (watcher := _watcher_again(seen, so_far)) is not None:
        return watcher
    if _is_specified(seen, noun):
        return None
    kinds = _kinds_called(noun, so_far)
    named = without_told_with(
        [
            c
            for c in so_far.recent(seen, FARTHEST_PRONOUN)
            if c.kind in kinds and (c.is_named or c.actor) and _may_be_called(c, noun, so_far)
            if not _is_of_unit(seen, c) and not is_of_a_kind(c, seen)
            if not (told and _is_in_sentence(c, seen))
        ]
    )
    called = [c for c in named if noun in c.words and c.kind in _WATCHERS]
    if called:  # "The organization spoke to miners. … The organization found no proof"
        return _armed_since(called[0], seen, so_far) or called[0]
    return named[0] if len(named) == 1 or (named and kinds != {"person"}) else None


def _owner_of_craft(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Indian warplanes bombed a hill. The jets turned back": India's, if nobody else's were told of."""
    row = next((row for row in so_far.words.crafts if seen.head.lower_ in row), None)
    if row is None or seen.mention.kind != "armed_force" or owner_of(seen.mention):
        return None
    near = [c for c in so_far.recent(seen, FARTHEST_NOUN) if not row.isdisjoint(c.heads)]
    same = [c for c in near if seen.head.lower_ in c.heads] or near
    return same[0] if len(same) == 1 and same[0].actor is not None else None


def _never_owned(again: list[Chain], seen: Seen) -> Chain | None:
    """ "The army fought rebels. The Rwandan army shelled Goma. The army said": the one that was nobody's by name."""
    if seen.mention.kind not in ARMED or owner_of(seen.mention) or again[0].actor is None:
        return None
    bare = description_of(seen.mention.actor or "")
    if bare in again[0].described:
        return None
    return next((c for c in again if c.actor is None and c.described == {bare}), None)


def _kinds_called(noun: str, so_far: ChainsSoFar) -> set[ActorKind]:
    """Whom a noun may name again: "the group" an armed group or an NGO."""
    last_word = noun.split()[-1]
    return {
        kind
        for anaphor in so_far.words.anaphors
        if anaphor.words & ({noun} if anaphor.alone else {noun, last_word})
        for kind in anaphor.kinds
    }


def _armed_since(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "the group said. … It fights only the Tigers. The group massacred villagers": sooner the Tigers than a watcher.

    Only who was named since, and only of a deed that watchers do not.
    """
    verb, last = seen.head.head, chain.last
    if chain.kind not in _WATCHERS or seen.head.dep_ != "nsubj" or last is None:
        return None
    things = {child.lemma_.lower() for child in verb.rights if child.dep_ == "dobj"}
    is_deed = (
        verb.lemma_ in so_far.words.harms
        or verb.lemma_ in so_far.words.shoots
        or (verb.lemma_ in so_far.words.perpetrates and bool(things))
    )
    if not is_deed or "armed_group" not in _kinds_called(noun_of(seen), so_far):
        return None
    since = [
        c
        for c in so_far.recent(seen, FARTHEST_PRONOUN)
        if c.kind == "armed_group" and (c.is_named or c.actor)
        if c.last is not None and c.last.start > last.start
    ]
    return next(iter(without_told_with(since)), None)


def _are_told_apart(chain: Chain, seen: Seen) -> bool:
    """ "Togo withdrew its troops. He led the troops that burned Kpalime": others, known by what they did.

    Not where the same was told of those: "Its troops burned Kpalime. The troops that burned it …".
    """
    if seen.mention.kind not in ARMED or owner_of(seen.mention):
        return False
    deed = deed_that_tells(seen.head)
    owners = (described.removeprefix("role:")[:1] for described in chain.described)
    if deed is None or not (chain.actor or any(owner != "|" for owner in owners)):
        return False
    return chain.led is None or chain.led.head.head.lemma_ != deed.lemma_


def _are_others(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Soldiers shot her sons. Rebels killed wounded soldiers": some are wounded, others shot her sons.

    Not "the wounded soldiers", nor "masked gunmen" where gunmen were told of.
    """
    last = chain.last
    if last is None or _are_of_other_creed(chain, seen, so_far):
        return last is not None
    if seen.determiner in _DEFINITE or seen.head.tag_ not in PLURAL_TAGS:
        return False
    if seen.mention.kind not in ARMED or seen.head.lower_ not in chain.heads:
        return False
    met = chain.led if last.mention.is_pronoun and chain.led is not None else last
    one, other = (
        so_far.words.apart & {t.lower_ for t in head.lefts} for head in (seen.head, met.head)
    )
    return one != other and met.head.lower_ == seen.head.lower_


def _are_of_other_creed(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "separatist rebels … The communist rebels": others, whatever noun they share."""
    own = {t.lower_ for t in seen.head.lefts} & so_far.words.creeds
    return bool(own) and bool(chain.creeds) and own.isdisjoint(chain.creeds)


def _is_named_behind(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The Tigers' chief of relations, Selvarasa Pathmanathan": by his name he is somebody new."""
    if (seen.mention.kind in ARMED or seen.mention.kind in _BODIES) and _is_before_name(seen):
        # "The group Ansar Zuka attacked a post", "the monitoring group OVD-Info": another than the group of before
        return True
    if seen.mention.kind != "person" or seen.head.tag_ in PLURAL_TAGS:
        return False
    names = [t for t in seen.head.rights if t.dep_ == "appos" and t.ent_type_ == "PERSON"]
    return any(f"person {name.text}" not in so_far.by_name for name in names)


def _is_before_name(seen: Seen) -> bool:
    """ "the group [Ansar Zuka]"; not "the group Friday said", "the group Israel calls a threat"."""
    behind = seen.head.doc[seen.head.i + 1 : seen.head.i + 2]
    return seen.head.lower_ == seen.head.text and any(
        t.pos_ == "PROPN" and t.text[:1].isupper() and t.ent_type_ not in ("DATE", "TIME", "GPE")
        for t in behind
    )


def _same_calling(seen: Seen, noun: str, so_far: ChainsSoFar) -> Chain | None:
    """ "Halima Dirie, a midwife, … The midwife said": the only person before whom the same noun described."""
    is_many = seen.head.tag_ in PLURAL_TAGS
    is_one = (
        seen.mention.kind in ARMED and seen.head.tag_ == "NN" and noun not in so_far.words.bodies
    )
    if not (seen.mention.kind in _CALLINGS or is_one):  # "a senior army officer … The officer"
        return None
    if owner_of(seen.mention) or seen.determiner != "the":
        return None
    if noun in so_far.words.collectives or (is_many and noun in so_far.words.bodies):
        return None
    near = [
        c
        for c in so_far.recent(seen, FARTHEST_NOUN)
        if c.kind in _CALLINGS and c.is_plural == is_many and noun in c.words
        if not _is_of_another_kind(seen, c)
    ]
    return near[0] if len(near) == 1 else None


def _watcher_again(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "…, a human rights organization said. … The organization found no evidence": however many armed ones between."""
    chain = so_far.by_body.get(seen.head.lower_)
    if chain is None or seen.head.dep_ not in SUBJECTS or seen.determiner != "the":
        return None
    verb = seen.head.head
    is_finding = verb.lemma_ in so_far.words.finds or any(c.dep_ == "ccomp" for c in verb.children)
    return chain if is_finding and chain.is_plural == (seen.head.tag_ in PLURAL_TAGS) else None


def _doers_again(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Gunmen raided Dablo. … The attackers": the only armed men before who did something and have no name."""
    if seen.head.tag_ not in PLURAL_TAGS or seen.head.lemma_.lower() not in so_far.words.doers:
        return None
    near = [
        c
        for c in so_far.recent(seen, FARTHEST_NOUN)
        if c.kind == "armed_group" and c.led is not None
        if c.actor is None and (c.described or not c.is_named)
    ]
    return near[0] if len(near) == 1 else None


def _suspect_again(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Police arrested a student suspected of the blast. … The suspect": the one person whom it was done to last."""
    near = [
        c
        for c in so_far.recent(seen, _NEAR_SUSPECT)
        if c.kind not in ARMED and not c.is_plural and c.last is not None
        if c.last.head.dep_ in ("dobj", "nsubjpass")
        if c.last.head.head.lemma_ in so_far.words.charges
    ]
    return near[0] if near else None


def _former_office(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Jan Egeland … The former UN envoy said": what the one person of the sentence before was or comes from."""
    is_one = seen.mention.kind in _OFFICES and seen.head.tag_ not in PLURAL_TAGS
    if not is_one or seen.head.dep_ not in SUBJECTS:
        return None
    before = {t.lower_ for t in seen.head.lefts}
    if not before & so_far.words.once and not any("-old" in w or "-born" in w for w in before):
        return None
    near = [c for c in so_far.recent(seen, 1) if c.kind == "person" and c.is_named]
    return near[0] if len(near) == 1 and not near[0].roles else None


def _may_be_called(chain: Chain, noun: str, so_far: ChainsSoFar) -> bool:
    """ "the minister" is not the spokesman of before; of a bare name it may be the office.

    Not of a name that only tells whose others are: "Forces loyal to Khalifa Haftar … the interior minister".
    """
    if chain.kind != "person" or noun in so_far.words.general_persons or noun in chain.roles:
        return True
    return not chain.roles and chain.led is not None and noun not in so_far.words.mouthpieces


def _is_again(chain: Chain, seen: Seen, noun: str, so_far: ChainsSoFar) -> bool:
    actor = seen.mention.actor
    usurpers = so_far.words.usurpers & {seen.head.lower_, *chain.words}
    if usurpers and seen.head.lower_ not in chain.words:
        return False  # "overthrew the government … The new junta", "The junta dissolved the government"
    if _is_of_other_desk(seen, chain) or _owns_only(seen, chain):
        return False
    if (
        actor
        and description_of(actor) in chain.described
        and (owner_of(seen.mention) or noun in so_far.words.bodies)
    ):
        same_word = seen.head.lower_ in chain.words
        if _has_several_callings(actor, so_far) and seen.head.tag_ == "NN":
            return same_word and (noun in chain.words or noun == seen.head.lower_)
        if seen.mention.kind in _UNTOLD and seen.determiner not in _DEFINITE:
            return same_word  # "worshippers … its members were victims of banditry"
        if not owner_of(seen.mention) and not same_word and seen.head.tag_ == "NNS":
            return False  # "5,000 sailors … Police and soldiers did not fire"
        return same_word or chain.is_plural == (seen.head.tag_ in PLURAL_TAGS)
    if (
        owner_of(seen.mention)
        or seen.determiner not in _DEFINITE
        or noun not in so_far.words.bodies
    ):
        return False
    if chain.kind == "other" and seen.mention.kind == "armed_force":
        return False  # "the National Liberation Army … the army"
    if chain.kind == "person" and seen.mention.kind in _ORGANS:
        return False  # "an army commander … the army", "Junta spokesman Ali Musa … the junta"
    if chain.kind != seen.mention.kind and {chain.kind, seen.mention.kind} <= _ORGANS:
        return False  # "the army-backed government … the army"
    if chain.kind in _BODIES and seen.mention.kind in _ORGANS:
        return seen.head.lower_ in chain.heads  # "the Police Reforms Working Group … the police"
    singular = seen.head.tag_ not in PLURAL_TAGS
    # "the prime minister" is not the information minister of before.
    return noun in chain.words and (chain.is_plural != singular or chain.kind == seen.mention.kind)


def _owns_only(seen: Seen, chain: Chain) -> bool:
    """ "The government's delegation … the government": not the delegation, which is only the government's."""
    if seen.head.lower_ in chain.heads or chain.last is None or seen.head.lower_ not in chain.words:
        return False
    return any(t.dep_ == "poss" and t.lower_ == seen.head.lower_ for t in chain.last.head.lefts)


def _is_owner_of(seen: Seen, chain: Chain) -> bool:
    """ "[the chief]'s wife": whoever stands inside a phrase owns what it means, and is somebody else."""
    last = chain.last
    if last is None or last.head == seen.head:
        return False
    return last.mention.span.start <= seen.start < last.mention.span.end


def _has_several_callings(actor: str, so_far: ChainsSoFar) -> bool:
    """Whether a role is many offices: "the mayor … the governor", "the interior … the finance minister"."""
    return description_of(actor).split("|")[1] in so_far.words.several


def _is_in_sentence(chain: Chain, seen: Seen) -> bool:
    """Whether somebody is named, and not by a pronoun alone, in the sentence."""
    last = chain.last
    return last is not None and last.sentence == seen.sentence and not last.mention.is_pronoun


def _is_of_another_kind(seen: Seen, chain: Chain) -> bool:
    """ "the protest leaders" are not the leaders of Chad and Niger named before."""
    kinds = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    return bool(kinds) and kinds.isdisjoint(chain.words)


def _is_of_unit(seen: Seen, chain: Chain) -> bool:
    """ "the battalion commander" is not the chairman named before: his unit was never told of him.

    Nor is "the commander of the northern front" whoever was just taken or harmed.
    """
    units = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    if chain.is_harmed or chain.is_taken:
        units |= _what_of(seen)
    return chain.kind == "person" and bool(units) and units.isdisjoint(chain.words)


def _what_of(seen: Seen) -> set[str]:
    """The common nouns that an office is of: "the ministry of information" → information."""
    links = (c for c in seen.head.rights if c.lower_ == "of" and c.dep_ == "prep")
    return {t.lower_ for link in links for t in link.rights if t.dep_ == "pobj" and t.tag_ == "NN"}


def _is_of_other_desk(seen: Seen, chain: Chain) -> bool:
    """ "the intelligence minister" is not the foreign minister of before, by whatever name."""
    if chain.kind != "person":
        return _is_office_of_other(seen, chain)
    desks = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    told = {word for words in chain.words for word in words.split()} if desks else set()
    return bool(desks) and desks.isdisjoint(told)


def _is_office_of_other(seen: Seen, chain: Chain) -> bool:
    """ "the ministry of information" is not the health ministry of before."""
    fields = _what_of(seen)
    known = {word for words in chain.words for word in words.split()} - {seen.head.lower_}
    return bool(fields) and bool(known) and fields.isdisjoint(known)


def _is_specified(seen: Seen, noun: str) -> bool:
    """ "the teachers' union", "the ruling party": another one than the union or party named before."""
    if any(child.lower_ in _RULING for child in seen.head.lefts):
        return True
    return any(
        child.dep_ in ("poss", "compound")
        and child.tag_ in ("NNS", "NN")
        and child.lower_ not in noun
        for child in seen.head.lefts
    )
