"""Figures: how many of what, with the bounds the words give.

Comes in: a reading and its times. Goes out: figures, in text order, each with the span of its bound and number words
("at least 29"), what is counted ("killed") and who ("civilians"). Parts of a toll point to it (`part_of`), a computed
share to its total (`derived_from`); of a revised toll both numbers stay. Nothing is summed or chosen.

No figures: dates and durations (`times` has them), ages, distances, ordinals, numbers in names ("MH17"), scores.

`scope` is "event" for a toll with no other word, "war" ("since 2011"), "day" ("in the past 24 hours"), "total" ("so
far", "in total"), "share" (a share of a stated total), "earlier" (the number that a revision replaces), and None for
what is no toll.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.counted import (
    CountedRow,
    CountedWords,
    NounPhrase,
    find_counts,
    find_noun_phrase,
    make_counted_words,
)
from sayso.extract.numbers import (
    Number,
    NumberScanner,
    NumberWords,
    load_vague_policy,
    make_number_scanner,
)
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Bound, Figure, TimeInterval
from sayso.nlp.readings import Reading

_RANGE = re.compile(r"\s*(?:[-–—]|\bto\b|\bor\b|\band\b)\s*", re.IGNORECASE)
_WORDS_BEFORE = re.compile(r"[^\s,;:()\"“”‘’—–]+|[,;:()\"“”—–]")
_PEOPLE = "people"


class FigureRows(LexiconHeader, frozen=True, kw_only=True):
    """The file figures.yaml as it is written."""

    numbers: NumberWords
    bounds: dict[Bound, tuple[str, ...]]
    bounds_after: dict[Bound, tuple[str, ...]]
    verb_bounds: dict[Bound, tuple[str, ...]]
    not_bound_after: tuple[str, ...]
    counted: tuple[CountedRow, ...]
    nouns: dict[str, tuple[str, ...]]
    toll_nouns: dict[str, tuple[str, ...]]
    toll_anaphors: tuple[str, ...]
    toll_verbs: tuple[str, ...]
    part_cues: tuple[str, ...]
    earlier_cues: tuple[str, ...]
    scopes: dict[str, tuple[str, ...]]
    not_after: tuple[str, ...]
    measures: tuple[str, ...]
    mass_units: tuple[str, ...]
    not_counted: tuple[str, ...]
    money_symbols: dict[str, str]
    money_prefixes: dict[str, str]
    money_nouns: dict[str, str]
    implicit_one: tuple[str, ...]


@dataclass(frozen=True)
class FigureLexicon:
    """The rows of figures.yaml, indexed and compiled once."""

    scanner: NumberScanner
    words: CountedWords
    tolls: frozenset[str]
    bounds: dict[str, Bound]
    bounds_after: re.Pattern[str]
    bound_of_suffix: dict[str, Bound]
    verb_bounds: dict[str, Bound]
    not_bound_after: frozenset[str]
    nouns: dict[str, str]
    people: frozenset[str]
    toll_nouns: re.Pattern[str]
    counts_of_toll: dict[str, str]
    toll_anaphors: re.Pattern[str]
    toll_verbs: frozenset[str]
    part_cue: re.Pattern[str]
    earlier_cue: re.Pattern[str]
    scopes: dict[str, re.Pattern[str]]
    not_after: frozenset[str]
    skipped_nouns: frozenset[str]
    mass_units: frozenset[str]
    money_symbols: dict[str, str]
    money_prefixes: dict[str, str]
    money_nouns: dict[str, str]
    implicit_one: frozenset[str]


@dataclass(frozen=True)
class Quantity:
    """A number with its bound, as printed. Positions are those of the document."""

    start: int
    end: int
    low: float | None
    high: float | None
    central: float | None
    bound: Bound
    numbers: tuple[Number, ...]
    unit: str | None = None
    share: float | None = None


@dataclass(frozen=True)
class Draft:
    """A figure in the making, with what the links between figures need."""

    quantity: Quantity
    phrase: NounPhrase
    counts: str | None
    who: str | None
    sentence: int
    own_counts: bool
    scope: str | None = None
    part_of: int | None = None
    derived_from: int | None = None


def load_figure_lexicon() -> FigureLexicon:
    """Read figures.yaml and the policy of vague numbers, and index them."""
    rows = read_lexicon("figures", FigureRows)
    people = frozenset(rows.nouns[_PEOPLE])
    bound_of_suffix = {w: bound for bound, words in rows.bounds_after.items() for w in words}
    return FigureLexicon(
        scanner=make_number_scanner(rows.numbers, load_vague_policy()),
        words=make_counted_words(rows.counted),
        tolls=frozenset(row.counts for row in rows.counted),
        bounds={word: bound for bound, words in rows.bounds.items() for word in words},
        bounds_after=re.compile(rf"\s?(?P<bound>{_any(bound_of_suffix)})(?!\w)", re.IGNORECASE),
        bound_of_suffix=bound_of_suffix,
        verb_bounds={word: bound for bound, words in rows.verb_bounds.items() for word in words},
        not_bound_after=frozenset(rows.not_bound_after),
        nouns={n: counts for counts, nouns in reversed(rows.nouns.items()) for n in nouns},
        people=people,
        toll_nouns=re.compile(rf"\b(?:{_any(w for ws in rows.toll_nouns.values() for w in ws)})\b"),
        counts_of_toll={w: counts for counts, words in rows.toll_nouns.items() for w in words},
        toll_anaphors=re.compile(rf"\bthe (?:\w+ )?(?:{_any(rows.toll_anaphors)})\b"),
        toll_verbs=frozenset(rows.toll_verbs),
        part_cue=re.compile(
            rf"\b(?:{_any(rows.part_cues)})(?: (?:was|were|are|is|being|at))?[ :]*$"
        ),
        earlier_cue=re.compile(rf"\b(?:{_any(rows.earlier_cues)})[ :]*$"),
        scopes={scope: re.compile(_any(cues)) for scope, cues in rows.scopes.items()},
        not_after=frozenset(rows.not_after),
        skipped_nouns=frozenset([*rows.measures, *rows.not_counted]),
        mass_units=frozenset(rows.mass_units),
        money_symbols=rows.money_symbols,
        money_prefixes=rows.money_prefixes,
        money_nouns=rows.money_nouns,
        implicit_one=frozenset(rows.implicit_one),
    )


def find_figures(
    reading: Reading, times: tuple[TimeInterval, ...], lexicon: FigureLexicon
) -> tuple[Figure, ...]:
    """Find counts with their bounds, what is counted and who.

    "The raid killed at least a dozen soldiers." → Figure("at least a dozen", counts "killed", who "soldiers", low 12,
    bound "at_least")
    """
    taken = _taken(times)
    drafts: list[Draft] = []
    for number, sentence in enumerate(reading.sentences):
        drafts = _read_sentence(reading, sentence, number, drafts, taken, lexicon)
    return tuple(_make_figure(reading, i, drafts) for i in range(len(drafts)))


def _taken(times: tuple[TimeInterval, ...]) -> frozenset[int]:
    return frozenset(i for time in times for i in range(time.span.start, time.span.end))


def _read_sentence(
    reading: Reading,
    sentence: TokenSpan,
    number: int,
    drafts: list[Draft],
    taken: frozenset[int],
    lexicon: FigureLexicon,
) -> list[Draft]:
    text = sentence.text
    quantities = list(find_quantities(text, sentence, lexicon))
    for quantity in quantities:
        if any(i in taken for n in quantity.numbers for i in range(n.start, n.end)):
            continue
        draft = _make_draft(sentence, number, quantity, drafts, lexicon)
        if draft is not None:
            drafts = _with_total(text, sentence, [*drafts, draft])
    return drafts


# --- the number and its bound -------------------------------------------------------------------------------------


def find_quantities(text: str, sentence: TokenSpan, lexicon: FigureLexicon) -> Iterator[Quantity]:
    """Numbers of a sentence with their bounds: "between 10 and 15", "at least 29", "some 300".

    "Up to 300 people fled." → Quantity("Up to 300", high 300, bound "at_most")
    """
    numbers = [n for n in lexicon.scanner.scan(text) if _stands_alone(text, n)]
    i = 0
    while i < len(numbers):
        first = numbers[i]
        second = numbers[i + 1] if i + 1 < len(numbers) else None
        pair = _range_of(text, first, second) if second else None
        yield _make_quantity(
            text, sentence, (first, second) if pair and second else (first,), pair, lexicon
        )
        i += 2 if pair else 1


def _stands_alone(text: str, number: Number) -> bool:
    """Not part of a word ("48-hour"), a date ("2016-05-04"), a score, a fraction or a clock time."""
    after = text[number.end : number.end + 6].lower()
    if re.match(r"[-–](?!odd|plus)[^\W\d]|[-–/:]\d+[-–/:]\d|[/:]\d|['’]s\b|-$", after):
        return False
    return not re.search(r"\d[-–/]\d+[-–/]$|[/:]$", text[max(0, number.start - 6) : number.start])


def _range_of(text: str, first: Number, second: Number) -> tuple[float, float] | None:
    link = _RANGE.fullmatch(text, first.end, second.start)
    if link is None or first.kind != "exact" or second.kind != "exact":
        return None
    if first.value is None or second.value is None:
        return None
    word = link.group().strip().lower()
    before = text[max(0, first.start - 25) : first.start].lower()
    if word == "and" and not re.search(r"\bbetween\s+(?:\w+\s+)?$", before):
        return None
    low = first.value
    if first.scale == 1 and second.scale > 1 and low < second.value / second.scale:
        low *= second.scale
    return (low, second.value) if low < second.value else None


def _make_quantity(
    text: str,
    sentence: TokenSpan,
    numbers: Sequence[Number],
    pair: tuple[float, float] | None,
    lexicon: FigureLexicon,
) -> Quantity:
    start, end, offset = numbers[0].start, numbers[-1].end, sentence.start_char
    start, unit = _currency_before(text, start, lexicon)
    bound, start = _bound_before(text, sentence, start, pair is not None, lexicon)
    after = lexicon.bounds_after.match(text, end)
    if after and bound is None and not text[end:].startswith(" at least a"):
        bound = lexicon.bound_of_suffix.get(after["bound"].lower())
        end = after.end() if bound else end
    share = numbers[0].value if numbers[0].kind == "share" else None
    value = None if share is not None else numbers[-1].value
    low, high, central, bound = _limits(value, pair, bound or "exactly", numbers[0].kind)
    moved = tuple(replace(n, start=n.start + offset, end=n.end + offset) for n in numbers)
    return Quantity(start + offset, end + offset, low, high, central, bound, moved, unit, share)


def _limits(
    value: float | None, pair: tuple[float, float] | None, bound: Bound, kind: str
) -> tuple[float | None, float | None, float | None, Bound]:
    """Low, high, central and bound of a value (DESIGN.md §6a, Figures)."""
    if pair:
        return pair[0], pair[1], None, "between"
    if kind == "vague" and bound not in ("at_least", "over"):
        return (None if bound in ("at_most", "under") else value), None, None, "vague"
    if value is None:
        return None, None, None, "vague" if kind == "unknown" else bound
    match bound:
        case "about":
            return None, None, value, bound
        case "nearly":
            return None, value, value, bound
        case "at_least" | "over":
            return value, None, None, bound
        case "at_most" | "under":
            return None, value, None, bound
        case _:
            return value, value, value, "exactly"


def _currency_before(text: str, start: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    symbol = text[start - 1 : start] if start else ""
    if symbol not in lexicon.money_symbols:
        word = re.search(r"([A-Za-z$]{2,4})\s?$", text[max(0, start - 5) : start])
        unit = lexicon.money_prefixes.get(word.group(1).lower()) if word else None
        return (start - len(word.group()) if word and unit else start), unit
    prefix = re.search(r"(?<!\w)(?:US|C|A|NZ|HK)$", text[max(0, start - 4) : start - 1])
    return start - 1 - (len(prefix.group()) if prefix else 0), lexicon.money_symbols[symbol]


def _bound_before(
    text: str, sentence: TokenSpan, start: int, is_range: bool, lexicon: FigureLexicon
) -> tuple[Bound | None, int]:
    """The outermost bound phrase before a number, and where it starts; fillers ("another") are stepped over."""
    base = max(0, start - 60)
    found = list(_WORDS_BEFORE.finditer(text[base:start].lower()))
    words = [(m.group(), base + m.start()) for m in found]
    bound: Bound | None = None
    position = len(words)
    while position > 0:
        size, phrase_bound = _longest_bound(words, position, lexicon)
        if phrase_bound is None or not _is_bound(sentence, words, position - size, size, lexicon):
            break
        position -= size
        if phrase_bound != "exactly":
            bound, start = phrase_bound, words[position][1]
    if is_range and position and words[position - 1][0] in ("between", "from"):
        start = words[position - 1][1]
    return bound, start


def _longest_bound(
    words: list[tuple[str, int]], position: int, lexicon: FigureLexicon
) -> tuple[int, Bound | None]:
    for size in range(min(5, position), 0, -1):
        phrase = " ".join(word for word, _ in words[position - size : position])
        if phrase in lexicon.bounds:
            return size, lexicon.bounds[phrase]
    return 0, None


def _is_bound(
    sentence: TokenSpan, words: list[tuple[str, int]], at: int, size: int, lexicon: FigureLexicon
) -> bool:
    """ "over", "under" and the like can be prepositions: "anger over two killings"."""
    if size > 1 or words[at][0] not in ("over", "under", "above", "below", "around", "about"):
        return True
    return not (at and words[at - 1][0] in lexicon.not_bound_after)


# --- what is counted ----------------------------------------------------------------------------------------------


def _make_draft(
    sentence: TokenSpan,
    number: int,
    quantity: Quantity,
    drafts: list[Draft],
    lexicon: FigureLexicon,
) -> Draft | None:
    before, after = _neighbours(sentence, quantity)
    phrase = find_noun_phrase(sentence, after)
    if _is_name_number(sentence, before, quantity, phrase, lexicon):
        return None
    if money := _money_unit(sentence, after, quantity, phrase, lexicon):
        quantity = replace(quantity, unit=money)
        return Draft(quantity, phrase, "money", None, number, own_counts=True)
    if phrase.head is not None and phrase.head.lemma_.lower() in lexicon.skipped_nouns:
        return None
    if phrase.head is not None and _is_measure(sentence, after, lexicon):
        return None
    left = sentence.text[: quantity.start - sentence.start_char].lower()
    counts = find_counts(sentence, before, after, phrase, lexicon.words)
    own = counts is not None
    linked = _link_to_earlier(left, phrase, counts, drafts, number, quantity)
    counts = counts or _counts_of_toll(left, phrase, drafts, lexicon)
    draft = Draft(quantity, phrase, counts, None, number, own_counts=own)
    draft = _with_links(draft, left, drafts, lexicon)
    del linked
    draft = _with_noun(draft, lexicon)
    if draft.counts is None or not _is_count(draft, lexicon):
        return None
    draft = replace(draft, who=_who(draft, lexicon))
    if draft.counts in lexicon.tolls and draft.scope is None:
        draft = replace(draft, scope=_scope_of(sentence, lexicon))
    return draft


def _link_to_earlier(*_: object) -> None:
    return None


def _neighbours(sentence: TokenSpan, quantity: Quantity) -> tuple[int, int]:
    """Index of the last token before the quantity and of the first one after it."""
    before, after = sentence.start - 1, sentence.end
    for token in sentence:
        if token.idx < quantity.start:
            before = token.i
        elif token.idx >= quantity.end:
            after = token.i
            break
    return before, after


def _is_name_number(
    sentence: TokenSpan, before: int, quantity: Quantity, phrase: NounPhrase, lexicon: FigureLexicon
) -> bool:
    """ "Resolution 2254", "No. 10", "Boeing 777", a bare year, "one of the"."""
    number = quantity.numbers[0]
    left = sentence.doc[before].lower_ if before >= sentence.start else ""
    is_plain = quantity.bound == "exactly" and quantity.unit is None
    if is_plain and left in lexicon.not_after and (left.endswith(".") or phrase.head is None):
        return True
    if is_plain and left == "no":
        return True
    is_year = number.in_digits and number.scale == 1 and number.value is not None
    is_year = is_year and 1900 <= (number.value or 0) <= 2100 and phrase.head is None
    if is_plain and is_year and number.end - number.start == 4:
        return True
    return is_plain and _is_bare_one(sentence, quantity, phrase)


def _is_bare_one(sentence: TokenSpan, quantity: Quantity, phrase: NounPhrase) -> bool:
    number = quantity.numbers[0]
    is_one = number.value == 1 and not number.in_digits and number.end - number.start == 3
    return is_one and (phrase.partitive or phrase.head is None)


def _is_measure(sentence: TokenSpan, after: int, lexicon: FigureLexicon) -> bool:
    if after >= sentence.end:
        return False
    token = sentence.doc[after]
    return token.lower_ in lexicon.skipped_nouns and token.lemma_.lower() in lexicon.skipped_nouns


def _money_unit(
    sentence: TokenSpan, after: int, quantity: Quantity, phrase: NounPhrase, lexicon: FigureLexicon
) -> str | None:
    if quantity.unit is not None:
        return quantity.unit
    if phrase.head is None:
        return None
    return lexicon.money_nouns.get(phrase.head.lemma_.lower())


def _counts_of_toll(
    left: str, phrase: NounPhrase, drafts: list[Draft], lexicon: FigureLexicon
) -> str | None:
    """ "the death toll rose to 51", "put the figure at 51"."""
    if phrase.head is not None and phrase.head.lemma_.lower() not in lexicon.people:
        return None
    window = left[-90:]
    tolls = list(lexicon.toll_nouns.finditer(window))
    if tolls and not re.search(r"[;.]\s|,\s(?:and|but|while)\b", window[tolls[-1].end() :]):
        return lexicon.counts_of_toll[tolls[-1].group()]
    if lexicon.toll_anaphors.search(window):
        return next((d.counts for d in reversed(drafts) if d.counts in lexicon.tolls), None)
    return None


def _with_noun(draft: Draft, lexicon: FigureLexicon) -> Draft:
    """Without a verb of harm the noun itself says what is counted: troops, strikes, villages."""
    head = draft.phrase.head
    lemma = head.lemma_.lower() if head is not None else ""
    if draft.counts is not None or head is None:
        return draft
    if lemma in lexicon.mass_units:
        return replace(
            draft, quantity=replace(draft.quantity, unit=head.lower_), counts=_of_what(head)
        )
    weak = lexicon.words.weak.get(lemma)
    if weak or lemma in lexicon.nouns:
        return replace(draft, counts=weak or lexicon.nouns[lemma])
    if head.tag_ in ("NNPS",):
        return replace(draft, counts=_PEOPLE)
    return replace(draft, counts=head.lower_ if head.tag_ in ("NNS", "NN") else None)


def _of_what(head: Token) -> str | None:
    """ "20 tons of explosives" → "explosives"."""
    for child in head.children:
        if child.lower_ == "of":
            return next((c.lower_ for c in child.children if c.dep_ == "pobj"), None)
    return head.lower_


def _is_count(draft: Draft, lexicon: FigureLexicon) -> bool:
    if draft.quantity.share is not None:
        return draft.derived_from is not None or draft.counts in lexicon.tolls
    return True


def _who(draft: Draft, lexicon: FigureLexicon) -> str | None:
    """The counted people in the report's words; adjectives that say what befell them are left out."""
    phrase = draft.phrase
    if phrase.head is None:
        return None
    lemma = phrase.head.lemma_.lower()
    kept = [
        t
        for t in phrase.modifiers
        if t.lower_ not in lexicon.words.beside and t.lower_ not in _OTHERS
    ]
    if lemma in lexicon.words.nouns and lemma not in lexicon.people:
        people = [t for t in kept if t.lemma_.lower() in lexicon.people]
        return people[0].lower_ + "s" if people else None
    if phrase.head.lower_ in _OTHERS or lemma == "life":
        return None
    is_people = lemma in lexicon.people or phrase.head.tag_ in ("NNPS", "NNP")
    if not is_people and draft.counts not in lexicon.tolls:
        return None
    first = min([t.i for t in kept if t.tag_ != "CD"], default=phrase.head.i)
    words = phrase.head.doc[first : phrase.head.i + 1]
    following = phrase.head.doc[phrase.head.i + 1 : phrase.head.i + 3].text
    return f"{words.text} {following}" if following == "of war" else words.text


_OTHERS = frozenset(("other", "others", "more", "further", "additional", "-", "same"))


# --- links between figures ----------------------------------------------------------------------------------------


def _with_links(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> Draft:
    if lexicon.earlier_cue.search(left[-60:]) and drafts:
        return replace(draft, counts=draft.counts or drafts[-1].counts, scope="earlier")
    whole = _whole_of(draft, left, drafts, lexicon)
    if whole is None:
        return draft
    draft = replace(draft, part_of=whole)
    if draft.own_counts and draft.counts != drafts[whole].counts:
        return draft
    return replace(draft, counts=drafts[whole].counts, scope=drafts[whole].scope)


def _whole_of(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> int | None:
    """The toll that a figure is a part of: "including 12 children", "40 of them", "of whom 12 were children"."""
    quantity = draft.quantity
    cue = lexicon.part_cue.search(left[-60:])
    after_cue = _continues_part(draft, left, drafts)
    if not cue and not draft.phrase.pronoun and not after_cue:
        return None
    if after_cue is not None:
        return after_cue
    for i in range(len(drafts) - 1, -1, -1):
        other = drafts[i]
        if draft.sentence - other.sentence > 2:
            return None
        if other.part_of is None and other.scope != "earlier" and _holds(other.quantity, quantity):
            return i if other.counts in lexicon.tolls or other.who else None
    return None


def _continues_part(draft: Draft, left: str, drafts: list[Draft]) -> int | None:
    """ "including 12 children and three women": the second part follows the first."""
    if not drafts or drafts[-1].part_of is None or drafts[-1].sentence != draft.sentence:
        return None
    if draft.own_counts:
        return None
    gap = draft.quantity.start - drafts[-1].quantity.end
    between = left[-gap:] if gap < len(left) else ""
    return (
        drafts[-1].part_of
        if re.fullmatch(r"[\w\s'-]{0,40}(?:,|\band\b|, and\b)\s*", between)
        else None
    )


def _holds(whole: Quantity, part: Quantity) -> bool:
    top = max((v for v in (whole.low, whole.high, whole.central) if v is not None), default=None)
    least = min((v for v in (part.low, part.high, part.central) if v is not None), default=None)
    return top is not None and (
        least is None or least <= top or whole.bound in ("vague", "at_least")
    )


def _with_total(text: str, sentence: TokenSpan, drafts: list[Draft]) -> list[Draft]:
    """Compute shares: of the total that follows ("half of the 23 million"), or of the toll before ("a third of them")."""
    last = drafts[-1]
    if last.quantity.share is not None and last.part_of is not None:
        return [*drafts[:-1], _of_total(last, drafts[last.part_of], last.part_of)]
    if len(drafts) < 2 or last.quantity.share is not None:
        return drafts
    share = drafts[-2]
    if (
        share.quantity.share is None
        or share.derived_from is not None
        or share.sentence != last.sentence
    ):
        return drafts
    begin, end = share.quantity.end - sentence.start_char, last.quantity.start - sentence.start_char
    if end - begin > 60 or re.search(r"[.;,]", text[begin:end]):
        return drafts
    return [*drafts[:-2], _of_total(share, last, len(drafts) - 1), last]


def _of_total(share: Draft, total: Draft, index: int) -> Draft:
    """ "over half of about 23 million": low 11.5 million, bound over."""
    fraction = share.quantity.share or 0
    base = total.quantity
    value = next((v for v in (base.central, base.low, base.high) if v is not None), None)
    if value is None:
        return share
    bound = share.quantity.bound
    pair = (base.low, base.high) if base.bound == "between" and base.low and base.high else None
    if bound == "exactly" and pair:
        pair = (pair[0] * fraction, pair[1] * fraction)
    elif bound == "exactly" and base.bound != "exactly":
        bound, pair = base.bound, None
    else:
        pair = None
    low, high, central, bound = _limits(
        value * fraction, pair, bound, "exact" if bound != "vague" else "vague"
    )
    quantity = replace(share.quantity, low=low, high=high, central=central, bound=bound)
    return replace(share, quantity=quantity, derived_from=index, scope="share")


def _scope_of(sentence: TokenSpan, lexicon: FigureLexicon) -> str:
    text = sentence.text.lower()
    return next((scope for scope, cues in lexicon.scopes.items() if cues.search(text)), "event")


def _make_figure(reading: Reading, index: int, drafts: list[Draft]) -> Figure:
    draft, quantity = drafts[index], drafts[index].quantity
    unit, low, high, central = quantity.unit, quantity.low, quantity.high, quantity.central
    if quantity.share is not None and draft.derived_from is None:
        low, high, central, _ = _limits(quantity.share * 100, None, quantity.bound, "exact")
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


def _any(words: object) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))  # type: ignore[call-overload]
