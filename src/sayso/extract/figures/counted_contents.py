"""Contents made whole where a count breaks off: "medics counted seven dead | and 33 injured".

Comes in: a reading, its attributions and figures. Goes out: the attributions, a content that ends right before a
figure carried on over it, if a figure stands in the content already and nothing but "and" or a comma lies between.
Otherwise the second half of what one speaker counted would be the outlet's. So would a part told behind the speaker
("1,100 died, the UN said, | 209 of them this week"): it becomes a part of the content. Moves none past a verb.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from sayso.model import Attribution, Figure, Span
from sayso.nlp.readings import Reading

# What may stand between what somebody counted and what he counted beside it.
_GAP = re.compile(
    r"[\s,–—-]*+(?:and|or|plus|while|with|from|(?:up|down)(?: from| by)?|compared (?:with|to)|against|as well as"
    r"|and another|another)?\s*"
)
# The words after a number that belong to it: its noun, what befell them, "of them".
_OWN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS", "JJ", "JJS", "VBN", "CD", "PRP", "HYPH"))
_COMMA = re.compile(r",\s+(?:including |with |among them )?")
# ", the agency said, revising an earlier count of | 23".
_REVISING = re.compile(
    r",\s+(?:revising|correcting|updating|lowering|raising|up|down|compared|against)\b[^.;,]{0,40}"
)
_BEFALL = frozenset({"killed", "injured", "missing", "detained", "abducted", "casualties"})
_MARKS = frozenset(",.;:")
_OWN_WORDS = frozenset(("of", "more", "others"))


def with_counts(
    reading: Reading, attributions: Sequence[Attribution], figures: Sequence[Figure]
) -> tuple[Attribution, ...]:
    """Carry contents on over the figures that go with the one in them.

    "Medics counted seven dead and 33 injured." → content "seven dead and 33 injured", not "seven dead"
    """
    starts = [figure.span.start for figure in figures]
    whole = (_with_whole_number(reading, a, figures, starts) for a in attributions)
    whole = (_with_part_behind(reading, a, figures) for a in whole)
    return tuple(_carried_on(reading, a, figures, starts) for a in whole)


def _with_whole_number(
    reading: Reading, attribution: Attribution, figures: Sequence[Figure], starts: list[int]
) -> Attribution:
    """ "said between | three and seven had died": who gave the number gave all of it."""
    if attribution.manner == "direct" or not attribution.content:
        return attribution
    first, *others = attribution.content
    i = bisect_left(starts, first.start) - 1
    if i < 0 or figures[i].span.end <= first.start:
        return attribution
    part = reading.span(figures[i].span.start, first.end)
    return (
        attribution if _meets(attribution, part) else replace(attribution, content=(part, *others))
    )


def _with_part_behind(
    reading: Reading, attribution: Attribution, figures: Sequence[Figure]
) -> Attribution:
    """ "1,100 people had died, the UN said, 209 of them in the past week": it said so of the 209 as well."""
    named = [*attribution.source, *attribution.cue]
    if attribution.manner == "direct" or not attribution.content or not named:
        return attribution
    end = max(span.end for span in named)
    if end < attribution.content[-1].end:
        return attribution
    counted = {f.id for f in figures if any(_holds(part, f.span) for part in attribution.content)}
    for figure in figures:
        if figure.span.start <= end:
            continue
        is_part = figure.part_of in counted and _COMMA.fullmatch(
            reading.text, end, figure.span.start
        )
        is_old = figure.scope == "earlier" and _REVISING.fullmatch(
            reading.text, end, figure.span.start
        )
        if is_part or (counted and is_old):
            part = _up_to_mark(reading, figure)
            return replace(attribution, content=(*attribution.content, part))
    return attribution


def _holds(part: Span, inner: Span) -> bool:
    return part.start <= inner.start and inner.end <= part.end


def _up_to_mark(reading: Reading, figure: Figure) -> Span:
    first = reading.tokens_in(figure.span)[0]
    end = next((t for t in first.doc[first.i : first.sent.end] if t.text in _MARKS), None)
    last = end.nbor(-1) if end is not None else first.sent[-1]
    return reading.span(figure.span.start, last.idx + len(last))


def _carried_on(
    reading: Reading, attribution: Attribution, figures: Sequence[Figure], starts: list[int]
) -> Attribution:
    if attribution.manner == "direct" or not attribution.content:
        return attribution
    *others, last = attribution.content
    while (longer := _longer(reading, last, figures, starts)) is not None:
        last = longer
    if last is attribution.content[-1] or _meets(attribution, last):
        return attribution
    return replace(attribution, content=(*others, last))


def _longer(
    reading: Reading, part: Span, figures: Sequence[Figure], starts: list[int]
) -> Span | None:
    """The part of a content up to the end of the figure behind it, if that goes on what the part counts."""
    i = bisect_left(starts, part.end)
    if i == 0 or i == len(figures) or figures[i - 1].span.end > part.end:
        return None
    before, following = figures[i - 1], figures[i]
    if before.span.start < part.start or before.counts is None or following.counts is None:
        return None
    if not _GAP.fullmatch(reading.text, part.end, following.span.start):
        return None
    return _up_to_end_of(reading, part, following)


def _up_to_end_of(reading: Reading, part: Span, figure: Figure) -> Span | None:
    doc = reading.doc
    token = doc.char_span(figure.span.start, figure.span.end, alignment_mode="expand")
    if token is None:
        return None
    sentence = token.sent
    if not sentence.start_char <= part.end <= figure.span.start:
        return None
    end = token.end
    while end < sentence.end and (doc[end].tag_ in _OWN_TAGS or doc[end].lower_ in _OWN_WORDS):
        end += 1
    if figure.counts in _BEFALL and end + 1 < sentence.end and doc[end].tag_ == "VBD":
        end += doc[end + 1].is_punct  # "… and 18 wounded."
    if end < sentence.end and doc[end].tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return None  # "… and 33 fled": a clause of its own
    return reading.span(part.start, doc[end - 1].idx + len(doc[end - 1]))


def _meets(attribution: Attribution, part: Span) -> bool:
    """Whether the content would run into source or cue of its own."""
    return any(
        part.start < span.end and span.start < part.end
        for span in (*attribution.source, *attribution.cue)
    )
