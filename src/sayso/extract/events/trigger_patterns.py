"""Whether a trigger's pattern fits: the words that must stand with it and the arguments it must have.

Comes in: a verb or noun and the patterns of the event lexicon. Goes out: where the words of the pattern stand, or None.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import Condition, EventLexicon, Pattern
from sayso.extract.events.meant_arms import arms_meant
from sayso.extract.grammar.clauses import agents, patients, phrase_heads
from sayso.extract.grammar.voice import children, is_passive, is_verb
from sayso.nlp.by_phrases import load_by_phrases

_NOT_BELOW = frozenset(
    {"nsubj", "csubj", "relcl", "advcl", "ccomp", "parataxis", "punct", "det", "conj", "appos"}
)
_SMALL_DEPS = frozenset({"prep", "prt", "agent", "aux", "advmod", "neg"})
_EVENT_NAMES = frozenset({"GPE", "ORG", "NORP", "PERSON", "FAC", "LOC", "PRODUCT"})
_DEEPEST = 4
# "780 people have drowned in the Mediterranean": nothing was done to the sea.
_WHERE_OR_WHEN = frozenset({"in", "near", "during", "after", "before", "since", "until", "off"})
_AWAY = frozenset({"from", "by", "about", "like", "as", "after", "before", "during", "since"})
_THEN = frozenset({"after", "before", "since"})
_ABOUT = frozenset({"over", "about", "on", "of", "concerning", "regarding"})
_ONLY_DESCRIBED = frozenset({"peacekeeping"})
_DAYS = frozenset({"DATE", "TIME"})
_PARTY_NAMES = frozenset({"GPE", "NORP", "ORG"})
_PLACE_NAMES = frozenset({"GPE", "LOC", "FAC"})


class Clause:
    """A verb with what stands around it, gathered when asked for."""

    def __init__(
        self, verb: Token, lexicon: EventLexicon, towns: frozenset[int] = frozenset()
    ) -> None:
        self.verb = verb
        self.towns = towns
        self.lexicon = lexicon
        self._near: dict[str, int] | None = None
        self._below: set[str] | None = None

    @property
    def near(self) -> dict[str, int]:
        """Words (lemma and form) under the verb → where they stand."""
        if self._near is None:
            self._near = {}
            for child in self.verb.children:
                self._gather(self._near, child, 1)
            for head in _moved_objects(self.verb, self.lexicon):
                self._gather(self._near, head, 1, deepest=2)
            if (meant := arms_meant(self.verb)) is not None:
                self._near.setdefault(meant.arms, meant.word.i)
        return self._near

    @property
    def below(self) -> set[str]:
        """Lemmas and forms of the verb and of all that hangs on it."""
        if self._below is None:
            self._below = {word for t in self.verb.subtree for word in (t.lemma_, t.lower_)}
        return self._below

    def _gather(
        self, near: dict[str, int], token: Token, depth: int, deepest: int = _DEEPEST
    ) -> None:
        dep, lower = token.dep_, token.lower_
        if dep in _NOT_BELOW:
            is_moved = depth == 1 and token == self.verb.head
            is_joined = dep == "conj" and depth > 1 and not is_verb(token)
            if not (is_moved or is_joined):
                return
        if dep == "pcomp" or (token.ent_type_ == "DATE" and token.pos_ == "PROPN"):
            # "traded accusations of firing" is no fire traded, "held the mayor since March" no march
            return
        if dep == "prep" and any(t.ent_type_ in _DAYS for t in children(token, "pobj")):
            # "The town fell on Monday" is no falling on somebody
            return
        if lower == "according":  # its lemma is "accord"
            return
        if depth == 1 and dep == "prep" and lower in _THEN:
            return  # "was called off after talks": no talks were
        is_small = dep in _SMALL_DEPS and lower != "from"
        if depth == 1 or not is_small or (dep == "aux" and depth == 2):
            near.setdefault(token.lemma_, token.i)
            near.setdefault(lower, token.i)
        if depth < deepest and not _ends_phrase(token):
            for child in token.children:
                if child != self.verb and not (
                    _leads_away(token, child) or self._is_told_of(token, child)
                ):
                    self._gather(near, child, depth + 1, deepest)

    def _is_told_of(self, noun: Token, child: Token) -> bool:
        """ "traded accusations over a fire": what the accusations are about was not traded."""
        is_about = child.dep_ == "prep" and child.lower_ in _ABOUT
        return is_about and noun.lemma_.lower() in self.lexicon.statuses.tellings

    def find(self, patterns: Iterable[Pattern]) -> tuple[Pattern, set[int]] | None:
        """The first pattern that fits, and where its words stand."""
        for pattern in patterns:
            if pattern.rest and pattern.rest[0] not in self.near:  # most: "take" has dozens
                continue
            if (matched := self.match(pattern)) is not None:
                return pattern, matched
        return None

    def match(self, pattern: Pattern) -> set[int] | None:
        """Where the words of a pattern stand, or None."""
        matched, link = {self.verb.i}, None
        for word in reversed(pattern.before):
            first = min(matched)
            if first < 2 or f"{self.verb.doc[first - 2].lower_}{self.verb.doc[first - 1]}" != word:
                return None
            matched |= {first - 1, first - 2}
        for word in pattern.rest:
            at = self.near.get(word)
            if at is None or (link is not None and at < link):
                return None  # "put six deaths down to bandits": nobody was put to death
            matched.add(at)
            link = at if self.verb.doc[at].dep_ == "prep" else None
        if any(self._is_part_of_other(i, matched) for i in matched):
            return None
        if any(self._is_captive_already(i) for i in matched):
            return None
        if pattern.condition is not None and not self.fits(pattern.condition):
            return None
        return matched

    def _is_captive_already(self, i: int) -> bool:
        """ "The prisoner was taken to a clinic": who is known as one was not taken prisoner by that."""
        token = self.verb.doc[i]
        if self.verb.lemma_ != "take" or token.lower_ not in load_by_phrases().held_as:
            return False
        return token.dep_ in ("nsubjpass", "dobj") and any(
            (c.dep_ in ("det", "poss") and c.lower_ != "a")
            or (c.dep_ == "amod" and c.tag_ in ("VBN", "VBD"))  # "took a freed hostage to Haifa"
            for c in token.children
        )

    def _is_part_of_other(self, i: int, matched: set[int]) -> bool:
        """ "provided immunity for gun makers": who provides something for gun makers provides no guns."""
        if i == self.verb.i:
            return False
        token = self.verb.doc[i]
        if token.dep_ != "compound" or token.lemma_ in _ONLY_DESCRIBED:
            return False
        return token.head.i not in matched

    def fits(self, condition: Condition) -> bool:
        control = self.lexicon.statuses.object_control
        if condition.passive and not is_passive(self.verb):
            return False
        if condition.objectless and _has_object(self.verb):
            return False
        if condition.alone and children(self.verb, "agent"):
            return False
        if condition.clause and not self._has_any(condition.clause):
            return False
        if condition.not_clause and self._has_any(condition.not_clause):
            return False
        if condition.subject or condition.not_subject:
            doers = agents(self.verb, control)
            if condition.subject and not self._any_of(doers, condition.subject):
                return False
            if self._any_of(doers, condition.not_subject):
                return False
        if condition.many:
            done_to = patients(self.verb, control) or described_subjects(self.verb)
            some = done_to or agents(self.verb, control)
            if not any(_is_many(t) for one in some for t in one.subtree):
                return False
        if condition.object or condition.not_object:
            heads = self._objects(control)
            if condition.not_object and self._any_of(heads, condition.not_object):
                return False
            if condition.object and not self._any_of(heads, condition.object):
                return "ccomp" in condition.object and bool(children(self.verb, "ccomp"))
        return True

    def _objects(self, control: frozenset[str]) -> list[Token]:
        heads = patients(self.verb, control)
        if heads or (heads := described_subjects(self.verb)):
            return heads
        following = [
            prep
            for prep in children(self.verb, "prep")
            if prep.i == self.verb.i + 1 and prep.lower_ not in _WHERE_OR_WHEN
        ]
        return [obj for prep in following for obj in children(prep, "pobj")]

    def _has_any(self, words: tuple[str, ...]) -> bool:
        return not self.below.isdisjoint(words) or any(word in self.near for word in words)

    def _any_of(self, heads: list[Token], names: tuple[str, ...]) -> bool:
        quantities = self.lexicon.statuses.quantities
        return any(
            self._is_one(t, names)
            for head in heads
            for t in {*phrase_heads(head, quantities), head}
        )

    def _is_one(self, token: Token, names: tuple[str, ...]) -> bool:
        lemma, form, classes = token.lemma_.lower(), token.lower_, self.lexicon.classes
        pair = f"{token.nbor(-1).lower_} {lemma}" if token.i else lemma  # "child soldier"
        for name in names:
            if name in (lemma, form, pair) or name == "any":
                return True
            members = classes.get(name)
            if members is not None and not members.isdisjoint((lemma, form, pair)):
                return True
            if name == "name" and _is_name(token):
                return True
            if name == "party_name" and _is_party_name(token, classes["storms"]):
                return True
            if name == "nationals" and token.ent_type_ == "NORP":
                return True
            if name == "victim" and token.pos_ == "NUM":
                return True
            if name == "place_name" and self._names_place(token):
                return True
            if name in _ONLY_DESCRIBED and any(
                child.lemma_.lower() == name for child in children(token, "compound", "amod")
            ):
                return True
        return False

    def _names_place(self, token: Token) -> bool:
        """By the gazetteer, too: the parser takes "Goma" for a person."""
        is_place = token.ent_type_ in _PLACE_NAMES or token.idx in self.towns
        return is_place and token.pos_ == "PROPN"


def described_subjects(verb: Token) -> list[Token]:
    """ "Nine found dead in Guerrero": in headlines without "were" the subject is who was found."""
    is_bare = bool(children(verb, "oprd")) and not children(verb, "dobj", "auxpass")
    return children(verb, "nsubj") if is_bare else []


def _is_many(token: Token) -> bool:
    """A plural, or a number above one."""
    return token.tag_ in ("NNS", "NNPS") or (
        token.tag_ == "CD" and token.lower_ not in ("one", "1")
    )


def _has_object(verb: Token) -> bool:
    """Whether something is done to: "fired the chief", "was fired in May"; "was fired on" has a bare preposition."""
    if is_passive(verb):
        return not any(not children(prep, "pobj", "pcomp") for prep in children(verb, "prep"))
    return bool(children(verb, "dobj", "dative"))


def _ends_phrase(token: Token) -> bool:
    """ "held the pilots responsible for the strike": what the adjective governs was not held."""
    return token.pos_ == "ADJ" and token.dep_ in ("amod", "acomp")


def _leads_away(token: Token, child: Token) -> bool:
    """ "support from the delegation", "talks aimed at ending the war": what hangs on a noun is not the verb's."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return False
    return child.dep_ == "acl" or (child.dep_ == "prep" and child.lower_ in _AWAY)


def _moved_objects(verb: Token, lexicon: EventLexicon) -> list[Token]:
    """ "the rockets launched from Tyre", "the mines that Asmara supplied": the object stands before its clause.

    A noun that tells a deed itself ("the raid launched at dawn") keeps its own trigger.
    """
    if verb.dep_ not in ("acl", "relcl") or verb.head.lemma_.lower() in lexicon.nouns:
        return []
    return [t for t in patients(verb, frozenset()) if t == verb.head]


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or token.ent_type_ in _EVENT_NAMES or token.pos_ == "PRON"


def _is_party_name(token: Token, storms: frozenset[str]) -> bool:
    """ "Israel struck Gaza", "Hezbollah hit Haifa"; not "Hurricane Maria struck Puerto Rico"."""
    is_storm = any(c.lemma_.lower() in storms for c in (token, *children(token, "compound")))
    return token.pos_ == "PROPN" and token.ent_type_ in _PARTY_NAMES and not is_storm


# "port-strike", "the teachers' strike".
_HYPHENS = frozenset({"-", "–"})
_JOINERS = _HYPHENS | {"'", "'s", "’", "’s"}


def match_noun(token: Token, pattern: Pattern, lexicon: EventLexicon) -> int | None:
    """Index of the first word of the pattern, or None where it does not fit."""
    first = token.i
    for word in reversed(pattern.before):
        if word.endswith("-") and (first == 0 or token.doc[first - 1].text not in _HYPHENS):
            return None
        while first > 0 and token.doc[first - 1].text in _JOINERS:
            first -= 1
        before = token.doc[first - 1] if first > 0 else None
        if before is None or word.rstrip("-") not in (before.lower_, before.lemma_.lower()):
            return None
        first -= 1
    if pattern.rest and not _follows(token, pattern.rest):
        return None
    if pattern.condition is not None and not _noun_fits(token, pattern.condition, lexicon):
        return None
    return first


def _follows(token: Token, words: tuple[str, ...]) -> bool:
    ahead = token.doc[token.i + 1 : token.i + 7]
    forms = {form for t in ahead for form in (t.lemma_.lower(), t.lower_)}
    return all(word in forms for word in words)


def _noun_fits(token: Token, condition: Condition, lexicon: EventLexicon) -> bool:
    clause = Clause(token, lexicon)
    inner = [
        obj
        for prep in children(token, "prep")
        if prep.lower_ == "of"
        for obj in children(prep, "pobj")
    ]
    return not condition.of or clause._any_of(inner, condition.of)
