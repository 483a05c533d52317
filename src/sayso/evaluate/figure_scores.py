"""Scores of figures against our own labelled sentences: value, bound, what is counted, scope, parts, speaker.

Comes in: `FigureSentence` rows and reports. Goes out: F1 of figures found (their words overlap), and the shares of
right labels, twice: of the figures found, and of all (not found is wrong). Every judgement is kept, for the listing of
errors. A single victim with an article ("a policeman was shot dead") is a figure of sayso and none of the rows': it is
left aside where the rows have nothing there. The speaker is the source of the toll's claim; of what is no toll, the
source of the innermost attribution around it; none is the outlet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.evaluate.attribution_scores import Tokens, is_same_source
from sayso.evaluate.figure_rows import FigureSentence, GoldFigure, LabelledFigure
from sayso.evaluate.sentence_rows import Spans
from sayso.evaluate.tallies import Measures, Tally, f1, match_spans, share
from sayso.model import Attribution, Document, Figure, Report

ASPECTS = (
    "value",
    "bound",
    "counts",
    "who",
    "scope",
    "part",
    "part of",
    "revises",
    "speaker",
    "said",
)
# Of what is no toll a scope says nothing.
TOLLS = (
    "killed",
    "injured",
    "displaced",
    "detained",
    "missing",
    "abducted",
    "casualties",
    "rescued",
)
# Labels that mean one thing: the scorer asks what is counted, not which of the words was picked.
_SAME_COUNTS = (
    frozenset(("people", "population")),
    frozenset(("rescued", "released")),
    frozenset("vehicles tanks trucks lorries cars buses jeeps pickups ambulances tankers".split()),
    frozenset("houses homes huts buildings dwellings apartments".split()),
    frozenset("rockets missiles".split()),
    frozenset("strikes airstrikes raids sorties bombardments bombings".split()),
)
_NOBODY_IN_PARTICULAR = frozenset(
    "people person other victim dead body death casualty murder killing injury arrest".split()
) | {""}
# Who orders, agrees or intends does not tell the number: whoever reports it does.
_NOT_TELLING = ("orders", "agrees", "intends")

Found = Mapping[str, Any]


@dataclass(frozen=True)
class FigureJudgement:
    """One gold figure, the place of the found one on its words (None: missed), and what is right of it."""

    gold: GoldFigure
    found: int | None
    is_right: Mapping[str, bool]


def figure_document(sentence: FigureSentence) -> Document:
    """The text of a row as sayso reads it."""
    return sentence.document


def predict_figures(report: Report) -> list[dict[str, Any]]:
    """What is scored: every figure with its span and labels, the spans it is a part of or revises, and its speakers."""
    spans = {figure.id: [figure.span.start, figure.span.end] for figure in report.figures}
    revised = _revised(report)
    return [
        {
            "start": figure.span.start,
            "end": figure.span.end,
            "counts": figure.counts,
            "who": figure.who,
            "low": figure.low,
            "high": figure.high,
            "central": figure.central,
            "bound": figure.bound,
            "scope": figure.scope,
            "unit": figure.unit,
            "single": figure.span.exact.lower().startswith(("a ", "an ")) and figure.central == 1,
            "part_of": spans.get(figure.part_of or figure.derived_from or ""),
            "revises": spans.get(revised.get(figure.id, "")),
            "speakers": _speakers(report, figure),
        }
        for figure in report.figures
    ]


def _revised(report: Report) -> dict[str, str]:
    """Figure → the figure that it replaces: by the links of their claims, or the nearest that is called earlier."""
    revised = {}
    for old in report.figures:
        news = [f for f in report.figures if f.counts == old.counts and f.scope != "earlier"]
        if old.scope == "earlier" and news:
            revised[min(news, key=lambda f: abs(f.span.start - old.span.start)).id] = old.id
    figures = {c.id: c.value.figure for c in report.claims if c.value.figure is not None}
    return revised | {
        figures[claim.id]: figures[link.claim]
        for claim in report.claims
        for link in claim.links
        if link.relation == "corrects" and claim.id in figures and link.claim in figures
    }


def _speakers(report: Report, figure: Figure) -> list[Spans]:
    """Who says it: for each telling the words of the source and of its actors, none for the outlet's own."""
    attributions = {a.id: a for a in report.attributions}
    claims = [c for c in report.claims if c.value.figure == figure.id]
    if claims:
        return [_source(report, attributions[c.via[-1]]) if c.via else [] for c in claims]
    around = [a for a in report.attributions if _holds(a, figure) and a.act not in _NOT_TELLING]
    if not around:
        return [[]]
    return [_source(report, min(around, key=lambda a: sum(s.end - s.start for s in a.content)))]


def _holds(attribution: Attribution, figure: Figure) -> bool:
    return any(
        s.start <= figure.span.start and figure.span.end <= s.end for s in attribution.content
    )


def _source(report: Report, attribution: Attribution) -> Spans:
    """ "The mission said it could confirm 12 deaths": the source is "it", and its actor is named, too."""
    named = [m.span for m in report.mentions if m.actor in attribution.actors]
    return [(s.start, s.end) for s in (*attribution.source, *named)]


def judge_figures(sentence: FigureSentence, predicted: Sequence[Found]) -> list[FigureJudgement]:
    """What is right of each gold figure of a row.

    "at least 12 dead" read as "12" → [FigureJudgement(found=0, is_right={"value": False, "bound": False, …})]
    """
    tokens = Tokens(sentence.document.text)
    gold = [figure.span for figure in sentence.figures]
    pairs = match_spans(gold, [(found["start"], found["end"]) for found in predicted])
    return [
        FigureJudgement(
            figure,
            pairs.get(place),
            _judge(tokens, sentence, figure, predicted[pairs[place]])
            if place in pairs
            else dict.fromkeys(_aspects(figure), False),
        )
        for place, figure in enumerate(sentence.figures)
    ]


def _aspects(gold: GoldFigure) -> list[str]:
    has = {
        "scope": gold.label.counts in TOLLS,
        "part": gold.part_of is not None,
        "revises": gold.revises is not None,
        "said": bool(gold.speaker),
    }
    return [aspect for aspect in ASPECTS if has.get(aspect, True)]


def _judge(
    tokens: Tokens, sentence: FigureSentence, gold: GoldFigure, found: Found
) -> dict[str, bool]:
    label = gold.label
    part = _is_there(sentence, gold.part_of, found["part_of"])
    speaker = any(_is_speaker(tokens, gold, spans) for spans in found["speakers"])
    is_right = {
        "value": _is_right_value(gold, found),
        "bound": found["bound"] == label.bound,
        "counts": is_same_count(label.counts, found["counts"], found["unit"])
        or _are_armed_people(label, found),
        "who": _is_same_who(label.who, found["who"]),
        "scope": (found["scope"] or "other") == label.scope or _is_replaced(sentence, gold, found),
        "part": part,
        "part of": part,
        "revises": _is_there(sentence, gold.revises, found["revises"]),
        "speaker": speaker,
        "said": speaker,
    }
    return {aspect: is_right[aspect] for aspect in _aspects(gold)}


def _is_replaced(sentence: FigureSentence, gold: GoldFigure, found: Found) -> bool:
    """The number that a revision replaces has the scope "earlier", whatever it was a toll of."""
    revised = {figure.revises for figure in sentence.figures}
    return found["scope"] == "earlier" and sentence.figures.index(gold) in revised


def _is_right_value(gold: GoldFigure, found: Found) -> bool:
    """Low and high must be right, and central where the row has one; half a percent is rounding."""
    names = ["low", "high"] + (["central"] if gold.label.central is not None else [])
    return all(_is_near(getattr(gold.label, name), found[name]) for name in names)


def _is_near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 0.005 * max(abs(one), abs(other)) + 1e-9


def is_same_count(gold: str, found: str | None, unit: str | None = None) -> bool:
    """Whether two labels of what is counted mean one thing: "people" and "population" do, "tons" of aid and "aid"."""
    if found is not None and gold in (found, unit, f"{unit}s"):
        return True
    return any(gold in same and found in same for same in _SAME_COUNTS)


def _are_armed_people(label: LabelledFigure, found: Found) -> bool:
    """ "400 gunmen" are troops or people, as long as they are gunmen for both."""
    classes = {label.counts, found["counts"]}
    return classes == {"troops", "people"} and _is_same_who(label.who, found["who"])


def _is_same_who(gold: str | None, found: str | None) -> bool:
    """By the last word ("Shia fighters" are fighters); "people" and nobody in particular are the same."""
    one, other = (_last_word(words or "") for words in (gold, found))
    return one == other or {one, other} <= _NOBODY_IN_PARTICULAR


def _last_word(words: str) -> str:
    last = (words.lower().split(" of ")[0].split() or [""])[-1]
    return {"bodies": "body", "casualties": "casualty"}.get(last, last.rstrip("s"))


def _is_there(sentence: FigureSentence, place: int | None, span: Sequence[int] | None) -> bool:
    if place is None or span is None:
        return place is None and span is None
    start, end = sentence.figures[place].span
    return start < span[1] and span[0] < end


def _is_speaker(tokens: Tokens, gold: GoldFigure, spans: Spans) -> bool:
    return is_same_source(tokens, tokens.inside(gold.speaker), tokens.inside(spans))


def tally_figures(sentence: FigureSentence, predicted: Sequence[Found]) -> Tally:
    """Counts for one row."""
    judgements = judge_figures(sentence, predicted)
    matched = {j.found for j in judgements}
    counted = [i for i, found in enumerate(predicted) if i in matched or not _is_single(found)]
    tally: Tally = Counter({"documents": 1, "items": len(judgements)})
    tally["found.hit"] += sum(j.found is not None for j in judgements)
    tally["found.found"] += len(counted)
    tally["found.gold"] += len(judgements)
    for judgement in judgements:
        for aspect, is_right in judgement.is_right.items():
            tally[f"{aspect}.all"] += 1
            tally[f"{aspect}.met"] += judgement.found is not None
            tally[f"{aspect}.right"] += is_right
    if not judgements:
        tally["empty rows"] += 1
        tally["empty rows kept"] += not counted
    return tally


def _is_single(found: Found) -> bool:
    """ "a policeman": one victim, told by an article."""
    return bool(found["single"])


def figure_measures(tally: Tally) -> Measures:
    """F1 of figures found; shares of right labels of those found and of all. A share of nothing is left out."""
    measures = {"found F1": f1(tally, "found")}
    shares: Iterable[tuple[str, str, str]] = [
        *(
            (f"{aspect}, {of}", f"{aspect}.right", f"{aspect}.{whole}")
            for aspect in ASPECTS
            for of, whole in (("of found", "met"), ("of all", "all"))
        ),
        ("rows without any, kept so", "empty rows kept", "empty rows"),
    ]
    return measures | {
        name: share(tally, part, whole) for name, part, whole in shares if tally[whole]
    }
