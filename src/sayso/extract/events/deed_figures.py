"""Which figures belong to which deed.

Comes in: the triggers of a report and its figures. Goes out: for each trigger its figures: the nearest deed of the
sentence that such a count can be of, else the last before it. Finds no figures itself, and adds none up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import Sentences, distance, head_of, is_marked
from sayso.extract.events.event_lexicon import Negatives
from sayso.extract.events.summed_tolls import of_sum
from sayso.extract.events.tolls_apart import is_of_no_deed
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Figure
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.readings import Reading

# Scopes of tolls that can be of a deed told in the sentences before.
_OF_ONE_DEED = ("event", "earlier")
# So many are not driven from their homes by one deed.
_MASS_FLIGHT = 100_000
# Nobody flees over these told in a sentence before.
_TAKINGS = frozenset({"abduction", "arrest", "release"})
_HELD = ("detained", "abducted")
_WHERE = ("in", "at", "near", "outside")
_FEW = 5  # smaller numbers come up again by chance


def share_out_figures(
    triggers: Sequence[Trigger],
    figures: Iterable[Figure],
    reading: Reading,
    negatives: Negatives | None = None,
) -> dict[int, tuple[Figure, ...]]:
    """Which figures belong to which trigger (by its index): the nearest in the sentence that such a count can be of.

    A toll in a sentence without a deed ("It put the toll at 40.") belongs to the last deed before it, if that is near;
    if the very number was told of another deed before, to that ("killed 14. … The rebels said the army had bombed them.
    We counted 14 bodies, a medic said"). Deaths of natural causes and in accidents (`negatives`)
    belong to none.
    """
    sentences, tolls = Sentences(reading), load_circumstance_words().tolls
    by_sentence: dict[int, list[int]] = {}
    for i, trigger in enumerate(triggers):
        by_sentence.setdefault(trigger.sentence, []).append(i)
    shared: dict[int, list[Figure]] = {}
    told: dict[tuple[str | None, float | None], int] = {}
    for figure in figures:
        token = head_of(reading, figure.span)
        if token is None:
            continue
        own = by_sentence.get(sentences.of(token), [])
        near = [i for i in own if _can_count(triggers[i], figure)]
        near = [i for i in near if not _is_anothers_loss(token, triggers[i])]
        if figure.counts in _HELD:
            near = [i for i in near if not _is_of_doers(token, triggers[i])]
        near = [i for i in near if not _is_lost_beside(token, triggers[i].token)]
        near = [i for i in near if not _is_of_clause_aside(token, triggers[i].token)]
        near = [i for i in near if not _is_own_end(triggers[i].token)]
        near = [i for i in near if not is_marked(triggers[i].token, token)]
        of_whole = of_sum(token, (triggers[i] for i in near))
        near = [i for i in near if triggers[i] in of_whole]
        near = [i for i in near if not _is_only_since(triggers[i].token, token)]
        if figure.counts == "displaced" and any(_is_rescue(triggers[i], token) for i in own):
            continue
        if figure.counts == "displaced" and any(_is_sent_home(triggers[i], token) for i in own):
            continue
        if figure.counts in tolls and _is_in_next_place(token):
            continue
        if (negatives and _is_natural(token, negatives.natural_deaths)) or _is_on_the_run(
            figure, token
        ):
            continue
        same = (figure.counts, figure.low)
        if not near and is_mass_flight(figure):
            continue
        if not near and negatives is not None and is_of_no_deed(token, negatives):
            continue
        if not near and figure.counts in tolls and figure.scope in _OF_ONE_DEED:
            if same in told and (figure.low or 0) > _FEW:
                shared[told[same]].append(figure)
                continue
            before = (by_sentence.get(start, []) for start in sentences.before(token))
            near = next(([i for i in s if _is_deed(triggers[i], figure)] for s in before if s), [])
            near = [i for i in near if not _is_anothers_loss(token, triggers[i])]
            near = [i for i in near if not _are_other_bodies(token, triggers[i])]
        near = [i for i in near if _is_whom(token, triggers[i])] or near
        if near:
            best = min(
                near, key=lambda i: (_fit(triggers[i], figure), distance(triggers[i].token, token))
            )
            shared.setdefault(best, []).append(figure)
            told.setdefault(same, best)
    return {i: tuple(found) for i, found in shared.items()}


def _is_whom(counted: Token, harm: Trigger) -> bool:
    """ "lynched a man for killing a child", "A man wanted for murder was shot dead": whom the verb itself harms."""
    noun = counted.head if counted.dep_ in ("nummod", "det") else counted
    is_object = noun.head == harm.token and noun.dep_ in ("dobj", "nsubjpass")
    return is_object and harm.kind.type == "ASSAULT"


def _is_of_doers(counted: Token, deed: Trigger) -> bool:
    """ "300 inmates took guards hostage": so many are prisoners, and so many did it."""
    noun = counted.head if counted.dep_ == "nummod" else counted
    objects = children(deed.token, "dobj") if noun.dep_ == "nsubj" else []
    return noun.head == deed.token and is_verb(deed.token) and bool(objects)


def _is_only_since(deed: Token, counted: Token) -> bool:
    """ "94,000 have crossed since the air campaign began": from when on was counted, and of what not."""
    for up in (deed, *deed.ancestors):
        if counted == up or counted in up.subtree:
            return False
        if any(mark.lower_ == "since" for mark in (up, *children(up, "mark"))):
            return True
    return False


def _is_rescue(trigger: Trigger, counted: Token) -> bool:
    """ "40 residents were evacuated by police": brought to safety, and not driven out by another deed."""
    return trigger.kind.type == "AID" and counted in trigger.token.subtree


def _is_sent_home(trigger: Trigger, counted: Token) -> bool:
    """ "Ukraine, which is fighting rebels, expelled 13 envoys": sent home, and driven out by no war."""
    sanction = trigger.kind.type == "SANCTION" and trigger.kind.family == "expulsion"
    return sanction and counted in trigger.token.subtree


def _is_natural(counted: Token, natural: frozenset[str]) -> bool:
    """ "Nine children have died of malnutrition", "of malnutrition-related causes": of no deed told before."""
    noun = counted.head if counted.dep_ == "nummod" else counted
    verb = noun.head
    is_dead = noun.dep_ in ("nsubj", "nsubjpass") and verb.lemma_ in load_circumstance_words().dying
    if not is_dead:
        return False
    causes = objects_of(verb, ("of", "from"))
    before = (t for cause in causes for left in cause.lefts for t in (left, *left.lefts))
    return any(cause.lemma_.lower() in natural for cause in (*causes, *before))


def is_mass_flight(figure: Figure) -> bool:
    """ "About 1.2 million people have fled": not from the one deed told before it."""
    least = figure.low or figure.central or figure.high or 0
    return figure.counts == "displaced" and least >= _MASS_FLIGHT


def _loser(counted: Token) -> Token | None:
    """ "the rebels had lost 70 men", "had left 25 bodies behind": whose dead are counted, by a noun of their own."""
    verb = next((up for up in counted.ancestors if is_verb(up)), None)
    if verb is None or verb.lemma_ not in load_circumstance_words().loses:
        return None
    return next((t for t in children(verb, "nsubj") if t.pos_ in ("NOUN", "PROPN")), None)


def _is_anothers_loss(counted: Token, harm: Trigger) -> bool:
    """ "four of its soldiers had been killed and the rebels had left 25 bodies": not among the four."""
    loser = _loser(counted)
    if loser is None or loser.head == harm.token:
        return False
    suffering = ("nsubj", "nsubjpass") if harm.kind.undergone else ("nsubjpass",)
    return any(t.pos_ in ("NOUN", "PROPN", "NUM") for t in children(harm.token, *suffering))


def _is_lost_beside(counted: Token, harm: Token) -> bool:
    """ "The army lost a dozen men and killed 40 rebels": the dozen are not among the rebels."""
    noun = counted.head if counted.dep_ == "nummod" else counted
    verb = noun.head
    is_lost = noun.dep_ == "dobj" and verb.lemma_ in load_circumstance_words().forfeits
    below = verb if verb.head == harm else harm
    is_joined = below.head in (verb, harm) and below.dep_ in ("conj", "advcl")
    return is_lost and is_joined and is_verb(harm) and bool(children(harm, "dobj"))


def _is_of_clause_aside(counted: Token, harm: Token) -> bool:
    """ "The gunman, who was killed by police, had shot three people": the three are not of the clause on him."""
    if harm.dep_ != "relcl" or not is_verb(harm) or harm.head.i > harm.i:
        return False
    is_full = bool(children(harm, "nsubjpass", "dobj"))
    return is_full and counted.i > harm.right_edge.i and not harm.head.is_ancestor(counted)


def _is_own_end(harm: Token) -> bool:
    """ "stabbed two girls before killing himself": nobody else is counted there; "killing himself and nine others"."""
    ends = [c for c in children(harm, "dobj") if c.lower_.endswith(("self", "selves"))]
    return bool(ends) and not any(children(end, "conj") for end in ends)


def _is_in_next_place(counted: Token) -> bool:
    """ "Nine people were killed in Gao and four in Kidal": the four were not killed in Gao, nor with the nine."""
    if counted.tag_ != "CD" or counted.dep_ not in ("conj", "appos"):
        return False
    behind = (link for link in counted.rights if link.dep_ == "prep" and link.lower_ in _WHERE)
    named = (place for link in behind for place in children(link, "pobj"))
    return any(place.tag_ == "NNP" for place in named)


def _is_on_the_run(figure: Figure, counted: Token) -> bool:
    """ "Two of the gunmen fled", "three of the men who attacked it fled": they got away, and nobody drove them out."""
    if figure.counts != "displaced":
        return False
    words = load_circumstance_words()
    who = (figure.who or "").lower().split()[-1:]
    if not words.runaways.isdisjoint(who):
        return True
    nouns = [counted, *objects_of(counted, ("of",))]
    told = [clause for noun in nouns for clause in children(noun, "relcl")]
    return any(t.lemma_ in words.assails and children(t, "dobj") for t in told)


def _are_other_bodies(counted: Token, harm: Trigger) -> bool:
    """ "Soldiers shot her uncle. A priest saw the bodies of 20 men": one man's killing left no 20 bodies."""
    words = load_circumstance_words()
    seen = [up for up in (counted, *counted.ancestors) if up.lemma_.lower() in words.corpses]
    if not seen or counted.lower_ == "one":
        return False
    victims = children(harm.token, "dobj", "nsubjpass")
    return len(victims) == 1 and _is_one(victims[0])


def _is_one(victim: Token) -> bool:
    """ "her uncle", "a nun", "him": one person, and no body of people."""
    if victim.lower_ in ("him", "her", "he", "she"):
        return True
    is_single = victim.tag_ in ("NN", "NNP") and not children(victim, "conj")
    return is_single and victim.lemma_.lower() in load_apposed_names().persons


def _is_deed(trigger: Trigger, figure: Figure) -> bool:
    if figure.counts == "displaced" and trigger.kind.family in _TAKINGS:
        return False  # "Two nurses were abducted. … 8,300 refugees crossed into Uganda"
    is_taking = figure.counts in ("missing", "abducted") and trigger.kind.type == "COERCE"
    return (trigger.kind.type == "ASSAULT" or is_taking) and _can_count(trigger, figure)


def _can_count(trigger: Trigger, figure: Figure) -> bool:
    if figure.counts in ("killed", "injured", "missing"):
        return trigger.kind.type in ("ASSAULT", "COERCE") and not trigger.kind.harmless
    if figure.counts in ("detained", "abducted"):
        return trigger.kind.family in ("arrest", "abduction", "release")
    if figure.counts == "displaced":
        return trigger.kind.type in ("ASSAULT", "COERCE")
    if _is_given(trigger, figure):
        return True
    start, end = figure.span.start, figure.span.end
    inside = start <= trigger.token.idx < end
    return inside or (
        figure.counts is not None
        and figure.counts.rstrip("s") == trigger.token.lemma_.lower().rstrip("s")
    )


def _is_given(trigger: Trigger, figure: Figure) -> bool:
    """ "pledged 20 million euros", "delivered 4,000 tonnes of food", "froze assets worth $3 million"."""
    words = load_circumstance_words()
    families = words.given if figure.counts != "money" else words.given | words.paid
    if trigger.kind.family not in families or figure.counts is None:
        return False
    verb = trigger.carrier or trigger.token
    spans = (
        (obj.left_edge.idx, obj.right_edge.idx)
        for obj in (verb, *verb.children)
        if obj.dep_ in ("dobj", "nsubjpass", "dative") or (obj == verb and trigger.is_noun)
    )
    return any(first <= figure.span.start <= last for first, last in spans)


def _fit(trigger: Trigger, figure: Figure) -> int:
    families = load_circumstance_words().tolls.get(figure.counts or "", ())
    if trigger.kind.family in families:
        return 0
    return 1 if trigger.kind.family in ("attack", "downing", "incident") else 2
