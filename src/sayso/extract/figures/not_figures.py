"""Numbers that are no figures: parts of names, ages, years, distances, and what was named before.

Comes in: a quantity and the words around it. Goes out: whether it is to be left out. What the other stages find is left
out before: times by their spans, numbers within words ("MH17") by the scanner.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.figures.quantities import Quantity
from sayso.extract.grammar.body_names import is_day_in_body_name
from sayso.extract.grammar.noun_phrases import Line, NounPhrase

_BEFORE_AGE_LIMITS = frozenset(
    ("were", "was", "are", "is", "aged", "those", "them", "whom", "children", "people", "persons")
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_DOTTED = re.compile(
    r"(?:about |around |nearly |almost |after |before )?(?:[01]?\d|2[0-3])[.:][0-5]\d", re.I
)
_PART_OF_DAY = re.compile(
    r" in the (?:small hours|early |late )?(?:morning|afternoon|evening)\b| at night\b"
)
_PER = re.compile(r" (?:\w+ )?per (?:\d|hundred|thousand|million)")
_BEFORE_CLOCKS = frozenset(("at", "by", "until", "around"))
# "aged 9 and 14", "aged between 20 and 35", "aged 22, 38, 45 and 47"; not "a boy aged nine, and two men".
_AGED = re.compile(r"\baged? (?:between )?((?:[\w-]+(?:,|,? and|,? to|-) )*)$")


def is_rate(line: Line, quantity: Quantity) -> bool:
    """ "50.9 per 100,000 inhabitants": how often, and not how many; not "40 per cent"."""
    start, end = (at - line.sentence.start_char for at in (quantity.start, quantity.end))
    if quantity.unit is not None:
        return False
    return line.left_of(start).endswith(" per ") or _PER.match(line.lower, end) is not None


def is_name_number(
    line: Line, before: int, quantity: Quantity, phrase: NounPhrase, lexicon: FigureLexicon
) -> bool:
    """ "Resolution 2254", "No. 10", "Boeing 777", "the June 5 Movement", a bare year, "one of the".

    So is what was not so many: ", not two policemen".
    """
    if quantity.bound != "exactly" or quantity.unit is not None:
        return False
    doc, is_first = line.sentence.doc, before < line.sentence.start
    if not is_first and is_day_in_body_name(doc[before]):
        return True
    left = doc[before].lower_ if before >= 0 else ""
    if left.startswith("number") and doc[before].tag_[0] == "V":
        return False
    if left == "." and before:  # "No" and "." are two tokens where a number follows
        left = doc[before - 1].lower_ + left
    if left == "no" or (left in lexicon.always_names and (not is_first or left[-1] == ".")):
        return True
    if not is_first and left in lexicon.not_after and not _has_noun(phrase):
        return True
    if left == "not" and before and doc[before - 1].text == ",":
        return True  # "killed four soldiers, not two policemen"
    if phrase.head is None and _is_bare_year(quantity):
        return True
    return _is_bare_one(quantity, phrase) and not _is_befallen(doc[before + 1], lexicon)


def _has_noun(phrase: NounPhrase) -> bool:
    return phrase.head is not None and not phrase.partitive


def is_age(line: Line, before: int, after: int, quantity: Quantity, lexicon: FigureLexicon) -> bool:
    """ "Ahmad Saleh, 34, said": two digits between commas, after a name."""
    doc, first, last = line.sentence.doc, line.sentence.start, line.sentence.end
    aged = _AGED.search(line.left_of(quantity.start - line.sentence.start_char))
    if aged is not None:
        is_noun = after < last and doc[after].pos_ == "NOUN"
        return not (is_noun and aged[1].endswith(("and ", ", ")))
    if before > first and _is_age_of(doc[before - 1 : before + 1], quantity, lexicon):
        return after >= last or doc[after].pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")
    if before > first and _tells_age(doc[before], quantity, lexicon):
        return after >= last or doc[after].pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")
    if before >= first and _is_age_limit(doc[before].lower_, quantity):
        return after >= last or doc[after].text in (",", ")", ".", ";")
    if before <= first or doc[before].text not in (",", "(") or not quantity.numbers[0].in_digits:
        return False
    is_closed = after >= last or doc[after].text in (",", ")", ".")
    return is_closed and doc[before - 1].pos_ in ("PROPN", "NOUN") and (quantity.low or 0) < 120


def _is_age_of(left: Span, quantity: Quantity, lexicon: FigureLexicon) -> bool:
    """ "a woman of 71", "a boy of nine": no toll."""
    is_plural = left[0].tag_ == "NNS" and quantity.bound == "between"  # "boys of 12 to 14"
    person = left[0].lemma_.lower() if is_plural else left[0].lower_
    is_age = left[1].lower_ == "of" and person in lexicon.implicit_one
    return is_age and (quantity.low or 0) < 120


def _tells_age(verb: Token, quantity: Quantity, lexicon: FigureLexicon) -> bool:
    """ "The youngest of them was 15", "One of the dead was 16", "the victim is 34": how old somebody is."""
    if (
        verb.lower_ not in ("was", "is")
        or quantity.bound != "exactly"
        or (quantity.low or 0) >= 120
    ):
        return False
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if subject is None:
        return False
    return subject.lower_ in lexicon.one_of_them or subject.lower_ in lexicon.implicit_one


def is_clock(line: Line, before: int, quantity: Quantity) -> bool:
    """ "at 0340 militants attacked", "at about 9.15 in the morning": hours and minutes."""
    if not any(number.in_digits for number in quantity.numbers):
        return False
    start = quantity.start - line.sentence.start_char
    text = line.sentence.text
    words = text[start : start + quantity.end - quantity.start]
    if _DOTTED.fullmatch(words) and _PART_OF_DAY.match(text, start + len(words)):
        return True
    clock = _CLOCK.fullmatch(words)
    if clock is None:
        return False
    left = line.sentence.doc[before].lower_ if before >= line.sentence.start else ""
    return clock.group()[0] == "0" or left in _BEFORE_CLOCKS


def _is_age_limit(left: str, quantity: Quantity) -> bool:
    """ "1,900 of whom were under 18"."""
    value = quantity.high if quantity.bound == "under" else None
    return value is not None and value <= 21 and left in _BEFORE_AGE_LIMITS


def _is_bare_year(quantity: Quantity) -> bool:
    number = quantity.numbers[0]
    is_long = number.in_digits and number.end - number.start == 4
    return is_long and number.value is not None and 1900 <= number.value <= 2100


def _is_bare_one(quantity: Quantity, phrase: NounPhrase) -> bool:
    number = quantity.numbers[0]
    is_one = number.value == 1 and not number.in_digits and number.end - number.start == 3
    return is_one and not phrase.pronoun and (phrase.partitive or phrase.head is None)


def _is_befallen(one: Token, lexicon: FigureLexicon) -> bool:
    """ "one was killed and another hurt", "one died later": a victim, not a pronoun."""
    verbs = lexicon.words.object if one.dep_ == "nsubjpass" else lexicon.words.subject
    return one.dep_ in ("nsubj", "nsubjpass") and one.head.lemma_.lower() in verbs


def is_skipped(line: Line, after: int, phrase: NounPhrase, lexicon: FigureLexicon) -> bool:
    """Distances, durations, and nouns whose number says nothing ("two sides")."""
    if any(token.lower_ in lexicon.munitions for token in phrase.modifiers):
        return False  # "12 mortar rounds"
    if phrase.head is not None and phrase.head.lemma_.lower() in lexicon.skipped_nouns:
        return True
    following = line.sentence.doc[after] if after < line.sentence.end else None
    if following is None or following.tag_ in ("IN", "RB", "DT"):
        return False
    return {following.lower_, following.lemma_.lower()} & lexicon.skipped_nouns != set()


def is_of_one(left: str, quantity: Quantity, phrase: NounPhrase, lexicon: FigureLexicon) -> bool:
    """ "ten members of one family": who is counted are the ten."""
    is_one = quantity.bound == "exactly" and quantity.central == 1
    if not is_one or phrase.head is None or left.split()[-1:] not in (["of"], ["from"]):
        return False
    return phrase.head.lemma_.lower() in lexicon.wholes


def counts_nothing_new(line: Line, before: int, quantity: Quantity, lexicon: FigureLexicon) -> bool:
    """ "the two leaders", "one resident said": no toll, and not said in order to count."""
    if quantity.bound != "exactly" or quantity.central is None:
        return False
    if quantity.central == 1:
        return True
    left = line.sentence.doc[before].lower_ if before >= line.sentence.start else ""
    return left in lexicon.definite and quantity.central <= lexicon.definite_up_to
