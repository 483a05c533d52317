"""Who is counted: the people of a figure, in the report's words.

Comes in: the noun phrase after a number and what befell it. Goes out: `who` ("Azov prisoners"), and whether that can
befall the noun at all: nobody is displaced when villages are evacuated. Does not resolve who the people are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from sayso.extract.figures.figure_links import Draft
from sayso.extract.figures.figure_words import PEOPLE, FigureLexicon
from sayso.extract.grammar.noun_phrases import NOUN_TAGS, Line, NounPhrase, find_noun_phrase

# "half of the 240 passengers were children": what may stand between the share and the verb.
_IN_TOTAL = frozenset(("CD", "DT", "JJ", "VBN", "PRP$", "IN"))
_PREDICATE_REACH = 7
_SUM = re.compile(r"\b(?:toll|tally|number|total|figure|count)\b")
_SUM_REACH = 12
_DIGIT = re.compile("[0-9]")


def with_who(
    draft: Draft, line: Line, after: int, drafts: Sequence[Draft], lexicon: FigureLexicon
) -> Draft:
    """The draft with the people it counts: by its noun, by what is said of them, or as those counted before.

    "five were fighters", "six of the dead were women"; "100 inmates dead and 52 injured" → inmates, both times
    """
    phrase = draft.phrase
    if phrase.definite or (phrase.head is None and draft.part_of is not None):
        said = _predicate(line, phrase.end or after, lexicon)
        phrase = phrase if said.head is None else said
    who = name_counted(phrase, draft.counts, lexicon)
    if who is None and phrase.head is None:
        who = draft.who or _same_people(draft, line, drafts, lexicon)
    return replace(draft, who=who)


def _predicate(line: Line, i: int, lexicon: FigureLexicon) -> NounPhrase:
    """ "of whom five were fighters" → "fighters"; "half of the 240 passengers were children" → "children"."""
    doc, last = line.sentence.doc, min(line.sentence.end, i + _PREDICATE_REACH)
    while i < last and (doc[i].tag_ in _IN_TOTAL or doc[i].tag_ in NOUN_TAGS):
        i += 1
    if i >= last or doc[i].lemma_ != "be":
        return NounPhrase(None)
    phrase = find_noun_phrase(line.sentence, i + 1)
    is_people = phrase.head is not None and lexicon.is_people(phrase.head.lemma_.lower())
    return phrase if is_people else NounPhrase(None)


def _same_people(
    draft: Draft, line: Line, drafts: Sequence[Draft], lexicon: FigureLexicon
) -> str | None:
    """A bare number in the sentence of another: "killed 11 of its troops and took eight prisoner" → troops."""
    whole = draft.part_of if draft.part_of is not None else draft.derived_from
    if whole is not None and whole < len(drafts):
        return drafts[whole].who
    last = drafts[-1] if drafts else None
    if last is None or last.sentence != draft.sentence or draft.phrase.modifiers:
        return None
    if last.part_of is not None:
        last = drafts[last.part_of]
    offset, end = line.sentence.start_char, draft.quantity.end
    between = line.lower[max(0, last.quantity.end - offset) : end - offset + _SUM_REACH]
    if _SUM.search(between) or not {last.counts, draft.counts} <= lexicon.tolls:
        return None  # "bringing to 340 the number of dead"
    return last.who


def name_counted(phrase: NounPhrase, counts: str | None, lexicon: FigureLexicon) -> str | None:
    """The counted people in the report's words; what befell them and fillers ("others") are left out."""
    head = phrase.head
    if head is None or head.lower_ in lexicon.others or head.lower_ in lexicon.words.beside:
        return None
    lemma, kept = head.lemma_.lower(), _describing(phrase, lexicon)
    if lemma in lexicon.words.nouns:
        return next((f"{t.lower_}s" for t in kept if t.lower_ in lexicon.people), _of_whom(head))
    is_people = lexicon.is_people(lemma) or is_named_people(head, lexicon) or counts == PEOPLE
    is_harmed = counts in lexicon.tolls and lemma != "life" and lexicon.nouns.get(lemma) is None
    if not is_people and not (is_harmed and head.tag_ in ("NNS", "NNP")):
        return None
    words = head.doc[min((t.i for t in kept), default=head.i) : head.i + 1].text
    following = head.doc[head.i + 1 : head.i + 3].text
    return f"{words} {following}" if following == "of war" else words


def _describing(phrase: NounPhrase, lexicon: FigureLexicon) -> list[Token]:
    cut = [i for i, t in enumerate(phrase.modifiers, 1) if t.tag_ in ("CD", "POS")]
    modifiers = phrase.modifiers[max(cut, default=0) :]
    known = (lexicon.words.beside, lexicon.others)
    return [t for t in modifiers if not any(t.lower_ in words for words in known)]


def _of_whom(head: Token) -> str | None:
    """ "the bodies of 34 men" has its own number; "12 deaths among civilians" → "civilians"."""
    for child in head.rights:
        if child.lower_ in ("of", "among", "to"):
            return next((c.lower_ for c in child.rights if c.tag_ == "NNS"), None)
    return None


def is_named_people(head: Token, lexicon: FigureLexicon) -> bool:
    """ "12 Houthis" are people, "520 Scuds" are not."""
    if head.tag_ != "NNPS" or _DIGIT.search(head.text):
        return False
    return head.lower_.removesuffix("s") not in lexicon.things


def can_befall(counts: str, phrase: NounPhrase, lexicon: FigureLexicon) -> bool:
    """Whether the noun can be killed, or displaced: things are not, and villages are not evacuees."""
    lemma = phrase.head.lemma_.lower() if phrase.head is not None else ""
    if counts == "displaced" and lemma in lexicon.sent_home:
        return False
    if counts in lexicon.people_only:
        return _can_be_people(phrase, lexicon)
    return lemma not in lexicon.things or lemma in lexicon.words.nouns


def _can_be_people(phrase: NounPhrase, lexicon: FigureLexicon) -> bool:
    """ "evacuated 21 settlements" displaces nobody that is counted."""
    head = phrase.head
    if head is None or head.tag_ in ("NNPS", "NNP") or head.text[0].isupper():
        return True
    words = lexicon.words
    lemma = head.lemma_.lower()
    known = lemma in words.weak or lemma in words.nouns or head.lower_ in words.beside
    known = known or lexicon.nouns.get(lemma) == "population"
    return known or lexicon.is_people(lemma) or head.lower_ in lexicon.others
