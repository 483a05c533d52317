"""What is judged, where the parser joins the judgement to it: "condemned as unforgivable the killing of 16 villagers".

Comes in: a parsed document. Goes out: the same document, in which the killing is what was condemned, and "unforgivable"
what it was called. No noun phrase has its article behind its adjective: where the parser makes one, the adjective
stands for itself. So it does in "termed it false and accused soldiers of looting", where the parser has "false and
accused soldiers" in one phrase, and in "held Turkey liable for it", where it has a "liable" of Turkey's.
"""

from __future__ import annotations

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

_AND = get_string_id("and")
_AS = get_string_id("as")
_JUDGING = [
    get_string_id(form)
    for form in ("hold", "holds", "held", "holding", "find", "finds", "found", "finding")
]
_WITHIN = frozenset({"amod", "conj"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_BEFORE = frozenset({"compound", "nmod", "poss", "npadvmod"})
_BEHIND_VERDICT = frozenset({"for", "of", "in", "over", "to", ".", ",", ";"})
_DESCRIBING = frozenset({"amod", "acl", "advmod"})


def mend_judged(doc: Doc) -> None:
    """Hang what is judged on the verb, the judgement on its "as", and whom the judge goes on to accuse on "accused"."""
    for i in np.flatnonzero(doc.to_array("LOWER") == _AND).tolist():
        if i + 2 < len(doc):
            _part_charge(doc[i], doc[i + 1])
    for i in np.flatnonzero(np.isin(doc.to_array("LOWER"), _JUDGING)).tolist():
        _part_verdict(doc[i])
    for i in np.flatnonzero(doc.to_array("LOWER") == _AS).tolist():
        link = doc[i]
        if _is_judging_aside(link):
            _part_judgement(link)
            continue
        judged = next((child for child in link.children if child.dep_ == "pobj"), None)
        if judged is None or link.dep_ != "prep" or link.head.pos_ != "VERB":
            continue
        judgement = _judgement_of(judged)
        if judgement is None or any(child.dep_ == "dobj" for child in link.head.children):
            continue
        judgement.head, judgement.dep_ = link, "amod"
        judged.head, judged.dep_ = link.head, "dobj"


def _part_verdict(verb: Token) -> None:
    """ "held Turkey/compound liable/dobj for": no adjective has a name before it for its own part."""
    verdict = next((c for c in verb.children if c.dep_ == "dobj" and c.tag_ == "JJ"), None)
    if verdict is None or verb.pos_ != "VERB" or verdict.i + 1 >= len(verb.doc):
        return
    before = [c for c in verdict.children if c.i < verdict.i]
    named = before[-1] if before else verdict
    is_named = named.dep_ in _BEFORE and named.pos_ in _NOUNS
    if not is_named and named.lower_ != "other":
        return
    if verdict.nbor(1).lower_ not in _BEHIND_VERDICT:
        return
    for word in before[:-1]:
        word.head = named
    named.head, named.dep_ = verb, "dobj"
    verdict.dep_ = "oprd"


def _is_judging_aside(link: Token) -> bool:
    """ "rejected as/advmod false/amod a report": the parser counts "as false" to the report."""
    judgement = link.head
    noun = judgement.head
    if link.dep_ != "advmod" or judgement.dep_ != "amod" or judgement.i != link.i + 1:
        return False
    is_before_article = any(
        child.dep_ == "det" and child.i == judgement.i + 1 for child in noun.children
    )
    is_object = noun.dep_ == "dobj" and noun.head.pos_ == "VERB" and noun.head.i < link.i
    return is_before_article and is_object


def _part_judgement(link: Token) -> None:
    judgement = link.head
    verb = judgement.head.head
    link.head, link.dep_ = verb, "prep"
    judgement.head, judgement.dep_ = link, "amod"


def _judgement_of(noun: Token) -> Token | None:
    """The adjective before a noun's article: "unforgivable" in "unforgivable the killing"."""
    article = next((child for child in noun.children if child.dep_ == "det"), None)
    if article is None:
        return None
    before = (c for c in noun.children if c.dep_ in _DESCRIBING and c.pos_ == "ADJ")
    return next((child for child in before if child.i < article.i), None)


def _part_charge(joint: Token, charge: Token) -> None:
    """ "as false and | accused | soldiers of looting": a second verb, whose object are the soldiers."""
    if charge.tag_ not in ("VBN", "VBD") or charge.dep_ not in _WITHIN:
        return
    noun = charge.head if charge.dep_ == "amod" else charge.head.head
    judging = noun.head if noun.dep_ != "pobj" else noun.head.head
    if not judging.i < joint.i < noun.i or judging.pos_ != "VERB" or noun.pos_ not in _NOUNS:
        return
    is_joined = noun.dep_ == "conj" if charge.dep_ == "amod" else noun.head.lower_ == "as"
    last = _closing(noun)
    of = last.nbor(1) if last.i + 2 < len(charge.doc) else last
    if not is_joined or of.lower_ != "of" or of.nbor(1).tag_ != "VBG":
        return
    if charge.dep_ == "conj":
        charge.head.head, charge.head.dep_ = noun.head, "amod"
    joint.head = judging
    charge.head, charge.dep_, charge.tag_ = judging, "conj", "VBD"
    if last != noun:
        noun.head, noun.dep_ = last, "compound"
    last.head, last.dep_ = charge, "dobj"
    of.head, of.dep_ = charge, "prep"


def _closing(noun: Token) -> Token:
    """ "cadres" in "CPI(M) cadres": the parser ends a phrase at a bracket within a name."""
    is_cut = noun.i + 2 < len(noun.doc) and noun.nbor(1).text == ")" and "(" in noun.text
    return noun.nbor(2) if is_cut and noun.nbor(2).tag_ == "NNS" else noun
