"""Figures: how many of what, with the bounds the words give.

Comes in: a reading and its times. Goes out: figures, in text order, each with the span of its bound and number words
("at least 29"), what is counted ("killed") and who ("civilians"). Nothing is summed or chosen.

No figures: dates (`times` has them), ages, distances, ordinals, numbers in names ("MH17"), scores. A duration with a
number is a figure of its units ("72-hour": hours), and "nobody was hurt" one of 0.
One victim without a number ("a policeman was shot dead") is a figure, with the span of the noun and its article; so is
a further one ("and wounded another"), and so are "both pilots" (unnumbered.py).

`scope` is "event" for a toll with no other word, "war" ("since 2011"), "period" ("since March", "in two weeks"), "day"
("in the past 24 hours"), "total" ("so far", "in total"), "share" (a share of a stated total), "earlier" (the number
that a revision replaces), and None for what is no toll.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.figures.cared_for import cared_for
from sayso.extract.figures.count_signs import (
    by_strength,
    counts_of_toll,
    in_other_unit,
    is_crowd,
    listed,
    lost,
    numbering,
    risen_toll,
    sized,
    toll_behind,
    toll_of,
)
from sayso.extract.figures.counted import find_counts
from sayso.extract.figures.counted_people import can_befall, is_named_people, with_who
from sayso.extract.figures.figure_links import (
    Draft,
    is_of_next,
    resumed,
    with_earlier,
    with_new_total,
    with_total,
    with_whole,
    without_loose_shares,
)
from sayso.extract.figures.figure_scopes import Scoping, make_scoping
from sayso.extract.figures.figure_words import PEOPLE, FigureLexicon, load_figure_lexicon
from sayso.extract.figures.not_figures import (
    counts_nothing_new,
    is_age,
    is_clock,
    is_name_number,
    is_of_one,
    is_rate,
    is_skipped,
)
from sayso.extract.figures.quantities import (
    Quantity,
    find_multiples,
    find_nobody,
    find_quantities,
    limits_of,
)
from sayso.extract.figures.unnumbered import is_unnumbered, make_unnumbered
from sayso.extract.grammar.noun_phrases import (
    NOUN_TAGS,
    Line,
    NounPhrase,
    find_noun_phrase,
    make_line,
)
from sayso.model import Figure, TimeInterval
from sayso.nlp.readings import Reading

__all__ = ["FigureLexicon", "find_figures", "load_figure_lexicon"]

_SOME_OF_THEM = re.compile(r" of (?:them|whom) (?P<how>\w+)")
# "closer to 2,500 than 1,000": it was not the last.
_NOT_SO_NEAR = re.compile(r"\b(?:closer|nearer)(?: to)? [\w,.-]+(?: \w+)? than $")
# "All but eight were freed": what befell the others did not befall those.
_SPARED = re.compile(r"\b(?:all|everyone|everybody) (?:but|except) $")
# "99 percent of them were shot down": of what was fired, and of nobody.
_DOWNED = re.compile(
    r" of (?:them|these|those) (?:(?:were|had been|have been) )?(?:shot down|intercepted|downed)\b"
)
_AND = re.compile(r",? and |, ")
_DIGIT = re.compile("[0-9]")
_TIME_UNIT = re.compile(r"(?:\s|-)(?:more )?(minute|hour|day|week|month|year)s?\b")
_SECOND_DAY = re.compile(r" (?:and|or) ([12]?[0-9]|3[01])\b")
_LAST_DAY = re.compile(r"(?<=[A-Za-z.] )[0-9]{1,2}$")
_UNITS = frozenset(("dozens", "scores", "hundreds", "thousands", "millions", "billions"))
_LINKED = ("share", "earlier")
_NO_LENGTH = re.compile(
    r"(?:-|\s)(?:old|of age|ago|later|earlier|before|after|apart|from now)\b|['’]"
)


def find_figures(
    reading: Reading, times: tuple[TimeInterval, ...], lexicon: FigureLexicon
) -> tuple[Figure, ...]:
    """Find counts with their bounds, what is counted and who.

    "The raid killed at least a dozen soldiers." → Figure("at least a dozen", counts "killed", who "soldiers", low 12,
    bound "at_least")
    """
    dates = [t for t in times if t.type != "DURATION"]
    taken = _places_of(dates) | _second_days(reading, dates)
    lasting = _places_of(t for t in times if t.type == "DURATION")
    since = [t for t in times if t.direction == "since"]
    drafts: list[Draft] = []
    has_number, singles = _numbered_tokens(reading, lexicon)
    for number, sentence in enumerate(reading.sentences):
        text = reading.text[sentence.start_char : sentence.end_char]
        quantities = _quantities_of(text, sentence, has_number, singles, lexicon)
        if not quantities:
            continue
        line = make_line(sentence, text)
        scoping = make_scoping(line, _counting(quantities, line, taken | lasting), since, lexicon)
        for quantity in quantities:
            draft = (
                _make_duration(line, number, quantity, lexicon)
                if isinstance(quantity, Quantity) and _is_lasting(line, quantity, lasting)
                else _make_draft(line, number, quantity, drafts, lexicon)
            )
            if draft is not None and not _is_taken(draft.quantity, taken):
                is_toll = draft.scope not in _LINKED and draft.counts in lexicon.tolls
                drafts.append(_scoped(draft, scoping) if is_toll else draft)
                drafts[-2:] = with_total(line, drafts)
                drafts = with_new_total(line, drafts, lexicon)
    drafts = without_loose_shares(drafts, lexicon)
    return tuple(_make_figure(reading, i, drafts) for i in range(len(drafts)))


def _places_of(times: Iterable[TimeInterval]) -> frozenset[int]:
    return frozenset(i for time in times for i in range(time.span.start, time.span.end))


def _second_days(reading: Reading, dates: Iterable[TimeInterval]) -> frozenset[int]:
    """ "on March 10 and 11": the next day, where no noun follows that could be counted."""
    found = (_SECOND_DAY.match(reading.text, date.span.end) for date in dates)
    pairs = zip(dates, found, strict=True)
    return frozenset(
        i
        for date, match in pairs
        if match is not None
        and (first := _LAST_DAY.search(date.span.exact)) is not None
        and int(match[1]) == int(first[0]) + 1
        and not _is_before_noun(reading, match.start(1))
        for i in range(match.start(1), match.end(1))
    )


def _is_before_noun(reading: Reading, number: int) -> bool:
    at = reading.token_at.get(number)
    if at is None or at + 1 >= len(reading.doc):
        return False
    return reading.doc[at + 1].tag_ in (*NOUN_TAGS, "JJ", "CD", "HYPH", "IN")


def _is_taken(quantity: Quantity, taken: frozenset[int]) -> bool:
    return any(i in taken for n in quantity.numbers for i in range(n.start, n.end))


def _numbered_tokens(reading: Reading, lexicon: FigureLexicon) -> tuple[list[int], list[int]]:
    """Indices of the tokens with number words, and of the nouns that could be a single victim."""
    lower = reading.doc.to_array("LOWER").tolist()
    numbers = [i for i, word in enumerate(lower) if word in lexicon.number_ids]
    singles = [i for i, word in enumerate(lower) if word in lexicon.single_ids]
    return numbers, singles


def _quantities_of(
    text: str,
    sentence: TokenSpan,
    numbers: list[int],
    singles: list[int],
    lexicon: FigureLexicon,
) -> list[Quantity | Token]:
    """Numbers, and nouns that could be a single victim, in text order."""
    doc, found = sentence.doc, list[Quantity | Token]()
    if _within(numbers, sentence) or _DIGIT.search(text):
        found += find_quantities(text, sentence.start_char, lexicon)
    words = _nobody_of(text, sentence, found, lexicon)
    if found:
        words += find_multiples(text, sentence.start_char, lexicon)
    found = [q for q in found if not any(w.start < _start_of(q) < w.end for w in words)]
    found += words
    for i in _within(singles, sentence):
        if is_unnumbered(doc[i]):
            found.append(doc[i])
    return sorted(found, key=_start_of)


def _nobody_of(
    text: str, sentence: TokenSpan, found: list[Quantity | Token], lexicon: FigureLexicon
) -> list[Quantity]:
    """ "nobody", "not one": words for none; "no fewer than three" is a bound."""
    numbers = [q for q in found if isinstance(q, Quantity)]
    return [
        nobody
        for nobody in find_nobody(text, sentence.start_char, lexicon)
        if not any(q.start <= nobody.start < q.end for q in numbers)
    ]


def _start_of(found: Quantity | Token) -> int:
    return found.idx if isinstance(found, Token) else found.start


def _within(indices: list[int], sentence: TokenSpan) -> list[int]:
    return indices[bisect_left(indices, sentence.start) : bisect_left(indices, sentence.end)]


def _is_lasting(line: Line, quantity: Quantity, lasting: frozenset[int]) -> bool:
    """A number of hours or days: within a duration, or where `times` found nothing; no age, and not "two days ago"."""
    if _is_taken(quantity, lasting):
        return True
    unit = _TIME_UNIT.match(line.lower, quantity.end - line.sentence.start_char)
    return unit is not None and not _NO_LENGTH.match(line.lower, unit.end())


def _make_duration(
    line: Line, number: int, quantity: Quantity, lexicon: FigureLexicon
) -> Draft | None:
    """ "a 72-hour truce", "three weeks of strikes": how many of which unit; ages and clock times are none."""
    unit = _TIME_UNIT.match(line.lower, quantity.end - line.sentence.start_char)
    if unit is None:
        return None
    if quantity.bound == "over" and not _is_longer(line, quantity, lexicon):
        low, high, central, bound = limits_of(quantity.low, None, "exactly", "exact")
        quantity = replace(quantity, low=low, high=high, central=central, bound=bound)
    return Draft(quantity, NounPhrase(None), f"{unit[1]}s", None, number, own_counts=True)


def _is_longer(line: Line, quantity: Quantity, lexicon: FigureLexicon) -> bool:
    """ "for over three years" bounds, "6,200 dead over three years" tells the time in which."""
    start = quantity.start - line.sentence.start_char
    if not line.lower.startswith("over ", start):
        return True
    return (line.left_of(start).split() or [""])[-1] in lexicon.over_lasts_after


# --- what is counted ----------------------------------------------------------------------------------------------


def _make_draft(
    line: Line,
    number: int,
    quantity: Quantity | Token,
    drafts: list[Draft],
    lexicon: FigureLexicon,
) -> Draft | None:
    if isinstance(quantity, Token):
        return make_unnumbered(line, number, quantity, drafts, lexicon)
    offset = line.sentence.start_char
    before, after = line.neighbours(quantity.start - offset, quantity.end - offset)
    left = line.left_of(quantity.start - offset)
    if _NOT_SO_NEAR.search(left) or _SPARED.search(left):
        return None
    if _DOWNED.match(line.lower, quantity.end - offset):
        return None
    phrase = find_noun_phrase(line.sentence, after)
    if _stands_for_people(line, quantity, after, phrase, lexicon):
        phrase = NounPhrase(None, end=after)
    if is_name_number(line, before, quantity, phrase, lexicon) or is_clock(line, before, quantity):
        return None
    if is_rate(line, quantity):
        return None
    if quantity.bound in ("exactly", "under", "between") and is_age(
        line, before, after, quantity, lexicon
    ):
        return None
    if money := _money_unit(quantity, phrase, lexicon):
        return Draft(replace(quantity, unit=money), phrase, "money", None, number, own_counts=True)
    if is_skipped(line, after, phrase, lexicon) or is_of_one(left, quantity, phrase, lexicon):
        return None
    if phrase.head is not None and phrase.head.lemma_.lower() in lexicon.mass_units:
        return _mass_draft(quantity, phrase, phrase.head, number)
    is_last = after >= line.sentence.end or line.sentence.doc[after].is_punct
    if is_last and _is_guess_at_things(left, number, phrase, drafts, lexicon):
        return None
    counts = in_other_unit(line, before, phrase, drafts, lexicon)
    counts = counts or _as_those_before(line, quantity, drafts, lexicon) or toll_of(left, lexicon)
    counts = counts or risen_toll(left, phrase, lexicon)
    counts = counts or find_counts(line, before, after, phrase, lexicon.words)
    counts = counts or cared_for(phrase, lexicon)
    counts = counts or lost(line, before, phrase, lexicon) or listed(left, lexicon)
    counts = counts or toll_behind(line, quantity, lexicon)
    counts = counts or numbering(line, before, lexicon) or sized(left, phrase, lexicon)
    counts = counts or by_strength(line, quantity, lexicon)
    if counts in lexicon.tolls and not can_befall(counts, phrase, lexicon):
        counts = None
    if quantity.is_none and not _can_be_none(line, quantity, phrase, counts, lexicon):
        return None
    counts = counts or _from_list(line, quantity, phrase, drafts, lexicon)
    draft = Draft(quantity, phrase, counts, None, number, own_counts=counts is not None)
    if counts is None:
        draft = replace(draft, counts=counts_of_toll(left, phrase, drafts, lexicon))
    draft = _with_verb_bound(draft, line, before, lexicon)
    if _is_degree(line, after, phrase, lexicon):
        draft = replace(draft, phrase=replace(phrase, pronoun=True))
    draft = with_whole(draft, left, drafts, lexicon)
    draft = with_earlier(draft, left, drafts, lexicon)
    draft = _with_noun(draft, drafts, lexicon)
    is_whole = bool(drafts) and _is_whole_of(drafts[-1], draft, line)
    is_new = is_whole or quantity.is_multiple
    is_new = is_new or not counts_nothing_new(line, before, quantity, lexicon)
    if draft.counts not in lexicon.tolls and not is_new:
        return None
    if draft.counts is None and draft.quantity.share is None and phrase.end <= after:
        draft = resumed(draft, line, before, after, drafts, lexicon)
    if draft.counts is None and is_crowd(line, before, after, quantity, phrase):
        draft = replace(draft, counts=PEOPLE)
    is_open = quantity.share is not None or is_of_next(phrase)
    return with_who(draft, line, after, drafts, lexicon) if draft.counts or is_open else None


def _is_guess_at_things(
    left: str, number: int, phrase: NounPhrase, drafts: list[Draft], lexicon: FigureLexicon
) -> bool:
    """ "There were two shots from the left, maybe three": three of what was counted before it, and nobody."""
    last = drafts[-1] if drafts else None
    if last is None or last.sentence != number or phrase.head is not None:
        return False
    return last.counts not in lexicon.tolls and last.counts != PEOPLE and left.rstrip()[-1:] == ","


def _stands_for_people(
    line: Line, quantity: Quantity, after: int, phrase: NounPhrase, lexicon: FigureLexicon
) -> bool:
    """ "Thousands bury children killed in the raid": a plural unit has its noun behind "of" and no other way."""
    if quantity.numbers[0].kind != "vague" or phrase.partitive or after >= line.sentence.end:
        return False
    last = line.text[: quantity.end - line.sentence.start_char].split()[-1].lower()
    return last in _UNITS and line.sentence.doc[after].lower_ not in lexicon.others


def _is_whole_of(part: Draft, whole: Draft, line: Line) -> bool:
    """ "four of the seven crew": the seven are told in order to count."""
    if not is_of_next(part.phrase) or part.quantity.start < line.sentence.start_char:
        return False
    begin, offset = part.quantity.end, line.sentence.start_char
    between = line.lower[begin - offset : whole.quantity.start - offset]
    return between.strip().startswith("of") and len(between) < 20


def _can_be_none(
    line: Line,
    quantity: Quantity,
    phrase: NounPhrase,
    counts: str | None,
    lexicon: FigureLexicon,
) -> bool:
    """ "nobody was hurt" counts none; "no one should die", "no group was hurt by it", "no bodies" count nothing."""
    is_body = phrase.head is not None and phrase.head.lemma_.lower() in lexicon.bodies
    if counts not in lexicon.tolls or is_body:
        return False
    end = quantity.end - line.sentence.start_char
    words = line.lower[end - 2 : end + 40].split()
    if lexicon.modals & set(words[1:6]):
        return False
    is_bare = line.lower[quantity.start - line.sentence.start_char : end] in lexicon.nobody_alone
    return is_bare or phrase.head is not None


def _is_degree(line: Line, after: int, phrase: NounPhrase, lexicon: FigureLexicon) -> bool:
    """ "wounded 15, two critically": the two are some of the fifteen, as if "two of them" were said."""
    if phrase.head is not None or after >= line.sentence.end:
        return False
    return line.sentence.doc[after].lower_ in lexicon.degrees


def _as_those_before(
    line: Line, quantity: Quantity, drafts: list[Draft], lexicon: FigureLexicon
) -> str | None:
    """ "214 were arrested and nine officers injured, two of them seriously": two of those told of last, injured too."""
    behind = _SOME_OF_THEM.match(line.lower, quantity.end - line.sentence.start_char)
    if behind is None or behind["how"] not in lexicon.degrees or not drafts:
        return None
    last = drafts[-1]
    is_near = last.quantity.end > line.sentence.start_char
    is_same = is_near and last.counts in lexicon.tolls
    return last.counts if is_same else None


def _mass_draft(quantity: Quantity, phrase: NounPhrase, unit: Token, number: int) -> Draft:
    weighed = replace(quantity, unit=unit.lower_)
    return Draft(weighed, phrase, _mass_of(unit), None, number, own_counts=True)


def _from_list(
    line: Line,
    quantity: Quantity,
    phrase: NounPhrase,
    drafts: list[Draft],
    lexicon: FigureLexicon,
) -> str | None:
    """ "80 citizens and 15 crew": the second counts what the first did, if only "and" stands between."""
    if not drafts or drafts[-1].phrase.head is None or phrase.head is None:
        return None
    first, offset = drafts[-1].phrase.head, line.sentence.start_char
    between = line.lower[first.idx + len(first) - offset : quantity.start - offset]
    if first.i < line.sentence.start or not _AND.fullmatch(between):
        return None
    is_people = lexicon.is_people(phrase.head.lemma_.lower())
    return drafts[-1].counts if is_people and drafts[-1].counts in lexicon.tolls else None


def _money_unit(quantity: Quantity, phrase: NounPhrase, lexicon: FigureLexicon) -> str | None:
    if quantity.unit is not None or phrase.head is None:
        return quantity.unit
    unit = lexicon.money_nouns.get(phrase.head.lemma_.lower())
    if unit != "":
        return unit
    return " ".join([t.lower_ for t in (*phrase.modifiers, phrase.head)])


def _with_verb_bound(draft: Draft, line: Line, before: int, lexicon: FigureLexicon) -> Draft:
    """ "the toll passed 100": the verb says that the number is exceeded."""
    quantity = draft.quantity
    if before < line.sentence.start or quantity.bound != "exactly" or quantity.share is not None:
        return draft
    bound = lexicon.verb_bounds.get(line.sentence.doc[before].lower_)
    if bound is None or draft.counts is None:
        return draft
    low, high, central, bound = limits_of(quantity.central, None, bound, "exact")
    bounded = replace(quantity, low=low, high=high, central=central, bound=bound)
    return replace(draft, quantity=bounded)


def _counts_of_last(draft: Draft, drafts: list[Draft], lexicon: FigureLexicon) -> str | None:
    """ "kidnapped 1,200 people, up 35 percent": the percentage is of what the sentence counts."""
    last = drafts[-1]
    return last.counts if last.sentence == draft.sentence and last.counts in lexicon.tolls else None


def _with_noun(draft: Draft, drafts: list[Draft], lexicon: FigureLexicon) -> Draft:
    """Without a verb of harm the noun itself says what is counted: troops, strikes, villages."""
    head = draft.phrase.head
    if draft.counts is None and head is None and draft.quantity.is_percent and drafts:
        return replace(draft, counts=_counts_of_last(draft, drafts, lexicon))
    if draft.counts is not None or head is None:
        return draft
    lemma = head.lemma_.lower()
    if draft.quantity.is_percent and not draft.phrase.partitive:
        return draft  # its counts are those of the toll before it, if any
    if draft.quantity.is_percent and not lexicon.is_people(lemma):
        return replace(draft, counts=head.lower_ if head.tag_ == "NNS" else "percent")
    is_many_each = any(word.lower_ == "mass" for word in draft.phrase.modifiers)
    weak = None if is_many_each else lexicon.words.weak.get(lemma)  # "31 bodies in two mass graves"
    if named := weak or lexicon.nouns.get(lemma):
        return replace(draft, counts=named)
    if is_named_people(head, lexicon) or (head.tag_ == "NNS" and lexicon.is_people(lemma)):
        return replace(draft, counts=PEOPLE)
    if is_peoples_name(draft):
        return replace(draft, counts=PEOPLE)
    is_thing = lemma in lexicon.things or lemma.removesuffix("s") in lexicon.things
    if head.tag_ == "NNS" and head.text[0].isupper() and not (is_thing or _DIGIT.search(head.text)):
        return replace(draft, counts=PEOPLE)
    is_plural = head.tag_ in ("NNS", "NNPS") and head.text[0].isalpha()
    return replace(draft, counts=head.lower_ if is_plural else None)


def is_peoples_name(draft: Draft) -> bool:
    """ "thousands of Rohingya", "one Israeli": a name for people without the ending of a plural."""
    head, number = draft.phrase.head, draft.quantity.numbers[0]
    if head is None or not head.text[0].isupper():
        return False
    is_vague = number.kind == "vague" and draft.phrase.partitive and not draft.phrase.definite
    return is_vague and head.tag_ == "NNP" and not draft.phrase.modifiers


def _mass_of(unit: Token) -> str:
    """ "20 tons of explosives" → "explosives"."""
    for child in unit.rights:
        if child.lower_ == "of":
            objects = (c.lower_ for c in child.rights if c.dep_ == "pobj" and c.text[0].isalpha())
            return next(objects, unit.lower_)
    return unit.lower_


# --- the figure ---------------------------------------------------------------------------------------------------


def _counting(
    quantities: Iterable[Quantity | Token], line: Line, timed: frozenset[int]
) -> list[int]:
    """Where the numbers of a sentence begin that tell no time."""
    return [
        q.start - line.sentence.start_char
        for q in quantities
        if isinstance(q, Quantity) and not _is_lasting(line, q, timed)
    ]


def _scoped(draft: Draft, scoping: Scoping) -> Draft:
    offset = scoping.line.sentence.start_char
    quantity = draft.quantity
    return replace(
        draft, scope=scoping.scope_at(quantity.start - offset, quantity.end - offset, draft.scope)
    )


def _make_figure(reading: Reading, index: int, drafts: list[Draft]) -> Figure:
    draft, quantity = drafts[index], drafts[index].quantity
    unit, low, high, central = quantity.unit, quantity.low, quantity.high, quantity.central
    if quantity.share is not None and draft.derived_from is None:
        low, high, central, _ = limits_of(quantity.share * 100, None, quantity.bound, "exact")
        unit = "percent"
    return Figure(
        id=f"f{index + 1}",
        span=reading.span(quantity.start, quantity.end),
        counts=draft.counts,
        who=draft.who,
        unit=unit,
        low=low,
        high=high,
        central=central,
        bound=quantity.bound,
        scope=draft.scope,
        part_of=None if draft.part_of is None else f"f{draft.part_of + 1}",
        derived_from=None if draft.derived_from is None else f"f{draft.derived_from + 1}",
    )
