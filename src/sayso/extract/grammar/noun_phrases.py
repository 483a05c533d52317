"""Noun phrases after numbers, and the sentence as text and tokens at once.

Comes in: a sentence, and the index of the token after a number. Goes out: the noun phrase that begins there ("29 Syrian
soldiers" → "Syrian soldiers"), or what can be told of it ("40 of them"). Does not say what befell anybody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words

NOUN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_BEFORE_NOUN = NOUN_TAGS | {"JJ", "JJR", "JJS", "VBN", "VBG", "POS", "HYPH", "AFX", "CD"}
_NOUN_PLACES = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr"))
_QUOTES = frozenset("\"”“'’‘")
_LINE_BREAKS = {ord(c): " " for c in "\n\r\t\u00a0\u2028\u2029"}
_NEARBY = 14
_LOOK_BACK = 200


@dataclass(frozen=True)
class Line:
    """A sentence with its text, and the text in small letters, of the same length."""

    sentence: TokenSpan
    text: str
    lower: str
    starts: tuple[int, ...]

    def offset(self, i: int) -> int:
        """Where the token with this index of the document begins in the text."""
        at = i - self.sentence.start
        return self.starts[max(at, 0)] if at < len(self.starts) else len(self.text)

    def left_of(self, start: int) -> str:
        """The text before a position, in small letters, as far as rules look back."""
        return self.lower[max(0, start - _LOOK_BACK) : start]

    def neighbours(self, start: int, end: int) -> tuple[int, int]:
        """Indices of the last token before a stretch of the text and of the first one after it."""
        doc, first = self.sentence.doc, self.sentence.start
        before = first + bisect_left(self.starts, start) - 1
        after = first + bisect_left(self.starts, end)
        while before >= first and doc[before].is_space:
            before -= 1
        while after < self.sentence.end and doc[after].is_space:
            after += 1
        return before, after


@dataclass(frozen=True)
class NounPhrase:
    """The noun phrase that a number stands before; `partitive` for "dozens of soldiers".

    `definite` for "12 of the soldiers" and, with `pronoun`, "40 of them": some of those who were named.
    """

    head: Token | None
    modifiers: tuple[Token, ...] = ()
    partitive: bool = False
    definite: bool = False
    pronoun: bool = False
    end: int = 0


def make_line(sentence: TokenSpan, text: str) -> Line:
    """A sentence made ready for looking around a number in it."""
    lower = text.lower().translate(_LINE_BREAKS)
    starts = tuple(token.idx - sentence.start_char for token in sentence)
    return Line(sentence, text, lower if len(lower) == len(text) else text, starts)


def find_noun_phrase(sentence: TokenSpan, after: int) -> NounPhrase:
    """The noun phrase that begins with the token at index `after` of the document.

    "29 Syrian soldiers were killed" after "29" → head "soldiers", modifiers ("Syrian",)
    """
    nearby = [sentence.doc[i] for i in range(after, min(after + _NEARBY, sentence.end))]
    tokens = [token for token in nearby if not token.is_space]
    i, partitive, definite = 0, False, False
    if tokens and tokens[0].text in _QUOTES:  # "several hundred" fighters
        tokens = tokens[1:]
    if [token.lower_ for token in tokens[:2]] == ["out", "of"]:
        tokens = tokens[1:]
    words = load_clause_words()
    if [
        token.lower_ in known
        for token, known in zip(tokens, (words.taking, words.taken_as), strict=False)
    ] == [True, True]:
        return NounPhrase(None, end=after)  # "eight taken prisoner"
    if tokens and tokens[0].lower_ == "of":
        i, partitive = 1, True
        definite = len(tokens) > 1 and tokens[1].tag_ == "CD"  # "28 of 35 drones"
        while i < len(tokens) and tokens[i].tag_ in ("DT", "PRP$", "PDT"):
            i, definite = i + 1, True
        if i < len(tokens) and tokens[i].tag_ in ("PRP", "WP"):
            return _after_pronoun(tokens, i)
    if (
        definite
        and i < len(tokens)
        and tokens[i].dep_ == "pobj"
        and tokens[i].tag_ in ("VBN", "JJ", "JJS", "VBG")
    ):
        return NounPhrase(tokens[i], (), True, True, end=tokens[i].i + 1)  # "three of the wounded"
    if i < len(tokens) and _is_mistaken_noun(tokens[i], partitive):
        return NounPhrase(tokens[i], (), partitive, definite, end=tokens[i].i + 1)
    run = list(_noun_run(tokens[i:]))
    nouns = [k for k, token in enumerate(run) if token.tag_ in NOUN_TAGS and token.text != "-"]
    if run and not nouns and run[-1].tag_ == "JJ" and run[-1].text[0].isupper():
        nouns = [len(run) - 1]  # "one Israeli and four Palestinians"
    if not nouns:
        return NounPhrase(None, tuple(run), partitive, definite, end=_end_of(run, tokens, i, after))
    head = nouns[-1]
    return NounPhrase(run[head], tuple(run[:head]), partitive, definite, end=run[head].i + 1)


def _is_mistaken_noun(token: Token, partitive: bool) -> bool:
    """ "a hundred inmates dead": a plural noun right behind its number that the tagger takes for a verb."""
    return token.tag_ == "VBZ" and not partitive and token.dep_ in _NOUN_PLACES


def _end_of(run: list[Token], tokens: list[Token], i: int, after: int) -> int:
    if run:
        return run[-1].i + 1
    return tokens[i - 1].i + 1 if i else after


def _after_pronoun(tokens: list[Token], i: int) -> NounPhrase:
    """ "40 of them children": the noun after the pronoun says who they are."""
    run = list(_noun_run(tokens[i + 1 :]))
    nouns = [token for token in run if token.tag_ in NOUN_TAGS and token.text != "-"]
    if not nouns:
        return NounPhrase(None, (), True, True, True, end=tokens[i].i + 1)
    before = tuple(t for t in run if t.i < nouns[-1].i)
    return NounPhrase(nouns[-1], before, True, True, True, nouns[-1].i + 1)


def _noun_run(tokens: list[Token]) -> Iterator[Token]:
    """Adjectives and nouns up to the head; a participle belongs to it only before a noun it describes."""
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        is_joined = following is not None and following.text == "-" and not token.whitespace_
        if (i and token.text == "-") or (is_joined and token.is_alpha):  # "ex-officers"
            yield token
            continue
        if token.tag_ not in _BEFORE_NOUN or (token.tag_ == "CD" and i == 0):
            return
        is_participle = token.tag_ in ("VBN", "VBG", "CD")
        if is_participle and not (
            token.dep_ in ("amod", "compound", "nummod") and token.head.i > token.i
        ):
            return
        yield token
        if token.tag_ in ("NNS", "NNPS") and not _goes_on(token, following):
            return


def _goes_on(token: Token, following: Token | None) -> bool:
    if following is None or following.tag_ not in NOUN_TAGS | {"POS"}:
        return False
    if following.lower_ in load_clause_words().taken_as:
        return False
    return following.tag_ == "POS" or (
        token.dep_ in ("compound", "nmod") and token.head.i > token.i
    )
