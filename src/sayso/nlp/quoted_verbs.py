"""Objects of a verb in quotation marks: 'said it had "eliminated" Ali Hassan, whom it accused of arson.'

Comes in: a parsed document. Goes out: the same document, in which Ali Hassan is whom it was done to. The parser takes
whoever stands behind such marks for what the verb says its subject is.
"""

from __future__ import annotations

from spacy.tokens import Doc

from sayso.nlp.word_places import find_words

_MARKS = frozenset({'"', "”", "''"})
_MISREAD = frozenset({"attr", "npadvmod", "oprd"})
_WHEN = frozenset({"DATE", "TIME"})


def mend_quoted_verbs(doc: Doc) -> None:
    """Make what stands right behind a quoted verb its object."""
    for mark in find_words(doc, _MARKS):
        if not 0 < mark.i < len(doc) - 1 or not mark.nbor(-1).tag_.startswith("VB"):
            continue
        verb = mark.nbor(-1)
        for noun in verb.rights:
            is_behind = noun.left_edge.i in (mark.i, mark.i + 1)
            if is_behind and noun.dep_ in _MISREAD and noun.ent_type_ not in _WHEN:
                noun.dep_ = "dobj"
