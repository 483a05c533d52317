"""Triggers: the words that tell a deed, found over the parse with the event lexicon.

Comes in: a reading and the lexicon. Goes out: triggers in text order, one for each deed told; a noun inside a light
verb ("carried out airstrikes") is one trigger, the noun. Sport, film, drill, weather and figures of speech yield none.
Does not say who did it, nor whether it happened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.attrs import LEMMA, LOWER  # type: ignore[import-not-found]
from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_lexicon import EventLexicon, Kind, Pattern
from sayso.extract.events.non_events import SentenceWorld, is_no_deed
from sayso.extract.events.trigger_patterns import Clause, match_noun
from sayso.extract.events.used_deeds import makes_use_of
from sayso.extract.grammar.clauses import measured, objects_of, with_conjuncts
from sayso.extract.grammar.voice import (
    children,
    is_described,
    is_gerund_before_object,
    is_perfect,
    is_subject,
    is_verb,
)
from sayso.nlp.readings import Reading

_JUDGEMENTS = frozenset(
    {"atrocities", "incident"}
)  # "it was a war crime" judges a deed told elsewhere
_EXPLOSIVE = frozenset({"explosives", "suicide-attack"})
_DONE_TO = (
    *("victim", "force", "fighters", "person_or_group", "staff", "uprooted"),
    *("place", "settled_place", "held_ground", "holy", "vessel"),
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A kind of deed told by a content word; `carrier` is the verb of its clause ("carried out" for "raid").

    `used` are the words of the pattern that fill no role, `sentence` is the first token of the sentence.
    """

    kind: Kind
    token: Token
    first: int
    last: int
    carrier: Token | None
    used: frozenset[int] = frozenset()
    sentence: int = 0

    @property
    def is_noun(self) -> bool:
        return self.carrier != self.token


def find_triggers(
    reading: Reading, lexicon: EventLexicon, towns: frozenset[int] = frozenset()
) -> list[Trigger]:
    """Find the triggers of a report; `towns` are the characters at which the names of towns begin.

    "Rebels carried out a raid and opened fire on a bus." → raid (attack), "opened fire" (shooting)
    """
    found: list[Trigger] = []
    forms = reading.once(read_forms)
    ids = lexicon.trigger_ids
    known = [i for i, (lemma, lower) in enumerate(forms) if lemma in ids or lower in ids]
    for sentence in reading.sentences:
        here = known[bisect_left(known, sentence.start) : bisect_left(known, sentence.end)]
        if here:
            told = _in_sentence(sentence, [reading.doc[i] for i in here], forms, lexicon, towns)
            found += [replace(trigger, sentence=sentence.start) for trigger in told]
    return found


def read_forms(reading: Reading) -> list[list[int]]:
    """spaCy's numbers for the lemma and the lower-case form of each token, to be looked up in sets of them."""
    forms: list[list[int]] = reading.doc.to_array([LEMMA, LOWER]).tolist()
    return forms


def _in_sentence(
    sentence: TokenSpan,
    tokens: list[Token],
    forms: list[list[int]],
    lexicon: EventLexicon,
    towns: frozenset[int],
) -> list[Trigger]:
    candidates = [token for token in tokens if _may_trigger(token, lexicon)]
    if not candidates:
        return []
    used: set[int] = set()
    here = {form for row in forms[sentence.start : sentence.end] for form in row}
    verbs = [
        *_verb_triggers(candidates, here, lexicon, used, towns),
        *_described_triggers(candidates, lexicon),
    ]
    nouns = list(_noun_triggers(candidates, lexicon, used))
    verbs, nouns = _with_devices(verbs, nouns, lexicon)
    heads = {trigger.token.i for trigger in nouns}
    kept = [trigger for trigger in verbs if not _only_carries(trigger, heads, lexicon)]
    taken = {trigger.token.i for trigger in kept}
    nouns = [ended for noun in nouns for ended in _with_ending(noun, taken, lexicon)]
    found = sorted(_without_states(kept + nouns), key=lambda trigger: trigger.token.i)
    if not found:
        return []
    world = SentenceWorld.of(sentence, forms, here, lexicon)
    return [
        trigger for trigger in found if not is_no_deed(trigger.token, trigger.kind, world, lexicon)
    ]


def _with_devices(
    verbs: list[Trigger], nouns: list[Trigger], lexicon: EventLexicon
) -> tuple[list[Trigger], list[Trigger]]:
    """ "A car bomb exploded", "a bomb hit his car": one deed, told by the verb, and of the kind that the noun tells."""
    done = {t.token.i for t in verbs if t.kind.type == "ASSAULT"}
    devices = {
        noun.token.head.i: noun
        for noun in nouns
        if noun.token.dep_ == "nsubj"
        and noun.token.head.i in done
        and noun.kind.mode in _EXPLOSIVE
        and noun.token.lemma_.lower() in lexicon.statuses.weapons
    }
    told = [
        replace(t, kind=devices[t.token.i].kind)
        if t.token.i in devices and not t.kind.consequence
        else t
        for t in verbs
    ]
    return told, [noun for noun in nouns if noun not in devices.values()]


def _without_states(triggers: list[Trigger]) -> list[Trigger]:
    """ "Five dead as jets strike town": the strike tells it; "Five dead as troops enter town": no deed does."""
    is_told = any(
        t.kind.type == "ASSAULT" and not t.kind.harmless and not _is_state_of(t.token)
        for t in triggers
    )
    return [t for t in triggers if not (is_told and _is_state_of(t.token))]


def _with_ending(noun: Trigger, taken: set[int], lexicon: EventLexicon) -> list[Trigger]:
    """ "suspended cooperation" is a deed of its own kind, and no cooperation; "halted the offensive" is both."""
    verb, words = noun.carrier, lexicon.statuses
    if (
        verb is None
        or verb.lemma_ not in words.ends
        or noun.token.dep_ not in ("dobj", "nsubjpass")
    ):
        return [noun]
    if noun.kind.family == "visit" and verb.lemma_ in words.concludes:
        # "cut short a visit to Brazil" breaks off no relations, and who visits is no news by then.
        return [] if any(child.lower_ == "short" for child in verb.children) else [noun]
    name = words.ended.get(noun.kind.type)
    if name is None or noun.token.head != verb or _is_only_planned(noun, lexicon):
        return [noun]
    rest = [noun] if noun.kind.type in ("ASSAULT", "COERCE") else []
    if verb.i in taken:
        return rest
    used = frozenset({verb.i, noun.token.i})
    return [Trigger(lexicon.kinds[name], verb, verb.i, verb.i, verb, used), *rest]


def _is_only_planned(noun: Trigger, lexicon: EventLexicon) -> bool:
    """ "abandoned a planned offensive": no fighting stops that has not begun."""
    before = children(noun.token, "amod")
    is_planned = any(lexicon.modifier_status.get(word.lower_) == "planned" for word in before)
    return is_planned and noun.kind.type == "ASSAULT"


def _may_trigger(token: Token, lexicon: EventLexicon) -> bool:
    if token.pos_ in ("NOUN", "PROPN"):
        return (
            token.lemma_.lower() in lexicon.nouns
            or token.lower_ in lexicon.nouns
            or token.tag_ == "VBG"
        )
    if token.tag_[:2] == "VB" or token.pos_ in ("VERB", "AUX", "ADJ") or _is_state_of(token):
        return (
            token.lemma_ in lexicon.verbs
            or token.lower_ in lexicon.nouns
            or token.lower_ in lexicon.described
        )
    return False


def _verb_patterns(verb: Token, here: set[int], lexicon: EventLexicon) -> tuple[Pattern, ...]:
    """Those of the lemma; where no word of its sentence begins one, "took" has only those that need none.

    What "fired it" leaves out may stand in the sentence before (meant_arms.py).
    """
    lemma = verb.lemma_
    needed = lexicon.rest_ids.get(lemma)
    if needed and needed.isdisjoint(here) and lemma not in load_argument_words().fires_arms:
        return lexicon.bare_verbs[lemma]
    return lexicon.verbs.get(lemma, ())


def _verb_triggers(
    candidates: Iterable[Token],
    here: set[int],
    lexicon: EventLexicon,
    used: set[int],
    towns: frozenset[int],
) -> Iterator[Trigger]:
    """`here`: the ids of lemmas and forms of the sentence."""
    for token in candidates:
        patterns = _verb_patterns(token, here, lexicon)
        if not patterns or not (
            is_verb(token) or token.dep_ in ("ROOT", "acl", "relcl", "advcl", "xcomp", "ccomp")
        ):
            continue
        if token.dep_ in ("amod", "compound", "aux", "auxpass") and not (
            is_perfect(token) or is_gerund_before_object(token)
        ):
            continue
        if token.i in used or _is_taken_for_verb(token, lexicon) or _has_article(token, lexicon):
            continue
        found = Clause(token, lexicon, towns).find(patterns)
        if found is not None:
            pattern, matched = found
            own = {i for i in matched if i == token.i or not _is_argument(token.doc[i], lexicon)}
            used.update(matched if pattern.kind.family != "breach" else {token.i})
            yield Trigger(pattern.kind, token, token.i, _last_of(token, own), token, frozenset(own))


def _described_triggers(candidates: Iterable[Token], lexicon: EventLexicon) -> Iterator[Trigger]:
    """ "the bombed school", "two torched villages": what the participle tells was done to the noun."""
    places, victims = lexicon.classes["place"], lexicon.classes["victim"]
    for token in candidates:
        kind = lexicon.described.get(token.lower_)
        if kind is None or not is_described(token):
            continue
        thing = token.head.lemma_.lower()
        if (thing in places or thing in victims) and token.head.i > token.i:
            yield Trigger(kind, token, token.i, token.i, token, frozenset({token.i}))


def _is_taken_for_verb(token: Token, lexicon: EventLexicon) -> bool:
    """ "Drone strikes on depots set …": the tagger takes the noun for a verb; the word before it tells."""
    if (
        token.tag_ not in ("VBZ", "VBP", "VB")
        or token.i == 0
        or token.nbor(-1).tag_ not in ("NN", "NNP", "JJ")
    ):
        return False
    before = (token.nbor(-1).lower_, token.nbor(-1).lemma_.lower())
    return any(p.before and p.before[-1] in before for p in lexicon.nouns.get(token.lemma_, ()))


def _has_article(token: Token, lexicon: EventLexicon) -> bool:
    """ "making it the worst attack of the year": the parse makes a clause of it, in which "it" attacks."""
    is_noun = token.tag_ in ("NN", "NNS") and bool(_patterns_of_noun(token, lexicon))
    return is_noun and bool(children(token, "det", "poss"))


def _is_argument(token: Token, lexicon: EventLexicon) -> bool:
    """ "released 20 prisoners": the prisoners are in the pattern, and still those who are released."""
    lemma = token.lemma_.lower()
    return token.dep_ in ("dobj", "nsubjpass", "pobj") and any(
        lemma in lexicon.classes[name] for name in _DONE_TO
    )


def _last_of(token: Token, matched: set[int]) -> int:
    """ "shot down" is one span; "opened (heavy) fire" too; words far away are not in it."""
    last = token.i
    for i in sorted(matched):
        if last < i <= last + 2:
            last = i
    return last


def _noun_triggers(
    candidates: Iterable[Token], lexicon: EventLexicon, used: set[int]
) -> Iterator[Trigger]:
    for token in candidates:
        if token.i in used or (
            is_verb(token) and token.tag_ != "VBG" and not _is_taken_for_verb(token, lexicon)
        ):
            continue
        is_none = _is_no_noun_of_doing(token) and not _is_all_that_is_called(token, lexicon)
        if is_none or _is_no_toll(token):
            continue
        for pattern in _patterns_of_noun(token, lexicon):
            first = match_noun(token, pattern, lexicon)
            if first is None or not used.isdisjoint(range(first, token.i)):
                continue
            if pattern.kind.family in _JUDGEMENTS and token.dep_ == "attr":
                break
            carrier = carrier_of(token)
            if pattern.kind.verbal and not _is_told(token, carrier, lexicon):
                break
            used.update(range(first, token.i + 1))
            yield Trigger(pattern.kind, token, first, token.i, carrier)
            break


def _patterns_of_noun(token: Token, lexicon: EventLexicon) -> tuple[Pattern, ...]:
    """Those of the form, then those of the lemma: "talks" has its own, "killings" has those of "killing", too."""
    own = lexicon.nouns.get(token.lower_, ())
    lemma = token.lemma_.lower()
    return (
        own
        if lemma == token.lower_ or token.pos_ in ("ADJ", "ADV")
        else (*own, *lexicon.nouns.get(lemma, ()))
    )


def _is_no_toll(token: Token) -> bool:
    """ "There is no official death toll": nobody has counted, which denies no deed."""
    return token.lemma_ == "toll" and any(child.lower_ == "no" for child in token.children)


def _is_no_noun_of_doing(token: Token) -> bool:
    """Part of another noun ("attack plan"), a month, or what something is called ("called it a massacre")."""
    if is_gerund_before_object(token):
        return False
    if token.pos_ == "PROPN" and token.ent_type_ == "ORG" and not any(token.children):
        return True  # "Amnesty said"
    if token.ent_type_ in ("DATE", "TIME") or (token.dep_ == "pobj" and token.head.lower_ == "as"):
        return True
    if token.dep_ == "compound" and token.head.i == token.i + 1:
        return True
    if token.tag_ == "VBG" and token.pos_ == "VERB" and children(token, "prt"):
        return True  # "accused the radio of whipping up hatred"
    return token.dep_ in ("oprd", "acomp") or (token.dep_ == "amod" and not _is_state_of(token))


def _is_all_that_is_called(token: Token, lexicon: EventLexicon) -> bool:
    """ "condemned what it called an attack by Mali", "what he described as one": nothing else names it.

    Not where violence was told before: "shelled the town in what the mayor called a massacre".
    """
    verb = token.head.head if token.dep_ == "pobj" else token.head
    if not any(c.lower_ == "what" and c.dep_ == "dobj" and c.i < verb.i for c in verb.children):
        return False
    before = (t.lemma_.lower() for t in token.doc[: verb.i])
    patterns = (
        p
        for lemma in before
        for p in (*lexicon.nouns.get(lemma, ()), *lexicon.verbs.get(lemma, ()))
    )
    return not any(p.kind.type == "ASSAULT" for p in patterns)


def _is_state_of(token: Token) -> bool:
    """ "Dozens dead as rebels enter the town": what became of those counted, in a headline's short words."""
    return token.lower_ == "dead" and token.dep_ == "amod" and token.head.i < token.i


def carrier_of(noun: Token) -> Token | None:
    """The verb that an event noun belongs to: its own participle ("raid carried out by"), or the verb above it."""
    head = noun.head
    if not (noun.dep_ in ("nsubj", "nsubjpass", "dobj") and is_verb(head)):
        for child in noun.children:
            if child.dep_ == "acl" and child.tag_ == "VBN":
                return child
    noun = measured(noun)
    head = noun.head
    for _ in range(4):
        if is_verb(head):
            return None if makes_use_of(head, noun) else head
        if head.head == head or noun.dep_ not in (
            "dobj",
            "nsubj",
            "nsubjpass",
            "conj",
            "attr",
            "pobj",
            "appos",
        ):
            return None
        noun, head = head, head.head
    return None


def _is_told(noun: Token, carrier: Token | None, lexicon: EventLexicon) -> bool:
    """A noun of speaking counts where a verb carries it out ("reached a deal", "made an offer")."""
    if carrier is None:
        return False
    own = noun.head == carrier and noun.dep_ in ("dobj", "nsubjpass")
    words = lexicon.statuses
    return (own or carrier.head == noun) and (
        carrier.lemma_ in words.carriers_do or carrier.lemma_ in words.brokers
    )


def _only_carries(trigger: Trigger, nouns: set[int], lexicon: EventLexicon) -> bool:
    """ "The strike hit a bus": one deed, told by the noun; "carried out a raid" likewise."""
    verb = trigger.token
    if trigger.kind.family == "breach":
        return False
    if trigger.kind.consequence and not trigger.kind.weak:
        return False
    subjects = surface = [child for child in verb.children if is_subject(child)]
    if any(child.i in nouns for child in subjects) and verb.lemma_ in lexicon.statuses.occurs:
        return True
    by = [obj for agent in children(verb, "agent") for obj in children(agent, "pobj")]
    if surface and any(obj.i in nouns for obj in by) and verb.lemma_ in lexicon.statuses.occurs:
        return True
    if verb.lemma_ in lexicon.statuses.brokers:
        above = verb.head.head.head if verb.dep_ == "relcl" else verb.head
        things = children(verb, "dobj", "nsubjpass")
        things += [inner for thing in things for inner in objects_of(thing, ("of",))]
        return not nouns.isdisjoint((verb.head.i, above.i, *(thing.i for thing in things)))
    if trigger.kind.verbal:
        return False
    light = (
        verb.lemma_ in lexicon.statuses.carriers_do
        or verb.lemma_ in lexicon.statuses.carriers_undergo
    )
    things = children(verb, "dobj", "nsubjpass")
    # "fired tear gas and live rounds": the gas is one deed, and the rounds are another.
    others = (joined for thing in things for joined in with_conjuncts(thing) if joined != thing)
    if any(joined.i in trigger.used and joined.i not in nouns for joined in others):
        return False
    return light and any(thing.i in nouns for thing in things)
