"""Victims without a number: "a policeman was shot dead", "and another wounded", "both pilots were killed".

Comes in: a token that may stand for one victim or two, with its sentence. Goes out: a draft of a figure of one or two,
if a verb of harm says what befell them, with the span of the noun and its article, or of the pronoun alone.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from sayso.extract.figures.counted import find_counts_of
from sayso.extract.figures.counted_people import name_counted
from sayso.extract.figures.figure_links import Draft, with_whole
from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.figures.quantities import Quantity, limits_of
from sayso.extract.grammar.noun_phrases import Line, NounPhrase

_ONE = frozenset({"a", "an", "another"})
_STANDS = frozenset({"nsubj", "nsubjpass", "dobj"})
# "a third of them", "a third were hurt": no third man.
_OF_MANY = frozenset({"of", "were", "are", "have"})
_NEXT = frozenset({"second", "third", "fourth", "fifth", "sixth"})


def is_unnumbered(token: Token) -> bool:
    """Whether a word could be one victim, or two: "a nurse", "another", "a third", "both nurses"."""
    return _article_of(token) is not None


def make_unnumbered(
    line: Line, number: int, token: Token, drafts: list[Draft], lexicon: FigureLexicon
) -> Draft | None:
    """ "a policeman was shot dead": one victim, if a verb of harm says so; "both pilots were hurt": two."""
    article = _article_of(token)
    counts = find_counts_of(line, token, lexicon.words)
    if article is None or any(c.dep_ == "neg" for c in token.head.children):
        return None
    low, high, central, bound = limits_of(
        2 if article.lower_ == "both" else 1, None, "exactly", "exact"
    )
    quantity = Quantity(article.idx, token.idx + len(token), low, high, central, bound, ())
    if drafts and drafts[-1].quantity.end > quantity.start:
        return None
    modifiers = tuple(t for t in line.sentence.doc[article.i + 1 : token.i] if _is_plain(t))
    left = line.left_of(article.idx - line.sentence.start_char)
    phrase, own = NounPhrase(token, modifiers), counts is not None
    draft = Draft(quantity, phrase, counts, None, number, own_counts=own)
    draft = with_whole(draft, left, drafts, lexicon)
    if draft.counts not in lexicon.implicit_counts:
        return None
    return replace(draft, who=name_counted(draft.phrase, draft.counts, lexicon))


def _article_of(token: Token) -> Token | None:
    """ "[a] nurse", "[another] nurse", "[another] was hurt", "[a] third was hurt", "[both] nurses"."""
    if token.lower_ in ("another", "both"):
        return token if token.dep_ in _STANDS else None
    one = next((c for c in token.lefts if c.lower_ in _ONE and c.dep_ == "det"), None)
    if token.lower_ in _NEXT:
        is_share = any(c.lower_ in _OF_MANY for c in (*token.rights, *token.head.lefts))
        return one if token.dep_ in _STANDS and not is_share else None
    if token.tag_ == "NNS":
        return next((c for c in token.lefts if c.lower_ == "both" and c.dep_ == "det"), None)
    return one if token.tag_ == "NN" else None


def _is_plain(token: Token) -> bool:
    """Whether a word before the noun may stand in `who`: "12-year-old" does not."""
    return token.dep_ == "compound" and token.is_alpha
