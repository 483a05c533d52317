"""What a report says of where and when, by sentence, and how near that is to a deed.

Comes in: the places, times and attributions of a report. Goes out: a `Scene` to ask; the distance between two words
along the parse; and whether words beside a deed tell of something else ("said on Monday that", "flew the wounded to
Ankara"). Which place, time and figures a deed has is decided in deed_places.py, deed_times.py and deed_figures.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from spacy.tokens import Token

from sayso.extract.attribution.stretches import AttributedStretches
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.extract.times.counted_from import link_of
from sayso.model import Act, Attribution, Place, Span, TimeInterval
from sayso.nlp.readings import Reading

FINENESS = {"exact": 0, "neighbourhood": 1, "town": 2, "district": 3, "province": 4, "country": 5}
_TOLL_REACH = 3
_FAR = 99


@dataclass(frozen=True)
class Scene:
    """What a report says of where, when and how many, by sentence."""

    reading: Reading
    stretches: AttributedStretches
    places: dict[int, list[tuple[Token, Place]]] = field(default_factory=dict)
    times: dict[int, list[tuple[Token, TimeInterval]]] = field(default_factory=dict)
    counted: dict[int, list[tuple[Token, TimeInterval]]] = field(default_factory=dict)
    links: dict[int, list[Token]] = field(default_factory=dict)

    @staticmethod
    def of(
        reading: Reading,
        places: Iterable[Place],
        times: Iterable[TimeInterval],
        attributions: Sequence[Attribution],
    ) -> Scene:
        """Sort places and times by the sentence they stand in; lengths that reach a day, by the word behind them."""
        scene, sentences = Scene(reading, AttributedStretches(attributions)), Sentences(reading)
        for place in places:
            if (
                place.used_as in ("place", "modifier")
                and (token := head_of(reading, place.span)) is not None
            ):
                scene.places.setdefault(sentences.of(token), []).append((token, place))
        for time in times:
            if time.type in ("DATE", "TIME") and (token := head_of(reading, time.span)) is not None:
                scene.times.setdefault(sentences.of(token), []).append((token, time))
            elif (link := link_of(reading, time)) is not None:
                scene.links.setdefault(sentences.of(link), []).append(link)
                if time.start is not None:
                    scene.counted.setdefault(sentences.of(link), []).append((link, time))
        return scene


class Sentences:
    """Which sentence a token stands in, named by its first token (spaCy's own way is slow)."""

    def __init__(self, reading: Reading) -> None:
        self.starts = [sentence.start for sentence in reading.sentences]

    def of(self, token: Token) -> int:
        at = bisect_right(self.starts, token.i)
        return self.starts[at - 1] if at else -1

    def before(self, token: Token) -> list[int]:
        """The sentences shortly before that of a token, the nearest first."""
        at = bisect_right(self.starts, token.i) - 1
        return self.starts[max(0, at - _TOLL_REACH) : max(0, at)][::-1]


def head_of(reading: Reading, span: Span) -> Token | None:
    """The highest token of a span in the parse."""
    found = reading.doc.char_span(span.start, span.end, alignment_mode="expand")
    return found.root if found is not None and len(found) else None


def distance(one: Token, other: Token) -> int:
    """Steps from one token to another along the parse; a step out of a finite clause counts three."""
    ups: dict[int, int] = {}
    cost, node = 0, one
    for _ in range(30):
        ups[node.i] = cost
        if node.head == node:
            break
        cost += _step(node)
        node = node.head
    cost, node = 0, other
    for _ in range(30):
        if node.i in ups:
            return cost + ups[node.i]
        if node.head == node:
            break
        cost += _step(node)
        node = node.head
    return _FAR


def _step(token: Token) -> int:
    """Leaving a clause is far; leaving a joined or dependent one is a little less."""
    if token.dep_ in ("ccomp", "relcl", "advcl", "parataxis") and is_verb(token):
        return 4 if token.dep_ != "advcl" else 2
    if token.dep_ == "conj" and is_verb(token) and children(token, "nsubj", "nsubjpass"):
        return 2  # "63 were killed …, and 241 died in October"
    return 1


def is_told_aside(time: Token, trigger: Trigger, *, is_to_come: bool = False) -> bool:
    """ "The accord, which is to be signed next month, ends a war", "since the king fell in 1932": another's time.

    `is_to_come`: only in a relative clause that tells what is to come.
    """
    for up in time.ancestors:
        if trigger.token == up or trigger.token in up.subtree:
            return False
        if up.dep_ == "relcl" and up.head != trigger.token:
            return not is_to_come or any(t.tag_ in ("TO", "MD") for t in up.subtree)
        if (
            not is_to_come
            and up.dep_ == "advcl"
            and any(mark.lower_ == "since" for mark in up.children)
        ):
            return True
    return False


def find_war_aside(token: Token) -> Token | None:
    """ "Norway, which is fighting rebels in Iraq, expelled three": the verb of what goes on meanwhile, in passing."""
    for up in (token, *token.ancestors):
        if up.dep_ == "relcl":
            is_aside = up.left_edge.i > 0 and up.left_edge.nbor(-1).text == ","
            return up if is_aside and _goes_on(up) else None
        if up.dep_ in ("ccomp", "advcl", "parataxis"):
            return None
    return None


def _goes_on(verb: Token) -> bool:
    """ "is fighting", also where the parser takes "bombing" of "is bombing rebels" for a word of the rebels."""
    if verb.tag_ == "VBG":
        return any(aux.tag_ in ("VBZ", "VBP") for aux in children(verb, "aux"))
    return verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP") and verb.nbor(1).tag_ == "VBG"


def is_of_care(place: Token, trigger: Trigger) -> bool:
    """ "flew 35 of the wounded to Ankara", "were wounded and many were treated in Taiz": where they are cared for."""
    harm = trigger.token
    if not trigger.kind.consequence or place.i < harm.i:
        return False
    if place.dep_ == "pobj" and _goes_to(place):
        return True
    if trigger.is_noun and place not in harm.subtree:
        return any(child.lower_ == "the" for child in children(harm, "det"))
    verb = next((up for up in place.ancestors if is_verb(up)), None)
    if verb is None or verb.dep_ != "conj" or verb.head != harm:
        return False
    return bool(children(verb, "nsubj", "nsubjpass"))


def _goes_to(place: Token) -> bool:
    """ "to Ankara", "to a hospital at Landstuhl in Germany": however many places lie in one another."""
    link = place.head
    while link.lower_ in ("at", "in", "near") and link.head.dep_ == "pobj":
        link = link.head.head
    return link.lower_ == "to"


def is_of_clause_above(token: Token, trigger: Trigger) -> bool:
    """ "The man who shot the judge was jailed on Monday": not shot on Monday; "those hit on Monday" were.

    A relative clause or participle is told of by its own words and those of the noun that it describes.
    """
    for clause in (trigger.token, *climb(trigger.token)):
        if is_verb(clause) or clause.dep_ == "ROOT":
            described = clause.head
            is_beside = clause.dep_ in ("acl", "relcl") and described.i < clause.i
            is_beside = is_beside and clause.tag_ != "VBG"  # "…, killing nine" may hang on anything
            return is_beside and token != described and not is_above(described, token)
    return False


def is_above(token: Token, lower: Token) -> bool:
    """Whether a word governs another, however many stand between: "raid" and "Duma" in "a raid on a camp in Duma"."""
    return any(above == token for above in climb(lower))


def is_told_with(trigger: Trigger, span: Span, own: Sequence[Attribution]) -> bool:
    """Where the deed stands in somebody's words, its place and time stand there too."""
    return not own or any(content.start <= span.start < content.end for content in own[-1].content)


def belongs_to_saying(token: Token, trigger: Trigger, stretches: AttributedStretches) -> bool:
    """ "said on Monday that": the time hangs on the cue, not on the deed."""
    up, carrier = token, trigger.carrier
    if carrier is not None and trigger.is_noun and stretches.is_cue(carrier.idx):
        carrier = None  # "blamed the army on Tuesday for the bombing last week"
    for _ in range(3):
        up = up.head
        if up == trigger.token or up == carrier:
            return False
        if is_verb(up):
            return stretches.is_cue(up.idx)
    return False


def is_of_others_words(span: Span, trigger: Trigger, scene: Scene, acts: Set[Act]) -> bool:
    """ "cut all ties and called for a strike starting on Sunday", "threatened to annex Essequibo and moved tanks".

    Day and place are of what is called for or threatened.
    """
    others = {a.id for _, a in scene.stretches.contents.at(span.start) if a.act in acts}
    return bool(others) and not others <= scene.stretches.told_at(trigger.token.idx)


def is_marked(deed: Token, beside: Token) -> bool:
    """ "gathered on Wednesday to mark the anniversary of the massacre and bury 35": neither is the massacre's."""
    days = load_circumstance_words().days_of_memory
    is_remembered = any(up.lemma_.lower() in days for up in deed.ancestors)
    return is_remembered and beside not in deed.subtree
