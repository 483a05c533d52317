"""Tolls that are of no deed told before: those of accidents, of disasters, and of another time.

Comes in: the token of a figure in a sentence that tells no deed. Goes out: whether its clause tells of what befell
people without anybody's doing ("A bus plunged into a ravine, killing 13"), or of a time of its own ("Police, who lost
two men there in December, gave no details", "The figure was 219 in 2024"). Which deed a figure is of, deed_figures.py
decides.
"""

from __future__ import annotations

import re
from calendar import month_name

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import Negatives
from sayso.extract.grammar.voice import is_verb

# A year or a month, by which a time is another than that of the news.
_OTHER_TIME = re.compile(
    rf"\b(?:(?:19|20)\d\d|last year|a year earlier|{'|'.join(filter(None, month_name)).lower()})\b"
)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\b(?! ?\d)")
_CLAUSES = frozenset({"relcl", "advcl", "acl"})


def is_of_no_deed(counted: Token, negatives: Negatives) -> bool:
    """Whether a toll is of an accident or of a time of its own, and of no deed told before its sentence."""
    return _is_of_accident(counted, negatives) or _is_of_other_time(counted)


def _is_of_accident(counted: Token, negatives: Negatives) -> bool:
    """ "A boat capsized off Idjwi and eleven people drowned"; not "a house collapsed in the shelling, killing two"."""
    words = {form for t in counted.sent for form in (t.lower_, t.lemma_.lower())}
    befalls = words & (negatives.mishaps | negatives.mishap_causes | negatives.nature)
    return bool(befalls) and words.isdisjoint(negatives.meant)


def _is_of_other_time(counted: Token) -> bool:
    """ "who lost two men in December": the month or year of the number's own clause, without a day."""
    clause = next((up for up in counted.ancestors if is_verb(up)), None)
    if clause is None or (clause.dep_ not in _CLAUSES and clause.lemma_ != "be"):
        return False
    text = " ".join(t.lower_ for t in clause.subtree if t.ent_type_ == "DATE")
    return bool(_OTHER_TIME.search(text)) and not _DAY.search(_OTHER_TIME.sub("", text))
