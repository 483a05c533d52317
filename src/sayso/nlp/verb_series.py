"""Verbs in a row: "engaged the bandits, neutralised three of them and rescued seven captives".

Comes in: a parsed document. Goes out: the same document, in which "neutralised" is joined to "engaged". Where something
stands between the first verb and the comma, the parser joins the second to the verb of speech above, and lets whoever
tells it do it. Verbs of speech in a row are his own: "said the talks had failed, blamed the rebels and left". What is
joined behind an inserted tag goes on with what was said: "Rebels stormed it, the army said, and killed three".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.relative_verbs import load_relative_verbs
from sayso.nlp.word_places import find_valued

_OWN = frozenset({"nsubj", "nsubjpass", "mark", "aux", "auxpass", "agent"})
_LOOSE = frozenset({"advcl", "conj"})
_LINKS = frozenset({"and", "but"})
_COMMAS = frozenset({",", "”", '"'})
_MOST_STEPS = 4


def mend_series(doc: Doc) -> None:
    """Join a past tense behind a comma, with an object and no subject of its own, to the verb before it."""
    speech = load_relative_verbs().speech
    for verb in find_valued(doc, "DEP", _LOOSE):
        if verb.i < 2:
            continue
        if verb.dep_ == "conj" and verb.head.lower_ in speech and verb.lower_ not in speech:
            _go_past_tag(verb)
        if verb.tag_ != "VBD" or verb.dep_ not in _LOOSE or verb.head.i > verb.i:
            continue
        deps = {child.dep_ for child in verb.children}
        if verb.nbor(-1).text != "," or deps & _OWN or "dobj" not in deps or verb.lower_ in speech:
            continue
        if any(child.dep_ == "conj" and child.tag_ == "VBD" for child in verb.rights):
            verb.head, verb.dep_ = _last_clause(verb.head, verb), "conj"


def _go_past_tag(verb: Token) -> None:
    """Join "killed" to "stormed" in "Rebels stormed it, the army said, and killed three"."""
    tag = verb.head
    told = tag.head if tag.dep_ == "parataxis" else None
    told = told or next((c for c in tag.lefts if c.dep_ == "ccomp"), None)
    if told is None or told.i > tag.i or verb.tag_ != told.tag_ or verb.i < tag.i:
        return
    is_own = any(child.dep_ in _OWN for child in verb.children)
    subjects = [child for child in tag.children if child.dep_ == "nsubj"]
    link = verb.nbor(-1)
    is_closed = link.lower_ in _LINKS and link.nbor(-1).text == ","
    opens = min([tag.i, *(subject.left_edge.i for subject in subjects)])
    if not is_own and subjects and is_closed and verb.doc[opens - 1].text in _COMMAS:
        verb.head = told


def _last_clause(above: Token, verb: Token) -> Token:
    """The verb of the last clause in the past tense before it: "engaged" in "added that a team engaged"."""
    for _ in range(_MOST_STEPS):
        inner = [c for c in above.rights if c.i < verb.i and c.dep_ == "ccomp" and c.tag_ == "VBD"]
        if not inner:
            break
        above = inner[-1]
    return above
