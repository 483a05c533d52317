"""What is judged, where the parser joins the judgement to it: "condemned as unforgivable the killing of 16 villagers".

Comes in: a parsed document. Goes out: the same document, in which the killing is what was condemned, and "unforgivable"
what it was called. No noun phrase has its article behind its adjective: where the parser makes one, the adjective
stands for itself.
"""

from __future__ import annotations

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

_AS = get_string_id("as")
_DESCRIBING = frozenset({"amod", "acl", "advmod"})


def mend_judged(doc: Doc) -> None:
    """Hang what is judged on the verb, and the judgement on its "as"."""
    for i in np.flatnonzero(doc.to_array("LOWER") == _AS).tolist():
        link = doc[i]
        judged = next((child for child in link.children if child.dep_ == "pobj"), None)
        if judged is None or link.dep_ != "prep" or link.head.pos_ != "VERB":
            continue
        judgement = _judgement_of(judged)
        if judgement is None or any(child.dep_ == "dobj" for child in link.head.children):
            continue
        judgement.head, judgement.dep_ = link, "amod"
        judged.head, judged.dep_ = link.head, "dobj"


def _judgement_of(noun: Token) -> Token | None:
    """The adjective before a noun's article: "unforgivable" in "unforgivable the killing"."""
    article = next((child for child in noun.children if child.dep_ == "det"), None)
    if article is None:
        return None
    before = (c for c in noun.children if c.dep_ in _DESCRIBING and c.pos_ == "ADJ")
    return next((child for child in before if child.i < article.i), None)
