"""Who is in care for what was done to him: "The clinic treated 65 patients for gunshot wounds" counts injured.

Comes in: the noun that a number counts, its verb and phrase. Goes out: what is counted, or None. Whoever is treated for
an illness, or as something, is not hurt; nor is who only was let in somewhere ("The country admitted 300 refugees").
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.grammar.noun_phrases import NounPhrase

_WHEN = frozenset({"DATE", "TIME"})
_LINKS = frozenset({"with", "for", "of", "from", "after"})


def cared_for(phrase: NounPhrase, lexicon: FigureLexicon) -> str | None:
    """ "treated 65 patients", "admitted 48 people with gunshot wounds" → "injured"; "treated 30 for cholera" → None."""
    head, words = phrase.head, lexicon.words
    if head is None or not lexicon.is_people(head.lemma_.lower()):
        return None
    verb = head.head if head.dep_ == "dobj" else None
    ails = {t.lemma_.lower() for t in _ails_of(head, verb)}
    if not ails.isdisjoint(lexicon.hurts):
        return next(iter(words.cared.values()), None)
    if verb is None or verb.lemma_ not in words.cared or ails:
        return None
    is_other = any(child.lower_ in words.cared_otherwise for child in verb.children)
    return None if is_other else words.cared[verb.lemma_]


def _ails_of(head: Token, verb: Token | None) -> Iterator[Token]:
    """ "wounds" of "people with gunshot and shrapnel wounds", "treated people for gunshot wounds"."""
    carers = [verb] if verb is not None else []
    for above in (head, *carers):
        links = (c for c in above.rights if c.dep_ == "prep" and c.lower_ in _LINKS)
        for link in links:
            for ail in link.rights:
                if ail.dep_ == "pobj" and ail.ent_type_ not in _WHEN:
                    yield from (ail, *ail.lefts)
