"""What is no deed: sport, films, drills, weather, business and figures of speech that use the words of war.

Comes in: a candidate trigger and its sentence. Goes out: whether to drop it. Abstaining is an answer; what is planned,
denied or remembered is still a deed and gets its status elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.events.argument_words import is_hour
from sayso.extract.events.at_games import is_at_a_game
from sayso.extract.events.attacks_of_words import is_attack_of_words
from sayso.extract.events.event_lexicon import EventLexicon, Kind
from sayso.extract.events.mishaps import is_mishap
from sayso.extract.events.negations import is_negated
from sayso.extract.events.trigger_patterns import match_noun
from sayso.extract.grammar.body_names import is_in_body_name
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.clauses import agents, objects_of, patients
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.nlp.apposed_names import load_apposed_names

# "in protest at the law".
_AT_WHAT = frozenset({"at", "over", "against", "about"})
_SCORE = re.compile(r"\b[0-9]{1,2}[-–][0-9]{1,2}\b((?: [a-z]+){0,2})")
# "came under fire over the border", "for two hours": no matter that somebody is blamed for.
_NOT_BLAMED = frozenset({"GPE", "LOC", "FAC", "DATE", "TIME", "CARDINAL", "QUANTITY"})
_ANSWERING = frozenset({"dismiss", "reject", "ignore", "accept", "receive", "rebuff"})
_WHERE = frozenset({"at", "near", "outside", "past", "through", "beside", "behind", "from"})
_LODGING = frozenset({"lodge", "file", "register", "deliver"})
_VIOLENT = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
_FIRE = "fire"
_MEANS = frozenset({"mean", "say", "describe", "denote", "indicate", "signify"})
_NATIONS = frozenset({"NORP", "GPE", "ORG"})


@dataclass(frozen=True, slots=True)
class SentenceWorld:
    """Which other worlds the words of a sentence speak of."""

    sport: int
    fiction: int
    drill: int
    business: int
    campaign: int
    exercises: int
    exhibits: int
    figure: tuple[tuple[int, int], ...]

    @staticmethod
    def of(
        sentence: TokenSpan, forms: list[list[int]], here: set[int], lexicon: EventLexicon
    ) -> SentenceWorld:
        """Count the words of sport, fiction, drills and business; `here` are all forms of the sentence."""
        rows = forms[sentence.start : sentence.end]
        text, start = sentence.text.lower(), sentence.start_char
        worlds = lexicon.world_ids
        return SentenceWorld(
            sport=_count(rows, here, worlds["sport"]) + _count_scores(text, lexicon),
            fiction=_count(rows, here, worlds["fiction"]),
            drill=_count(rows, here, worlds["drill"]),
            business=_count(rows, here, worlds["business"]),
            campaign=0
            if _count(rows, here, worlds["physical"])
            else _count(rows, here, worlds["campaign"]),
            exercises=_count(rows, here, worlds["exercises"]),
            exhibits=_count(rows, here, worlds["exhibits"]),
            figure=tuple(
                (start + at, start + at + len(words))
                for words in lexicon.statuses.negatives.figures
                if words in text and (at := find_phrase(text, words)) >= 0
            ),
        )


def _count_scores(text: str, lexicon: EventLexicon) -> int:
    """How many results of matches stand in a text: "won 3-1"; not "3-5 civilians were killed and 10-12 injured"."""
    counted = lexicon.statuses.negatives.counted
    return sum(counted.isdisjoint(m[1].split()) for m in _SCORE.finditer(text))


def find_phrase(text: str, words: str, start: int = 0) -> int:
    """Where a figure of speech stands from some place on, inflected or not, or -1.

    "fired up" does not stand in "was fired upon".
    """
    found = re.compile(rf"{re.escape(words)}(?:s|es|d|ed|ing)?(?![a-z])").search(text, start)
    return found.start() if found is not None else -1


def _count(rows: list[list[int]], here: set[int], words: frozenset[int]) -> int:
    if words.isdisjoint(here):
        return 0
    return len({lower for lemma, lower in rows if lemma in words or lower in words})


def bears_arms(token: Token) -> bool:
    """ "attackers armed with axes", "none of them was armed": what they bore, and no arming of them."""
    if token.lemma_ != "arm" or token.tag_ != "VBN":
        return False
    if children(token, "auxpass"):
        is_joined = token.dep_ == "conj" and not children(token, "nsubjpass")
        return not children(token, "agent", "conj") and not is_joined
    if token.dep_ not in ("acl", "amod"):
        return False
    return any(c.lower_ == "with" for c in children(token, "prep")) and not children(token, "agent")


def _is_note(token: Token) -> bool:
    """ "dismissed Lisbon's protest", "lodged a protest": a state's word, and no march."""
    if token.lower_ != "protest" or token.dep_ not in ("dobj", "nsubjpass"):
        return False
    is_answered = token.head.lemma_ in _ANSWERING and bool(children(token, "poss"))
    return is_answered or token.head.lemma_ in _LODGING


def is_meaning(token: Token, terms: frozenset[str]) -> bool:
    """ "neutralised, a term it uses to mean | killed or captured": what a word means, and no deed."""
    ups = [token, *climb(token)]
    at = next((i for i, up in enumerate(ups) if up.lemma_ in _MEANS and up.i < token.i), None)
    if at is None:
        return False
    if ups[at].lemma_ == "mean" and any(up.lemma_.lower() in terms for up in ups[at + 1 :]):
        return True
    return ups[at].tag_ == "VB" and any(_uses_term(up, terms) for up in ups[at + 1 :])


def _uses_term(verb: Token, terms: frozenset[str]) -> bool:
    """ "uses the term neutralise to say", "used that word to describe"."""
    objects = children(verb, "dobj") if verb.lemma_ == "use" else []
    return any(t.lemma_.lower() in terms for o in objects for t in (o, *o.lefts))


def is_no_deed(token: Token, kind: Kind, world: SentenceWorld, lexicon: EventLexicon) -> bool:
    """Whether a trigger is a figure of speech or of another world, or tells that "no bodies were found".

    "The striker fired his side into the final" → True; "a heart attack" → True; "fired on the crowd" → False
    """
    is_figure = any(start <= token.idx < end for start, end in world.figure)
    if is_figure or _is_manner(token, kind) or _is_note(token) or bears_arms(token):
        return True
    if is_meaning(token, lexicon.statuses.negatives.terms):
        return True
    if (
        _is_rite(token, lexicon)
        or _is_barrier(token, lexicon)
        or _is_run_by(token, lexicon)
        or _is_post(token, lexicon)
        or _is_feeling(token, lexicon)
        or _is_goods(token, kind, lexicon)
        or _is_crossing_of_people(token)
        or is_in_body_name(token)
        or _is_in_bodys_name(token, kind)
        or _is_rank(token)
        or _is_outcome(token, kind)
        or _is_who_occupies(token, kind, lexicon)
        or _is_only_law(token)
        or _is_only_found(token, lexicon)
        or _is_message(token, kind, lexicon)
        or is_removal(token, kind)
        or (kind.by_nobody and is_negated(token, lexicon))
    ):
        return True
    if world.campaign >= 2 and kind.name in lexicon.statuses.negatives.spoken_only:
        return True
    if kind.type not in _VIOLENT and kind.family not in (
        "protest",
        "breach",
        "cooperation",
        "truce",
    ):
        return (
            _is_spoiled_compound(token, lexicon)
            and kind.family != "protest"
            and kind.family != "talks"
        )
    if world.fiction >= 2:
        return True
    if world.business >= 3 and not _is_done_by_force(token, lexicon):
        return True
    if world.sport >= 2 and not (
        _is_done_by_force(token, lexicon) or is_at_a_game(token, lexicon.worlds.at_games)
    ):
        return True
    if kind.undergone and any(
        child.lower_ in lexicon.statuses.negatives.natural_deaths for child in token.subtree
    ):
        return True
    if kind.name == "death" and (_is_of_epidemic(token, lexicon) or _is_penalty(token, lexicon)):
        return True
    if kind.type == "ASSAULT" and (
        (world.drill and _is_in_drill(token, lexicon))
        or (world.exercises and is_in_exercise(token, lexicon))
    ):
        return True
    if world.fiction and _is_told_in_fiction(token, lexicon):
        return True
    if (world.exhibits and _is_exhibited(token, lexicon)) or _is_fire_of_words(token, lexicon):
        return True
    if kind.type == "ASSAULT" and is_attack_of_words(token, lexicon):
        return True
    return (
        _is_spoiled_compound(token, lexicon)
        or _aims_at_an_idea(token, kind, lexicon)
        or _is_by_nature(token, kind, lexicon)
        or is_mishap(token, kind, lexicon)
    )


def _is_outcome(token: Token, kind: Kind) -> bool:
    """ "burned the huts, leaving hundreds homeless", "left a town without power": what came of it, and no retreat."""
    if kind.type != "RETREAT" or token.lemma_ != "leave":
        return False
    if children(token, "oprd", "ccomp", "acomp"):
        return True
    if any(link.lower_ == "without" for link in _links_behind(token)):
        return True
    return any(c.tag_ == "VBN" for t in children(token, "dobj") for c in children(t, "acl"))


def _is_message(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "sent questions to the army", "a letter to the junta": words were sent, and neither arms nor troops."""
    if kind.type not in ("AID", "MOBILIZE") or not is_verb(token):
        return False
    sent = children(token, "dobj", "nsubjpass")
    return any(thing.lemma_.lower() in lexicon.statuses.negatives.messages for thing in sent)


def _is_only_found(token: Token, lexicon: EventLexicon) -> bool:
    """ "fragments of a US-made bomb", "a bomb made by Roketsan": what was found of it, and whose make it is."""
    words = lexicon.statuses
    if token.pos_ != "NOUN" or token.lemma_.lower() not in words.weapons:
        return False
    if any(child.lemma_ in words.negatives.makes for child in children(token, "acl")):
        return True
    link = token.head
    is_of = token.dep_ == "pobj" and link.lower_ == "of"
    return is_of and link.head.lemma_.lower() in words.negatives.fragments


def _is_only_law(token: Token) -> bool:
    """ "The killings may amount to war crimes": what they may be in law is no deed beside them."""
    verb = token.head if token.dep_ == "dobj" else token.head.head
    is_in_place = token.dep_ == "dobj" or (
        token.dep_ == "pobj" and token.head.lower_ in ("to", "as")
    )
    if not is_in_place or verb.lemma_ not in load_clause_words().judged_as:
        return False
    return any(aux.tag_ == "MD" for aux in children(verb, "aux"))


def _is_who_occupies(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "killed by the Israeli occupation", "blamed the raid on the occupation": who did it; no taking of land."""
    if kind.family != "occupation" or token.lower_ != "occupation" or token.dep_ != "pobj":
        return False
    if any(child.lower_ == "of" for child in children(token, "prep")):
        return False
    link = token.head
    if link.dep_ == "agent" and link.lower_ == "by":
        return True
    above = (link.head, link.head.head)
    return link.lower_ == "on" and any(up.lemma_ in lexicon.statuses.blames_on for up in above)


def _links_behind(verb: Token) -> list[Token]:
    """The prepositions of a verb and of its object."""
    return [link for t in (verb, *children(verb, "dobj")) for link in children(t, "prep")]


def _is_rank(token: Token) -> bool:
    """ "a captain who commanded the riot unit": what he was, and no order of his; "commanded them to fire" is one."""
    if token.lemma_ != "command" or not is_verb(token) or not children(token, "dobj"):
        return False
    return not children(token, "xcomp", "ccomp", "dative")


def is_removal(token: Token, kind: Kind) -> bool:
    """Whether a word taken for a refusal puts somebody out of office.

    "dismissed his defence minister": out of office, and no refusal; "dismissed the minister as a liar" is one.
    """
    if kind.type != "REJECT" or not is_verb(token):
        return False
    whom = children(token, "dobj", "nsubjpass")
    if any(child.lower_ == "as" for child in token.children):
        return False
    persons = load_apposed_names().persons
    return any(one.ent_type_ == "PERSON" or one.lemma_.lower() in persons for one in whom)


def _is_penalty(token: Token, lexicon: EventLexicon) -> bool:
    """ "a crime punishable by death"."""
    link = token.head
    is_by = token.dep_ == "pobj" and link.lower_ == "by"
    return is_by and link.head.lemma_.lower() in lexicon.statuses.negatives.penal


def _is_rite(token: Token, lexicon: EventLexicon) -> bool:
    """ "The funeral procession", "a campaign rally": a rite, or a crowd of one's own, and no protest."""
    negatives = lexicon.statuses.negatives
    for noun in (token, *children(token, "dobj")):  # "held an election rally"
        word = noun.lemma_.lower()
        rites = negatives.rites if word in negatives.processions else frozenset[str]()
        rites = negatives.electioneering if word in negatives.rallies else rites
        if any(c.lower_ in rites for c in children(noun, "compound", "amod", "nmod")):
            return True
    return False


def _is_run_by(token: Token, lexicon: EventLexicon) -> bool:
    """ "hit a hospital run by a charity": whose it is; "The charity ran a hospital" tells what it did."""
    is_whose = token.dep_ in ("acl", "relcl") and token.lemma_ in lexicon.statuses.negatives.keeping
    return is_whose and bool(children(token, "agent"))


def _is_barrier(token: Token, lexicon: EventLexicon) -> bool:
    """ "at a roadblock near the town": where something was; "set up a roadblock" tells what was done."""
    is_where = token.dep_ == "pobj" and token.head.lower_ in _WHERE
    return is_where and token.lemma_.lower() in lexicon.statuses.negatives.barriers


def _is_post(token: Token, lexicon: EventLexicon) -> bool:
    """ "at a police picket near the bazaar": a post of the police, and no protest."""
    if token.lemma_.lower() not in lexicon.statuses.negatives.posts or is_verb(token):
        return False
    guards = lexicon.classes["force"]
    return any(c.lemma_.lower() in guards for c in children(token, "compound", "nmod"))


def _is_feeling(token: Token, lexicon: EventLexicon) -> bool:
    """ "an attack that drew global outrage": what was felt; "the latest outrage", "an outrage" was done."""
    if token.lemma_.lower() not in lexicon.statuses.negatives.feelings or token.tag_ != "NN":
        return False
    is_one = any(c.dep_ in ("det", "poss") or c.tag_ == "JJS" for c in token.children)
    return not is_one


def _is_crossing_of_people(token: Token) -> bool:
    """ "Hundreds of Syrians crossed into Lebanon": they flee, and no army does; "the Syrians crossed into it" may."""
    if token.lemma_ != "cross" or not is_verb(token):
        return False
    subjects = children(token, "nsubj")
    of_many = [t for subject in subjects for t in objects_of(subject, ("of",))]
    people = [t for t in (*subjects, *of_many) if t.ent_type_ == "NORP" and t.tag_ != "JJ"]
    return any(not children(t, "det") for t in people)


def _is_goods(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "sold bombs to Oman", "a shipment of grenades": arms that have gone off nowhere; not "sent rockets at Kyiv"."""
    negatives = lexicon.statuses.negatives
    if kind.type != "ASSAULT" or token.lemma_.lower() not in negatives.goods or is_verb(token):
        return False
    while token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    above = token.head
    if token.dep_ in ("dobj", "nsubjpass"):
        is_aimed = any(c.lower_ in ("at", "into", "against", "on") for c in children(above, "prep"))
        return above.lemma_ in negatives.handled and not is_aimed
    is_of = token.dep_ == "pobj" and above.lower_ == "of"
    return is_of and above.head.lemma_.lower() in negatives.handlings


def _is_manner(token: Token, kind: Kind) -> bool:
    """ "summoned the envoy in protest", "resigned in protest at the law": how it was done, and no march."""
    is_bare = token.tag_ == "NN" and all(c.lower_ in _AT_WHAT for c in token.children)
    return kind.family == "protest" and is_bare and token.head.lower_ == "in"


def _is_in_bodys_name(token: Token, kind: Kind) -> bool:
    """ "the National Rally", "the coordinator for the Middle East Peace Process": a body's name, and no march."""
    is_name = token.pos_ == "PROPN" and token.ent_type_ in ("ORG", "LOC")
    is_whole = any(child.pos_ == "PROPN" for child in children(token, "compound"))
    return kind.family in ("protest", "talks") and is_name and is_whole


def _is_of_epidemic(token: Token, lexicon: EventLexicon) -> bool:
    """ "7,700 cholera cases, 246 deaths": nobody killed them."""
    words = lexicon.statuses.negatives.epidemics
    return token.pos_ == "NOUN" and any(other.lower_ in words for other in token.sent)


def _is_done_by_force(token: Token, lexicon: EventLexicon) -> bool:
    """ "Soldiers shot the goalkeeper of the national team": whoever bears arms is of no other world."""
    doers = agents(token, lexicon.statuses.object_control) if is_verb(token) else []
    return any(doer.lemma_.lower() in lexicon.classes["force"] for doer in doers)


def _is_spoiled_compound(token: Token, lexicon: EventLexicon) -> bool:
    negatives = lexicon.statuses.negatives
    if token.lemma_.lower() not in negatives.only_with or token.i == 0:
        return False
    if is_verb(token) and token.tag_ != "VBG":
        return False
    before = token.nbor(-1)
    return before.lower_ in negatives.before and before.head.i in (token.i, token.head.i)


def _aims_at_an_idea(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    if kind.type != "ASSAULT":
        return False
    control = lexicon.statuses.object_control
    objects = patients(token, control) if is_verb(token) else []
    objects = objects or objects_of(token, ("on", "against", "upon", "of", "at"))
    objects = objects or (objects_of(token, ("over",)) if not objects_of(token, ("with",)) else [])
    negatives = lexicon.statuses.negatives
    is_hit = token.lemma_.lower() in negatives.hitting
    ideas = negatives.targets | negatives.hit_targets if is_hit else negatives.targets
    aimed = objects[:1] + objects_of(token, ("with",))[:1]
    aimed = [aim for aim in aimed if not (_is_of_forces(aim, lexicon) or is_hour(aim))]
    return any(aim.lower_ in ideas and aim.ent_type_ == "" for aim in aimed)


def _is_of_forces(noun: Token, lexicon: EventLexicon) -> bool:
    """ "hit an army post", "struck a rebel line": no goal's, and no telephone's."""
    forces = lexicon.classes["force"]
    return any(c.lemma_.lower() in forces for c in children(noun, "compound", "amod", "poss"))


def _is_by_nature(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """Storms, quakes and illness kill too: no ASSAULT."""
    doers = lexicon.statuses.negatives.causes | lexicon.statuses.negatives.nature
    if kind.type not in ("ASSAULT", "COERCE"):
        return False
    causes = agents(token, lexicon.statuses.object_control) if is_verb(token) else []
    causes = causes + objects_of(token, ("in", "of", "from", "by")) if kind.consequence else causes
    if (
        token.i
        and token.nbor(-1).lower_ in lexicon.statuses.negatives.nature
        and not is_verb(token)
    ):
        return True
    if any(_is_named_storm(cause, lexicon) for cause in causes):
        return True
    return any(cause.lemma_.lower() in doers and not _is_shot(cause, lexicon) for cause in causes)


def _is_named_storm(cause: Token, lexicon: EventLexicon) -> bool:
    """ "Typhoon Haiyan", "Hurricane Mitch": a storm by its name."""
    nature = lexicon.statuses.negatives.nature
    return cause.pos_ == "PROPN" and any(
        child.lemma_.lower() in nature for child in children(cause, "compound")
    )


def _is_shot(cause: Token, lexicon: EventLexicon) -> bool:
    """ "sniper fire", "friendly fire", "Israeli fire", "fire from troops": no blaze; "a Greek forest fire" is one."""
    before = children(cause, "compound", "amod", "nmod")
    weapons = lexicon.classes["weapon"]
    if any(child.lemma_.lower() in weapons for child in before):
        return True
    patterns = lexicon.nouns.get(cause.lower_, ())
    if any(p.before and match_noun(cause, p, lexicon) is not None for p in patterns):
        return True
    if cause.lower_ != _FIRE or children(cause, "det"):
        return False
    if any(_bears_arms(target, lexicon) for target in objects_of(cause, ("from", "by"))):
        return True
    return bool(before) and all(_bears_arms(child, lexicon) for child in before)


def _bears_arms(token: Token, lexicon: EventLexicon) -> bool:
    is_armed = token.lemma_.lower() in lexicon.classes["force"]
    return is_armed or token.ent_type_ in _NATIONS


def _is_in_drill(token: Token, lexicon: EventLexicon) -> bool:
    drill = lexicon.statuses.negatives.drill
    above = token
    for _ in range(8):
        if above.lemma_.lower() in drill or above.lower_ in drill:
            return True
        if any(child.lower_ in drill for child in above.children):
            return True
        played = children(above, "dobj", "nsubjpass")
        if any(part.lower_ in drill for thing in played for part in thing.children):
            return True  # "stormed a mock village", "fired blank rounds"
        if any(
            inner.lower_ in drill
            for prep in children(above, "prep")
            for inner in children(prep, "pobj")
        ):
            return True
        if above.head == above:
            return False
        above = above.head
    return False


def is_in_exercise(token: Token, lexicon: EventLexicon) -> bool:
    """ "During the annual exercise marines stormed a beach": whatever the sentence tells is played."""
    exercises = lexicon.statuses.negatives.exercises
    return any(_stands_in(above, exercises, ("during", "in")) for above in (token, *climb(token)))


def _stands_in(verb: Token, words: frozenset[str], prepositions: tuple[str, ...]) -> bool:
    return any(
        prep.dep_ == "prep" and prep.lower_ in prepositions and inner.lower_ in words
        for prep in verb.children
        for inner in children(prep, "pobj")
    )


def _is_exhibited(token: Token, lexicon: EventLexicon) -> bool:
    """ "The museum displays the rifle with which he was shot": what a museum or a mural shows is no news."""
    negatives = lexicon.statuses.negatives
    for above in climb(token):
        if above.lemma_ in negatives.shows and (is_verb(above) or above.dep_ == "ROOT"):
            subjects = children(above, "nsubj", "poss")
            owners = [owner for subject in subjects for owner in children(subject, "poss")]
            return any(s.lemma_.lower() in negatives.exhibits for s in (*subjects, *owners))
    return False


def _is_fire_of_words(token: Token, lexicon: EventLexicon) -> bool:
    """ "came under fire from his own party", "came under attack over the budget": criticism."""
    critics = lexicon.statuses.negatives.critics
    if token.lemma_ == "open":
        return any(subject.lower_ in critics for subject in children(token, "nsubj"))
    if token.lemma_ != "come" and token.head.lower_ != "under":
        return False
    verb = token if token.lemma_ == "come" else token.head.head
    if any(
        obj.ent_type_ not in _NOT_BLAMED and obj.lower_ not in ("sea", "coast", "border")
        for obj in objects_of(verb, ("over", "for"))
    ):
        return True
    nouns = (verb, *objects_of(verb, ("under",)))
    told = ("from", "by", "in", "at")
    return any(obj.lower_ in critics for one in nouns for obj in objects_of(one, told))


def _is_told_in_fiction(token: Token, lexicon: EventLexicon) -> bool:
    fiction = lexicon.statuses.negatives.fiction
    above = token
    for _ in range(6):
        if any(_is_of_fiction(word, lexicon) for word in (above, *above.children)):
            return True
        if _stands_in(above, fiction, ("in", "throughout")):
            return True
        if above.head == above:
            return False
        above = above.head
    return False


def _is_of_fiction(word: Token, lexicon: EventLexicon) -> bool:
    """ "a film director", "the director of the drama"; the director of a hospital tells of no film."""
    negatives = lexicon.statuses.negatives
    if word.lower_ not in negatives.fiction:
        return False
    others = (t for t in word.subtree if t != word and t.lower_ in negatives.fiction)
    return word.lower_ not in negatives.fiction_makers or next(others, None) is not None
