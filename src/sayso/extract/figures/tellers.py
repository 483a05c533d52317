"""Those who tell are not counted among those they tell of: "Three residents said troops had killed dozens".

Comes in: a reading, its attributions and figures. Goes out: the figures. A number within the words for a source that
took its harm from the deed told beside it counts people, and no toll; a single "a nurse" there is no figure at all.
A source that itself names the harm keeps it: "five wounded soldiers said", "relatives of 40 detainees said".
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from sayso.extract.figures.figure_words import PEOPLE, FigureLexicon
from sayso.model import Attribution, Figure, Span
from sayso.nlp.readings import Reading


def without_tellers(
    reading: Reading,
    figures: Sequence[Figure],
    attributions: Sequence[Attribution],
    lexicon: FigureLexicon,
) -> tuple[Figure, ...]:
    """The figures, those of a source without the harm that its content tells.

    "Two officers said five soldiers were killed" → two people, five killed
    """
    told = [(part, a) for a in attributions for part in a.source]
    kept: list[Figure] = []
    for figure in figures:
        if not _is_tellers(reading, figure, told, lexicon):
            kept.append(figure)
        elif figure.span.exact.split()[0].lower() not in _ARTICLES:
            kept.append(replace(figure, counts=PEOPLE, scope=None))
    return tuple(_without_links(figure, {figure.id for figure in kept}) for figure in kept)


_ARTICLES = frozenset({"a", "an"})


def _is_tellers(
    reading: Reading,
    figure: Figure,
    told: Sequence[tuple[Span, Attribution]],
    lexicon: FigureLexicon,
) -> bool:
    """Whether a toll is a number of those who tell, who themselves name no such harm."""
    counts = figure.counts
    if counts is None or counts not in lexicon.tolls:
        return False
    source, attribution = next((p for p in told if _is_within(figure.span, p[0])), (None, None))
    if source is None or attribution is None:
        return False
    if not _is_subject_of(reading, figure, attribution):
        return False
    return not _names_harm(reading, source, counts, lexicon)


def _is_within(span: Span, part: Span) -> bool:
    return part.start <= span.start and span.end <= part.end


def _is_subject_of(reading: Reading, figure: Figure, attribution: Attribution) -> bool:
    """Whether the verb above a number is the cue: in "killed one soldier, a source said" it is no teller."""
    number = reading.tokens_in(figure.span).root
    verb = next((up for up in number.ancestors if up.pos_ in ("VERB", "AUX")), None)
    return verb is not None and any(c.start <= verb.idx < c.end for c in attribution.cue)


def _names_harm(reading: Reading, source: Span, counts: str, lexicon: FigureLexicon) -> bool:
    """Whether a word of the source is one for such a harm: "wounded", "detainees", "the bodies"."""
    words = lexicon.words
    known = (words.beside, words.nouns, words.weak, words.object, words.subject, lexicon.nouns)
    return any(
        counts in (found.get(token.lower_), found.get(token.lemma_.lower()))
        for token in reading.tokens_in(source)
        for found in known
    )


def _without_links(figure: Figure, kept: set[str]) -> Figure:
    """A figure that is no part of one left out."""
    if figure.part_of in (None, *kept) and figure.derived_from in (None, *kept):
        return figure
    return replace(
        figure,
        part_of=figure.part_of if figure.part_of in kept else None,
        derived_from=figure.derived_from if figure.derived_from in kept else None,
    )
