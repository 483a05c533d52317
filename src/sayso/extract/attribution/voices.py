"""Voices: in whose words each stretch of a text stands.

Comes in: attributions. Goes out: for any span the attributions whose content holds it, outermost first; and mentions
with `voice` set to the innermost of them, or left None for the outlet's own words. Framing is counted from this
(DESIGN.md §3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from sayso.extract.attribution.stretches import Stretches
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Attribution, Mention, Span

# Between two things that one source tells.
_JOINED = re.compile(r"[,;]? (?:and|but) (?=that )|, but |; ")
# A part of a quotation that opens a sentence.
_OPENS = re.compile(r"[\"“‘«]?[A-Z]")
# The end of a sentence, but no "Gen. Asare" nor "J. Doe".
_ENDED = re.compile(
    r"(?:(?<=\w{5})|(?<=\b[a-z])|(?<=\b[a-z]\w)|(?<=\b[a-z]\w{2})|(?<=\b[a-z]\w{3}))"
    r"[.!?][\"”’»]* +(?=[\"“‘«]?[A-Z])"
)


class RivalAccounts(LexiconHeader, frozen=True, kw_only=True):
    """The file `rival-accounts.yaml`: words of saying, and words that negate or dismiss what is said."""

    sayings: frozenset[str]
    negations: frozenset[str]
    bare_words_most: int


@lru_cache(maxsize=1)
def load_rival_accounts() -> RivalAccounts:
    """Read the words, once."""
    return read_lexicon("rival-accounts", RivalAccounts)


class Contents:
    """The contents of a report's attributions, ready to be asked what holds a span.

    "Police said the army admitted it shot the boy." → "shot" is held by police's saying and the army's admission
    """

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self._parts = Stretches((part, a) for a in attributions for part in a.content)
        self._depth = _depths(attributions)
        # A speech over a thousand paragraphs has a thousand parts: they are added up once.
        self._length = {a.id: _content_length(a) for a in attributions}

    def chain(self, span: Span) -> list[Attribution]:
        """The attributions whose content holds a span, outermost first; of two with one content the enclosing one."""
        held = {a.id: a for _, a in self._parts.around(span.start, span.end)}
        found = sorted(held.values(), key=lambda a: (-self._length[a.id], self._depth[a.id], a.id))
        return [a for k, a in enumerate(found) if not _answers_charge(a, found[:k])]

    def voice(self, span: Span) -> Attribution | None:
        """The innermost attribution whose content holds a span; None is the outlet's own voice."""
        chain = self.chain(span)
        return chain[-1] if chain else None


def _answers_charge(inner: Attribution, outer: Sequence[Attribution]) -> bool:
    """ "accused the militia of killing herders, which it denies": the denial answers the charge, outside it."""
    return inner.stance == "denies" and any(
        charge.act == "accuses"
        and charge.stance == "asserts"
        and charge.id != inner.via
        and not any(p.start <= c.start < p.end for p in charge.content for c in inner.cue)
        for charge in outer
    )


def tells_instead(attribution: Attribution, at: int | None = None) -> bool:
    """ "The commander told them that they had died of cholera": it denies what others told by telling something else.

    What he tells himself he asserts: nothing in his words negates it, nor does the word that he says it by. `at`: only
    the clause counts that holds a character ("said | they had no weapons | and that thugs had shot them").
    """
    if (attribution.act, attribution.stance) != ("denies", "denies"):
        return False
    lexicon = load_rival_accounts()
    cue = [word for part in attribution.cue for word in part.exact.lower().split()]
    clauses = _clause_at(attribution, at) or [part.exact for part in attribution.content]
    if clauses and clauses[-1].rstrip(' "”’»').endswith("?"):
        return False
    words = {
        word.strip(".,;:!?'\"”“’‘«»()")
        for clause in clauses
        for word in clause.lower().replace("n't", " not").replace("n’t", " not").split()
    }
    is_plain = cue == [":"] or not lexicon.sayings.isdisjoint(cue)
    is_long = len(words) > lexicon.bare_words_most
    return is_plain and is_long and words.isdisjoint(lexicon.negations)


def _clause_at(attribution: Attribution, at: int | None) -> list[str]:
    """Of several sentences, or clauses joined by "and that", in a content the one that holds a character.

    “It is a lie,” he said. | “We fired on gunmen who,” he said, “had shelled us.”
    """
    if at is None:
        return []
    clauses: list[list[Span]] = []
    for part in attribution.content:
        for number, piece in enumerate(_pieces(part)):
            if number or not clauses or _OPENS.match(part.exact):
                clauses.append([])
            clauses[-1].append(piece)
    held = (c for c in clauses if any(piece.start <= at < piece.end for piece in c))
    return [piece.exact for c in held for piece in c] if len(clauses) > 1 else []


def _pieces(part: Span) -> list[Span]:
    """The stretches of a part of a content between the ends of its clauses."""
    text = part.exact
    ends = sorted(m.end() for ending in (_JOINED, _ENDED) for m in ending.finditer(text))
    bounds = zip([0, *ends], [*ends, len(text)], strict=True)
    return [Span(start=part.start + a, end=part.start + b, exact=text[a:b]) for a, b in bounds]


def with_voices(mentions: Iterable[Mention], contents: Contents) -> tuple[Mention, ...]:
    """The same mentions, each with the voice it stands in."""
    return tuple(
        msgspec.structs.replace(mention, voice=voice.id if voice else None)
        for mention in mentions
        for voice in [contents.voice(mention.span)]
    )


def _content_length(attribution: Attribution) -> int:
    return sum(part.end - part.start for part in attribution.content)


def _depths(attributions: Sequence[Attribution]) -> dict[str, int]:
    """How many attributions enclose each one, by `via`."""
    outer_of = {a.id: a.via for a in attributions}
    depths: dict[str, int] = {}
    for name in outer_of:
        depth, seen, outer = 0, {name}, outer_of[name]
        while outer is not None and outer not in seen:
            seen.add(outer)
            depth, outer = depth + 1, outer_of.get(outer)
        depths[name] = depth
    return depths
