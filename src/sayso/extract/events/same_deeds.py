"""Whether two tellings are of one deed, wherever they stand: "the attack", "the incident", "31 had been killed".

Comes in: two tellings, the first of the earlier one's chain, and words that name the same thing. Goes out: yes or no.
What the clause ties is decided in one_clause.py; which of several earlier tellings is meant, in happenings.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.deed_tellings import (
    DAY_REACH,
    DEFINITE,
    TOLD,
    Telling,
    are_disjoint,
    are_kin,
    are_of_others,
    are_turned_round,
    conflict,
    intercepts,
    is_definite,
    is_elsewhere,
    same_words,
)
from sayso.extract.events.deeds_in_a_row import are_of_one_row, sums_up
from sayso.extract.events.happening_words import load_happening_words
from sayso.extract.events.meant_arms import fires_what_hit
from sayso.extract.events.one_clause import (
    are_one_after_other,
    is_in_unrest,
    is_looked_on,
    is_meanwhile,
)
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, climb
from sayso.model import Place

_WANTED = frozenset({"planned", "demanded", "threatened"})
_ONE = frozenset({"a", "an"})
_OTHERS = frozenset({"others", "some", "many", "most"})
_VIOLENT = frozenset({"ASSAULT", "COERCE"})
_WHEN = frozenset({"when", "as", "while"})
_OPENING = 5  # characters: "Near "
_AHEAD = frozenset({"would", "will", "'d", "'ll", "wo", "shall", "to"})
_HAVE = frozenset({"has", "have", "'s", "'ve"})


def is_same(
    later: Telling, earlier: Telling, head: Telling, things: tuple[frozenset[str], ...]
) -> bool:
    """Whether a mention tells what an earlier one (and the first of its chain) tells."""
    if intercepts(later) != intercepts(earlier):
        return False
    if not are_kin(later.trigger, earlier.trigger) or are_one_after_other(later, earlier):
        return False
    if is_meanwhile(later, earlier) or are_turned_round(later, earlier):
        return False
    if later.sentence == earlier.sentence and (
        is_looked_on(later.trigger.token)
        or are_of_one_row(later.trigger.token, earlier.trigger.token)
        or sums_up(later.trigger.token, earlier.trigger.token)
    ):
        return False
    if _is_one_of_many(later, earlier):
        return False
    if fires_what_hit(later.trigger.token, earlier.trigger.token):
        return True
    if _is_of_same_band(later, earlier) and not is_elsewhere(later, head):
        return True
    if _names_again(later, earlier):
        return not is_elsewhere(later, head)
    if _owns_up_further(later, earlier):
        return not is_elsewhere(later, head)
    if conflict(later, earlier, things) or conflict(later, head, things):
        return False
    if later.is_campaign and not earlier.is_campaign:
        return False
    if _is_remote(later) and later.time is not None and not _is_remote(earlier):
        return (
            False  # "since the December 2001 attack on parliament": not the shelling of this week
        )
    if _is_wanted_after(later, earlier) or _is_threat_of_another(later, earlier):
        return False
    if _was_only_wanted(later, earlier):
        return False
    if _points_back(later):
        return later.target is not None or not (earlier.strikes_doers or head.strikes_doers)
    if later.status == "negated" or (
        earlier.status == "negated" and later.target is not None and is_definite(later.target)
    ):
        return _may_deny(later, earlier, things)
    if _is_remote(later) != _is_remote(earlier):
        return False
    if _is_of_nothing_done(earlier):
        return False
    if later.trigger.kind.consequence and not _is_remote(later):
        return _counts_the_harm(later, earlier)
    return _agree(later, earlier, things)


def _owns_up_further(later: Telling, earlier: Telling) -> bool:
    """ "The army claimed responsibility for the attack. It said it had targeted a unit": by the attack.

    What its doers say that they hit may be called by any name: "The Houthis claimed it. They had attacked the Tutor".
    """
    if later.owned_by.isdisjoint(earlier.owned_by) or later.trigger.is_noun:
        return False
    one = earlier.trigger.token
    is_the = any(child.lower_ in ("the", "that", "this") for child in children(one, "det"))
    is_near = later.sentence > earlier.sentence and later.paragraph == earlier.paragraph
    is_told = {later.status, earlier.status} <= TOLD and later.time is None
    return earlier.trigger.is_noun and is_the and is_near and is_told and later.has_actor


def _names_again(later: Telling, earlier: Telling) -> bool:
    """ "An air strike hit a warehouse. A monitor said the strike had destroyed a depot": by the same noun, once more.

    What it is told to have hit then is news, and no other target.
    """
    one, other = later.trigger, earlier.trigger
    if not one.is_noun or one.token.tag_ != "NN" or one.token.lemma_ != other.token.lemma_:
        return False
    is_the = any(child.lower_ == "the" for child in children(one.token, "det"))
    is_told = {later.status, earlier.status} <= TOLD
    if later.target is None or earlier.target is None or is_definite(later.target):
        return False
    if objects_of(one.token, ("of", "on")):
        return False
    near = later.sentence > earlier.sentence and later.paragraph - earlier.paragraph <= 1
    return is_the and is_told and near and not is_elsewhere(later, earlier)


def _is_wanted_after(later: Telling, earlier: Telling) -> bool:
    """ "The premier resigned. Unions demanded the release of three men": what is wanted is no deed of another kind."""
    is_wanted = later.status in _WANTED and earlier.status not in _WANTED
    one, other = later.trigger, earlier.trigger
    # What the tagger alone names has no words of its own kind.
    is_plain = bool(one.kind.nouns or one.kind.verbs) or one.token.lemma_ == other.token.lemma_
    return is_wanted and not (is_plain and one.kind.name == other.kind.name)


def _was_only_wanted(later: Telling, earlier: Telling) -> bool:
    """ "planned to take revenge … the assault": what was done is nothing that was only meant, by another word."""
    is_told = later.status in (*TOLD, "negated") and earlier.status in _WANTED
    is_told = is_told and later.trigger.kind.type in _VIOLENT
    return is_told and later.trigger.token.lemma_ != earlier.trigger.token.lemma_


def _is_threat_of_another(later: Telling, earlier: Telling) -> bool:
    """ "threatened to drown the hostages. Two men confessed to planning the raid": the raid is no drowning."""
    return earlier.status == "threatened" and later.trigger.kind.name != earlier.trigger.kind.name


def _is_one_of_many(later: Telling, earlier: Telling) -> bool:
    """ "has claimed a string of attacks … the bombing": the one that is told of is none of many told in passing."""
    one, many = later.trigger, earlier.trigger
    if not one.is_noun or one.token.tag_ not in ("NN", "NNP") or many.token.tag_ != "NNS":
        return False
    verb = many.carrier
    return verb is not None and any(aux.lower_ in _HAVE for aux in children(verb, "aux"))


def has_another_cause(harm: Token) -> bool:
    """ "struck a depot, and the deaths were caused by rockets stored there"; not "were caused by the strike".

    "The blast was caused by a rocket" gives the blast that was told of another cause, and is of the same blast.
    """
    verb = harm.head
    if harm.lemma_.lower() in load_argument_words().blasts and is_definite(harm):
        return False
    is_caused = harm.dep_ == "nsubjpass" and verb.lemma_ in load_happening_words().causing
    causes = [noun for agent in children(verb, "agent") for noun in children(agent, "pobj")]
    return is_caused and bool(causes) and not any(_is_known(noun) for noun in causes)


def _is_known(noun: Token) -> bool:
    return noun.pos_ == "PRON" or any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in DEFINITE) for c in noun.children
    )


def _is_of_same_band(later: Telling, earlier: Telling) -> bool:
    """ "Gunmen raided Dablo. … The attackers burned houses", "They shot anyone": what the same men did there."""
    if not later.goes_on or later.band.isdisjoint(earlier.band):
        return False
    is_told = {later.status, earlier.status} <= TOLD and later.status == earlier.status
    is_near = later.paragraph - earlier.paragraph <= DAY_REACH
    return is_told and is_near and not is_elsewhere(later, earlier)


def _counts_the_harm(later: Telling, earlier: Telling) -> bool:
    """ "Officials said 31 people had been killed": a toll told apart from its deed, not long after it."""
    if (
        _is_told_in_another(later.trigger.token, earlier.trigger.token)
        or later.trigger.token.lemma_ in load_happening_words().deeds_of_their_own
    ):
        return False
    if later.sentence == earlier.sentence and _is_of_another(later.trigger.token):
        return False
    is_known = earlier.place is not None or earlier.time is not None or earlier.in_headline
    if not is_known and _is_of_its_own_deed(later):
        return False
    if later.time is not None and earlier.time is None and _are_those_dead(later.trigger.token):
        return False
    if _opens_elsewhere(later, earlier):
        return False
    if earlier.place is None and later.sentence != earlier.sentence and _is_one_somewhere(later):
        return False
    if _has_occasion(later.trigger.token) and _has_occasion(earlier.trigger.token):
        return False
    distance_ = later.paragraph - earlier.paragraph
    if _are_one_and_many(later, earlier) or _are_one_and_many(earlier, later):
        return False
    is_counted = bool(later.figures) or _befell_others(later.trigger.token)
    return not later.has_actor and is_counted and distance_ <= 4


def _befell_others(harm: Token) -> bool:
    """ "Nine were brought in and others died where they stood": of the same deed."""
    return any(t.lower_ in _OTHERS for t in children(harm, "nsubj", "nsubjpass"))


def _is_of_another(harm: Token) -> bool:
    """ "A soldier was shot dead and another died when a bomb hit his car": another man, in a deed of his own."""
    subjects = children(harm, "nsubj", "nsubjpass")
    is_another = any(
        s.lower_ == "another" or any(c.lower_ == "another" for c in s.children) for s in subjects
    )
    clauses = children(harm, "advcl")
    return is_another and any(m.lower_ == "when" for c in clauses for m in c.children)


def _has_occasion(harm: Token) -> bool:
    """ "Six were killed as crowds marched. Three were hurt when a grenade exploded": each at something of its own."""
    clauses = (c for c in children(harm, "advcl") if c.i > harm.i)
    return any(m.lower_ in _WHEN for c in clauses for m in children(c, "mark", "advmod"))


def _is_of_its_own_deed(harm: Telling) -> bool:
    """ "On Friday 35 people died in clashes": in these, and in no undated deed told before; but "died in the clash"."""
    token = harm.trigger.token
    if harm.place is None and harm.time is None:
        return False
    links = (c for c in children(token, "prep") if c.lower_ in ("in", "during"))
    nouns = (noun for link in links for noun in children(link, "pobj"))
    return any(noun.tag_ == "NNS" and not is_definite(noun) for noun in nouns)


def _opens_elsewhere(later: Telling, earlier: Telling) -> bool:
    """ "Two brothers were shot dead in a car. In Durán, three men were found beheaded": others, elsewhere."""
    is_counted = bool(later.figures and earlier.figures)
    if not is_counted or later.place is None or earlier.in_headline:
        return False
    if later.sentence == earlier.sentence or earlier.place is not None:
        return False
    return later.place.span.start - later.trigger.token.sent.start_char <= _OPENING


def _are_those_dead(harm: Token) -> bool:
    """ "four of those killed on Friday": in what was done on that day."""
    return harm.dep_ == "acl" and harm.head.lower_ == "those"


def _is_one_somewhere(harm: Telling) -> bool:
    """ "A rocket hit a clinic. A diplomat was killed in Khartoum": one man not yet told of, in a place of his own."""
    victim = harm.target
    is_one = victim is not None and any(
        c.dep_ == "det" and c.lower_ in _ONE for c in victim.children
    )
    return is_one and harm.place is not None


def _is_told_in_another(token: Token, earlier: Token) -> bool:
    """ "after a siege in which thousands perished": in that, and in no deed told before it."""
    clause = next((t for t in (token, *climb(token)) if t.dep_ == "relcl"), None)
    if clause is None or earlier in climb(clause):
        return is_in_unrest(token, earlier)
    return any(
        noun.lower_ == "which"
        for prep in children(token, "prep")
        for noun in children(prep, "pobj")
    )


def _are_one_and_many(one: Telling, many: Telling) -> bool:
    """ "Savimbi has been killed … some 30,000 people died": not he alone, and not with him."""
    if not many.trigger.kind.consequence or not one.trigger.kind.consequence:
        return False
    if one.target is None or many.target is None or one.target.tag_ not in ("NN", "NNP"):
        return False
    is_one = one.target.ent_type_ == "PERSON" or any(
        child.lower_ in ("a", "an") for child in children(one.target, "det")
    )
    is_one = is_one or bool(children(one.target, "poss"))  # "her father"
    return is_one and many.target.tag_ in ("NNS", "NNPS") and not one.trigger.kind.weak


def _is_of_nothing_done(telling: Telling) -> bool:
    """ "We do not target civilians", "failed to explode": nobody was harmed by that."""
    if telling.status == "attempted":
        return True
    return (
        telling.status == "negated"
        and telling.target is not None
        and not is_definite(telling.target)
    )


def _agree(later: Telling, earlier: Telling, things: tuple[frozenset[str], ...]) -> bool:
    same_family = later.trigger.kind.family == earlier.trigger.kind.family
    near = later.paragraph - earlier.paragraph <= 2
    if later.target is not None and earlier.target is not None:
        kin = same_family or later.trigger.kind.family in load_happening_words().violent
        return (
            kin
            and near
            and is_definite(later.target)
            and same_words(later.target, earlier.target, things)
        )
    overlap = (
        later.time is not None
        and earlier.time is not None
        and not are_disjoint(later.time, earlier.time)
    )
    if (
        later.target is not None
        and is_definite(later.target)
        and (overlap or later.sentence == earlier.sentence)
    ):
        return near
    same_place = (
        later.place is not None
        and earlier.place is not None
        and later.place.name == earlier.place.name
    )
    return same_family and same_place and (overlap or near) and _is_fine(later.place)


def _is_fine(place: Place | None) -> bool:
    return place is not None and place.precision not in (None, "country")


def _points_back(telling: Telling) -> bool:
    """ "the attack", "this incident", "Thursday's strike": a definite noun without news in it."""
    token = telling.trigger.token
    if telling.trigger.is_noun and telling.in_headline and _is_bare(telling):
        return True  # "bombing kills 63; group claims attack", "bombings kill 57; group claims attacks"
    if not telling.trigger.is_noun or token.tag_ in ("NNS", "NNPS"):
        definite = {child.lower_ for child in children(token, "det")} & {
            "the",
            "these",
            "those",
            "both",
        }
        return telling.trigger.is_noun and bool(definite) and not objects_of(token, ("of", "by"))
    dets = {child.lower_ for child in children(token, "det", "poss")}
    return bool(dets & DEFINITE) or (telling.trigger.kind.weak and not telling.target)


def _is_bare(telling: Telling) -> bool:
    return telling.target is None and not children(telling.trigger.token, "det", "poss")


def _may_deny(later: Telling, earlier: Telling, things: tuple[frozenset[str], ...]) -> bool:
    is_other_kind = later.trigger.kind.name != earlier.trigger.kind.name
    is_other_kind = is_other_kind and later.trigger.kind.type not in _VIOLENT
    is_other = is_other_kind or any(_is_refused(telling) for telling in (later, earlier))
    if is_other and are_of_others(later, earlier):
        return False  # "The rebels freed them. Paris denied paying a ransom", "Greece would expel nobody"
    if later.target is not None and not is_definite(later.target):
        # "denied that it targets civilians" is no word on this strike; "that it had hit a market" is on the market's
        return _is_one_done(later) and _share_noun(later, earlier)
    if later.target is not None and earlier.target is not None:
        return same_words(later.target, earlier.target, things)
    return (
        later.paragraph - earlier.paragraph <= 2
        or later.trigger.token.lemma_ == earlier.trigger.token.lemma_
    )


def _is_refused(telling: Telling) -> bool:
    """ "Greece said it would not expel anyone", "has no plans to": what it will do; not "would not have expelled"."""
    helpers = {aux.lower_ for aux in children(telling.trigger.token, "aux")}
    return (
        telling.status == "negated" and not helpers.isdisjoint(_AHEAD) and helpers.isdisjoint(_HAVE)
    )


def _is_one_done(telling: Telling) -> bool:
    """ "had struck a market": one thing, in the past."""
    target, verb = telling.target, telling.trigger.token
    is_one = target is not None and any(c.lower_ in ("a", "an") for c in children(target, "det"))
    return is_one and verb.tag_ in ("VBD", "VBN")


def _share_noun(one: Telling, other: Telling) -> bool:
    return (
        one.target is not None
        and other.target is not None
        and one.target.lemma_ == other.target.lemma_
    )


def _is_remote(telling: Telling) -> bool:
    return telling.status in ("planned", "demanded", "threatened", "hypothetical", "historical")
