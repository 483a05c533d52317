"""How figures hang together: parts of a toll, shares of a total, numbers that a revision replaces.

Comes in: the figures found so far, as drafts, and the one that was just found. Goes out: drafts that point to each
other by index, always to what was found already or to the total or sum that it goes into; never in a circle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Token

from sayso.extract.figures.figure_words import PEOPLE, FigureLexicon
from sayso.extract.figures.quantities import Quantity, limits_of
from sayso.extract.grammar.noun_phrases import Line, NounPhrase
from sayso.model import Bound

_AMONG = re.compile(
    r"\b(?:among|of) the [^,.;]{1,40}(?:(?: were| was| are| is) |, )(?:at least )?$"
)
_ITEMISED = re.compile(r"[^.;:—–]{0,40}(?:[:—]|\s–)\s(?:an? [\w' -]{2,30}? (?:and |, ))?$")
_LIST_GAP = re.compile(r"[\w\s'’-]{0,40}(?:,|\band\b|, and\b|\bor\b)\s*")
_REST = "other"
# "killed 12, bringing the toll to 340", "another 11 drowned, raising this year's toll to 1,300".
_ADDING = re.compile(
    r"\b(?:bringing|raising|taking|pushing|lifting|making)\b[^.;]*$"
    r"|\bwhich (?:brings|brought|raises|raised|takes|took)\b[^.;]*$"
)
# "Of the 130 passengers, [only] 104 are missing".
_OF_THESE = re.compile(r"(?:^|[.;:,]\s*|and )of (?:the |its |their |some |about )*$")
_THEN = re.compile(r"[\w\s'’-]{0,50},\s*(?:only |just |at least |about |some )*")
# "a figure that does not include | two patrolmen taken since": they come on top.
_LEFT_OUT = re.compile(
    r"\b(?:not|n[o'’]t|without|excluding|exclude[sd]?) (?:yet )?(?:includ\w+ )?$"
)
_NEAR_SENTENCES = 2
_NEAR_TOTAL = 60


@dataclass(frozen=True)
class Draft:
    """A figure in the making; `part_of` and `derived_from` are indices into the drafts.

    `own_counts` tells that verb or noun beside the number said what is counted.
    """

    quantity: Quantity
    phrase: NounPhrase
    counts: str | None = None
    who: str | None = None
    sentence: int = 0
    own_counts: bool = False
    scope: str | None = None
    part_of: int | None = None
    derived_from: int | None = None


def resumed(
    draft: Draft, line: Line, before: int, after: int, drafts: list[Draft], lexicon: FigureLexicon
) -> Draft:
    """Let a bare number count what the figure before it did.

    "Moscow lost 500 soldiers, Kyiv said; Moscow admitted to 63." → 63 counts "killed", who "soldiers"
    """
    last = drafts[-1] if drafts else None
    if last is None or draft.quantity.unit is not None:
        return draft
    if draft.phrase.head is not None and not draft.quantity.is_multiple:
        return draft
    if draft.sentence - last.sentence > 1 or not _can_resume(
        draft, line, before, after, drafts, lexicon
    ):
        return draft
    if last.counts in lexicon.tolls and _are_living(line.sentence.doc[after - 1], lexicon):
        return draft
    is_near = last.sentence == draft.sentence
    is_crowd = last.counts == PEOPLE and _is_recounted(line, after, lexicon)
    if last.counts not in lexicon.tolls and not (is_near and last.phrase.head is not None):
        return replace(draft, counts=PEOPLE, who=last.who) if is_crowd else draft
    is_known = any(_values(d.quantity) == _values(draft.quantity) for d in drafts)
    # "put the number of those evacuated at 38": it says itself what it counts.
    start = line.sentence.start
    words = [token.lower_ for token in line.sentence.doc[start : max(start, before + 1)]]
    if ("number", "of") in pairwise(words):
        return draft
    left = line.sentence.doc[before].lower_ if before >= line.sentence.start else ""
    if left in lexicon.definite and is_known:
        return draft
    scope = None if last.scope in ("share", "earlier", "event") else last.scope
    return replace(draft, counts=last.counts, who=last.who, scope=scope)


def _are_living(number: Token, lexicon: FigureLexicon) -> bool:
    """ "Police shot dead five. Thousands had marched": who does something is none of the dead; "Six were soldiers"."""
    verb = number.head
    return number.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.lemma_ not in lexicon.resting


def _is_recounted(line: Line, after: int, lexicon: FigureLexicon) -> bool:
    """ "Police said 3,000 had rallied. The organisers claimed 10,000." """
    token = line.sentence.doc[after - 1]
    return token.dep_ == "dobj" and token.head.lemma_ in lexicon.recounts


def _can_resume(
    draft: Draft, line: Line, before: int, after: int, drafts: list[Draft], lexicon: FigureLexicon
) -> bool:
    """Whether the number stands where a noun would: what somebody counted, admitted, lost."""
    if draft.phrase.modifiers or after <= line.sentence.start:
        return False
    token = line.sentence.doc[after - 1]
    if draft.quantity.is_multiple or line.sentence.doc[before].lower_ == _REST:
        return True  # "as many soldiers", "kept the other nine"
    if token.dep_ == "dobj" and token.head.dep_ == "conj":
        return False  # "arrested scores and shot at least five": a deed of its own
    if token.dep_ == "nsubj" and token.head.dep_ == "conj" and token.head.lemma_ == "be":
        return False  # "three were killed, and eight were still at large": others
    if token.dep_ == "nsubj" and _does_something_else(token, draft, drafts[-1], lexicon):
        return False
    if token.dep_ == "pobj":
        return token.head.lower_ in lexicon.resumed_after
    return token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "conj") and token.head is not token


def _does_something_else(number: Token, draft: Draft, last: Draft, lexicon: FigureLexicon) -> bool:
    """ "comprises seven districts, and 2,100 have surrendered": no districts.

    Nor are those displaced of whom, beside 2.1 million who are, it is told that "6.5 million need aid".
    """
    needs = [c for c in number.head.rights if c.dep_ == "dobj"]
    if last.counts in lexicon.tolls and needs and number.head.tag_ in ("VBP", "VBZ"):
        return number.head.lemma_.lower() not in lexicon.words.subject
    # "fired 36 rockets, but only two got through": some of those
    head = last.phrase.head
    if head is None or last.counts in lexicon.tolls or lexicon.is_people(head.lemma_.lower()):
        return False
    is_more = (draft.quantity.low or 0) > (last.quantity.high or last.quantity.low or 0)
    return is_more and number.head.lemma_ != "be" and number.head.pos_ == "VERB"


def with_earlier(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> Draft:
    """Mark the number that a revision replaces.

    "to 51, up from 29", "to 51 from 29", "from 29 to 51" → 29 has scope "earlier"
    """
    if lexicon.earlier_version.search(left):
        return replace(draft, scope="earlier") if draft.counts in lexicon.tolls else draft
    if draft.own_counts and draft.phrase.head is not None:
        return draft
    head = draft.phrase.head
    if head is not None and head.lemma_.lower() not in lexicon.people:
        return draft  # "picked up 87 people from two boats"
    window = left[-70:]
    last = drafts[-1].counts if drafts and drafts[-1].sentence == draft.sentence else None
    is_cued = bool(lexicon.earlier_cue.search(window))
    is_from = window.endswith("from ") and bool(lexicon.rise_words.search(window))
    is_from = is_from or _is_replaced(draft, left, drafts, lexicon)
    if (is_cued or is_from) and (draft.counts or last) is not None:
        return replace(draft, counts=draft.counts or last, scope="earlier")
    return draft


def _is_replaced(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> bool:
    """ "corrected the number of people killed in the attack to 55, from 60": right behind the new number."""
    if not drafts or drafts[-1].sentence != draft.sentence:
        return False
    new = drafts[-1].quantity
    before = left[: max(0, len(left) - (draft.quantity.start - new.start))]
    between = left[len(left) - (draft.quantity.start - new.end) :]
    is_next = re.fullmatch(
        r"(?: people| dead| deaths)?,? from (?:an earlier |the earlier )?", between
    )
    return bool(is_next and before.endswith(" to ") and lexicon.rise_words.search(before))


def with_whole(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> Draft:
    """Tie a part to its whole: the part counts the same unless its own verb says otherwise.

    "29 people, including 12 children, were killed" → 12 is part of 29, counts "killed"
    """
    whole = _whole_of(draft, left, drafts, lexicon)
    if whole is None:
        return replace(draft, scope="share") if _is_some_of_harmed(draft, lexicon) else draft
    draft = replace(draft, part_of=whole)
    if draft.own_counts and draft.counts != drafts[whole].counts:
        return draft
    return replace(draft, counts=drafts[whole].counts, scope=drafts[whole].scope)


def _is_some_of_harmed(draft: Draft, lexicon: FigureLexicon) -> bool:
    """ "five of the dead had been registered twice": a part of a toll that is told elsewhere, never a toll itself."""
    head = draft.phrase.head
    if head is None or not (draft.phrase.partitive and draft.phrase.definite):
        return False
    return draft.counts in lexicon.tolls and head.lower_ in lexicon.words.beside


def _whole_of(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> int | None:
    before = _part_before(draft, left, drafts)
    if before is not None:
        return before
    if _is_itemised(draft, left, drafts) or _is_of_these(draft, left, drafts):
        return len(drafts) - 1
    is_cued = lexicon.part_cue.search(left[-60:]) or _AMONG.search(left[-60:])
    if not draft.phrase.pronoun and not is_cued:
        return None
    if _LEFT_OUT.search(left) or _is_of_others(draft, left, drafts, lexicon):
        return None
    if left.endswith(" by "):
        return None  # "A nurse was wounded by one of them": by whom, or by which
    for i in range(len(drafts) - 1, -1, -1):
        other = drafts[i]
        if draft.sentence - other.sentence > _NEAR_SENTENCES:
            return None
        if other.part_of is None and other.scope != "earlier" and _can_hold(other, draft, lexicon):
            return i
    return None


def _is_of_others(draft: Draft, left: str, drafts: list[Draft], lexicon: FigureLexicon) -> bool:
    """ "hurt 12 people, hours after it bombed rebels and killed nine of [them]": of the rebels, named since."""
    last = drafts[-1] if drafts else None
    if last is None or last.sentence != draft.sentence or not draft.phrase.pronoun:
        return False
    between = left[-(draft.quantity.start - last.quantity.end) :]
    words = re.findall(r"[a-z-]+", between)[1:]
    named = [w for w in words if w.endswith("s") and lexicon.is_people(w[:-1])]
    return bool(named) and between.endswith(" ") and words[-1] in lexicon.words.beside


def _is_of_these(draft: Draft, left: str, drafts: list[Draft]) -> bool:
    """ "Of 130 passengers, 104 are missing"."""
    if not drafts or drafts[-1].sentence != draft.sentence or draft.phrase.head is not None:
        return False
    gap = draft.quantity.start - drafts[-1].quantity.end
    size = drafts[-1].quantity.end - drafts[-1].quantity.start
    if not 0 < gap <= len(left) or not _THEN.fullmatch(left[-gap:]):
        return False
    return bool(_OF_THESE.search(left[: len(left) - gap - size]))


def with_new_total(line: Line, drafts: list[Draft], lexicon: FigureLexicon) -> list[Draft]:
    """Make what is added a part of the sum that it adds up to.

    "Another 11 drowned, raising the toll to 1,300." → 11 is part of 1,300
    """
    whole, last = drafts[-1], len(drafts) - 1
    left = line.left_of(whole.quantity.start - line.sentence.start_char)
    if whole.counts not in lexicon.tolls or whole.part_of is not None or not _ADDING.search(left):
        return drafts
    first = last
    while first > 0 and drafts[first - 1].sentence == whole.sentence:
        first -= 1
    parts = (
        replace(draft, part_of=last) if _is_added(draft, whole, lexicon) else draft
        for draft in drafts[first:last]
    )
    return [*drafts[:first], *parts, whole]


def _is_added(draft: Draft, whole: Draft, lexicon: FigureLexicon) -> bool:
    is_free = draft.part_of is None and draft.derived_from is None and draft.scope != "earlier"
    return draft.counts == whole.counts and is_free and _can_hold(whole, draft, lexicon)


def _is_itemised(draft: Draft, left: str, drafts: list[Draft]) -> bool:
    """ "14 people: nine soldiers and five traders", "at least three — a policeman and two passers-by"."""
    if not drafts or drafts[-1].sentence != draft.sentence or drafts[-1].who is None:
        return False
    whole, gap = drafts[-1], draft.quantity.start - drafts[-1].quantity.end
    if whole.part_of is not None or draft.phrase.head is None or not 0 < gap < len(left):
        return False
    least, top = max(_values(draft.quantity), default=0), max(_values(whole.quantity), default=0)
    return bool(_ITEMISED.fullmatch(left[-gap:])) and 0 < least < top


def _part_before(draft: Draft, left: str, drafts: list[Draft]) -> int | None:
    """ "including 12 children and three women": the second part follows the first."""
    if not drafts or drafts[-1].part_of is None or drafts[-1].sentence != draft.sentence:
        return None
    gap = draft.quantity.start - drafts[-1].quantity.end
    if not 0 < gap < len(left) or not _LIST_GAP.fullmatch(left[-gap:]):
        return None
    if draft.own_counts and (draft.counts != drafts[-1].counts or ", and" in left[-gap:]):
        return None
    return drafts[-1].part_of


def _can_hold(whole: Draft, part: Draft, lexicon: FigureLexicon) -> bool:
    if whole.counts not in lexicon.tolls and whole.who is None:
        return False
    top = max(_values(whole.quantity), default=None)
    least = min(_values(part.quantity), default=0)
    return top is not None and (least <= top or whole.quantity.bound in ("vague", "at_least"))


def _values(quantity: Quantity) -> list[float]:
    return [v for v in (quantity.low, quantity.high, quantity.central) if v is not None]


def with_total(line: Line, drafts: list[Draft]) -> list[Draft]:
    """The last two drafts again, with the share computed that the last one completes, if it does.

    "over half of about 23 million" → low 11.5 million, bound over; "40 people, a third of them women" → 13.3
    """
    last = drafts[-1]
    if last.quantity.is_multiple:
        return [*drafts[-2:-1], _multiplied(last, drafts)]
    if last.quantity.share is not None:
        if last.part_of is None:
            return drafts[-2:]
        return [*drafts[-2:-1], _computed(last, drafts[last.part_of], last.part_of)]
    first = drafts[-2] if len(drafts) > 1 else last
    if first.sentence != last.sentence or not _is_of(line, first, last):
        return drafts[-2:]
    if first.quantity.share is not None and first.derived_from is None:
        return [_computed(first, last, len(drafts) - 1), last]
    if is_of_next(first.phrase) and first.part_of is None and last.part_of is None:
        return [_part_of_next(first, last, len(drafts) - 1), last]
    return drafts[-2:]


def is_of_next(phrase: NounPhrase) -> bool:
    """Whether another number could follow: "12 of the 15 victims"."""
    return phrase.definite and phrase.head is None and not phrase.pronoun


def _part_of_next(part: Draft, whole: Draft, index: int) -> Draft:
    counts = part.counts or whole.counts
    return replace(part, part_of=index, counts=counts, who=part.who or whole.who)


def _is_of(line: Line, share: Draft, total: Draft) -> bool:
    offset = line.sentence.start_char
    begin, end = share.quantity.end - offset, total.quantity.start - offset
    between = line.lower[begin:end]
    starts_right = between.lstrip().startswith(("of ", "out of ", "the ", "its ", "their ", "all "))
    return len(between) <= _NEAR_TOTAL and starts_right and not re.search(r"[.;,]", between)


def _computed(share: Draft, total: Draft, index: int) -> Draft:
    fraction, base, bound = share.quantity.share or 0.0, total.quantity, share.quantity.bound
    value = next((v for v in (base.central, base.low, base.high) if v is not None), None)
    if value is None:
        return share
    pair: tuple[float, float] | None = None
    if bound == "exactly" and base.bound == "between":
        pair = ((base.low or 0.0) * fraction, (base.high or 0.0) * fraction)
    elif bound == "exactly":
        bound = base.bound
    low, high, central, bound = limits_of(value * fraction, pair, bound, _kind_of(bound))
    quantity = replace(share.quantity, low=low, high=high, central=central, bound=bound)
    counts = share.counts or total.counts
    return replace(share, quantity=quantity, counts=counts, derived_from=index, scope="share")


def _multiplied(draft: Draft, drafts: list[Draft]) -> Draft:
    """ "nine men, and the insurgents twice as many": a number of its own, told by the one before."""
    if len(drafts) < 2 or drafts[-2].sentence != draft.sentence or drafts[-2].quantity.share:
        return draft
    scope = drafts[-2].scope if draft.scope is None else draft.scope
    return replace(_computed(draft, drafts[-2], len(drafts) - 2), scope=scope)


def _kind_of(bound: Bound) -> str:
    return "vague" if bound == "vague" else "exact"


def without_loose_shares(drafts: list[Draft], lexicon: FigureLexicon) -> list[Draft]:
    """Leave out shares of nothing known ("half of the city"), and what counts nothing; links are renumbered."""
    kept = [i for i, draft in enumerate(drafts) if _is_settled(draft, lexicon)]
    place = {old: new for new, old in enumerate(kept)}
    return [
        replace(
            drafts[i],
            part_of=_moved(drafts[i].part_of, place),
            derived_from=_moved(drafts[i].derived_from, place),
        )
        for i in kept
    ]


def _moved(index: int | None, place: dict[int, int]) -> int | None:
    return None if index is None else place.get(index)


def _is_settled(draft: Draft, lexicon: FigureLexicon) -> bool:
    if draft.quantity.share is not None and draft.derived_from is None:
        is_toll = draft.counts in lexicon.tolls and draft.phrase.partitive
        return is_toll or (draft.quantity.is_percent and draft.counts is not None)
    return draft.counts is not None
