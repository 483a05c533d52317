"""Weigh whether a match is a toponym: the evidence for and against it, by name.

Comes in: a match in a walk. Goes out: the names of weights in `place-words.yaml` and their sum: what the parser
calls it, how large the place is, the words around it, what the same words are elsewhere in the report. The weights
were fitted by logistic regression on the development sets; those that a contract fixes were set by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.extract.places.toponym_walk import Toponym, Walk
from sayso.nlp.truecasing import load_casing_file


def weigh_evidence(walk: Walk, match: Toponym) -> float:
    """More than nothing: a toponym. "shells hit Aleppo" → above 0; the same name in "University of Aleppo" → below."""
    weights = walk.lexicon.words.weights
    return sum(weights.get(name, 0.0) for name in evidence(walk, match))


def evidence(walk: Walk, match: Toponym) -> list[str]:
    """What speaks for and against a match's being a toponym: the names of weights in the lexicon."""
    return [
        "bias",
        *_label_evidence(walk, match),
        *_size_evidence(match),
        *_before_evidence(walk, match),
        *_after_evidence(walk, match),
        *_report_evidence(walk, match),
    ]


def _label_evidence(walk: Walk, match: Toponym) -> Iterator[str]:
    label, start, end = walk.ent_of.get(match.start, ("none", match.start, match.end))
    if label not in ("GPE", "LOC", "FAC", "PERSON", "ORG", "NORP", "none"):
        label = "other"
    part = "part" if end > match.end or start < match.start - 1 else "whole"
    if label == "ORG" and part == "part":
        rest = walk.lowers[match.end : end]
        part = "of organ" if any(word in walk.lexicon.words.organs for word in rest) else part
        part = (
            "of embedding" if any(word in walk.lexicon.words.embedding for word in rest) else part
        )
    yield f"ent {label} {part}"
    if not match.candidates:
        yield f"unknown {label}"
    elif label == "PERSON":
        if _is_given_name(walk, match):
            yield "a given name before another"
        if (
            match.key not in walk.lexicon.capitals
            and walk.tokens[match.end - 1].dep_ in ("nsubj", "nsubjpass")
            and match.end - match.start == 1
        ):
            yield "a person who acts"
        if walk.lower(_before(walk, match)) in walk.lexicon.words.locative:
            yield "a person after locative"
    if walk.tokens[match.start].pos_ != "PROPN":
        yield "no proper noun but large" if _is_mistagged(walk, match) else "no proper noun"


def _is_given_name(walk: Walk, match: Toponym) -> bool:
    """ "Gonzalo Vasquez", who has a village's name; not "in Benito Juarez"."""
    if (
        match.end - match.start < 2
        or walk.lower(_before(walk, match)) in walk.lexicon.words.locative
    ):
        return False
    return walk.lowers[match.start] in load_casing_file().given_names


def _is_mistagged(walk: Walk, match: Toponym) -> bool:
    """A large place that the tagger takes for a common noun; "hit Bakhmut": an adverb with a capital is a name."""
    token = walk.tokens[match.start]
    if token.pos_ in ("ADV", "X", "INTJ") and not token.is_sent_start:
        return True
    return any(c.population >= 300_000 and c.rank < 2 for c in match.candidates[:3])


def _size_evidence(match: Toponym) -> Iterator[str]:
    if not match.candidates:
        return
    top = max(
        match.candidates,
        key=lambda c: (
            c.gid.startswith("own:"),
            c.rank < 2,
            c.kind in ("country", "province"),
            c.population,
        ),
    )
    is_ours = top.gid.startswith(("sayso:", "own:")) or (
        top.rank == 1 and top.kind in ("town", "village")
    )
    if is_ours or top.kind in ("country", "province", "district"):
        yield f"kind {'supplement' if is_ours else top.kind}"
    else:
        yield f"size {len(str(top.population))}"
    if top.rank == 2:
        yield "other name"
    if match.end - match.start > 1:
        yield "long"
    if match.kinds:
        yield "feature"
    if match.is_facility:
        yield "facility"


def _before_evidence(walk: Walk, match: Toponym) -> Iterator[str]:
    words = walk.lexicon.words
    i = _before(walk, match)
    before = walk.lower(i)
    if before in words.locative:
        yield "after locative"
    elif i >= 0 and walk.tokens[i].lemma_ in words.place_verbs:
        yield "after place verb"
    elif before == "of":
        is_name = walk.is_capital(i - 1) and walk.lower(i - 1) in words.embedding
        is_name = is_name or walk.lowers[max(0, i - 2) : i] == ["islamic", "state"]
        yield "after organisation of" if is_name else "after of"
    elif before == "from":
        yield "after from"
    elif before in words.titles and walk.is_capital(i):
        yield "after title"
    elif before in words.directions:
        yield "after direction"
    elif walk.is_capital(i) and not walk.tokens[i].is_sent_start:
        yield "after capital"
    if walk.tokens[match.start].is_sent_start:
        yield "sentence start"


def _before(walk: Walk, match: Toponym) -> int:
    """Where the word before a name stands: "in" of "in the Gambia", and of "in [neighbouring] Sukma"."""
    i = match.start - 1
    if i > 0 and walk.lowers[i] in walk.lexicon.words.nearness:
        return i - 1
    return i - 1 if i >= 0 and walk.lowers[i] == "the" else i


def _after_evidence(walk: Walk, match: Toponym) -> Iterator[str]:
    words = walk.lexicon.words
    after = walk.lower(match.end)
    if walk.is_capital(match.end):
        if after in words.embedding:
            yield "before embedding"
        elif after in words.organs:
            yield "before organ"
        elif walk.lexicon.demonym(walk.texts[match.end]) is None:
            yield "before capital"
            last = walk.tokens[match.end - 1]
            if last.dep_ == "compound" and last.head.i == match.end and not match.kinds:
                yield "part of a longer name"
    elif after in ("'s", "’s"):
        yield "possessive"
    elif after == "and" and _is_before_person(walk, match):
        yield "before a person"
    elif after in words.firms:
        yield "before firm"
    elif after == ",":
        yield "before comma place" if _is_place_like(walk, match.end + 1) else "before comma"
    elif match.end < len(walk.tokens) and walk.tokens[match.end].pos_ in ("VERB", "AUX"):
        yield "before verb"


def _is_before_person(walk: Walk, match: Toponym) -> bool:
    """ "Brent and Anna Holt": what comes before a first name and a surname is a first name, too."""
    own = walk.ent_of.get(match.start, ("none", 0, 0))[0]
    label, start, end = walk.ent_of.get(match.end + 1, ("none", 0, 0))
    is_whole = label == "PERSON" and start == match.end + 1 and end - start >= 2
    return is_whole and own in ("PERSON", "none") and match.end - match.start == 1


def _is_place_like(walk: Walk, i: int) -> bool:
    if not walk.is_capital(i):
        return False
    if walk.texts[i] in walk.lexicon.words.state_codes:
        return True
    found = walk.gazetteer.candidates(walk.texts[i]) or walk.gazetteer.candidates(
        " ".join(walk.texts[i : i + 2])
    )
    return any(c.kind in ("country", "province") for c in found)


def _report_evidence(walk: Walk, match: Toponym) -> Iterator[str]:
    last = walk.texts[match.end - 1]
    if match.end - match.start > 1 and walk.ent_of.get(match.start) == (
        "PERSON",
        match.start,
        match.end,
    ):
        yield "a person's whole name"
    elif last in walk.people or walk.texts[match.start] in walk.people:
        yield "a person's name"
    if any(c.country in walk.countries and c.kind != "country" for c in match.candidates[:20]):
        yield "in a country named"
    if match.end - match.start == 1 and walk.lowers[match.start] in walk.lower_words:
        yield "also a word"
    label = walk.named_place.get(match.span.exact, 0)
    if label:
        yield "a place elsewhere" if label > 0 else "another thing elsewhere"
