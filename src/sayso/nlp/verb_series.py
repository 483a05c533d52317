"""Verbs in a row: "engaged the bandits, neutralised three of them and rescued seven captives".

Comes in: a parsed document. Goes out: the same document, in which "neutralised" is joined to "engaged". Where something
stands between the first verb and the comma, the parser joins the second to the verb of speech above, and lets whoever
tells it do it. Verbs of speech in a row are his own: "said the talks had failed, blamed the rebels and left".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.relative_verbs import load_relative_verbs

_OWN = frozenset({"nsubj", "nsubjpass", "mark", "aux", "auxpass", "agent"})
_LOOSE = frozenset({"advcl", "conj"})
_MOST_STEPS = 4


def mend_series(doc: Doc) -> None:
    """Join a past tense behind a comma, with an object and no subject of its own, to the verb before it."""
    speech = load_relative_verbs().speech
    for verb in doc[2:]:
        if verb.tag_ != "VBD" or verb.dep_ not in _LOOSE or verb.head.i > verb.i:
            continue
        deps = {child.dep_ for child in verb.children}
        if verb.nbor(-1).text != "," or deps & _OWN or "dobj" not in deps or verb.lower_ in speech:
            continue
        if any(child.dep_ == "conj" and child.tag_ == "VBD" for child in verb.rights):
            verb.head, verb.dep_ = _last_clause(verb.head, verb), "conj"


def _last_clause(above: Token, verb: Token) -> Token:
    """The verb of the last clause in the past tense before it: "engaged" in "added that a team engaged"."""
    for _ in range(_MOST_STEPS):
        inner = [c for c in above.rights if c.i < verb.i and c.dep_ == "ccomp" and c.tag_ == "VBD"]
        if not inner:
            break
        above = inner[-1]
    return above
